//! Whoever else speaks in a later clause of the sentence: "Roe said it would stay, but Poe denied it".

use super::candidates::speakers_of;
use crate::attribute::cues::{Cue, Manner};
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Form, Item, Sense, What};

/// Adds to the speakers of cue `place`, which has this `strength`, those of later clauses that stand beside its own: "Roe
/// said ..., while Poe said ...", "Westland imposed duties, and Eastland retaliated". Gives the cues that need no candidate
/// of their own, since whoever hears them hears the first one too.
pub(super) fn join_others(
    context: &Context<'_>,
    items: &[Item],
    place: usize,
    cues: &[Cue],
    strength: f32,
    resolved: &mut Resolved,
) -> Vec<usize> {
    let cue = &cues[place];
    let mut taken = Vec::new();
    let Resolved::Speakers(sources) = resolved else { return taken };
    let (says, acted) = (says(cue), decides(cue) && tells_past(items, cue));
    if !(says && strength > 0.8 || acted && strength > 0.7) || is_negated(items, cue) {
        return taken;
    }
    for (number, other) in cues.iter().enumerate().filter(|(_, o)| o.source.start > cue.words.end) {
        let tells = other.weight >= 0.84 && self::says(other) && !reports(items, cue, other);
        let answers = acted && answers(items, other);
        if !(tells || answers)
            || !stands_beside(items, other)
            || is_negated(items, other)
            || items[other.source.clone()].iter().any(Item::is_pronoun)
        {
            continue;
        }
        let Some(Resolved::Speakers(more)) = speakers_of(context, items, other) else { continue };
        // "but Western leaders have doubts": a loose group beside somebody who is named.
        let named = |m: &Source| m.entity.is_some() || context.directory.position(&m.name).is_some();
        if !more.iter().all(named) {
            continue;
        }
        // "Roe briefed Poe, and the two agreed": who speaks first is one of them.
        let new: Vec<Source> = more.iter().filter(|m| sources.iter().all(|s| s.name != m.name)).cloned().collect();
        let others = new.len() == more.len();
        sources.extend(new);
        if others && tells && cue.manner == Manner::Clause(Sense::Say) && tells_past(items, cue) {
            taken.push(number);
        }
    }
    taken
}

/// "..., and Eastland retaliated", "..., with Eastland imposing duties": an act against the one told before.
fn answers(items: &[Item], other: &Cue) -> bool {
    const ANSWERS: &[&str] = &["retaliate", "respond", "impose", "slap", "sanction", "greenlight"];
    let verb = items[other.words.start].verb();
    other.weight > 0.7 && verb.is_some_and(|v| ANSWERS.contains(&v.base)) && matches!(other.manner, Manner::Clause(_))
}

/// Whether the verb of a cue is no base form, which a noun may look like: "US pressure on it".
fn tells_past(items: &[Item], cue: &Cue) -> bool {
    items[cue.words.start].verb().is_some_and(|v| v.form != Form::Base)
}

fn says(cue: &Cue) -> bool {
    matches!(cue.manner, Manner::Clause(Sense::Say | Sense::Act))
}

fn decides(cue: &Cue) -> bool {
    matches!(cue.manner, Manner::Clause(Sense::Decide))
}

/// Whether the clause of a cue begins beside another: ", but Poe", "; Poe", "- and Poe", "while Poe", "but Poe".
fn stands_beside(items: &[Item], other: &Cue) -> bool {
    let joint = &items[other.source.start - 1];
    let before = other.source.start.checked_sub(2).map(|at| &items[at]);
    let breaks = before.is_some_and(|i| {
        matches!(i.what, What::Comma | What::Dash | What::Quote { ends: true, .. }) || is_semicolon(i)
    });
    match joint.lower.as_str() {
        "while" | "whereas" | "with" | "but" => true,
        "and" | "as" => breaks,
        _ => is_semicolon(joint),
    }
}

fn is_semicolon(item: &Item) -> bool {
    item.lower == ";"
}

/// Whether words that a cue reports begin a clause of their own before the next comma: "Roe said he wanted a deal".
fn opens(items: &[Item], cue: &Cue) -> bool {
    let rest = items[cue.words.end..].iter();
    rest.take_while(|i| i.what != What::Comma && !is_semicolon(i)).any(|i| {
        i.is_quote()
            || i.class.is(Class::MODAL)
            || matches!(i.lower.as_str(), "is" | "are" | "was" | "were" | "has" | "have" | "had")
            || i.verb().is_some_and(|v| v.form == Form::Past)
    })
}

/// Whether the later clause is reported with the first: "Roe said it had met, and Poe had agreed to it".
fn reports(items: &[Item], cue: &Cue, other: &Cue) -> bool {
    let had = |c: &Cue| items[c.source.end.min(c.words.start)..c.words.start].iter().any(|i| i.is_word("had"));
    opens(items, cue) && had(other) && !had(cue)
}

/// "but Westland has not confirmed it": nobody says anything.
fn is_negated(items: &[Item], other: &Cue) -> bool {
    let group = &items[other.source.end.min(other.words.start)..other.words.start];
    group.iter().any(|i| matches!(i.lower.as_str(), "not" | "n't" | "never" | "neither" | "yet"))
}

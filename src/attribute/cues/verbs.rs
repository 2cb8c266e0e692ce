//! Cues by a verb of the lists, with the subject before it.

use super::cue::{Cue, Manner};
use super::inverted::inverted;
use super::light_verbs::light_verb;
use super::minor::adjective;
use super::participles::participle;
use super::quoted_as::quoted_as;
use super::silent::{is_assault, is_mute};
use super::subjects::{first_subject, main_clause};
use super::unsaid::is_unsaid;
use super::verb_objects::issues_statement;
use crate::attribute::phrases::{
    Level, Subject, exemplifies, is_naming, phrase_after, phrase_before, subject_before, subject_up_to,
};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};
use std::ops::Range;

/// Adds the cues of the verb at item `at`, if it is one.
pub(super) fn verb(items: &[Item], at: usize, headline: bool, cues: &mut Vec<Cue>) {
    adjective(items, at, cues);
    if quoted_as(items, at, cues) {
        return;
    }
    // "fired back" says something, though "fire" alone decides.
    let back = items.get(at + 1).is_some_and(|i| i.is_word("back")).then(|| light_verb(items, at)).flatten();
    // "issued a statement" says something, though "issue" alone decides.
    let back = back.or_else(|| issues_statement(items, at));
    let Some(verb) = back.or_else(|| items[at].verb()).or_else(|| light_verb(items, at)) else { return };
    let with_particle = |i: &Item| i.is_word("out") || i.is_word("for") && verb.is(Sense::Act);
    let words = at..at + 1 + usize::from(items.get(at + 1).is_some_and(with_particle));
    // "is calling for", "has been urging", "is now openly warning".
    let progressive = at > 0 && items[at - 1].is_word("also") || is_progressive(items, at);
    // "Adding to the confusion": no words.
    if items[at].is_word("adding") && items.get(at + 1).is_some_and(|i| i.is_word("to")) {
        return;
    }
    if is_assault(items, at) {
        return;
    }
    if verb.form == Form::Ing && (!progressive || verb.is(Sense::Decide)) {
        participle(items, at, verb.senses[0], cues);
        return;
    }
    if is_mute(items, at, verb) || is_naming(items, at) || done_by(items, at, verb, cues) {
        return;
    }
    if let Some(cue) = went_on_to(items, at, verb, words.clone()) {
        cues.push(cue);
        return;
    }
    if let Some(cue) = prompted(items, at, verb, words.clone()).or_else(|| sets_out(items, at, verb, words.clone())) {
        cues.push(cue);
        return;
    }
    inverted(items, at, words.clone(), cues);
    let subject = subject_before(items, at);
    // "... a just peace and said": what stands before "and" is the end of the clause before, not a subject.
    let joint =
        subject.as_ref().is_some_and(|s| s.group > 0 && matches!(items[s.group - 1].lower.as_str(), "and" | "but"));
    if joint && let Some(cue) = joined(items, at, verb, words.clone()) {
        cues.push(cue);
        return;
    }
    match subject {
        None => cues.extend(joined(items, at, verb, words)),
        Some(subject) if is_relative(items, &subject) && !verb.is(Sense::Think) && !verb.is(Sense::Decide) => {
            cues.extend(relative(items, &subject, verb, words));
        }
        Some(subject) => cues.extend(clause(items, at, headline, verb, subject, words)),
    }
}

/// Whether "is", "was" or the like stands before a participle, with nothing but adverbs between.
fn is_progressive(items: &[Item], at: usize) -> bool {
    let adverb = |i: &&Item| i.what == What::Word && (i.class.is(Class::AUXILIARY) || i.lower.ends_with("ly"));
    let group = items[..at].iter().rev().take(4).take_while(adverb);
    group.into_iter().any(|i| matches!(i.lower.as_str(), "is" | "are" | "was" | "were" | "been" | "'s" | "'re" | "'m"))
}

/// "Roe went on to deny it", "continued to insist": the verb after "to" tells what the subject said.
fn went_on_to(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const BEGINS: &[&str] =
        &["continued", "continues", "began", "begun", "started", "rushed", "proceeded", "moved", "hastened"];
    if verb.form != Form::Base || verb.is(Sense::Think) || !items.get(at.checked_sub(1)?)?.is_word("to") {
        return None;
    }
    let before = at.checked_sub(2)?;
    // "Roe was quick to stress".
    const MANNERS: &[&str] = &["quick", "swift", "careful", "keen", "eager", "anxious"];
    let linked = before > 0 && items[before - 1].class.is(Class::AUXILIARY);
    let word = items[before].lower.as_str();
    let first = if BEGINS.contains(&word) || linked && MANNERS.contains(&word) {
        before
    } else if items[before].is_word("on") && before > 0 && matches!(items[before - 1].lower.as_str(), "went" | "goes") {
        before - 1
    } else {
        return None;
    };
    let subject = subject_before(items, first).filter(|s| !s.modal)?;
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: weight.min(0.85) })
}

/// "..., prompting the minister, Anna Roe, to vow an answer".
fn prompted(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const MOVES: &[&str] = &["prompting", "leading", "pushing", "forcing", "causing", "moving", "led", "prompted"];
    let says = verb.form == Form::Base && (verb.is(Sense::Say) || verb.is(Sense::Act));
    let to = at.checked_sub(1).filter(|&to| says && items[to].is_word("to"))?;
    let end = to - usize::from(to > 0 && items[to - 1].what == What::Comma);
    let source = phrase_before(items, end)?;
    let moved = source.start.checked_sub(1)?;
    // "prompting the minister, Anna Roe, to": the office before the name.
    let office = (items[moved].what == What::Comma).then(|| phrase_before(items, moved)).flatten();
    let moved = office.map_or(Some(moved), |office| office.start.checked_sub(1))?;
    let moves = MOVES.contains(&items[moved].lower.as_str());
    moves.then_some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.6 })
}

/// "Roe took to the radio to deny it", "Roe came out of the meeting to say": what the subject set out to tell.
fn sets_out(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const SETS_OUT: &[&str] = &[
        "took", "takes", "used", "uses", "emerged", "emerges", "came", "appeared", "stepped", "rose", "stood", "held",
        "convened",
    ];
    let says = verb.form == Form::Base && verb.is(Sense::Say);
    let to = at.checked_sub(1).filter(|&to| says && items[to].is_word("to"))?;
    let near = to.saturating_sub(9);
    let first = near + items[near..to].iter().rposition(|i| SETS_OUT.contains(&i.lower.as_str()))?;
    // "took stock of efforts to counter it" goes nowhere.
    let occasion =
        |i: &Item| matches!(i.lower.as_str(), "event" | "conference" | "rally" | "briefing" | "press" | "speech");
    let holds = matches!(items[first].lower.as_str(), "held" | "convened") && items[first..to].iter().any(occasion);
    if matches!(items[first].lower.as_str(), "held" | "convened") && !holds {
        return None;
    }
    let uses = holds || items[first].lower.starts_with("use");
    let goes =
        items.get(first + 1).is_some_and(|i| i.class.is(Class::PREPOSITION) || i.is_word("to") || i.is_word("out"));
    let subject = subject_before(items, first).filter(|s| !s.modal && first + 1 < to && (uses || goes))?;
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: weight.min(0.7) })
}

/// "announced by Roe". Gives whether the verb is a passive whose doer follows at once.
fn done_by(items: &[Item], at: usize, verb: &Verb, cues: &mut Vec<Cue>) -> bool {
    const SAYING: &[&str] = &[
        "told",
        "repeated",
        "announced",
        "said",
        "confirmed",
        "reported",
        "condemned",
        "criticized",
        "criticised",
        "quoted",
        "rejected",
        "dismissed",
        "echoed",
        "welcomed",
        "called",
        "described",
        "denied",
        "imposed",
        "cited",
        "hailed",
        "claimed",
        "sponsored",
        "co-sponsored",
        "issued",
        "disputed",
        "touted",
        "backed",
        "framed",
        "commented",
        "denounced",
        "praised",
        "proposed",
        "endorsed",
        "opposed",
        "slammed",
        "revealed",
        "disclosed",
        "portrayed",
        "communicated",
        "conveyed",
    ];
    let perfect = at > 0 && matches!(items[at - 1].lower.as_str(), "has" | "have" | "had" | "also" | "already")
        || items[at].is_word("responded");
    // "announced on Monday by Roe".
    let day =
        |i: &Item| i.class.is(Class::TIME) || matches!(i.lower.as_str(), "on" | "last" | "earlier" | "late" | "this");
    let by = at + 1 + items[at + 1..].iter().take(4).take_while(|i| i.what == What::Word && day(i)).count();
    // "voted by 31 to 27".
    let count = items.get(by + 1).is_some_and(|n| n.lower.starts_with(|c: char| c.is_ascii_digit()));
    if verb.form != Form::Past || perfect || count || !items.get(by).is_some_and(|n| n.is_word("by")) {
        return false;
    }
    // "Roe said by telephone that ...": no doer.
    const MEANS: &[&str] =
        &["telephone", "phone", "email", "e-mail", "text", "video", "videolink", "letter", "radio", "post"];
    if items.get(by + 1).is_some_and(|i| MEANS.contains(&i.lower.as_str())) {
        return false;
    }
    if let Some(source) = phrase_after(items, by + 1).filter(|_| SAYING.contains(&items[at].lower.as_str())) {
        cues.push(Cue { words: at..by + 1, source, apposition: None, manner: Manner::Passive, weight: 0.45 });
    }
    true
}

/// "Roe commands a brigade and said ...": the subject of the clause before.
fn joined(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    let auxiliaries = items[..at].iter().rev().take_while(|i| i.what == What::Word && i.class.is(Class::AUXILIARY));
    let group = at - auxiliaries.count();
    let joint = group > 1 && matches!(items[group - 1].lower.as_str(), "and" | "but");
    // "and has not been told".
    let passive = items[group..at].iter().any(|i| matches!(i.lower.as_str(), "been" | "was" | "were" | "be"));
    let tells = verb.form != Form::Base && verb.is(Sense::Say) | verb.is(Sense::Act) && !passive;
    if !joint || !tells {
        return None;
    }
    // "Roe spoke of a first step and said ...": a verb of no list.
    let main = main_clause(items).filter(|(_, verb)| *verb < at);
    // "Roe met Poe, a lawyer, and said ...": what stands behind the verb is no part of the subject.
    let named = |range: &Range<usize>| items[range.end - 1].is_name();
    let over = |first: &Range<usize>| {
        main.as_ref().is_some_and(|(source, verb)| first.contains(verb) && named(first) && named(source))
    };
    let first = first_subject(items, at).filter(|first| !over(first));
    let source = first.or_else(|| main.map(|(source, _)| source))?;
    Some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.7 })
}

fn is_relative(items: &[Item], subject: &Subject) -> bool {
    let start = subject.phrase.start;
    let who = &items[start];
    // "the general staff, which said": a body of whom more is told, and no thing ("a clause which said").
    let body = || {
        let before = start.checked_sub(2).map(|at| &items[at]);
        items[start - 1].what == What::Comma && before.is_some_and(|i| i.is_name() || i.class.is(Class::BODY))
    };
    subject.phrase.len() == 1 && (who.is_word("who") || who.is_word("which") && start > 1 && body())
}

/// "Roe, who said ...": what comes before.
fn relative(items: &[Item], subject: &Subject, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    let start = subject.phrase.start;
    let end = start - usize::from(start > 0 && items[start - 1].what == What::Comma);
    let mut source = phrase_before(items, end)?;
    let joined = source.start > 0
        && items[source.start - 1].what == What::Word
        && items[source.start - 1].class.is(Class::PREPOSITION);
    // "It was Roe, an editor at the Westport Times, who said": whom the apposition describes.
    if end < start
        && joined
        && let Some(named) = subject_up_to(items, end + 1).filter(|p| items[p.end - 1].is_name())
    {
        source = named;
    }
    // "Roe was among the candidates who said".
    let head = &items[source.end - 1];
    let several = head.what == What::Word && (head.class.is(Class::PEOPLE) || head.lower.ends_with('s'));
    let among = items[..source.start].iter().rposition(|i| i.is_word("among")).filter(|_| several);
    if let Some(subject) = among.and_then(|among| subject_before(items, among).filter(|s| s.group < among))
        && items[subject.phrase.end - 1].is_name()
    {
        let manner = Manner::Clause(verb.senses[0]);
        return Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: 0.8 });
    }
    Some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.45 })
}

/// "Roe said that ...", "..., Roe said", "was dismissed as a myth by Roe".
fn clause(
    items: &[Item],
    at: usize,
    headline: bool,
    verb: &Verb,
    subject: Subject,
    words: Range<usize>,
) -> Option<Cue> {
    let head = &items[subject.phrase.end - 1];
    // The base form is a verb only after a plural, "I", "will" or "did": "officials say", and in headlines.
    let finite = verb.form != Form::Base || plural_subject(items, &subject.phrase) || subject.group < at || headline;
    if !finite || is_unsaid(items, at, verb, &subject) {
        return None;
    }
    let passive = verb.form == Form::Past
        && items[subject.group..at].iter().any(|i| {
            matches!(i.lower.as_str(), "was" | "were" | "been" | "be" | "being" | "is" | "are" | "'re" | "'m")
        });
    // "He's accused of it" is, "he's called for it" has.
    let next = items.get(at + 1);
    let short = items[subject.group..at].iter().any(|i| i.is_word("'s")) && verb.form == Form::Past;
    let passive = passive
        || short
            && (next.is_some_and(|n| matches!(n.lower.as_str(), "of" | "by" | "to" | "as" | "with"))
                || matches!(items[at].lower.as_str(), "told" | "expected" | "asked" | "convinced" | "worried"));
    if passive {
        let by = items[at + 1..].iter().take(10).take_while(|i| i.what != What::Comma).position(|i| i.is_word("by"));
        const JUDGED: &[&str] = &[
            "dismissed",
            "condemned",
            "rejected",
            "touted",
            "backed",
            "hailed",
            "denounced",
            "welcomed",
            "criticized",
            "criticised",
            "praised",
            "slammed",
            "opposed",
            "endorsed",
            "echoed",
            "supported",
        ];
        let judged = JUDGED.contains(&items[at].lower.as_str());
        if judged && let Some(source) = by.and_then(|by| phrase_after(items, at + by + 2)) {
            return Some(Cue { words, source, apposition: None, manner: Manner::Passive, weight: 0.5 });
        }
        // "was told", "is expected": the subject does not speak.
        return None;
    }
    if head.what == What::Word && matches!(head.lower.as_str(), "which" | "that" | "this" | "these" | "there") {
        return None;
    }
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight })
}

/// Whether a subject and its verb stand in a parenthesis or lead a clause, and how strong a cue that is.
fn manner_and_weight(items: &[Item], at: usize, verb: &Verb, subject: &Subject) -> (Manner, f32) {
    let next = items.get(at + 1);
    let ends = next.is_none_or(|n| {
        matches!(n.what, What::Comma | What::Stop | What::Dash | What::Close)
            || n.class.is(Class::TIME) && !n.class.is(Class::COMMON)
    });
    const CIRCUMSTANCE: &[&str] = &["on", "in", "at", "during", "to", "reporters", "after", "last", "earlier"];
    let followed_by_time = next.is_some_and(|n| {
        n.what == What::Word && CIRCUMSTANCE.contains(&n.lower.as_str())
            || n.class.is(Class::TIME)
            || n.lower.ends_with("ly")
    });
    let says = verb.is(Sense::Say);
    let late = subject.phrase.start > 4 || items[..subject.phrase.start].iter().any(Item::is_quote);
    // "Nevertheless, Roe said, the pier ...": between commas also near the beginning.
    let between = next.is_some_and(|n| n.what == What::Comma) && items[..subject.phrase.start].len() > 1;
    if says
        && subject.after_break
        && (ends || followed_by_time)
        && (late || between)
        && subject.phrase.len() <= 12
        && !reports_after(items, at)
    {
        return (Manner::Parenthesis, 0.97);
    }
    // "As Roe noted, ...", "..., as Roe put it.", "as Roe points out": what it reports is the rest of the sentence.
    if (says || next.is_some_and(|n| n.is_word("out")))
        && subject.level == Level::Subordinate
        && as_aside(items, subject.phrase.start, at)
    {
        return (Manner::Parenthesis, 0.93);
    }
    let mut weight: f32 = match subject.level {
        Level::Main => 0.9,
        Level::Subordinate => 0.44,
        Level::Embedded => 0.34,
    };
    weight -= match verb.senses[0] {
        Sense::Say => 0.0,
        Sense::Act => 0.05,
        Sense::Decide | Sense::Think => 0.15,
    };
    if next.is_some_and(|n| n.is_word("that") || n.is_quote() || n.what == What::Colon) {
        weight += 0.05;
    }
    (Manner::Clause(verb.senses[0]), weight)
}

/// Whether the clause of the verb at item `at`, whose subject begins at `start`, stands aside: "as Roe noted", from a
/// break to a break.
fn as_aside(items: &[Item], start: usize, at: usize) -> bool {
    let Some(joint) = start.checked_sub(1).filter(|&joint| items[joint].is_word("as")) else { return false };
    let opens =
        joint == 0 || matches!(items[joint - 1].what, What::Comma | What::Dash | What::Quote { .. } | What::Stop);
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| matches!(i.what, What::Comma | What::Stop | What::Dash | What::Colon));
    let bare = rest[..until.unwrap_or(rest.len())].iter().all(|i| {
        !i.is_quote()
            && !i.class.is(Class::MODAL)
            && !i.is_word("that")
            && (!i.class.is(Class::PRONOUN) || i.is_word("her"))
    });
    opens && until.is_some_and(|u| u <= 8) && bare
}

/// Whether the words reported come after the verb: "Roe said that", "Roe said: ...".
fn reports_after(items: &[Item], at: usize) -> bool {
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| i.what == What::Comma).unwrap_or(rest.len());
    rest[..until]
        .iter()
        .any(|i| i.is_word("that") || i.what == What::Colon || matches!(i.what, What::Quote { words, .. } if words > 3))
}

/// Whether the subject takes a verb without -s.
fn plural_subject(items: &[Item], phrase: &Range<usize>) -> bool {
    let head = items[phrase.clone()]
        .iter()
        .position(|i| i.class.is(Class::PREPOSITION))
        .map_or(&items[phrase.end - 1], |p| &items[phrase.start + p.saturating_sub(1)]);
    items[phrase.clone()].iter().any(|i| i.is_word("and"))
        || exemplifies(items, phrase.start)
        || matches!(head.lower.as_str(), "they" | "we" | "i" | "you" | "who")
        || head.class.is(Class::PEOPLE)
        || matches!(head.lower.as_str(), "police" | "military" | "data")
        || head.lower.ends_with('s') && !head.lower.ends_with("ss")
}

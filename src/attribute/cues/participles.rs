//! Participles that report: "Roe rose, saying ...", "..., with Minister Roe saying ...".

use super::cue::{Cue, Manner};
use super::subjects::{first_subject, main_clause};
use crate::attribute::phrases::phrase_before;
use crate::attribute::text::{Class, Item, Sense, What};
use std::ops::Range;

/// "The watchdog has reprimanded them, saying ...": the subject is that of the sentence.
pub(super) fn participle(items: &[Item], at: usize, sense: Sense, cues: &mut Vec<Cue>) {
    if sense == Sense::Think {
        return;
    }
    // "Westland imposed duties, with Eastland retaliating": a second one who acts.
    if sense == Sense::Decide {
        let after = |p: &Range<usize>| p.start > 1 && items[p.start - 2].what == What::Comma && p.start > 5;
        if let Some(source) = accompanying(items, at).filter(after) {
            cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::Clause(sense), weight: 0.75 });
        }
        return;
    }
    let after = at == 0
        || matches!(items[at - 1].what, What::Comma | What::Quote { .. })
        || items[at - 1].is_word("by")
        || items[at - 1].is_word("and")
        || items[at - 1].is_word("while")
        || items[at - 1].is_word("as") && at >= 2 && items[at - 2].is_word("quoted")
        // "Roe headed to a summit in Westland saying the two were friends": behind a name, no comma.
        || items[at].is_word("saying") && items[at - 1].is_name() && at > 4 && items[0..4].iter().any(Item::is_name);
    // "..., with Minister Roe saying ...": a second speaker.
    if let Some(source) = accompanying(items, at) {
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::Clause(sense), weight: 0.9 });
        return;
    }
    if !after {
        return;
    }
    // An act told by the way ("pushing", "criticizing") is seldom the main claim.
    let told = items.get(at + 1).is_some_and(|i| i.is_word("that"));
    let weight = if sense == Sense::Say || told { 0.64 } else { 0.48 };
    // "Westland froze the talks, saying ...": a verb of no list.
    let plainly = matches!(items[at].lower.as_str(), "saying" | "claiming");
    let aside = at > 0 && items[at - 1].what == What::Comma && sense == Sense::Say || at > 0 && plainly;
    let main = || main_clause(items).filter(|(_, verb)| aside && *verb < at).map(|(source, _)| source);
    // "Roe burst into tears, saying ...": what no one says is no subject.
    let speaks = |source: &Range<usize>| {
        let head = &items[source.end - 1];
        head.is_name()
            || head.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::PRONOUN).or(Class::DOCUMENT))
    };
    let first = first_subject(items, at);
    if let Some(source) = first.clone().filter(speaks).or_else(main).or(first) {
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::Participle, weight });
    }
}

/// "with Minister Roe (saying)", "with Senator Roe of Westland (saying)": the phrase between "with" and item `at`.
fn accompanying(items: &[Item], at: usize) -> Option<Range<usize>> {
    let speaks = |p: &Range<usize>| {
        let last = &items[p.end - 1];
        p.start > 0
            && items[p.start - 1].is_word("with")
            && (last.class.is(Class::ROLE.or(Class::BODY)) || last.is_name())
    };
    let near = phrase_before(items, at).filter(speaks);
    near.or_else(|| {
        let place = phrase_before(items, at)?;
        let of = place.start.checked_sub(1).filter(|&of| items[of].is_word("of") || items[of].is_word("from"))?;
        phrase_before(items, of).filter(speaks)
    })
}

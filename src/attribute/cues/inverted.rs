//! Cues whose source does not stand right before the verb: "..., said Roe", "Roe rose, saying ...".

use super::according::apposition_after;
use super::cue::{Cue, Manner};
use super::subjects::main_clause;
use crate::attribute::phrases::{phrase_after, phrase_before, subject_before};
use crate::attribute::text::{Class, Form, Item, Sense, What};
use std::ops::Range;

/// "..., said Roe", "... - said Roe", "\"...\" asks Roe": the source after the verb.
pub(super) fn inverted(items: &[Item], at: usize, words: Range<usize>, cues: &mut Vec<Cue>) {
    let Some(verb) = items[at].verb() else { return };
    // "- We shall win - assured the minister.": in dialogue nobody is addressed.
    let dialogue = at > 0 && items[at - 1].what == What::Dash && items[0].what == What::Dash;
    let addressed = matches!(items[at].lower.as_str(), "informed" | "assured" | "reminded" | "promised");
    if matches!(items[at].lower.as_str(), "told" | "tells") || addressed && !dialogue {
        return;
    }
    // "- believes the expert": after a dash or a quote a belief is told too.
    let told = at > 0 && matches!(items[at - 1].what, What::Dash | What::Quote { .. }) && verb.is(Sense::Think);
    // "..." write Anna Roe and Bela Poe.
    let several = at > 0 && items[at - 1].is_quote() && items[at..].iter().any(|i| i.is_word("and"));
    let plural = items[at].lower == "say" || several && matches!(items[at].lower.as_str(), "write" | "argue" | "note");
    if !(verb.is(Sense::Say) || told) || verb.form == Form::Ing || verb.form == Form::Base && !plural {
        return;
    }
    let after_break = at == 0
        || matches!(items[at - 1].what, What::Comma | What::Dash | What::Quote { .. } | What::Close | What::Other)
        || at >= 2
            && items[at - 1].class.is(Class::AUXILIARY)
            && matches!(items[at - 2].what, What::Comma | What::Quote { .. })
        || at >= 2 && items[at - 1].what == What::Stop;
    if at == 0 && items.len() > 1 && verb.form == Form::Base {
        return;
    }
    // "The group, the Harbor Union, has asked Minister Roe": the subject stands before.
    if at > 0 && matches!(items[at - 1].lower.as_str(), "has" | "have" | "had") {
        return;
    }
    if at + 1 >= items.len() || items[at + 1].is_quote() {
        return;
    }
    // "Roe said Tuesday the ministry would ...": the day belongs to the verb.
    if items.get(words.end).is_some_and(|i| i.class.is(Class::TIME)) {
        return;
    }
    let Some(source) = phrase_after(items, words.end) else { return };
    let head = &items[source.end - 1];
    // "Roe, a lawyer for the ministry, said businesses ...": what follows begins the words reported.
    if head.class.is(Class::PEOPLE)
        && at > 0
        && items[at - 1].what == What::Comma
        && subject_before(items, at)
            .is_some_and(|s| s.apposition.is_some() && items[s.phrase.end - 1].is_name() && s.phrase.start < 4)
    {
        return;
    }
    let pronoun = head.what == What::Word && head.class.is(Class::PRONOUN);
    let can_speak = items[source.clone()]
        .iter()
        .any(|i| i.is_name() || i.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DOCUMENT)));
    let names = items[source.clone()].iter().any(Item::is_name);
    // "misleading says UKSA chief": at the end, also without a comma.
    let at_end = items.get(source.end).is_none_or(|i| i.what == What::Stop) && source.end + 1 >= items.len();
    if pronoun && !matches!(head.lower.as_str(), "he" | "she" | "they") || !pronoun && !can_speak {
        return;
    }
    // "Roe, a lawyer, said he's been there": the pronoun begins what is said.
    let subject_of_content = items.get(source.end).is_some_and(|n| {
        n.what == What::Possessive
            || n.what == What::Word && n.class.is(Class::AUXILIARY.or(Class::MODAL))
            || n.verb().is_some()
    });
    if pronoun && subject_of_content && !(at > 0 && items[at - 1].is_quote()) {
        return;
    }
    // "Roe said the ministry had ...": the subject stands before the verb.
    let own_subject = at > 0 && !after_break;
    if own_subject
        && !(at_end
            && names
            && verb.form != Form::Base
            && !items[at - 1].is_name()
            && !items[at - 1].class.is(Class::ROLE
                .or(Class::PEOPLE)
                .or(Class::PRONOUN)
                .or(Class::BODY)
                .or(Class::DOCUMENT)))
    {
        return;
    }
    // "Roe, a lawyer, said the ministry would ..." has its subject before the parenthesis.
    let continues = items.get(source.end).is_some_and(|n| {
        n.what == What::Word
            && !n.class.is(Class::PREPOSITION.or(Class::TIME).or(Class::CLAUSE))
            && !n.lower.ends_with("ly")
            && (!n.class.is(Class::COMMON) || n.class.is(Class::AUXILIARY))
    }) || items.get(source.end).is_some_and(|n| n.class.is(Class::MODAL));
    if continues
        && at > 0
        && matches!(items[at - 1].what, What::Comma | What::Close | What::Dash)
        && subject_before(items, at).is_some()
    {
        return;
    }
    let apposition = apposition_after(items, source.end);
    cues.push(Cue { words, source, apposition, manner: Manner::Parenthesis, weight: 0.96 });
}

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

/// Whether the comma at item `at` stands in a list of names: "Westland, Eastland and Southland have ...".
fn lists_names(items: &[Item], at: usize) -> bool {
    let rest = items[at + 1..].iter().take(9);
    let listed = rest.take_while(|i| {
        i.is_name()
            || i.what == What::Comma
            || i.is_word("and")
            || i.what == What::Word && i.class.is(Class::DETERMINER)
    });
    let listed: Vec<&Item> = listed.collect();
    at > 0
        && items[at - 1].is_name()
        && listed.first().is_some_and(|i| i.what != What::Comma && !i.is_word("and"))
        && listed
            .windows(2)
            .any(|pair| pair[0].is_word("and") && (pair[1].is_name() || pair[1].class.is(Class::DETERMINER)))
        && listed.last().is_some_and(|i| i.is_name())
}

/// The subject of the first main clause before item `limit` (or after an introducing participle).
pub(crate) fn first_subject(items: &[Item], limit: usize) -> Option<Range<usize>> {
    // The first phrase that is followed by a verb group.
    let end = if limit == 0 { items.len() } else { limit };
    let mut at = 0;
    // An introduction up to its comma: "On Monday, ...", "Speaking in Kyiv, ...".
    let introduces =
        items.first().is_some_and(|i| i.class.is(Class::PREPOSITION.or(Class::CLAUSE)) || i.lower.ends_with("ing"));
    if introduces || limit == 0 {
        at = items[..end].iter().position(|i| i.what == What::Comma)? + 1;
    }
    let finish = (at..end).find(|&i| {
        let item = &items[i];
        item.what == What::Word
            && (item.class.is(Class::AUXILIARY.or(Class::MODAL)) && !item.class.is(Class::COMMON.or(Class::DETERMINER))
                || matches!(
                    item.lower.as_str(),
                    "is" | "was"
                        | "has"
                        | "had"
                        | "will"
                        | "would"
                        | "have"
                        | "are"
                        | "were"
                        | "also"
                        | "did"
                        | "does"
                        | "do"
                )
                || item.verb().is_some_and(|v| v.form != Form::Ing && v.form != Form::Base)
                || (i > at && item.lower.ends_with("ed") && items[i - 1].is_name()))
            || item.what == What::Comma && i > at && !lists_names(items, i)
    })?;
    phrase_before(items, finish).filter(|p| p.start >= at || p.start == 0)
}

//! Labels: "Roe: ...", "... - Roe", "...: ministry", signatures under posts.

use super::cue::{Cue, Manner};
use crate::attribute::phrases::phrase_before;
use crate::attribute::text::{Class, Item, What};

/// Last words of labels that stand for a kind of text.
const RUBRICS: &[&str] = &[
    "focus",
    "headlines",
    "insights",
    "commentary",
    "explainer",
    "exclusive",
    "analysis",
    "opinion",
    "update",
    "live",
    "video",
    "watch",
    "factbox",
    "text",
    "full",
    "interview",
    "economy",
    "feature",
    "spotlight",
    "roundup",
    "summary",
    "news",
    "reports",
    "report",
    "briefing",
    "statement",
    "speech",
    "remarks",
];

/// Last words of labels that head a check of facts: "Facts First: ...". Before a name they are no rubric: "First Minister Roe".
const CHECKS: &[&str] = &["check", "first"];

/// "Roe: ...", "... - Roe", "...: Roe".
pub(super) fn label(items: &[Item], headline: bool, cues: &mut Vec<Cue>) {
    let last = items.iter().rposition(|i| i.what != What::Stop).map_or(0, |i| i + 1);
    // "— Roe (@roe) August 3": the signature under a post.
    if items.len() > 2 && items[0].what == What::Dash && items[1].is_name() && items[2].what == What::Open {
        cues.push(Cue { words: 0..1, source: 1..2, apposition: None, manner: Manner::Label, weight: 0.95 });
    }
    // Bullets: "- Roe: ...".
    let bullet = usize::from(items.len() > 1 && items[0].what == What::Dash);
    if let Some(colon) = items.iter().take(7).position(|i| i.what == What::Colon)
        && colon > bullet
        && colon + 1 < last
        && speaks_at_end(&items[bullet..colon])
        && !is_rubric(&items[bullet..colon])
        && items[..colon].iter().all(|i| i.verb().is_none() || i.class.is(Class::ROLE.or(Class::TITLE)) || headline)
        && items[..colon].iter().all(|i| !matches!(i.what, What::Open | What::Quote { .. } | What::Stop))
        && phrase_before(items, colon).is_some_and(|p| p.start == bullet)
        // "Anna Roe: Roe is a lawyer": an entry on her.
        && !(items[colon + 1].is_name() && items[colon - 1].lower.ends_with(&items[colon + 1].lower))
    {
        cues.push(Cue {
            words: colon..colon + 1,
            source: bullet..colon,
            apposition: None,
            manner: Manner::Label,
            weight: 0.93,
        });
    }
    // "Roe on X: ...", "Roe, quote: ...", "Roe to the nation: ...".
    else if let Some(colon) = items.iter().take(9).position(|i| i.what == What::Colon)
        && items[0].is_name()
        && colon > 1
        && colon + 1 < last
        && (items[1].class.is(Class::PREPOSITION) || items[1].what == What::Comma)
        && items[..colon]
            .iter()
            .all(|i| i.verb().is_none_or(|_| i.is_word("quote")) && !i.class.is(Class::AUXILIARY) && !i.is_quote())
    {
        cues.push(Cue { words: colon..colon + 1, source: 0..1, apposition: None, manner: Manner::Label, weight: 0.9 });
    }
    // A label at the end: after the last dash or colon, short, and only in short sentences (headlines).
    let Some(mark) = items[..last].iter().rposition(|i| matches!(i.what, What::Dash | What::Colon)) else { return };
    if is_teaser(items) {
        return;
    }
    let source = mark + 1..last;
    // "... over a few states - among them Westland": no source.
    let pair_of_dashes = items[mark].what == What::Dash && items[..mark].iter().any(|i| i.what == What::Dash);
    // "... with both - two of its three partners": the rest of the sentence, which belongs to somebody in it.
    let owned = items[source.clone()].iter().any(|i| matches!(i.lower.as_str(), "its" | "their" | "his" | "her"));
    // "... at 10:20 GMT": a time of day.
    let digits = |at: usize| items.get(at).is_some_and(|i| i.lower.starts_with(|c: char| c.is_ascii_digit()));
    let clock = items[mark].what == What::Colon && mark > 0 && digits(mark - 1) && digits(mark + 1);
    let listed = clock
        || pair_of_dashes && items.last().is_some_and(|i| i.what == What::Stop)
        || items.get(source.start).is_some_and(|i| i.class.is(Class::PREPOSITION))
        || owned;
    if mark > 2
        && !listed
        && !source.is_empty()
        && source.len() <= 8
        && items.len() <= 34
        && speaks_at_end(&items[source.clone()])
    {
        let clean = items[source.clone()]
            .iter()
            .all(|i| matches!(i.what, What::Name(_) | What::Word | What::Possessive | What::Other));
        let verb =
            items[source.clone()].iter().any(|i| i.verb().is_some() && !i.class.is(Class::ROLE.or(Class::TITLE)));
        if clean && !verb {
            let unfinished = !items.last().is_some_and(|i| i.what == What::Stop);
            let weight = if items[mark].what == What::Dash || headline || unfinished { 0.92 } else { 0.8 };
            cues.push(Cue { words: mark..mark + 1, source, apposition: None, manner: Manner::Label, weight });
        }
    }
}

/// "China Focus: ...", "BRICS: A harbinger of ...": a rubric or a topic, not a speaker.
pub(crate) fn is_rubric(label: &[Item]) -> bool {
    let is = |i: &Item, words: &[&str]| words.contains(&i.lower.as_str());
    // A name is one item, known by its last word.
    label.last().is_some_and(|i| is(i, RUBRICS) || is(i, CHECKS))
        || label.iter().any(|i| i.what == What::Word && is(i, RUBRICS))
}

/// "Related: Westland shuts its harbor", "Opinion: ...": a link to another text, with which nobody goes on.
pub(crate) fn is_teaser(items: &[Item]) -> bool {
    const RUBRICS: &[&str] =
        &["related", "more", "earlier", "opinion", "watch", "photo", "photos", "video", "hear", "listen"];
    let colon = |at: usize| items.get(at).is_some_and(|i| i.what == What::Colon);
    let Some(first) = items.first().filter(|i| i.what == What::Word || i.is_name()) else { return false };
    let two = matches!(first.lower.as_str(), "read" | "see" | "also")
        && items.get(1).is_some_and(|i| matches!(i.lower.as_str(), "more" | "also" | "read" | "next"));
    (RUBRICS.contains(&first.lower.as_str()) || first.lower == "read") && colon(1) || two && colon(2)
}

/// Whether a label can name a speaker: it ends with a name or with a word for an office or body.
fn speaks_at_end(items: &[Item]) -> bool {
    let Some(last) = items.last() else { return false };
    let role = items.iter().any(|i| {
        i.class.is(Class::ROLE.or(Class::BODY)) || i.is_name() || i.class.is(Class::DOCUMENT.or(Class::PEOPLE))
    });
    role && (last.is_name() || last.what == What::Word)
        && !items.iter().any(|i| i.class.is(Class::AUXILIARY.or(Class::MODAL).or(Class::CLAUSE)) && !i.is_word("first"))
}

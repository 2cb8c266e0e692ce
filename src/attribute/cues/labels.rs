//! Labels: "Roe: ...", "... - Roe", "...: ministry", signatures under posts.

use super::cue::{Cue, Manner};
use crate::attribute::phrases::phrase_before;
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

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
    cues.extend(signature(items));
    cues.extend(at_head(items, last, headline).or_else(|| with_occasion(items, last)));
    cues.extend(at_end(items, last, headline));
}

fn labelled(mark: usize, source: Range<usize>, weight: f32) -> Cue {
    Cue { words: mark..mark + 1, source, apposition: None, manner: Manner::Label, weight }
}

/// "— Roe (@roe) August 3": the signature under a post.
fn signature(items: &[Item]) -> Option<Cue> {
    let [dash, name, open, ..] = items else { return None };
    (dash.what == What::Dash && name.is_name() && open.what == What::Open).then(|| labelled(0, 1..2, 0.95))
}

/// "Roe: ...", and in lists "- Roe: ...". The words of the sentence end at `last`.
fn at_head(items: &[Item], last: usize, headline: bool) -> Option<Cue> {
    let bullet = usize::from(items.len() > 1 && items[0].what == What::Dash);
    let colon = items.iter().take(7).position(|i| i.what == What::Colon)?;
    let source = items.get(bullet..colon).filter(|source| !source.is_empty())?;
    let plain = |i: &Item| {
        (i.verb().is_none() || i.class.is(Class::ROLE.or(Class::TITLE)) || headline)
            && !matches!(i.what, What::Open | What::Quote { .. } | What::Stop)
    };
    // "Anna Roe: Roe is a lawyer": an entry on her.
    let entry = |next: &Item| next.is_name() && items[colon - 1].lower.ends_with(&next.lower);
    let speaks = colon + 1 < last
        && speaks_at_end(source)
        && !is_rubric(source)
        && items[..colon].iter().all(plain)
        && phrase_before(items, colon).is_some_and(|p| p.start == bullet)
        && !entry(&items[colon + 1]);
    speaks.then(|| labelled(colon, bullet..colon, 0.93))
}

/// "Roe on X: ...", "Roe, quote: ...", "Roe to the nation: ...".
fn with_occasion(items: &[Item], last: usize) -> Option<Cue> {
    let colon = items.iter().take(9).position(|i| i.what == What::Colon)?;
    let plain =
        |i: &Item| i.verb().is_none_or(|_| i.is_word("quote")) && !i.class.is(Class::AUXILIARY) && !i.is_quote();
    let speaks = items[0].is_name()
        && colon > 1
        && colon + 1 < last
        && (items[1].class.is(Class::PREPOSITION) || items[1].what == What::Comma)
        && items[..colon].iter().all(plain);
    speaks.then(|| labelled(colon, 0..1, 0.9))
}

/// A label at the end: after the last dash or colon, short, and only in short sentences (headlines).
fn at_end(items: &[Item], last: usize, headline: bool) -> Option<Cue> {
    let mark = items[..last].iter().rposition(|i| matches!(i.what, What::Dash | What::Colon))?;
    let source = &items[mark + 1..last];
    let clean = |i: &Item| {
        matches!(i.what, What::Name(_) | What::Word | What::Possessive | What::Other)
            && (i.verb().is_none() || i.class.is(Class::ROLE.or(Class::TITLE)))
    };
    let speaks = mark > 2
        && (1..=8).contains(&source.len())
        && items.len() <= 34
        && !is_teaser(items)
        && !goes_on(items, mark, source)
        && speaks_at_end(source)
        && source.iter().all(clean);
    let unfinished = || !items.last().is_some_and(|i| i.what == What::Stop);
    let weight = if items[mark].what == What::Dash || headline || unfinished() { 0.92 } else { 0.8 };
    speaks.then(|| labelled(mark, mark + 1..last, weight))
}

/// Whether the words `rest` behind the mark at item `mark` belong to the sentence before it.
fn goes_on(items: &[Item], mark: usize, rest: &[Item]) -> bool {
    let dash = |i: &Item| i.what == What::Dash;
    // "... at 10:20 GMT": a time of day.
    let digits = |at: usize| items.get(at).is_some_and(|i| i.lower.starts_with(|c: char| c.is_ascii_digit()));
    let clock = || items[mark].what == What::Colon && mark > 0 && digits(mark - 1) && digits(mark + 1);
    // "... over a few states - among them Westland": no source.
    let pair_of_dashes = || dash(&items[mark]) && items[..mark].iter().any(dash);
    clock()
        || pair_of_dashes() && items.last().is_some_and(|i| i.what == What::Stop)
        || rest.first().is_some_and(|i| i.class.is(Class::PREPOSITION))
        // "... with both - two of its three partners": the rest of the sentence, which belongs to somebody in it.
        || rest.iter().any(|i| i.is_any(&["its", "their", "his", "her"]))
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

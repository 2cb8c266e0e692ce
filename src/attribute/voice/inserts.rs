//! Parts of an article that have an author of their own: a correspondent's analysis between the paragraphs of a report, and
//! the answers of an interview under headings ("On whether ...").

use super::voices::{Voice, person_of, title_name};
use crate::attribute::choice::begins_paragraph;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Item, Kind, Sense, What};

/// Items that a heading or a byline may have.
const HEADING: usize = 30;

/// Sentences that an analysis may have.
const ANALYSIS: usize = 30;

/// Headings "On ..." from which a text gives an interview by its topics.
const TOPICS: usize = 3;

/// "Analysis: Anna Roe, trade correspondent" between paragraphs: what follows up to the next heading is argued by her.
pub(super) fn analyses(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    for at in 1..all.len() {
        let Some(author) = correspondent(context, all, at) else { continue };
        voices[at] = Voice::Nobody;
        let end = (at + 1..all.len().min(at + ANALYSIS)).find(|&next| is_heading(context, all, next));
        for voice in &mut voices[at + 1..end.unwrap_or(all.len().min(at + ANALYSIS))] {
            if *voice == Voice::Unmarked {
                *voice = Voice::Argued(vec![author.clone()]);
            }
        }
    }
}

/// Who signs the analysis that begins below line `at`: "By Anna Roe, trade correspondent" under a heading.
fn correspondent(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> Option<Source> {
    const TRADES: &[&str] = &["correspondent", "editor", "analyst"];
    let items = &all[at];
    let labelled = items.first()?.lower == "analysis";
    let opens = |i: &Item| matches!(i.lower.as_str(), "analysis" | "by" | ":");
    let start = items.iter().take(4).position(|i| !opens(i))?;
    let comma = start + items[start..].iter().take(4).position(|i| i.what == What::Comma)?;
    // "Anna Roe, Westport Radio Trade Correspondent": the office may be a part of a name.
    let office = &context.reading.tokens[items[comma].tokens.end..items.last()?.tokens.end];
    let named = office.iter().take(12).any(|t| TRADES.contains(&t.lower.as_str()));
    let under = labelled || is_heading(context, all, at - 1);
    let line = is_heading(context, all, at) && at + 2 < all.len();
    // In a line of capitals a name that stands nowhere else is no mention.
    let author = || title_name(context, &items[start..comma]).filter(|author| author.name.contains(' '));
    (named && under && line).then(author).flatten()
}

/// Whether sentence `at` is a paragraph of its own that no stop ends: a heading, a byline.
pub(super) fn is_heading(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> bool {
    let own = |at: usize| {
        all.get(at).and_then(|items| items.first()).is_none_or(|i| begins_paragraph(context, i.tokens.start))
    };
    let Some((first, last)) = all[at].first().zip(all[at].last()) else { return false };
    let end = &context.reading.tokens[last.tokens.end - 1];
    let open = end.kind != Kind::Stop || end.text == "?";
    open && !matches!(last.what, What::Quote { .. } | What::Colon)
        && context.is_capital(first)
        && all[at].len() <= HEADING
        && own(at)
        && own(at + 1)
}

/// Interviews by their topics: under headings like "On whether the pier will open" stands what the guest answered, who is the
/// person that the text before them lets speak most.
pub(super) fn topics(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    let topic = |at: &usize| all[*at].first().is_some_and(|i| i.is_word("on")) && is_heading(context, all, *at);
    let headings: Vec<usize> = (1..all.len()).filter(topic).collect();
    let Some(&first) = headings.first().filter(|_| headings.len() >= TOPICS) else { return };
    let interview =
        |i: &Item| matches!(i.lower.as_str(), "interview" | "interviewed" | "highlights" | "spoke" | "tells");
    let introduced = all[..first].iter().flatten().any(interview);
    // Whom the introduction lets speak most.
    let mut spoken: Vec<Source> = Vec::new();
    for items in &all[..first] {
        for pair in items.windows(2) {
            let tells = pair[1].verb().is_some_and(|v| v.is(Sense::Say) || v.is(Sense::Act));
            spoken.extend(person_of(context, &pair[0]).filter(|_| tells));
        }
    }
    let times = |one: &Source| spoken.iter().filter(|s| s.name == one.name).count();
    let guest = spoken.iter().rev().max_by_key(|s| times(s)).cloned();
    let Some(guest) = guest.filter(|_| introduced) else { return };
    for (at, voice) in voices.iter_mut().enumerate().skip(first).filter(|(_, voice)| **voice == Voice::Unmarked) {
        *voice = if headings.contains(&at) { Voice::Nobody } else { Voice::Own(vec![guest.clone()]) };
    }
}

//! Signatures under posts and quotes: whose the words above them are.

use super::voices::{Voice, is_line, person_of, title_name};
use crate::attribute::choice::begins_paragraph;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Form, Item, Sense, What};

/// Sentences that a post may have before its signature, and those that one paragraph of it may have.
const POST: usize = 5;
const LONG_POST: usize = 14;

/// Items that a signature may have after its dash.
const SIGNATURE: usize = 20;

/// "— Anna Roe (@roe) May 3" after a post, "Anna Roe, The Westport Times" after a quote: the words before are theirs.
pub(super) fn signatures(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    for at in 0..all.len() {
        let items = &all[at];
        if let Some(author) = post_author(context, items) {
            // "Anna Roe says the pier will open — Westport News (@westport)": hers, not the outlet's.
            if reports(&items[..items.iter().rposition(|i| i.what == What::Dash).unwrap_or(0)]) {
                continue;
            }
            voices[at] = Voice::Own(vec![author.clone()]);
            // A long post is one paragraph, and the signature may be the next; what is longer is an article.
            let paragraph = paragraph_before(context, all, at + usize::from(!starts(context, items)));
            let long = (2..=LONG_POST).contains(&(at - paragraph));
            let near = at.saturating_sub(POST);
            for before in (if long { paragraph.min(near) } else { near }..at).rev() {
                // In a post of several sentences a noun that could be a verb ("answers") is no report.
                let post = long && before >= paragraph;
                let reported = if post { tells(&all[before]) } else { reports(&all[before]) };
                if voices[before] != Voice::Unmarked || reported {
                    break;
                }
                voices[before] = Voice::Own(vec![author.clone()]);
            }
        } else if at > 0
            && let Some(quote) = all[at - 1].iter().rev().find_map(quote_of)
            && let Some(authors) = signed(context, all, at).or_else(|| unsigned(context, all, at))
        {
            for before in (0..at).rev() {
                let inside = all[before].iter().any(|i| matches!(i.what, What::Quote { quote: q, .. } if q == quote));
                // "..., she added." is hers, and the line under it a reporter's.
                if !inside || reports(&all[before]) {
                    break;
                }
                voices[before] = Voice::Own(authors.clone());
            }
            voices[at] = Voice::Own(authors);
        }
    }
}

/// "Editorial Board, The Westport Times": the outlet.
fn board(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let comma = items.iter().position(|i| i.what == What::Comma)?;
    let editorial = items.first()?.lower == "editorial" || items[..comma].last().is_some_and(|i| i.lower == "board");
    let (first, last) = (items.get(comma + 1)?, items.last()?);
    let outlet = context.reading.text_of(&(first.tokens.start..last.tokens.end)).to_owned();
    editorial.then(|| Source {
        name: context.directory.canonical(&outlet).to_owned(),
        surface: outlet,
        entity: None,
        kind: SpeakerKind::Institution,
        female: None,
    })
}

/// Whether somebody reports in the sentence: then it is no part of a post.
fn reports(items: &[Item]) -> bool {
    items.iter().enumerate().any(|(at, item)| {
        item.verb().is_some_and(|v| v.is(Sense::Say) && matches!(v.form, Form::Past | Form::Third))
            && !items[..at].iter().any(|i| i.is_word("i"))
    }) || items.last().is_some_and(|i| i.what == What::Colon)
}

/// Whether the sentence has a quote or tells what somebody else said: mostly the article's, and a wrong speaker is worse than none.
fn tells(items: &[Item]) -> bool {
    let told = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say) && v.form == Form::Past);
    items.iter().any(Item::is_quote) || items.iter().any(told) && !items.iter().any(|i| i.is_word("i"))
}

/// The author of a post: "— Anna Roe (@roe)".
fn post_author(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let open = items.iter().position(|i| i.what == What::Open)?;
    let handle = items.get(open + 1)?;
    let at = context.reading.tokens[handle.tokens.start].text.starts_with('@')
        || items.get(open + 2).is_some() && handle.lower == "@";
    let dash = items[..open].iter().rposition(|i| i.what == What::Dash)?;
    let name = items.get(dash + 1..open).filter(|name| at && (1..=8).contains(&name.len()))?;
    let person = name.iter().find_map(|i| person_of(context, i));
    // "— Roe Daily News (@roedaily)": an account that no name is known of.
    person.or_else(|| {
        let words = context.reading.text_of(&(name[0].tokens.start..name[name.len() - 1].tokens.end));
        // Small pictures behind a name are no part of it.
        let words = words.trim_end_matches(|c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation()).to_owned();
        // An account may be called by pictures alone.
        if !words.contains(char::is_alphanumeric) {
            return None;
        }
        let named = name.iter().find_map(|i| context.entity_of(i)).filter(|_| name.len() == 1);
        let kind = SpeakerKind::Institution;
        Some(named.map_or(
            Source {
                name: context.directory.canonical(&words).to_owned(),
                surface: words.clone(),
                entity: None,
                kind,
                female: None,
            },
            |e| context.source_of(e, &words),
        ))
    })
}

/// The number of a quote of more than a few words.
fn quote_of(item: &Item) -> Option<usize> {
    match item.what {
        What::Quote { quote, words, .. } => (words > 3).then_some(quote),
        _ => None,
    }
}

/// "Anna Roe, The Westport Times" on a line under a quote.
fn unsigned(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> Option<Vec<Source>> {
    let items = &all[at];
    let line = items.iter().any(|i| i.what == What::Comma) && is_line(context, items);
    let under = all[at - 1].last().is_some_and(Item::is_quote);
    let board = board(context, items).map(|board| vec![board]);
    // Of several authors the line is longer.
    let length = |authors: &Vec<Source>| if authors.len() > 1 { 12 } else { 8 };
    board.or_else(|| title_names(context, items)).filter(|a| line && under && items.len() <= length(a))
}

/// The persons whom a line begins with: "Anna Roe, Bela Poe and Cleo Doe, Harbor Blog".
fn title_names(context: &Context<'_>, items: &[Item]) -> Option<Vec<Source>> {
    let first = title_name(context, items)?;
    let joins = |i: &Item| i.what == What::Comma || i.is_word("and");
    let mut parts: Vec<&[Item]> = items.split(joins).filter(|part| !part.is_empty()).skip(1).collect();
    // Without an "and" the last part is where they write.
    if !items.iter().any(|i| i.is_word("and")) {
        parts.pop();
    }
    let whole = |part: &&[Item], author: &Source| part.len() == 1 || author.entity.is_none();
    let others = parts.iter().map_while(|part| {
        title_name(context, part).filter(|author| author.surface.contains(' ') && whole(part, author))
    });
    Some(std::iter::once(first).chain(others).collect())
}

/// "— Anna Roe, minister of trade", at the end of a paragraph or on a line of its own.
fn signed(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> Option<Vec<Source>> {
    let (dash, line) = all[at].split_first()?;
    let last = all.get(at + 1).is_none_or(|next| starts(context, next));
    let alone = dash.what == What::Dash && line.len() <= SIGNATURE && last && !reports(line);
    let head = &line[..line.iter().position(|i| i.what == What::Comma).unwrap_or(line.len())];
    // "— With help of Anna Roe": no name comes first.
    let named = |i: &Item| i.is_name() || context.reading.tokens[i.tokens.start].is_capital();
    let names = head.iter().all(|i| named(i) && !i.class.is(Class::PREPOSITION));
    title_names(context, line).filter(|_| alone && names)
}

/// Whether the sentence begins a paragraph.
fn starts(context: &Context<'_>, items: &[Item]) -> bool {
    items.first().is_some_and(|first| begins_paragraph(context, first.tokens.start))
}

/// The first sentence of the paragraph that ends before sentence `at`.
fn paragraph_before(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> usize {
    (0..at.min(all.len())).rev().find(|&before| starts(context, &all[before])).unwrap_or(0)
}

//! Conversations with names as written: "Anna Roe: ...", lines that are nothing but a name, interviews.

use super::calls::called;
use super::turns::{LEADERS, LINES, PROSE, QUESTIONERS, is_aside, labelled_person};
use super::voices::{Voice, person_of, plain};
use crate::attribute::choice::begins_paragraph;
use crate::attribute::cues::is_rubric;
use crate::attribute::directory::{SpeakerKind, fold};
use crate::attribute::mentions::capitalized;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Item, Kind, Token, What};
use std::collections::HashMap;

/// Interviews: "Roe: ..." after a question runs on to the sentence before the next label or question of the host.
pub(super) fn interview(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) -> bool {
    let asks = |items: &[Item]| items.last().is_some_and(|i| context.reading.tokens[i.tokens.end - 1].text == "?");
    let label = |items: &[Item]| match items {
        [name, colon, ..] if colon.what == What::Colon => person_of(context, name),
        _ => None,
    };
    let answers: Vec<usize> = (1..all.len()).filter(|&i| asks(&all[i - 1]) && label(&all[i]).is_some()).collect();
    // One question may be rhetorical, and its answer would run on to the end.
    if answers.len() < 2 {
        return false;
    }
    for (nth, &start) in answers.iter().enumerate() {
        let Some(speaker) = label(&all[start]) else { continue };
        let end = answers.get(nth + 1).map_or(all.len(), |&next| next - 1);
        voices[start..end].fill(Voice::Own(vec![speaker]));
    }
    true
}

/// Sentences for each label below which a text is a conversation, however long its introduction.
const DENSE: usize = 5;

/// What a conversation that is printed whole is called in its title or its introduction.
const CONVERSATIONS: &[&str] = &["transcript", "conversation", "briefing", "edited", "condensed", "q&a"];

/// Conversations: "Anna Roe: ..." and "Bela Poe, a fisherman: ...", or lines that are nothing but their names, each
/// several times. A turn runs on to the next label, also to that of the outlet which asks (`publisher`).
pub(super) fn conversation(
    context: &Context<'_>,
    all: &[Vec<Item>],
    title: &[Item],
    publisher: Option<&str>,
    voices: &mut [Voice],
) -> bool {
    let lines: Vec<Option<String>> = all.iter().map(|items| small_line(context, items)).collect();
    let printed = counted(lines.iter().flatten().map(String::as_str));
    let again = |line: &&String| printed[line.as_str()] >= LINES - 1;
    let label = |(items, line): (&Vec<Item>, &Option<String>)| {
        let named = spoken_label(context, items).or_else(|| name_line(context, items));
        named.or_else(|| line.as_ref().filter(again).map(|line| plain(titlecase(line))))
    };
    let labels: Vec<Option<Source>> = all.iter().zip(&lines).map(label).collect();
    // "Moderator: ...", "Question: ..." between them end a turn too, as does a recording that is played.
    let others: Vec<Option<Option<Source>>> = all
        .iter()
        .map(|items| {
            let asked = || publisher.filter(|outlet| is_label_of(context, items, outlet)).map(|_| None);
            let other = lead_label(context, items).or_else(|| recording(context, items)).or_else(asked);
            other.or_else(|| is_aside(items).then_some(None))
        })
        .collect();
    let counts = counted(labels.iter().flatten().map(|s| s.name.as_str()));
    let turns = counts.values().filter(|&&times| times > 1).sum::<usize>();
    let several = counts.len() > 1 && counts.values().any(|&times| times > 1);
    let (most, kinds) = (counts.values().copied().max().unwrap_or_default(), counts.len());
    // "Review: Your book ...", where a magazine asks under its own name.
    let outlet = |items: &Vec<Item>| {
        let [name, colon, _, ..] = items.as_slice() else { return None };
        let begins = colon.what == What::Colon && begins_paragraph(context, name.tokens.start);
        let speaks = !is_link(name) && (name.is_name() || context.is_capital(name));
        (begins && speaks && person_of(context, name).is_none()).then(|| context.reading.text_of(&name.tokens))
    };
    let outlets: Vec<Option<&str>> = all.iter().map(outlet).collect();
    let asked = counted(outlets.iter().flatten().copied());
    let again = |name: &str| asked.get(name).is_some_and(|&times| times >= LINES - 1);
    let host = asked.values().any(|&times| times >= LINES - 1);
    let several = several || host && most >= LINES - 1;
    // A short exchange has each label once.
    let labelled = labels.iter().flatten().count();
    let exchange =
        labelled > 1 && labelled * 2 >= all.len() && labels.first().is_some_and(Option::is_some) && kinds > 1;
    if (turns < LINES || !several) && !exchange {
        return false;
    }
    // Prose that prints parts of a conversation goes on after them with its next paragraph; an introduction to one does not.
    let first = labels.iter().position(Option::is_some).unwrap_or_default();
    let introduced = || {
        let before = all[..first].iter().rev().take(PROSE).flatten().chain(title);
        let dense = labelled >= 2 * LINES && (all.len() - first) < labelled * DENSE;
        dense || before.into_iter().any(|i| CONVERSATIONS.contains(&i.lower.as_str()))
    };
    let prose = first > PROSE && !host && !introduced();
    let mut current: Option<Option<Source>> = None;
    let speakers: Vec<String> = labels.iter().flatten().map(|s| s.name.clone()).collect();
    for (at, (((voice, label), other), items)) in voices.iter_mut().zip(labels).zip(others).zip(all).enumerate() {
        // "Question: ..." is asked by whom the moderator has called on.
        let asks = items.first().is_some_and(|word| QUESTIONERS.contains(&word.lower.as_str()));
        let other = other.or_else(|| outlets[at].is_some_and(again).then_some(None));
        let other = match other {
            Some(None) if asks => Some(called(context, &all[..at]).filter(|p| !speakers.contains(&p.name))),
            other => other,
        };
        let new = items.first().is_some_and(|first| begins_paragraph(context, first.tokens.start));
        current = label.map(Some).or(other).or(current.filter(|_| !(prose && new)));
        match &current {
            Some(Some(speaker)) => *voice = Voice::Own(vec![speaker.clone()]),
            Some(None) => *voice = Voice::Nobody,
            None => {}
        }
    }
    true
}

/// How often each of `names` comes.
fn counted<'n>(names: impl Iterator<Item = &'n str>) -> HashMap<&'n str, usize> {
    let mut counts = HashMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    counts
}

/// "Read: ...", "More: ...": the word before the title of another piece.
fn is_link(word: &Item) -> bool {
    matches!(word.lower.as_str(), "read" | "watch" | "listen" | "more" | "related" | "see")
}

/// "DER SPIEGEL: ...": whether the words before the colon are the outlet's name.
pub(super) fn is_label_of(context: &Context<'_>, items: &[Item], outlet: &str) -> bool {
    let Some(colon) = items.iter().take(5).position(|i| i.what == What::Colon).filter(|&colon| colon > 0) else {
        return false;
    };
    let label = context.surface(&items[..colon]);
    // "Der Spiegel (interview)".
    let outlet = outlet.split(['(', '|']).next().unwrap_or(outlet).trim();
    let known = |name: &str| context.directory.position(name);
    // "DER SPIEGEL International".
    let begins = fold(outlet).strip_prefix(&fold(&label)).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    begins || known(&label).is_some() && known(&label) == known(outlet)
}

/// "Moderator: ...", whose turn is the moderator's, and "Question: ...", of whom nothing is known.
fn lead_label(context: &Context<'_>, items: &[Item]) -> Option<Option<Source>> {
    let [word, colon, _, ..] = items else { return None };
    let label = colon.what == What::Colon && context.is_capital(word);
    let leads = LEADERS.contains(&word.lower.as_str());
    let asks = QUESTIONERS.contains(&word.lower.as_str());
    (label && (leads || asks)).then(|| leads.then(|| plain(capitalized(&word.lower))))
}

/// "archived recording (anna roe) ...": what a podcast plays, with the name of who speaks in it, if it says so.
fn recording(context: &Context<'_>, items: &[Item]) -> Option<Option<Source>> {
    let [first, second, rest @ ..] = items else { return None };
    if !(first.is_word("archived") && second.is_word("recording")) || context.is_capital(first) {
        return None;
    }
    let close = rest.iter().take(6).position(|i| i.what == What::Close);
    let round = rest.first().is_some_and(|i| context.reading.text_of(&i.tokens) == "(");
    let name = close.filter(|&close| round && close > 1).map(|close| {
        let words = context.reading.text_of(&(rest[1].tokens.start..rest[close - 1].tokens.end));
        titlecase(&words.to_lowercase())
    });
    Some(name.map(plain))
}

/// A line of two or three words in small letters, as podcasts print the names of who speaks.
fn small_line(context: &Context<'_>, items: &[Item]) -> Option<String> {
    let tokens = &context.reading.tokens[items.first()?.tokens.start..items.last()?.tokens.end];
    let small =
        |t: &Token<'_>| t.kind == Kind::Word && t.text.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\''));
    let words = (2..=3).contains(&tokens.len()) && tokens.iter().all(small);
    words.then(|| tokens.iter().map(|t| t.text).collect::<Vec<&str>>().join(" "))
}

/// "anna roe" as "Anna Roe".
fn titlecase(line: &str) -> String {
    line.split(' ').map(capitalized).collect::<Vec<String>>().join(" ")
}

/// The person whose name stands before a colon, with titles before it or, after a comma, what the person is: "Anna Roe:
/// ...", "Deputy Minister Roe: ...", "Bela van Poe, a fisherman: ...".
fn spoken_label(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let colon = items.iter().take(16).position(|i| i.what == What::Colon)?;
    items.last().filter(|last| matches!(last.what, What::Stop | What::Quote { .. }) && colon + 1 < items.len())?;
    let head = items[..colon].iter().position(|i| matches!(i.what, What::Comma | What::Open)).unwrap_or(colon);
    // "Facts First: ..." heads a check of what somebody said.
    if is_link(&items[0]) || says(context, &items[head..colon]) || is_rubric(&items[..head]) {
        return None;
    }
    let tokens = &context.reading.tokens[items.first()?.tokens.start..items[..head].last()?.tokens.end];
    // A part of a name in small letters ("van") or of a title ("of") stands between capitals.
    let small = |t: &Token<'_>| t.text.len() <= 3 && t.kind == Kind::Word;
    let capitals = tokens.first()?.is_capital() && tokens.last()?.is_capital();
    if !capitals || tokens.len() > 8 || !tokens.iter().all(|t| t.is_capital() || small(t)) {
        return None;
    }
    // "Deputy Secretary of State, Ambassador Anna Roe: ...": an office before the titles.
    let titles = Class::TITLE.or(Class::ROLE);
    let office = || {
        let (last, before) = items[head + usize::from(head < colon)..colon].split_last()?;
        let full = person_of(context, last).filter(|p| p.name.contains(' '))?;
        let titled = items[..head].iter().any(|i| i.class.is(Class::ROLE)) && !items[..head].iter().any(Item::is_name);
        (titled && before.iter().all(|i| i.class.is(titles))).then_some(full)
    };
    match &items[..head] {
        _ if head < colon && office().is_some() => office(),
        [name] => person_of(context, name),
        head => {
            let words: Vec<String> = tokens.iter().map(|t| t.lower.clone()).collect();
            let titled = head.iter().any(|i| i.class.is(Class::TITLE.or(Class::ROLE)));
            person_of(context, head.last()?).or_else(|| labelled_person(context, &words)).filter(|person| {
                // "Roe Deputies": a surname alone is no label but with a title or as a part of the full name.
                let named = person.entity.map(|e| &context.reading.mentions.entities[e].words);
                titled
                    || named.is_some_and(|known| {
                        known.len() > 1 && known.iter().all(|w| words.iter().any(|x| fold(x) == *w))
                    })
            })
        }
    }
}

/// Whether what stands between a name and a colon says something of the person: "Roe, the minister, said:".
fn says(context: &Context<'_>, items: &[Item]) -> bool {
    let verb = |i: &Item| i.verb().is_some() && !i.class.is(Class::ROLE.or(Class::TITLE));
    // "Roe, the minister, put it this way:": small letters after the apposition.
    let commas = items.iter().filter(|i| i.what == What::Comma).count();
    let last = items.iter().rposition(|i| i.what == What::Comma).and_then(|comma| items.get(comma + 1));
    let goes_on = commas > 1 && last.is_some_and(|i| !context.reading.tokens[i.tokens.start].is_capital());
    goes_on || items.iter().any(verb)
}

/// The person of whose full name a line consists, which podcasts print in small letters: "anna roe".
fn name_line(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let tokens = &context.reading.tokens[items.first()?.tokens.start..items.last()?.tokens.end];
    if !(2..=4).contains(&tokens.len()) || tokens.iter().any(|t| t.kind != Kind::Word) {
        return None;
    }
    let words: Vec<String> = tokens.iter().map(|t| fold(t.text)).collect();
    let entities = &context.reading.mentions.entities;
    let named = (0..entities.len()).find(|&e| entities[e].kind == SpeakerKind::Person && entities[e].words == words)?;
    Some(context.source_of(named, &entities[named].name))
}

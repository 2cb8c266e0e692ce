//! Transcripts and interviews: every sentence belongs to the turn that it stands in.

use super::bylines::remarks;
use super::voices::{Voice, institution, is_direction, is_line, line_of, person_of, title_name};
use crate::attribute::choice::begins_paragraph;
use crate::attribute::cues::is_rubric;
use crate::attribute::directory::{SpeakerKind, fold};
use crate::attribute::mentions::capitalized;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Item, Kind, PARTICLES, Token, What, class_of};
use std::ops::Range;

/// Labels for those who put questions in a transcript.
const QUESTIONERS: &[&str] = &["question", "questioner", "q", "reporter", "interviewer", "journalist"];

/// Labels for those who only lead through an event.
const LEADERS: &[&str] =
    &["moderator", "operator", "host", "announcer", "interpreter", "participant", "staff", "voice", "audience"];

/// Words of a turn that only lets the other go on.
const COURTESIES: &[&str] = &[
    "hello",
    "hi",
    "yes",
    "yeah",
    "yep",
    "sure",
    "okay",
    "ok",
    "please",
    "thanks",
    "right",
    "no",
    "correct",
    "great",
    "go",
    "ahead",
    "thank",
    "you",
    "absolutely",
    "good",
    "morning",
    "afternoon",
    "hey",
    "sorry",
    "well",
    "exactly",
    "continue",
];

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
    !answers.is_empty()
}

/// Lines of a conversation from which their labels make turns.
const LINES: usize = 4;

/// Sentences before the first label from which a text is prose, with parts of a conversation in it.
const PROSE: usize = 5;

/// Sentences for each label below which a text is a conversation, however long its introduction.
const DENSE: usize = 5;

/// What a conversation that is printed whole is called in its title or its introduction.
const CONVERSATIONS: &[&str] = &["transcript", "conversation", "briefing", "edited", "condensed", "q&a"];

/// Conversations: "Anna Roe: ..." and "Bela Poe, a fisherman: ...", or lines that are nothing but their names, each
/// several times. A turn runs on to the next label.
pub(super) fn conversation(context: &Context<'_>, all: &[Vec<Item>], title: &[Item], voices: &mut [Voice]) -> bool {
    let lines: Vec<Option<String>> = all.iter().map(|items| small_line(context, items)).collect();
    let again = |line: &&String| lines.iter().flatten().filter(|other| other == line).count() >= LINES - 1;
    let label = |(items, line): (&Vec<Item>, &Option<String>)| {
        let named = spoken_label(context, items).or_else(|| name_line(context, items));
        named.or_else(|| line.as_ref().filter(again).map(|line| plain(titlecase(line))))
    };
    let labels: Vec<Option<Source>> = all.iter().zip(&lines).map(label).collect();
    // "Moderator: ...", "Question: ..." between them end a turn too, as does a recording that is played.
    let others: Vec<Option<Option<Source>>> = all
        .iter()
        .map(|items| {
            lead_label(context, items).or_else(|| recording(context, items)).or_else(|| is_aside(items).then_some(None))
        })
        .collect();
    let times = |one: &Source| labels.iter().flatten().filter(|s| s.name == one.name).count();
    let turns = labels.iter().flatten().filter(|s| times(s) > 1).count();
    let several =
        labels.iter().flatten().any(|one| labels.iter().flatten().any(|s| s.name != one.name && times(s) > 1));
    // "Review: Your book ...", where a magazine asks under its own name.
    let outlet = |items: &Vec<Item>| {
        let [name, colon, _, ..] = items.as_slice() else { return None };
        let begins = colon.what == What::Colon && begins_paragraph(context, name.tokens.start);
        let link = matches!(name.lower.as_str(), "read" | "watch" | "listen" | "more" | "related" | "see");
        let speaks = !link && (name.is_name() || context.is_capital(name));
        (begins && speaks && person_of(context, name).is_none()).then(|| context.reading.text_of(&name.tokens))
    };
    let outlets: Vec<Option<&str>> = all.iter().map(outlet).collect();
    let again = |name: &str| outlets.iter().flatten().filter(|other| **other == name).count() >= LINES - 1;
    let host = outlets.iter().flatten().any(|name| again(name));
    let several = several || host && labels.iter().flatten().any(|one| times(one) >= LINES - 1);
    // A short exchange has each label once.
    let labelled = labels.iter().flatten().count();
    let exchange = labelled > 1
        && labelled * 2 >= all.len()
        && labels.first().is_some_and(Option::is_some)
        && labels.iter().flatten().any(|one| labels.iter().flatten().any(|s| s.name != one.name));
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

/// "Moderator: ...", whose turn is the moderator's, and "Question: ...", of whom nothing is known.
fn lead_label(context: &Context<'_>, items: &[Item]) -> Option<Option<Source>> {
    let [word, colon, _, ..] = items else { return None };
    let label = colon.what == What::Colon && context.is_capital(word);
    let leads = LEADERS.contains(&word.lower.as_str());
    let asks = QUESTIONERS.contains(&word.lower.as_str());
    (label && (leads || asks)).then(|| leads.then(|| plain(capitalized(&word.lower))))
}

/// "Facts First: ...": a check of what was said, between the turns.
fn is_aside(items: &[Item]) -> bool {
    items.iter().take(4).position(|i| i.what == What::Colon).is_some_and(|colon| is_rubric(&items[..colon]))
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

/// A person of whom nothing but the name is known.
pub(super) fn plain(name: String) -> Source {
    Source { surface: name.clone(), name, entity: None, kind: SpeakerKind::Person, female: None }
}

/// The person whose name stands before a colon, with titles before it or, after a comma, what the person is: "Anna Roe:
/// ...", "Deputy Minister Roe: ...", "Bela van Poe, a fisherman: ...".
fn spoken_label(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let colon = items.iter().take(16).position(|i| i.what == What::Colon)?;
    items.last().filter(|last| matches!(last.what, What::Stop | What::Quote { .. }) && colon + 1 < items.len())?;
    let head = items[..colon].iter().position(|i| matches!(i.what, What::Comma | What::Open)).unwrap_or(colon);
    // "Facts First: ..." heads a check of what somebody said, "Read: ..." another piece.
    let link = matches!(items[0].lower.as_str(), "read" | "watch" | "listen" | "more" | "related" | "see");
    if link || says(context, &items[head..colon]) || is_rubric(&items[..head]) {
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

/// Words in capitals before a colon that say what kind of note follows.
const NOTES: &[&str] = &[
    "fact check",
    "facts first",
    "photo",
    "photos",
    "image",
    "video",
    "watch",
    "note",
    "notes",
    "editor's note",
    "update",
    "updated",
    "related",
    "more",
    "read more",
    "source",
    "sources",
    "correction",
    "background",
    "caption",
    "exclusive",
    "breaking",
];

/// The words of a label in capitals before a colon, and the number of items up to the colon.
fn turn_label(context: &Context<'_>, items: &[Item]) -> Option<(Vec<String>, usize)> {
    let colon = items.iter().take(9).position(|i| i.what == What::Colon)?;
    let tokens = &context.reading.tokens[items.first()?.tokens.start..items[colon].tokens.start];
    let words: Vec<&Token<'_>> = tokens.iter().filter(|t| t.kind == Kind::Word).collect();
    let capitals = words.iter().all(|t| t.text.chars().all(|c| !c.is_lowercase()))
        && tokens.iter().all(|t| {
            t.kind == Kind::Word
                || t.kind == Kind::Stop && t.text == "."
                || t.kind == Kind::Open
                || t.kind == Kind::Close
        });
    // "ROE: HARBOR TO STAY SHUT" is a headline between the paragraphs.
    let rest = &context.reading.tokens[items[colon].tokens.end..items.last()?.tokens.end];
    let speech = rest.is_empty() || rest.iter().any(|t| t.text.chars().any(char::is_lowercase));
    let words: Vec<String> = words.iter().map(|t| t.lower.trim_end_matches('.').to_owned()).collect();
    let note = NOTES.contains(&words.join(" ").as_str());
    (!words.is_empty() && words.len() <= 7 && capitals && speech && !note).then_some((words, colon))
}

/// Transcripts: every sentence belongs to the turn it stands in. Gives whether the text is one.
pub(super) fn turns(context: &Context<'_>, all: &[Vec<Item>], title: &[Item], voices: &mut [Voice]) -> bool {
    let found: Vec<Option<Vec<String>>> = all.iter().map(|items| turn_label(context, items).map(|l| l.0)).collect();
    let labels: Vec<Option<Vec<String>>> =
        found.iter().map(|l| l.clone().filter(|words| is_turn(context, words))).collect();
    let mut labels = labels;
    // Labels that come again and again are turns, whoever they name.
    let again: Vec<bool> = (0..all.len())
        .map(|at| found[at].as_ref().is_some_and(|words| found.iter().flatten().filter(|w| *w == words).count() > 1))
        .collect();
    let kinds: std::collections::HashSet<&Vec<String>> =
        found.iter().zip(&again).filter(|(_, again)| **again).filter_map(|(words, _)| words.as_ref()).collect();
    // "DAILY TIMES: Harbor to Open", of a digest: a headline.
    let ends =
        |at: usize| all[at].last().is_some_and(|i| matches!(i.what, What::Stop | What::Quote { .. } | What::Close));
    // "VESSEL NAME: ...", "VESSEL FLAG: Westland": a form that was filled in.
    let said = |at: &usize| ends(*at) && all[*at].len() > again_label(context, &all[*at]) + FIELD;
    let lines: Vec<usize> = (0..all.len()).filter(|&at| again[at]).collect();
    let spoken = lines.iter().filter(|at| said(at)).count() * 2 > lines.len();
    if kinds.len() > 1 && lines.len() >= LINES && spoken {
        for (at, label) in labels.iter_mut().enumerate() {
            *label = label.take().or_else(|| found[at].clone().filter(|_| again[at]));
        }
    }
    let Some(first) = labels.iter().position(Option::is_some) else { return false };
    // A report that prints a few things that were said under labels is no transcript: a turn ends with its paragraph. With
    // one label, it is one only where nothing but lines stands before.
    let told = all[..first].iter().filter(|items| !is_line(context, items) && !is_direction(items)).count();
    let turns = labels.iter().flatten().count();
    if turns == 1 && told > 0 {
        return false;
    }
    let report = turns < LINES && told > PROSE;
    let speakers: Vec<Source> = labels.iter().flatten().filter_map(|l| labelled(context, title, l)).collect();
    let interviewer = title
        .iter()
        .position(|i| i.is_word("with"))
        .and_then(|with| title_name(context, &title[with + 1..]))
        .filter(|p| !speakers.iter().any(|s| s.name == p.name));
    // "Q: Will it open?" over answers that nothing labels: those of the guest, each from the next paragraph on.
    let asked = |l: &Vec<String>| l.len() == 1 && QUESTIONERS.contains(&l[0].as_str());
    let guest =
        (turns >= QUESTIONS && labels.iter().flatten().all(asked)).then(|| guest(context, &all[..first])).flatten();
    let mut asker: Option<Source> = None;
    let mut current: Option<Source> = None;
    for (index, items) in all.iter().enumerate() {
        let new = || items.first().is_some_and(|i| begins_paragraph(context, i.tokens.start));
        if labels[index].is_none() && index > first && guest.is_some() && new() {
            current.clone_from(&guest);
        } else if let Some(label) = &labels[index] {
            let last = label.last().map_or("", String::as_str);
            current = if QUESTIONERS.contains(&last) {
                // "Thanks, Ned. Go ahead": whoever answers does not ask.
                let called = called(context, &all[..index]).filter(|p| !speakers.iter().any(|s| s.name == p.name));
                // "MR PRICE: Janne.": a turn that is no more than a call gives the word to somebody else.
                let before = index.checked_sub(1).map(|before| &all[before]);
                let call = before.and_then(|items| Some((items, turn_label(context, items)?.1)));
                // "MR PRICE: Sure." gives it to nobody else.
                let word_passed = call.is_some_and(|(items, colon)| {
                    let words = || items[colon..].iter().filter(|i| i.is_name() || i.what == What::Word);
                    words().count() <= 2 && !words().all(|i| COURTESIES.contains(&i.lower.as_str()))
                });
                asker = interviewer.clone().or(called).or(asker.filter(|_| !word_passed));
                asker.clone()
            } else {
                labelled(context, title, label)
            };
        } else if is_aside(items) {
            current = None;
        } else if report && (index < first || begins_paragraph(context, items.first().map_or(0, |i| i.tokens.start))) {
            current = None;
            continue;
        } else if index < first {
            // What stands before the first turn: lines of place and date, or the end of an answer.
            let answer = !is_line(context, items)
                && labels[first].as_ref().is_some_and(|l| l.len() == 1 && QUESTIONERS.contains(&l[0].as_str()));
            voices[index] = match remarks(context, title).filter(|_| answer) {
                Some(principal) => Voice::Own(vec![principal]),
                None => Voice::Nobody,
            };
            continue;
        }
        if report && current.is_none() {
            continue;
        }
        voices[index] = match &current {
            Some(speaker) if !is_direction(items) => Voice::Own(vec![speaker.clone()]),
            _ => Voice::Nobody,
        };
    }
    true
}

/// Questions from which a text whose answers have no labels is an interview.
const QUESTIONS: usize = 3;

/// The person of whom the introduction of an interview speaks most, by a full name somewhere.
fn guest(context: &Context<'_>, introduction: &[Vec<Item>]) -> Option<Source> {
    let named: Vec<Source> = introduction.iter().flatten().filter_map(|i| person_of(context, i)).collect();
    let times = |one: &Source| named.iter().filter(|s| s.name == one.name).count();
    named.iter().rev().filter(|s| s.name.contains(' ')).max_by_key(|s| times(s)).cloned()
}

/// Items that stand after the labels of a form, at most.
const FIELD: usize = 4;

/// The number of items of a label and its colon.
fn again_label(context: &Context<'_>, items: &[Item]) -> usize {
    turn_label(context, items).map_or(0, |(_, colon)| colon + 1)
}

/// Whether words in capitals before a colon label a turn rather than a topic.
fn is_turn(context: &Context<'_>, words: &[String]) -> bool {
    let last = words.last().map_or("", String::as_str);
    let role = QUESTIONERS.contains(&last) || LEADERS.contains(&last);
    let titled = words.len() > 1
        && class_of(&words[0]).is(Class::TITLE)
        && !class_of(last).is(Class::TITLE.or(Class::ROLE).or(Class::COMMON));
    let official = words.len() > 2 && official(words).is_some();
    role && words.len() <= 2
        || titled
        || official
        || words.len() <= 2
            && labelled_person(context, words).is_some_and(|s| {
                s.entity.is_some_and(|e| {
                    // A bare surname counts where the text gives the person's full name too.
                    let known = &context.reading.mentions.entities[e];
                    known.words.len() > 1
                        && known.name.chars().any(char::is_lowercase)
                        && words.iter().all(|w| known.words.contains(&fold(w)))
                })
            })
}

fn labelled(context: &Context<'_>, title: &[Item], words: &[String]) -> Option<Source> {
    let last = words.last()?;
    if LEADERS.contains(&last.as_str()) {
        return Some(plain(capitalized(last)));
    }
    if QUESTIONERS.contains(&last.as_str()) {
        return None;
    }
    if let Some(body) = official(words) {
        return body_of_official(context, body);
    }
    if let Some(name) = double_surname(context, title, words) {
        return Some(plain(name));
    }
    let named = labelled_person(context, words);
    // A name that only the labels give is in capitals there.
    let full = |s: &Source| s.name.contains(' ') && s.name.chars().any(char::is_lowercase);
    if named.as_ref().is_some_and(full) {
        return named;
    }
    let titled = titled_person(context, title, last).or_else(|| known_spokesperson(context, words));
    titled.map(plain).or_else(|| {
        // "FOREIGN MINISTER DI ROE": the words after the titles.
        let name = words.iter().filter(|w| !class_of(w).is(Class::TITLE.or(Class::ROLE))).map(|w| capitalized(w));
        let name: Vec<String> = name.collect();
        Some(plain(if name.is_empty() || name.len() > 3 { capitalized(last) } else { name.join(" ") }))
    })
}

/// "MR ROE" in a briefing that never gives the full name: the only spokesperson of the directory who is called so.
fn known_spokesperson(context: &Context<'_>, words: &[String]) -> Option<String> {
    let [title, surname] = words else { return None };
    let surname = fold(surname);
    let called = |name: &str| fold(name).rsplit(' ').next() == Some(surname.as_str());
    let speaks = |role: &Option<String>| role.as_deref().is_some_and(|role| role.contains("spokes"));
    let mut found = context.directory.entries().iter().filter(|e| speaks(&e.role) && called(&e.name));
    let one = found.next().filter(|_| class_of(title).is(Class::TITLE))?;
    found.next().is_none().then(|| one.name.clone())
}

/// The words before "OFFICIAL", which may have a number: "SENIOR STATE DEPARTMENT OFFICIAL TWO".
fn official(words: &[String]) -> Option<&[String]> {
    const NUMBERS: &[&str] = &["one", "two", "three", "four", "five", "number", "no", "1", "2", "3", "4", "5"];
    let counted = words.iter().rev().take_while(|word| NUMBERS.contains(&word.as_str())).count();
    let (last, body) = words[..words.len() - counted].split_last()?;
    (last == "official").then_some(body)
}

/// The body of such a label; an official of an administration is of the one that the article names.
fn body_of_official(context: &Context<'_>, body: &[String]) -> Option<Source> {
    let named = (0..body.len()).find_map(|from| institution(context, &body[from..].join(" ")));
    named.or_else(|| body.last().filter(|word| *word == "administration").and_then(|_| context.administration()))
}

fn labelled_person(context: &Context<'_>, words: &[String]) -> Option<Source> {
    let surname = fold(words.last()?);
    let entities = &context.reading.mentions.entities;
    let found = (0..entities.len())
        .filter(|&e| entities[e].kind == SpeakerKind::Person && entities[e].words.last() == Some(&surname))
        .max_by_key(|&e| (entities[e].words.len(), std::cmp::Reverse(e)))
        // "MINISTER PARK" is Park Jin, whose surname comes first.
        .or_else(|| {
            let first = |e: &usize| entities[*e].words.len() == 2 && entities[*e].words.first() == Some(&surname);
            (0..entities.len()).filter(|&e| entities[e].kind == SpeakerKind::Person).find(first)
        })?;
    Some(context.source_of(found, words.last()?))
}

/// "MINISTER BELA ROE", whom the title calls Anna Bela Roe: no other Roe of the text.
fn double_surname(context: &Context<'_>, title: &[Item], words: &[String]) -> Option<String> {
    let (first, last) = title.first().zip(title.last())?;
    let tokens = &context.reading.tokens[first.tokens.start..last.tokens.end];
    let titled = |class: Class| class.is(Class::TITLE.or(Class::ROLE).or(Class::BODY));
    let surname: Vec<&String> = words.iter().filter(|w| !titled(class_of(w))).collect();
    let at = tokens
        .windows(surname.len().max(1))
        .position(|run| run.iter().map(|t| &t.lower).eq(surname.iter().copied()))?;
    let name = |t: &&Token<'_>| t.is_capital() && !titled(t.class);
    let given = tokens[..at].iter().rev().take(1).filter(name).count();
    let whole = &tokens[at - given..at + surname.len()];
    (surname.len() == 2 && given == 1).then(|| whole.iter().map(|t| t.text).collect::<Vec<&str>>().join(" "))
}

/// The full name that the title gives with a surname.
fn titled_person(context: &Context<'_>, title: &[Item], surname: &str) -> Option<String> {
    let (first, last) = title.first().zip(title.last())?;
    let tokens = &context.reading.tokens[first.tokens.start..last.tokens.end];
    let name = |t: &Token<'_>| t.is_capital() && !t.class.is(Class::TITLE.or(Class::ROLE).or(Class::PREPOSITION));
    (1..tokens.len()).find_map(|at| {
        let pair = &tokens[at - 1..=at];
        // The surname may come first.
        let full = pair[1].lower == surname && name(&pair[0]) || pair[0].lower == surname && name(&pair[1]);
        // "Anna bint Bela Roe": a name before a particle is a part of it.
        let linked =
            |first: usize| first > 1 && PARTICLES.contains(&tokens[first - 1].text) && name(&tokens[first - 2]);
        let first = if linked(at - 1) { at - 3 } else { at - 1 };
        full.then(|| tokens[first..=at].iter().map(|t| t.text).collect::<Vec<&str>>().join(" "))
    })
}

/// Items between a call ("go to", "the line of") and the name that is called.
const CALL: usize = 6;

/// The person who is called on at the end of the turn before: "Let's go to the line of Anna Roe."
fn called(context: &Context<'_>, before: &[Vec<Item>]) -> Option<Source> {
    // "OPERATOR: Your line is open.": between the call and the question.
    let operator = |items: &&Vec<Item>| {
        let line = line_of(context, items);
        line.starts_with("operator:") || line.contains("line is open") || line.contains("lines are open")
    };
    before.iter().rev().filter(|items| !operator(items)).take(2).find_map(|items| {
        let call = |i: &Item| matches!(i.lower.as_str(), "line" | "go" | "turn" | "take" | "open" | "start" | "begin");
        // "We'll start with Anna Roe", but not what a meeting starts.
        let call = |at: usize, i: &Item| {
            call(i)
                && (!matches!(i.lower.as_str(), "start" | "begin")
                    || items.get(at + 1).is_some_and(|n| n.is_word("with")))
        };
        let called = |range: Range<usize>| range.into_iter().any(|at| call(at, &items[at]));
        let full = |p: &Source| p.entity.is_some_and(|e| context.reading.mentions.entities[e].words.len() > 1);
        let persons = || items.iter().enumerate().filter_map(|(at, i)| Some((at, person_of(context, i).filter(full)?)));
        // "go to Anna Roe from Westport Radio": the first name after the call, else the last one.
        let last = (0..items.len()).rev().find(|&at| call(at, &items[at]));
        let after = last.map(|call| call + 1..call + 1 + CALL);
        let next = after.and_then(|after| persons().find(|(at, _)| after.contains(at)));
        let (at, person) = next.or_else(|| persons().next_back())?;
        // A name far from the call is a topic: "... and take the talks on the Westport Line".
        let near = called(at.saturating_sub(CALL)..(at + CALL).min(items.len()));
        let calls = near || items.len() <= 2 * CALL && called(0..items.len());
        // "MR POE: Anna Roe, Westport Radio.": a turn that is nothing but the name.
        let name = turn_label(context, items).map_or(0, |(_, colon)| colon + 1);
        let alone = name > 0 && at == name && items.len() <= 2 * CALL && items.iter().all(|i| i.verb().is_none());
        (calls || alone).then_some(person)
    })
}

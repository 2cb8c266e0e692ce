//! Transcripts with labels in capitals: every sentence belongs to the turn that it stands in.

use super::floor::Floor;
use super::voices::{Voice, institution, is_direction, is_line, person_of, plain, title_name};
use crate::attribute::cues::is_rubric;
use crate::attribute::directory::{SpeakerKind, fold};
use crate::attribute::mentions::capitalized;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Item, Kind, PARTICLES, Token, What, class_of};
use std::collections::HashMap;

/// Labels for those who put questions in a transcript.
pub(super) const QUESTIONERS: &[&str] = &["question", "questioner", "q", "reporter", "interviewer", "journalist"];

/// Labels for answers, below those for questions.
pub(super) const ANSWERS: &[&str] = &["a", "answer"];

/// Labels for those who only lead through an event.
pub(super) const LEADERS: &[&str] =
    &["moderator", "operator", "host", "announcer", "interpreter", "participant", "staff", "voice", "audience"];

/// Lines of a conversation from which their labels make turns.
pub(super) const LINES: usize = 4;

/// Sentences before the first label from which a text is prose, with parts of a conversation in it.
pub(super) const PROSE: usize = 5;

/// "Facts First: ...": a check of what was said, between the turns.
pub(super) fn is_aside(items: &[Item]) -> bool {
    items.iter().take(4).position(|i| i.what == What::Colon).is_some_and(|colon| is_rubric(&items[..colon]))
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
pub(super) fn turn_label(context: &Context<'_>, items: &[Item]) -> Option<(Vec<String>, usize)> {
    let colon = items.iter().take(9).position(|i| i.what == What::Colon)?;
    let tokens = &context.reading.tokens[items.first()?.tokens.start..items[colon].tokens.start];
    // "MINISTER ROE (through an interpreter): ...".
    let aside = |at: usize| {
        let last = |kind: Kind| tokens[..at].iter().rposition(|t| t.kind == kind);
        last(Kind::Open).is_some_and(|open| last(Kind::Close).is_none_or(|close| close < open))
    };
    // "SENIOR OFFICIAL 1: ...".
    let after_official = |at: usize| at > 0 && tokens[at - 1].lower == "official" && tokens[at].kind == Kind::Number;
    let words: Vec<&Token<'_>> = (0..tokens.len())
        .filter(|&at| !aside(at) && (tokens[at].kind == Kind::Word || after_official(at)))
        .map(|at| &tokens[at])
        .collect();
    let capitals = words.iter().all(|t| t.text.chars().all(|c| !c.is_lowercase()))
        && (0..tokens.len()).all(|at| {
            let t = &tokens[at];
            t.kind == Kind::Word
                || aside(at)
                || after_official(at)
                || t.kind == Kind::Stop && t.text == "."
                || t.kind == Kind::Open
                || t.kind == Kind::Close
        });
    // "ROE: HARBOR TO STAY SHUT" is a headline between the paragraphs.
    let rest = &context.reading.tokens[items[colon].tokens.end..items.last()?.tokens.end];
    let is_text = |t: &Token<'_>| t.text.chars().any(char::is_lowercase);
    let speech = rest.iter().all(|t| t.kind != Kind::Word) || rest.iter().any(is_text);
    let words: Vec<String> = words.iter().map(|t| t.lower.trim_end_matches('.').to_owned()).collect();
    let note = NOTES.contains(&words.join(" ").as_str());
    (!words.is_empty() && words.len() <= 7 && capitals && speech && !note).then_some((words, colon))
}

/// Transcripts: every sentence belongs to the turn it stands in. Gives whether the text is one.
/// Gives each sentence of a transcript to whose turn it stands in. Whether the article is one.
pub(super) fn turns(
    context: &Context<'_>,
    all: &[Vec<Item>],
    title: &[Item],
    publisher: Option<&str>,
    voices: &mut [Voice],
) -> bool {
    let labels = Labels::of(context, all);
    let Some(first) = labels.turns.iter().position(Option::is_some) else { return false };
    // A report that prints a few things that were said under labels is no transcript: a turn ends with its paragraph. With
    // one label, it is one only where nothing but lines stands before.
    let told = all[..first].iter().filter(|items| !is_line(context, items) && !is_direction(items)).count();
    let turns = labels.turns.iter().flatten().count();
    if turns == 1 && told > 0 {
        return false;
    }
    let speakers: Vec<Source> = labels.turns.iter().flatten().filter_map(|l| labelled(context, title, l)).collect();
    let with = title.iter().position(|i| i.is_word("with"));
    let interviewer = with.and_then(|with| title_name(context, &title[with + 1..]));
    let interviewer = interviewer.filter(|p| !speakers.iter().any(|s| s.name == p.name));
    // "Q: Will it open?" over answers that nothing labels: those of the guest, each from the next paragraph on.
    let only_asked = labels.turns.iter().flatten().all(|label| one_of(label, QUESTIONERS));
    let guest = (turns >= QUESTIONS && only_asked).then(|| guest(context, &all[..first])).flatten();
    let report = turns < LINES && told > PROSE;
    let (asker, current, on_somebody) = (None, None, false);
    let mut floor = Floor {
        context,
        all,
        title,
        publisher,
        labels,
        first,
        report,
        speakers,
        interviewer,
        guest,
        asker,
        current,
        on_somebody,
    };
    for (index, voice) in voices.iter_mut().enumerate() {
        if let Some(found) = floor.voice(index) {
            *voice = found;
        }
    }
    true
}

/// Whether a label is one word, of a list.
pub(super) fn one_of(label: &[String], words: &[&str]) -> bool {
    label.len() == 1 && words.contains(&label[0].as_str())
}

/// The labels of an article's sentences, as words.
pub(super) struct Labels {
    /// All that look like one.
    pub found: Vec<Option<Vec<String>>>,
    /// Those that begin a turn.
    pub turns: Vec<Option<Vec<String>>>,
    /// Whether a sentence has a heading in a label's place.
    pub headings: Vec<bool>,
}

impl Labels {
    fn of(context: &Context<'_>, all: &[Vec<Item>]) -> Self {
        let found: Vec<Option<Vec<String>>> = all.iter().map(|items| turn_label(context, items).map(|l| l.0)).collect();
        let asks = found.iter().flatten().any(|words| one_of(words, QUESTIONERS));
        let is_one = |words: &Vec<String>| is_turn(context, words) || asks && one_of(words, ANSWERS);
        let mut turns: Vec<Option<Vec<String>>> = found.iter().map(|label| label.clone().filter(is_one)).collect();
        let again = Self::again(context, all, &found);
        for (at, label) in turns.iter_mut().enumerate() {
            *label = label.take().or_else(|| found[at].clone().filter(|_| again[at]));
        }
        // "ROE: After a weak start, Roe won the evening" is a heading over a paragraph on her.
        let headings: Vec<bool> =
            (0..all.len()).map(|at| is_heading(context, &all[at], turns[at].as_deref())).collect();
        turns.iter_mut().zip(&headings).filter(|(_, heading)| **heading).for_each(|(label, _)| *label = None);
        Self { found, turns, headings }
    }

    /// Which labels come again and again: turns, whoever they name. None where they are not those of a conversation.
    fn again(context: &Context<'_>, all: &[Vec<Item>], found: &[Option<Vec<String>>]) -> Vec<bool> {
        let mut times: HashMap<&Vec<String>, usize> = HashMap::new();
        found.iter().flatten().for_each(|words| *times.entry(words).or_default() += 1);
        let again: Vec<bool> = found.iter().map(|label| label.as_ref().is_some_and(|words| times[words] > 1)).collect();
        let kinds = times.values().filter(|times| **times > 1).count();
        // "DAILY TIMES: Harbor to Open", of a digest: a headline.
        let ends =
            |at: usize| all[at].last().is_some_and(|i| matches!(i.what, What::Stop | What::Quote { .. } | What::Close));
        // "VESSEL NAME: ...", "VESSEL FLAG: Westland": a form that was filled in.
        let said = |at: &usize| ends(*at) && all[*at].len() > again_label(context, &all[*at]) + FIELD;
        let lines: Vec<usize> = (0..all.len()).filter(|&at| again[at]).collect();
        let spoken = lines.iter().filter(|at| said(at)).count() * 2 > lines.len();
        if kinds > 1 && lines.len() >= LINES && spoken { again } else { vec![false; all.len()] }
    }
}

/// Whether a label stands over what is told of the person whom it names: the sentence names that person again.
fn is_heading(context: &Context<'_>, items: &[Item], label: Option<&[String]>) -> bool {
    let named = label.and_then(|words| labelled_person(context, words)).and_then(|person| person.entity);
    let Some((person, (_, colon))) = named.zip(turn_label(context, items)) else { return false };
    items[colon + 1..].iter().any(|i| context.entity_of(i) == Some(person))
}

/// Whether a label in capitals is one word that no list has: a surname.
pub(super) fn is_unknown(label: Option<&[String]>) -> bool {
    matches!(label, Some([word]) if word.len() > 2 && class_of(word) == Class::default())
}

/// Questions from which a text whose answers have no labels is an interview.
const QUESTIONS: usize = 3;

/// The person of whom the introduction of an interview speaks most, by a full name somewhere.
pub(super) fn guest(context: &Context<'_>, introduction: &[Vec<Item>]) -> Option<Source> {
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

/// A speaker with the words of the label as surface: "MINISTER ROE", without what stands in parentheses behind.
pub(super) fn as_labelled(context: &Context<'_>, items: &[Item], speaker: Source) -> Source {
    let label = items.iter().take_while(|i| !matches!(i.what, What::Colon | What::Open)).count();
    Source { surface: context.surface(&items[..label]), ..speaker }
}

pub(super) fn labelled(context: &Context<'_>, title: &[Item], words: &[String]) -> Option<Source> {
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

pub(super) fn labelled_person(context: &Context<'_>, words: &[String]) -> Option<Source> {
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
    // "LIPAVSKY", whom the title writes with an accent.
    let surname = fold(surname);
    (1..tokens.len()).find_map(|at| {
        let pair = &tokens[at - 1..=at];
        // The surname may come first.
        let is_surname = |t: &Token<'_>| fold(t.text) == surname;
        let full = is_surname(&pair[1]) && name(&pair[0]) || is_surname(&pair[0]) && name(&pair[1]);
        // "Anna bint Bela Roe": a name before a particle is a part of it.
        let linked =
            |first: usize| first > 1 && PARTICLES.contains(&tokens[first - 1].text) && name(&tokens[first - 2]);
        let first = if linked(at - 1) { at - 3 } else { at - 1 };
        full.then(|| tokens[first..=at].iter().map(|t| t.text).collect::<Vec<&str>>().join(" "))
    })
}

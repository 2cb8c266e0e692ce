//! The voice of a text: who speaks in sentences that name nobody, because the text as a whole is theirs.
//!
//! Statements and remarks under a byline ("Anna Roe, Minister of Trade"), narrations that are attributed to a
//! spokesperson, texts released by a body, transcripts with turns ("MINISTER ROE: ...", "QUESTION: ..."), and remarks
//! whose title names the speaker.

use super::continuation::signs;
use super::directory::SpeakerKind;
use super::items::{Item, What};
use super::names::fold;
use super::phrases::phrase_after;
use super::resolve::{Context, Resolved, Source};
use super::tokens::{Kind, Token};
use super::words::{Class, Form, Sense};

/// What the form of the text says of one sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Voice {
    /// Nothing.
    Unmarked,
    /// A label or a stage direction: nobody speaks.
    Nobody,
    /// The sentence belongs to these speakers, whatever it reports.
    Own(Vec<Source>),
    /// These narrate: theirs is what the sentence gives to nobody else.
    Narration(Vec<Source>),
}

/// Lines at the head of a text among which a byline is looked for.
const HEAD: usize = 4;

/// Labels for those who put questions in a transcript.
const QUESTIONERS: &[&str] = &["question", "q", "reporter", "interviewer", "journalist"];

/// Labels for those who only lead through an event.
const LEADERS: &[&str] =
    &["moderator", "operator", "host", "announcer", "interpreter", "participant", "staff", "voice", "audience"];

/// The voice of each sentence. `all` are the sentences, `title` the headline.
pub(super) fn voices(context: &Context<'_>, all: &[Vec<Item>], title: &[Item], publisher: Option<&str>) -> Vec<Voice> {
    let mut voices = vec![Voice::Unmarked; all.len()];
    if all.is_empty() {
        return voices;
    }
    if turns(context, all, title, &mut voices) {
        return voices;
    }
    if let Some((index, author)) = byline(context, all) {
        voices[..=index].fill(Voice::Nobody);
        own_from(context, all, &mut voices, index + 1, &[author]);
        return voices;
    }
    if let Some((index, narrator)) = attributed(context, all) {
        voices[index] = Voice::Own(vec![narrator.clone()]);
        voices[index + 1..].fill(Voice::Narration(vec![narrator]));
        return voices;
    }
    if let Some((index, author)) = authored(context, all) {
        voices[..=index].fill(Voice::Nobody);
        voices[index + 1..].fill(Voice::Narration(vec![author]));
        return voices;
    }
    if interview(context, all, &mut voices) {
        return voices;
    }
    if let Some((index, issuers)) = released(context, all) {
        voices[index] = Voice::Own(issuers.clone());
        let own = first_person_share(all) > 0.2;
        for (at, voice) in voices.iter_mut().enumerate().skip(index + 1) {
            *voice = match () {
                () if is_lead_in(context, &all[at]) => Voice::Nobody,
                () if own => Voice::Own(issuers.clone()),
                () => Voice::Narration(issuers.clone()),
            };
        }
        return voices;
    }
    if let Some(speaker) = remarks(context, title)
        && first_person_share(all) >= 0.2
    {
        own_from(context, all, &mut voices, 0, &[speaker]);
        return voices;
    }
    // "Office of the Spokesperson": a release of its publisher that says "we" and names no author.
    if let Some(body) = publisher.and_then(|p| institution(context, p))
        && line_of(context, &all[0]).starts_with("office of")
        && is_line(context, &all[0])
        && first_person_share(all) > 0.2
    {
        voices[0] = Voice::Nobody;
        own_from(context, all, &mut voices, 1, &[body]);
    }
    signatures(context, all, &mut voices);
    voices
}

/// Sentences that a post may have before its signature.
const POST: usize = 5;

/// "— Anna Roe (@roe) May 3" after a post, "Anna Roe, The Westport Times" after a quote: the words before are theirs.
fn signatures(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    for at in 0..all.len() {
        let items = &all[at];
        if let Some(author) = post_author(context, items) {
            voices[at] = Voice::Own(vec![author.clone()]);
            for before in (at.saturating_sub(POST)..at).rev() {
                if voices[before] != Voice::Unmarked || reports(&all[before]) {
                    break;
                }
                voices[before] = Voice::Own(vec![author.clone()]);
            }
        } else if at > 0
            && let Some(What::Quote { quote, .. }) = all[at - 1].last().map(|i| i.what)
            && items.len() <= 8
            && items.iter().any(|i| i.what == What::Comma)
            && is_line(context, items)
            && let Some(author) = title_name(context, items)
        {
            for before in (0..at).rev() {
                let inside = all[before].iter().any(|i| matches!(i.what, What::Quote { quote: q, .. } if q == quote));
                if !inside {
                    break;
                }
                voices[before] = Voice::Own(vec![author.clone()]);
            }
            voices[at] = Voice::Own(vec![author]);
        }
    }
}

/// Whether somebody reports in the sentence: then it is no part of a post.
fn reports(items: &[Item]) -> bool {
    items.iter().enumerate().any(|(at, item)| {
        item.verb().is_some_and(|v| v.is(Sense::Say) && matches!(v.form, Form::Past | Form::Third))
            && !items[..at].iter().any(|i| i.is_word("i"))
    }) || items.last().is_some_and(|i| i.what == What::Colon)
}

/// The author of a post: "— Anna Roe (@roe)".
fn post_author(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let open = items.iter().position(|i| i.what == What::Open)?;
    let handle = items.get(open + 1)?;
    let at = context.reading.tokens[handle.tokens.start].text.starts_with('@')
        || items.get(open + 2).is_some() && handle.lower == "@";
    let dash = items[..open].iter().rposition(|i| i.what == What::Dash)?;
    (at && open - dash == 2).then(|| person_of(context, &items[dash + 1])).flatten()
}

/// All sentences from `start` on are the author's, but for places, dates and stage directions.
fn own_from(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice], start: usize, speakers: &[Source]) {
    for (at, items) in all.iter().enumerate().skip(start) {
        let place =
            at < start + HEAD && is_line(context, items) && voices[start..at].iter().all(|v| *v == Voice::Nobody);
        voices[at] =
            if place || line_of(context, items).contains("://") || is_direction(items) || is_lead_in(context, items) {
                Voice::Nobody
            } else {
                Voice::Own(speakers.to_vec())
            };
    }
}

/// A line without a verb or a full stop: a place, a date, "Via Teleconference".
fn is_line(context: &Context<'_>, items: &[Item]) -> bool {
    items.len() <= 12
        && items.last().is_some_and(|i| !matches!(i.what, What::Stop | What::Quote { .. } | What::Colon))
        && items
            .iter()
            .all(|i| !i.class.is(Class::PRONOUN) && capital_or_small(&context.reading.tokens[i.tokens.start]))
}

fn capital_or_small(token: &Token<'_>) -> bool {
    token.kind != Kind::Word || token.is_capital() || token.class.is(Class::PREPOSITION.or(Class::DETERMINER))
}

/// "(Applause.)".
fn is_direction(items: &[Item]) -> bool {
    items.len() <= 8
        && items.first().is_some_and(|i| i.what == What::Open)
        && items.last().is_some_and(|i| i.what == What::Close)
}

/// "Begin text:", "End text."
fn is_lead_in(context: &Context<'_>, items: &[Item]) -> bool {
    matches!(line_of(context, items).trim_end_matches([':', '.']), "begin text" | "end text")
}

/// A sentence in small letters.
fn line_of(context: &Context<'_>, items: &[Item]) -> String {
    items
        .first()
        .zip(items.last())
        .map(|(first, last)| context.reading.text_of(&(first.tokens.start..last.tokens.end)).to_lowercase())
        .unwrap_or_default()
}

/// Share of the sentences that say "I" or "we" outside of quotes.
fn first_person_share(all: &[Vec<Item>]) -> f32 {
    let own = all.iter().filter(|items| signs(items).first_person).count();
    own as f32 / all.len().max(1) as f32
}

fn person_of(context: &Context<'_>, item: &Item) -> Option<Source> {
    let entity = context.entity_of(item)?;
    (context.reading.mentions.entities[entity].kind == SpeakerKind::Person)
        .then(|| context.source_of(entity, context.reading.text_of(&item.tokens)))
}

/// The person whom a part of a title begins with, after other titles: "Minister Anna Roe of ...".
fn title_name(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let at = items.iter().position(|i| !i.class.is(Class::TITLE.or(Class::DEMONYM)))?;
    if let Some(person) = person_of(context, &items[at]) {
        return Some(person);
    }
    // Headlines capitalize everything, so a name that stands nowhere else is no mention.
    let tokens = &context.reading.tokens;
    let words: Vec<&Token<'_>> = items[at..]
        .iter()
        .map(|i| &tokens[i.tokens.start])
        .take_while(|t| t.is_capital() && !t.class.is(Class::TITLE.or(Class::BODY).or(Class::PREPOSITION)))
        .collect();
    (items[at].what == What::Word && (2..=3).contains(&words.len())).then(|| {
        let name = words.iter().map(|t| t.text).collect::<Vec<&str>>().join(" ");
        Source { surface: name.clone(), name, entity: None, kind: SpeakerKind::Person, female: None }
    })
}

fn institution(context: &Context<'_>, name: &str) -> Option<Source> {
    let known = context.directory.find(name)?;
    (known.kind == SpeakerKind::Institution && known.role.as_deref() != Some("news outlet")).then(|| Source {
        name: known.name.clone(),
        surface: name.to_owned(),
        entity: None,
        kind: SpeakerKind::Institution,
        female: None,
    })
}

/// Whether the tokens of a line are a byline of an office-holder: "Anna J. Roe, Minister of Trade".
pub(super) fn is_byline(tokens: &[Token<'_>]) -> bool {
    let Some(comma) = tokens.iter().position(|t| t.kind == Kind::Comma) else { return false };
    let (name, office) = (&tokens[..comma], &tokens[comma + 1..]);
    let names = name.iter().filter(|t| t.kind == Kind::Word).count();
    (2..=5).contains(&names)
        && name.iter().all(|t| {
            t.is_capital() && !t.class.is(Class::ROLE.or(Class::BODY)) || t.kind == Kind::Stop && t.text == "."
        })
        && (1..=14).contains(&office.len())
        && office.iter().all(|t| capital_or_small(t) && !matches!(t.kind, Kind::Stop | Kind::Colon) || t.lower == "and")
        && office.iter().any(|t| t.class.is(Class::ROLE.or(Class::TITLE)))
        && !office.iter().any(|t| {
            matches!(
                t.lower.as_str(),
                "reporter" | "correspondent" | "editor" | "journalist" | "writer" | "columnist" | "analyst" | "staff"
            )
        })
}

/// The byline of a statement, with the number of its line.
fn byline(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    let reading = context.reading;
    let at = all.iter().take(HEAD).position(|items| {
        let tokens = items.first().zip(items.last()).map(|(a, b)| &reading.tokens[a.tokens.start..b.tokens.end]);
        tokens.is_some_and(is_byline)
    })?;
    // A line that ends the text is a signature, no byline.
    (at + 1 < all.len()).then_some(())?;
    Some((at, person_of(context, &all[at][0])?))
}

/// "The below is attributable to Spokesperson Anna Roe:".
fn attributed(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        let cue = items.iter().position(|i| i.is_word("attributable") || i.is_word("attributed"))?;
        let lead = items.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "this" | "please"))
            && items.iter().any(|i| matches!(i.lower.as_str(), "below" | "following"));
        let name = items[cue..].iter().find_map(|i| person_of(context, i));
        name.filter(|_| lead && items.len() <= 20).map(|n| (index, n))
    })
}

/// "Authored by Anna Roe via ...": an argued piece.
fn authored(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        let by = items.first()?.is_word("authored") && items.get(1)?.is_word("by");
        by.then(|| title_name(context, &items[2..])).flatten().map(|author| (index, author))
    })
}

/// Interviews: "Roe: ..." after a question runs on to the sentence before the next label or question of the host.
fn interview(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) -> bool {
    let asks = |items: &[Item]| items.last().is_some_and(|i| context.reading.tokens[i.tokens.end - 1].text == "?");
    let label = |items: &[Item]| match items {
        [name, colon, ..] if colon.what == What::Colon => person_of(context, name),
        _ => None,
    };
    let answers: Vec<usize> = (1..all.len()).filter(|&i| asks(&all[i - 1]) && label(&all[i]).is_some()).collect();
    for (nth, &start) in answers.iter().enumerate() {
        let Some(speaker) = label(&all[start]) else { continue };
        let end = answers.get(nth + 1).map_or(all.len(), |&next| next - 1);
        voices[start..end].fill(Voice::Own(vec![speaker]));
    }
    !answers.is_empty()
}

/// "The text of the following statement was released by the ministers of ...".
fn released(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Vec<Source>)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        let has = |words: &[&str]| items.iter().any(|i| words.contains(&i.lower.as_str()));
        if !(items.iter().take(6).any(|i| i.is_word("following"))
            && has(&["text", "statement", "release", "declaration", "communique", "communiqué"]))
        {
            return None;
        }
        let by = items.iter().position(|i| i.is_word("by"))?;
        // "the G7 foreign ministers of Westland, Eastland, ...": the bloc.
        let first = by + 1 + usize::from(items.get(by + 1).is_some_and(|i| i.is_word("the")));
        let bloc = items.get(first).and_then(|i| context.entity_of(i)).filter(|&e| {
            context.reading.mentions.entities[e].kind == SpeakerKind::Institution
                && items[first + 1..].iter().take(2).any(|i| i.class.is(Class::PEOPLE))
        });
        if let Some(bloc) = bloc {
            return Some((index, vec![context.source_of(bloc, &context.reading.mentions.entities[bloc].name)]));
        }
        let mut issuers = Vec::new();
        let mut start = by + 1;
        while let Some(range) = phrase_after(items, start) {
            if let Some(Resolved::Speakers(found)) = context.resolve(items, range.clone()) {
                issuers.extend(found);
            }
            let next = range.end;
            if !items.get(next).is_some_and(|i| i.is_word("and")) || issuers.is_empty() {
                break;
            }
            start = next + 1;
        }
        (!issuers.is_empty()).then_some((index, issuers))
    })
}

/// The speaker whom a title like "Remarks by Minister Anna Roe at ..." names.
fn remarks(context: &Context<'_>, title: &[Item]) -> Option<Source> {
    let kinds = [
        "remarks",
        "speech",
        "address",
        "statement",
        "statements",
        "testimony",
        "keynote",
        "interview",
        "availability",
        "briefing",
    ];
    let named = title.iter().any(|i| kinds.contains(&i.lower.as_str()));
    // "Minister Anna Roe at a Meeting with ...".
    let first = title.iter().position(Item::is_name)?;
    let occasion = first > 0
        && first < 4
        && title[..first].iter().all(|i| i.class.is(Class::TITLE.or(Class::DEMONYM)))
        && title.get(first + 1).is_some_and(|i| matches!(i.lower.as_str(), "at" | "on" | "with" | "before"));
    let leads = first < 7
        && title[..first].iter().all(|i| {
            i.class.is(Class::TITLE.or(Class::DEMONYM))
                || kinds.contains(&i.lower.as_str())
                || matches!(i.lower.as_str(), "by" | "of" | "press" | "opening" | "closing" | "joint")
        });
    (named && leads || occasion).then(|| person_of(context, &title[first])).flatten()
}

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
    (!words.is_empty() && words.len() <= 7 && capitals)
        .then(|| (words.iter().map(|t| t.lower.trim_end_matches('.').to_owned()).collect(), colon))
}

/// Transcripts: every sentence belongs to the turn it stands in. Gives whether the text is one.
fn turns(context: &Context<'_>, all: &[Vec<Item>], title: &[Item], voices: &mut [Voice]) -> bool {
    let labels: Vec<Option<Vec<String>>> = all.iter().map(|items| turn_label(context, items).map(|l| l.0)).collect();
    let labels: Vec<Option<Vec<String>>> =
        labels.into_iter().map(|l| l.filter(|words| is_turn(context, words))).collect();
    let Some(first) = labels.iter().position(Option::is_some) else { return false };
    let speakers: Vec<Source> = labels.iter().flatten().filter_map(|l| labelled(context, l)).collect();
    let interviewer = title
        .iter()
        .position(|i| i.is_word("with"))
        .and_then(|with| title_name(context, &title[with + 1..]))
        .filter(|p| !speakers.iter().any(|s| s.name == p.name));
    let mut asker: Option<Source> = None;
    let mut current: Option<Source> = None;
    for (index, items) in all.iter().enumerate() {
        if let Some(label) = &labels[index] {
            let last = label.last().map_or("", String::as_str);
            current = if QUESTIONERS.contains(&last) {
                asker = interviewer.clone().or_else(|| called(context, &all[..index])).or(asker);
                asker.clone()
            } else {
                labelled(context, label)
            };
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
        voices[index] = match &current {
            Some(speaker) if !is_direction(items) => Voice::Own(vec![speaker.clone()]),
            _ => Voice::Nobody,
        };
    }
    true
}

/// Whether words in capitals before a colon label a turn rather than a topic.
fn is_turn(context: &Context<'_>, words: &[String]) -> bool {
    let last = words.last().map_or("", String::as_str);
    let role = QUESTIONERS.contains(&last) || LEADERS.contains(&last);
    let titled = words.len() > 1
        && super::words::class_of(&words[0]).is(Class::TITLE)
        && !super::words::class_of(last).is(Class::TITLE.or(Class::ROLE).or(Class::COMMON));
    let official = words.len() > 2 && last == "official";
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

fn labelled(context: &Context<'_>, words: &[String]) -> Option<Source> {
    let last = words.last()?;
    let plain =
        |name: String| Source { surface: name.clone(), name, entity: None, kind: SpeakerKind::Person, female: None };
    if LEADERS.contains(&last.as_str()) {
        return Some(plain(capitalized(last)));
    }
    if QUESTIONERS.contains(&last.as_str()) {
        return None;
    }
    if last == "official" {
        // "SENIOR STATE DEPARTMENT OFFICIAL": the body.
        return (0..words.len() - 1).find_map(|from| institution(context, &words[from..words.len() - 1].join(" ")));
    }
    labelled_person(context, words).or_else(|| Some(plain(capitalized(last))))
}

fn labelled_person(context: &Context<'_>, words: &[String]) -> Option<Source> {
    let surname = fold(words.last()?);
    let entities = &context.reading.mentions.entities;
    let found = (0..entities.len())
        .filter(|&e| entities[e].kind == SpeakerKind::Person && entities[e].words.last() == Some(&surname))
        .max_by_key(|&e| (entities[e].words.len(), std::cmp::Reverse(e)))?;
    Some(context.source_of(found, words.last()?))
}

/// "thomas-greenfield" as "Thomas-Greenfield".
fn capitalized(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    parts.collect::<Vec<String>>().join("-")
}

/// The person who is called on at the end of the turn before: "Let's go to the line of Anna Roe."
fn called(context: &Context<'_>, before: &[Vec<Item>]) -> Option<Source> {
    before.iter().rev().take(2).find_map(|items| {
        let calls = items.iter().any(|i| matches!(i.lower.as_str(), "line" | "go" | "turn" | "take" | "open"));
        let person = items.iter().rev().find_map(|i| person_of(context, i))?;
        let full = person.entity.is_some_and(|e| context.reading.mentions.entities[e].words.len() > 1);
        (calls && full).then_some(person)
    })
}

//! The voice of a text: who speaks in sentences that name nobody, because the text as a whole is theirs.
//!
//! Statements and remarks under a byline ("Anna Roe, Minister of Trade"), narrations that are attributed to a
//! spokesperson, texts released by a body (`bylines`), and transcripts with turns ("MINISTER ROE: ...", "QUESTION:
//! ...", in `turns`).

use super::bylines::{
    announced_text, attributed, authored, byline, full_text, office_remarks, printed_text, released, remarks,
};
use super::conversations::{conversation, interview, is_label_of};
use super::correspondence::{dashed_speech, joint_statement, letters};
use super::inserts::{analyses, is_heading, topics};
use super::opinion::{self, byline_of, columnist, note_at_foot, publishing_body};
use super::signatures::signatures;
use super::turns::turns;
use crate::attribute::choice::{begins_paragraph, signs};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Form, Item, Kind, Token, What, class_of};

/// What the form of the text says of one sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Voice {
    /// Nothing.
    Unmarked,
    /// A label or a stage direction: nobody speaks.
    Nobody,
    /// The sentence belongs to these speakers, whatever it reports.
    Own(Vec<Source>),
    /// These narrate: theirs is what the sentence gives to nobody else.
    Narration(Vec<Source>),
    /// A body that is no news outlet publishes the text: theirs may be what the sentence gives to nobody else.
    Published(Vec<Source>),
    /// This author argues: theirs is what the sentence gives to nobody else and what is no background.
    Argued(Vec<Source>),
}

/// Lines at the head of a text among which a byline is looked for.
pub(super) const HEAD: usize = 4;

/// Items that a heading between the paragraphs of an opinion piece has at most.
const HEADING: usize = 10;

/// The voice of each sentence. `all` are the sentences, `title` the headline.
pub(crate) fn voices(context: &Context<'_>, all: &[Vec<Item>], title: &[Item], publisher: Option<&str>) -> Vec<Voice> {
    let mut voices = vec![Voice::Unmarked; all.len()];
    if all.is_empty() {
        return voices;
    }
    if turns(context, all, title, publisher, &mut voices) || conversation(context, all, title, publisher, &mut voices) {
        return voices;
    }
    if let Some((index, author)) = byline(context, all) {
        voices[..index].fill(Voice::Nobody);
        voices[index] = Voice::Own(vec![author.clone()]);
        own_from(context, all, &mut voices, index + 1, &[author]);
        return voices;
    }
    if let Some((index, narrator)) = attributed(context, all) {
        voices[index] = Voice::Own(vec![narrator.clone()]);
        voices[index + 1..].fill(Voice::Narration(vec![narrator]));
        return voices;
    }
    if let Some((index, author)) = authored(context, all) {
        voices[..index].fill(Voice::Nobody);
        voices[index] = Voice::Own(vec![author.clone()]);
        voices[index + 1..].fill(Voice::Narration(vec![author]));
        silence_lines(context, all, &mut voices[index + 1..], index + 1);
        return voices;
    }
    if interview(context, all, &mut voices) {
        return voices;
    }
    if let Some((index, issuers)) = released(context, all) {
        voices[index] = Voice::Own(issuers.clone());
        // What governments state together is theirs, also where it tells what one of them will do.
        let governments = issuers.len() > 1 && issuers.iter().all(|s| s.kind == SpeakerKind::Country);
        let own = governments || first_person_share(all) > 0.2;
        for (at, voice) in voices.iter_mut().enumerate().skip(index + 1) {
            *voice = match () {
                () if is_lead_in(context, &all[at]) || is_line(context, &all[at]) => Voice::Nobody,
                () if own => Voice::Own(issuers.clone()),
                () => Voice::Narration(issuers.clone()),
            };
        }
        return voices;
    }
    if let Some(parties) = joint_statement(context, title) {
        own_from(context, all, &mut voices, 0, &parties);
        return voices;
    }
    if let Some(speaker) = full_text(context, all, title) {
        own_from(context, all, &mut voices, 0, &[speaker]);
        return voices;
    }
    if let Some((start, speaker)) = announced_text(context, all) {
        own_from(context, all, &mut voices, start, &[speaker]);
        return voices;
    }
    if let Some(speaker) = remarks(context, title).or_else(|| office_remarks(context, title, publisher))
        && first_person_share(all) >= 0.2
    {
        own_from(context, all, &mut voices, 0, &[speaker]);
        return voices;
    }
    // "Office of the Spokesperson": a release of its publisher that says "we" and names no author.
    let office = line_of(context, &all[0]).starts_with("office of") && is_line(context, &all[0]);
    if let Some(author) = publisher.and_then(|p| institution(context, p)).filter(|_| office && all.len() > 1) {
        for (voice, items) in voices.iter_mut().zip(all) {
            // Headings and the line itself say nothing.
            *voice = if is_line(context, items) { Voice::Nobody } else { Voice::Narration(vec![author.clone()]) };
        }
    }
    if first_person_share(all) > 0.2
        && let Some(author) = publisher.and_then(|p| publishing_voice(context, all, p))
    {
        own_from(context, all, &mut voices, usize::from(office), &[author]);
        if office {
            voices[0] = Voice::Nobody;
        }
    }
    if let Some(author) = columnist(context, all, title, publisher) {
        // What follows the note on the author is no argument.
        let note = note_at_foot(context, all, &author.name).unwrap_or(all.len());
        let signed = opinion::byline(context, all);
        let all_authors = if signed.contains(&author) { signed } else { vec![author] };
        voices.fill(Voice::Argued(all_authors));
        silence_lines(context, all, &mut voices, 0);
        silence_headings(context, all, &mut voices);
        silence_editor(context, all, &mut voices);
        voices[note..].fill(Voice::Nobody);
    } else if let Some(body) = publishing_body(context, publisher, first_person_share(all) > 0.1) {
        for voice in voices.iter_mut().filter(|v| **v == Voice::Unmarked) {
            *voice = Voice::Published(vec![body.clone()]);
        }
    }
    // What is printed at the foot speaks of itself.
    if let Some((line, speaker)) =
        printed_text(context, all).filter(|(line, _)| first_person_share(&all[line + 1..]) > 0.2)
    {
        voices[line] = Voice::Nobody;
        own_from(context, all, &mut voices, line + 1, &[speaker]);
    }
    // "DER SPIEGEL: Are we closer to the end?": the outlet asks.
    for (voice, items) in voices.iter_mut().zip(all).filter(|(voice, _)| **voice == Voice::Unmarked) {
        if publisher.is_some_and(|outlet| is_label_of(context, items, outlet)) {
            *voice = Voice::Nobody;
        }
    }
    analyses(context, all, &mut voices);
    topics(context, all, &mut voices);
    signatures(context, all, &mut voices);
    letters(context, all, &mut voices);
    dashed_speech(context, all, &mut voices);
    voices
}

/// In headings and addresses of pages nobody speaks. `voices` are those of the sentences from `start` on.
fn silence_lines(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice], start: usize) {
    for (voice, items) in voices.iter_mut().zip(&all[start..]) {
        // "ANALYSIS/OPINION:".
        let rubric = items.len() <= 4
            && items.last().is_some_and(|i| i.what == What::Colon)
            && items.iter().all(|i| {
                let tokens = &context.reading.tokens[i.tokens.clone()];
                i.what != What::Word && !i.is_name() || tokens.iter().all(Token::is_all_capital)
            });
        let byline = !byline_of(context, items).is_empty();
        if is_line(context, items) || rubric || byline || line_of(context, items).contains("://") {
            *voice = Voice::Nobody;
        }
    }
}

/// "A new start", "How it began", on lines of their own between paragraphs that end: headings, in which the author argues
/// nothing.
fn silence_headings(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    let ends = |at: Option<usize>| {
        at.and_then(|at| all.get(at))
            .and_then(|items| items.last())
            .is_some_and(|i| matches!(i.what, What::Stop | What::Quote { .. }))
    };
    for at in 1..all.len().saturating_sub(1) {
        let asks = all[at].last().is_some_and(|i| i.what == What::Stop);
        let short = all[at].len() <= HEADING && !asks && is_heading(context, all, at);
        if short && ends(at.checked_sub(1)) && ends(Some(at + 1)) {
            voices[at] = Voice::Nobody;
        }
    }
}

/// "Editor's note: Anna Roe is a professor of trade. The article reflects her opinions.": the whole paragraph is the outlet's.
fn silence_editor(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    let mut notes = false;
    for (voice, items) in voices.iter_mut().zip(all) {
        let begins = items.first().is_some_and(|i| begins_paragraph(context, i.tokens.start));
        notes = line_of(context, items).starts_with("editor") && is_caption(context, items) || notes && !begins;
        if notes {
            *voice = Voice::Nobody;
        }
    }
}

/// Whose a text in the first person is, by its publisher: the body's, unless it says "I" and comes from the office of one
/// person. (That another body's text says "I" now and then is no reason to leave it without an author: on the training
/// labels that costs more than it gains.)
fn publishing_voice(context: &Context<'_>, all: &[Vec<Item>], publisher: &str) -> Option<Source> {
    let singular = all.iter().any(|items| signs(items).singular);
    let holder = singular.then(|| office_holder(context, publisher)).flatten();
    holder.or_else(|| institution(context, publisher))
}

/// "Office of the President of Westland": the president, by name if the article gives it, else "President of Westland".
fn office_holder(context: &Context<'_>, publisher: &str) -> Option<Source> {
    let publisher = publisher.trim();
    let start = publisher.to_ascii_lowercase().find("office of ").filter(|&at| matches!(at, 0 | 4))?;
    let office = &publisher[start + "office of ".len()..];
    let office = office.strip_prefix("the ").unwrap_or(office);
    Some(Source { surface: publisher.to_owned(), ..holder_of(context, office)? })
}

/// Who holds an office, "President of Westland": by name if the article gives it, else by the office.
pub(super) fn holder_of(context: &Context<'_>, office: &str) -> Option<Source> {
    let (title, place) = office.split_once(" of ")?;
    let words: Vec<String> = title.split_whitespace().map(str::to_lowercase).collect();
    let (head, qualifiers) = words.split_last()?;
    if !class_of(head).is(Class::ROLE) {
        return None;
    }
    let country = context.directory.position(place);
    let qualifiers: Vec<&str> = qualifiers.iter().map(String::as_str).collect();
    let named = country.and_then(|_| context.holder(head, &qualifiers, country, true));
    Some(named.unwrap_or_else(|| plain(office.to_owned())))
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
pub(super) fn is_line(context: &Context<'_>, items: &[Item]) -> bool {
    items.len() <= 12
        && items.last().is_some_and(|i| !matches!(i.what, What::Stop | What::Quote { .. } | What::Colon))
        && items
            .iter()
            .all(|i| !i.class.is(Class::PRONOUN) && capital_or_small(&context.reading.tokens[i.tokens.start]))
}

pub(super) fn capital_or_small(token: &Token<'_>) -> bool {
    token.kind != Kind::Word || token.is_capital() || token.class.is(Class::PREPOSITION.or(Class::DETERMINER))
}

/// "(Applause.)".
pub(super) fn is_direction(items: &[Item]) -> bool {
    items.len() <= 8
        && items.first().is_some_and(|i| i.what == What::Open)
        && items.last().is_some_and(|i| i.what == What::Close)
}

/// "FILE PHOTO: Minister Roe speaks in Lomeville": what a picture shows, in which nobody speaks and of whom nothing goes on.
pub(crate) fn is_caption(context: &Context<'_>, items: &[Item]) -> bool {
    const OPENINGS: &[&str] = &[
        "file photo",
        "photo:",
        "image:",
        "enlarge this image",
        "facebook twitter",
        "hide caption",
        "(graphic",
        "editor's note:",
        "editor’s note:",
    ];
    let Some((first, last)) = items.first().zip(items.last()) else { return false };
    let opening = first.tokens.start..last.tokens.end.min(first.tokens.start + 4);
    let opening = context.reading.text_of(&opening).to_lowercase();
    // "Anna Roe Photographer: Bela Poe/Westport Press".
    let credit = items.windows(2).any(|pair| pair[0].is_word("photographer") && pair[1].what == What::Colon);
    credit || OPENINGS.iter().any(|known| opening.starts_with(known)) || is_dated_caption(context, items)
}

/// "Minister Roe speaks during a rally in Lomeville, May 5, 2025.": what a picture shows, in the present with a full date at the
/// end. (News that tells of the same day gives no year.)
fn is_dated_caption(context: &Context<'_>, items: &[Item]) -> bool {
    const SHOWN: &[&str] = &[
        "speaks",
        "delivers",
        "addresses",
        "attends",
        "gestures",
        "listens",
        "looks",
        "waves",
        "walks",
        "arrives",
        "meets",
        "shakes",
        "testifies",
        "questions",
        "gives",
        "makes",
        "poses",
        "speak",
        "meet",
        "attend",
        "arrive",
    ];
    let Some(last) = items.last() else { return false };
    let end = last.tokens.end - usize::from(last.what == What::Stop);
    let start = items[0].tokens.start;
    let date = &context.reading.tokens[end.saturating_sub(4).max(start)..end];
    let year = date.last().is_some_and(|t| t.text.len() == 4 && (t.text.starts_with("19") || t.text.starts_with("20")));
    let month = date.iter().any(|t| t.class.is(Class::TIME));
    let day = date.iter().rev().skip(1).any(|t| t.text.len() <= 2 && t.text.parse::<u8>().is_ok());
    let shows = items.iter().skip(1).take(18).any(|i| i.what == What::Word && SHOWN.contains(&i.lower.as_str()));
    let place = items.iter().any(|i| matches!(i.lower.as_str(), "during" | "at" | "in" | "before" | "after"));
    let past =
        |i: &Item| i.verb().is_some_and(|v| v.form == Form::Past) || matches!(i.lower.as_str(), "was" | "were" | "had");
    year && month && day && shows && place && !items.iter().take(12).any(past)
}

/// "You can unsubscribe at any time.": what a site says to its readers in the middle of a text, also of a quote.
pub(crate) fn is_site_line(context: &Context<'_>, items: &[Item]) -> bool {
    const PHRASES: &[&str] = &[
        "other topics of interest",
        "for more information, please contact",
        "for further information, please contact",
        "follow us on",
        "unsubscribe at any time",
        "protected by recaptcha",
        "by signing up you agree",
        "by signing up, you agree",
        "sign up for our newsletter",
        "subscribe to our newsletter",
        "story continues below",
        "article continues below",
        "all rights reserved",
        "opinions expressed in this",
        "views expressed in this",
        "edited and condensed",
        "edited for length",
        "edited for clarity",
        "condensed for length",
        "condensed for clarity",
        "read the original post",
        "skip twitter post",
        "for general informational purposes",
    ];
    let line = line_of(context, items);
    // "poster='http://...'": what is left of a player.
    if line.starts_with("poster=") && !line.contains(' ') {
        return true;
    }
    PHRASES.iter().any(|phrase| line.contains(phrase))
}

/// "Begin text:", "End text."
fn is_lead_in(context: &Context<'_>, items: &[Item]) -> bool {
    matches!(line_of(context, items).trim_end_matches([':', '.']), "begin text" | "end text")
}

/// A sentence in small letters.
pub(super) fn line_of(context: &Context<'_>, items: &[Item]) -> String {
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

/// A person of whom nothing but the name is known.
pub(super) fn plain(name: String) -> Source {
    Source { surface: name.clone(), name, entity: None, kind: SpeakerKind::Person, female: None }
}

pub(super) fn person_of(context: &Context<'_>, item: &Item) -> Option<Source> {
    let entity = context.entity_of(item)?;
    (context.reading.mentions.entities[entity].kind == SpeakerKind::Person)
        .then(|| context.source_of(entity, context.reading.text_of(&item.tokens)))
}

/// The person whom a part of a title begins with, after other titles: "Minister Anna Roe of ...".
pub(super) fn title_name(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    // "FACT CHECK: Anna Roe's Speech, Annotated": a label that names nobody.
    let label = items.iter().take(4).position(|i| i.what == What::Colon).filter(|&colon| {
        let words = &context.reading.tokens[items[0].tokens.start..items[colon].tokens.start];
        words.iter().all(|t| t.is_all_capital()) && items[..colon].iter().all(|i| person_of(context, i).is_none())
    });
    let items = &items[label.map_or(0, |colon| colon + 1)..];
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

pub(crate) fn institution(context: &Context<'_>, name: &str) -> Option<Source> {
    let known = context.directory.find(name)?;
    (known.kind == SpeakerKind::Institution && !known.is_outlet()).then(|| Source {
        name: known.name.clone(),
        surface: name.to_owned(),
        entity: None,
        kind: SpeakerKind::Institution,
        female: None,
    })
}

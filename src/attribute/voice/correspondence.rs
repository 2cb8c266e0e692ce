//! Texts of several hands: readers' letters with signatures, joint statements of governments, dialogue after dashes.

use super::voices::{Voice, is_line, title_name};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::phrase_after;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Item, Kind, Sense, What};

/// Sentences that the speaker of a dialogue line may have before the cue that names him.
const SPEECH: usize = 6;

/// A page of letters: each is its author's, whose name stands in a line of its own under it, mostly over a place.
pub(super) fn letters(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    // "To the editor: ..." opens each letter of some papers, and its signature has the place: "Anna Roe, Westport".
    let opens = |items: &Vec<Item>| {
        let words = ["to", "the", "editor"];
        items.len() > 4
            && items.iter().zip(words).all(|(item, word)| item.is_word(word))
            && items[3].what == What::Colon
    };
    let addressed = all.iter().any(opens);
    let authors: Vec<Option<Source>> = all
        .iter()
        .map(|items| {
            let place =
                items.iter().position(|i| i.what == What::Comma).filter(|&comma| addressed && comma + 4 > items.len());
            signature(context, &items[..place.unwrap_or(items.len())])
        })
        .collect();
    let placed = |at: usize| addressed || all.get(at + 1).is_none_or(|next| next.len() <= 6 && is_line(context, next));
    let signed: Vec<usize> = (1..all.len())
        .filter(|&at| {
            let prose =
                all[at - 1].len() > 3 && all[at - 1].last().is_some_and(|i| i.what == What::Stop || i.is_quote());
            authors[at].is_some() && prose && placed(at)
        })
        .collect();
    // One name under a text may be its reporter.
    if signed.len() < 2 && !addressed {
        return;
    }
    let mut start = all.iter().position(opens).unwrap_or(0);
    for at in signed.into_iter().filter(|&at| at >= start).collect::<Vec<usize>>() {
        let Some(author) = &authors[at] else { continue };
        for before in start..at {
            let words = all[before].iter().any(|i| matches!(i.what, What::Word | What::Name(_) | What::Quote { .. }));
            let says = words && !is_line(context, &all[before]);
            voices[before] = if says { Voice::Own(vec![author.clone()]) } else { Voice::Nobody };
        }
        voices[at] = Voice::Nobody;
        start = at + 1;
    }
}

/// A line that is nothing but a person's name.
fn signature(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let (first, last) = items.first().zip(items.last())?;
    let tokens = &context.reading.tokens[first.tokens.start..last.tokens.end];
    let name = (2..=4).contains(&tokens.len())
        && tokens.iter().all(|t| {
            t.kind == Kind::Word && t.is_capital() && !t.class.is(Class::BODY.or(Class::COMMON).or(Class::DOCUMENT))
        });
    if !name {
        return None;
    }
    title_name(context, items).or_else(|| {
        let name = context.reading.text_of(&(first.tokens.start..last.tokens.end)).to_owned();
        Some(Source { surface: name.clone(), name, entity: None, kind: SpeakerKind::Person, female: None })
    })
}

/// The parties that a title like "Joint Statement of the Westland-Eastland Dialogue" names.
pub(super) fn joint_statement(context: &Context<'_>, title: &[Item]) -> Option<Vec<Source>> {
    let (first, last) = title.first().zip(title.last())?;
    let title = context.reading.text_of(&(first.tokens.start..last.tokens.end));
    let lower = title.to_lowercase();
    let after =
        ["joint statement", "joint declaration"].iter().find_map(|kind| Some(lower.split_once(kind)?.1.trim()))?;
    // "Joint statement with Westland remains basis for a trade deal" is news about one.
    let opens =
        |word: &str| matches!(word, "of" | "on" | "by" | "from" | "following" | "after" | "at" | "between" | "issued");
    if !after.split(' ').next().is_some_and(|word| {
        word.is_empty() || opens(word.trim_end_matches([':', ','])) || word.starts_with([':', '–', '-'])
    }) {
        return None;
    }
    // What the statement is on stands after "on", unless no party stands before it.
    let before = title.split(" on ").next().map(|part| parties(context, part)).filter(|found| found.len() > 1);
    before.or_else(|| Some(parties(context, title)).filter(|found| found.len() > 1))
}

/// Countries and bodies of the directory in a part of a title, also as parts of hyphenated words.
fn parties(context: &Context<'_>, text: &str) -> Vec<Source> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ','))
        .filter(|w| !w.is_empty())
        .collect();
    let mut found: Vec<Source> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let known = (1..=3.min(words.len() - at)).rev().find_map(|length| {
            let name = words[at..at + length].join(" ");
            let capital = name.starts_with(char::is_uppercase) && name != "Us";
            let entry = capital
                .then(|| context.directory.position(&name).or_else(|| context.directory.country_of_demonym(&name)));
            let entry = &context.directory.entries()[entry.flatten()?];
            let party =
                entry.kind == SpeakerKind::Country || entry.kind == SpeakerKind::Institution && !entry.is_outlet();
            party.then(|| (length, entry.name.clone(), entry.kind, name))
        });
        match known {
            Some((length, name, kind, surface)) => {
                if !found.iter().any(|s| s.name == name) {
                    found.push(Source { name, surface, entity: None, kind, female: None });
                }
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Dialogue after a dash, as the press of several countries prints it: "- We wait. It is cold - says Anna Roe": the
/// sentences from the dash on are those of the cue that ends them.
pub(super) fn dashed_speech(context: &Context<'_>, all: &[Vec<Item>], voices: &mut [Voice]) {
    let opens = |items: &[Item]| items.len() > 2 && items[0].what == What::Dash && !items[1].is_name();
    for start in 0..all.len() {
        if !opens(&all[start]) || voices[start] != Voice::Unmarked {
            continue;
        }
        for end in start..all.len().min(start + SPEECH) {
            if end > start && (opens(&all[end]) || all[end].iter().any(Item::is_quote)) {
                break;
            }
            if let Some(speakers) = closing_cue(context, &all[end]) {
                for voice in &mut voices[start..end] {
                    *voice = Voice::Own(speakers.clone());
                }
                break;
            }
        }
    }
}

/// Which sentences stand in dialogue behind a dash up to the words that end it: "- Westland waits. Its leader is tired - he said".
/// Whom they are about is nobody who speaks.
pub(crate) fn dashed_dialogue(all: &[Vec<Item>]) -> Vec<bool> {
    let opens = |items: &[Item]| items.len() > 2 && items[0].what == What::Dash;
    // "- he said", "- said Roe".
    let ends = |items: &[Item]| {
        (2..items.len()).any(|at| {
            let next =
                items.get(at + 1).filter(|_| matches!(items[at].lower.as_str(), "he" | "she") || items[at].is_name());
            items[at - 1].what == What::Dash
                && (next.unwrap_or(&items[at])).verb().is_some_and(|v| v.is(Sense::Say) || v.is(Sense::Act))
        })
    };
    let mut dialogue = vec![false; all.len()];
    for start in (0..all.len()).filter(|&at| opens(&all[at])) {
        for end in start..all.len().min(start + SPEECH) {
            if end > start && opens(&all[end]) {
                break;
            }
            if ends(&all[end]) {
                dialogue[start..=end].fill(true);
                break;
            }
        }
    }
    dialogue
}

/// The persons of "... - says Anna Roe".
fn closing_cue(context: &Context<'_>, items: &[Item]) -> Option<Vec<Source>> {
    let verb = (2..items.len())
        .find(|&at| items[at - 1].what == What::Dash && items[at].verb().is_some_and(|v| v.is(Sense::Say)))?;
    match context.resolve(items, phrase_after(items, verb + 1)?)? {
        Resolved::Speakers(found) if found.iter().all(|s| s.entity.is_some()) => Some(found),
        _ => None,
    }
}

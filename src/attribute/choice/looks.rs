//! Words for the values of features: kinds of cues, of sources, of what stands beside them.

use crate::attribute::cues::{Cue, Manner};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Resolved};
use crate::attribute::text::{Class, Form, Item, Sense, What};

pub(super) fn manner_of(manner: Manner) -> &'static str {
    match manner {
        Manner::Parenthesis => "parenthesis",
        Manner::Clause(Sense::Say) => "say",
        Manner::Clause(Sense::Act) => "act",
        Manner::Clause(Sense::Decide) => "decide",
        Manner::Clause(Sense::Think) => "think",
        Manner::According => "according",
        Manner::Passive => "passive",
        Manner::Participle => "participle",
        Manner::Label => "label",
        Manner::Subject => "subject",
        Manner::Named => "named",
    }
}

pub(super) fn sense_of(sense: Sense) -> &'static str {
    match sense {
        Sense::Say => "say",
        Sense::Act => "act",
        Sense::Decide => "decide",
        Sense::Think => "think",
    }
}

pub(super) fn form_of(form: Form) -> &'static str {
    match form {
        Form::Base => "base",
        Form::Third => "third",
        Form::Past => "past",
        Form::Ing => "ing",
    }
}

pub(super) fn speaker_kind(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Person => "person",
        SpeakerKind::Institution => "institution",
        SpeakerKind::Country => "country",
    }
}

/// What comes right after the cue.
pub(super) fn after(items: &[Item], at: usize) -> String {
    match items.get(at).map(|i| (i.what, i)) {
        None => "end".to_owned(),
        Some((What::Word, item)) => {
            if item.class.is(Class::PREPOSITION) || matches!(item.lower.as_str(), "that" | "to" | "not") {
                item.lower.clone()
            } else if item.class.is(Class::PRONOUN) && !item.class.is(Class::DETERMINER) {
                "pronoun".to_owned()
            } else if item.class.is(Class::DETERMINER) {
                "determiner".to_owned()
            } else if item.class.is(Class::CLAUSE) {
                "clause".to_owned()
            } else if item.class.is(Class::TIME) {
                "time".to_owned()
            } else if item.class.is(Class::AUXILIARY.or(Class::MODAL)) {
                "auxiliary".to_owned()
            } else {
                "word".to_owned()
            }
        }
        Some((What::Name(_), _)) => "name".to_owned(),
        Some((What::Quote { words, .. }, _)) => if words > 3 { "quote" } else { "scare" }.to_owned(),
        Some((what, _)) => format!("{what:?}").to_lowercase(),
    }
}

/// The form of the phrase that names the source.
pub(super) fn source_form(context: &Context<'_>, items: &[Item], cue: &Cue) -> &'static str {
    let phrase = &items[cue.source.clone()];
    let head =
        phrase.iter().position(|i| i.class.is(Class::PREPOSITION) && i.what == What::Word).unwrap_or(phrase.len());
    let Some(last) = phrase[..head].last().or(phrase.last()) else { return "nothing" };
    match last.what {
        What::Name(_) => {
            let known =
                context.entity_of(last).is_some_and(|e| context.reading.mentions.entities[e].directory.is_some());
            if known { "known" } else { "name" }
        }
        What::Word if last.class.is(Class::PRONOUN) => match last.lower.as_str() {
            "he" | "she" => "he",
            "they" => "they",
            "it" => "it",
            _ => "pronoun",
        },
        What::Word if last.class.is(Class::ROLE) => "role",
        What::Word if last.class.is(Class::DOCUMENT) => "document",
        What::Word if last.class.is(Class::BODY) => "body",
        What::Word if last.class.is(Class::PEOPLE) => "people",
        _ => "other",
    }
}

/// Who is named.
pub(super) fn kind_of(context: &Context<'_>, resolved: &Resolved) -> String {
    let Resolved::Speakers(sources) = resolved else { return "anonymous".to_owned() };
    let [source] = sources.as_slice() else { return "several".to_owned() };
    let known = match source.entity.map(|e| &context.reading.mentions.entities[e]) {
        None => "by office",
        Some(e) if e.directory.is_some() => "known",
        Some(e) if e.words.len() > 1 => "named",
        Some(_) => "word",
    };
    format!("{} {known}", speaker_kind(source.kind))
}

/// Where the phrase of the source begins.
pub(super) fn place_of(items: &[Item], start: usize) -> &'static str {
    let before = &items[..start];
    match before.last().map(|i| (i.what, i.lower.as_str())) {
        None => "first",
        Some((What::Comma, _)) => "comma",
        Some((What::Quote { .. }, _)) => "quote",
        Some((What::Word, "and" | "but" | "while" | "as" | "that" | "who" | "after" | "when")) => "joint",
        Some((What::Word, _)) => "word",
        Some((What::Name(_), _)) => "name",
        Some(_) => "mark",
    }
}

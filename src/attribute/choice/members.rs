//! Names that a sentence gives beside the phrase of a source: in an apposition, or as examples at its end.

use crate::attribute::cues::Cue;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::phrase_after;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

/// The part of an apposition that is a name with its titles: "Sen. Anna Roe" of "Sen. Anna Roe of Iowa".
pub(super) fn named_apposition(items: &[Item], apposition: &Range<usize>) -> Option<Range<usize>> {
    let slice = &items[apposition.clone()];
    let name = slice.iter().position(Item::is_name)?;
    let titles = slice[..name].iter().all(|i| i.class.is(Class::TITLE.or(Class::DEMONYM)));
    let rest = slice[name + 1..].iter().all(|i| i.is_name() || i.is_word("of"));
    (titles && rest).then_some(apposition.start..apposition.start + name + 1)
}

/// The names of an apposition that is nothing but names, an article and "including" or the like before them.
pub(super) fn named_members(items: &[Item], apposition: &Range<usize>) -> Option<Range<usize>> {
    let slice = &items[apposition.clone()];
    let first = slice.iter().position(Item::is_name)?;
    let opens = slice[..first].iter().all(|i| {
        i.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::DETERMINER))
            || matches!(i.lower.as_str(), "including" | "like" | "such" | "as" | "among" | "them" | "both")
    });
    let names = slice[first..].iter().all(|i| {
        i.is_name()
            || i.what == What::Comma
            || matches!(i.lower.as_str(), "and" | "the" | "of" | "for")
            || i.class.is(Class::TITLE.or(Class::DEMONYM))
    });
    (opens && names).then_some(apposition.start + first..apposition.end)
}

/// The persons or countries that a sentence names at its end of those who speak: "..., including Senator Roe".
pub(super) fn examples(context: &Context<'_>, items: &[Item], cue: &Cue) -> Option<Vec<Source>> {
    const PERSONS: &[&str] = &[
        "politicians",
        "lawmakers",
        "senators",
        "legislators",
        "republicans",
        "democrats",
        "ministers",
        "leaders",
        "conservatives",
        "economists",
        "analysts",
        "activists",
        "governors",
    ];
    const COUNTRIES: &[&str] = &["countries", "nations", "governments", "states", "capitals", "allies"];
    let comma = cue.words.end
        + items[cue.words.end..].windows(2).position(|pair| {
            pair[0].what == What::Comma && (pair[1].is_word("including") || pair[1].is_word("among"))
        })?;
    let named = phrase_after(items, comma + 2 + usize::from(items[comma + 1].is_word("among")))?;
    let Some(Resolved::Speakers(found)) = context.resolve(items, named) else { return None };
    let who = items[cue.source.clone()].iter().rev().find(|i| i.what == What::Word)?;
    let kind = if PERSONS.contains(&who.lower.as_str()) {
        SpeakerKind::Person
    } else if COUNTRIES.contains(&who.lower.as_str()) {
        SpeakerKind::Country
    } else {
        return None;
    };
    found.iter().all(|s| s.kind == kind && s.entity.is_some()).then_some(found)
}

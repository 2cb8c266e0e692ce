//! What later sentences tell of earlier ones: who spoke in a quote that goes on, who holds an office that was named alone, and
//! that a sentence between two of one speaker is part of the report.

use super::continuation::{is_crosshead, signs};
use super::decide::Decision;
use crate::attribute::AttributionKind;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Form, Item, Sense, What};
use crate::attribute::voice::is_site_line;
use std::ops::Range;

/// A quote that opens before its speaker is named belongs to the speaker of the next sentence in the same quote.
pub(crate) fn look_ahead(context: &Context<'_>, all: &[Vec<Item>], decisions: &mut [Decision]) {
    let site: Vec<bool> = all.iter().map(|items| is_site_line(context, items)).collect();
    for index in (0..decisions.len().saturating_sub(1)).rev() {
        // The site may speak to its readers between two sentences of a quote.
        let Some(after) = (index + 1..decisions.len()).find(|&after| !site[after]) else { continue };
        if is_crosshead(context, &all[index])
            || site[index]
            || !decisions[index].sources.is_empty()
            || decisions[after].sources.is_empty()
        {
            continue;
        }
        let quotes = |items: &[Item]| -> Vec<usize> {
            items
                .iter()
                .filter_map(|i| {
                    if let What::Quote { quote, words, .. } = i.what { (words > 2).then_some(quote) } else { None }
                })
                .collect()
        };
        let (here, next) = (quotes(&all[index]), quotes(&all[after]));
        let opens = signs(&all[index]).quoted > 0.7;
        if here.iter().any(|q| next.contains(q)) || opens && !next.is_empty() && decisions[index].cue.is_none() {
            decisions[index].sources = decisions[after].sources.clone();
            decisions[index].kind = AttributionKind::Direct;
            decisions[index].confidence = 0.7;
        }
    }
}

/// "A White House adviser said ...", and in the next sentence "adviser Anna Roe said": the same person.
pub(crate) fn name_offices(context: &Context<'_>, sentences: &[Range<usize>], decisions: &mut [Decision]) {
    for index in (0..decisions.len()).rev() {
        let Some(office) = decisions[index].office.clone().filter(|o| o != "official") else { continue };
        // "..., says the captain. ..., he adds." goes on with the office.
        let old = decisions[index].sources.first().map(|s| s.name.clone());
        let person = decisions[index].sources.first().is_some_and(|s| s.kind == SpeakerKind::Person);
        let same = |d: &Decision| person && d.sources.first().map(|s| &s.name) == old.as_ref();
        let goes_on = decisions[index + 1..].iter().take_while(|d| same(d)).count();
        let next = decisions[index + 1 + goes_on..].iter().take(2).find(|d| !d.sources.is_empty());
        let Some([named]) = next.map(|d| d.sources.as_slice()) else { continue };
        // "Roe's spokesman" is not Roe.
        if old.as_ref().is_some_and(|old| old.contains(&named.name)) {
            continue;
        }
        let Some(entity) = named.entity else { continue };
        let known = &context.reading.mentions.entities[entity];
        let fits = match known.kind {
            SpeakerKind::Person => {
                // Of whom nothing else is known yet: "A captain has said ...", "Anna Roe describes ...".
                let here = &sentences[index];
                let before = |m: &Mention| m.entity == entity && m.tokens.start < here.end;
                let unnamed = |s: &Source| s.entity.is_none() && s.kind == SpeakerKind::Person;
                let bare = matches!(decisions[index].sources.as_slice(), [one] if unnamed(one) && !one.name.contains("spokes"));
                let known_before = context.reading.mentions.list.iter().any(before);
                let new = bare && known.roles.is_empty() && !known_before;
                // "Anna Roe, the ministry's spokeswoman, said. A police spokeswoman said": somebody else.
                let other = known_before && brings_in(context, &decisions[index]);
                // "Westland's ambassador said", before one of Eastland is named.
                let of = old.as_ref().and_then(|old| old.split_once("'s ").or_else(|| old.split_once("’s ")));
                let country = |&at: &usize| context.directory.entries()[at].kind == SpeakerKind::Country;
                let of = of.and_then(|(owner, _)| context.directory.position(owner)).filter(country);
                let abroad = of.zip(known.country).is_some_and(|(of, country)| of != country);
                new || !other && !abroad && Context::holds(&known.roles, &office)
            }
            SpeakerKind::Institution => {
                matches!(office.as_str(), "watchdog" | "regulator" | "agency" | "group" | "company" | "firm" | "union")
                    || known.name.to_lowercase().contains(&office)
            }
            SpeakerKind::Country => false,
        };
        if fits {
            let surface = decisions[index].sources.first().map_or(office, |s| s.surface.clone());
            let named = named.clone();
            for goes_on in &mut decisions[index + 1..=index + goes_on] {
                goes_on.sources = vec![named.clone()];
            }
            decisions[index].sources = vec![Source { surface, ..named }];
            decisions[index].confidence *= 0.8;
            if decisions[index].kind == AttributionKind::Narrator {
                decisions[index].kind = AttributionKind::Indirect;
            }
        }
    }
}

/// Whether the source of a decision begins with "a" or "another", which bring somebody in.
fn brings_in(context: &Context<'_>, decision: &Decision) -> bool {
    let Some(first) = decision.spans.as_ref().and_then(|s| context.reading.tokens.get(s.source.start)) else {
        return false;
    };
    matches!(first.lower.as_str(), "a" | "an" | "another")
}

/// A sentence between two of one speaker that goes on with his report: "Roe noted that trade has grown. Volumes have
/// reached a new high. Relations are good, she said". Only statements in the present or the perfect count: news in the
/// past tense is the reporter's.
pub(crate) fn free_indirect(context: &Context<'_>, all: &[Vec<Item>], decisions: &mut [Decision]) {
    for index in 1..decisions.len().saturating_sub(1) {
        let (before, after) = (&decisions[index - 1], &decisions[index + 1]);
        let here = &decisions[index];
        let reports = |d: &Decision| matches!(d.kind, AttributionKind::Indirect | AttributionKind::Continued);
        let names = |d: &Decision| d.sources.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
        if here.sources.is_empty()
            && here.cue.is_none()
            && !before.sources.is_empty()
            && reports(before)
            && after.kind == AttributionKind::Indirect
            && names(before) == names(after)
            && is_present_claim(&all[index])
            && !is_on_speaker(context, &all[index], &before.sources)
        {
            decisions[index] = Decision {
                kind: AttributionKind::Continued,
                sources: before.sources.clone(),
                ..Decision::narrator(0.6)
            };
        }
    }
}

/// Whether a sentence is on the speakers themselves, whom their own words would not name: "Talks wait for Roe".
fn is_on_speaker(context: &Context<'_>, items: &[Item], sources: &[Source]) -> bool {
    items.iter().filter_map(|i| context.entity_of(i)).any(|e| sources.iter().any(|s| s.entity == Some(e)))
}

/// Whether a sentence claims something in the present, the perfect or with "should", without a date or a source.
fn is_present_claim(items: &[Item]) -> bool {
    let has = |words: &[&str]| items.iter().any(|i| i.what == What::Word && words.contains(&i.lower.as_str()));
    has(&["has", "have", "is", "are", "will", "should", "must"])
        && !has(&["was", "were", "had", "would", "set", "expected", "due", "read", "his", "her", "comments", "remarks"])
        && !has(&["unclear", "nobody", "none"])
        && !items.iter().any(|i| i.class.is(Class::TIME) || matches!(i.what, What::Open | What::Quote { .. }))
        && !items.iter().any(is_year)
        && !items.iter().any(|i| i.verb().is_some_and(|v| v.is(Sense::Say) && v.form != Form::Base))
        && !items.first().is_some_and(|i| i.class.is(Class::PEOPLE) && !i.class.is(Class::PRONOUN.or(Class::PAIR)))
        && !defines(items)
        && items.last().is_some_and(|i| i.what == What::Stop)
        && items.len() > 5
}

/// "in 2019": a report of what was.
fn is_year(item: &Item) -> bool {
    let digits = item.lower.len() == 4 && item.lower.chars().all(|c| c.is_ascii_digit());
    digits && (item.lower.starts_with("19") || item.lower.starts_with("20"))
}

/// "Westland is one of the members", "Roe is a lawyer": who or what a name stands for, as reporters explain it.
fn defines(items: &[Item]) -> bool {
    let is = items.iter().take(4).position(|i| i.is_word("is") || i.is_word("are"));
    is.is_some_and(|is| {
        is > 0
            && items[is - 1].is_name()
            && items.get(is + 1).is_some_and(|i| matches!(i.lower.as_str(), "a" | "an" | "one" | "among"))
    })
}

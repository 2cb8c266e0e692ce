//! Sentences without a cue of their own: whether they go on with the speaker of the sentence before.

use super::decide::{Candidate, Decision};
use super::features::{begins_paragraph, of_rule};
use super::runs::Run;
use super::weigh::same;
use crate::attribute::AttributionKind;
use crate::attribute::cues::{first_subject, is_teaser};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Form, Item, Sense, What};
use crate::attribute::voice::is_site_line;
use std::ops::Range;

/// What a sentence without a cue shows of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    /// Share of its words that stand in quotes.
    pub quoted: f32,
    /// It speaks of itself: "I", "we", "our", outside of quotes.
    pub first_person: bool,
    /// One person speaks of himself: "I", "my", outside of quotes.
    pub singular: bool,
    /// "he" or "she" stands outside of quotes.
    pub pronoun: bool,
    /// Words outside of quotes, a name counted as one.
    pub words: usize,
}

/// The decisions for the sentences around one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'d> {
    pub before: Option<&'d Decision>,
    /// What an earlier reading says of the next sentence.
    pub after: Option<&'d Decision>,
    /// The run that the layout puts it in.
    pub run: Option<Run<'d>>,
}

/// The signs of a sentence.
pub(crate) fn signs(items: &[Item]) -> Signs {
    let mut signs = Signs::default();
    let mut quoted = 0;
    for (at, item) in items.iter().enumerate() {
        match item.what {
            What::Quote { words, .. } => quoted += words,
            What::Word => {
                signs.words += 1;
                signs.pronoun |= matches!(item.lower.as_str(), "he" | "she");
                // "World War I", "Elizabeth I": a numeral.
                let numeral = item.lower == "i" && at > 0 && items[at - 1].is_name();
                signs.singular |= !numeral
                    && matches!(item.lower.as_str(), "i" | "my" | "me" | "myself" | "i'm" | "i've" | "i'll" | "i'd");
                signs.first_person |= matches!(
                    item.lower.as_str(),
                    "i" | "we" | "our" | "us" | "my" | "i'm" | "we're" | "we've" | "i've"
                );
            }
            What::Name(_) => {
                signs.words += 1;
            }
            _ => {}
        }
    }
    let total = quoted + signs.words;
    signs.quoted = if total == 0 { 0.0 } else { quoted as f32 / total as f32 };
    signs
}

/// Candidates that no cue of the sentence names: parts of quotes, continuations.
pub(crate) fn by_form(
    context: &Context<'_>,
    items: &[Item],
    quote_speaker: &[Option<Vec<Source>>],
    cues: &[Candidate],
    around: Around<'_>,
) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    // "- We would like more - said the minister, Anna Roe.": the line names its speaker, and no body goes on in it.
    let tagged = items.first().is_some_and(|i| i.what == What::Dash)
        && items.windows(2).skip(1).any(|pair| {
            let says = pair[1].verb().is_some_and(|v| v.is(Sense::Say) && v.form != Form::Base);
            pair[0].what == What::Dash && says
        });
    let mut propose = |rule: &'static str, sources: &[Source], kind| {
        if tagged && sources.iter().all(|s| s.kind != SpeakerKind::Person) {
            return;
        }
        // The first rule that puts a speaker forward tells most.
        if !out.iter().any(|c| same(&c.decision.sources, sources)) {
            out.push(candidate(context, items, rule, sources, kind, (cues, around)));
        }
    };
    // "It is noted that ...", "As noted, ...": whoever spoke last notes it.
    if is_impersonal(items)
        && context.since <= IMPERSONAL
        && let Some(last) = context.spoken.iter().rev().find(|last| !last.iter().all(|s| context.is_press(s)))
    {
        propose("impersonal", last, AttributionKind::Continued);
    }
    // "— Anna Roe contributed to this report."
    let credit = items.iter().any(|i| i.lower.starts_with("contribut"))
        && items.iter().any(|i| matches!(i.lower.as_str(), "report" | "story" | "article" | "reporting"));
    let signs = signs(items);
    if is_crosshead(context, items) || is_teaser(items) {
        return out;
    }
    if let Some(sources) = in_quotes(items, quote_speaker) {
        propose("in_quotes", sources, AttributionKind::Continued);
        return out;
    }
    // "..., the executive said", of whom the text has no name: not whoever spoke before.
    let stranger = |c: &Candidate| {
        c.strength >= 0.96
            && c.decision.sources.is_empty()
            && c.decision.cue.is_some()
            && c.features.first().is_some_and(|f| f == "manner parenthesis")
            // "They added" goes on.
            && !c.features.iter().any(|f| f == "source they")
    };
    if credit || cues.iter().any(stranger) && !cues.iter().any(|c| !c.decision.sources.is_empty()) {
        return out;
    }
    // A gloss: "Quote: ...".
    if items.first().is_some_and(|i| i.is_word("quote"))
        && let Some(last) = context.spoken.last()
    {
        propose("gloss", last, AttributionKind::Direct);
        return out;
    }
    // "Roe was vocal about free traders: 'It is ...'": the subject before the colon.
    let colon = items
        .windows(2)
        .position(|pair| pair[0].what == What::Colon && matches!(pair[1].what, What::Quote { words, .. } if words > 4));
    if let Some(Resolved::Speakers(named)) =
        colon.and_then(|at| first_subject(items, at)).and_then(|subject| context.resolve(items, subject))
        && named.iter().all(|n| n.kind == SpeakerKind::Person)
    {
        propose("colon", &named, AttributionKind::Direct);
    }
    if let Some(run) = around.run {
        propose(run.rule, run.sources, AttributionKind::Continued);
    }
    if let Some(author) = beside_quote(context, items) {
        propose("beside", &[author], AttributionKind::Direct);
    }
    // "She said" beside the words of a man: somebody else, whoever that is.
    let said_by = |word: &str| {
        items.windows(2).any(|pair| {
            let verb = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say));
            pair[0].is_word(word) && verb(&pair[1]) || pair[1].is_word(word) && verb(&pair[0])
        })
    };
    let clashes = |last: &[Source]| match last {
        [one] => one.female == Some(false) && said_by("she") || one.female == Some(true) && said_by("he"),
        _ => false,
    };
    if signs.quoted > 0.5
        && let Some(last) = context.spoken.last().filter(|last| !clashes(last))
    {
        propose("quote_goes_on", last, AttributionKind::Continued);
    }
    // A line of dialogue: "- We would like more."
    if items.first().is_some_and(|i| i.what == What::Dash)
        && items.len() > 4
        && items.last().is_some_and(|i| i.what == What::Stop)
        && let Some(last) = context.spoken.last().filter(|l| !l.is_empty())
    {
        propose("dialogue", last, AttributionKind::Continued);
    }
    if let Some(previous) = around.before.filter(|p| !p.sources.is_empty() && !clashes(&p.sources)) {
        let rule = if signs.first_person { "first_person" } else { "goes_on" };
        propose(rule, &previous.sources, AttributionKind::Continued);
    }
    if let Some(next) = around.after.filter(|n| !n.sources.is_empty()) {
        propose("leads_in", &next.sources, AttributionKind::Continued);
    }
    // Who spoke before the reporter's aside, and before that another.
    let mut spoken = context.spoken.iter().rev().filter(|s| !s.is_empty());
    if let Some(last) = spoken.next() {
        propose("resumes", last, AttributionKind::Continued);
        if let Some(other) = spoken.find(|s| !same(s, last)).filter(|_| signs.quoted > 0.3 || signs.first_person) {
            propose("alternates", other, AttributionKind::Continued);
        }
    }
    // Whom the text was last about, though somebody else spoke.
    let has = |word: &str| items.iter().any(|i| i.is_word(word));
    let other = if has("she") && !has("he") {
        Some(false)
    } else if has("he") && !has("she") {
        Some(true)
    } else {
        None
    };
    let fits = |s: &Source| other.is_none() || s.female != other;
    if (signs.quoted > 0.3 || signs.first_person || signs.pronoun)
        && let Some(person) = context.recent(&|s| s.kind == SpeakerKind::Person && context.surely(s) && fits(s))
    {
        propose("in_focus", &[person], AttributionKind::Continued);
    }
    out
}

/// Words that a heading in quotation marks has at most.
const CROSSHEAD: usize = 9;

/// Words that a heading quotes at most, and items that it has besides.
const SCARE: usize = 4;
const SHORT: usize = 6;

/// Whether a sentence is a heading between paragraphs, "'A new age'", or holds no word at all.
pub(super) fn is_crosshead(context: &Context<'_>, items: &[Item]) -> bool {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return true };
    let alone = begins_paragraph(context, first.tokens.start)
        && (last.tokens.end >= context.reading.tokens.len() || begins_paragraph(context, last.tokens.end));
    // "– 'A new age' –".
    let dashed = items.len() <= 4 && first.what == What::Dash && last.what == What::Dash;
    // "'We want' peace", "A 'new age'": a few words of a quote in a heading.
    let scare = |i: &Item| matches!(i.what, What::Quote { words, ends: false, .. } if words <= SCARE);
    let quoted = match items {
        [only] => matches!(only.what, What::Quote { words, ends: false, .. } if words <= CROSSHEAD),
        _ => {
            items.len() <= SHORT
                && items.iter().any(scare)
                && items.iter().all(|i| scare(i) || matches!(i.what, What::Word | What::Name(_)))
        }
    };
    let wordless = !items.iter().any(|i| matches!(i.what, What::Word | What::Name(_) | What::Quote { .. }));
    wordless || dashed || alone && quoted
}

/// The candidate that `rule` puts forward.
pub(crate) fn candidate(
    context: &Context<'_>,
    items: &[Item],
    rule: &'static str,
    sources: &[Source],
    kind: AttributionKind,
    (cues, around): (&[Candidate], Around<'_>),
) -> Candidate {
    let features = of_rule(context, items, rule, sources, (cues, around));
    // "Anna Roe: We wait. We have no ships.": the turn goes on.
    let turn = rule == "first_person" && around.before.is_some_and(|p| p.cue.as_deref() == Some(":"));
    let kind = if sources.is_empty() { AttributionKind::Narrator } else { kind };
    let decision = Decision { kind, ..Decision::voiced(sources) };
    let floor = match rule {
        _ if turn => 0.8,
        "impersonal" => 0.92,
        _ => 0.0,
    };
    Candidate { decision, strength: 0.0, floor, features, rank: None }
}

/// Sentences since the last cue over which "it is noted that" points back.
const IMPERSONAL: usize = 3;

/// Whether a sentence says that something is noted, and not by whom: "It was stressed that ...", "As noted, ...".
fn is_impersonal(items: &[Item]) -> bool {
    const NOTED: &[&str] = &[
        "noted",
        "emphasized",
        "emphasised",
        "stressed",
        "stated",
        "underlined",
        "underscored",
        "reported",
        "recalled",
        "added",
        "indicated",
        "highlighted",
        "specified",
        "pointed",
    ];
    let noted = |i: &Item| i.what == What::Word && NOTED.contains(&i.lower.as_str());
    let mut rest = items.iter().peekable();
    match rest.next() {
        Some(first) if first.is_word("it") => {
            let is = rest.next().is_some_and(|i| matches!(i.lower.as_str(), "is" | "was" | "'s"));
            let rest: Vec<&Item> =
                rest.skip_while(|i| matches!(i.lower.as_str(), "also" | "further" | "separately")).take(3).collect();
            is && rest.first().is_some_and(|i| noted(i)) && rest.iter().any(|i| i.is_word("that"))
        }
        Some(first) if first.is_word("as") => {
            rest.next().is_some_and(|i| noted(i) && !i.is_word("reported"))
                && rest.next().is_some_and(|i| i.what == What::Comma)
        }
        _ => false,
    }
}

/// "'We shall see,' Anna Roe, a lawyer at the court": a name right after the words quoted, without its verb.
fn beside_quote(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let quote = items.iter().position(|i| matches!(i.what, What::Quote { words, ends: true, .. } if words > 5))?;
    let after = &items[quote + 1..];
    let name = after.iter().position(|i| !i.class.is(Class::TITLE.or(Class::DEMONYM)))?;
    let What::Name(mention) = after[name].what else { return None };
    let entity = context.reading.mentions.list[mention].entity;
    let person = context.reading.mentions.entities[entity].kind == SpeakerKind::Person;
    let ends = after.get(name + 1).is_none_or(|i| matches!(i.what, What::Comma | What::Stop | What::Open));
    (person && ends).then(|| context.source_of(entity, context.reading.text_of(&after[name].tokens)))
}

/// The speakers of a quote that the sentence is inside of and that an earlier sentence names.
fn in_quotes<'q>(items: &[Item], quote_speaker: &'q [Option<Vec<Source>>]) -> Option<&'q [Source]> {
    items.iter().find_map(|item| match item.what {
        What::Quote { quote, words, .. } if words > 2 => quote_speaker[quote].as_deref(),
        _ => None,
    })
}

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

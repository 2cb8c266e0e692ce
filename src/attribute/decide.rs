//! The speakers of a sentence by its own cues: every cue is resolved, the strongest wins.

use super::AttributionKind;
use super::continuation::signs;
use super::cues::{Cue, Manner, find_cues};
use super::directory::SpeakerKind;
use super::items::{Item, What};
use super::resolve::{Context, Resolved, Source};
use super::spans::{Found, quotation};
use super::weigh::{Features, of_cue, probability};
use super::words::{Class, Sense};
use std::ops::Range;

/// The decision for one sentence.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub sources: Vec<Source>,
    pub kind: AttributionKind,
    pub cue: Option<String>,
    pub confidence: f32,
    /// The word for an office or body that nobody is named for yet: "adviser".
    pub office: Option<String>,
    /// The next best speakers, with their probability.
    pub second: Option<(Vec<Source>, f32)>,
    /// Where its cue stands with source and content.
    pub spans: Option<Found>,
}

impl Decision {
    pub fn narrator(confidence: f32) -> Self {
        Self {
            sources: Vec::new(),
            kind: AttributionKind::Narrator,
            cue: None,
            confidence,
            office: None,
            second: None,
            spans: None,
        }
    }

    /// A sentence with a cue that is too weak to name its speaker.
    pub fn unresolved(doubtful: Self) -> Self {
        let second = Some((doubtful.sources, doubtful.confidence)).filter(|(sources, _)| !sources.is_empty());
        Self { sources: Vec::new(), kind: AttributionKind::Unresolved, office: None, second, ..doubtful }
    }

    /// A sentence that belongs to `sources` by the form of its text.
    pub fn voiced(sources: &[Source], confidence: f32) -> Self {
        Self { sources: sources.to_vec(), kind: AttributionKind::Continued, ..Self::narrator(confidence) }
    }
}

/// A decision that could be taken, with what it looks like.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub decision: Decision,
    /// Strength of its cue by the rules, in [0, 1]; 0 without one.
    pub strength: f32,
    pub features: Features,
}

/// Which reading of the source of a cue a candidate takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The likeliest by the rules of resolution.
    First,
    /// The next antecedent of a pronoun.
    Second,
    /// The country or party of a group that names nobody: "Westland officials".
    Group,
}

/// Probability that the subject of a verb of no list needs to be a candidate at all.
const SUBJECT: f32 = 0.65;

/// Probability of a turn that begins with a full name.
const TURN: f32 = 0.75;

/// Probability of a joint statement by the two persons that the text has just said to have met.
const PAIR: f32 = 0.6;

/// Probability from which a speaker is named: the largest at which, on the development split, no sentence that would be
/// right is lost.
const SURE: f32 = 0.35;

/// The most probable of the candidates. A speaker who is not probable enough is not named, unless the form of the text
/// gives the sentence to it (`own`).
pub(super) fn choose(candidates: &[Candidate], own: bool) -> Decision {
    let probable = |a: &&Candidate, b: &&Candidate| a.decision.confidence.total_cmp(&b.decision.confidence);
    // Earlier wins among equals: what comes later is inside what the earlier reports.
    let Some(best) = candidates.iter().rev().max_by(probable) else { return Decision::narrator(0.9) };
    // A cue that names the same tells more: "Roe added", where he would go on anyway; "officials said".
    let cued = |c: &&Candidate| {
        let (ours, theirs) = (&best.decision.sources, &c.decision.sources);
        c.decision.cue.is_some()
            && (ours.is_empty() && theirs.is_empty() && c.decision.confidence >= 0.5
                || super::weigh::same(ours, theirs))
    };
    let told = candidates.iter().filter(cued).max_by(probable).filter(|_| best.decision.cue.is_none());
    let confidence = best.decision.confidence;
    let best = told.unwrap_or(best);
    let other = |c: &&Candidate| {
        !c.decision.sources.is_empty() && !super::weigh::same(&c.decision.sources, &best.decision.sources)
    };
    let second = candidates.iter().filter(other).max_by(probable);
    let second = second.map(|c| (c.decision.sources.clone(), c.decision.confidence));
    let decision = Decision { second, confidence, ..best.decision.clone() };
    if own || decision.sources.is_empty() || decision.confidence >= SURE {
        decision
    } else {
        Decision::unresolved(decision)
    }
}

/// The candidates by the cues of the sentence itself.
pub(super) fn by_cues(context: &Context<'_>, items: &[Item], headline: bool) -> Vec<Candidate> {
    let unfinished =
        items.len() < 28 && items.last().is_some_and(|i| !matches!(i.what, What::Stop | What::Quote { .. }));
    let cues = find_cues(items, headline || unfinished);
    let mut candidates = Vec::new();
    for (place, cue) in cues.iter().enumerate() {
        let Some(mut resolved) = speakers_of(context, items, cue) else { continue };
        let strength = cue.weight * agency(context, items, cue, &resolved);
        if strength <= 0.0 {
            continue;
        }
        let alternative = match &items[cue.source.clone()] {
            [pronoun] if pronoun.what == What::Word => context.other_antecedent(pronoun).map(|r| (Reading::Second, r)),
            _ => None,
        };
        let group = || context.group(&items[cue.source.clone()]).map(|r| (Reading::Group, r));
        let alternative = alternative.or_else(|| (resolved == Resolved::Anonymous).then(group).flatten());
        join_others(context, items, cue, &cues, strength, &mut resolved);
        for (reading, resolved) in std::iter::once((Reading::First, resolved)).chain(alternative) {
            let place = (place, cues.len());
            let features = of_cue(context, items, cue, &resolved, (reading, strength), place, headline);
            let mut confidence = probability(&features);
            if names_turn(context, items, cue, &resolved) || ends_headline(items, cue, strength) {
                confidence = confidence.max(TURN);
            } else if strength >= 0.8 && names_pair(&items[cue.source.clone()], &resolved) {
                confidence = confidence.max(PAIR);
            }
            if cue.manner == Manner::Subject && confidence < SUBJECT {
                continue;
            }
            let decision =
                Decision { spans: quotation(items, cue, &cues), ..decision(context, items, cue, resolved, confidence) };
            candidates.push(Candidate { decision, strength, features });
        }
    }
    candidates
}

/// "Westland urges talks - adviser": a headline that ends with its source is the source's.
fn ends_headline(items: &[Item], cue: &Cue, strength: f32) -> bool {
    cue.manner == Manner::Label
        && strength >= 0.9
        && cue.words.start > 2
        && cue.source.start == cue.words.end
        && cue.source.end == items.len()
}

/// "They agreed", "the two discussed": the two persons who met.
fn names_pair(phrase: &[Item], resolved: &Resolved) -> bool {
    let Resolved::Speakers(sources) = resolved else { return false };
    let both = phrase.iter().any(|i| matches!(i.lower.as_str(), "they" | "both" | "two"));
    both && sources.len() == 2 && sources.iter().all(|s| s.kind == SpeakerKind::Person)
}

/// "Anna Roe: We wait.": a full name, a colon and a finished sentence are a turn in a conversation. Labels of news have
/// few of them, so the fit knows little of it.
fn names_turn(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: &Resolved) -> bool {
    let Resolved::Speakers(sources) = resolved else { return false };
    let full = |s: &Source| {
        s.kind == SpeakerKind::Person
            && s.entity.is_some_and(|e| context.reading.mentions.entities[e].words.len() > 1)
            && s.surface.contains(' ')
    };
    cue.manner == Manner::Label
        && cue.source == (0..1)
        && cue.words == (1..2)
        && items.last().is_some_and(|i| i.what == What::Stop)
        && sources.iter().all(full)
}

/// Whom the source of a cue names, with its apposition.
fn speakers_of(context: &Context<'_>, items: &[Item], cue: &Cue) -> Option<Resolved> {
    let mut resolved = context.resolve(items, cue.source.clone());
    // "the Kremlin spokesman, Dmitry Roe, said": the name is in the apposition.
    if let Some(apposition) = &cue.apposition
        && let Some(apposition) = named_apposition(items, apposition)
        && let Some(Resolved::Speakers(named)) = context.resolve(items, apposition)
        && named.iter().all(|n| n.kind == SpeakerKind::Person)
    {
        match &mut resolved {
            // "Roe and her counterpart, Poe, agreed": only the office is named by it. "Roe's adviser, Poe, said" and
            // "the former president of Westland, Poe, said" name the person by the apposition alone.
            Some(Resolved::Speakers(sources))
                if names_person(context, &items[cue.source.clone()])
                    && sources.iter().any(|s| s.kind == SpeakerKind::Person && s.entity.is_some()) =>
            {
                if sources.len() > 1 && sources.iter().any(|s| s.entity.is_none()) {
                    sources.retain(|s| s.entity.is_some());
                    sources.extend(named);
                }
            }
            _ => resolved = Some(Resolved::Speakers(named)),
        }
    }
    // A label in the singular stands for the person whom the outlet does not name.
    if cue.manner == Manner::Label
        && resolved == Some(Resolved::Anonymous)
        && let Some(last) = items[cue.source.clone()].last()
        && last.class.is(Class::ROLE)
        && last.lower != "expert"
    {
        let label = &items[cue.source.clone()];
        let words = context.reading.text_of(&(label[0].tokens.start..last.tokens.end)).to_owned();
        resolved = Some(Resolved::Speakers(vec![Source {
            name: words.clone(),
            surface: words,
            entity: None,
            kind: SpeakerKind::Person,
            female: None,
        }]));
    }
    if let Some(named) = label_of_country(context, items, cue) {
        resolved = Some(Resolved::Speakers(vec![named]));
    }
    resolved
}

/// "Roe said ..., while Poe said ...": both speak.
fn join_others(context: &Context<'_>, items: &[Item], cue: &Cue, cues: &[Cue], strength: f32, resolved: &mut Resolved) {
    let Resolved::Speakers(sources) = resolved else { return };
    if !matches!(cue.manner, Manner::Clause(Sense::Say | Sense::Act)) || strength <= 0.8 {
        return;
    }
    for other in cues
        .iter()
        .filter(|o| o.source.start > cue.words.end && matches!(o.manner, Manner::Clause(Sense::Say)) && o.weight >= 0.9)
    {
        let joint = &items[other.source.start - 1];
        let breaks = other.source.start >= 2 && items[other.source.start - 2].what == What::Comma;
        let joins = matches!(joint.lower.as_str(), "while" | "whereas")
            || breaks && matches!(joint.lower.as_str(), "but" | "and" | "as");
        if joins
            && !items[other.source.clone()].iter().any(|i| i.class.is(Class::PRONOUN))
            && let Some(Resolved::Speakers(more)) = context.resolve(items, other.source.clone())
        {
            for source in more {
                if !sources.iter().any(|s| s.name == source.name) {
                    sources.push(source);
                }
            }
        }
    }
}

/// The decision for the speakers of a cue.
fn decision(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: Resolved, confidence: f32) -> Decision {
    let cue_text =
        context.reading.text_of(&(items[cue.words.start].tokens.start..items[cue.words.end - 1].tokens.end)).to_owned();
    let office = match &resolved {
        Resolved::Speakers(s) if s.len() != 1 || s[0].entity.is_some() => {
            let spokes = items[cue.source.clone()].iter().find(|i| i.lower.starts_with("spokes"));
            spokes.filter(|_| s[0].kind == SpeakerKind::Institution).map(|i| i.lower.clone())
        }
        _ => {
            let source = &items[cue.source.clone()];
            let head = source.iter().position(|i| i.class.is(Class::PREPOSITION)).unwrap_or(source.len());
            source[..head].iter().rfind(|i| i.class.is(Class::ROLE.or(Class::BODY))).map(|i| i.lower.clone())
        }
    };
    let narrator = Decision { office, cue: Some(cue_text), ..Decision::narrator(confidence) };
    match resolved {
        Resolved::Anonymous => narrator,
        Resolved::Speakers(sources) => {
            let share = signs(items).quoted;
            let kind = if share > 0.5 || is_direct(items, cue) {
                AttributionKind::Direct
            } else if share > 0.0 {
                AttributionKind::Mixed
            } else {
                AttributionKind::Indirect
            };
            Decision { sources, kind, ..narrator }
        }
    }
}

/// Whether the words reported stand wholly between quotation marks, however long the rest of the sentence is.
fn is_direct(items: &[Item], cue: &Cue) -> bool {
    let quote = |i: &Item| matches!(i.what, What::Quote { words, ends: true, .. } if words > 2);
    match cue.manner {
        Manner::Parenthesis => {
            let start = cue.words.start.min(cue.source.start);
            items[..start].iter().all(|i| i.is_quote() || matches!(i.what, What::Comma | What::Dash))
                && items[..start].iter().any(quote)
        }
        _ => {
            let next = items[cue.words.end..].iter().find(|i| !matches!(i.what, What::Comma | What::Colon));
            next.is_some_and(quote)
        }
    }
}

/// Whether a phrase itself names a person, other than as the owner of something.
fn names_person(context: &Context<'_>, phrase: &[Item]) -> bool {
    phrase.iter().enumerate().any(|(at, item)| {
        let owner = phrase.get(at + 1).is_some_and(|i| i.what == What::Possessive);
        !owner
            && context.entity_of(item).is_some_and(|e| context.reading.mentions.entities[e].kind == SpeakerKind::Person)
    })
}

/// The part of an apposition that is a name with its titles: "Sen. Anna Roe" of "Sen. Anna Roe of Iowa".
fn named_apposition(items: &[Item], apposition: &Range<usize>) -> Option<Range<usize>> {
    let slice = &items[apposition.clone()];
    let name = slice.iter().position(Item::is_name)?;
    let titles = slice[..name].iter().all(|i| i.class.is(Class::TITLE.or(Class::DEMONYM)));
    let rest = slice[name + 1..].iter().all(|i| i.is_name() || i.is_word("of"));
    (titles && rest).then_some(apposition.start..apposition.start + name + 1)
}

/// "Madagascar seeks to join - president": the office is that of the country that the headline begins with.
fn label_of_country(context: &Context<'_>, items: &[Item], cue: &Cue) -> Option<Source> {
    let label = &items[cue.source.clone()];
    let first = items.first()?;
    let entry = context.demonym(first).or_else(|| context.country_of_name(first).filter(|_| first.is_name()))?;
    let known = &context.directory.entries()[entry];
    let last = label.last()?;
    let office = matches!(
        last.lower.as_str(),
        "president" | "ministry" | "minister" | "ambassador" | "envoy" | "embassy" | "mfa" | "premier"
    ) || label.len() > 1 && last.lower.starts_with("advis");
    let bare = label
        .iter()
        .all(|i| i.what == What::Word && !i.class.is(Class::DEMONYM) || i.is_name() && i.lower == "ministry");
    if cue.manner != Manner::Label
        || cue.source.start < items.len() / 2
        || known.kind != SpeakerKind::Country
        || !office
        || !bare
    {
        return None;
    }
    let words = context.reading.text_of(&(label.first()?.tokens.start..last.tokens.end));
    let name = format!("{}'s {words}", known.name);
    let kind = if last.lower == "ministry" { SpeakerKind::Institution } else { SpeakerKind::Person };
    Some(Source {
        name: context.directory.canonical(&name).to_owned(),
        surface: words.to_owned(),
        entity: None,
        kind,
        female: None,
    })
}

/// How far the resolved source fits the kind of act.
fn agency(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: &Resolved) -> f32 {
    let Resolved::Speakers(sources) = resolved else { return 1.0 };
    match cue.manner {
        Manner::Clause(Sense::Decide) => {
            if sources.iter().any(|s| s.entity.is_some() || s.kind != SpeakerKind::Person) { 1.0 } else { 0.6 }
        }
        // A label of capitals that names nobody known ("SEE ALSO: ...").
        Manner::Label
            if cue.words.start < items.len() / 2
                && sources.iter().any(|s| {
                    s.entity.map(|e| &context.reading.mentions.entities[e]).is_some_and(|e| {
                        let once =
                            || context.reading.mentions.list.iter().filter(|m| Some(m.entity) == s.entity).count() < 2;
                        e.directory.is_none()
                            && (e.words.len() == 1 && once()
                                || e.kind != SpeakerKind::Person
                                || e.words.len() > 3
                                || e.name.split(' ').any(|w| w.len() > 2 && w.chars().all(char::is_uppercase)))
                    })
                }) =>
        {
            0.3
        }
        // "BRICS: a harbinger of ..." is a topic; "Beijing: President Roe said ..." a place.
        Manner::Label if cue.words.start < items.len() / 2 && sources.iter().all(|s| s.kind != SpeakerKind::Person) => {
            let next = items.get(cue.words.end);
            if next.is_some_and(|n| n.class.is(Class::DETERMINER)) {
                0.0
            } else if sources.iter().all(|s| s.kind == SpeakerKind::Country) {
                0.8
            } else {
                1.0
            }
        }
        // "..., state media reported": whom they quote says it.
        Manner::Parenthesis | Manner::According if sources.iter().all(|s| is_outlet(context, s)) => 0.85,
        _ => 1.0,
    }
}

fn is_outlet(context: &Context<'_>, source: &Source) -> bool {
    context.directory.find(&source.name).is_some_and(|e| e.role.as_deref() == Some("news outlet"))
}

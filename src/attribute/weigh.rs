//! How far a candidate is to be believed: a logistic model over what its cue, its source and its sentence look like.
//!
//! The rules find candidates, each a speaker (or somebody unnamed) with the cue that names it. What they look like is
//! put into words, [`Features`], and the model gives the probability that the candidate is what a careful reader would
//! say. Its weights stand in `data/attribution/weights.txt`, a feature a line; `examples/attribution_fit` fits them on
//! labelled sentences, so the probability is calibrated on news of the kind that it was fitted on.

use super::continuation::Around;
use super::cues::{Cue, Manner};
use super::decide::{Candidate, Decision, Reading};
use super::directory::SpeakerKind;
use super::items::{Item, What};
use super::resolve::{Context, Resolved, Source};
use super::words::{Class, Form, Sense};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// What a candidate looks like, in words: "manner clause", "verb say".
pub(super) type Features = Vec<String>;

const WEIGHTS: &str = include_str!("../../data/attribution/weights.txt");

/// The weights by feature; the feature "bias" is on for every candidate.
static MODEL: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let lines = WEIGHTS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(name, w)| Some((name, w.parse().ok()?))).collect()
});

/// The score of a candidate with these features, in log odds against "none of the candidates".
fn score(features: &Features) -> f32 {
    let weight = |name: &str| MODEL.get(name).copied().unwrap_or(0.0);
    weight("bias") + features.iter().map(|name| weight(name)).sum::<f32>()
}

/// Whether the labels tell anything of the word of a cue.
pub(super) fn knows_word(features: &Features) -> bool {
    features.iter().any(|f| (f.starts_with("word ") || f.starts_with("verb ")) && MODEL.contains_key(f.as_str()))
}

/// Sets the confidence of the candidates of one sentence: the probability, in [0, 1], that each is right. What is missing
/// to 1 is the probability that none is.
pub(super) fn weigh(candidates: &mut [Candidate]) {
    let scores: Vec<f32> = candidates.iter().map(|c| score(&c.features)).collect();
    let largest = scores.iter().fold(0.0_f32, |a, &b| a.max(b));
    let sum = scores.iter().map(|s| (s - largest).exp()).sum::<f32>() + (-largest).exp();
    for (candidate, score) in candidates.iter_mut().zip(scores) {
        candidate.decision.confidence = ((score - largest).exp() / sum).max(candidate.floor);
    }
}

/// The features of a candidate by a cue. `place` is the number of the cue among the `count` of the sentence.
pub(super) fn of_cue(
    context: &Context<'_>,
    items: &[Item],
    cue: &Cue,
    resolved: &Resolved,
    (reading, strength): (Reading, f32),
    (place, count): (usize, usize),
    headline: bool,
) -> Features {
    let mut out = Features::with_capacity(32);
    let manner = manner_of(cue.manner);
    let source = source_form(context, items, cue);
    push(&mut out, "manner", &[manner]);
    push(&mut out, "strength", &[manner, &format!("{strength:.2}")]);
    if let Some(verb) = items[cue.words.start].verb() {
        push(&mut out, "verb", &[verb.base]);
        push(&mut out, "verb", &[verb.base, manner]);
        push(&mut out, "form", &[form_of(verb.form), manner]);
        push(&mut out, "senses", &[&verb.senses.iter().map(|s| sense_of(*s)).collect::<Vec<_>>().join("+")]);
    } else {
        push(&mut out, "word", &[&items[cue.words.start].lower]);
    }
    let group = items[cue.source.end.min(cue.words.start)..cue.words.start].iter().take(6);
    for word in group.filter(|i| i.what == What::Word && i.class.is(Class::AUXILIARY.or(Class::MODAL))) {
        push(&mut out, "group", &[&word.lower]);
    }
    let next = after(items, cue.words.end);
    push(&mut out, "next", &[&next]);
    push(&mut out, "next", &[&next, manner]);
    push(&mut out, "source", &[source]);
    push(&mut out, "source", &[source, manner]);
    if matches!(cue.manner, Manner::Named | Manner::Subject) {
        of_neighbours(items, cue, manner, &mut out);
    }
    let who = kind_of(context, resolved);
    push(&mut out, "who", &[&who]);
    push(&mut out, "who", &[&who, manner]);
    push(&mut out, "who", &[&who, source]);
    push(&mut out, "reading", &[&format!("{reading:?}"), source]);
    if let (Resolved::Speakers(sources), "he" | "they" | "it" | "role" | "body") = (resolved, source)
        && let [one] = sources.as_slice()
    {
        antecedent(context, items, cue, one, source, &mut out);
    }
    push(&mut out, "start", &[place_of(items, cue.source.start), manner]);
    push(&mut out, "cues", &[if place == 0 { "first" } else { "later" }, &count.min(3).to_string(), manner]);
    if let Resolved::Speakers(sources) = resolved {
        let spoke = context.spoken.last().is_some_and(|last| same(last, sources));
        let before = context.spoken.iter().any(|earlier| same(earlier, sources));
        let seen = if spoke {
            "last"
        } else if before {
            "earlier"
        } else {
            "new"
        };
        push(&mut out, "spoke", &[seen]);
        push(&mut out, "spoke", &[seen, source]);
    }
    of_sentence(items, headline, manner, &mut out);
    out
}

/// The words around a name that no list explains.
fn of_neighbours(items: &[Item], cue: &Cue, manner: &str, out: &mut Features) {
    let word = |at: Option<usize>| match at.and_then(|at| items.get(at)) {
        None => "none".to_owned(),
        Some(item) if item.what == What::Word => item.lower.clone(),
        Some(item) => format!("{:?}", item.what).split(['(', ' ']).next().unwrap_or_default().to_lowercase(),
    };
    let (before, after) = (word(cue.source.start.checked_sub(1)), word(Some(cue.source.end)));
    push(out, "prior", &[&before, manner]);
    push(out, "following", &[&after, manner]);
    push(out, "between", &[&before, &after, manner]);
    let last = word(Some(cue.words.start));
    push(out, "word", &[&last, manner]);
    push(out, "word", &[&last, &after, manner]);
    push(out, "position", &[&cue.source.start.min(8).to_string(), manner]);
}

/// How near and how frequent the antecedent of a pronoun or an office is.
fn antecedent(context: &Context<'_>, items: &[Item], cue: &Cue, one: &Source, source: &str, out: &mut Features) {
    let Some(entity) = one.entity else {
        push(out, "antecedent", &["unnamed", source]);
        return;
    };
    let at = items[cue.source.start].tokens.start;
    let mentions = context.reading.mentions.list.iter().filter(|m| m.entity == entity);
    let count = mentions.clone().filter(|m| m.tokens.end <= at).count();
    push(out, "mentions", &[&count.min(4).to_string(), source]);
    let last = mentions.rev().find(|m| m.tokens.end <= at);
    let distance = match last.map(|m| at - m.tokens.end) {
        None => "after",
        Some(_) if last.is_some_and(|m| m.tokens.start >= context.sentence.start) => "inside",
        Some(0..25) => "near",
        Some(25..60) => "next",
        Some(_) => "far",
    };
    push(out, "antecedent", &[distance, source]);
    let focus = context.focus.last() == Some(&entity);
    push(out, "focus", &[if focus { "last" } else { "earlier" }, source]);
    let known = &context.reading.mentions.entities[entity];
    push(out, "sex", &[if known.female.is_some() { "known" } else { "unknown" }, source]);
}

/// The features of the joint candidate of two cues.
pub(super) fn of_joint(
    context: &Context<'_>,
    items: &[Item],
    (first, second): (&Candidate, &Candidate),
    sources: &[Source],
    headline: bool,
) -> Features {
    let mut out = Features::with_capacity(32);
    push(&mut out, "manner", &["joint"]);
    for (place, one) in [("first", first), ("second", second)] {
        let telling = ["manner ", "strength ", "verb ", "source ", "who ", "start "];
        for feature in one.features.iter().filter(|f| telling.iter().any(|name| f.starts_with(name))) {
            push(&mut out, place, &[feature]);
        }
    }
    // The word that joins the two clauses.
    let token = second.decision.spans.as_ref().map_or(context.sentence.start, |s| s.source.start);
    let before = items.iter().filter(|i| i.tokens.end <= token);
    let words: Vec<&str> = before.rev().take(2).map(|i| i.lower.as_str()).collect();
    push(&mut out, "joined", &[&words.join(" ")]);
    push(&mut out, "speakers", &[&sources.len().min(4).to_string()]);
    of_sentence(items, headline, "joint", &mut out);
    out
}

/// The features of a candidate that no cue of the sentence names: `rule` says why it was put forward.
pub(super) fn of_rule(
    context: &Context<'_>,
    items: &[Item],
    rule: &str,
    sources: &[Source],
    (cues, around): (&[Candidate], Around<'_>),
) -> Features {
    let previous = around.before;
    let mut out = Features::with_capacity(16);
    push(&mut out, "manner", &[rule]);
    for cue in cues {
        // The first features of a cue are its manner and its strength.
        cue.features.iter().take(2).for_each(|f| push(&mut out, "beside", &[f, rule]));
        if let Some(verb) = cue.features.get(2) {
            push(&mut out, "beside", &[verb]);
        }
    }
    if cues.is_empty() {
        push(&mut out, "alone", &[rule]);
    }
    let who = if sources.len() > 1 { "several" } else { sources.first().map_or("nobody", |s| speaker_kind(s.kind)) };
    push(&mut out, "who", &[who, rule]);
    let before = previous.map_or("none".to_owned(), |p| format!("{:?}", p.kind).to_lowercase());
    push(&mut out, "before", &[&before, rule]);
    let same = previous.is_some_and(|p| same(&p.sources, sources));
    push(&mut out, "before", &[if same { "same" } else { "other" }, rule]);
    push(&mut out, "before_p", &[&format!("{:.1}", previous.map_or(0.0, |p| p.confidence)), rule]);
    of_next(sources, around.after, rule, &mut out);
    let first_quote = items.first().is_some_and(Item::is_quote);
    let first = items.first().map_or(context.sentence.start, |i| i.tokens.start);
    push(&mut out, "paragraph", &[if begins_paragraph(context, first) { "new" } else { "same" }, rule]);
    push(&mut out, "ahead", &[&format!("{:?}", context.ahead), rule]);
    push(&mut out, "since", &[&context.since.min(5).to_string(), rule]);
    if previous.is_some_and(|p| p.cue.is_some()) {
        push(&mut out, "before_cue", &[rule]);
    }
    for item in items.iter().filter(|i| i.what == What::Word) {
        let telling = matches!(
            item.lower.as_str(),
            "will"
                | "should"
                | "must"
                | "would"
                | "is"
                | "are"
                | "was"
                | "were"
                | "has"
                | "have"
                | "had"
                | "his"
                | "her"
        );
        if telling {
            push(&mut out, "word", &[&item.lower, rule]);
        }
    }
    if items.iter().any(|i| i.class.is(Class::TIME)) {
        push(&mut out, "dated", &[rule]);
    }
    if items.iter().any(Item::is_name) {
        push(&mut out, "names", &[rule]);
    }
    push(&mut out, "opens", &[if first_quote { "quote" } else { "words" }, rule]);
    of_sentence(items, false, rule, &mut out);
    out
}

/// The features of the candidate that nobody speaks but the reporter, against all the `others`: what speaks for them
/// speaks against it.
pub(super) fn of_narrator(
    context: &Context<'_>,
    items: &[Item],
    headline: bool,
    others: &[Candidate],
    around: Around<'_>,
) -> Features {
    let mut out = Features::with_capacity(48);
    push(&mut out, "manner", &["narrator"]);
    of_sentence(items, headline, "narrator", &mut out);
    if let Some(strongest) =
        others.iter().filter(|c| !c.decision.sources.is_empty()).max_by(|a, b| a.strength.total_cmp(&b.strength))
    {
        for feature in strongest.features.iter().take(2) {
            push(&mut out, "not", &[feature]);
        }
    }
    push(&mut out, "ahead", &[&format!("{:?}", context.ahead), "narrator"]);
    of_next(&[], around.after, "narrator", &mut out);
    let before = around.before.map_or("none".to_owned(), |p| format!("{:?}", p.kind).to_lowercase());
    push(&mut out, "before", &[&before, "narrator"]);
    push(&mut out, "others", &[&others.len().min(4).to_string()]);
    out.sort_unstable();
    out.dedup();
    out
}

/// How the speakers of the next sentence are found, and whether they are `sources`.
fn of_next(sources: &[Source], after: Option<&Decision>, manner: &str, out: &mut Features) {
    let Some(after) = after else { return };
    let kind = format!("{:?}", after.kind).to_lowercase();
    let who = if after.sources.is_empty() {
        "nobody"
    } else if same(&after.sources, sources) {
        "same"
    } else {
        "other"
    };
    push(out, "after", &[who, manner]);
    push(out, "after", &[who, &kind, manner]);
}

/// Whether a line break stands before token `first`.
fn begins_paragraph(context: &Context<'_>, first: usize) -> bool {
    let tokens = &context.reading.tokens;
    match (first.checked_sub(1).and_then(|before| tokens.get(before)), tokens.get(first)) {
        (Some(before), Some(here)) => context.reading.text[before.end..here.start].contains('\n'),
        _ => true,
    }
}

/// What the sentence as a whole looks like.
fn of_sentence(items: &[Item], headline: bool, manner: &str, out: &mut Features) {
    let signs = super::continuation::signs(items);
    let quoted = match signs.quoted {
        0.0 => "none",
        share if share < 0.3 => "few",
        share if share < 0.7 => "half",
        _ => "most",
    };
    push(out, "quoted", &[quoted]);
    push(out, "quoted", &[quoted, manner]);
    let trade = |i: &Item| {
        matches!(
            i.lower.as_str(),
            "tariff" | "tariffs" | "sanctions" | "deal" | "agreement" | "ban" | "aid" | "weapons" | "duties" | "levies"
        )
    };
    if items.iter().any(trade) {
        push(out, "measure", &[manner]);
    }
    let length = match items.len() {
        0..8 => "8",
        8..16 => "16",
        16..32 => "32",
        _ => "more",
    };
    push(out, "items", &[length, manner]);
    if signs.first_person {
        push(out, "first_person", &[manner]);
    }
    if headline {
        push(out, "headline", &[manner]);
    }
    let ends = match items.last().map(|i| i.what) {
        Some(What::Stop) => "stop",
        Some(What::Quote { .. }) => "quote",
        Some(What::Colon) => "colon",
        _ => "open",
    };
    push(out, "ends", &[ends, manner]);
    if items.iter().any(|i| i.what == What::Open) {
        push(out, "brackets", &[manner]);
    }
}

fn push(out: &mut Features, name: &str, values: &[&str]) {
    let mut feature = String::with_capacity(32);
    feature.push_str(name);
    for value in values {
        // Writing to a string does not fail.
        let _ = write!(feature, " {value}");
    }
    out.push(feature);
}

pub(super) fn same(a: &[Source], b: &[Source]) -> bool {
    !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name)
}

fn manner_of(manner: Manner) -> &'static str {
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

fn sense_of(sense: Sense) -> &'static str {
    match sense {
        Sense::Say => "say",
        Sense::Act => "act",
        Sense::Decide => "decide",
        Sense::Think => "think",
    }
}

fn form_of(form: Form) -> &'static str {
    match form {
        Form::Base => "base",
        Form::Third => "third",
        Form::Past => "past",
        Form::Ing => "ing",
    }
}

fn speaker_kind(kind: SpeakerKind) -> &'static str {
    match kind {
        SpeakerKind::Person => "person",
        SpeakerKind::Institution => "institution",
        SpeakerKind::Country => "country",
    }
}

/// What comes right after the cue.
fn after(items: &[Item], at: usize) -> String {
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
fn source_form(context: &Context<'_>, items: &[Item], cue: &Cue) -> &'static str {
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
fn kind_of(context: &Context<'_>, resolved: &Resolved) -> String {
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
fn place_of(items: &[Item], start: usize) -> &'static str {
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

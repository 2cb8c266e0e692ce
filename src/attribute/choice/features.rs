//! What a candidate looks like, put into words: the features that the weights know.

use super::continuation::Around;
use super::decide::{Candidate, Decision, Reading};
use super::looks::{after, form_of, kind_of, manner_of, place_of, sense_of, source_form, speaker_kind};
use super::weigh::{Features, same};
use crate::attribute::cues::{Cue, Manner};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Item, Sense, What};
use std::collections::HashSet;
use std::fmt::Write as _;

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
    if let Some(before) = cue.source.start.checked_sub(1).map(|at| &items[at])
        && before.what == What::Word
        && before.class.is(Class::CLAUSE)
    {
        push(&mut out, "joint", &[&before.lower, manner]);
    }
    // "It comes as Roe warned that ...": the main clause only tells when.
    let comes =
        items.iter().take(10).position(|i| matches!(i.lower.as_str(), "comes" | "came" | "follows" | "followed"));
    if let Some(at) = comes.filter(|&at| at < cue.source.start)
        && items[at + 1..cue.source.start].len() < 8
    {
        push(&mut out, "comes", &[manner]);
        push(&mut out, "comes", &[&items[cue.source.start - 1].lower, manner]);
    }
    let depth = match context.sentence.start {
        0..40 => "first",
        40..120 => "early",
        120..400 => "middle",
        _ => "late",
    };
    push(&mut out, "depth", &[depth, manner]);
    if matches!(cue.manner, Manner::Clause(Sense::Decide | Sense::Act | Sense::Think) | Manner::Subject) {
        of_object(items, cue, manner, &who, &mut out);
    }
    of_sentence(items, headline, manner, &mut out);
    out
}

/// What the subject of an act does it to: "imposed tariffs" decides, "imposed order" does not.
fn of_object(items: &[Item], cue: &Cue, manner: &str, who: &str, out: &mut Features) {
    if let Some(verb) = items[cue.words.start].verb() {
        push(out, "does", &[verb.base, who.split(' ').next().unwrap_or_default()]);
    }
    let nouns = items[cue.words.end..].iter().take(7).take_while(|i| !matches!(i.what, What::Comma | What::Stop));
    let plain = Class::DETERMINER.or(Class::PREPOSITION).or(Class::PRONOUN).or(Class::AUXILIARY).or(Class::COMMON);
    for noun in nouns.filter(|i| i.what == What::Word && !i.class.is(plain)).take(4) {
        push(out, "object", &[&noun.lower]);
        push(out, "object", &[&noun.lower, manner]);
    }
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
    let entities = &context.reading.mentions.entities;
    let known = &entities[entity];
    if source == "he" {
        // Others whom the pronoun could mean, in the last sentences.
        let female = items[cue.source.start].is_word("she") || items[cue.source.start].is_word("her");
        let fits = |e: usize| {
            let other = &entities[e];
            e != entity
                && other.kind == SpeakerKind::Person
                && other.female.is_none_or(|f| f == female)
                && (other.words.len() > 1 || other.directory.is_some())
        };
        let near = context.reading.mentions.list.iter().filter(|m| m.tokens.end <= at && at - m.tokens.end < 120);
        let rivals: HashSet<usize> = near.map(|m| m.entity).filter(|&e| fits(e)).collect();
        push(out, "rivals", &[&rivals.len().min(3).to_string()]);
        let sure = if known.female == Some(female) { "known" } else { "open" };
        push(out, "rivals", &[&rivals.len().min(3).to_string(), sure]);
    }
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
    if let Some(run) = around.run {
        let whose = if super::weigh::same(run.sources, sources) { "own" } else { "other" };
        push(&mut out, "run", &[run.rule, whose, rule]);
        push(&mut out, "run", &[run.rule, whose, &run.nth.min(4).to_string()]);
    }
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
pub(crate) fn of_narrator(
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
    if let Some(run) = around.run {
        push(&mut out, "run", &[run.rule, "narrator"]);
        push(&mut out, "run", &[run.rule, &run.nth.min(4).to_string(), "narrator"]);
    }
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
pub(crate) fn begins_paragraph(context: &Context<'_>, first: usize) -> bool {
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

//! Attribution by rules: puts the parts together, sentence by sentence.

use super::continuation::signs;
use super::cues::{Cue, Manner, find_cues, first_subject};
use super::directory::{Directory, SpeakerKind};
use super::items::{Item, Reading, What, items_of};
use super::mentions::find_mentions;
use super::quotes::find_quotes;
use super::resolve::{Context, Resolved, Source};
use super::tokens::{Kind, tokenize};
use super::words::{Class, Sense};
use super::{Attributed, Attribution, AttributionKind, Attributor, Speaker, Statement};
use crate::article::Article;
use crate::problem::{Problem, Severity};
use crate::segment::Sentence;
use std::ops::Range;

/// Rule-based attribution with a directory of known speakers.
#[derive(Debug, Clone)]
pub struct Rules {
    directory: Directory,
}

impl Rules {
    /// Rules that name speakers by `directory`.
    pub fn new(directory: Directory) -> Self {
        Self { directory }
    }

    /// The directory in use.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }
}

/// The decision for one sentence.
#[derive(Debug, Clone)]
struct Decision {
    sources: Vec<Source>,
    kind: AttributionKind,
    cue: Option<String>,
    confidence: f32,
}

impl Decision {
    fn narrator(confidence: f32) -> Self {
        Self { sources: Vec::new(), kind: AttributionKind::Narrator, cue: None, confidence }
    }
}

impl Attributor for Rules {
    fn attribute(&self, article: &Article, sentences: &[Sentence]) -> Attributed {
        // The headline is read for its names only; it stands behind the text so that offsets stay.
        let text = match &article.title {
            Some(title) => format!("{}\n\n{title}", article.text),
            None => article.text.clone(),
        };
        let tokens = tokenize(&text);
        let ranges: Vec<Range<usize>> = sentences
            .iter()
            .map(|s| {
                let first = tokens.partition_point(|t| t.end <= s.span.byte_start);
                first..tokens.partition_point(|t| t.start < s.span.byte_end).max(first)
            })
            .collect();
        let headlines: Vec<bool> = ranges.iter().map(|r| is_headline(&tokens[r.clone()])).collect();
        let mut tokens = tokens;
        mark_demonyms(&mut tokens, &self.directory);
        let mut pairs: Vec<(Range<usize>, bool)> = ranges.iter().cloned().zip(headlines.iter().copied()).collect();
        let title = tokens.partition_point(|t| t.start < article.text.len())..tokens.len();
        if !title.is_empty() {
            let headline = is_headline(&tokens[title.clone()]);
            pairs.push((title.clone(), headline));
        }
        let mentions = find_mentions(&tokens, &pairs, &self.directory);
        let quotes = find_quotes(&article.text);
        let mut quoted = vec![None; tokens.len()];
        for (index, quote) in quotes.iter().enumerate() {
            for piece in &quote.pieces {
                let first = tokens.partition_point(|t| t.start < piece.start);
                let last = tokens.partition_point(|t| t.start < piece.end);
                for slot in &mut quoted[first..last.max(first)] {
                    *slot = Some(index);
                }
            }
        }
        let mut mentioned = vec![None; tokens.len()];
        for (index, mention) in mentions.list.iter().enumerate() {
            for slot in &mut mentioned[mention.tokens.clone()] {
                *slot = Some(index);
            }
        }
        let problems = quotes
            .iter()
            .filter(|q| !q.closed)
            .map(|q| unbalanced(article, q.pieces.first().map_or(0, |p| p.start)))
            .collect();
        let reading = Reading { text: &text, tokens, quotes, quoted, mentions, mentioned };
        let decisions = decide_all(&reading, &self.directory, &ranges, &headlines, title);
        let statements = sentences
            .iter()
            .zip(decisions)
            .map(|(&sentence, decision)| Statement {
                sentence,
                speakers: decision
                    .sources
                    .iter()
                    .map(|s| Speaker { name: s.name.clone(), surface: s.surface.clone() })
                    .collect(),
                attribution: Attribution { kind: decision.kind, cue: decision.cue, confidence: decision.confidence },
            })
            .collect();
        Attributed { statements, problems }
    }
}

/// Sets the class of adjectives of countries, of one word or two ("South African").
fn mark_demonyms(tokens: &mut [super::tokens::Token<'_>], directory: &Directory) {
    for at in 0..tokens.len() {
        if !tokens[at].is_capital() {
            continue;
        }
        if directory.country_of_demonym(tokens[at].text).is_some() {
            tokens[at].class = tokens[at].class.or(Class::DEMONYM);
        }
    }
}

/// Whether a sentence capitalizes (nearly) every word, as headlines do.
fn is_headline(tokens: &[super::tokens::Token<'_>]) -> bool {
    let long = tokens.iter().filter(|t| t.kind == Kind::Word && t.text.chars().count() > 3);
    let (all, capital) = long.fold((0, 0), |(all, capital), t| (all + 1, capital + usize::from(t.is_capital())));
    all >= 4 && capital * 10 >= all * 8
}

fn unbalanced(article: &Article, byte: usize) -> Problem {
    let position = article.text[..byte].chars().count();
    Problem {
        file: article.origin.file.clone(),
        record: article.origin.record,
        article: Some(article.id.clone()),
        severity: Severity::Note,
        kind: "unbalanced_quote",
        reason: format!(
            "The quotation mark at character {position} has no partner; the quote was taken to end with its paragraph."
        ),
    }
}

fn decide_all(
    reading: &Reading<'_>,
    directory: &Directory,
    ranges: &[Range<usize>],
    headlines: &[bool],
    title: Range<usize>,
) -> Vec<Decision> {
    let mut context = Context { reading, directory, spoken: Vec::new(), focus: Vec::new(), sentence: 0..0 };
    // Before anybody is named, "he" is whom the headline names.
    for mention in reading.mentions.list.iter().rev().filter(|m| m.tokens.start >= title.start) {
        context.focus.retain(|&e| e != mention.entity);
        context.focus.push(mention.entity);
    }
    let mut decisions: Vec<Decision> = Vec::with_capacity(ranges.len());
    let all: Vec<Vec<Item>> = ranges.iter().map(|r| items_of(reading, r.clone(), false)).collect();
    // A quote of several sentences has one speaker: by quote, the decision of the sentence that named it.
    let mut quote_speaker: Vec<Option<Vec<Source>>> = vec![None; reading.quotes.len()];
    for (index, items) in all.iter().enumerate() {
        context.sentence = ranges[index].clone();
        let mut decision = decide(&context, items, headlines[index]);
        if decision.is_none() {
            decision = without_cue(&context, items, &quote_speaker, decisions.last());
        }
        let decision = decision.unwrap_or_else(|| Decision::narrator(0.7));
        if !decision.sources.is_empty() {
            for item in items {
                if let What::Quote { quote, .. } = item.what {
                    quote_speaker[quote] = Some(decision.sources.clone());
                }
            }
            context.spoken.push(decision.sources.clone());
        } else if decision.cue.is_some() {
            // Somebody unnamed spoke; what goes on from here is theirs.
            context.spoken.push(Vec::new());
        }
        update_focus(&mut context, items, &decision);
        decisions.push(decision);
    }
    look_ahead(&all, &mut decisions);
    decisions
}

/// The decision by the cues of the sentence itself.
fn decide(context: &Context<'_>, items: &[Item], headline: bool) -> Option<Decision> {
    let mut best: Option<(f32, &Cue, Resolved)> = None;
    let cues = find_cues(items, headline);
    for cue in &cues {
        let mut resolved = context.resolve(items, cue.source.clone());
        // "the Kremlin spokesman, Dmitry Roe, said": the name is in the apposition.
        if let Some(apposition) = &cue.apposition
            && items[apposition.clone()].iter().all(|i| i.is_name() || i.class.is(Class::TITLE.or(Class::DEMONYM)))
            && !items[cue.source.clone()].last().is_some_and(Item::is_name)
            && let Some(Resolved::Speakers(named)) = context.resolve(items, apposition.clone())
        {
            resolved = Some(Resolved::Speakers(named));
        }
        let Some(resolved) = resolved else { continue };
        let weight = cue.weight * agency(context, cue, &resolved);
        // Earlier wins among equals: what comes later is inside what the earlier reports.
        if weight > 0.0 && best.as_ref().is_none_or(|(w, _, _)| weight > *w + 0.02) {
            best = Some((weight, cue, resolved));
        }
    }
    let (weight, cue, resolved) = best?;
    if weight < 0.4 {
        return None;
    }
    let cue_text =
        context.reading.text_of(&(items[cue.words.start].tokens.start..items[cue.words.end - 1].tokens.end)).to_owned();
    match resolved {
        Resolved::Anonymous => Some(Decision {
            sources: Vec::new(),
            kind: AttributionKind::Narrator,
            cue: Some(cue_text),
            confidence: weight,
        }),
        Resolved::Speakers(sources) => {
            let share = signs(items).quoted;
            let kind = if share > 0.5 {
                AttributionKind::Direct
            } else if share > 0.0 {
                AttributionKind::Mixed
            } else {
                AttributionKind::Indirect
            };
            Some(Decision { sources, kind, cue: Some(cue_text), confidence: weight })
        }
    }
}

/// How far the resolved source fits the kind of act.
fn agency(context: &Context<'_>, cue: &Cue, resolved: &Resolved) -> f32 {
    let Resolved::Speakers(sources) = resolved else { return 1.0 };
    match cue.manner {
        Manner::Clause(Sense::Decide) => {
            if sources.iter().any(|s| s.entity.is_some() || s.kind != SpeakerKind::Person) { 1.0 } else { 0.6 }
        }
        // "..., state media reported": whom they quote says it.
        Manner::Parenthesis | Manner::According if sources.iter().all(|s| is_outlet(context, s)) => 0.85,
        _ => 1.0,
    }
}

fn is_outlet(context: &Context<'_>, source: &Source) -> bool {
    context.directory.find(&source.name).is_some_and(|e| e.role.as_deref() == Some("news outlet"))
}

/// Sentences that name no source: parts of quotes, continuations.
fn without_cue(
    context: &Context<'_>,
    items: &[Item],
    quote_speaker: &[Option<Vec<Source>>],
    previous: Option<&Decision>,
) -> Option<Decision> {
    let signs = signs(items);
    let continued =
        |sources: &[Source], kind, confidence| Decision { sources: sources.to_vec(), kind, cue: None, confidence };
    for item in items {
        if let What::Quote { quote, words, .. } = item.what
            && words > 2
            && let Some(sources) = &quote_speaker[quote]
        {
            return Some(continued(sources, AttributionKind::Continued, 0.95));
        }
    }
    if signs.quoted > 0.5
        && let Some(last) = context.spoken.last()
    {
        if last.is_empty() {
            return Some(Decision::narrator(0.6));
        }
        return Some(continued(last, AttributionKind::Continued, 0.8));
    }
    if signs.first_person
        && let Some(previous) = previous.filter(|p| !p.sources.is_empty())
    {
        return Some(continued(&previous.sources, AttributionKind::Continued, 0.6));
    }
    if signs.quoted > 0.0 {
        if let Some(subject) = first_subject(items, items.len())
            && let Some(Resolved::Speakers(sources)) = context.resolve(items, subject)
        {
            return Some(continued(&sources, AttributionKind::Mixed, 0.5));
        }
    }
    None
}

/// A quote that opens before its speaker is named belongs to the speaker of the next sentence in the same quote.
fn look_ahead(all: &[Vec<Item>], decisions: &mut [Decision]) {
    for index in (0..decisions.len().saturating_sub(1)).rev() {
        if !decisions[index].sources.is_empty() || decisions[index + 1].sources.is_empty() {
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
        let (here, next) = (quotes(&all[index]), quotes(&all[index + 1]));
        let opens = signs(&all[index]).quoted > 0.7;
        if here.iter().any(|q| next.contains(q)) || opens && !next.is_empty() && decisions[index].cue.is_none() {
            decisions[index].sources = decisions[index + 1].sources.clone();
            decisions[index].kind = AttributionKind::Direct;
            decisions[index].confidence = 0.7;
        }
    }
}

/// Remembers whom the sentence is about.
fn update_focus(context: &mut Context<'_>, items: &[Item], decision: &Decision) {
    let mut entities: Vec<usize> = decision.sources.iter().filter_map(|s| s.entity).collect();
    if entities.is_empty() {
        let subject = items.iter().take(12).find_map(|i| match i.what {
            What::Name(mention) => Some(context.reading.mentions.list[mention].entity),
            _ => None,
        });
        entities.extend(subject);
    }
    for entity in entities {
        context.focus.retain(|&e| e != entity);
        context.focus.push(entity);
    }
}

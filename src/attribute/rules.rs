//! Attribution by rules: puts the parts together, sentence by sentence.

use super::continuation::signs;
use super::cues::{Cue, Manner, find_cues};
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
    /// The word for an office or body that nobody is named for yet: "adviser".
    office: Option<String>,
}

impl Decision {
    fn narrator(confidence: f32) -> Self {
        Self { sources: Vec::new(), kind: AttributionKind::Narrator, cue: None, confidence, office: None }
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
    let small = Class::PREPOSITION.or(Class::DETERMINER).or(Class::CLAUSE).or(Class::PRONOUN);
    let long = tokens.iter().filter(|t| t.kind == Kind::Word && t.text.chars().count() > 2 && !t.class.is(small));
    let (all, capital) = long.fold((0, 0), |(all, capital), t| (all + 1, capital + usize::from(t.is_capital())));
    // In a headline a verb has a capital too.
    let plain_verb = tokens.iter().any(|t| {
        t.kind == Kind::Word
            && !t.is_capital()
            && (t.class.is(Class::AUXILIARY) && !t.class.is(Class::DETERMINER.or(Class::TITLE))
                || super::words::verb_of(&t.lower).is_some_and(|v| v.form == super::words::Form::Past))
    });
    all >= 4 && tokens.len() <= 26 && capital * 20 >= all * 17 && !plain_verb
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
    free_indirect(&all, &mut decisions);
    name_offices(&context, &mut decisions);
    for decision in decisions.iter_mut().filter(|d| d.sources.is_empty()) {
        decision.kind = AttributionKind::Narrator;
    }
    decisions
}

/// The decision by the cues of the sentence itself.
fn decide(context: &Context<'_>, items: &[Item], headline: bool) -> Option<Decision> {
    let mut best: Option<(f32, &Cue, Resolved)> = None;
    let unfinished =
        items.len() < 28 && items.last().is_some_and(|i| !matches!(i.what, What::Stop | What::Quote { .. }));
    let cues = find_cues(items, headline || unfinished);
    for cue in &cues {
        let mut resolved = context.resolve(items, cue.source.clone());
        // "the Kremlin spokesman, Dmitry Roe, said": the name is in the apposition.
        if let Some(apposition) = &cue.apposition
            && let Some(apposition) = named_apposition(items, apposition)
            && let Some(Resolved::Speakers(named)) = context.resolve(items, apposition)
            && named.iter().all(|n| n.kind == SpeakerKind::Person)
        {
            match &mut resolved {
                // "Roe and her counterpart, Poe, agreed": only the office is named by it.
                Some(Resolved::Speakers(sources))
                    if sources.iter().any(|s| s.kind == SpeakerKind::Person && s.entity.is_some()) =>
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
        let Some(resolved) = resolved else { continue };
        let weight = cue.weight * agency(context, items, cue, &resolved);
        // Earlier wins among equals: what comes later is inside what the earlier reports.
        if weight > 0.0 && best.as_ref().is_none_or(|(w, _, _)| weight > *w + 0.02) {
            best = Some((weight, cue, resolved));
        }
    }
    let (weight, cue, mut resolved) = best?;
    // "Roe said ..., while Poe said ...": both speak.
    if matches!(cue.manner, Manner::Clause(Sense::Say | Sense::Act))
        && weight > 0.8
        && let Resolved::Speakers(sources) = &mut resolved
    {
        for other in cues.iter().filter(|o| {
            o.source.start > cue.words.end && matches!(o.manner, Manner::Clause(Sense::Say)) && o.weight >= 0.9
        }) {
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
    if weight < 0.4 {
        return None;
    }
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
    match resolved {
        Resolved::Anonymous => Some(Decision {
            office,
            sources: Vec::new(),
            kind: AttributionKind::Narrator,
            cue: Some(cue_text),
            confidence: weight,
        }),
        Resolved::Speakers(sources) => {
            let share = signs(items).quoted;
            let kind = if share > 0.5 || is_direct(items, cue) {
                AttributionKind::Direct
            } else if share > 0.0 {
                AttributionKind::Mixed
            } else {
                AttributionKind::Indirect
            };
            Some(Decision { sources, kind, cue: Some(cue_text), confidence: weight, office })
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
    let What::Name(mention) = items.first()?.what else { return None };
    let entity = context.reading.mentions.list[mention].entity;
    let known = &context.reading.mentions.entities[entity];
    let last = label.last()?;
    let office =
        matches!(last.lower.as_str(), "president" | "ministry") || label.len() > 1 && last.lower.starts_with("advis");
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

/// Sentences that name no source: parts of quotes, continuations.
fn without_cue(
    context: &Context<'_>,
    items: &[Item],
    quote_speaker: &[Option<Vec<Source>>],
    previous: Option<&Decision>,
) -> Option<Decision> {
    let signs = signs(items);
    // A gloss: "Quote: ...".
    if items.first().is_some_and(|i| i.is_word("quote"))
        && let Some(last) = context.spoken.last()
    {
        return Some(Decision {
            sources: last.clone(),
            kind: AttributionKind::Direct,
            cue: None,
            confidence: 0.8,
            office: None,
        });
    }
    let continued = |sources: &[Source], kind, confidence| Decision {
        sources: sources.to_vec(),
        kind,
        cue: None,
        confidence,
        office: None,
    };
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
    // A line of dialogue: "- We would like more."
    if items.first().is_some_and(|i| i.what == What::Dash)
        && items.len() > 4
        && items.last().is_some_and(|i| i.what == What::Stop)
        && let Some(last) = context.spoken.last().filter(|l| !l.is_empty())
    {
        return Some(continued(last, AttributionKind::Continued, 0.6));
    }
    if signs.first_person
        && let Some(previous) = previous.filter(|p| !p.sources.is_empty())
    {
        return Some(continued(&previous.sources, AttributionKind::Continued, 0.6));
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

/// "A White House adviser said ...", and in the next sentence "adviser Anna Roe said": the same person.
fn name_offices(context: &Context<'_>, decisions: &mut [Decision]) {
    for index in (0..decisions.len()).rev() {
        let Some(office) = decisions[index].office.clone().filter(|o| o != "official") else { continue };
        let next = decisions[index + 1..].iter().take(2).find(|d| !d.sources.is_empty());
        let Some([named]) = next.map(|d| d.sources.as_slice()) else { continue };
        let Some(entity) = named.entity else { continue };
        let known = &context.reading.mentions.entities[entity];
        let fits = match known.kind {
            SpeakerKind::Person => Context::holds(&known.roles, &office),
            SpeakerKind::Institution => {
                matches!(office.as_str(), "watchdog" | "regulator" | "agency" | "group" | "company" | "firm" | "union")
                    || known.name.to_lowercase().contains(&office)
            }
            SpeakerKind::Country => false,
        };
        if fits {
            let surface = decisions[index].sources.first().map_or(office, |s| s.surface.clone());
            decisions[index].sources = vec![Source { surface, ..named.clone() }];
            decisions[index].confidence *= 0.8;
            if decisions[index].kind == AttributionKind::Narrator {
                decisions[index].kind = AttributionKind::Indirect;
            }
        }
    }
}

/// A sentence between two of one speaker that goes on with his report: "Roe noted that trade has grown. Volumes have
/// reached a new high. Relations are good, she said". Only statements in the present or the perfect count: news in the
/// past tense is the reporter's.
fn free_indirect(all: &[Vec<Item>], decisions: &mut [Decision]) {
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
        {
            decisions[index] = Decision {
                kind: AttributionKind::Continued,
                cue: None,
                confidence: 0.6,
                sources: before.sources.clone(),
                office: None,
            };
        }
    }
}

/// Whether a sentence claims something in the present, the perfect or with "should", without a date or a source.
fn is_present_claim(items: &[Item]) -> bool {
    let has = |words: &[&str]| items.iter().any(|i| i.what == What::Word && words.contains(&i.lower.as_str()));
    has(&["has", "have", "is", "are", "will", "should", "must"])
        && !has(&["was", "were", "had", "would", "set", "expected", "due", "read", "his", "her", "comments", "remarks"])
        && !items.iter().any(|i| i.class.is(Class::TIME) || matches!(i.what, What::Open | What::Quote { .. }))
        && items.last().is_some_and(|i| i.what == What::Stop)
        && items.len() > 5
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

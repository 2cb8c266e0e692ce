//! Attribution by rules: puts the parts together, sentence by sentence.

use super::bylines::is_byline;
use super::continuation::{by_form, candidate, free_indirect, look_ahead, name_offices};
use super::decide::{Candidate, Decision, by_cues, choose};
use super::directory::{Directory, SpeakerKind};
use super::items::{Item, Reading, What, items_of};
use super::mentions::find_mentions;
use super::quotations::{Located, all_quotations};
use super::quotes::find_quotes;
use super::resolve::{Ahead, Context, Resolved, Source};
use super::tokens::{Kind, tokenize};
use super::voice::{Voice, voices};
use super::weigh::{of_narrator, probability};
use super::words::Class;
use super::{Alternative, Attributed, Attribution, AttributionKind, Attributor, Speaker, Statement};
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

/// A candidate of one sentence, for those who fit or examine the weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Names of the speakers; none where somebody unnamed speaks.
    pub speakers: Vec<String>,
    /// What the candidate looks like, in the words of `data/attribution/weights.txt`.
    pub features: Vec<String>,
    /// The probability, in [0, 1], that it is right.
    pub probability: f32,
}

impl Attributor for Rules {
    fn attribute(&self, article: &Article, sentences: &[Sentence]) -> Attributed {
        self.read(article, sentences, None)
    }
}

impl Rules {
    /// For each sentence the candidates that were weighed against each other.
    pub fn candidates(&self, article: &Article, sentences: &[Sentence]) -> Vec<Vec<Weighed>> {
        let mut trace = Vec::with_capacity(sentences.len());
        self.read(article, sentences, Some(&mut trace));
        let weighed = |c: Candidate| Weighed {
            speakers: c.decision.sources.into_iter().map(|s| s.name).collect(),
            features: c.features,
            probability: c.decision.confidence,
        };
        trace.into_iter().map(|found| found.into_iter().map(weighed).collect()).collect()
    }

    fn read(&self, article: &Article, sentences: &[Sentence], trace: Option<&mut Vec<Vec<Candidate>>>) -> Attributed {
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
        let headlines: Vec<bool> =
            ranges.iter().map(|r| is_headline(&tokens[r.clone()]) && !is_byline(&tokens[r.clone()])).collect();
        let mut tokens = tokens;
        mark_demonyms(&mut tokens, &self.directory);
        mark_first_names_and_titles(&mut tokens);
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
        let decisions =
            decide_all(&reading, &self.directory, &ranges, &headlines, title, article.source.as_deref(), trace);
        let located = Located::new(&reading, article.text.len());
        let quotations = all_quotations(&located, &ranges, &headlines);
        let statements = sentences
            .iter()
            .zip(decisions)
            .map(|(&sentence, decision)| Statement {
                sentence,
                speakers: decision
                    .sources
                    .iter()
                    .map(|s| Speaker { id: String::new(), name: s.name.clone(), surface: s.surface.clone() })
                    .collect(),
                attribution: attribution(decision, &located),
            })
            .collect();
        let mut attributed = Attributed { statements, quotations, problems };
        self.directory.identify(&mut attributed, &article.id, article.date);
        attributed
    }
}

/// How the speakers of a decision were found.
fn attribution(decision: Decision, located: &Located<'_>) -> Attribution {
    let names = |sources: Vec<super::resolve::Source>| sources.into_iter().map(|s| s.name).collect();
    Attribution {
        kind: decision.kind,
        cue: decision.cue,
        confidence: decision.confidence,
        belief: decision.spans.as_ref().is_some_and(|found| found.belief),
        spans: decision.spans.map(|found| located.spans(&found)),
        second: decision.second.map(|(sources, confidence)| Alternative { speakers: names(sources), confidence }),
    }
}

/// Sets the class of adjectives of countries, of one word or two ("South African").
fn mark_demonyms(tokens: &mut [super::tokens::Token<'_>], directory: &Directory) {
    let mut before: Option<&mut super::tokens::Token<'_>> = None;
    for token in tokens.iter_mut() {
        if token.is_capital() {
            if directory.country_of_demonym(token.text).is_some() {
                token.class = token.class.or(Class::DEMONYM);
            } else if let Some(before) = before.filter(|b| b.is_capital())
                && directory.country_of_demonym(&format!("{} {}", before.text, token.text)).is_some()
            {
                before.class = before.class.or(Class::DEMONYM);
                token.class = token.class.or(Class::DEMONYM);
            }
        }
        before = Some(token);
    }
}

/// Words that only their neighbour makes a name or a title: "Jan Roe" is no month, "Under Secretary" no place.
fn mark_first_names_and_titles(tokens: &mut [super::tokens::Token<'_>]) {
    // "Roe May ... May said".
    let surname = |at: usize, tokens: &[super::tokens::Token<'_>]| {
        let small = Class::TIME.or(Class::PREPOSITION).or(Class::COMMON).or(Class::TITLE).or(Class::DEMONYM);
        at > 0
            && tokens[at].text == "May"
            && tokens[at - 1].is_capital()
            && !tokens[at - 1].class.is(small)
            && tokens.get(at + 1).is_some_and(|n| n.kind != Kind::Number)
    };
    if (0..tokens.len()).any(|at| surname(at, tokens)) {
        for at in 0..tokens.len().saturating_sub(1) {
            let dated = tokens[at + 1].kind == Kind::Number || at > 0 && tokens[at - 1].class.is(Class::PREPOSITION);
            if tokens[at].text == "May" && !dated {
                tokens[at].class = Class::default();
            }
        }
    }
    for at in 0..tokens.len().saturating_sub(1) {
        let next_capital = tokens[at + 1].is_capital() && !tokens[at + 1].class.is(Class::TIME.or(Class::TITLE));
        if matches!(tokens[at].text, "Jan" | "April" | "June" | "August") && next_capital {
            tokens[at].class = Class::default();
        } else if tokens[at].text == "Under" && tokens[at + 1].text == "Secretary" {
            tokens[at].class = Class::TITLE;
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
            && (matches!(t.lower.as_str(), "met" | "spoke" | "held" | "went" | "came" | "took" | "gave")
                || t.class.is(Class::AUXILIARY) && !t.class.is(Class::DETERMINER.or(Class::TITLE))
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
    publisher: Option<&str>,
    mut trace: Option<&mut Vec<Vec<Candidate>>>,
) -> Vec<Decision> {
    let mut context = Context {
        reading,
        directory,
        spoken: Vec::new(),
        focus: Vec::new(),
        pair: Vec::new(),
        sentence: 0..0,
        ahead: Ahead::Nothing,
        since: 0,
    };
    // Before anybody is named, "he" is whom the headline names.
    for mention in reading.mentions.list.iter().rev().filter(|m| m.tokens.start >= title.start) {
        context.focus.retain(|&e| e != mention.entity);
        context.focus.push(mention.entity);
    }
    let mut decisions: Vec<Decision> = Vec::with_capacity(ranges.len());
    let all: Vec<Vec<Item>> = ranges.iter().map(|r| items_of(reading, r.clone(), false)).collect();
    let voices = voices(&context, &all, &items_of(reading, title, false), publisher);
    // A quote of several sentences has one speaker: by quote, the decision of the sentence that named it.
    let mut quote_speaker: Vec<Option<Vec<Source>>> = vec![None; reading.quotes.len()];
    for (index, items) in all.iter().enumerate() {
        context.sentence = ranges[index].clone();
        context.ahead = all.get(index + 1).map_or(Ahead::Nothing, |next| ahead(next));
        context.since = decisions.iter().rev().take_while(|d| d.cue.is_none()).count();
        let mut found = match &voices[index] {
            Voice::Narration(_) | Voice::Argued(_) | Voice::Published(_) | Voice::Unmarked => {
                by_cues(&context, items, headlines[index])
            }
            Voice::Nobody | Voice::Own(_) => Vec::new(),
        };
        let previous = decisions.last();
        if matches!(voices[index], Voice::Argued(_)) {
            // Whoever is unnamed speaks in the author's words.
            found.retain(|c| !c.decision.sources.is_empty());
        }
        let told = found.iter().any(|c| c.strength >= 0.8 && !c.decision.sources.is_empty());
        let mut by_voice = |rule, speakers: &[Source]| {
            let by_voice = candidate(&context, items, rule, speakers, AttributionKind::Continued, (&found, previous));
            found.push(by_voice);
        };
        match &voices[index] {
            Voice::Nobody => {}
            Voice::Own(speakers) => by_voice("own", speakers),
            // What a named source strongly says is no narration.
            Voice::Narration(narrators) if !told => by_voice("narration", narrators),
            Voice::Narration(_) => {}
            Voice::Published(bodies) => by_voice("published", bodies),
            Voice::Argued(authors) => by_voice("argued", authors),
            Voice::Unmarked => {}
        }
        if matches!(voices[index], Voice::Narration(_) | Voice::Argued(_) | Voice::Published(_) | Voice::Unmarked) {
            let by_form = by_form(&context, items, &quote_speaker, &found, previous);
            // Where somebody narrates, only quotes go on.
            let narrated = matches!(voices[index], Voice::Narration(_));
            found.extend(by_form.into_iter().filter(|c| !narrated || c.features[0] == "manner in_quotes"));
        }
        if matches!(voices[index], Voice::Published(_) | Voice::Unmarked) {
            let features = of_narrator(&context, items, headlines[index], &found);
            let confidence = probability(&features);
            found.push(Candidate { decision: Decision::narrator(confidence), strength: 0.0, features });
        }
        let decision = choose(&found, matches!(voices[index], Voice::Own(_) | Voice::Argued(_) | Voice::Narration(_)));
        if let Some(trace) = &mut trace {
            trace.push(found);
        }
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
        if let Some(pair) = pair_of(&context, items) {
            context.pair = pair;
        }
        update_focus(&mut context, items, &decision);
        decisions.push(decision);
    }
    look_ahead(&all, &mut decisions);
    free_indirect(&all, &mut decisions);
    name_offices(&context, &mut decisions);
    let unresolved = |d: &Decision| d.kind == AttributionKind::Unresolved;
    for decision in decisions.iter_mut().filter(|d| d.sources.is_empty() && !unresolved(d)) {
        decision.kind = AttributionKind::Narrator;
    }
    decisions
}

/// Whom the next sentence says to speak: "he said" tells that this one may be his too.
fn ahead(next: &[Item]) -> Ahead {
    let says = |i: &Item| i.verb().is_some_and(|v| v.is(super::words::Sense::Say));
    let near = |at: usize| next[at.saturating_sub(2)..(at + 4).min(next.len())].iter().any(says);
    next.iter()
        .enumerate()
        .find_map(|(at, item)| match item.what {
            What::Word if matches!(item.lower.as_str(), "he" | "she") && near(at) => Some(Ahead::Pronoun),
            What::Name(_) if near(at) => Some(Ahead::Name),
            _ => None,
        })
        .unwrap_or(Ahead::Nothing)
}

/// The persons of "Roe met with Minister Poe and Chancellor Doe".
fn pair_of(context: &Context<'_>, items: &[Item]) -> Option<Vec<Source>> {
    const MEETS: &[&str] = &["met", "spoke", "spoken", "talked", "conferred", "meeting", "call", "talks", "visited"];
    let verb = items.iter().position(|i| i.what == What::Word && MEETS.contains(&i.lower.as_str()))?;
    let with = verb + items[verb..].iter().take(14).position(|i| i.is_word("with"))?;
    let person = |i: &Item| {
        let entity = context.entity_of(i)?;
        (context.reading.mentions.entities[entity].kind == SpeakerKind::Person)
            .then(|| context.source_of(entity, context.reading.text_of(&i.tokens)))
    };
    // "Westland's Minister Roe": the country is none of them.
    let owner = |at: usize| items.get(at + 1).is_some_and(|i| i.what == What::Possessive);
    let first = (0..verb).filter(|&at| !owner(at)).find_map(|at| person(&items[at]))?;
    let partners = (with + 1..items.len())
        .take_while(|&at| {
            let i = &items[at];
            i.is_name()
                || matches!(i.what, What::Comma | What::Possessive | What::Open | What::Close | What::Other)
                || i.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::BODY).or(Class::ROLE).or(Class::DETERMINER))
                || matches!(i.lower.as_str(), "of" | "and" | "for")
        })
        .filter(|&at| !owner(at));
    let mut pair = vec![first];
    for partner in partners.filter_map(|at| person(&items[at])) {
        if !pair.iter().any(|p| p.name == partner.name) {
            pair.push(partner);
        }
    }
    (pair.len() > 1).then_some(pair)
}

/// Remembers whom the sentence is about.
fn update_focus(context: &mut Context<'_>, items: &[Item], decision: &Decision) {
    let mut entities: Vec<usize> = decision.sources.iter().filter_map(|s| s.entity).collect();
    if entities.is_empty() {
        // The subject: the first name or pronoun that no preposition stands before and that owns nothing.
        let subject = items.iter().enumerate().take(12).find_map(|(at, item)| match item.what {
            What::Name(mention) => {
                let owner = items.get(at + 1).is_some_and(|i| i.what == What::Possessive);
                let aside = at > 0 && items[at - 1].class.is(Class::PREPOSITION);
                (!owner && !aside).then(|| context.reading.mentions.list[mention].entity)
            }
            What::Word if at < 6 && matches!(item.lower.as_str(), "he" | "she") => match context.pronoun(item) {
                Some(Resolved::Speakers(found)) => found.first().and_then(|s| s.entity),
                _ => None,
            },
            _ => None,
        });
        let subject = subject.or_else(|| items.iter().take(12).find_map(|i| context.entity_of(i)));
        entities.extend(subject);
    }
    for entity in entities {
        context.focus.retain(|&e| e != entity);
        context.focus.push(entity);
    }
}

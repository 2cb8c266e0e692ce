//! Attribution by rules: puts the parts together, sentence by sentence.

use super::choice::{Candidate, Decision, Told};
use super::directory::Directory;
use super::mentions::{behind_particles, find_mentions, titles_full_name};
use super::quotations::{Located, all_quotations};
use super::ranker::Scores;
use super::text::{Class, Form, Kind, Reading, Token, find_quotes, tokenize, verb_of};
use super::voice::is_byline;
use super::walk::Walk;
use super::{Alternative, Attributed, Attribution, Attributor, Speaker, Statement};
use crate::article::{Article, CharIndex};
use crate::encoder::EncoderError;
use crate::problem::{Problem, Severity};
use crate::segment::Sentence;
use rayon::prelude::*;
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
    /// For each speaker where the text names it, in bytes.
    pub mentions: Vec<Vec<Range<usize>>>,
    /// The words that name the source of the cue, in bytes.
    pub source: Option<Range<usize>>,
}

impl Attributor for Rules {
    fn name(&self) -> &str {
        "rules"
    }

    fn attribute_all(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, EncoderError> {
        Ok(articles.par_iter().map(|(article, sentences)| self.attribute(article, sentences)).collect())
    }
}

impl Rules {
    /// One statement a sentence of `sentences`, in order. `sentences` are those of `article.text`.
    pub fn attribute(&self, article: &Article, sentences: &[Sentence]) -> Attributed {
        let mut attributed = self.read(article, sentences, None, |_, _| ()).0;
        self.directory.identify(&mut attributed, &article.id, article.date);
        attributed
    }

    /// The same with the scores of a ranker, but for the speakers' ids ([`Directory::identify`]).
    pub(super) fn ranked(&self, article: &Article, sentences: &[Sentence], scores: &Scores<'_>) -> Attributed {
        self.read(article, sentences, Some(scores), |_, _| ()).0
    }

    /// For each sentence the candidates that were weighed against each other.
    pub fn candidates(&self, article: &Article, sentences: &[Sentence]) -> Vec<Vec<Weighed>> {
        let weigh = |reading: &Reading<'_>, found: Vec<Vec<Candidate>>| {
            found.into_iter().map(|of| of.into_iter().map(|c| weighed(reading, c)).collect()).collect()
        };
        self.read(article, sentences, None, weigh).1
    }

    /// All names and sources of cues in `article`, as ranges of bytes in ascending order.
    pub(super) fn names(&self, article: &Article, sentences: &[Sentence]) -> Vec<Range<usize>> {
        let places = |reading: &Reading<'_>, found: Vec<Vec<Candidate>>| {
            let mut names: Vec<Range<usize>> =
                reading.mentions.list.iter().map(|m| reading.bytes_of(&m.tokens)).collect();
            names.extend(found.iter().flatten().filter_map(|c| reading.source_of(&c.decision)));
            names
        };
        let mut names = self.read(article, sentences, None, places).1;
        names.sort_unstable_by_key(|name| (name.start, name.end));
        names.dedup();
        names
    }

    /// Attributes the article, and gives what `keep` takes of its reading and of the candidates, which a long article has many
    /// of.
    fn read<T>(
        &self,
        article: &Article,
        sentences: &[Sentence],
        scores: Option<&Scores<'_>>,
        keep: impl FnOnce(&Reading<'_>, Vec<Vec<Candidate>>) -> T,
    ) -> (Attributed, T) {
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
        let mut places = CharIndex::new(&article.text);
        let problems = quotes
            .iter()
            .filter(|q| !q.closed)
            .map(|q| unbalanced(article, places.char_of(q.pieces.first().map_or(0, |p| p.start))))
            .collect();
        let date = article.date;
        let reading = Reading { text: &text, date, tokens, quotes, quoted, mentions, mentioned };
        let walk = Walk::new(&reading, &self.directory, &ranges, &headlines, title, article.source.as_deref());
        let (decisions, found) = walk.ranked(scores).decide();
        let told: Vec<Told> = found.iter().map(|candidates| Told::of(candidates)).collect();
        let kept = keep(&reading, found);
        let located = Located::new(&reading, article.text.len());
        let quotations = all_quotations(&located, &ranges, &headlines, &told);
        let statements = sentences
            .iter()
            .zip(decisions)
            .map(|(&sentence, decision)| Statement {
                sentence,
                speakers: decision
                    .sources
                    .iter()
                    .map(|s| Speaker { id: String::new(), name: s.name.clone(), surface: surface_of(s).to_owned() })
                    .collect(),
                attribution: attribution(decision, &located),
            })
            .collect();
        (Attributed { statements, quotations, problems, vectors: Vec::new() }, kept)
    }
}

fn weighed(reading: &Reading<'_>, candidate: Candidate) -> Weighed {
    let named = |source: &super::resolve::Source| {
        let mentions = reading.mentions.list.iter().filter(|m| Some(m.entity) == source.entity);
        mentions.map(|m| reading.bytes_of(&m.tokens)).collect()
    };
    let decision = candidate.decision;
    Weighed {
        mentions: decision.sources.iter().map(named).collect(),
        source: reading.source_of(&decision),
        speakers: decision.sources.into_iter().map(|s| s.name).collect(),
        features: candidate.features,
        probability: decision.confidence,
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
fn mark_demonyms(tokens: &mut [Token<'_>], directory: &Directory) {
    let mut before: Option<&mut Token<'_>> = None;
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
fn mark_first_names_and_titles(tokens: &mut [Token<'_>]) {
    // "Roe May ... May said".
    let surname = |at: usize, tokens: &[Token<'_>]| {
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
    mark_titled_surnames(tokens);
    for at in 0..tokens.len().saturating_sub(1) {
        let next_capital = tokens[at + 1].is_capital() && !tokens[at + 1].class.is(Class::TIME.or(Class::TITLE));
        let given = matches!(tokens[at].text, "Jan" | "April" | "June" | "August");
        // "Jan van der Roe".
        if given && (next_capital || behind_particles(tokens, at + 1, tokens.len()).is_some()) {
            tokens[at].class = Class::default();
        } else if tokens[at].text == "Under" && tokens[at + 1].text == "Secretary" {
            tokens[at].class = Class::TITLE;
        } else if titles_full_name(tokens, at, tokens.len()) {
            tokens[at].class = tokens[at].class.or(Class::TITLE);
        }
    }
}

/// "Ann King ... King said": a title or office that is somebody's surname in this article is a name there.
fn mark_titled_surnames(tokens: &mut [Token<'_>]) {
    const SURNAMES: &[&str] = &["King", "Pope", "Bishop", "Judge", "Major", "Marshal", "Dean", "Baron"];
    let lone = |at: usize, tokens: &[Token<'_>]| {
        SURNAMES.contains(&tokens[at].text) && !tokens.get(at + 1).is_some_and(Token::is_capital)
    };
    let office = Class::TITLE.or(Class::ROLE).or(Class::BODY).or(Class::DEMONYM);
    let other = Class::TIME.or(Class::PREPOSITION).or(Class::DETERMINER).or(Class::COMMON);
    let first = |t: &Token<'_>| t.kind == Kind::Word && t.is_capital() && !t.class.is(office.or(other));
    let named = |at: usize, tokens: &[Token<'_>]| {
        // Where a sentence begins, any word has a capital; "the Federal Judge" is nobody's name.
        at > 1
            && first(&tokens[at - 1])
            && tokens[at - 2].kind != Kind::Stop
            && !tokens[at - 2].class.is(Class::DETERMINER)
    };
    let surnames: Vec<&str> =
        (0..tokens.len()).filter(|&at| lone(at, tokens) && named(at, tokens)).map(|at| tokens[at].text).collect();
    for at in 0..tokens.len() {
        let owned = at > 0 && tokens[at - 1].class.is(Class::DETERMINER.or(Class::DEMONYM));
        if surnames.contains(&tokens[at].text) && lone(at, tokens) && !owned {
            tokens[at].class = Class::default();
        }
    }
}

/// Tokens that the label of a turn has, with its colon.
const LABEL: usize = 5;

/// Whether a sentence capitalizes (nearly) every word, as headlines do.
fn is_headline(tokens: &[Token<'_>]) -> bool {
    // "MR ROE: We'll start with Anna Poe": the label of a turn is capitals in any case.
    let label = tokens.iter().take(LABEL).position(|t| t.kind == Kind::Colon);
    let label = label.filter(|&colon| colon > 0 && tokens[..colon].iter().all(Token::is_all_capital));
    if label.is_some() && tokens.last().is_some_and(|t| t.kind == Kind::Stop) {
        return false;
    }
    let tokens = &tokens[label.map_or(0, |colon| colon + 1)..];
    let small = Class::PREPOSITION.or(Class::DETERMINER).or(Class::CLAUSE).or(Class::PRONOUN);
    let long = tokens.iter().filter(|t| t.kind == Kind::Word && t.text.chars().count() > 2 && !t.class.is(small));
    let (all, capital) = long.fold((0, 0), |(all, capital), t| (all + 1, capital + usize::from(t.is_capital())));
    // In a headline a verb has a capital too.
    let plain_verb = tokens.iter().any(|t| {
        t.kind == Kind::Word
            && !t.is_capital()
            && (matches!(
                t.lower.as_str(),
                "met" | "spoke" | "held" | "went" | "came" | "took" | "gave" | "go" | "turn" | "start" | "begin"
            ) || t.class.is(Class::AUXILIARY)
                && !t.class.is(Class::DETERMINER.or(Class::TITLE))
                // "Roe Says He's Ready".
                && !t.text.starts_with(['\'', '’'])
                || verb_of(&t.lower).is_some_and(|v| v.form == Form::Past))
    });
    all >= 4 && tokens.len() <= 26 && capital * 20 >= all * 17 && !plain_verb
}

fn unbalanced(article: &Article, position: usize) -> Problem {
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

/// What the sentence calls a speaker; the name where nothing in it does.
fn surface_of(source: &super::resolve::Source) -> &str {
    if source.surface.is_empty() { &source.name } else { &source.surface }
}

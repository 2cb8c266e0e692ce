//! Attribution by rules: puts the parts together, sentence by sentence.

use super::choice::{Candidate, Decision, Told};
use super::directory::Directory;
use super::prepare::{Prepared, prepare, text_of};
use super::quotations::{Located, all_quotations};
use super::ranker::Scores;
use super::text::Reading;
use super::walk::Walk;
use super::{Alternative, Attributed, Attribution, Attributor, Speaker, Statement};
use crate::article::{Article, CharIndex};
use crate::encoder::{EncoderError, Stop};
use crate::problem::{Problem, Severity};
use crate::segment::Sentence;
use rayon::prelude::*;
use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;

/// Rule-based attribution with a directory of known speakers.
#[derive(Debug, Clone)]
pub struct Rules {
    directory: Directory,
    stop: Arc<Stop>,
}

impl Rules {
    /// Rules that name speakers by `directory`.
    pub fn new(directory: Directory) -> Self {
        Self { directory, stop: Arc::default() }
    }

    /// The same, which heed `stop` inside an article too: one of megabytes takes long.
    pub fn stopped_by(self, stop: Arc<Stop>) -> Self {
        Self { stop, ..self }
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
        let attribute = |(article, sentences): &(&Article, &[Sentence])| {
            let mut attributed = self.read(article, sentences, None, |_, _| (), || self.stop.check())?.0;
            self.directory.identify(&mut attributed, &article.id, article.date);
            Ok(attributed)
        };
        articles.par_iter().map(attribute).collect()
    }
}

impl Rules {
    /// One statement a sentence of `sentences`, in order. `sentences` are those of `article.text`. It goes to its end, whoever
    /// asks to stop.
    pub fn attribute(&self, article: &Article, sentences: &[Sentence]) -> Attributed {
        let Ok((mut attributed, ())) = self.read(article, sentences, None, |_, _| (), to_the_end);
        self.directory.identify(&mut attributed, &article.id, article.date);
        attributed
    }

    /// The same with the scores of a ranker, but for the speakers' ids ([`Directory::identify`]).
    pub(super) fn ranked(
        &self,
        article: &Article,
        sentences: &[Sentence],
        scores: &Scores<'_>,
    ) -> Result<Attributed, EncoderError> {
        Ok(self.read(article, sentences, Some(scores), |_, _| (), || self.stop.check())?.0)
    }

    /// For each sentence the candidates that were weighed against each other.
    pub fn candidates(&self, article: &Article, sentences: &[Sentence]) -> Vec<Vec<Weighed>> {
        let weigh = |reading: &Reading<'_>, found: Vec<Vec<Candidate>>| {
            found.into_iter().map(|of| of.into_iter().map(|c| weighed(reading, c)).collect()).collect()
        };
        let Ok((_, weighed)) = self.read(article, sentences, None, weigh, to_the_end);
        weighed
    }

    /// All names and sources of cues in `article`, as ranges of bytes in ascending order.
    pub(super) fn names(&self, article: &Article, sentences: &[Sentence]) -> Result<Vec<Range<usize>>, EncoderError> {
        let places = |reading: &Reading<'_>, found: Vec<Vec<Candidate>>| {
            let mut names: Vec<Range<usize>> =
                reading.mentions.list.iter().map(|m| reading.bytes_of(&m.tokens)).collect();
            names.extend(found.iter().flatten().filter_map(|c| reading.source_of(&c.decision)));
            names
        };
        let mut names = self.read(article, sentences, None, places, || self.stop.check())?.1;
        names.sort_unstable_by_key(|name| (name.start, name.end));
        names.dedup();
        Ok(names)
    }

    /// Attributes the article, and gives what `keep` takes of its reading and of the candidates, which a long article has many
    /// of. `go_on` is asked between the sentences; what it fails with ends the work.
    fn read<T, E>(
        &self,
        article: &Article,
        sentences: &[Sentence],
        scores: Option<&Scores<'_>>,
        keep: impl FnOnce(&Reading<'_>, Vec<Vec<Candidate>>) -> T,
        go_on: impl Fn() -> Result<(), E>,
    ) -> Result<(Attributed, T), E> {
        let text = text_of(article);
        let Prepared { reading, ranges, headlines, title } = prepare(article, &text, sentences, &self.directory);
        go_on()?;
        let mut places = CharIndex::new(&article.text);
        let open = reading.quotes.iter().filter(|quote| !quote.closed);
        let problems =
            open.map(|q| unbalanced(article, places.char_of(q.pieces.first().map_or(0, |p| p.start)))).collect();
        let walk = Walk::new(&reading, &self.directory, &ranges, &headlines, title, article.source.as_deref());
        let (decisions, found) = walk.ranked(scores).decide(go_on)?;
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
        Ok((Attributed { statements, quotations, problems, vectors: Vec::new() }, kept))
    }
}

/// Whoever asks to stop.
fn to_the_end() -> Result<(), Infallible> {
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Segmenter, Sentencex};
    use std::cell::Cell;

    #[test]
    fn work_ends_inside_an_article_when_it_may_not_go_on() {
        let article = Article { text: "Anna Roe spoke. ".repeat(1000), ..Article::default() };
        let sentences = Sentencex.segment(&article.text);
        let rules = Rules::new(Directory::embedded().unwrap());
        let asked = Cell::new(0);
        let go_on = || {
            asked.set(asked.get() + 1);
            if asked.get() < 500 { Ok(()) } else { Err("stopped") }
        };
        assert_eq!(rules.read(&article, &sentences, None, |_, _| (), go_on), Err("stopped"));
        assert_eq!(asked.get(), 500);
    }
}

//! Evaluation: labelled statements in, an [`Evaluation`] out: how well the pipeline finds speakers, themes and stances.
//!
//! Gold is one sentence a line in the guidelines' record format. Its sentences are taken as they are; attribution and
//! classification run on them through a closure, so that any pipeline can be measured. Theme metrics are over all
//! sentences; stance metrics over the sentences whose gold theme is present, whether or not the pipeline found the theme,
//! so that they measure the stance head alone: where the theme is found, by the stance that a run has, else by a further
//! reading. The end-to-end figures and tuples measure what a run has. A share of nothing (0/0) is `null`, and a mean
//! is over what occurs in the gold. Each figure has a 95 % interval, since a few articles tell little; `errors` lists
//! the sentences behind the figures.

pub mod baselines;
mod calibration;
mod camps;
mod confusion;
mod errors;
mod gold;
mod groups;
mod intervals;
mod metrics;
mod reliability;
mod report;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod whole;

pub use crate::codebook::ThemeTargets;
pub use calibration::{Calibration, ReliabilityBin};
pub use camps::{Camps, CampsError};
pub use confusion::Confusion;
pub use errors::{ErrorRow, errors};
pub use gold::{GoldArticle, GoldError, GoldInput, GoldSentence, read_gold};
pub use groups::{Drift, ErrorShare, GroupReport, PairCounts, by_group};
pub use intervals::Intervals;
pub(crate) use metrics::macro_f1;
pub use metrics::{Hits, Scores};
pub use reliability::{DrawError, reliability_svg};
pub use report::{
    BaselineReport, CalibrationReport, ConfusionReport, Evaluation, EvaluationCounts, HeadReport, SpeakerReport,
    StanceReport, TargetReport, ThemesReport,
};

use crate::classify::{CodedStatement, StanceScore};
use tally::Tally;

/// Articles that are handed to the pipeline at once.
const BATCH: usize = 64;

/// What the pipeline says of one gold sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// The coded statement, as `classify` would write it.
    pub coded: CodedStatement,
    /// The stance towards every target of the sentence's gold themes: where the pipeline finds the theme, that of `coded`;
    /// where it does not, by a further reading.
    pub gold_stances: Vec<StanceScore>,
}

/// Why an evaluation did not come about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError<E: std::error::Error + 'static> {
    /// The pipeline failed.
    #[error(transparent)]
    Code(E),
    /// The pipeline gave another number of statements than there are sentences: a mistake in this program.
    #[error("internal error: {got} statements for the {expected} sentences of article {article}; please report this")]
    Shape {
        /// The article's identifier.
        article: String,
        /// Sentences.
        expected: usize,
        /// Statements.
        got: usize,
    },
}

/// Runs `code` on the sentences of `gold`, as `input` gives them: the labelled ones alone ([`GoldArticle::input`]) or in
/// their article ([`GoldArticle::input_within`]). It gets some articles at a time and gives, for each, one [`Predicted`] a
/// sentence; those of labelled sentences are kept.
///
/// # Errors
/// Those of `code`, and a wrong number of statements.
pub fn predict<E: std::error::Error>(
    gold: &[GoldArticle],
    input: impl Fn(&GoldArticle) -> GoldInput,
    mut code: impl FnMut(&[GoldInput]) -> Result<Vec<Vec<Predicted>>, E>,
) -> Result<Vec<Vec<Predicted>>, EvaluateError<E>> {
    let mut all = Vec::with_capacity(gold.len());
    for articles in gold.chunks(BATCH) {
        let inputs: Vec<GoldInput> = articles.iter().map(&input).collect();
        let mut predicted = code(&inputs).map_err(EvaluateError::Code)?;
        predicted.resize_with(articles.len(), Vec::new);
        for (input, predicted) in inputs.into_iter().zip(predicted) {
            let (expected, got) = (input.sentences.len(), predicted.len());
            if expected != got {
                return Err(EvaluateError::Shape { article: input.article.id, expected, got });
            }
            let mut labelled = input.labelled.into_iter().peekable();
            let kept = predicted.into_iter().enumerate().filter(|(at, _)| labelled.next_if_eq(at).is_some());
            all.push(kept.map(|(_, predicted)| predicted).collect());
        }
    }
    Ok(all)
}

/// Makes names comparable, of an article of a date.
pub type Canonical<'c> = &'c dyn Fn(&str, Option<jiff::civil::Date>) -> String;

/// Compares `predicted`, as [`predict`] gives it, with `gold`. `themes` are those of the codebook; `canonical` makes
/// names comparable (case, accents, script, aliases, offices on the article's date).
pub fn compare(
    gold: &[GoldArticle],
    predicted: &[Vec<Predicted>],
    themes: &[ThemeTargets],
    canonical: Canonical<'_>,
) -> Evaluation {
    let empty = Tally::new(themes);
    let tallies: Vec<Tally> = gold
        .iter()
        .zip(predicted)
        .map(|(article, predicted)| {
            let mut tally = empty.clone();
            tally.add_article(article);
            let (date, pairs) = (article.date(), article.sentences.iter().zip(predicted));
            pairs.for_each(|(gold, predicted)| tally.add(gold, predicted, &|name| canonical(name, date)));
            tally
        })
        .collect();
    let mut whole = empty.clone();
    tallies.iter().for_each(|tally| whole.merge(tally, 1.0));
    let mut evaluation = whole.finish();
    evaluation.intervals = Intervals::bootstrap(&tallies, &empty, &evaluation);
    evaluation
}

//! What an evaluation reports; its JSON keys are stable.

use super::calibration::Calibration;
use super::metrics::Scores;
use serde::Serialize;
use std::collections::BTreeMap;

/// How well the pipeline does on labelled statements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Themes, over all sentences.
    pub themes: ThemesReport,
    /// Stances, over the sentences whose gold theme is present.
    pub stance: StanceReport,
    /// Speakers, over all sentences.
    pub speakers: SpeakerReport,
    /// The whole: (sentence, speaker, target, favor or against), the narrator counted as a speaker of its own.
    pub tuples: Scores,
    /// Whether probabilities mean what they say.
    pub calibration: CalibrationReport,
    /// What was counted.
    pub counts: EvaluationCounts,
}

/// Themes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemesReport {
    /// By theme.
    #[serde(flatten)]
    pub themes: BTreeMap<String, Scores>,
    /// Mean F1 of the themes that occur in the gold.
    pub macro_f1: Option<f64>,
}

/// Stances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StanceReport {
    /// By target.
    #[serde(flatten)]
    pub targets: BTreeMap<String, TargetReport>,
    /// Mean of the targets' `macro_f1`.
    pub mean_macro_f1: Option<f64>,
    /// Mean of the targets' `f_avg`.
    pub mean_f_avg: Option<f64>,
}

/// Stances towards one target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TargetReport {
    /// The label favor.
    pub favor: Scores,
    /// The label against.
    pub against: Scores,
    /// The label neutral.
    pub neutral: Scores,
    /// Mean F1 of the labels that occur in the gold.
    pub macro_f1: Option<f64>,
    /// Mean F1 of favor and against, as in SemEval-2016 task 6, of the one or two that occur in the gold.
    pub f_avg: Option<f64>,
}

/// Speakers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpeakerReport {
    /// Share of the sentences whose set of names is right, no name included.
    pub exact: Option<f64>,
    /// The same, of the sentences that have a speaker in the gold.
    pub exact_where_spoken: Option<f64>,
    /// Over (sentence, name) pairs.
    #[serde(flatten)]
    pub names: Scores,
}

/// Calibration of each head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalibrationReport {
    /// The theme head: the probability of each theme in each sentence, against its presence in the gold.
    pub theme: HeadReport,
    /// The stance head, where the gold theme is present. ECE: the probability of the label that it gives, against that
    /// label being right. Brier: over the three labels, summed.
    pub stance: HeadReport,
    /// Attribution: its confidence, against the set of names being right.
    pub attribution: Calibration,
}

/// Calibration of a head, over all themes or targets and by each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadReport {
    /// Over all.
    #[serde(flatten)]
    pub all: Calibration,
    /// By theme or target.
    pub by: BTreeMap<String, Calibration>,
}

/// Numbers behind an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct EvaluationCounts {
    /// Articles.
    pub articles: u64,
    /// Sentences.
    pub sentences: u64,
    /// Sentences with a theme in the gold.
    pub gold_with_theme: u64,
    /// Sentences in which a theme was found.
    pub predicted_with_theme: u64,
    /// Sentences with a speaker in the gold.
    pub gold_with_speaker: u64,
    /// Sentences for which a speaker was found.
    pub predicted_with_speaker: u64,
    /// Gold stances, one for each target of each theme of each sentence.
    pub gold_stances: u64,
    /// Gold stances for which the pipeline gave none; they count as missed.
    pub stances_missing: u64,
    /// Sentences that the model did not see whole.
    pub truncated: u64,
}

//! What an evaluation reports; its JSON keys are stable.

use super::calibration::{Calibration, ReliabilityBin};
use super::confusion::Confusion;
use super::groups::GroupReport;
use super::intervals::Intervals;
use super::metrics::Scores;
use serde::Serialize;
use std::collections::BTreeMap;

/// How well the pipeline does on labelled statements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Themes, over all sentences.
    pub themes: ThemesReport,
    /// Stances, over the sentences whose gold theme is present: how well a stance is read, given the theme.
    pub stance: StanceReport,
    /// Stances as `classify` writes them, over all sentences: one whose theme is missed is missed, and one that is found
    /// where the gold has no theme is a false alarm.
    pub end_to_end: StanceReport,
    /// Speakers, over all sentences.
    pub speakers: SpeakerReport,
    /// The whole: (sentence, speaker, target, favor or against), the narrator counted as a speaker of its own.
    pub tuples: Scores,
    /// Which stance was found for which, over the sentences whose gold theme is present.
    pub confusion: ConfusionReport,
    /// Whether probabilities mean what they say.
    pub calibration: CalibrationReport,
    /// What was counted.
    pub counts: EvaluationCounts,
    /// The 95 % interval of every figure above.
    pub intervals: Intervals,
    /// What simpler means reach on the same sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub baselines: Vec<BaselineReport>,
    /// Errors by group of sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupReport>,
}

/// What a simpler means reaches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaselineReport {
    /// Its name, as the table has it.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Its figures. Speakers are those that the pipeline found, as a baseline has none of its own.
    pub evaluation: Evaluation,
}

/// Confusion matrices of the stance head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfusionReport {
    /// Over all targets.
    pub pooled: Confusion,
    /// By target.
    pub by: BTreeMap<String, Confusion>,
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
    /// The bins behind the expected calibration error over all: what a reliability diagram shows.
    pub bins: Vec<ReliabilityBin>,
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
    /// Gold stances for which there was no reading at all; they count as missed.
    pub stances_missing: u64,
    /// Gold stances that take a side: favor or against.
    pub gold_sides: u64,
    /// Those of them whose theme the pipeline did not find: a run has no stance there.
    pub sides_theme_missed: u64,
    /// Sentences that the model did not see whole.
    pub truncated: u64,
    /// Articles for which no day is known: whoever held an office then is not known either.
    pub undated: u64,
    /// Those of them that have a date, but none that names a day.
    pub dates_unread: u64,
    /// Sentences that the model was trained on, by their texts, where its folder says which those are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<u64>,
    /// Articles that were read whole (`--articles`), where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub articles_read_whole: Option<u64>,
}

impl EvaluationCounts {
    pub(super) fn merge(&mut self, other: &Self) {
        self.articles += other.articles;
        self.sentences += other.sentences;
        self.gold_with_theme += other.gold_with_theme;
        self.predicted_with_theme += other.predicted_with_theme;
        self.gold_with_speaker += other.gold_with_speaker;
        self.predicted_with_speaker += other.predicted_with_speaker;
        self.gold_stances += other.gold_stances;
        self.stances_missing += other.stances_missing;
        self.gold_sides += other.gold_sides;
        self.sides_theme_missed += other.sides_theme_missed;
        self.truncated += other.truncated;
        self.undated += other.undated;
        self.dates_unread += other.dates_unread;
    }
}

impl Evaluation {
    /// Every figure with its path in the JSON, keys joined by dots. The order depends on nothing but the codebook.
    pub fn figures(&self) -> Vec<(String, Option<f64>)> {
        self.figures_and_grounds().into_iter().map(|(path, value, _)| (path, value)).collect()
    }

    /// The same, and whether what was counted says something of the figure: a false alarm alone gives a recall of 0, but
    /// recall does not rest on it.
    pub(super) fn figures_and_grounds(&self) -> Vec<(String, Option<f64>, bool)> {
        let mut figures = vec![];
        let mut add = |path: String, value: Option<f64>, counts: bool| figures.push((path, value, counts));
        type Add<'a> = &'a mut dyn FnMut(String, Option<f64>, bool);
        let scores = |path: &str, of: &Scores, add: Add<'_>| {
            add(format!("{path}.precision"), of.precision, of.predicted > 0);
            add(format!("{path}.recall"), of.recall, of.support > 0);
            add(format!("{path}.f1"), of.f1, of.f1.is_some());
        };
        // A mean over classes rests on whatever one of its classes rests on.
        let any = |of: &[&Scores]| of.iter().any(|scores| scores.f1.is_some());
        let calibration = |path: &str, of: &Calibration, add: Add<'_>| {
            add(format!("{path}.ece"), of.ece, of.n > 0);
            add(format!("{path}.brier"), of.brier, of.n > 0);
        };
        for (id, theme) in &self.themes.themes {
            scores(&format!("themes.{id}"), theme, &mut add);
        }
        let any_theme = any(&self.themes.themes.values().collect::<Vec<_>>());
        add("themes.macro_f1".into(), self.themes.macro_f1, any_theme);
        for (name, of) in [("stance", &self.stance), ("end_to_end", &self.end_to_end)] {
            let (mut any_label, mut any_side) = (false, false);
            for (id, target) in &of.targets {
                for (label, of) in
                    [("favor", &target.favor), ("against", &target.against), ("neutral", &target.neutral)]
                {
                    scores(&format!("{name}.{id}.{label}"), of, &mut add);
                }
                let side = any(&[&target.favor, &target.against]);
                let label = side || any(&[&target.neutral]);
                add(format!("{name}.{id}.macro_f1"), target.macro_f1, label);
                add(format!("{name}.{id}.f_avg"), target.f_avg, side);
                (any_label, any_side) = (any_label || label, any_side || side);
            }
            add(format!("{name}.mean_macro_f1"), of.mean_macro_f1, any_label);
            add(format!("{name}.mean_f_avg"), of.mean_f_avg, any_side);
        }
        add("speakers.exact".into(), self.speakers.exact, self.speakers.exact.is_some());
        let spoken = self.speakers.exact_where_spoken;
        add("speakers.exact_where_spoken".into(), spoken, spoken.is_some());
        scores("speakers", &self.speakers.names, &mut add);
        scores("tuples", &self.tuples, &mut add);
        for (head, of) in [("theme", &self.calibration.theme), ("stance", &self.calibration.stance)] {
            calibration(&format!("calibration.{head}"), &of.all, &mut add);
            for (id, by) in &of.by {
                calibration(&format!("calibration.{head}.by.{id}"), by, &mut add);
            }
        }
        calibration("calibration.attribution", &self.calibration.attribution, &mut add);
        figures
    }
}

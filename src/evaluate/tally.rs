//! Compares predictions with gold, a sentence at a time.

use super::calibration::Bins;
use super::confusion::Confusion;
use super::gold::{GoldArticle, GoldSentence};
use super::intervals::Intervals;
use super::metrics::{Hits, Scores, macro_f1, mean};
use super::report::{
    CalibrationReport, ConfusionReport, Evaluation, EvaluationCounts, HeadReport, SpeakerReport, StanceReport,
    TargetReport, ThemesReport,
};
use super::{Predicted, ThemeTargets};
use crate::classify::{Label, StanceScore};
use std::collections::{BTreeMap, BTreeSet};

/// Counts of an evaluation that is going on. Tallies over the same codebook can be added up, with weights.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    themes: BTreeMap<String, (Hits, Bins)>,
    targets: BTreeMap<String, (Confusion, Bins)>,
    /// By target: the hits of each label, in the order of [`Label::ALL`], over all sentences.
    end_to_end: BTreeMap<String, [Hits; 3]>,
    names: Hits,
    exact: f64,
    exact_where_spoken: f64,
    tuples: Hits,
    attribution: Bins,
    /// Not weighted: these are no figures, but what the figures rest on.
    counts: EvaluationCounts,
    /// Weight of all sentences, and of those with a speaker in the gold.
    sentences: f64,
    spoken: f64,
}

/// A speaker's canonical name, or the narrator.
type Who = Option<String>;

impl Tally {
    /// An empty tally of the themes and targets of a codebook.
    pub fn new(themes: &[ThemeTargets]) -> Self {
        Self {
            themes: themes.iter().map(|(theme, _)| (theme.clone(), Default::default())).collect(),
            targets: themes.iter().flat_map(|(_, targets)| targets).map(|t| (t.clone(), Default::default())).collect(),
            end_to_end: themes.iter().flat_map(|(_, of)| of).map(|t| (t.clone(), Default::default())).collect(),
            names: Hits::default(),
            exact: 0.0,
            exact_where_spoken: 0.0,
            tuples: Hits::default(),
            attribution: Bins::default(),
            counts: EvaluationCounts::default(),
            sentences: 0.0,
            spoken: 0.0,
        }
    }

    /// Counts an article, whose sentences are added one by one.
    pub fn add_article(&mut self, article: &GoldArticle) {
        self.counts.articles += 1;
        self.counts.undated += u64::from(article.date().is_none());
        self.counts.dates_unread += u64::from(article.has_unread_date());
    }

    /// Compares one sentence.
    pub fn add(&mut self, gold: &GoldSentence, predicted: &Predicted, canonical: &dyn Fn(&str) -> String) {
        let coded = &predicted.coded;
        self.counts.sentences += 1;
        self.counts.gold_with_theme += u64::from(!gold.themes.is_empty());
        self.counts.predicted_with_theme += u64::from(coded.themes.iter().any(|theme| theme.present));
        self.counts.truncated += u64::from(coded.truncated);
        self.add_themes(gold, predicted);
        self.add_stances(gold, &predicted.gold_stances);
        self.add_end_to_end(gold, &coded.stances);

        let gold_names: BTreeSet<String> = gold.speakers.iter().map(|name| canonical(name)).collect();
        let found: BTreeSet<String> = coded.statement.speakers.iter().map(|s| canonical(&s.name)).collect();
        self.add_speakers(&gold_names, &found, coded.statement.attribution.confidence);

        let expected = tuples(&gold_names, gold.stance.iter().map(|(target, &label)| (target.as_str(), label)));
        let got = tuples(&found, coded.stances.iter().map(|s| (s.target.as_str(), s.label)));
        expected.union(&got).for_each(|tuple| self.tuples.add(expected.contains(tuple), got.contains(tuple)));
    }

    fn add_themes(&mut self, gold: &GoldSentence, predicted: &Predicted) {
        for (id, (hits, bins)) in &mut self.themes {
            let is = gold.themes.contains(id);
            let score = predicted.coded.themes.iter().find(|theme| theme.id == *id);
            hits.add(is, score.is_some_and(|theme| theme.present));
            if let Some(theme) = score {
                bins.add_event(f64::from(theme.probability), is);
            }
        }
    }

    fn add_stances(&mut self, gold: &GoldSentence, predicted: &[StanceScore]) {
        for (target, &label) in &gold.stance {
            let Some((confusion, bins)) = self.targets.get_mut(target) else { continue };
            self.counts.gold_stances += 1;
            let score = predicted.iter().find(|stance| stance.target == *target);
            self.counts.stances_missing += u64::from(score.is_none());
            confusion.add(label, score.map(|stance| stance.label));
            if let Some(stance) = score {
                let gap = |of: Label| f64::from(stance.probability(of)) - f64::from(u8::from(of == label));
                let distance = Label::ALL.into_iter().map(|of| gap(of).powi(2)).sum();
                bins.add(f64::from(stance.probability(stance.label)), stance.label == label, distance);
            }
        }
    }

    /// Compares the stances of the gold, and that there is none, with those that `classify` writes.
    fn add_end_to_end(&mut self, gold: &GoldSentence, coded: &[StanceScore]) {
        for (target, hits) in &mut self.end_to_end {
            let expected = gold.stance.get(target).copied();
            let found = coded.iter().find(|stance| stance.target == *target).map(|stance| stance.label);
            for (label, hits) in Label::ALL.into_iter().zip(hits) {
                hits.add(expected == Some(label), found == Some(label));
            }
            if expected.is_some_and(|label| label != Label::Neutral) {
                self.counts.gold_sides += 1;
                // A theme that is found has a stance on each of its targets.
                self.counts.sides_theme_missed += u64::from(found.is_none());
            }
        }
    }

    fn add_speakers(&mut self, gold: &BTreeSet<String>, found: &BTreeSet<String>, confidence: f32) {
        let exact = gold == found;
        let spoken = !gold.is_empty();
        self.counts.gold_with_speaker += u64::from(spoken);
        self.counts.predicted_with_speaker += u64::from(!found.is_empty());
        self.sentences += 1.0;
        self.spoken += one_if(spoken);
        self.exact += one_if(exact);
        self.exact_where_spoken += one_if(exact && spoken);
        gold.union(found).for_each(|name| self.names.add(gold.contains(name), found.contains(name)));
        self.attribution.add_event(f64::from(confidence), exact);
    }

    /// Adds what `other`, a tally over the same codebook, has counted, each sentence `weight` times.
    pub fn merge(&mut self, other: &Self, weight: f64) {
        // The keys are those of the codebook, in the same order on both sides.
        for ((hits, bins), (other_hits, other_bins)) in self.themes.values_mut().zip(other.themes.values()) {
            hits.merge(other_hits, weight);
            bins.merge(other_bins, weight);
        }
        for ((confusion, bins), (other_confusion, other_bins)) in self.targets.values_mut().zip(other.targets.values())
        {
            confusion.merge(other_confusion, weight);
            bins.merge(other_bins, weight);
        }
        for (hits, of_other) in self.end_to_end.values_mut().zip(other.end_to_end.values()) {
            hits.iter_mut().zip(of_other).for_each(|(hits, other)| hits.merge(other, weight));
        }
        self.names.merge(&other.names, weight);
        self.tuples.merge(&other.tuples, weight);
        self.attribution.merge(&other.attribution, weight);
        self.exact += weight * other.exact;
        self.exact_where_spoken += weight * other.exact_where_spoken;
        self.sentences += weight * other.sentences;
        self.spoken += weight * other.spoken;
        self.counts.merge(&other.counts);
    }

    /// The report, without intervals.
    pub fn finish(&self) -> Evaluation {
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let calibration = CalibrationReport {
            theme: head(self.themes.iter().map(|(id, (_, bins))| (id, bins))),
            stance: head(self.targets.iter().map(|(id, (_, bins))| (id, bins))),
            attribution: self.attribution.calibration(),
        };
        let themes: BTreeMap<_, _> = self.themes.iter().map(|(id, (hits, _))| (id.clone(), hits.scores())).collect();
        let mut pooled = Confusion::default();
        self.targets.values().for_each(|(confusion, _)| pooled.merge(confusion, 1.0));
        Evaluation {
            themes: ThemesReport { macro_f1: macro_f1(themes.values()), themes },
            stance: stances(
                self.targets.iter().map(|(id, (of, _))| (id, Label::ALL.map(|label| of.hits(label).scores()))),
            ),
            end_to_end: stances(self.end_to_end.iter().map(|(id, hits)| (id, hits.map(|of| of.scores())))),
            speakers: SpeakerReport {
                exact: share(self.exact, self.sentences),
                exact_where_spoken: share(self.exact_where_spoken, self.spoken),
                names: self.names.scores(),
            },
            tuples: self.tuples.scores(),
            confusion: ConfusionReport {
                pooled,
                by: self.targets.iter().map(|(id, (confusion, _))| (id.clone(), *confusion)).collect(),
            },
            calibration,
            counts: self.counts,
            intervals: Intervals::default(),
            baselines: vec![],
            groups: vec![],
        }
    }
}

/// The report of stances by what each target's labels (favor, against, neutral) score.
fn stances<'t>(by: impl Iterator<Item = (&'t String, [Scores; 3])>) -> StanceReport {
    let target = |(id, [favor, against, neutral]): (&String, [Scores; 3])| {
        let (macro_f1, f_avg) = (macro_f1([&favor, &against, &neutral]), macro_f1([&favor, &against]));
        (id.clone(), TargetReport { favor, against, neutral, macro_f1, f_avg })
    };
    let targets: BTreeMap<_, _> = by.map(target).collect();
    StanceReport {
        mean_macro_f1: mean(targets.values().filter_map(|target| target.macro_f1)),
        mean_f_avg: mean(targets.values().filter_map(|target| target.f_avg)),
        targets,
    }
}

fn one_if(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

fn head<'b>(by: impl Iterator<Item = (&'b String, &'b Bins)> + Clone) -> HeadReport {
    let mut all = Bins::default();
    by.clone().for_each(|(_, bins)| all.merge(bins, 1.0));
    HeadReport {
        all: all.calibration(),
        bins: all.reliability(),
        by: by.map(|(id, bins)| (id.clone(), bins.calibration())).collect(),
    }
}

/// Who takes which side on what: a tuple for each speaker, or for the narrator, and each stance that is not neutral.
fn tuples<'s>(
    names: &BTreeSet<String>,
    stances: impl Iterator<Item = (&'s str, Label)>,
) -> BTreeSet<(Who, &'s str, Label)> {
    let who: Vec<Who> = if names.is_empty() { vec![None] } else { names.iter().cloned().map(Some).collect() };
    let sides = stances.filter(|(_, label)| *label != Label::Neutral);
    sides.flat_map(|(target, label)| who.iter().map(move |who| (who.clone(), target, label))).collect()
}

//! Compares predictions with gold, a sentence at a time.

use super::calibration::Bins;
use super::gold::GoldSentence;
use super::metrics::{Hits, macro_f1, mean};
use super::report::{
    CalibrationReport, Evaluation, EvaluationCounts, HeadReport, SpeakerReport, StanceReport, TargetReport,
    ThemesReport,
};
use super::{Predicted, ThemeTargets};
use crate::classify::{Label, StanceScore};
use std::collections::{BTreeMap, BTreeSet};

const LABELS: [Label; 3] = [Label::Favor, Label::Against, Label::Neutral];

/// Counts of an evaluation that is going on.
#[derive(Debug, Clone)]
pub struct Tally {
    themes: BTreeMap<String, (Hits, Bins)>,
    /// By target: hits of favor, against, neutral.
    targets: BTreeMap<String, ([Hits; 3], Bins)>,
    names: Hits,
    exact: u64,
    exact_where_spoken: u64,
    tuples: Hits,
    attribution: Bins,
    counts: EvaluationCounts,
}

/// A speaker's canonical name, or the narrator.
type Who = Option<String>;

impl Tally {
    /// An empty tally of the themes and targets of a codebook.
    pub fn new(themes: &[ThemeTargets]) -> Self {
        Self {
            themes: themes.iter().map(|(theme, _)| (theme.clone(), Default::default())).collect(),
            targets: themes.iter().flat_map(|(_, targets)| targets).map(|t| (t.clone(), Default::default())).collect(),
            names: Hits::default(),
            exact: 0,
            exact_where_spoken: 0,
            tuples: Hits::default(),
            attribution: Bins::default(),
            counts: EvaluationCounts::default(),
        }
    }

    /// Counts an article, whose sentences are added one by one.
    pub fn add_article(&mut self) {
        self.counts.articles += 1;
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
            let Some((hits, bins)) = self.targets.get_mut(target) else { continue };
            self.counts.gold_stances += 1;
            let score = predicted.iter().find(|stance| stance.target == *target);
            self.counts.stances_missing += u64::from(score.is_none());
            for (hits, of) in hits.iter_mut().zip(LABELS) {
                hits.add(label == of, score.is_some_and(|stance| stance.label == of));
            }
            if let Some(stance) = score {
                let probability = LABELS.map(|of| f64::from(of_label(stance, of)));
                let distance =
                    LABELS.iter().zip(probability).map(|(&of, p)| (p - f64::from(u8::from(of == label))).powi(2));
                bins.add(f64::from(of_label(stance, stance.label)), stance.label == label, distance.sum());
            }
        }
    }

    fn add_speakers(&mut self, gold: &BTreeSet<String>, found: &BTreeSet<String>, confidence: f32) {
        let exact = gold == found;
        self.counts.gold_with_speaker += u64::from(!gold.is_empty());
        self.counts.predicted_with_speaker += u64::from(!found.is_empty());
        self.exact += u64::from(exact);
        self.exact_where_spoken += u64::from(exact && !gold.is_empty());
        gold.union(found).for_each(|name| self.names.add(gold.contains(name), found.contains(name)));
        self.attribution.add_event(f64::from(confidence), exact);
    }

    /// The report.
    pub fn finish(self) -> Evaluation {
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let head = |by: BTreeMap<String, &Bins>| {
            let mut all = Bins::default();
            by.values().for_each(|bins| all.merge(bins));
            HeadReport {
                all: all.calibration(),
                by: by.into_iter().map(|(id, bins)| (id, bins.calibration())).collect(),
            }
        };
        let calibration = CalibrationReport {
            theme: head(self.themes.iter().map(|(id, (_, bins))| (id.clone(), bins)).collect()),
            stance: head(self.targets.iter().map(|(id, (_, bins))| (id.clone(), bins)).collect()),
            attribution: self.attribution.calibration(),
        };
        let themes: BTreeMap<_, _> = self.themes.into_iter().map(|(id, (hits, _))| (id, hits.scores())).collect();
        let targets: BTreeMap<_, _> = self
            .targets
            .into_iter()
            .map(|(id, (hits, _))| {
                let [favor, against, neutral] = hits.map(|hits| hits.scores());
                let (all, sides) = (macro_f1([&favor, &against, &neutral]), macro_f1([&favor, &against]));
                (id, TargetReport { favor, against, neutral, macro_f1: all, f_avg: sides })
            })
            .collect();
        Evaluation {
            themes: ThemesReport { macro_f1: macro_f1(themes.values()), themes },
            stance: StanceReport {
                mean_macro_f1: mean(targets.values().filter_map(|target| target.macro_f1)),
                mean_f_avg: mean(targets.values().filter_map(|target| target.f_avg)),
                targets,
            },
            speakers: SpeakerReport {
                exact: share(self.exact, self.counts.sentences),
                exact_where_spoken: share(self.exact_where_spoken, self.counts.gold_with_speaker),
                names: self.names.scores(),
            },
            tuples: self.tuples.scores(),
            calibration,
            counts: self.counts,
        }
    }
}

fn of_label(stance: &StanceScore, label: Label) -> f32 {
    match label {
        Label::Favor => stance.favor,
        Label::Against => stance.against,
        Label::Neutral => stance.neutral,
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

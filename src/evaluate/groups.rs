//! Errors by group of sentences: by outlet, by the speaker's country, by any field of the gold.
//!
//! Groups differ in what they write about, so F1 figures of two groups do not compare; shares of wrong sentences and
//! wrong stances do, and each comes with its difference from the rest of the gold, so that a model that reads the flag
//! and not the sentence shows.

use super::Predicted;
use super::gold::{GoldArticle, GoldSentence};
use super::intervals::{REPLICATES, replicate_weights};
use crate::classify::Label;
use crate::score::quantiles;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The errors on one group of sentences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupReport {
    /// What the sentences are grouped by: a field of the gold, or `country` and the like.
    pub by: String,
    /// The group's name: a value of that field.
    pub name: String,
    /// Articles with a sentence in the group.
    pub articles: u64,
    /// Sentences.
    pub sentences: u64,
    /// Sentences whose set of themes is wrong.
    pub themes_wrong: ErrorShare,
    /// Stances, towards the targets of the gold's themes, that are wrong or missing.
    pub stances_wrong: ErrorShare,
    /// Whether stances are read as more favorable than they are, or less.
    pub stance_drift: Drift,
    /// Sentences that belong together by the field `pair` and differ in one point: of how many pairs every theme and
    /// every stance is right. `null` where the gold has no pairs.
    pub pairs: Option<PairCounts>,
}

/// How often something was wrong.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ErrorShare {
    /// How many were wrong.
    pub wrong: u64,
    /// Of how many.
    pub of: u64,
    /// `wrong / of`, in [0, 1].
    pub share: Option<f64>,
    /// Its 95 % interval, by a bootstrap over articles.
    pub interval: Option<[f64; 2]>,
    /// `share` less the share in the rest of the gold, in [-1, 1].
    pub difference: Option<f64>,
    /// The 95 % interval of `difference`.
    pub difference_interval: Option<[f64; 2]>,
}

/// The mean of the stances found less those of the gold, favor counting 1, neutral (or nothing found) 0, against -1.
/// Errors in both directions cancel: what is left is a lean, as of a model that reads the flag and not the sentence.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Drift {
    /// In [-2, 2]; above 0 the group is read as more favorable than it is. `null` without stances.
    pub mean: Option<f64>,
    /// Its 95 % interval, by a bootstrap over articles.
    pub interval: Option<[f64; 2]>,
    /// `mean` less the mean of the rest of the gold.
    pub difference: Option<f64>,
    /// The 95 % interval of `difference`.
    pub difference_interval: Option<[f64; 2]>,
}

/// Pairs of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PairCounts {
    /// Pairs (or sets) of sentences.
    pub pairs: u64,
    /// Those without any mistake in themes and stances.
    pub right: u64,
}

/// What is wrong in one sentence.
#[derive(Debug, Clone, Copy)]
struct Mistakes {
    themes: bool,
    stances: u64,
    stances_of: u64,
    /// The sum of the sides found less those of the gold.
    drift: i64,
}

/// `[sum in the group, of how many, sum in the rest, of how many]` of one article.
type Counts = [f64; 4];

/// The errors by group of the field `by`; `groups_of` gives the names of the groups that a sentence belongs to, of which there may be
/// several. Groups come by falling number of sentences.
pub fn by_group(
    gold: &[GoldArticle],
    predicted: &[Vec<Predicted>],
    by: &str,
    groups_of: impl Fn(&GoldSentence) -> Vec<String>,
) -> Vec<GroupReport> {
    let mistakes: Vec<Vec<Mistakes>> = gold
        .iter()
        .zip(predicted)
        .map(|(article, predicted)| article.sentences.iter().zip(predicted).map(|(g, p)| mistakes(g, p)).collect())
        .collect();
    let groups: Vec<Vec<BTreeSet<String>>> = gold
        .iter()
        .map(|article| article.sentences.iter().map(|s| groups_of(s).into_iter().collect()).collect())
        .collect();
    let names: BTreeSet<&String> = groups.iter().flatten().flatten().collect();
    let mut reports: Vec<GroupReport> = names
        .into_iter()
        .map(|name| {
            let has = |article: usize, sentence: usize| groups[article][sentence].contains(name);
            let (mut articles, mut sentences) = (0, 0);
            let (mut themes, mut stances, mut drifts): (Vec<Counts>, Vec<Counts>, Vec<Counts>) = Default::default();
            for (a, of_article) in mistakes.iter().enumerate() {
                let (mut theme, mut stance, mut drift): (Counts, Counts, Counts) = Default::default();
                let mut inside = 0;
                for (s, mistake) in of_article.iter().enumerate() {
                    let side = if has(a, s) { 0 } else { 2 };
                    inside += u64::from(has(a, s));
                    theme[side] += f64::from(u8::from(mistake.themes));
                    theme[side + 1] += 1.0;
                    stance[side] += mistake.stances as f64;
                    stance[side + 1] += mistake.stances_of as f64;
                    drift[side] += mistake.drift as f64;
                    drift[side + 1] += mistake.stances_of as f64;
                }
                articles += u64::from(inside > 0);
                sentences += inside;
                themes.push(theme);
                stances.push(stance);
                drifts.push(drift);
            }
            GroupReport {
                by: by.to_owned(),
                name: name.clone(),
                articles,
                sentences,
                themes_wrong: ErrorShare::of(&themes),
                stances_wrong: ErrorShare::of(&stances),
                stance_drift: Drift::of(&drifts),
                pairs: pairs(gold, &mistakes, has),
            }
        })
        .collect();
    reports.sort_by(|a, b| b.sentences.cmp(&a.sentences).then_with(|| a.name.cmp(&b.name)));
    reports
}

fn mistakes(gold: &GoldSentence, predicted: &Predicted) -> Mistakes {
    let found = predicted.coded.themes.iter().filter(|t| t.present).map(|t| t.id.as_str()).collect::<BTreeSet<_>>();
    let right = |target: &str| predicted.gold_stances.iter().find(|s| s.target == target).map(|s| s.label);
    Mistakes {
        themes: found != gold.themes.iter().map(String::as_str).collect(),
        stances: gold.stance.iter().filter(|(target, label)| right(target) != Some(**label)).count() as u64,
        stances_of: gold.stance.len() as u64,
        drift: gold.stance.iter().map(|(target, label)| right(target).map_or(0, side) - side(*label)).sum(),
    }
}

fn side(label: Label) -> i64 {
    match label {
        Label::Favor => 1,
        Label::Against => -1,
        Label::Neutral => 0,
    }
}

fn pairs(gold: &[GoldArticle], mistakes: &[Vec<Mistakes>], has: impl Fn(usize, usize) -> bool) -> Option<PairCounts> {
    let mut right_by_pair: BTreeMap<&str, bool> = BTreeMap::new();
    for (a, article) in gold.iter().enumerate() {
        for (s, sentence) in article.sentences.iter().enumerate() {
            if let (true, Some(pair)) = (has(a, s), sentence.fields.get("pair")) {
                let right = !mistakes[a][s].themes && mistakes[a][s].stances == 0;
                *right_by_pair.entry(pair).or_insert(true) &= right;
            }
        }
    }
    let right = right_by_pair.values().filter(|right| **right).count() as u64;
    (!right_by_pair.is_empty()).then_some(PairCounts { pairs: right_by_pair.len() as u64, right })
}

/// A quotient of sums over articles, in a group and beside the rest of the gold, with intervals.
struct Quotient {
    sum: f64,
    of: f64,
    value: Option<f64>,
    interval: Option<[f64; 2]>,
    difference: Option<f64>,
    difference_interval: Option<[f64; 2]>,
}

impl Quotient {
    /// From the counts of all articles.
    fn of(articles: &[Counts]) -> Self {
        let sum = |weights: Option<&[f64]>| {
            let mut sum = Counts::default();
            for (place, counts) in articles.iter().enumerate() {
                let weight = weights.map_or(1.0, |weights| weights[place]);
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += weight * count);
            }
            sum
        };
        let inside = |[sum, of, ..]: Counts| (of > 0.0).then(|| sum / of);
        let beside = |[_, _, sum, of]: Counts| (of > 0.0).then(|| sum / of);
        let gap = |counts: Counts| Some(inside(counts)? - beside(counts)?);
        let point = sum(None);
        let in_group = articles.iter().filter(|counts| counts[1] > 0.0).count();
        let replicates: Vec<Counts> = if in_group < 2 {
            vec![] // one article tells nothing of how articles differ
        } else {
            let draw = |replicate| sum(Some(&replicate_weights(replicate, articles.len())));
            (0..REPLICATES).into_par_iter().map(draw).collect()
        };
        let interval = |figure: &dyn Fn(Counts) -> Option<f64>| {
            let mut values: Vec<f64> = replicates.iter().filter_map(|counts| figure(*counts)).collect();
            (!values.is_empty()).then(|| quantiles(&mut values).into())
        };
        Self {
            sum: point[0],
            of: point[1],
            value: inside(point),
            interval: interval(&inside),
            difference: gap(point),
            difference_interval: interval(&gap),
        }
    }
}

impl ErrorShare {
    fn of(articles: &[Counts]) -> Self {
        let Quotient { sum, of, value: share, interval, difference, difference_interval } = Quotient::of(articles);
        Self { wrong: sum as u64, of: of as u64, share, interval, difference, difference_interval }
    }
}

impl Drift {
    fn of(articles: &[Counts]) -> Self {
        let Quotient { value: mean, interval, difference, difference_interval, .. } = Quotient::of(articles);
        Self { mean, interval, difference, difference_interval }
    }
}

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
    /// every stance is right. Pairs that lie in the group with all of their sentences count; `null` where there is none.
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

/// `[sum, of how many]` of some sentences: wrong themes, wrong stances, drift.
type Counts = [[f64; 2]; 3];

fn add(sum: &mut Counts, counts: &Counts, weight: f64) {
    sum.iter_mut().flatten().zip(counts.iter().flatten()).for_each(|(sum, count)| *sum += weight * count);
}

impl Mistakes {
    fn counts(&self) -> Counts {
        let of = self.stances_of as f64;
        [[f64::from(u8::from(self.themes)), 1.0], [self.stances as f64, of], [self.drift as f64, of]]
    }
}

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
    // The sentences of each group. There may be as many groups as articles, so none looks at those of the others.
    let mut groups: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut pair_sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for (a, article) in gold.iter().enumerate() {
        for (s, sentence) in article.sentences.iter().enumerate() {
            for name in groups_of(sentence).into_iter().collect::<BTreeSet<_>>() {
                groups.entry(name).or_default().push((a, s));
            }
            if let Some(pair) = sentence.fields.get("pair") {
                *pair_sizes.entry(pair).or_default() += 1;
            }
        }
    }
    let whole = Whole::new(&mistakes);
    let report = |(name, places): (&String, &Vec<Place>)| {
        let mut inside: BTreeMap<usize, Counts> = BTreeMap::new();
        for &(a, s) in places {
            add(inside.entry(a).or_default(), &mistakes[a][s].counts(), 1.0);
        }
        let of = |figure| Quotient::of(&inside, &whole, figure);
        GroupReport {
            by: by.to_owned(),
            name: name.clone(),
            articles: inside.len() as u64,
            sentences: places.len() as u64,
            themes_wrong: of(0).into(),
            stances_wrong: of(1).into(),
            stance_drift: of(2).into(),
            pairs: pairs(gold, &mistakes, places, &pair_sizes),
        }
    };
    let mut reports: Vec<GroupReport> = groups.par_iter().map(report).collect();
    reports.sort_by(|a, b| b.sentences.cmp(&a.sentences).then_with(|| a.name.cmp(&b.name)));
    reports
}

/// Number of the article, and of the sentence in it.
type Place = (usize, usize);

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

/// The pairs that lie among `places` with all of their sentences. Half a pair shows nothing: what makes it a test is that the
/// other half is to be read otherwise.
fn pairs(
    gold: &[GoldArticle],
    mistakes: &[Vec<Mistakes>],
    places: &[Place],
    sizes: &BTreeMap<&str, usize>,
) -> Option<PairCounts> {
    // Sentences, and those without a mistake.
    let mut found: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for &(a, s) in places {
        let Some(pair) = gold[a].sentences[s].fields.get("pair") else { continue };
        let right = !mistakes[a][s].themes && mistakes[a][s].stances == 0;
        let counts = found.entry(pair).or_default();
        counts[0] += 1;
        counts[1] += usize::from(right);
    }
    found.retain(|pair, [sentences, _]| sizes.get(pair) == Some(sentences));
    let right = found.values().filter(|[sentences, right]| sentences == right).count() as u64;
    (!found.is_empty()).then_some(PairCounts { pairs: found.len() as u64, right })
}

/// The counts of all sentences, and of each replicate of the bootstrap over articles.
struct Whole {
    counts: Counts,
    replicates: Vec<Counts>,
    /// The weights of the articles in each replicate.
    weights: Vec<Vec<f64>>,
}

impl Whole {
    fn new(mistakes: &[Vec<Mistakes>]) -> Self {
        let mut articles = vec![Counts::default(); mistakes.len()];
        for (sum, of_article) in articles.iter_mut().zip(mistakes) {
            of_article.iter().for_each(|mistakes| add(sum, &mistakes.counts(), 1.0));
        }
        let sum = |weight: &dyn Fn(usize) -> f64| {
            let mut sum = Counts::default();
            articles.iter().enumerate().for_each(|(place, counts)| add(&mut sum, counts, weight(place)));
            sum
        };
        let weights: Vec<Vec<f64>> =
            (0..REPLICATES).into_par_iter().map(|replicate| replicate_weights(replicate, articles.len())).collect();
        let replicates = weights.par_iter().map(|weights| sum(&|place| weights[place])).collect();
        Self { counts: sum(&|_| 1.0), replicates, weights }
    }
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
    /// The quotient with the number `figure` among [`Counts`], from the counts of the articles with a sentence in the group.
    fn of(inside: &BTreeMap<usize, Counts>, whole: &Whole, figure: usize) -> Self {
        let sum = |weight: &dyn Fn(usize) -> f64| {
            inside.iter().fold([0.0; 2], |[sum, of], (&place, counts)| {
                let [add, more] = counts[figure].map(|count| weight(place) * count);
                [sum + add, of + more]
            })
        };
        let point = sum(&|_| 1.0);
        // By the counts, which are whole numbers: a difference of weighted sums is seldom quite 0.
        let has_rest = whole.counts[figure][1] > point[1];
        let share = |[sum, of]: [f64; 2]| (of > 0.0).then(|| sum / of);
        let gap = |inside: [f64; 2], all: Counts| {
            let beside = [all[figure][0] - inside[0], all[figure][1] - inside[1]];
            Some(share(inside)? - has_rest.then(|| share(beside)).flatten()?)
        };
        let in_group = inside.values().filter(|counts| counts[figure][1] > 0.0).count();
        let replicates: Vec<([f64; 2], Counts)> = if in_group < 2 {
            vec![] // one article tells nothing of how articles differ
        } else {
            let of_group = whole.weights.iter().map(|weights| sum(&|place| weights[place]));
            of_group.zip(whole.replicates.iter().copied()).collect()
        };
        let interval = |figure: &dyn Fn([f64; 2], Counts) -> Option<f64>| {
            let mut values: Vec<f64> = replicates.iter().filter_map(|&(inside, all)| figure(inside, all)).collect();
            (!values.is_empty()).then(|| quantiles(&mut values).into())
        };
        Self {
            sum: point[0],
            of: point[1],
            value: share(point),
            interval: interval(&|inside, _| share(inside)),
            difference: gap(point, whole.counts),
            difference_interval: interval(&gap),
        }
    }
}

impl From<Quotient> for ErrorShare {
    fn from(quotient: Quotient) -> Self {
        let Quotient { sum, of, value: share, interval, difference, difference_interval } = quotient;
        Self { wrong: sum as u64, of: of as u64, share, interval, difference, difference_interval }
    }
}

impl From<Quotient> for Drift {
    fn from(quotient: Quotient) -> Self {
        let Quotient { value: mean, interval, difference, difference_interval, .. } = quotient;
        Self { mean, interval, difference, difference_interval }
    }
}

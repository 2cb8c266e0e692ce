//! How far coders agree on statements, theme by theme and target by target.

use super::alpha::{Metric, alpha, kappa};
use crate::classify::Label;
use crate::score::quantiles;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Resamples of articles behind an interval.
const REPLICATES: usize = 1000;

/// What one coder says of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    /// Identifier of the article.
    pub article: String,
    /// Number of the sentence in it.
    pub i: u64,
    /// The sentence.
    pub text: String,
    /// Who speaks: names are compared as they stand, so one speaker needs one spelling.
    pub speakers: BTreeSet<String>,
    /// Ids of its themes.
    pub themes: BTreeSet<String>,
    /// Stance on each target of those themes.
    pub stances: BTreeMap<String, Label>,
}

/// Agreement on one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What: "speakers", "theme NAME", "stance TARGET".
    pub what: String,
    /// Statements that at least two coders have coded for it.
    pub statements: u64,
    /// Share of pairs of coders that say the same, in [0, 1].
    pub observed: f64,
    /// Krippendorff's alpha, nominal; none where nothing varies.
    pub alpha: Option<f64>,
    /// Its 95 % interval, by a bootstrap over articles (percentiles of 1,000 resamples).
    pub interval: Option<[f64; 2]>,
    /// For stances: alpha with against, neutral and favor as ranks.
    pub ordinal: Option<f64>,
    /// Cohen's kappa; only for two coders.
    pub kappa: Option<f64>,
}

/// A statement that coders disagree on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// Identifier of the article.
    pub article: String,
    /// Number of the sentence.
    pub i: u64,
    /// The sentence.
    pub text: String,
    /// What they disagree on.
    pub what: String,
    /// What each coder says, by coder.
    pub values: BTreeMap<String, String>,
}

/// What coders agree on, and where they do not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// A row for each thing that is coded.
    pub figures: Vec<Figure>,
    /// Every statement and thing with two different values, by article and number.
    pub disagreements: Vec<Disagreement>,
    /// Statements that at least two coders have.
    pub shared: u64,
    /// Statements that only one has.
    pub alone: u64,
    /// Statements that two coders have with different texts, and that are therefore not compared.
    pub different_texts: u64,
    /// Statements that a coder has more than once; the first of each counts.
    pub repeated: u64,
}

/// One value: of which coder, as a number and as a text.
struct Value {
    coder: usize,
    number: u32,
    text: String,
}

/// Compares `coders` (name and statements) on the statements that at least two of them have; a statement is known by
/// article and number, and its text has to be the same but for blanks. A stance counts where both coders see the theme.
pub fn agreement(coders: &[(String, Vec<Coded>)], seed: u64) -> Agreement {
    let mut places: BTreeMap<(&str, u64), Vec<(usize, &Coded)>> = BTreeMap::new();
    let mut repeated = 0;
    for (coder, (_, statements)) in coders.iter().enumerate() {
        for statement in statements {
            let of = places.entry((&statement.article, statement.i)).or_default();
            // Coders come one after the other, so one who has been here already is the last.
            if of.last().is_some_and(|(last, _)| *last == coder) {
                repeated += 1;
            } else {
                of.push((coder, statement));
            }
        }
    }
    let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
    let (mut alone, mut different_texts) = (0, 0);
    places.retain(|_, of| {
        let one_text = of.iter().all(|(_, s)| same(&s.text, &of[0].1.text));
        alone += u64::from(of.len() == 1);
        different_texts += u64::from(!one_text);
        of.len() > 1 && one_text
    });

    let themes: BTreeSet<&str> = all(coders).flat_map(|s| s.themes.iter().map(String::as_str)).collect();
    let targets: BTreeSet<&str> = all(coders).flat_map(|s| s.stances.keys().map(String::as_str)).collect();
    let mut things: Vec<(String, Metric)> = vec![("speakers".to_owned(), Metric::Nominal)];
    things.extend(themes.iter().map(|theme| (format!("theme {theme}"), Metric::Nominal)));
    things.extend(targets.iter().map(|target| (format!("stance {target}"), Metric::Ordinal)));

    let (mut figures, mut disagreements) = (vec![], vec![]);
    for (what, metric) in things {
        let mut speakers: BTreeMap<String, u32> = BTreeMap::new();
        let mut units: Vec<(&str, Vec<Value>)> = vec![];
        for ((article, i), of) in &places {
            let mut values = vec![];
            for (coder, statement) in of {
                let value = match what.split_once(' ') {
                    None => {
                        let text = statement.speakers.iter().cloned().collect::<Vec<_>>().join("; ");
                        let next = speakers.len() as u32;
                        Some((*speakers.entry(text.clone()).or_insert(next), text))
                    }
                    Some(("theme", theme)) => {
                        let has = statement.themes.contains(theme);
                        Some((u32::from(has), if has { "yes" } else { "no" }.to_owned()))
                    }
                    Some((_, target)) => statement.stances.get(target).map(|label| (rank(*label), label.to_string())),
                };
                values.extend(value.map(|(number, text)| Value { coder: *coder, number, text }));
            }
            if values.len() < 2 {
                continue;
            }
            if values.iter().any(|value| value.number != values[0].number) {
                let named = values.iter().map(|value| (coders[value.coder].0.clone(), value.text.clone())).collect();
                let text = of[0].1.text.clone();
                let (article, i) = ((*article).to_owned(), *i);
                disagreements.push(Disagreement { article, i, text, what: what.clone(), values: named });
            }
            units.push((article, values));
        }
        figures.push(figure(what, metric, &units, coders.len(), seed));
    }
    disagreements.sort_by(|a, b| (&a.article, a.i).cmp(&(&b.article, b.i)));
    Agreement { figures, disagreements, shared: places.len() as u64, alone, different_texts, repeated }
}

fn all(coders: &[(String, Vec<Coded>)]) -> impl Iterator<Item = &Coded> {
    coders.iter().flat_map(|(_, statements)| statements)
}

fn rank(label: Label) -> u32 {
    match label {
        Label::Against => 0,
        Label::Neutral => 1,
        Label::Favor => 2,
    }
}

fn figure(what: String, metric: Metric, units: &[(&str, Vec<Value>)], coders: usize, seed: u64) -> Figure {
    let numbers: Vec<Vec<u32>> = units.iter().map(|(_, of)| of.iter().map(|value| value.number).collect()).collect();
    let (mut pairs, mut equal) = (0u64, 0u64);
    for values in &numbers {
        for (at, a) in values.iter().enumerate() {
            for b in &values[at + 1..] {
                pairs += 1;
                equal += u64::from(a == b);
            }
        }
    }
    let of_two: Vec<(u32, u32)> = numbers.iter().filter(|v| v.len() == 2).map(|v| (v[0], v[1])).collect();
    Figure {
        what,
        statements: units.len() as u64,
        observed: if pairs == 0 { 0.0 } else { equal as f64 / pairs as f64 },
        alpha: alpha(&numbers, Metric::Nominal),
        interval: interval(units, &numbers, seed),
        ordinal: (metric == Metric::Ordinal).then(|| alpha(&numbers, Metric::Ordinal)).flatten(),
        kappa: (coders == 2).then(|| kappa(&of_two)).flatten(),
    }
}

/// Articles are drawn, not statements, because the statements of one are not independent. None with fewer than two
/// articles, or where too many resamples have no variation.
fn interval(units: &[(&str, Vec<Value>)], numbers: &[Vec<u32>], seed: u64) -> Option<[f64; 2]> {
    let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (article, _)) in units.iter().enumerate() {
        articles.entry(article).or_default().push(at);
    }
    let articles: Vec<Vec<usize>> = articles.into_values().collect();
    if articles.len() < 2 {
        return None;
    }
    let mut random = StdRng::seed_from_u64(seed);
    let mut values: Vec<f64> = (0..REPLICATES)
        .filter_map(|_| {
            let drawn = (0..articles.len()).flat_map(|_| &articles[random.random_range(0..articles.len())]);
            alpha(&drawn.map(|at| numbers[*at].clone()).collect::<Vec<_>>(), Metric::Nominal)
        })
        .collect();
    let enough = values.len() >= REPLICATES * 9 / 10;
    enough.then(|| quantiles(&mut values).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(i: u64, speaker: &str, theme: bool, label: Label) -> Coded {
        Coded {
            article: format!("a{}", i / 3),
            i,
            text: format!("Sentence {i}."),
            speakers: [speaker.to_owned()].into(),
            themes: theme.then(|| "trade".to_owned()).into_iter().collect(),
            stances: theme.then(|| ("ties".to_owned(), label)).into_iter().collect(),
        }
    }

    #[test]
    fn a_coder_agrees_with_itself_and_differences_are_listed() {
        let labels = [Label::Favor, Label::Against, Label::Neutral];
        let one: Vec<Coded> = (0..12).map(|i| coded(i, "Mira Oduya", i % 4 != 0, labels[i as usize % 3])).collect();
        let mut two = one.clone();
        let same = agreement(&[("one".into(), one.clone()), ("two".into(), two.clone())], 1);
        assert_eq!((same.shared, same.alone, same.disagreements.len()), (12, 0, 0));
        let of = |agreement: &Agreement, what: &str| agreement.figures.iter().find(|f| f.what == what).unwrap().clone();
        let theme = of(&same, "theme trade");
        assert_eq!(
            (theme.alpha, theme.kappa, theme.observed, theme.interval),
            (Some(1.0), Some(1.0), 1.0, Some([1.0, 1.0]))
        );
        // One speaker throughout: nothing varies, so there is nothing to agree on beyond chance.
        assert_eq!(of(&same, "speakers").alpha, None);

        two[1].speakers = ["Tomas Brel".to_owned()].into();
        two[2].stances.insert("ties".into(), Label::Favor);
        two[3].text = "Something else.".into();
        two.pop();
        let other = agreement(&[("one".into(), one), ("two".into(), two)], 1);
        assert_eq!((other.shared, other.alone, other.different_texts), (10, 1, 1));
        let listed: Vec<(u64, &str)> = other.disagreements.iter().map(|d| (d.i, d.what.as_str())).collect();
        assert_eq!(listed, [(1, "speakers"), (2, "stance ties")]);
        assert_eq!(other.disagreements[1].values["one"], "neutral");
        assert!(of(&other, "stance ties").alpha.unwrap() < 1.0);
    }

    #[test]
    fn a_statement_that_a_coder_has_twice_is_no_second_coder() {
        let one: Vec<Coded> = (0..6).map(|i| coded(i, "Mira Oduya", i % 2 == 0, Label::Favor)).collect();
        let mut two = one.clone();
        two.push(coded(0, "Tomas Brel", true, Label::Against));
        let alone = vec![coded(9, "Mira Oduya", true, Label::Favor); 2];
        let of = agreement(&[("one".into(), [one, alone].concat()), ("two".into(), two)], 1);
        assert_eq!((of.shared, of.alone, of.repeated), (6, 1, 2));
        assert!(of.disagreements.is_empty(), "{:?}", of.disagreements);
    }
}

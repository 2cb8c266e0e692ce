//! How sure each figure is: 95 % intervals by a bootstrap over articles.
//!
//! Sentences of one article are not independent (one speech, one reporter), so articles are reweighted, not sentences.
//! The weights are drawn from Exp(1) (the Bayesian bootstrap, Rubin 1981): unlike with drawing articles with
//! replacement, no replicate loses the last sentence of a rare label, so every replicate measures the same figure.

use super::report::Evaluation;
use super::tally::Tally;
use crate::score::quantiles;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Replicates of the bootstrap: enough for two stable decimals.
pub(super) const REPLICATES: u64 = 1000;
/// Fixed, so that equal gold and equal predictions give equal intervals.
const SEED: u64 = 0x6465_6d61_7263_6865;

/// The weights of `articles` articles in a replicate, drawn from Exp(1).
pub(super) fn replicate_weights(replicate: u64, articles: usize) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(SEED.wrapping_add(replicate));
    // `random` is in [0, 1): its complement is never 0.
    (0..articles).map(|_| -(1.0 - random.random::<f64>()).ln()).collect()
}

/// The 95 % interval of each figure of an [`Evaluation`] that has one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Intervals {
    /// By the figure's path in the report ("themes.ukraine.f1"): lower and upper end.
    by: BTreeMap<String, [f64; 2]>,
}

impl Intervals {
    /// The intervals of the figures of `point`, the evaluation of all `articles` together. A figure that rests on fewer
    /// than two of them, which tell nothing of how articles differ, has none.
    pub(super) fn bootstrap(articles: &[Tally], empty: &Tally, point: &Evaluation) -> Self {
        if articles.len() < 2 {
            return Self::default();
        }
        let replicates: Vec<Vec<Option<f64>>> = (0..REPLICATES)
            .into_par_iter()
            .map(|replicate| {
                let mut tally = empty.clone();
                let weights = replicate_weights(replicate, articles.len());
                articles.iter().zip(weights).for_each(|(article, weight)| tally.merge(article, weight));
                tally.finish().figures().into_iter().map(|(_, value)| value).collect()
            })
            .collect();
        let figures = point.figures();
        // Of how many articles each figure tells.
        let mut grounds = vec![0_u32; figures.len()];
        for article in articles {
            let of_article = article.finish().figures_and_grounds();
            grounds.iter_mut().zip(of_article).for_each(|(n, (_, _, counts))| *n += u32::from(counts));
        }
        let by = figures.into_iter().enumerate().filter_map(|(place, (path, value))| {
            let value = value.filter(|_| grounds[place] > 1)?;
            let mut values: Vec<f64> = replicates.iter().filter_map(|replicate| replicate[place]).collect();
            let (low, high) = (!values.is_empty()).then(|| quantiles(&mut values))?;
            // Noise can only add to a calibration error, so its replicates may all lie above it: an interval without
            // its own point would only confuse.
            Some((path, [low.min(value), high.max(value)]))
        });
        Self { by: by.collect() }
    }

    /// The interval of the figure at `path`.
    pub fn get(&self, path: &str) -> Option<[f64; 2]> {
        self.by.get(path).copied()
    }
}

/// An object of the shape of the report, with `[low, high]` in the place of each figure.
impl Serialize for Intervals {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut root = Map::new();
        for (path, ends) in &self.by {
            let mut keys: Vec<&str> = path.split('.').collect();
            let Some(last) = keys.pop() else { continue };
            let mut place = Some(&mut root);
            for key in keys {
                place = place
                    .and_then(|place| place.entry(key).or_insert_with(|| Value::Object(Map::new())).as_object_mut());
            }
            // None where a theme has the id of a figure, "macro_f1": its own figures have no place inside that one.
            if let Some(place) = place {
                place.insert(last.to_owned(), (*ends).as_slice().into());
            }
        }
        root.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_with_the_id_of_a_figure_takes_no_other_figure_away() {
        let paths = ["themes.macro_f1", "themes.macro_f1.f1", "themes.trade.f1"];
        let by = paths.map(|path| (path.to_owned(), [0.25, 0.5])).into_iter().collect();
        let json = serde_json::to_value(Intervals { by }).unwrap();
        let ends = serde_json::json!([0.25, 0.5]);
        assert_eq!(json, serde_json::json!({ "themes": { "macro_f1": ends, "trade": { "f1": ends } } }));
    }
}

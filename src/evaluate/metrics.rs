//! Precision, recall and F1.

use serde::Serialize;

/// True and false positives and negatives of one class. Counts are weighted: where the bootstrap reweights articles,
/// they are no whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hits {
    /// Found, and in the gold.
    pub true_positives: f64,
    /// Found, but not in the gold.
    pub false_positives: f64,
    /// In the gold, but not found.
    pub false_negatives: f64,
}

/// Precision, recall and F1, each in [0, 1]; 0 where only one side has the class, `None` where neither has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Share of what was found that is in the gold.
    pub precision: Option<f64>,
    /// Share of the gold that was found.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
    /// How often the class occurs in the gold.
    pub support: u64,
    /// How often it was found.
    pub predicted: u64,
    /// Whether the class occurs in the gold, with whatever weight.
    #[serde(skip)]
    pub(super) occurs: bool,
}

impl Hits {
    /// Counts one item that is in the gold, found, both or neither.
    pub fn add(&mut self, gold: bool, found: bool) {
        match (gold, found) {
            (true, true) => self.true_positives += 1.0,
            (false, true) => self.false_positives += 1.0,
            (true, false) => self.false_negatives += 1.0,
            (false, false) => {}
        }
    }

    /// Adds the counts of `other`, each `weight` times.
    pub fn merge(&mut self, other: &Self, weight: f64) {
        self.true_positives += weight * other.true_positives;
        self.false_positives += weight * other.false_positives;
        self.false_negatives += weight * other.false_negatives;
    }

    /// The scores.
    pub fn scores(&self) -> Scores {
        let Self { true_positives, false_positives, false_negatives } = *self;
        let (support, predicted) = (true_positives + false_negatives, true_positives + false_positives);
        let nothing = support + predicted == 0.0;
        let share = |of: f64| (!nothing).then(|| if of == 0.0 { 0.0 } else { true_positives / of });
        let f1 = (!nothing).then(|| 2.0 * true_positives / (support + predicted));
        Scores {
            precision: share(predicted),
            recall: share(support),
            f1,
            support: support.round() as u64,
            predicted: predicted.round() as u64,
            occurs: support > 0.0,
        }
    }
}

/// The mean F1 of the classes that occur in the gold.
pub(crate) fn macro_f1<'s>(scores: impl IntoIterator<Item = &'s Scores>) -> Option<f64> {
    mean(scores.into_iter().filter(|scores| scores.occurs).filter_map(|scores| scores.f1))
}

/// The mean; `None` of nothing.
pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0u32);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_by_hand() {
        let scores = Hits { true_positives: 3.0, false_positives: 1.0, false_negatives: 3.0 }.scores();
        assert_eq!((scores.precision, scores.recall, scores.f1), (Some(0.75), Some(0.5), Some(0.6)));
        assert_eq!((scores.support, scores.predicted), (6, 4));
        let missed = Hits { false_negatives: 2.0, ..Hits::default() }.scores();
        assert_eq!((missed.precision, missed.recall, missed.f1), (Some(0.0), Some(0.0), Some(0.0)));
        assert_eq!(Hits::default().scores().f1, None);
    }

    #[test]
    fn the_macro_mean_is_over_classes_of_the_gold() {
        let perfect = Hits { true_positives: 2.0, ..Hits::default() }.scores();
        let missed = Hits { false_negatives: 1.0, ..Hits::default() }.scores();
        let invented = Hits { false_positives: 5.0, ..Hits::default() }.scores();
        assert_eq!(macro_f1([&perfect, &missed, &invented]), Some(0.5));
        assert_eq!(macro_f1([&invented]), None);
    }
}

//! Which label was found for which.

use super::Hits;
use crate::classify::Label;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Stances of the gold (rows) by what was found for them (columns).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Confusion {
    /// By the gold's label, in the order of [`Label::ALL`]: how often favor, against, neutral and nothing were found.
    pub counts: [[f64; 4]; 3],
}

impl Confusion {
    /// The columns' names, which are also the keys of the JSON; the first three are the rows' names.
    pub const COLUMNS: [&'static str; 4] = ["favor", "against", "neutral", "missing"];

    /// Counts a stance of the gold and what was found for it.
    pub(super) fn add(&mut self, gold: Label, found: Option<Label>) {
        self.counts[gold.index()][found.map_or(3, Label::index)] += 1.0;
    }

    /// Adds the counts of `other`, each `weight` times.
    pub(super) fn merge(&mut self, other: &Self, weight: f64) {
        let cells = self.counts.iter_mut().flatten().zip(other.counts.iter().flatten());
        cells.for_each(|(cell, other)| *cell += weight * other);
    }

    /// Hits of `label` against the two others.
    pub(super) fn hits(&self, label: Label) -> Hits {
        let of = label.index();
        let true_positives = self.counts[of][of];
        let gold: f64 = self.counts[of].iter().sum();
        let found: f64 = self.counts.iter().map(|row| row[of]).sum();
        Hits { true_positives, false_positives: found - true_positives, false_negatives: gold - true_positives }
    }
}

/// `{"favor": {"favor": 3, "against": 0, "neutral": 1, "missing": 0}, "against": ...}`.
impl Serialize for Confusion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Row([f64; 4]);
        impl Serialize for Row {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(Confusion::COLUMNS.iter().zip(self.0.map(|count| count.round() as u64)))
            }
        }
        let mut map = serializer.serialize_map(Some(3))?;
        for (name, row) in Self::COLUMNS.iter().zip(self.counts) {
            map.serialize_entry(name, &Row(row))?;
        }
        map.end()
    }
}

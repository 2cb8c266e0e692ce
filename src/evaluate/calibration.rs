//! Whether probabilities mean what they say: expected calibration error and Brier score.

use serde::Serialize;

/// Bins of equal width for the expected calibration error.
pub(super) const BINS: usize = 15;

/// Calibration of one head.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error, in [0, 1]: the mean, weighted by their size, of the bins' distance between mean
    /// confidence and share of events that came true.
    pub ece: Option<f64>,
    /// Brier score: the mean squared distance between probabilities and what is. In [0, 1] for one probability, in
    /// [0, 2] for a distribution over labels, over which it is summed.
    pub brier: Option<f64>,
    /// Number of predictions.
    pub n: u64,
}

/// One bin of a reliability diagram that holds a prediction or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Mean confidence of its predictions, in [0, 1].
    pub confidence: f64,
    /// Share of its predictions that came true, in [0, 1].
    pub came_true: f64,
    /// Number of its predictions.
    pub n: u64,
}

/// Collects predictions of one head, with weights.
#[derive(Debug, Clone, Default)]
pub(super) struct Bins {
    /// Weight, weighted sum of confidences, weight of the events that came true.
    bins: [(f64, f64, f64); BINS],
    squares: f64,
    n: f64,
}

impl Bins {
    /// Adds a prediction made with `confidence` in [0, 1] which came true or not, and its squared distance.
    pub fn add(&mut self, confidence: f64, came_true: bool, squared_distance: f64) {
        // 1 belongs to the last bin.
        let place = ((confidence * BINS as f64) as usize).min(BINS - 1);
        let (n, sum, hits) = &mut self.bins[place];
        *n += 1.0;
        *sum += confidence;
        *hits += f64::from(u8::from(came_true));
        self.squares += squared_distance;
        self.n += 1.0;
    }

    /// Adds a probability of an event that is or is not.
    pub fn add_event(&mut self, probability: f64, is: bool) {
        self.add(probability, is, (probability - f64::from(u8::from(is))).powi(2));
    }

    /// Adds all predictions of `other`, each `weight` times.
    pub fn merge(&mut self, other: &Self, weight: f64) {
        for ((n, sum, hits), (m, other_sum, other_hits)) in self.bins.iter_mut().zip(&other.bins) {
            *n += weight * m;
            *sum += weight * other_sum;
            *hits += weight * other_hits;
        }
        self.squares += weight * other.squares;
        self.n += weight * other.n;
    }

    /// The calibration.
    pub fn calibration(&self) -> Calibration {
        let gaps: f64 = self.bins.iter().map(|&(_, sum, hits)| (sum - hits).abs()).sum();
        let of_all = |sum: f64| (self.n > 0.0).then(|| sum / self.n);
        Calibration { ece: of_all(gaps), brier: of_all(self.squares), n: self.n.round() as u64 }
    }

    /// The bins that hold something, by confidence.
    pub fn reliability(&self) -> Vec<ReliabilityBin> {
        let filled = self.bins.iter().filter(|(n, _, _)| *n > 0.0);
        filled
            .map(|&(n, sum, hits)| ReliabilityBin { confidence: sum / n, came_true: hits / n, n: n.round() as u64 })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_by_hand() {
        let mut bins = Bins::default();
        // Bin 13 (0.8667 to 0.9333): mean confidence 0.9, 3 of 4 true: gap 0.15 on 4 of 5 predictions.
        for came_true in [true, true, true, false] {
            bins.add_event(0.9, came_true);
        }
        // Bin 14: confidence 1, true: no gap.
        bins.add_event(1.0, true);
        let calibration = bins.calibration();
        assert!((calibration.ece.unwrap() - 0.12).abs() < 1e-12, "{calibration:?}");
        assert!((calibration.brier.unwrap() - (3.0 * 0.01 + 0.81) / 5.0).abs() < 1e-12, "{calibration:?}");
        assert_eq!(calibration.n, 5);
        assert_eq!(Bins::default().calibration().ece, None);
    }

    #[test]
    fn gaps_of_different_bins_do_not_cancel() {
        let (mut bins, mut other) = (Bins::default(), Bins::default());
        bins.add_event(0.2, true);
        other.add_event(0.8, false);
        bins.merge(&other, 1.0);
        assert!((bins.calibration().ece.unwrap() - 0.8).abs() < 1e-12);
    }
}

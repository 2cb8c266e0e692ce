//! A target's confusion matrix, learned from all of its gold, and its inverse.

use super::error::Sums;
use super::{POOLED_STATEMENTS, PRIOR_ALL, STANCES, Sampled, Truth};
use crate::classify::Label;
use std::collections::HashSet;

/// A target's confusion matrix, learned from all of its gold.
#[derive(Debug, Clone)]
pub struct Confusion {
    /// With whether it counts in `rows` and `counts`: a joint statement does so once, whoever its speakers are.
    gold: Vec<(Sampled, bool)>,
    /// Statements among them.
    statements: usize,
    /// P(machine says k | true y).
    rows: [[f64; 3]; 3],
    /// Gold statements by true label.
    counts: [f64; 3],
    /// P(a statement is not the actor's or not on the theme, and the machine says k).
    strays: [f64; 3],
    /// The value of each machine label that makes mean values unbiased: rows x values = true stances.
    values: [f64; 3],
}

/// What a statement that is not coded by hand adds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The value of each machine label.
    pub values: [f64; 3],
    /// What of it comes from strays, in the mean over statements.
    pub stray: f64,
    /// The share of statements that are the actor's.
    pub kept: f64,
}

/// How a position that rests on the matrix alone varies with it.
pub(super) struct MatrixError {
    /// What each gold article adds.
    pub sums: Sums,
    /// The true shares behind the machine's, none below 0.
    pub truth: [f64; 3],
    /// Statements of each row, with the added one.
    pub sizes: [f64; 3],
}

impl Confusion {
    /// From the labelled ones of `gold`, statements of any actor on one target. A statement of two speakers is one witness of
    /// how the machine labels, and two of how often it finds the wrong speaker.
    ///
    /// # Errors
    /// In words, why there is no matrix: too few of a true label, or labels that the machine does not tell apart.
    pub fn learn(gold: impl IntoIterator<Item = Sampled>) -> Result<Self, String> {
        let mut seen = HashSet::new();
        let mut first = |s: &Sampled| matches!(s.truth, Some(Truth::Stance(_))) && seen.insert(s.record);
        let gold: Vec<(Sampled, bool)> =
            gold.into_iter().filter(|s| s.truth.is_some()).map(|s| (s, first(&s))).collect();
        let (mut rows, mut counts, mut strays) = ([[0.0f64; 3]; 3], [0.0f64; 3], [0.0f64; 3]);
        for (s, counted) in &gold {
            if let Some(Truth::Stance(y)) = s.truth {
                rows[y][s.label] += f64::from(u8::from(*counted));
                counts[y] += f64::from(u8::from(*counted));
            } else {
                strays[s.label] += 1.0 / gold.len() as f64;
            }
        }
        if let Some(y) = (0..3).find(|&y| counts[y] < POOLED_STATEMENTS as f64) {
            let label = Label::ALL[y];
            return Err(format!("{} gold statements are {label}; {POOLED_STATEMENTS} are needed", counts[y]));
        }
        for (row, count) in rows.iter_mut().zip(counts) {
            row.iter_mut().for_each(|share| *share /= count);
        }
        let values = solve(rows, STANCES).ok_or("the machine's labels do not depend on the true ones")?;
        let statements = gold.iter().map(|(s, _)| s.record).collect::<HashSet<_>>().len();
        Ok(Self { gold, statements, rows, counts, strays, values })
    }

    /// Gold statements that it is learned from.
    pub(super) fn statements(&self) -> usize {
        self.statements
    }

    pub(super) fn part(&self) -> Part {
        let stray = (0..3).map(|k| self.strays[k] * self.values[k]).sum();
        Part { values: self.values, stray, kept: 1.0 - self.strays.iter().sum::<f64>() }
    }

    /// How `position`, of an actor of whom the machine gives those `shares` of labels, varies with the gold that the matrix is
    /// learned from.
    pub(super) fn error(&self, shares: &[f64; 3], position: f64) -> Option<MatrixError> {
        let truth = self.truth(shares)?;
        let sizes = self.counts.map(|count| count + PRIOR_ALL);
        let (all, kept) = (self.gold.len() as f64, 1.0 - self.strays.iter().sum::<f64>());
        let stray_mean: f64 = (0..3).map(|k| self.strays[k] * (self.values[k] - position)).sum();
        let mut sums = Sums::new();
        for (s, counted) in &self.gold {
            let stray = if let Some(Truth::Stance(y)) = s.truth {
                // rows[y] x values is STANCES[y] by construction.
                if *counted {
                    let error = truth[y] * (self.values[s.label] - STANCES[y]) / sizes[y];
                    *sums.entry(s.article).or_default() -= error;
                }
                0.0
            } else {
                self.values[s.label] - position
            };
            *sums.entry(s.article).or_default() -= (stray - stray_mean) / kept / all;
        }
        Some(MatrixError { sums, truth, sizes })
    }

    /// The true shares behind the machine's `shares`, none below 0.
    fn truth(&self, shares: &[f64; 3]) -> Option<[f64; 3]> {
        let transposed = std::array::from_fn(|k| std::array::from_fn(|y| self.rows[y][k]));
        let own = std::array::from_fn(|k| shares[k] - self.strays[k]);
        let truth = solve(transposed, own)?.map(|share| share.max(0.0));
        let all: f64 = truth.iter().sum();
        Some(truth.map(|share| share / all.max(1e-9)))
    }
}

/// x with `matrix` x = `right`, by Cramer's rule; `None` if the matrix is close to singular.
fn solve(matrix: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(matrix);
    (whole.abs() > 0.01).then(|| {
        std::array::from_fn(|column| {
            let mut replaced = matrix;
            (0..3).for_each(|row| replaced[row][column] = right[row]);
            determinant(replaced) / whole
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joint_statement_is_one_witness_of_the_labels_and_two_of_the_speakers() {
        let of =
            |record, label, y| Sampled { article: record, record, score: 0.0, label, truth: Some(Truth::Stance(y)) };
        let gold: Vec<Sampled> = (0..30).map(|n| of(n, n % 3, n % 3)).chain([of(30, 2, 0)]).collect();
        let alone = Confusion::learn(gold.clone()).unwrap();
        let twice = Confusion::learn(gold.iter().chain(&gold[30..]).copied()).unwrap();
        assert_eq!((alone.rows, alone.counts), (twice.rows, twice.counts));
        // Nine joint statements are no eighteen, and so too few.
        let few: Vec<Sampled> = gold[..29].iter().chain(&gold[..29]).copied().collect();
        assert!(Confusion::learn(few).unwrap_err().contains("9 gold statements are neutral"));
        // Two speakers of whom gold knows one: one stray of two assignments.
        let half = gold.iter().flat_map(|s| [*s, Sampled { truth: Some(Truth::Absent), ..*s }]);
        let half = Confusion::learn(half).unwrap();
        assert!((half.strays.iter().sum::<f64>() - 0.5).abs() < 1e-9 && half.rows == alone.rows, "{half:?}");
    }
}

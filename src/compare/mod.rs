//! Comparison: positions side by side, above every other stage of scoring.
//!
//! [`differences`] gives every pair of speakers (or one speaker's pair of outlets, audiences or windows of time) on a target
//! the difference of their positions, with an interval in which shared articles cancel out, a p-value by `exchange` of
//! articles and a q-value over all pairs that could differ (Benjamini and Hochberg 1995; Tarone 1990); [`drivers()`] the
//! statements that a difference rests on; [`changes()`] the date at which a speaker's position turns, if it does, beside
//! `serial` chance; [`agreements`] how close two speakers are over all targets; [`Network`] the ties of Discourse Network
//! Analyzer's actor networks, and [`polarization`] the blocs and clusters in them.

mod agreement;
mod changes;
mod clusters;
mod contrast;
mod differences;
mod drivers;
mod exchange;
mod network;
mod serial;

pub use agreement::{Agreement, agreements};
pub use changes::{CHANGE_ARTICLES, Change, change_drivers, changes};
pub use clusters::{Member, Polarization, polarization};
pub use contrast::{Basis, Contrast, RATE};
pub use differences::{Difference, differences};
pub use drivers::{Driver, drivers};
pub use network::{Kind, Network, Node, Normalization, Tie, WEIGHTS};

/// What the numbers owe to chance: how it is seeded, and how much of it there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Chance {
    /// What random numbers are seeded by: the same names have the same numbers.
    pub seed: &'static str,
    /// Of the bootstrap behind the interval of a difference.
    pub replicates: usize,
    /// Permutations behind the p-value of a difference, at most; where there are fewer than 20,000 all are gone through.
    pub permutations: u32,
    /// Series behind the p-value of a change, at most.
    pub series: usize,
}

/// That of every comparison.
pub const CHANCE: Chance = Chance {
    seed: "SHA-256 of speaker, group, theme and target",
    replicates: crate::score::REPLICATES,
    permutations: exchange::MOST,
    series: changes::MOST,
};

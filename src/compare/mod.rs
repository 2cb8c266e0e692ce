//! Comparison: positions side by side, above every other stage of scoring.
//!
//! [`differences`] gives every pair of speakers (or one speaker's pair of outlets, audiences or windows of time) on a target
//! the difference of their positions, with an interval in which shared articles cancel out, and a q-value over all pairs
//! (Benjamini and Hochberg 1995); [`drivers`] the statements that a difference rests on; [`changes`] the date at which a
//! speaker's position turns, if it does; [`agreements`] how close two speakers are over all targets; [`Network`] the ties of
//! Discourse Network Analyzer's actor networks, and [`polarization`] the blocs and clusters in them.

mod changes;
mod clusters;
mod contrast;
mod differences;
mod network;

pub use changes::{CHANGE_ARTICLES, Change, change_drivers, changes};
pub use clusters::{Member, Polarization, polarization};
pub use contrast::{Contrast, benjamini_hochberg};
pub use differences::{Agreement, Difference, Driver, agreements, differences, drivers};
pub use network::{Kind, Network, Node, Normalization, Tie, WEIGHTS};

//! Comparison: positions side by side, above every other stage of scoring.
//!
//! [`differences`] gives every pair of speakers (or one speaker's pair of outlets or months) on a target the difference
//! of their positions, with an interval in which shared articles cancel out, and a q-value over all pairs (Benjamini
//! and Hochberg 1995); [`drivers`] the statements that a difference rests on; [`agreements`] how close two speakers are
//! over all targets; [`networks`] the edges of Discourse Network Analyzer's actor networks.

mod differences;
mod network;

pub use differences::{Agreement, Difference, Driver, agreements, benjamini_hochberg, differences, drivers};
pub use network::{Edge, Kind, Normalization, networks};

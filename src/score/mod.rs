//! Stage 6, scores: coded statements in, [`Position`]s out: where each speaker stands on each target.

use jiff::civil::Date;
use serde::Serialize;

/// Where one speaker stands on one target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Position {
    /// Canonical name.
    pub speaker: String,
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// Statements of the speaker on the theme.
    pub statements: u64,
    /// Articles that they stand in.
    pub articles: u64,
    /// Statements labelled favor.
    pub favor: u64,
    /// Statements labelled against.
    pub against: u64,
    /// Statements labelled neutral.
    pub neutral: u64,
    /// Mean of P(favor) - P(against) over the statements, in [-1, 1].
    pub position: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Date of the earliest article with a date.
    pub first: Option<Date>,
    /// Date of the latest article with a date.
    pub last: Option<Date>,
}

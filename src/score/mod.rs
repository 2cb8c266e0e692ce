//! Stage 6, scores: coded statements in, [`Position`]s out: where each speaker stands on each target.
//!
//! [`Aggregator`] takes one coded statement at a time and keeps, for every speaker and target, a sum an article: memory
//! grows with speakers x targets x articles, not with text. Sums are integers in units of 0.0001, the precision of
//! `statements.jsonl`, so a position does not depend on the order of the statements, and can be computed again from the
//! written file to the last digit. `interval` says how sure a position is.
//!
//! For runs that are read back there is more: [`units`] sorts their [`Record`]s by speaker (or group) and target and
//! leaves out `copies` and repetitions, [`estimates`] gives each unit its numbers, and [`corrections`] corrects them for the
//! classifier's errors from [`Gold`].

mod aggregate;
mod copies;
pub mod correct;
mod estimate;
mod gold;
mod interval;
mod posterior;
#[cfg(test)]
mod properties;
mod record;
mod units;

pub use aggregate::Aggregator;
pub use copies::copies;
pub use correct::{Corrected, Correction, Corrections, Method, Outcome, Truth, correct, corrections};
pub use estimate::{Estimate, estimates};
pub use gold::{Gold, GoldStatement};
pub use interval::{ArticleSum, Interval, interval};
pub(crate) use interval::{REPLICATES, exponential, half_gamma, quantiles, seed};
pub use record::{ArticleKey, By, Duplicates, Record, Weight};
pub use units::{Actor, Counting, Observation, UNKNOWN, Unit, units};

use crate::classify::Label;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where one speaker stands on one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Canonical name.
    pub speaker: String,
    /// The speaker's id; the name where statements have none.
    pub id: String,
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// Statements of the speaker on the theme.
    pub statements: u64,
    /// Articles that they stand in.
    pub articles: u64,
    /// Outlets that those articles name as their source; articles without a source are not counted.
    pub outlets: u64,
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

impl Position {
    /// The share of the speaker's statements on the target with label `label`, in [0, 1].
    pub fn share(&self, label: Label) -> f64 {
        let count = match label {
            Label::Favor => self.favor,
            Label::Against => self.against,
            Label::Neutral => self.neutral,
        };
        if self.statements == 0 { 0.0 } else { count as f64 / self.statements as f64 }
    }
}

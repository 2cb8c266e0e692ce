//! What `compare` takes.

use super::{Correction, EXIT_CODES, Results, RunChoice};
use clap::Args;
use std::path::PathBuf;

/// Compare speakers, outlets, audiences and times over one or many runs.
///
/// Differences of every pair of speakers on a target, with intervals and false-discovery control over all pairs, and the
/// statements that they rest on; with --by outlet, audience, week, month, quarter or year, of one speaker between those.
/// Then changes over time, who stands with whom, and how polarized that is. With --gold differences, changes and agreement are
/// those of positions corrected for the classifier's errors where it allows that; networks and polarization are not. --out also writes the agreement over targets
/// and the actor networks. docs/positions.md explains the numbers.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Compare {
    #[command(flatten)]
    pub choice: RunChoice,

    #[command(flatten)]
    pub results: Results,

    #[command(flatten)]
    pub correction: Correction,

    /// The codebook of the runs, where it is not the one that is shipped
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub codebook: Option<PathBuf>,

    /// Show this many statements of each side of a difference
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub drivers: usize,

    /// Show the statements of every pair, not only of those that differ
    #[arg(long)]
    pub all_drivers: bool,
}

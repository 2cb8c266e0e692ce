//! What `positions` takes.

use super::{Correction, EXIT_CODES, Results, RunChoice};
use clap::Args;
use demarche::score::Weight;
use std::path::PathBuf;

/// Score speakers' positions over one or many runs.
///
/// Puts the runs' statements together and says, for each speaker and target, how many statements there are, where the
/// speaker stands from -1 (against) to +1 (in favor), and how sure that is. docs/positions.md explains the numbers.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Positions {
    #[command(flatten)]
    pub choice: RunChoice,

    #[command(flatten)]
    pub results: Results,

    /// Let each statement weigh the same in a position and its interval by article, or each outlet: statement, outlet
    #[arg(long, value_name = "WEIGHT", default_value = "statement", conflicts_with = "gold")]
    pub weight: Weight,

    #[command(flatten)]
    pub correction: Correction,

    /// The codebook of the runs, where it is not the one that is shipped
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub codebook: Option<PathBuf>,
}

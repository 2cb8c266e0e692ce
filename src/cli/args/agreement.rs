//! What `agreement` takes.

use super::EXIT_CODES;
use clap::Args;
use std::path::PathBuf;

/// Say how far coders agree, a machine among them.
///
/// Krippendorff's alpha with its 95 % interval (articles resampled), share of agreeing pairs, and Cohen's kappa for two
/// coders: for speakers, each theme, and the stance on each target. A stance is compared where both see its theme.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Agreement {
    /// Labelled statements of a coder (JSON Lines), or a run's folder: the machine as a coder. Two or more
    #[arg(required = true, num_args = 2.., value_name = "CODER")]
    pub coders: Vec<PathBuf>,

    /// Write every statement that they disagree on into this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub disagreements: Option<PathBuf>,

    /// The codebook, where it is not the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Seed of the intervals
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,

    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

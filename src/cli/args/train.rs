//! What `train` takes.

use super::{Compute, EXIT_CODES};
use clap::Args;
use std::path::PathBuf;

/// Train heads for your own codebook from labelled statements.
///
/// The encoder stays as it is; each theme and each target gets a logistic regression on it, drawn towards what the model
/// does without training. Labelled statements have the form that `evaluate` reads: 50 to 5,000 of them, those without a
/// theme included, from several articles. Figures are cross-validated by article. The same data give the same model, to
/// the byte.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Train {
    /// Labelled statements, in one file or several
    #[arg(long, value_name = "LABELLED.jsonl", required = true, num_args = 1..)]
    pub data: Vec<PathBuf>,

    /// The codebook in TOML whose themes and targets the statements are labelled by
    #[arg(long, value_name = "FILE")]
    pub codebook: PathBuf,

    /// Folder to write the model into; made if it is not there
    #[arg(short, long, value_name = "MODEL")]
    pub out: PathBuf,

    /// Replace a model that the output folder already holds
    #[arg(long)]
    pub force: bool,

    /// Take every trained head, also where the base model does better on statements that the head had not seen: for a base
    /// model that was itself trained on these statements, and looks better than it is
    #[arg(long)]
    pub take_all: bool,

    #[command(flatten)]
    pub compute: Compute,

    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

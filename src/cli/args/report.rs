//! What `report` takes.

use super::{Correction, EXIT_CODES, RunChoice};
use clap::Args;
use std::path::PathBuf;

/// Put one or many runs into a page for readers.
///
/// The page is one HTML file that loads nothing: a summary, what was read, a map of speakers and targets with intervals,
/// plots, the network of who stands with whom, and every statement behind a number. docs/report.md explains it.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Report {
    #[command(flatten)]
    pub choice: RunChoice,

    /// The page; an older one is replaced
    #[arg(short, long, value_name = "FILE.html")]
    pub out: PathBuf,

    /// Write the plots into this folder as well, as SVG; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub figures: Option<PathBuf>,

    /// Headline of the page
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,

    #[command(flatten)]
    pub correction: Correction,

    /// The codebook of the runs, where it is not the one that is shipped: names and propositions for readers
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,
}

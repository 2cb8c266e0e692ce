//! What `speakers` takes.

use super::{EXIT_CODES, Listing};
use clap::Args;
use std::path::PathBuf;

/// List the speakers of runs, with what looks like two persons in one or one in two.
///
/// For each speaker the id, the number of statements and articles, and what the articles call them. --out writes the doubtful
/// cases as a file of corrections, which you edit and hand back: to classify as --speakers, to the others as --directory.
/// docs/speakers.md explains both.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Speakers {
    /// Folders that `demarche classify --out` wrote
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,

    /// Further speakers and corrections in TOML (what classify calls --speakers)
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,

    /// Write the doubtful cases into this file, as corrections to edit
    #[arg(short, long, value_name = "FILE.toml")]
    pub out: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub listing: Listing,
}

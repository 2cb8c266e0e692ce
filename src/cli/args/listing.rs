//! Options of the commands that print tables.

use clap::Args;

/// How results are printed.
#[derive(Debug, Args)]
pub struct Listing {
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Show this many rows of each table
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub top: usize,
}

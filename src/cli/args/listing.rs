//! Options of the commands that print tables.

use clap::Args;

/// Rows of each table, where the user does not say.
pub const DEFAULT_TOP: usize = 40;

/// How results are printed.
#[derive(Debug, Args)]
pub struct Listing {
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Show this many rows of each table
    #[arg(long, value_name = "N", default_value_t = DEFAULT_TOP)]
    pub top: usize,
}

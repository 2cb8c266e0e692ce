//! What `import` takes.

use super::EXIT_CODES;
use clap::Args;
use std::path::PathBuf;

/// Take reviewed labels back as gold.
///
/// FILE is Label Studio's JSON export of tasks that `export --to label-studio` made, or the table of `export --to csv` or
/// `--to codes`, saved as CSV by a spreadsheet in which somebody went over it. What comes out is what evaluate, train and
/// positions --gold read. Labels that are exactly the machine's and that nobody looked at, as far as that shows, are counted
/// in a warning.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Import {
    /// Where the labels come from: label-studio, csv, codes
    #[arg(value_name = "TOOL", value_parser = ["label-studio", "csv", "codes"])]
    pub tool: String,

    /// The tool's export, or the table (`-`: standard input): every statement in it with a label counts as labelled, or those
    /// with something in the column `coder`, where it has one
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// File to write the gold into; what was not taken is listed beside it, in GOLD.jsonl.problems.jsonl
    #[arg(short, long, value_name = "GOLD.jsonl")]
    pub out: PathBuf,

    /// Of Label Studio only labels of this person (number or e-mail address) [default: of each task those that were changed last]
    #[arg(long, value_name = "WHO")]
    pub annotator: Option<String>,

    /// The codebook of the tasks, where it is not the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
}

//! Options of the commands that read runs.

use super::Listing;
use clap::Args;
use demarche::score::{By, Duplicates};
use std::path::PathBuf;

/// Which runs, and what of them.
#[derive(Debug, Args)]
pub struct RunChoice {
    /// Folders that `demarche classify --out` wrote
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,

    /// Count a speaker's statements with the same label and target: all, or once an article, day, week, month, run
    #[arg(long, value_name = "POLICY", default_value = "all")]
    pub duplicates: Duplicates,

    /// Count copies (sentences that several articles have in nearly the same words) like other statements
    #[arg(long)]
    pub keep_copies: bool,

    /// Only these speakers (by name, id or surname) or groups, separated by commas
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub speakers: Vec<String>,

    /// Only these targets, separated by commas
    #[arg(long, value_name = "TARGET,...", value_delimiter = ',')]
    pub target: Vec<String>,

    /// Leave out speakers with fewer statements on a target [default: 1; of compare 3, as pairs of single statements drown
    /// the others]
    #[arg(long, value_name = "N")]
    pub min_statements: Option<u64>,

    /// Put runs of different models or codebooks together all the same
    #[arg(long)]
    pub mixed: bool,

    /// Further speakers in TOML, with their countries and roles, and corrections (what classify calls --speakers)
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,

    /// Whether the runs were coded with that file, so that its corrections have done their work
    #[arg(skip)]
    pub coded_with_directory: bool,
}

impl RunChoice {
    /// All of one run, which was coded with `directory`.
    pub fn of(run: PathBuf, directory: Option<PathBuf>) -> Self {
        Self {
            runs: vec![run],
            duplicates: Duplicates::default(),
            keep_copies: false,
            speakers: vec![],
            target: vec![],
            min_statements: None,
            mixed: false,
            directory,
            coded_with_directory: true,
        }
    }
}

/// Labelled statements.
#[derive(Debug, Args)]
pub struct Correction {
    /// Correct for the classifier's errors with these labelled statements (in the form that evaluate reads), a random
    /// sample of the runs' statements
    #[arg(long, value_name = "FILE")]
    pub gold: Option<PathBuf>,

    /// Further runs over gold's own articles, which tell how the classifier errs and are not counted
    #[arg(long, value_name = "RUN", requires = "gold")]
    pub gold_run: Vec<PathBuf>,
}

/// What becomes of the results.
#[derive(Debug, Args)]
pub struct Results {
    /// Score groups apart: outlet, audience, week, month, quarter, year, country, role
    #[arg(long, value_name = "GROUP")]
    pub by: Option<By>,

    /// Which outlets write for whom, in TOML: domestic = ["Outlet A", ...]. An article's own field `audience` comes first
    #[arg(long, value_name = "FILE", requires = "by")]
    pub audiences: Option<PathBuf>,

    /// Folder to write the results into, as CSV and JSON; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace results that the output folder already holds
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub listing: Listing,
}

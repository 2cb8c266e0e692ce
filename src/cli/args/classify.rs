//! What `classify` takes.

use super::{EXIT_CODES_OF_CLASSIFY, Resources};
use clap::Args;
use demarche::article::{Columns, Format};
use serde::Serialize;
use std::path::PathBuf;

/// Code every statement of articles, and score the speakers' positions.
///
/// Writes into the output folder: statements.jsonl (a coded statement a line), positions.csv (a speaker and target a
/// line), manifest.json (what was run, and counts) and problems.jsonl (what was not fully read, and why); and prints a
/// table of the speakers' positions. Ctrl-C (or SIGTERM, SIGHUP) ends the job within some seconds and writes what is
/// done; a second one ends it at once.
#[derive(Debug, Args, Serialize)]
#[command(after_help = EXIT_CODES_OF_CLASSIFY)]
pub struct Classify {
    /// Files, folders (walked), globs (in quotes), or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    #[serde(skip)]
    pub inputs: Vec<String>,

    /// Folder to write the results into; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,

    /// Replace a run that the output folder already holds; it is kept until the new one is finished
    #[arg(long)]
    pub force: bool,

    #[arg(
        long,
        value_name = "FORMAT",
        help = "Read every input in this format, whatever its extension [txt, jsonl, csv]"
    )]
    #[serde(serialize_with = "display")]
    pub input_format: Option<Format>,

    /// Names of the fields in the input, where they differ: text=body,id=doc_id. Fields are text, id, date, source,
    /// title, url, lang
    #[arg(long, value_name = "FIELD=COLUMN,...")]
    #[serde(serialize_with = "display")]
    pub columns: Option<Columns>,

    /// Outlet, or whoever publishes them, of the articles that bring none, as text files never do
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub source: Option<String>,

    /// Leave out articles in other languages than English, by their field lang, else by a guess; each is a row in
    /// problems.jsonl
    #[arg(long)]
    pub skip_other_languages: bool,

    #[command(flatten)]
    #[serde(flatten)]
    pub resources: Resources,

    /// Show this many speakers in the table at the end; 0 leaves the table out
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,

    /// Make the page for readers of this run as well (what the command report does)
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,

    /// Headline of that page
    #[arg(long, value_name = "TITLE", requires = "report")]
    pub title: Option<String>,

    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

/// Options are recorded in the manifest as they are typed.
fn display<T: std::fmt::Display, S: serde::Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}

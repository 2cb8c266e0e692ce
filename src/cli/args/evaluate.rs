//! What `evaluate` takes.

use super::{EXIT_CODES, Resources};
use clap::Args;
use std::path::PathBuf;

/// Measure the pipeline on labelled statements.
///
/// GOLD holds a sentence a line, the sentences of an article together:
/// {"article": "ID", "i": 0, "text": "...", "speakers": ["..."], "themes": ["ukraine"], "stance": {"settlement": "favor",
/// "support": "neutral"}}. The sentences are taken as they are; attribution and classification run on them, or on their whole
/// articles with --articles. Every figure comes with its 95 % interval, by a bootstrap over articles.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Evaluate {
    /// The labelled statements, or - for standard input
    #[arg(value_name = "GOLD.jsonl")]
    pub gold: PathBuf,

    /// Read the articles of GOLD whole, from these files or folders (as `classify` reads them), and measure the labelled
    /// sentences in them: names and pronouns then mean what they mean there. An article that is not among them, or that
    /// does not hold its labelled sentences, is read from those alone, with a note
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    pub articles: Vec<String>,

    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Write every sentence with a mistake in themes, stance or speakers into this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,

    /// Show errors by group as well: by `country` of the speakers, by their `speaker-camp`, by `outlet-camp`, or by a text
    /// field of the gold records (`source`, `kind`, ...); several separated by commas
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    pub by: Vec<String>,

    /// Which outlets and countries are a camp, in TOML, where it is not as in data/camps.toml
    #[arg(long, value_name = "FILE", requires = "by")]
    pub camps: Option<PathBuf>,

    /// Draw a reliability diagram of themes and stance into this file, as SVG
    #[arg(long, value_name = "FILE.svg")]
    pub reliability: Option<PathBuf>,

    /// Show beside each figure what simpler means reach: a keyword dictionary and, with --baseline-train, the most
    /// frequent answer, TF-IDF, and this model's own frozen encoder with a logistic regression
    #[arg(long)]
    pub baselines: bool,

    /// Labelled statements that the baselines learn from, in the form of GOLD; articles of GOLD are left out
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "baselines", conflicts_with = "nli_model")]
    pub baseline_train: Vec<PathBuf>,

    #[command(flatten)]
    pub resources: Resources,

    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

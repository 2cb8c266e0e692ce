//! What `export` takes.

use super::EXIT_CODES;
use clap::Args;
use std::path::PathBuf;

/// Write a run's statements in the formats of other tools.
///
/// jsonl, csv, arrow and parquet hold everything; codes is a row for each speaker and target. huggingface is a folder that
/// the datasets library loads. dna and dna-events are for Discourse Network Analyzer, graphml for visone and Gephi.
/// label-studio (a folder) and doccano are for labelling by hand, least certain statements first; conll is for taggers.
/// --sample and --blind, for gold, put statements in random order. docs/export.md describes each.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Export {
    /// Folder that `demarche classify --out` wrote
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Further runs, which are refused with a reason: other commands take many
    #[arg(hide = true)]
    pub more: Vec<PathBuf>,

    /// Format: jsonl, csv, codes, arrow, parquet, huggingface, dna, dna-events, graphml, label-studio, doccano, conll
    #[arg(long, value_name = "FORMAT")]
    pub to: demarche::export::Format,

    /// File to write; a folder for huggingface and label-studio
    #[arg(short, long, value_name = "PATH")]
    pub out: PathBuf,

    /// Replace what is there
    #[arg(long)]
    pub force: bool,

    /// Take a random sample of this many statements, in random order (label-studio, doccano, csv, codes, jsonl): gold that
    /// corrects positions or measures has to be one
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,

    /// Leave out what the machine says, so that nobody who labels is led by it (label-studio, doccano, csv, codes, jsonl):
    /// for gold that corrects positions or measures
    #[arg(long)]
    pub blind: bool,

    /// Take only statements with a speaker and a stance (formats as above): those that positions are made of, and that
    /// gold can correct. Not for gold that measures or trains, which needs the others as well
    #[arg(long)]
    pub counted: bool,

    /// Seed of the sample and of the random order, and of huggingface's splits
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,

    /// The codebook of the run, where it is not the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Further speakers and corrections in TOML (what classify calls --speakers)
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,

    /// Name of the data set, on huggingface's card [default: the run's folder]
    #[arg(long)]
    pub name: Option<String>,

    /// Licence of the texts, on huggingface's card
    #[arg(long, default_value = "other")]
    pub licence: String,
}

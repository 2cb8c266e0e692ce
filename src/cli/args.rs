//! What can be typed.

use clap::{Args, Parser, Subcommand};
use demarche::article::{Columns, Format};
use demarche::encoder::{BackendKind, Device};
use demarche::pipeline::Pipeline;
use demarche::score::{By, Duplicates, Weight};
use serde::Serialize;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0  all done
  1  done with problems: something was not read or was read with a loss (see problems.jsonl), or the job was interrupted
  2  could not run: a mistake on the command line, no model, no codebook, an output folder that cannot be written";

/// Reads news articles and says who stands where.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code every statement of articles, and score the speakers' positions.
    Classify(Box<Classify>),
    /// Measure the pipeline on labelled statements.
    Evaluate(Evaluate),
    /// Train heads for your own codebook from labelled statements.
    Train(Train),
    /// Score speakers' positions over one or many runs.
    Positions(Box<Positions>),
    /// Compare speakers, outlets, audiences and times over one or many runs.
    Compare(Box<Compare>),
    /// Put one or many runs into a page for readers: map, plots, and the statements behind each number.
    Report(Box<Report>),
    /// List the speakers of runs, with what looks like two persons in one or one in two.
    Speakers(Speakers),
    /// Write a run's statements in the formats of other tools.
    Export(Export),
    /// Take reviewed labels back as gold.
    Import(Import),
    /// Say how far coders agree, a machine among them.
    Agreement(Agreement),
}

/// Code every statement of articles, and score the speakers' positions.
///
/// Writes into the output folder: statements.jsonl (a coded statement a line), positions.csv (a speaker and target a
/// line), manifest.json (what was run, and counts) and problems.jsonl (what was not fully read, and why); and prints a
/// table of the speakers' positions. Ctrl-C finishes the current batch and writes what is done; a second one ends at
/// once.
#[derive(Debug, Args, Serialize)]
#[command(after_help = EXIT_CODES)]
pub struct Classify {
    /// Files, folders (walked), globs (in quotes), or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    #[serde(skip)]
    pub inputs: Vec<String>,

    /// Folder to write the results into; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,

    /// Replace a run that the output folder already holds
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

    #[command(flatten)]
    #[serde(flatten)]
    pub resources: Resources,

    /// Show this many speakers in the table at the end; 0 leaves the table out
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,

    /// Make the page for readers of this run as well (what the command report does)
    #[arg(long, value_name = "FILE.html")]
    #[serde(skip)]
    pub report: Option<PathBuf>,

    /// Headline of that page
    #[arg(long, value_name = "TITLE", requires = "report")]
    #[serde(skip)]
    pub title: Option<String>,

    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

/// Measure the pipeline on labelled statements.
///
/// GOLD holds a sentence a line, the sentences of an article together:
/// {"article": "ID", "i": 0, "text": "...", "speakers": ["..."], "themes": ["ukraine"], "stance": {"settlement": "favor",
/// "support": "neutral"}}. The sentences are taken as they are; attribution and classification run on them. Every figure
/// comes with its 95 % interval, by a bootstrap over articles.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Evaluate {
    /// The labelled statements, or - for standard input
    #[arg(value_name = "GOLD.jsonl")]
    pub gold: PathBuf,

    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Write every sentence with a mistake in themes, stance or speakers into this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,

    /// Show errors by group as well: by `country` of the speakers, as the directory has it, or by a text field of the gold
    /// records (`source`, `kind`, ...)
    #[arg(long, value_name = "FIELD")]
    pub by: Option<String>,

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

/// Score speakers' positions over one or many runs.
///
/// Puts the runs' statements together and says, for each speaker and target, how many statements there are, where the
/// speaker stands from -1 (against) to +1 (in favor), and how sure that is. docs/positions.md explains the numbers.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Positions {
    #[command(flatten)]
    pub choice: RunChoice,

    #[command(flatten)]
    pub results: Results,

    /// Let each statement weigh the same, or each outlet: statement, outlet
    #[arg(long, value_name = "WEIGHT", default_value = "statement", conflicts_with = "gold")]
    pub weight: Weight,

    #[command(flatten)]
    pub correction: Correction,

    /// The codebook of the runs, where it is not the one that is shipped
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub codebook: Option<PathBuf>,
}

/// Compare speakers, outlets, audiences and times over one or many runs.
///
/// Differences of every pair of speakers on a target, with intervals and false-discovery control over all pairs, and the
/// statements that they rest on; with --by outlet, audience, week, month, quarter or year, of one speaker between those.
/// Then changes over time, who stands with whom, and how polarized that is. --out also writes the agreement over targets
/// and the actor networks. docs/positions.md explains the numbers.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Compare {
    #[command(flatten)]
    pub choice: RunChoice,

    #[command(flatten)]
    pub results: Results,

    /// Show this many statements of each side of a difference
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub drivers: usize,

    /// Show the statements of every pair, not only of those that differ
    #[arg(long)]
    pub all_drivers: bool,
}

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

    /// Only these speakers (or groups), separated by commas
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
}

impl RunChoice {
    /// All of one run.
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
        }
    }
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

    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Show this many rows
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub top: usize,
}

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

    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,

    /// Show this many rows of each table
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub top: usize,
}

/// Write a run's statements in the formats of other tools.
///
/// jsonl, csv, arrow and parquet hold everything; codes is a row for each speaker and target. huggingface is a folder that
/// the datasets library loads. dna and dna-events are for Discourse Network Analyzer, graphml for visone and Gephi.
/// label-studio (a folder) and doccano are for labelling by hand, least certain statements first; conll is for taggers.
/// docs/export.md describes each.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Export {
    /// Folder that `demarche classify --out` wrote
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Format: jsonl, csv, codes, arrow, parquet, huggingface, dna, dna-events, graphml, label-studio, doccano, conll
    #[arg(long, value_name = "FORMAT")]
    pub to: demarche::export::Format,

    /// File to write; a folder for huggingface and label-studio
    #[arg(short, long, value_name = "PATH")]
    pub out: PathBuf,

    /// Replace what is there
    #[arg(long)]
    pub force: bool,

    /// Take a random sample of this many statements (label-studio, doccano): gold that corrects positions has to be one
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,

    /// Seed of the sample, and of huggingface's splits
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

/// Take reviewed labels back as gold.
///
/// FILE is Label Studio's JSON export of tasks that `export --to label-studio` made. What comes out is what evaluate,
/// train and positions --gold read.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Import {
    /// Where the labels come from: label-studio
    #[arg(value_name = "TOOL", value_parser = ["label-studio"])]
    pub tool: String,

    /// The tool's export
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// File to write the gold into
    #[arg(short, long, value_name = "GOLD.jsonl")]
    pub out: PathBuf,

    /// Only labels of this person (number or e-mail address) [default: of each task those that were changed last]
    #[arg(long, value_name = "WHO")]
    pub annotator: Option<String>,

    /// The codebook of the tasks, where it is not the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
}

/// Say how far coders agree, a machine among them.
///
/// Krippendorff's alpha with its 95 % interval (articles resampled), share of agreeing pairs, and Cohen's kappa for two
/// coders: for speakers, each theme, and the stance on each target. A stance is compared where both see its theme.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Agreement {
    /// Labelled statements of a coder (JSON Lines), or a run's folder: the machine as a coder. Two or more
    #[arg(required = true, num_args = 2.., value_name = "CODER")]
    pub coders: Vec<PathBuf>,

    /// Write every statement that they disagree on into this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub disagreements: Option<PathBuf>,

    /// The codebook, where it is not the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Seed of the intervals
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,

    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

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

    /// Folder of the model to start from [default: the one that is shipped]
    #[arg(long, value_name = "DIR", env = "DEMARCHE_MODEL")]
    pub model: Option<PathBuf>,

    /// Threads to compute with [default: one a processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,

    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

/// What statements are coded with.
#[derive(Debug, Args, Serialize)]
pub struct Resources {
    /// Folder of the model (config.json, tokenizer.json, model.safetensors) [default: the one that is shipped]
    #[arg(long, value_name = "DIR", env = "DEMARCHE_MODEL")]
    pub model: Option<PathBuf>,

    /// What runs the model: ndarray, or rust-bert in a build that has it (docs/backends.md)
    #[arg(long, value_name = "BACKEND", default_value_t)]
    pub backend: BackendKind,

    /// Where rust-bert computes: cpu, cuda:0, cuda:1, ...
    #[arg(long, value_name = "DEVICE", default_value_t)]
    pub device: Device,

    /// Folder of a model for natural language inference of your own (config.json, tokenizer.json, model.safetensors): codes
    /// in the place of --model, from the codebook's labels and propositions alone; needs --backend rust-bert
    #[arg(long, value_name = "DIR")]
    pub nli_model: Option<PathBuf>,

    /// A codebook in TOML that replaces or extends the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Further speakers in TOML: names, aliases, countries, roles; and corrections (docs/speakers.md)
    #[arg(long, value_name = "FILE")]
    pub speakers: Option<PathBuf>,

    /// Threads to compute with [default: one a processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}

impl Resources {
    /// Loads the pipeline from them.
    pub fn pipeline(&self) -> anyhow::Result<Pipeline> {
        Ok(Pipeline::builder()
            .model(self.model.clone())
            .codebook(self.codebook.clone())
            .speakers(self.speakers.clone())
            .threads(self.threads)
            .backend(self.backend, self.device)
            .nli_model(self.nli_model.clone())
            .build()?)
    }
}

/// Options are recorded in the manifest as they are typed.
fn display<T: std::fmt::Display, S: serde::Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
}

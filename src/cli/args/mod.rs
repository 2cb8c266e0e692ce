//! What can be typed: a file for each command, and in `runs`, `resources` and `listing` the options that several share.

mod agreement;
mod classify;
mod compare;
mod evaluate;
mod export;
mod import;
mod listing;
mod positions;
mod report;
mod resources;
mod runs;
mod speakers;
mod train;

pub use agreement::Agreement;
pub use classify::Classify;
pub use compare::Compare;
pub use evaluate::Evaluate;
pub use export::Export;
pub use import::Import;
pub use listing::{DEFAULT_TOP, Listing};
pub use positions::Positions;
pub use report::Report;
pub use resources::{Compute, Resources};
pub use runs::{Correction, Results, RunChoice};
pub use speakers::Speakers;
pub use train::Train;

use clap::{Parser, Subcommand};

const EXIT_CODES: &str = "\
Exit codes:
  0  all done
  1  done with problems: something was not read or was read with a loss, and is named on standard error
  2  could not run: a mistake on the command line, an input that cannot be read, an output that cannot be written";

/// Those of the command that writes a list of problems, and can be interrupted.
const EXIT_CODES_OF_CLASSIFY: &str = "\
Exit codes:
  0  all done
  1  done with problems: something was not read or was read with a loss (see problems.jsonl), or the job was interrupted
  2  could not run: a mistake on the command line, no article that can be read, no model, no codebook, an output folder
     that cannot be written";

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

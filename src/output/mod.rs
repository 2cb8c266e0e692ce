//! Stage 7, output: a run's folder, and the table on the terminal.
//!
//! [`RunWriter`] writes `statements.jsonl` and `problems.jsonl` as the job goes, so that a run that ends early keeps
//! what it did, and `positions.csv` and `manifest.json` whole at the end. `docs/schema.md` describes every field.
//! [`StatementLine`] is both what is written and what [`read_statements`] gives back. A folder that has statements but
//! no manifest is a run that was cut off.

mod estimates;
mod lines;
mod lock;
mod manifest;
mod naming;
mod place;
mod positions;
mod problems;
mod records;
mod repeats;
mod replaced;
mod runs;
mod statement;
mod table;
mod words;
mod writer;

pub use estimates::{estimates_table, in_order_of_time, write_estimates};
pub use lines::RunLines;
pub use manifest::{Counts, Identity, LabelCounts, Manifest, ProblemCounts, RunInfo, SCHEMA_VERSION};
pub use place::{abandon_temporaries, persist, temporary, try_folder, write_whole};
pub use problems::{ProblemRow, read_problems};
pub use records::Tally;
pub(crate) use records::named_records;
pub use runs::{RunNote, Runs, RunsError, check_alike, each_run, read_runs};
pub(crate) use statement::Place;
pub use statement::{ReadError, StatementLine, ThemeLine, read_statements};
pub use table::{closing_lines, positions_table};
pub use words::{count, listed, signed};
pub(crate) use writer::writing;
pub use writer::{OutputError, RunSummary, RunWriter};

/// Name of the file with a coded statement a line.
pub const STATEMENTS: &str = "statements.jsonl";
/// Name of the file with a problem a line.
pub const PROBLEMS: &str = "problems.jsonl";
/// Name of the file with a speaker and target a line.
pub const POSITIONS: &str = "positions.csv";
/// Name of the file with all that `positions` found.
pub const POSITIONS_JSON: &str = "positions.json";
/// Name of the file with all that `compare` found.
pub const COMPARISON: &str = "comparison.json";
/// Names of the tables that `compare` writes beside it.
pub const COMPARISON_TABLES: [&str; 5] =
    ["differences.csv", "changes.csv", "agreement.csv", "networks.csv", "clusters.csv"];
/// Name of the file that says what was run.
pub const MANIFEST: &str = "manifest.json";

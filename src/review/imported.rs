//! What an import comes to, and why there may be none.

use crate::problem::{Problem, Severity};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What an export came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// Gold records, in the form that `evaluate` reads.
    pub gold: Vec<Map<String, Value>>,
    /// Tasks that nobody has labelled (or not the annotator who is asked for), and statements of a table in which coders sign
    /// that nobody has signed.
    pub unlabelled: u64,
    /// What has exactly the labels that the machine gave, and no sign that a person looked at it. A task of this kind is not
    /// in `gold`; a statement of a table is, since in a table whoever agrees with the machine leaves no trace either, and
    /// its `coder` is [`AS_EXPORTED`].
    pub untouched: u64,
    /// Annotations by who made them, over all tasks, or statements of a table by who signed them.
    pub annotators: BTreeMap<String, u64>,
    /// Tasks that are no gold, and why (errors), or that are with a doubt (warnings); `record` is the task's place in the
    /// file, from 1 (of a table, the line).
    pub problems: Vec<Problem>,
}

impl Imported {
    /// How many tasks or statements are wrong, and not in `gold`.
    pub fn left_out(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// The `coder` of a statement that came back as it was exported.
pub const AS_EXPORTED: &str = "nobody (as exported)";

/// Why there is nothing to import.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is not Label Studio's JSON export.
    #[error("{file} is no JSON export of Label Studio: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// It is no table of statements.
    #[error("{file} cannot be read as a table of `demarche export --to csv` or `--to codes`: {reason}")]
    Table {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

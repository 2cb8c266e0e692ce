//! What was not fully read, and why: one row of `problems.jsonl`.
//!
//! Every stage reports here instead of dropping input silently. A problem names the file and the record, says
//! what is wrong and what to do, and carries a severity that decides the exit code.

use serde::{Deserialize, Serialize};

/// How much was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is lost, but a reader may want to know (an unbalanced quotation mark).
    Note,
    /// The record was read, with a loss (undecodable bytes replaced, a date that is none, a truncated sentence).
    Warning,
    /// The record or file was not read at all.
    Error,
}

/// One row of `problems.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// Path of the input as the user named it; `-` is standard input.
    pub file: String,
    /// Line (JSON Lines) or record (CSV) in the file, counted from 1; `None` where the whole file is meant.
    pub record: Option<u64>,
    /// Identifier of the article, where one is known.
    pub article: Option<String>,
    /// How much was lost.
    pub severity: Severity,
    /// A stable, machine-readable word: `parse`, `missing_text`, `bad_date`, `encoding`, ...
    pub kind: &'static str,
    /// What is wrong and what to do about it, in one sentence or two.
    pub reason: String,
}

impl Problem {
    /// A problem of the whole of `file`; [`Problem::at`] and [`Problem::of`] add the record and the article.
    pub fn new(severity: Severity, kind: &'static str, file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: file.into(), record: None, article: None, severity, kind, reason: reason.into() }
    }

    /// The same problem, at a record of its file (counted from 1).
    pub fn at(self, record: Option<u64>) -> Self {
        Self { record, ..self }
    }

    /// The same problem, of the article named `id`.
    pub fn of(self, id: impl Into<String>) -> Self {
        Self { article: Some(id.into()), ..self }
    }
}

/// A word that names none of the choices that there are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of {known}")]
pub struct UnknownChoice {
    /// The choices, in words.
    pub known: String,
}

/// What `text` names of `known`.
pub(crate) fn one_of<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, UnknownChoice> {
    known.iter().find(|(name, _)| *name == text).map(|&(_, value)| value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        UnknownChoice { known: names.join(", ") }
    })
}

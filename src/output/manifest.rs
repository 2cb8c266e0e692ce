//! `manifest.json`: what was run, with which model and codebook, and what came of it.

use crate::attribute::AttributionKind;
use crate::classify::{CodedStatement, Label};
use crate::decimals::rounded;
use crate::problem::{Problem, Severity};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Version of the run folder's format; it changes when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Of fewer sentences it is no wonder that none is on a theme.
const FEW: u64 = 100;

/// A model or a codebook: its name and the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identity {
    /// The name that it gives itself.
    pub name: String,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What a run's caller knows and the writer does not.
#[derive(Debug, Clone, PartialEq)]
pub struct RunInfo {
    /// The model.
    pub model: Identity,
    /// The codebook.
    pub codebook: Identity,
    /// What runs the model, its precision and where.
    pub backend: String,
    /// What decides who speaks.
    pub attribution: String,
    /// The options as given.
    pub options: Map<String, Value>,
    /// The inputs as given.
    pub inputs: Vec<String>,
    /// When the job started.
    pub started: Timestamp,
}

/// Numbers of statements by label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LabelCounts {
    /// Labelled favor.
    pub favor: u64,
    /// Labelled against.
    pub against: u64,
    /// Labelled neutral.
    pub neutral: u64,
}

/// Numbers of problems.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProblemCounts {
    /// All of them.
    pub total: u64,
    /// By severity: `note`, `warning`, `error`.
    pub by_severity: BTreeMap<String, u64>,
    /// By kind.
    pub by_kind: BTreeMap<String, u64>,
}

/// What a run counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Articles that were read and coded.
    pub articles_read: u64,
    /// Records or files that could not be read at all: problems of severity `error` on the way in.
    pub articles_skipped: u64,
    /// Articles read that have a problem.
    pub articles_with_problems: u64,
    /// Sentences, each of which is one coded statement.
    pub sentences: u64,
    /// Statements with a speaker.
    pub with_speaker: u64,
    /// Statements without a speaker: the reporter's, and the unresolved ones.
    pub without_speaker: u64,
    /// Statements that somebody speaks, but by a cue too weak to say who. Runs made before this was counted have none.
    #[serde(default)]
    pub unresolved: u64,
    /// Statements with a theme.
    pub with_theme: u64,
    /// Statements with no theme.
    pub no_theme: u64,
    /// Statements by theme; one with two themes counts for both.
    pub themes: BTreeMap<String, u64>,
    /// Statements by theme, target and label.
    pub stances: BTreeMap<String, BTreeMap<String, LabelCounts>>,
    /// Statements that the model did not see whole.
    pub truncated: u64,
    /// Sequences (windows of sentences, each with a target's proposition in the stance pass) that equal another and were
    /// not encoded again; no number of statements.
    pub duplicates: u64,
    /// Rows of `positions.csv`.
    pub positions: u64,
    /// Speakers in `positions.csv`.
    pub speakers: u64,
    /// Rows of `problems.jsonl`.
    pub problems: ProblemCounts,
}

impl Counts {
    /// Counts an article and its statements.
    pub(super) fn add_article(&mut self, statements: &[CodedStatement]) {
        self.articles_read += 1;
        for coded in statements {
            self.sentences += 1;
            *(if coded.statement.speakers.is_empty() { &mut self.without_speaker } else { &mut self.with_speaker }) +=
                1;
            self.unresolved += u64::from(coded.statement.attribution.kind == AttributionKind::Unresolved);
            self.truncated += u64::from(coded.truncated);
            let mut any = false;
            for theme in &coded.themes {
                // Themes of the codebook that no statement has show up with 0.
                *self.themes.entry(theme.id.clone()).or_default() += u64::from(theme.present);
                any |= theme.present;
            }
            *(if any { &mut self.with_theme } else { &mut self.no_theme }) += 1;
            for stance in &coded.stances {
                let targets = self.stances.entry(stance.theme.clone()).or_default();
                let labels = targets.entry(stance.target.clone()).or_default();
                match stance.label {
                    Label::Favor => labels.favor += 1,
                    Label::Against => labels.against += 1,
                    Label::Neutral => labels.neutral += 1,
                }
            }
        }
    }

    /// Counts a problem.
    pub(super) fn add_problem(&mut self, problem: &Problem) {
        let severity = match problem.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        self.problems.total += 1;
        *self.problems.by_severity.entry(severity.to_owned()).or_default() += 1;
        *self.problems.by_kind.entry(problem.kind.to_owned()).or_default() += 1;
    }

    /// Themes that no sentence has, where there are enough to wonder.
    fn themes_not_found(&self) -> Vec<String> {
        let none = self.themes.iter().filter(|(_, n)| **n == 0 && self.sentences >= FEW);
        none.map(|(id, _)| id.clone()).collect()
    }

    /// Whether anything was lost: a problem above a note.
    pub fn has_losses(&self) -> bool {
        ["warning", "error"].iter().any(|severity| self.problems.by_severity.contains_key(*severity))
    }
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema: u32,
    /// Version of demarche.
    pub demarche: String,
    /// The model.
    pub model: Identity,
    /// The codebook.
    pub codebook: Identity,
    /// What ran the model, its precision and where. Runs made before there was a choice have none.
    #[serde(default)]
    pub backend: String,
    /// What decided who speaks: "rules", or "rules and ranker" where the model has a part for speakers. Older runs, all by
    /// rules, have none.
    #[serde(default)]
    pub attribution: String,
    /// The options as given.
    pub options: Map<String, Value>,
    /// The inputs as given.
    pub inputs: Vec<String>,
    /// When the job started.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
    /// Seconds between them, loading the model included.
    pub wall_seconds: f64,
    /// Sentences coded a second of wall time.
    pub statements_per_second: f64,
    /// Whether the job was stopped before its inputs ended.
    pub interrupted: bool,
    /// Themes of the codebook that none of the sentences is on, though there are a hundred or more: nothing is said on them, or
    /// their entries do not fit what is said. Runs made before this was written down have none.
    #[serde(default)]
    pub themes_not_found: Vec<String>,
    /// What was counted.
    pub counts: Counts,
}

impl Manifest {
    /// The manifest of a run that ends now.
    pub(super) fn new(info: RunInfo, counts: Counts, interrupted: bool) -> Self {
        let finished = Timestamp::now();
        let seconds = finished.duration_since(info.started).as_secs_f64().max(0.001);
        Self {
            schema: SCHEMA_VERSION,
            demarche: env!("CARGO_PKG_VERSION").to_owned(),
            model: info.model,
            codebook: info.codebook,
            backend: info.backend,
            attribution: info.attribution,
            options: info.options,
            inputs: info.inputs,
            started: info.started,
            finished,
            wall_seconds: rounded(seconds, 3),
            statements_per_second: rounded(counts.sentences as f64 / seconds, 3),
            interrupted,
            themes_not_found: counts.themes_not_found(),
            counts,
        }
    }

    /// Whether the run is worth the one that it replaces: it came to its end, and read something.
    pub(super) fn replaces(&self) -> bool {
        !self.interrupted && self.counts.articles_read > 0
    }
}

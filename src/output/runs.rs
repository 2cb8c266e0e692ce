//! Reads run folders back, to score and compare what they hold.

use super::manifest::{Identity, Manifest, SCHEMA_VERSION};
use super::statement::{ReadError, StatementLine, read_statements};
use super::{MANIFEST, STATEMENTS};
use crate::classify::ThemeScore;
use crate::problem::{Problem, Severity};
use crate::score::Record;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// What one run came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunNote {
    /// The folder, as the user named it.
    pub run: String,
    /// Statements read.
    pub statements: u64,
    /// Whether the run was finished and read to its end.
    pub complete: bool,
    /// The model; unknown where there is no manifest.
    pub model: Option<Identity>,
    /// The codebook; unknown where there is no manifest.
    pub codebook: Option<Identity>,
    /// All that the run says of itself, where it was not cut off before it could.
    #[serde(skip)]
    pub manifest: Option<Manifest>,
}

/// Several runs, as one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runs {
    /// The runs that were read.
    pub runs: Vec<RunNote>,
    /// Their statements; one that two runs coded is there once.
    pub records: Vec<Record>,
    /// Statements left out because an earlier run has the same sentence of the same article.
    pub reread: u64,
    /// What was not read or only in part.
    pub problems: Vec<Problem>,
}

/// Why runs cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum RunsError {
    /// No run has a statement.
    #[error("there is no run to read: {reasons}")]
    Nothing {
        /// What is wrong with each.
        reasons: String,
    },
    /// Runs with different codebooks or models.
    #[error(
        "{first} and {second} were coded with different {what}s ({first_identity} and {second_identity}), so their \
             numbers do not mean the same; give one of them, code one again, or add --mixed to put them together all the same"
    )]
    Mixed {
        /// "codebook" or "model".
        what: &'static str,
        /// A run.
        first: String,
        /// Its codebook or model.
        first_identity: String,
        /// A run that differs.
        second: String,
        /// Its codebook or model.
        second_identity: String,
    },
}

/// What makes a sentence the same in two runs: article, date, outlet, number and text.
type Place = (String, Option<jiff::civil::Date>, Option<String>, usize, String);

/// Reads the runs in `folders` and puts them together. A run that cannot be used is a problem, and the others are read;
/// so is a run that was cut off, whose statements count. `mixed` allows runs of different codebooks and models.
///
/// # Errors
/// [`RunsError`].
pub fn read_runs(folders: &[PathBuf], mixed: bool) -> Result<Runs, RunsError> {
    let mut all = Runs::default();
    let mut places = HashSet::new();
    let mut seen: HashSet<Place> = HashSet::new();
    for folder in folders {
        let name = folder.display().to_string();
        let problem = |severity, kind, reason: String| Problem::new(severity, kind, &name, reason);
        if folder.canonicalize().is_ok_and(|place| !places.insert(place)) {
            all.problems.push(problem(Severity::Warning, "run_twice", "named twice; it counts once".to_owned()));
            continue;
        }
        let mut problems = vec![];
        match read_run(folder, &mut problems) {
            Ok((note, records)) => {
                // Within a run every sentence is another; between runs the same sentence was coded twice.
                let mut own = vec![];
                for record in records {
                    let key =
                        (record.article.clone(), record.date, record.source.clone(), record.i, record.text.clone());
                    if seen.contains(&key) {
                        all.reread += 1;
                    } else {
                        own.push(key);
                        all.records.push(record);
                    }
                }
                seen.extend(own);
                all.runs.push(note);
            }
            Err(reason) => problems.push(problem(Severity::Error, "run", reason)),
        }
        all.problems.extend(problems);
    }
    if all.records.is_empty() {
        let reasons: Vec<String> = all.problems.iter().map(|p| format!("{}: {}", p.file, p.reason)).collect();
        return Err(RunsError::Nothing { reasons: reasons.join("; ") });
    }
    for what in ["codebook", "model"] {
        let of = |note: &RunNote| if what == "codebook" { note.codebook.clone() } else { note.model.clone() };
        let known: Vec<(&RunNote, Identity)> = all.runs.iter().filter_map(|note| Some((note, of(note)?))).collect();
        let Some((first, identity)) = known.first() else { continue };
        let Some((second, other)) = known.iter().find(|(_, other)| other.sha256 != identity.sha256) else { continue };
        let short = |i: &Identity| format!("{} {}", i.name, i.sha256.chars().take(8).collect::<String>());
        let error = RunsError::Mixed {
            what,
            first: first.run.clone(),
            first_identity: short(identity),
            second: second.run.clone(),
            second_identity: short(other),
        };
        if !mixed {
            return Err(error);
        }
        let reason = format!("its {what} is not that of {} ({} and {})", first.run, short(other), short(identity));
        all.problems.push(Problem::new(Severity::Warning, "mixed", &second.run, reason));
    }
    Ok(all)
}

fn read_run(folder: &Path, problems: &mut Vec<Problem>) -> Result<(RunNote, Vec<Record>), String> {
    let name = folder.display().to_string();
    if !folder.is_dir() {
        return Err("is no folder; give a folder that `demarche classify --out` wrote".to_owned());
    }
    let manifest = read_manifest(&folder.join(MANIFEST))?;
    let path = folder.join(STATEMENTS);
    let file = File::open(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("holds no {STATEMENTS}; give a folder that `demarche classify --out` wrote"),
        _ => format!("{STATEMENTS} cannot be read: {error}"),
    })?;
    let mut warn = |severity, kind, line: Option<u64>, reason: String| {
        let file = if line.is_some() { path.display().to_string() } else { name.clone() };
        problems.push(Problem::new(severity, kind, file, reason).at(line));
    };
    let (mut records, mut complete, mut lines) = (vec![], true, 0);
    for (line, item) in (1..).zip(read_statements(BufReader::new(file))) {
        lines += 1;
        match item {
            Ok(statement) => match wrong(&statement) {
                None => records.push(record(statement)),
                Some(reason) => {
                    complete = false;
                    warn(Severity::Error, "bad_statement", Some(line), reason);
                }
            },
            Err(error) => {
                complete = false;
                let line = match &error {
                    ReadError::Io { line, .. } | ReadError::Parse { line, .. } => *line,
                };
                warn(Severity::Error, "bad_statement", Some(line), {
                    // The problem has the line in a field of its own.
                    let reason = error.to_string();
                    format!("left out: {}", reason.trim_start_matches(&format!("line {line}: ")))
                });
                // A file that cannot be read further gives the same error for ever.
                if matches!(error, ReadError::Io { .. }) {
                    break;
                }
            }
        }
    }
    match &manifest {
        None => {
            complete = false;
            let reason = format!("partial: there is no {MANIFEST}, so the run was cut off; its statements count");
            warn(Severity::Warning, "partial_run", None, reason);
        }
        Some(m) if m.interrupted => {
            complete = false;
            let reason = "partial: the run was interrupted before its inputs ended; its statements count".to_owned();
            warn(Severity::Warning, "partial_run", None, reason);
        }
        Some(m) if m.counts.sentences != lines => {
            complete = false;
            let sentences = m.counts.sentences;
            let reason = format!("partial: {STATEMENTS} has {lines} statements and {MANIFEST} says {sentences}");
            warn(Severity::Warning, "partial_run", None, reason);
        }
        Some(_) => {}
    }
    if records.is_empty() {
        return Err(format!("{STATEMENTS} holds no statement"));
    }
    let (model, codebook) = manifest.as_ref().map(|m| (m.model.clone(), m.codebook.clone())).unzip();
    Ok((RunNote { run: name, statements: records.len() as u64, complete, model, codebook, manifest }, records))
}

fn read_manifest(path: &Path) -> Result<Option<Manifest>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{MANIFEST} cannot be read: {error}")),
    };
    let invalid = |error: serde_json::Error| format!("{MANIFEST} is no manifest of a run: {error}");
    // The version first: another version's manifest need not have this one's fields.
    let value: serde_json::Value = serde_json::from_str(&text).map_err(invalid)?;
    match value.get("schema").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(SCHEMA_VERSION) => {}
        Some(version) => {
            return Err(format!(
                "its schema version is {version}, and this program reads version {SCHEMA_VERSION}; code the articles \
                 again, or use the version of demarche that wrote it"
            ));
        }
        None => return Err(format!("{MANIFEST} is no manifest of a run: it names no schema version")),
    }
    serde_json::from_value(value).map(Some).map_err(invalid)
}

fn wrong(line: &StatementLine) -> Option<String> {
    let bad = |p: f32| !(0.0..=1.0).contains(&p);
    let stance = line.stances.iter().find(|s| bad(s.favor) || bad(s.against) || bad(s.neutral))?;
    Some(format!("left out: a probability of the stance towards {:?} is not in [0, 1]", stance.target))
}

fn record(line: StatementLine) -> Record {
    let speakers: BTreeSet<String> = line.speakers.into_iter().map(|s| s.name).collect();
    Record {
        article: line.article,
        date: line.date,
        source: line.source,
        title: line.title,
        url: line.url,
        i: line.i,
        text: line.text,
        speakers: speakers.into_iter().collect(),
        attribution: line.attribution,
        themes: line.themes.into_iter().map(|t| ThemeScore { id: t.id, probability: t.probability, present: true }).collect(),
        stances: line.stances,
    }
}

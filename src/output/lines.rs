//! The statements of one run folder, one at a time, with what is wrong in it.

use super::lock::Lock;
use super::manifest::{Manifest, SCHEMA_VERSION};
use super::naming::{Names, rename};
use super::repeats::Repeats;
use super::runs::{RunNote, RunsError};
use super::statement::{ReadError, StatementLine, numbered_statements};
use super::{MANIFEST, PROBLEMS, STATEMENTS};
use crate::attribute::Directory;
use crate::problem::{Problem, Severity};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// Reads the statements of a run; what cannot be read is a problem, and the rest is given. Speakers are named by a
/// directory, with the corrections that it holds; others have the most frequent of their names in the run.
pub struct RunLines<'d> {
    directory: &'d Directory,
    /// Id -> the name in this run.
    names: BTreeMap<String, String>,
    name: String,
    path: PathBuf,
    /// Whether there is a list of problems.
    problems_there: bool,
    /// Whether a job was writing it when it was opened.
    being_written: bool,
    manifest: Option<Manifest>,
    repeats: Repeats,
    lines: Box<dyn Iterator<Item = (u64, Result<StatementLine, ReadError>)>>,
    /// Article, number and end of the statement given last.
    before: Option<(String, usize, usize)>,
    /// Lines seen, good or bad.
    seen: u64,
    given: u64,
    complete: bool,
    problems: Vec<Problem>,
}

impl<'d> RunLines<'d> {
    /// Opens the run in `folder`, whose speakers are named by `directory`.
    ///
    /// # Errors
    /// [`RunsError::Nothing`] if it is no run, or one of another schema version.
    pub fn open(folder: &Path, directory: &'d Directory) -> Result<Self, RunsError> {
        Self::open_folder(folder, directory)
            .map_err(|reason| RunsError::Nothing { reasons: format!("{}: {reason}", folder.display()) })
    }

    pub(super) fn open_folder(folder: &Path, directory: &'d Directory) -> Result<Self, String> {
        if !folder.is_dir() {
            return Err("is no folder; give a folder that `demarche classify --out` wrote".to_owned());
        }
        let manifest = read_manifest(&folder.join(MANIFEST))?;
        let path = folder.join(STATEMENTS);
        let file = File::open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => format!("holds no {STATEMENTS}; give a folder that `demarche classify --out` wrote"),
            _ => format!("{STATEMENTS} cannot be read: {error}"),
        })?;
        let names = File::open(&path).map(|file| Names::of(BufReader::new(file), directory).best()).unwrap_or_default();
        Ok(Self {
            directory,
            names,
            name: folder.display().to_string(),
            path,
            problems_there: folder.join(PROBLEMS).exists(),
            being_written: Lock::is_held(folder),
            manifest,
            repeats: Repeats::default(),
            lines: Box::new(numbered_statements(BufReader::new(file))),
            before: None,
            seen: 0,
            given: 0,
            complete: true,
            problems: vec![],
        })
    }

    /// What the run says of itself; nothing if it was cut off.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// What came of the reading, and the problems. To be called when all statements have been taken.
    pub fn finish(mut self) -> (RunNote, Vec<Problem>) {
        for (kind, reason) in self.damage() {
            self.complete &= kind != "partial_run";
            self.problems.push(Problem::new(Severity::Warning, kind, &self.name, reason));
        }
        if let Some((count, line)) = self.repeats.found() {
            self.complete = false;
            let reason = format!(
                "left out: {count} statements, from this line on, that stand in the file before; their article and number \
                 are the same. Was it written by two jobs, or put together from two runs? Code the articles again"
            );
            let file = self.path.display().to_string();
            self.problems.push(Problem::new(Severity::Error, "repeated_statement", file, reason).at(Some(line)));
        }
        let manifest = self.manifest;
        let (model, codebook) = manifest.as_ref().map(|m| (m.model.clone(), m.codebook.clone())).unzip();
        let note =
            RunNote { run: self.name, statements: self.given, complete: self.complete, model, codebook, manifest };
        (note, self.problems)
    }

    /// What the run's files say against each other: kind and reason.
    fn damage(&self) -> Vec<(&'static str, String)> {
        let Some(manifest) = &self.manifest else {
            let why = if self.being_written {
                "a job is writing it now; what it has written so far counts. Read it again when the job is done"
                    .to_owned()
            } else {
                format!(
                    "there is no {MANIFEST}, so the run was cut off; its statements count. `demarche classify --force` codes \
                     all of its articles"
                )
            };
            return vec![("partial_run", format!("partial: {why}"))];
        };
        let (seen, said) = (self.seen, manifest.counts.sentences);
        let again = "code the articles again";
        let mut damage = vec![];
        if seen > said {
            let reason =
                format!("damaged: {STATEMENTS} has {seen} statements, more than {MANIFEST} says ({said}); {again}");
            damage.push(("damaged_run", reason));
        } else if seen < said {
            let reason = format!("partial: {STATEMENTS} has {seen} statements and {MANIFEST} says {said}; {again}");
            damage.push(("partial_run", reason));
        } else if manifest.interrupted {
            let reason = "partial: the run was interrupted before its inputs ended; its statements count";
            damage.push(("partial_run", reason.to_owned()));
        }
        let problems = manifest.counts.problems.total;
        if problems > 0 && !self.problems_there {
            let reason = format!(
                "damaged: {PROBLEMS} is gone, and {MANIFEST} says that it had {problems} rows: what was not fully read is \
                 not known; {again}"
            );
            damage.push(("damaged_run", reason));
        }
        damage
    }

    /// What is wrong if `line` has a theme or target that the run coded none of.
    fn unknown(&self, line: &StatementLine) -> Option<String> {
        let counts = &self.manifest.as_ref()?.counts;
        let theme =
            line.themes.iter().map(|theme| ("theme", &theme.id)).find(|(_, id)| !counts.themes.contains_key(*id));
        let target = || {
            let known = |theme: &str, target: &str| counts.stances.get(theme).is_some_and(|of| of.contains_key(target));
            let unknown = line.stances.iter().find(|stance| !known(&stance.theme, &stance.target));
            unknown.map(|stance| ("target", &stance.target))
        };
        let (what, id) = theme.or_else(target)?;
        Some(format!("left out: {MANIFEST} knows no {what} {id:?}; the line was changed after it was written"))
    }

    /// What is wrong if `line` begins before the sentence ahead of it in its article ends.
    fn overlaps(&self, line: &StatementLine) -> Option<String> {
        let (article, i, end) = self.before.as_ref()?;
        let overlaps = *article == line.article && *i < line.i && line.start < *end;
        overlaps.then(|| format!("left out: its start is {}, inside sentence {i}, which ends at {end}", line.start))
    }

    fn wrong(&self, line: &StatementLine) -> Option<String> {
        wrong(line).or_else(|| self.overlaps(line)).or_else(|| self.unknown(line))
    }

    fn bad(&mut self, line: u64, reason: String) {
        self.complete = false;
        let file = self.path.display().to_string();
        self.problems.push(Problem::new(Severity::Error, "bad_statement", file, reason).at(Some(line)));
    }
}

impl Iterator for RunLines<'_> {
    type Item = StatementLine;

    fn next(&mut self) -> Option<StatementLine> {
        loop {
            let (line, item) = self.lines.next()?;
            self.seen += 1;
            match item {
                Ok(mut statement) => match self.wrong(&statement) {
                    None if !self.repeats.insert(&statement.article, statement.i, line) => {}
                    None => {
                        self.given += 1;
                        self.before = Some((statement.article.clone(), statement.i, statement.end));
                        rename(&mut statement, self.directory, &self.names);
                        return Some(statement);
                    }
                    Some(reason) => self.bad(line, reason),
                },
                Err(error) => {
                    // The problem has the line in a field of its own.
                    let reason = error.to_string();
                    self.bad(line, format!("left out: {}", reason.trim_start_matches(&format!("line {line}: "))));
                    // A file that cannot be read further gives the same error for ever.
                    if matches!(error, ReadError::Io { .. }) {
                        return None;
                    }
                }
            }
        }
    }
}

fn read_manifest(path: &Path) -> Result<Option<Manifest>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{MANIFEST} cannot be read: {error}")),
    };
    let invalid = |error: serde_json::Error| {
        format!(
            "{MANIFEST} is no manifest of a run: {error}; code the articles again, or delete it to read {STATEMENTS} alone"
        )
    };
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

/// Code points of an article at most, as far as reading a run goes: four times what `classify` reads of one record. What
/// stands further on is no place in a text, and readers that fill up to it would run out of memory.
const LONGEST: usize = 64 << 20;

/// What is wrong with a statement that could be parsed.
fn wrong(line: &StatementLine) -> Option<String> {
    let StatementLine { start, end, .. } = *line;
    let length = line.text.chars().count();
    if end.checked_sub(start) != Some(length) || end > LONGEST {
        return Some(format!(
            "left out: start {start} and end {end} do not fit its text of {length} characters; the line was changed after \
             it was written"
        ));
    }
    let what = improbable(line)?;
    Some(format!("left out: {what} is not in [0, 1]; the line was changed after it was written"))
}

/// A probability of `line` that is none.
fn improbable(line: &StatementLine) -> Option<String> {
    let bad = |p: f32| !(0.0..=1.0).contains(&p);
    let attribution = &line.attribution;
    if bad(attribution.confidence) || attribution.second.as_ref().is_some_and(|second| bad(second.confidence)) {
        return Some("the confidence of the attribution".to_owned());
    }
    let present = line.themes.iter().map(|theme| (&theme.id, theme.probability));
    let all = line.theme_probabilities.iter().map(|(id, probability)| (id, *probability));
    if let Some((id, _)) = present.chain(all).find(|(_, probability)| bad(*probability)) {
        return Some(format!("the probability of the theme {id:?}"));
    }
    let stance = line.stances.iter().find(|s| bad(s.favor) || bad(s.against) || bad(s.neutral))?;
    Some(format!("a probability of the stance towards {:?}", stance.target))
}

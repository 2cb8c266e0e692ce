//! Writes a run's folder.

use super::lock::Lock;
use super::manifest::{Counts, Manifest, RunInfo};
use super::place::{try_folder, write_whole};
use super::positions;
use super::replaced::{discard, is_of_nothing, no_file, set_aside};
use super::statement::StatementLine;
use super::{COMPARISON, MANIFEST, POSITIONS, POSITIONS_JSON, PROBLEMS, STATEMENTS};
use crate::article::{Article, OTHER_LANGUAGE};
use crate::attribute::Directory;
use crate::classify::CodedStatement;
use crate::problem::{Problem, Severity};
use crate::score::{Aggregator, Position};
use serde::Serialize;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why a run's folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The folder holds a run already, or results of `positions` or `compare`, whose files a run has too.
    #[error("{} already holds {what} ({file}); choose another --out, or add --force to replace it", .dir.display())]
    Exists {
        /// The folder.
        dir: PathBuf,
        /// "a run" or "results".
        what: &'static str,
        /// The file that gives it away.
        file: &'static str,
    },
    /// The folder is a file.
    #[error("{} is a file, not a folder; choose another --out", .dir.display())]
    NotAFolder {
        /// The path.
        dir: PathBuf,
    },
    /// Another job writes into the folder.
    #[error("another job is writing into {} ({file} is locked); wait until it ends, or choose another --out", .dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
        /// The file that the other job holds.
        file: &'static str,
    },
    /// A folder, device or pipe has the name of one of the run's files.
    #[error("{} is not a file, and a run has one of that name; choose another --out", .path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// A file or the folder cannot be written.
    #[error("{} cannot be written: {error}; check permissions and free space, or write elsewhere", .path.display())]
    Write {
        /// Folder or file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A sentence's offsets do not fit the article: a mistake in this program.
    #[error("internal error: the offsets of sentence {i} of article {article} do not fit its text; please report this")]
    Offsets {
        /// The article's identifier.
        article: String,
        /// The sentence's number.
        i: usize,
    },
}

/// What a finished run comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    /// As written to `manifest.json`.
    pub manifest: Manifest,
    /// As written to `positions.csv`, unrounded.
    pub positions: Vec<Position>,
    /// Articles without a date.
    pub undated: u64,
}

/// Writes one run into a folder.
#[derive(Debug)]
pub struct RunWriter {
    dir: PathBuf,
    statements: LineFile,
    problems: LineFile,
    sums: Aggregator,
    counts: Counts,
    undated: u64,
    kept: Option<PathBuf>,
    /// Held until the run is written.
    _lock: Lock,
}

impl RunWriter {
    /// Checks that a run can be written into `dir`, without touching a run that it may hold, and leaves nothing behind: a
    /// folder that is not there is made and taken away again.
    ///
    /// # Errors
    /// If it is a file, cannot be written, another job writes into it, or it holds a run that has read something or results
    /// of other commands and `replace` is false.
    pub fn check(dir: &Path, replace: bool) -> Result<(), OutputError> {
        Self::check_folder(dir)?;
        // First of all: that a job at work has left a file here is no reason to replace it.
        Lock::check(dir)?;
        Self::check_contents(dir, replace)?;
        try_folder(dir)
    }

    fn check_folder(dir: &Path) -> Result<(), OutputError> {
        if dir.exists() && !dir.is_dir() {
            return Err(OutputError::NotAFolder { dir: dir.to_owned() });
        }
        Ok(())
    }

    fn check_contents(dir: &Path, replace: bool) -> Result<(), OutputError> {
        let run = [MANIFEST, STATEMENTS].map(|file| ("a run", file));
        let results = [POSITIONS, POSITIONS_JSON, COMPARISON].map(|file| ("results", file));
        let found = run.into_iter().chain(results).find(|(_, file)| dir.join(file).exists());
        if let (Some((what, file)), false) = (found, replace || is_of_nothing(dir)) {
            return Err(OutputError::Exists { dir: dir.to_owned(), what, file });
        }
        if let Some(path) = no_file(dir) {
            return Err(OutputError::NotAFile { path });
        }
        Ok(())
    }

    /// Starts a run in `dir`, after [`RunWriter::check`]. A run that it replaces is kept in a folder inside `dir`
    /// ([`RunWriter::kept`]) until this one is finished, and no other job can write there as long.
    ///
    /// # Errors
    /// Those of the check.
    pub fn create(dir: &Path, replace: bool) -> Result<Self, OutputError> {
        Self::check_folder(dir)?;
        fs::create_dir_all(dir).map_err(writing(dir))?;
        // Before anything is looked at: no other job can begin in between.
        let lock = Lock::take(dir)?;
        Self::check_contents(dir, replace)?;
        if is_of_nothing(dir) {
            discard(dir);
        }
        // All of it, so that a run cut off from here on never stands beside the results of an older one.
        let kept = if replace { set_aside(dir)? } else { None };
        Ok(Self {
            dir: dir.to_owned(),
            statements: LineFile::create(dir.join(STATEMENTS))?,
            problems: LineFile::create(dir.join(PROBLEMS))?,
            sums: Aggregator::new(),
            counts: Counts::default(),
            undated: 0,
            kept,
            _lock: lock,
        })
    }

    /// The folder that keeps the run that this one replaces, until [`RunWriter::finish`] takes it away.
    pub fn kept(&self) -> Option<&Path> {
        self.kept.as_deref()
    }

    /// Names speakers in the positions as `directory` does.
    pub fn naming(mut self, directory: &Directory) -> Self {
        self.sums = self.sums.naming(directory);
        self
    }

    /// Writes the statements of one article and what went wrong with it: the article's own problems and `problems`,
    /// those of later stages.
    ///
    /// # Errors
    /// If a file cannot be written, or a sentence's offsets do not fit the article.
    pub fn article(
        &mut self,
        article: &Article,
        statements: &[CodedStatement],
        problems: &[Problem],
    ) -> Result<(), OutputError> {
        for (coded, line) in statements.iter().zip(StatementLine::of(article, statements)) {
            self.statements.write(&line?)?;
            self.sums.add(&article.id, article.date, article.source.as_deref(), coded);
        }
        self.counts.add_article(statements);
        self.undated += u64::from(article.date.is_none());
        self.counts.articles_with_problems += u64::from(!article.problems.is_empty() || !problems.is_empty());
        article.problems.iter().chain(problems).try_for_each(|problem| self.problem(problem))
    }

    /// Writes the problem of an input that gave no article.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn skipped(&mut self, problem: &Problem) -> Result<(), OutputError> {
        let skipped = problem.severity == Severity::Error || problem.kind == OTHER_LANGUAGE;
        self.counts.articles_skipped += u64::from(skipped);
        self.problem(problem)
    }

    /// Writes what is to be said of the whole run and of no input.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn note(&mut self, problem: &Problem) -> Result<(), OutputError> {
        self.problem(problem)
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), OutputError> {
        self.counts.add_problem(problem);
        self.problems.write(problem)
    }

    /// Hands everything written so far to the system, so that it survives this process.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn flush(&mut self) -> Result<(), OutputError> {
        self.statements.flush()?;
        self.problems.flush()
    }

    /// What was counted so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Writes positions and manifest, each whole or not at all. `duplicates` sequences were not encoded again;
    /// `interrupted` says that the inputs did not end. The run that this one replaces goes now, unless this one was
    /// interrupted or read nothing.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(mut self, info: RunInfo, duplicates: u64, interrupted: bool) -> Result<RunSummary, OutputError> {
        self.flush()?;
        let positions = self.sums.positions();
        self.counts.duplicates = duplicates;
        self.counts.positions = positions.len() as u64;
        self.counts.speakers = positions.iter().map(|p| p.id.as_str()).collect::<HashSet<_>>().len() as u64;
        write_whole(&self.dir.join(POSITIONS), |file| positions::write(&positions, file).map_err(io::Error::other))?;
        let manifest = Manifest::new(info, self.counts, interrupted);
        write_whole(&self.dir.join(MANIFEST), |file| {
            serde_json::to_writer_pretty(&mut *file, &manifest)?;
            file.write_all(b"\n")
        })?;
        if manifest.replaces() {
            self.kept.as_deref().into_iter().for_each(discard);
        }
        Ok(RunSummary { manifest, positions, undated: self.undated })
    }
}

/// A file of JSON Lines.
#[derive(Debug)]
struct LineFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl LineFile {
    fn create(path: PathBuf) -> Result<Self, OutputError> {
        let file = File::create(&path).map_err(writing(&path))?;
        Ok(Self { path, file: BufWriter::new(file) })
    }

    fn write(&mut self, line: &impl Serialize) -> Result<(), OutputError> {
        serde_json::to_writer(&mut self.file, line)
            .map_err(io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(writing(&self.path))
    }

    fn flush(&mut self) -> Result<(), OutputError> {
        self.file.flush().map_err(writing(&self.path))
    }
}

pub(crate) fn writing(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |error| OutputError::Write { path, error }
}

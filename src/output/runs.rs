//! Reads run folders back, to score and compare what they hold.

use super::STATEMENTS;
use super::lines::RunLines;
use super::manifest::{Identity, Manifest};
use super::records::{Gathered, Tally};
use super::statement::StatementLine;
use super::words::listed;
use crate::attribute::Directory;
use crate::problem::{Problem, Severity};
use crate::score::Record;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

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
    /// Their statements with a speaker; one that two runs coded is there once.
    pub records: Vec<Record>,
    /// What all their statements are.
    pub tally: Tally,
    /// Id of each speaker of the records, by name.
    pub ids: BTreeMap<String, String>,
    /// Statements counted once because an earlier run has the same sentence of the same article.
    pub reread: u64,
    /// What was not read or only in part.
    pub problems: Vec<Problem>,
}

impl Runs {
    /// Statements in memory, as if they were one run that was read: article by article, each in order
    /// ([`CodedArticle::lines`](crate::pipeline::CodedArticle::lines)). An article that comes twice counts twice.
    pub fn of(lines: impl IntoIterator<Item = StatementLine>) -> Self {
        let mut gathered = Gathered::default();
        gathered.run(lines.into_iter(), true, false);
        gathered.into_runs()
    }
}

/// Why runs cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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

/// Hands the statements of each run in `folders` to `take`, which is also told whether the run is the last one, and says
/// what the runs came to and what was not read. A run that cannot be used is a problem, and the others are read; so is a
/// run that is named twice.
///
/// # Errors
/// [`RunsError::Nothing`] if no run has a statement.
pub fn each_run(
    folders: &[PathBuf],
    directory: &Directory,
    mut take: impl FnMut(&mut RunLines<'_>, bool),
) -> Result<(Vec<RunNote>, Vec<Problem>), RunsError> {
    let (mut runs, mut problems): (Vec<RunNote>, Vec<Problem>) = (vec![], vec![]);
    let mut places = HashSet::new();
    for (number, folder) in folders.iter().enumerate() {
        let name = folder.display().to_string();
        let problem = |severity, kind, reason: String| Problem::new(severity, kind, &name, reason);
        if folder.canonicalize().is_ok_and(|place| !places.insert(place)) {
            problems.push(problem(Severity::Warning, "run_twice", "named twice; it counts once".to_owned()));
            continue;
        }
        match RunLines::open_folder(folder, directory) {
            Ok(mut lines) => {
                take(&mut lines, number + 1 == folders.len());
                let (note, found) = lines.finish();
                if note.statements == 0 {
                    problems.push(problem(Severity::Error, "run", format!("{STATEMENTS} holds no statement")));
                } else {
                    runs.push(note);
                }
                problems.extend(found);
            }
            Err(reason) => problems.push(problem(Severity::Error, "run", reason)),
        }
    }
    if runs.is_empty() {
        return Err(RunsError::Nothing { reasons: listed(&problems).join("\n") });
    }
    Ok((runs, problems))
}

/// Reads the runs in `folders` and puts them together. A run that cannot be used is a problem, and the others are read;
/// so is a run that was cut off, whose statements count. `mixed` allows runs of different codebooks and models. Speakers
/// are those of `directory`; one whom it does not know has the name that most statements give.
///
/// # Errors
/// [`RunsError`].
pub fn read_runs(folders: &[PathBuf], mixed: bool, directory: &Directory) -> Result<Runs, RunsError> {
    let mut gathered = Gathered::default();
    let take = |lines: &mut RunLines<'_>, last| gathered.run(lines, last, mixed);
    let (runs, problems) = each_run(folders, directory, take)?;
    let mut all = Runs { runs, problems, ..gathered.into_runs() };
    let different = check_alike(&all.runs, mixed)?;
    all.problems.extend(different);
    Ok(all)
}

/// Whether `runs` have one codebook and one model. Where `mixed` allows it, what differs is a problem.
///
/// # Errors
/// [`RunsError::Mixed`] where it does not.
pub fn check_alike<'r>(
    runs: impl IntoIterator<Item = &'r RunNote> + Clone,
    mixed: bool,
) -> Result<Vec<Problem>, RunsError> {
    let mut problems = vec![];
    for what in ["codebook", "model"] {
        let of = |note: &RunNote| if what == "codebook" { note.codebook.clone() } else { note.model.clone() };
        let known: Vec<(&RunNote, Identity)> =
            runs.clone().into_iter().filter_map(|note| Some((note, of(note)?))).collect();
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
        problems.push(Problem::new(Severity::Warning, "mixed", &second.run, reason));
    }
    Ok(problems)
}

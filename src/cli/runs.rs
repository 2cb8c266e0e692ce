//! What commands over runs share: reading runs, telling what was lost, writing results.

use super::args::{Results, RunChoice};
use super::chosen::Chosen;
use super::{corrections, terminal};
use anyhow::{Context, bail};
use demarche::attribute::Directory;
use demarche::codebook::Codebook;
use demarche::output::{
    self, COMPARISON, COMPARISON_TABLES, MANIFEST, POSITIONS, POSITIONS_JSON, PROBLEMS, Runs, STATEMENTS, read_runs,
    try_folder, write_whole,
};
use demarche::problem::{Problem, Severity};
use demarche::score::{By, Counting, Unit, units};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs, counted.
pub struct Counted {
    pub runs: Runs,
    pub directory: Directory,
    pub counting: Counting,
    pub units: Vec<Unit>,
    /// Units that are not shown, by --speakers, --target or --min-statements: gold among them still tells how the classifier
    /// errs.
    pub aside: Vec<Unit>,
    /// Units left out by --min-statements.
    pub below: usize,
    pub notes: Vec<String>,
}

/// Reads and counts what the user chose, in groups if asked for; `audiences` is a file that says whom outlets write for.
/// Who has fewer than `least` statements on a target is left out.
pub fn count(choice: &RunChoice, least: u64, by: Option<By>, audiences: Option<&Path>) -> anyhow::Result<Counted> {
    let directory = Directory::open(choice.directory.as_deref())?;
    let mut runs = read_runs(&choice.runs, choice.mixed, &directory)?;
    if !choice.coded_with_directory {
        runs.problems.extend(corrections::idle(&choice.runs, &directory));
    }
    if let Some(path) = audiences {
        name_audiences(path, &mut runs)?;
    }
    let counting = Counting { duplicates: choice.duplicates, keep_copies: choice.keep_copies, by };
    let mut units = units(&runs.records, counting, &directory);
    let mut aside = vec![];
    let mut notes = vec![];
    if by == Some(By::Audience) && runs.records.iter().all(|r| r.audience.is_none()) {
        notes.push("no article says its audience, in a field `audience` or by --audiences FILE".to_owned());
    }
    if !choice.target.is_empty() {
        for target in &choice.target {
            if !units.iter().any(|u| u.target == *target) {
                let mut known: Vec<&str> = units.iter().map(|u| u.target.as_str()).collect();
                known.sort_unstable();
                known.dedup();
                bail!("no statement has the target {target:?}; the runs have {}", known.join(", "));
            }
        }
        aside.extend(units.extract_if(.., |u| !choice.target.contains(&u.target)));
    }
    if !choice.speakers.is_empty() {
        let chosen = Chosen::new(&choice.speakers, &units, &runs, &directory, by);
        aside.extend(units.extract_if(.., |u| !chosen.has(u)));
        notes.extend(chosen.notes);
    }
    let before = units.len();
    aside.extend(units.extract_if(.., |u| (u.observations.len() as u64) < least));
    let below = before - units.len();
    Ok(Counted { runs, directory, counting, units, aside, below, notes })
}

/// Gives the articles of outlets that the table in `path` knows their audience, where they have none of their own.
fn name_audiences(path: &Path, runs: &mut Runs) -> anyhow::Result<()> {
    let file = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {file}"))?;
    let table: BTreeMap<String, Vec<String>> = toml::from_str(&text)
        .with_context(|| format!("{file} is no table of audiences; expected lines like domestic = [\"Outlet A\"]"))?;
    let mut of_outlet: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    for (audience, outlets) in &table {
        let name: Arc<str> = audience.as_str().into();
        for outlet in outlets {
            if let Some(other) = of_outlet.insert(outlet, name.clone()) {
                bail!("{file}: {outlet} has two audiences, {other} and {audience}; give it one");
            }
        }
    }
    for record in runs.records.iter_mut().filter(|record| record.audience.is_none()) {
        let audience = record.source.as_deref().and_then(|outlet| of_outlet.get(outlet));
        record.audience = audience.cloned();
    }
    Ok(())
}

/// Says on standard error what was not read or only in part, and what else is to be noted. Whether anything was lost.
pub fn tell(runs: &Runs, notes: &[String]) -> bool {
    tell_problems(&runs.problems);
    notes.iter().for_each(|note| terminal::complain(note));
    any_lost(&runs.problems) || !notes.is_empty()
}

/// Whether one of `problems` is more than a note.
pub fn any_lost(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity > Severity::Note)
}

/// Names problems on standard error.
pub fn tell_problems(problems: &[Problem]) {
    output::listed(problems).iter().for_each(|line| terminal::complain(line));
}

/// The codebook of a command that takes labels: the user's, or the one that is shipped.
pub fn codebook(path: Option<&Path>) -> anyhow::Result<Codebook> {
    Ok(path.map(Codebook::load).transpose()?.unwrap_or_else(Codebook::default_codebook))
}

/// Where the roles of `--by role` come from, in statements of a speaker whom the directory knows with a role.
#[derive(serde::Serialize)]
pub struct Roles {
    /// Scored statements by speakers of whom an office is known that they held on the article's date: it is their role.
    pub of_the_date: u64,
    /// Those of others, or without a date: the role is that of the day on which the directory was written.
    pub of_today: u64,
}

/// That of `counted`, where it is by role.
pub fn roles(counted: &Counted) -> Option<Roles> {
    if counted.counting.by != Some(By::Role) {
        return None;
    }
    let mut roles = Roles { of_the_date: 0, of_today: 0 };
    // What is scored, whatever the number of targets.
    let scored: BTreeSet<usize> = counted.units.iter().flat_map(|unit| &unit.observations).map(|o| o.record).collect();
    for record in scored.into_iter().map(|number| &counted.runs.records[number]) {
        let entries = record.speakers.iter().filter_map(|speaker| counted.directory.find(speaker));
        for entry in entries.filter(|entry| entry.role_on(record.date).is_some()) {
            if entry.has_role_of(record.date) { roles.of_the_date += 1 } else { roles.of_today += 1 }
        }
    }
    Some(roles)
}

/// A line about the runs and what was left out.
pub fn line(counted: &Counted) -> String {
    let runs = &counted.runs;
    let sum = |of: fn(&Unit) -> u64| counted.units.iter().map(of).sum::<u64>();
    let partial = runs.runs.iter().filter(|run| !run.complete).count();
    let mut out = format!(
        "{}, {}",
        output::count(runs.runs.len() as u64, "run"),
        output::count(runs.tally.statements, "statement")
    );
    for (n, what, rest) in [
        (partial as u64, "run", " only in part"),
        (runs.reread, "statement", " of two runs counted once"),
        (sum(|u| u.copies), "copied statement", " left out"),
        (sum(|u| u.repeats), "repetition", " left out"),
        (counted.below as u64, "row", " below --min-statements left out"),
    ] {
        if n > 0 {
            out.push_str(&format!("; {}{rest}", output::count(n, what)));
        }
    }
    out.push_str(".\n");
    if let Some(roles) = roles(counted) {
        out.push_str(&format!(
            "Roles are those of the article's date in {} of a known speaker whose offices have dates, and of today in {}.\n",
            output::count(roles.of_the_date, "statement"),
            output::count(roles.of_today, "other")
        ));
    }
    out
}

/// The files of the runs in `folders`, which no output may replace.
pub fn files(folders: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    folders.iter().flat_map(|run| [STATEMENTS, POSITIONS, MANIFEST, PROBLEMS].map(|file| run.join(file)))
}

/// Refuses a folder that a run or other results are in, or that cannot be written, before any work. The folder is made when
/// there is something to write.
pub fn check_out(results: &Results) -> anyhow::Result<()> {
    let Some(dir) = &results.out else { return Ok(()) };
    for file in [MANIFEST, STATEMENTS] {
        if dir.join(file).exists() {
            bail!(
                "{} holds a run ({file}), whose own positions.csv would be lost; choose another --out",
                dir.display()
            );
        }
    }
    // Also tables that stand alone: they are about to be written over.
    for file in [POSITIONS_JSON, COMPARISON, POSITIONS].into_iter().chain(COMPARISON_TABLES) {
        if dir.join(file).exists() && !results.force {
            bail!("{} already holds results ({file}); choose another --out, or add --force", dir.display());
        }
    }
    if dir.exists() && !dir.is_dir() {
        bail!("{} is a file, not a folder; choose another --out", dir.display());
    }
    Ok(try_folder(dir)?)
}

/// The path of `name` in the folder of results `dir`, which is made now if it is not there.
fn place(dir: &Path, name: &str) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    Ok(dir.join(name))
}

/// Writes a file of results.
pub fn write(dir: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    Ok(write_whole(&place(dir, name)?, |file| file.write_all(bytes))?)
}

/// Writes a file of results as JSON, piece by piece: a comparison of thousands of speakers is large.
pub fn write_json(dir: &Path, name: &str, value: &impl serde::Serialize) -> anyhow::Result<()> {
    use std::io::Write;
    Ok(write_whole(&place(dir, name)?, |file| {
        serde_json::to_writer_pretty(&mut *file, value)?;
        file.write_all(b"\n")
    })?)
}

/// Writes a file of results as CSV, row by row.
pub fn write_csv(
    dir: &Path,
    name: &str,
    rows: impl FnOnce(&mut csv::Writer<&mut dyn std::io::Write>) -> csv::Result<()>,
) -> anyhow::Result<()> {
    Ok(write_whole(&place(dir, name)?, |file| {
        let mut writer = csv::Writer::from_writer(file as &mut dyn std::io::Write);
        rows(&mut writer)?;
        writer.flush()
    })?)
}

//! `demarche report`.

use super::args::Report;
use super::outfile::OutFile;
use super::{Outcome, gold, runs, terminal};
use anyhow::bail;
use demarche::codebook::Codebook;
use demarche::output::{Runs, count, read_problems, try_folder};
use demarche::report::{GoldNote, Source, report};
use demarche::score::{Weight, estimates};
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Report) -> anyhow::Result<Outcome> {
    let files = runs::files(&args.choice.runs).chain(runs::files(&args.correction.gold_run));
    let named = [&args.correction.gold, &args.choice.directory, &args.codebook].into_iter().flatten().cloned();
    let inputs: Vec<PathBuf> = files.chain(named).collect();
    let mut out = OutFile::create(&args.out, &inputs.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    if let Some(dir) = &args.figures {
        try_folder(dir)?;
    }
    let least = args.choice.min_statements.unwrap_or(1);
    let mut counted = runs::count(&args.choice, least, None, None)?;
    let codebook = codebook(args.codebook.as_deref(), &counted.runs)?;
    let mut rows = estimates(&counted.units, &counted.runs.records, Weight::Statement);
    let mut closing = runs::line(&counted);
    let (mut gold_note, mut corrections) = (None, vec![]);
    if let (Some(file), Some(gold)) =
        (&args.correction.gold, gold::read(&args.correction, args.codebook.as_deref(), &counted)?)
    {
        let done = gold::corrections(&args.correction, args.choice.mixed, &gold, &counted)?;
        done.correct(&mut rows);
        closing +=
            &done.text(rows.iter().map(|row| row.corrected), rows.iter().filter(|row| row.corrected_wide()).count());
        corrections = done.of(&counted.units);
        let file = file.display().to_string();
        gold_note = Some(GoldNote { file, statements: done.rows, used: done.used, reasons: done.reasons });
        counted.runs.problems.extend(done.problems);
    }
    if rows.is_empty() {
        counted.notes.push("no speaker has enough statements with a stance; see --min-statements".to_owned());
    }
    let mut problems = vec![];
    for folder in counted.runs.runs.iter().map(|run| PathBuf::from(&run.run)).collect::<Vec<_>>() {
        let (rows, bad) = read_problems(&folder);
        problems.extend(rows);
        counted.runs.problems.extend(bad);
    }
    let made = report(&Source {
        title: args.title.as_deref(),
        runs: &counted.runs,
        problems: &problems,
        units: &counted.units,
        estimates: &rows,
        counting: counted.counting,
        min_statements: least,
        below: counted.below,
        directory: &counted.directory,
        codebook: codebook.as_ref(),
        gold: gold_note.as_ref(),
        corrections: &corrections,
        notes: &counted.notes,
    })?;
    out.write(made.html.as_bytes())?;
    out.finish()?;
    closing.push_str(&format!("The report is {} ({} kB).\n", args.out.display(), made.html.len().div_ceil(1000)));
    if let Some(dir) = &args.figures {
        for figure in &made.figures {
            runs::write(dir, &format!("{}.svg", figure.name), figure.file().as_bytes())?;
        }
        let (n, are) = (made.figures.len() as u64, if made.figures.len() == 1 { "is" } else { "are" });
        closing.push_str(&format!("{} {are} in {}.\n", count(n, "figure"), dir.display()));
        let others = others(dir, &made);
        if others > 0 {
            let figures = count(others, "other SVG file");
            closing
                .push_str(&format!("{figures} there, perhaps of an older report, not replaced and not of this one.\n"));
        }
    }
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let told = terminal::tell_result(&closing);
    Ok(if with_problems || !told { Outcome::WithProblems } else { Outcome::Done })
}

/// How many SVG files in `dir` are none of `made`.
fn others(dir: &Path, made: &demarche::report::Report) -> u64 {
    let of_made = |name: &str| made.figures.iter().any(|figure| name.strip_suffix(".svg") == Some(&figure.name));
    let names = dir.read_dir().into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter(|name| name.to_str().is_some_and(|name| name.ends_with(".svg") && !of_made(name))).count() as u64
}

/// The codebook that the runs were coded with: the one that the user names, or the one that is shipped if it is that.
fn codebook(path: Option<&Path>, runs: &Runs) -> anyhow::Result<Option<Codebook>> {
    let Some(path) = path else {
        let shipped = Codebook::default_codebook();
        return Ok(gold::other_codebook(runs, &shipped).is_none().then_some(shipped));
    };
    let named = Codebook::load(path)?;
    if let Some(other) = gold::other_codebook(runs, &named) {
        bail!("{other} was coded with another codebook than {}; give the one that it was coded with", path.display());
    }
    Ok(Some(named))
}

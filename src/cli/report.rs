//! `demarche report`.

use super::args::Report;
use super::outfile::OutFile;
use super::{Outcome, gold, runs, terminal};
use anyhow::{Context, bail};
use demarche::codebook::Codebook;
use demarche::output::{MANIFEST, POSITIONS, PROBLEMS, Runs, STATEMENTS, read_problems};
use demarche::report::{GoldNote, Source, report};
use demarche::score::{Weight, estimates};
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Report) -> anyhow::Result<Outcome> {
    let files =
        args.choice.runs.iter().flat_map(|run| [STATEMENTS, POSITIONS, MANIFEST, PROBLEMS].map(|f| run.join(f)));
    let inputs: Vec<PathBuf> = files.chain(args.correction.gold.clone()).collect();
    let mut out = OutFile::create(&args.out, &inputs.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    if let Some(dir) = &args.figures {
        std::fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    }
    let least = args.choice.min_statements.unwrap_or(1);
    let mut counted = runs::count(&args.choice, least, None, None)?;
    let codebook = codebook(args.codebook.as_deref(), &counted.runs)?;
    let mut rows = estimates(&counted.units, &counted.runs.records, Weight::Statement);
    let mut closing = runs::line(&counted);
    let mut gold_note = None;
    if let (Some(file), Some(gold)) =
        (&args.correction.gold, gold::read(&args.correction, args.codebook.as_deref(), &counted)?)
    {
        let done = gold::correct_rows(&args.correction, args.choice.mixed, &gold, &mut rows, &counted)?;
        closing += &done.text(&rows);
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
        notes: &counted.notes,
    })?;
    out.write(made.html.as_bytes())?;
    out.finish()?;
    closing.push_str(&format!("The report is {} ({} kB).\n", args.out.display(), made.html.len().div_ceil(1000)));
    if let Some(dir) = &args.figures {
        for figure in &made.figures {
            runs::write(dir, &format!("{}.svg", figure.name), figure.file().as_bytes())?;
        }
        closing.push_str(&format!("{} figures are in {}.\n", made.figures.len(), dir.display()));
    }
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let told = terminal::tell_result(&closing);
    Ok(if with_problems || !told { Outcome::WithProblems } else { Outcome::Done })
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

//! `demarche positions`.

use super::args::Positions;
use super::{Outcome, runs, terminal};
use anyhow::{Context, bail};
use demarche::attribute::Directory;
use demarche::evaluate::read_gold;
use demarche::output::{Runs, estimates_table, read_runs, write_estimates};
use demarche::score::{Estimate, Gold, GoldStatement, correct, estimates, units};
use std::fs::File;
use std::io::BufReader;

/// Runs the command.
pub fn run(args: &Positions) -> anyhow::Result<Outcome> {
    let mut counted = runs::count(&args.choice)?;
    let gold = match &args.gold {
        Some(path) => Some(gold(path, args, &counted.directory, &counted.runs)?),
        None => None,
    };
    let mut rows = estimates(&counted.units, &counted.runs.records, args.weight);
    let mut closing = runs::line(&counted);
    if let Some(gold) = &gold {
        closing += &correct_rows(args, gold, &mut rows, &counted)?;
    }
    if rows.is_empty() {
        counted.notes.push("no speaker has enough statements with a stance; see --min-statements".to_owned());
    }
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let json = serde_json::json!({
        "schema": 1,
        "demarche": env!("CARGO_PKG_VERSION"),
        "runs": counted.runs.runs,
        "reread": counted.runs.reread,
        "below_min_statements": counted.below,
        "options": { "duplicates": args.choice.duplicates, "keep_copies": args.choice.keep_copies,
            "by": args.choice.by, "weight": args.weight, "min_statements": args.choice.min_statements },
        "problems": counted.runs.problems,
        "notes": counted.notes,
        "positions": rows,
    });
    let json = serde_json::to_string_pretty(&json).context("cannot write JSON")? + "\n";
    if let Some(dir) = &args.choice.out {
        let mut csv = vec![];
        write_estimates(&rows, &mut csv).context("cannot write CSV")?;
        runs::write(dir, "positions.csv", &csv)?;
        runs::write(dir, "positions.json", json.as_bytes())?;
        closing.push_str(&format!("Results are in {}.\n", dir.display()));
    }
    if args.choice.json {
        terminal::print(&json)?;
    } else {
        terminal::print(&format!("{}{closing}", estimates_table(&rows, args.choice.top, gold.is_some())))?;
    }
    Ok(if with_problems { Outcome::WithProblems } else { Outcome::Done })
}

fn gold<'d>(
    path: &std::path::Path,
    args: &Positions,
    directory: &'d Directory,
    runs: &Runs,
) -> anyhow::Result<Gold<'d>> {
    let codebook = runs::codebook(args.codebook.as_deref())?;
    if let Some(other) = runs.runs.iter().find(|r| r.codebook.as_ref().is_some_and(|c| c.sha256 != codebook.sha256)) {
        bail!(
            "{} was coded with another codebook than {}; name it with --codebook, so that gold can be read",
            other.run,
            codebook.name
        );
    }
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let articles = read_gold(BufReader::new(file), &name, &runs::themes(&codebook))?;
    Ok(Gold::new(articles.into_iter().flat_map(|a| a.sentences).map(GoldStatement::from), directory))
}

/// Corrects `rows`; lines that say on what that rests.
fn correct_rows(
    args: &Positions,
    gold: &Gold<'_>,
    rows: &mut [Estimate],
    counted: &runs::Counted,
) -> anyhow::Result<String> {
    let others = if args.gold_run.is_empty() { Runs::default() } else { read_runs(&args.gold_run, args.choice.mixed)? };
    runs::tell(&others, &[]);
    let other_units = units(&others.records, counted.counting, &counted.directory);
    let by = counted.counting.by;
    let reasons = correct(
        rows,
        &counted.units,
        &other_units,
        |unit, o| gold.truth(&counted.runs.records, unit, o, by),
        |unit, o| gold.truth(&others.records, unit, o, by),
    );
    if gold.used() == 0 {
        bail!(
            "no statement of the gold file is a coded statement with a speaker and a stance in the runs; gold must be \
               drawn from their statements.jsonl, or its own articles coded and named with --gold-run"
        );
    }
    let mut out = format!(
        "{} of {} gold statements are coded statements with a speaker and a stance; {} of {} positions corrected.\n",
        gold.used(),
        gold.len(),
        rows.iter().filter(|r| r.corrected.is_some()).count(),
        rows.len()
    );
    reasons.iter().for_each(|reason| out.push_str(&format!("Not enough gold to correct {reason}.\n")));
    Ok(out)
}

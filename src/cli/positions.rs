//! `demarche positions`.

use super::args::Positions;
use super::{Outcome, gold, provenance, runs, terminal};
use anyhow::Context;
use demarche::output::{POSITIONS, POSITIONS_JSON, estimates_table, in_order_of_time, write_estimates};
use demarche::score::{By, estimates};

/// Runs the command.
pub fn run(args: &Positions) -> anyhow::Result<Outcome> {
    runs::check_out(&args.results)?;
    let least = args.choice.min_statements.unwrap_or(1);
    let mut counted = runs::count(&args.choice, least, args.results.by, args.results.audiences.as_deref())?;
    let gold = gold::read(&args.correction, args.codebook.as_deref(), &counted)?;
    let mut rows = estimates(&counted.units, &counted.runs.records, args.weight);
    if args.results.by.is_some_and(By::is_time) {
        in_order_of_time(&mut rows);
    }
    for row in &mut rows {
        row.id = counted.runs.ids.get(&row.speaker).cloned().unwrap_or_default();
    }
    let mut closing = runs::line(&counted);
    let mut used = None;
    if let Some(gold) = &gold {
        let done = gold::corrections(&args.correction, args.choice.mixed, gold, &counted)?;
        done.correct(&mut rows);
        closing +=
            &done.text(rows.iter().map(|row| row.corrected), rows.iter().filter(|row| row.corrected_wide()).count());
        used = Some(provenance::GoldUsed::new(&args.correction, args.codebook.as_deref(), &done)?);
        counted.runs.problems.extend(done.problems);
    }
    if rows.is_empty() {
        counted.notes.push("no speaker has enough statements with a stance; see --min-statements".to_owned());
    }
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let options = provenance::Options::new(&args.choice, &args.results, least)?;
    let json = || {
        let mut options = serde_json::json!(options);
        options["weight"] = serde_json::json!(args.weight);
        serde_json::json!({
            "schema": 1,
            "demarche": env!("CARGO_PKG_VERSION"),
            "runs": counted.runs.runs,
            "reread": counted.runs.reread,
            "below_min_statements": counted.below,
            "options": options,
            "gold": used,
            "roles": runs::roles(&counted),
            "problems": counted.runs.problems,
            "notes": counted.notes,
            "positions": rows,
        })
    };
    if let Some(dir) = &args.results.out {
        let mut csv = vec![];
        write_estimates(&rows, &mut csv).context("cannot write CSV")?;
        runs::write(dir, POSITIONS, &csv)?;
        runs::write_json(dir, POSITIONS_JSON, &json())?;
        closing.push_str(&format!("Results are in {}.\n", dir.display()));
    }
    let printed = if args.results.listing.json {
        terminal::print_json(&json())
    } else {
        terminal::print(&format!(
            "{}{closing}",
            estimates_table(&rows, args.results.listing.top, args.correction.gold.is_some())
        ))
    };
    let told = terminal::written(printed, args.results.out.is_some())?;
    Ok(if with_problems || !told { Outcome::WithProblems } else { Outcome::Done })
}

//! `demarche compare`.

use super::args::Compare;
use super::{Outcome, runs, terminal};
use anyhow::Context;
use comfy_table::Table;
use demarche::compare::{Difference, Driver, Edge, Kind, Normalization, agreements, differences, drivers, networks};
use serde::Serialize;

/// False discoveries that are accepted among the differences called so.
const RATE: f64 = 0.05;
/// Edges of the actor network that are shown; `--out` writes all.
const NETWORK_ROWS: usize = 12;
/// Pairs that are shown where none of them differ.
const PAIRS_ALIKE: usize = 8;

/// Runs the command.
pub fn run(args: &Compare) -> anyhow::Result<Outcome> {
    runs::check_out(&args.results)?;
    let mut counted = runs::count(&args.choice, args.results.by)?;
    let found = differences(&counted.units, args.results.by);
    if found.is_empty() {
        let reason = "there is nothing to compare: no two speakers (or groups) have enough statements on the same target; \
                      see --min-statements, --speakers and --by";
        counted.notes.push(reason.to_owned());
    }
    let agreement = agreements(&counted.units);
    let edges = networks(&counted.units);
    let driven: Vec<Driven> = found
        .iter()
        .filter(|d| d.q < RATE || args.all_drivers)
        .map(|d| Driven { difference: d, drivers: drivers(d, &counted.units, &counted.runs.records, args.drivers) })
        .collect();
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let json = serde_json::json!({
        "schema": 1,
        "demarche": env!("CARGO_PKG_VERSION"),
        "runs": counted.runs.runs,
        "reread": counted.runs.reread,
        "below_min_statements": counted.below,
        "problems": counted.runs.problems,
        "notes": counted.notes,
        "differences": found,
        "drivers": driven,
        "agreement": agreement,
        "networks": edges,
    });
    let json = serde_json::to_string_pretty(&json).context("cannot write JSON")? + "\n";
    let mut closing = runs::line(&counted);
    if let Some(dir) = &args.results.out {
        runs::write(dir, "comparison.json", json.as_bytes())?;
        runs::write(dir, "differences.csv", &csv(&found)?)?;
        runs::write(dir, "agreement.csv", &csv(&agreement)?)?;
        runs::write(dir, "networks.csv", &csv(&edges)?)?;
        closing.push_str(&format!("Results are in {}.\n", dir.display()));
    }
    if args.results.json {
        terminal::print(&json)?;
    } else {
        let networks = network_text(&edges, NETWORK_ROWS);
        terminal::print(&format!("{}{networks}{closing}", text(&found, &driven, args.results.top)))?;
    }
    Ok(if with_problems { Outcome::WithProblems } else { Outcome::Done })
}

/// A difference and the statements that it rests on.
#[derive(Serialize)]
struct Driven<'d> {
    difference: &'d Difference,
    drivers: Vec<Driver>,
}

fn csv<T: Serialize>(rows: &[T]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(vec![]);
    for row in rows {
        writer.serialize(row).context("cannot write CSV")?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("cannot write CSV: {}", error.error()))
}

/// Two decimals with a sign; a rounded -0 is 0.
fn signed(value: f64) -> String {
    format!("{:+.2}", (value * 100.0).round() / 100.0 + 0.0)
}

/// The edges that say most of who stands with whom: congruence less conflict, by the actors' mean number of statements.
fn network_text(edges: &[Edge], top: usize) -> String {
    let wanted = |e: &&Edge| e.kind == Kind::Subtract && e.normalization == Normalization::Average && e.weight != 0.0;
    let mut edges: Vec<&Edge> = edges.iter().filter(wanted).collect();
    if edges.is_empty() {
        return String::new();
    }
    edges.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b))));
    let mut out = "\nWho stands with whom (congruence less conflict over all targets, by mean activity):\n".to_owned();
    for edge in edges.iter().take(top) {
        let with = if edge.weight > 0.0 { "with" } else { "against" };
        out.push_str(&format!("  {} {} {with} {}\n", signed(edge.weight), edge.a, edge.b));
    }
    out
}

fn text(found: &[Difference], driven: &[Driven<'_>], top: usize) -> String {
    let mut out = String::new();
    let top = if found.iter().any(|d| d.q < RATE) { top } else { top.min(PAIRS_ALIKE) };
    if !found.is_empty() {
        let mut table = Table::new();
        table.load_style(comfy_table::TableStyle::new());
        table.set_header(["target", "a", "b", "a", "b", "difference", "95 %", "q"]);
        for d in found.iter().take(top) {
            table.add_row([
                d.target.clone(),
                d.a.clone(),
                d.b.clone(),
                signed(d.position_a),
                signed(d.position_b),
                signed(d.difference),
                format!("[{}, {}]", signed(d.low), signed(d.high)),
                format!("{:.3}{}", d.q, if d.q < RATE { " *" } else { "" }),
            ]);
        }
        out.push_str(&format!("{}\n", table.trim_fmt()));
        let significant = found.iter().filter(|d| d.q < RATE).count();
        out.push_str(&format!(
            "{significant} of {} pairs differ (*: q below {RATE}, Benjamini-Hochberg over all pairs).\n",
            found.len()
        ));
    }
    for Driven { difference: d, drivers } in driven.iter().take(top) {
        out.push_str(&format!(
            "\n{}: {} {}, {} {}, for these words:\n",
            d.target,
            d.a,
            signed(d.position_a),
            d.b,
            signed(d.position_b)
        ));
        for driver in drivers {
            let date = driver.date.map(|date| format!(", {date}")).unwrap_or_default();
            let source = driver.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
            out.push_str(&format!(
                "  {} {}: {} ({}{source}{date})\n",
                signed(driver.part),
                driver.actor,
                driver.text,
                driver.article
            ));
        }
    }
    if found.len() > top {
        out.push_str(&format!("{} more pairs; --top N shows more, --out DIR writes all.\n", found.len() - top));
    }
    out
}

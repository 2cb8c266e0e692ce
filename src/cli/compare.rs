//! `demarche compare`.

use super::args::Compare;
use super::compare_text::text;
use super::{Outcome, gold, provenance, runs, terminal};
use demarche::compare::{
    Agreement, CHANCE, Chance, Change, Difference, Driver, Network, Polarization, Tie, WEIGHTS, agreements,
    change_drivers, changes, differences, drivers, polarization,
};
use demarche::output::{COMPARISON, COMPARISON_TABLES, RunNote, count};
use demarche::problem::Problem;
use demarche::score::{By, Unit};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::io::Write;

/// Statements on a target from which an actor is compared, where the user says nothing.
const LEAST: u64 = 3;

/// Bytes from which results are large: who is out to compare everybody may not know how many pairs that makes.
const LARGE: u64 = 100_000_000;
/// Bytes of a difference, an agreement and a tie in `comparison.json` and in their tables, as measured: names of 15 letters.
const BYTES: [(u64, u64); 3] = [(420, 130), (130, 40), (250, 230)];

/// Columns of `differences.csv`.
const DIFFERENCES: [&str; 14] = [
    "theme",
    "target",
    "a",
    "b",
    "position_a",
    "position_b",
    "clamped_a",
    "clamped_b",
    "difference",
    "low",
    "high",
    "p",
    "q",
    "basis",
];
/// Columns of `changes.csv`.
const CHANGES: [&str; 16] = [
    "actor",
    "theme",
    "target",
    "last_before",
    "first_after",
    "before",
    "after",
    "articles_before",
    "articles_after",
    "correlation",
    "difference",
    "low",
    "high",
    "p",
    "q",
    "basis",
];
/// Columns of `agreement.csv`.
const AGREEMENT: [&str; 6] = ["group", "a", "b", "targets", "agreement", "corrected"];

/// What is compared.
pub struct Found<'f> {
    pub differences: &'f [Difference],
    /// With their statements.
    pub driven: Vec<Driven<'f, Difference>>,
    pub changes: &'f [Change],
    pub turned: Vec<Driven<'f, Change>>,
    pub network: Network,
    pub polarization: Vec<Polarized>,
}

/// A difference or change, and the statements that it rests on.
#[derive(Serialize)]
pub struct Driven<'d, D> {
    #[serde(rename = "of")]
    pub difference: &'d D,
    pub drivers: Vec<Driver>,
}

/// The polarization of a group; without groups of all.
#[derive(Serialize)]
pub struct Polarized {
    pub group: String,
    #[serde(flatten)]
    pub of: Polarization,
}

/// What `--json` prints and `comparison.json` holds (docs/schema.md).
#[derive(Serialize)]
struct Comparison<'c> {
    schema: u32,
    demarche: &'static str,
    runs: &'c [RunNote],
    reread: u64,
    below_min_statements: usize,
    options: &'c provenance::Options<'c>,
    /// What positions are corrected by; null without.
    gold: Option<&'c provenance::GoldUsed>,
    roles: Option<runs::Roles>,
    chance: Chance,
    /// Pairs and series that are no part of a family of tests.
    without_q: WithoutQ,
    problems: &'c [Problem],
    notes: &'c [String],
    differences: &'c [Difference],
    drivers: &'c [Driven<'c, Difference>],
    changes: &'c [Change],
    change_drivers: &'c [Driven<'c, Change>],
    agreement: &'c [Agreement],
    networks: Ties<'c>,
    polarization: &'c [Polarized],
}

/// Comparisons whose articles could have no p-value below the level, and which have no q.
#[derive(Serialize)]
struct WithoutQ {
    differences: usize,
    changes: usize,
}

/// Runs the command.
pub fn run(args: &Compare) -> anyhow::Result<Outcome> {
    runs::check_out(&args.results)?;
    let by = args.results.by;
    let least = args.choice.min_statements.unwrap_or(LEAST);
    let mut counted = runs::count(&args.choice, least, by, args.results.audiences.as_deref())?;
    let gold = gold::read(&args.correction, args.codebook.as_deref(), &counted)?;
    let said = gold.map(|gold| gold::corrections(&args.correction, args.choice.mixed, &gold, &counted)).transpose()?;
    let corrections = said.as_ref().map(|said| said.of(&counted.units)).unwrap_or_default();
    let records = &counted.runs.records;
    let differences = differences(&counted.units, &corrections, by);
    // In windows of time there is no date to cut at.
    let changes = if by.is_some_and(By::is_time) { vec![] } else { changes(&counted.units, &corrections, records) };
    let agreement = agreements(&counted.units, &corrections);
    let found = Found {
        driven: differences
            .iter()
            .filter(|d| d.contrast.found() || args.all_drivers)
            .map(|d| Driven { difference: d, drivers: drivers(d, &counted.units, &corrections, records, args.drivers) })
            .collect(),
        turned: changes
            .iter()
            .filter(|c| c.contrast.found() || args.all_drivers)
            .map(|c| Driven {
                difference: c,
                drivers: change_drivers(c, &counted.units, &corrections, records, args.drivers),
            })
            .collect(),
        network: Network::new(&counted.units),
        polarization: polarized(&counted.units),
        differences: &differences,
        changes: &changes,
    };
    if differences.is_empty() {
        let reason = "there is nothing to compare: no two speakers (or groups) have enough statements on the same target; \
                      see --min-statements, --speakers and --by";
        counted.notes.push(reason.to_owned());
    }
    let mut closing = runs::line(&counted);
    let mut used = None;
    if let Some(said) = said {
        closing += &said.text(corrections.iter().map(|c| c.as_ref().map(|c| c.corrected)), 0);
        closing += "Differences, changes and agreement are of corrected positions where there are; networks, clusters and \
                    polarization count the machine's labels.\n";
        used = Some(provenance::GoldUsed::new(&args.correction, args.codebook.as_deref(), &said)?);
        counted.runs.problems.extend(said.problems);
    }
    let options = provenance::Options::new(&args.choice, &args.results, least)?;
    let with_problems = runs::tell(&counted.runs, &counted.notes);
    let json = Comparison {
        schema: 1,
        demarche: env!("CARGO_PKG_VERSION"),
        runs: &counted.runs.runs,
        reread: counted.runs.reread,
        below_min_statements: counted.below,
        options: &options,
        gold: used.as_ref(),
        roles: runs::roles(&counted),
        chance: CHANCE,
        without_q: WithoutQ {
            differences: differences.iter().filter(|d| d.contrast.q.is_none()).count(),
            changes: changes.iter().filter(|c| c.contrast.q.is_none()).count(),
        },
        problems: &counted.runs.problems,
        notes: &counted.notes,
        differences: &differences,
        drivers: &found.driven,
        changes: &changes,
        change_drivers: &found.turned,
        agreement: &agreement,
        networks: Ties(&found.network),
        polarization: &found.polarization,
    };
    let rows = [differences.len(), agreement.len(), found.network.ties.len()];
    if let Some(size) = large(rows, args.results.out.is_some(), args.results.listing.json) {
        terminal::complain(&size);
    }
    if let Some(dir) = &args.results.out {
        let [of_differences, of_changes, of_agreement, of_networks, of_clusters] = COMPARISON_TABLES;
        runs::write_json(dir, COMPARISON, &json)?;
        runs::write_csv(dir, of_differences, |csv| flat(&DIFFERENCES, &differences, csv))?;
        runs::write_csv(dir, of_changes, |csv| flat(&CHANGES, &changes, csv))?;
        runs::write_csv(dir, of_agreement, |csv| flat(&AGREEMENT, &agreement, csv))?;
        runs::write_csv(dir, of_networks, |csv| network_csv(&found.network, csv))?;
        runs::write_csv(dir, of_clusters, |csv| cluster_csv(&found.polarization, csv))?;
        closing.push_str(&format!("Results are in {}.\n", dir.display()));
    }
    let printed = if args.results.listing.json {
        terminal::print_json(&json)
    } else {
        terminal::print(&format!("{}{closing}", text(&found, args.results.listing.top)))
    };
    let told = terminal::written(printed, args.results.out.is_some())?;
    Ok(if with_problems || !told { Outcome::WithProblems } else { Outcome::Done })
}

/// How large the results are about to be, where they are `in_files` or printed as JSON, and large: `rows` are differences,
/// agreements and ties, each of which grows with the pairs.
fn large(rows: [usize; 3], in_files: bool, as_json: bool) -> Option<String> {
    let sum =
        |of: fn((u64, u64)) -> u64| rows.iter().zip(BYTES).map(|(rows, bytes)| *rows as u64 * of(bytes)).sum::<u64>();
    let files = if in_files { sum(|(json, table)| json + table) } else { 0 };
    let bytes = files.max(if as_json { sum(|(json, _)| json) } else { 0 });
    (bytes >= LARGE).then(|| {
        let place = if in_files { format!("{COMPARISON} and its tables take") } else { "the JSON takes".to_owned() };
        format!(
            "{}: {place} some {} MB. --speakers, --target and a larger --min-statements make them fewer.",
            count(rows[0] as u64, "pair"),
            bytes / 1_000_000
        )
    })
}

/// Polarization in each outlet, audience or window of time, or of all.
fn polarized(units: &[Unit]) -> Vec<Polarized> {
    let mut groups: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
    units.iter().for_each(|unit| groups.entry(unit.actor.within()).or_default().push(unit));
    let of = |(group, units): (&str, Vec<&Unit>)| Some(Polarized { group: group.to_owned(), of: polarization(units)? });
    groups.into_iter().filter_map(of).collect()
}

/// The ties of a network as JSON, each with the names of its actors and the counts that its weights are made of: millions of
/// ties with all of their weights, which `networks.csv` has, would be gigabytes.
struct Ties<'n>(&'n Network);

impl Serialize for Ties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(network) = self;
        let row = |tie: &Tie| {
            let [a, b] = [tie.a, tie.b].map(|n| &network.nodes[n]);
            let (congruence, conflict) = (tie.congruence as u64, tie.conflict as u64);
            let activity = [a, b].map(|node| node.activity as u64);
            TieRow { group: &a.group, a: &a.name, b: &b.name, congruence, conflict, activity }
        };
        serializer.collect_seq(network.ties.iter().map(row))
    }
}

/// A tie of `comparison.json`.
#[derive(Serialize)]
struct TieRow<'n> {
    group: &'n str,
    a: &'n str,
    b: &'n str,
    congruence: u64,
    conflict: u64,
    /// Statements of each that take a side.
    activity: [u64; 2],
}

/// Rows that are flat as JSON, below `header`: their fields in order, which is there without a row too. A row whose fields are
/// others is an error: a column of nothing would say that nothing is known.
fn flat<T: Serialize, W: Write>(header: &[&str], rows: &[T], writer: &mut csv::Writer<W>) -> csv::Result<()> {
    use serde_json::Value;
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    };
    writer.write_record(header)?;
    for row in rows {
        let row = serde_json::to_value(row).map_err(std::io::Error::from)?;
        let fields: Option<Vec<&Value>> = header.iter().map(|field| row.get(field)).collect();
        let all = row.as_object().map(serde_json::Map::len);
        let Some(fields) = fields.filter(|fields| Some(fields.len()) == all) else {
            let reason = format!("internal error: a row has other fields than the columns {}", header.join(", "));
            return Err(std::io::Error::other(reason).into());
        };
        writer.write_record(fields.into_iter().map(cell))?;
    }
    Ok(())
}

fn network_csv<W: Write>(network: &Network, writer: &mut csv::Writer<W>) -> csv::Result<()> {
    writer.write_record(["group", "a", "b"].into_iter().chain(WEIGHTS.map(|(name, ..)| name)))?;
    for tie in &network.ties {
        let [a, b] = [tie.a, tie.b].map(|n| &network.nodes[n]);
        let names = [&a.group, &a.name, &b.name].map(String::clone);
        let weights = network.weights(tie).map(|weight| weight.to_string());
        writer.write_record(names.into_iter().chain(weights))?;
    }
    Ok(())
}

fn cluster_csv<W: Write>(polarized: &[Polarized], writer: &mut csv::Writer<W>) -> csv::Result<()> {
    writer.write_record(["group", "actor", "statements", "bloc", "cluster"])?;
    for Polarized { group, of } in polarized {
        for m in &of.members {
            let numbers = [m.statements.to_string(), m.bloc.to_string(), m.cluster.to_string()];
            let names = [group.clone(), m.actor.clone()];
            writer.write_record(names.into_iter().chain(numbers))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        a: &'static str,
        p: Option<f64>,
    }

    fn written(header: &[&str]) -> csv::Result<String> {
        let mut writer = csv::Writer::from_writer(vec![]);
        flat(header, &[Row { a: "x, y", p: Some(0.5) }, Row { a: "", p: None }], &mut writer)?;
        Ok(String::from_utf8(writer.into_inner().unwrap()).unwrap())
    }

    #[test]
    fn large_results_are_said_before_they_are_written() {
        let pairs = |speakers: usize| [speakers * (speakers - 1) / 2; 3];
        assert_eq!([(true, true), (false, false)].map(|(files, json)| large(pairs(100), files, json)), [None, None]);
        let files = large(pairs(500), true, false).unwrap();
        assert!(files.starts_with("124750 pairs: comparison.json and its tables take some 149 MB."), "{files}");
        assert!(large(pairs(500), false, true).is_none() && large(pairs(5000), false, false).is_none());
        assert!(large(pairs(1000), false, true).unwrap().contains("the JSON takes some 399 MB"));
    }

    #[test]
    fn a_table_has_the_fields_of_its_rows_and_no_others() {
        assert_eq!(written(&["p", "a"]).unwrap(), "p,a\n0.5,\"x, y\"\n,\n");
        for header in [&["p", "actor"][..], &["p"], &["p", "a", "q"]] {
            assert!(written(header).unwrap_err().to_string().contains("other fields"), "{header:?}");
        }
    }
}

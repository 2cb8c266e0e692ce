//! Measures attribution on labelled statements.
//!
//! `attribution_eval [--full SHARED] [--model FOLDER] [--errors FILE] [--blank] GOLD...`: each line of a gold file (`.jsonl`) is one
//! sentence in the record form of the annotation guidelines; a `.txt` file holds articles as in `tests/plain_news`. The labelled sentences of an article are joined by newlines (or
//! blanks with `--blank`) and attributed; with `--full` the whole text of the article is taken from the data pack in
//! the folder SHARED and the labelled sentences are compared in it. Names are compared through the directory. In a
//! whole text a label of one word is also right for the full name that ends with it, because labellers saw a window. `--model` adds
//! the ranker of a model folder to the rules.
//!
//! `attribution_eval [--errors FILE] --polnear polnear_dev.jsonl.gz polnear_train.jsonl.gz`: spans of quotations of the
//! first file of PolNeAR against ours, by GenderGapTracker's protocol, direct and indirect apart; the second file only
//! tells cues of speech from others (see `polnear`). Files of other tools' quotations after it (`benches/peers/attribution`)
//! are scored beside ours, in one Markdown table (see `peers`). `--annotators second_annotators.jsonl.gz` before it measures
//! the corpus's annotators on each other instead.

mod gold;
mod peers;
mod plain;
mod polnear;

use anyhow::{Context, Result};
use demarche::attribute::{AttributionKind, Attributor, Directory, Ranked, Rules, Statement, fold};
use demarche::encoder::{BackendChoice, ModelFolder};
use gold::{prepare, read, whole_texts};
use plain::rows;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

/// Counts over a set of sentences.
#[derive(Default, Clone)]
struct Tally {
    sentences: usize,
    exact: usize,
    /// Sentences with a speaker in the labels, and the exact ones among them.
    spoken: usize,
    spoken_exact: usize,
    /// Sentences without, and the exact ones among them.
    narrated_exact: usize,
    /// Sentences that are mostly quoted and have a speaker, and the exact ones among them.
    direct: usize,
    direct_exact: usize,
    hits: usize,
    found: usize,
    gold: usize,
    ours_speak: usize,
    both_speak: usize,
}

impl Tally {
    fn add(&mut self, gold: usize, ours: usize, hits: usize, direct: bool) {
        let exact = gold == ours && hits == gold;
        self.sentences += 1;
        self.exact += usize::from(exact);
        self.spoken += usize::from(gold > 0);
        self.spoken_exact += usize::from(gold > 0 && exact);
        self.narrated_exact += usize::from(gold == 0 && exact);
        self.direct += usize::from(direct && gold > 0);
        self.direct_exact += usize::from(direct && gold > 0 && exact);
        self.hits += hits;
        self.gold += gold;
        self.found += ours;
        self.ours_speak += usize::from(ours > 0);
        self.both_speak += usize::from(gold > 0 && ours > 0);
    }

    fn row(&self, name: &str) -> String {
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        let (p, r) = (share(self.hits, self.found), share(self.hits, self.gold));
        format!(
            "{name:<26} {:>6} {:>7.4} {:>7.4} {:>8.4} {:>7.4} {p:>7.4} {r:>7.4} {:>7.4} {:>9.4}",
            self.sentences,
            share(self.exact, self.sentences),
            share(self.spoken_exact, self.spoken),
            share(self.narrated_exact, self.sentences - self.spoken),
            share(self.direct_exact, self.direct),
            2.0 * p * r / (p + r).max(1e-9),
            2.0 * self.both_speak as f64 / (self.ours_speak + self.spoken).max(1) as f64,
        )
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut files, mut errors, mut full, mut model, mut second, mut joint) =
        (Vec::new(), None, None, None, None, "\n");
    let rules = Rules::new(Directory::embedded()?);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--errors" => errors = arguments.next(),
            "--full" => full = arguments.next(),
            "--model" => model = arguments.next(),
            "--annotators" => second = arguments.next(),
            "--blank" => joint = " ",
            "--polnear" => {
                let file = arguments.next().context("--polnear needs a file")?;
                let train = arguments.next().context("--polnear needs the training rows too")?;
                let (rows, train) = (read(Path::new(&file))?, read(Path::new(&train))?);
                if let Some(second) = second {
                    return polnear::annotators(&[rows, train.clone()].concat(), &read(Path::new(&second))?, &train);
                }
                let others: Vec<String> = arguments.collect();
                if !others.is_empty() {
                    return peers::compare(&rows, &train, &rules, &others);
                }
                return polnear::measure(&rows, &train, &rules, errors.as_deref());
            }
            _ => files.push(argument),
        }
    }
    let ranked = model.map(|folder| ranker(&rules, Path::new(&folder))).transpose()?;
    let attributor: &dyn Attributor = match &ranked {
        Some(ranked) => ranked,
        None => &rules,
    };
    let texts = full.map(|folder| whole_texts(Path::new(&folder))).transpose()?;
    let mut report = String::new();
    let mut by_prefix: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    // By tenths of the confidence: sentences, sum of the confidence, exact ones.
    let mut bins = [(0_usize, 0.0_f64, 0_usize); 10];
    println!(
        "{:<26} {:>6} {:>7} {:>7} {:>8} {:>7} {:>7} {:>7} {:>7} {:>9}",
        "", "n", "exact", "spoken", "narrator", "direct", "P", "R", "F1", "speak F1"
    );
    let started = Instant::now();
    for file in &files {
        let rows = rows(Path::new(file))?;
        let mut tally = Tally::default();
        let groups: Vec<&[Value]> = rows.chunk_by(|a, b| a["article"] == b["article"]).collect();
        let id = |group: &[Value]| group[0]["article"].as_str().unwrap_or_default().to_owned();
        let whole = |group: &[Value]| texts.as_ref().and_then(|t| t.get(&id(group))).map(String::as_str);
        let prepared: Vec<_> = groups.iter().map(|group| prepare(&id(group), group, whole(group), joint)).collect();
        let pairs: Vec<_> = prepared.iter().map(|(article, sentences, _)| (article, sentences.as_slice())).collect();
        let attributed = attributor.attribute_all(&pairs)?;
        for ((group, (_, _, wanted)), attributed) in groups.into_iter().zip(&prepared).zip(attributed) {
            let (id, whole) = (id(group), whole(group));
            let statements: Vec<Statement> =
                wanted.iter().filter_map(|at| attributed.statements.get(*at).cloned()).collect();
            let _ = writeln!(report, "## {id} | {}", group[0]["title"].as_str().unwrap_or(""));
            let prefix = id.split(':').next().unwrap_or(&id);
            for (row, statement) in group.iter().zip(&statements) {
                let (gold, ours, hits) = compare(&rules, row, statement, whole.is_some(), &mut report);
                if statement.attribution.kind != AttributionKind::Unresolved {
                    let p = f64::from(statement.attribution.confidence);
                    let bin = &mut bins[((p * 10.0) as usize).min(9)];
                    *bin = (bin.0 + 1, bin.1 + p, bin.2 + usize::from(gold == ours && hits == gold));
                }
                for tally in [&mut tally, &mut all, by_prefix.entry(prefix.to_owned()).or_default()] {
                    tally.add(gold, ours, hits, is_direct(row));
                }
            }
        }
        println!("{}", tally.row(file.rsplit('/').next().unwrap_or(file)));
    }
    for (prefix, tally) in &by_prefix {
        println!("{}", tally.row(&format!("  {prefix}")));
    }
    println!("{}  ({:.2} s)", all.row("all"), started.elapsed().as_secs_f64());
    let decided: usize = bins.iter().map(|b| b.0).sum();
    let error: f64 = bins.iter().map(|b| (b.1 - b.2 as f64).abs()).sum();
    println!(
        "{} unresolved; expected calibration error of the confidence of the others {:.4}",
        all.sentences - decided,
        error / decided.max(1) as f64
    );
    if let Some(file) = errors {
        std::fs::write(&file, report).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}

/// The rules with the ranker of a model folder.
fn ranker(rules: &Rules, folder: &Path) -> Result<Ranked> {
    let model = ModelFolder::open(folder)?;
    let backend = BackendChoice::default().backend(&model)?;
    Ranked::new(rules.clone(), &model, backend)?.context("the model has no part for speakers")
}

/// Whether at least half of a sentence stands between quotation marks, by the marks in it alone.
fn is_direct(row: &Value) -> bool {
    let text = row["text"].as_str().unwrap_or_default();
    let (mut inside, mut quoted, mut all) = (false, 0, 0);
    for c in text.chars() {
        match c {
            '“' => inside = true,
            '”' => inside = false,
            '"' => inside = !inside,
            _ => {
                all += 1;
                quoted += usize::from(inside);
            }
        }
    }
    quoted * 2 >= all.max(1)
}

/// Numbers of speakers in the label and in ours, and of those that agree; writes the comparison to `report`.
fn compare(
    rules: &Rules,
    row: &Value,
    statement: &Statement,
    whole: bool,
    report: &mut String,
) -> (usize, usize, usize) {
    let directory = rules.directory();
    let names: Vec<&str> = row["speakers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let found: Vec<&str> = statement.speakers.iter().map(|s| s.name.as_str()).collect();
    let gold: BTreeSet<String> = names.iter().map(|n| directory.key(n)).collect();
    let ours: BTreeSet<String> = found.iter().map(|n| directory.key(n)).collect();
    let same = |g: &String, o: &String| {
        g == o || whole && !g.contains(' ') && o.rsplit(' ').next().is_some_and(|last| fold(last) == fold(g))
    };
    let hits = gold.iter().filter(|&g| ours.iter().any(|o| same(g, o))).count();
    let mark = match (gold.len() == ours.len() && hits == gold.len(), gold.is_empty(), ours.is_empty()) {
        (true, ..) => "  ok",
        (_, true, _) => "EXTRA",
        (_, _, true) => "MISS",
        _ => "WRONG",
    };
    let _ = writeln!(
        report,
        "{mark:<5} gold={names:?} ours={found:?} {:?} {:?} {:.2} | {}",
        statement.attribution.kind,
        statement.attribution.cue.as_deref().unwrap_or(""),
        statement.attribution.confidence,
        row["text"].as_str().unwrap_or_default()
    );
    (gold.len(), ours.len(), hits)
}

//! Measures attribution on labelled statements.
//!
//! `attribution_eval [--full SHARED] [--errors FILE] [--blank] GOLD.jsonl...`: each line of a gold file is one sentence
//! in the record form of the annotation guidelines. The labelled sentences of an article are joined by newlines (or
//! blanks with `--blank`) and attributed; with `--full` the whole text of the article is taken from the data pack in
//! the folder SHARED and the labelled sentences are compared in it. Names are compared through the directory. In a
//! whole text a label of one word is also right for the full name that ends with it, because labellers saw a window.
//!
//! `attribution_eval --polnear polnear_dev.jsonl.gz [--shared ...]`: sentences that hold reported speech of PolNeAR
//! (cues of speech only) against ours, and the sources of those that both find, direct and indirect apart.

mod polnear;

use anyhow::{Context, Result};
use demarche::article::{Article, CharIndex};
use demarche::attribute::{Attributor, Directory, Rules, Statement, fold};
use demarche::segment::{Segmenter, Sentence, Sentencex};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::Read as _;
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
    hits: usize,
    found: usize,
    gold: usize,
    ours_speak: usize,
    both_speak: usize,
}

impl Tally {
    fn add(&mut self, gold: usize, ours: usize, hits: usize) {
        let exact = gold == ours && hits == gold;
        self.sentences += 1;
        self.exact += usize::from(exact);
        self.spoken += usize::from(gold > 0);
        self.spoken_exact += usize::from(gold > 0 && exact);
        self.narrated_exact += usize::from(gold == 0 && exact);
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
            "{name:<26} {:>6} {:>7.4} {:>7.4} {:>8.4} {p:>7.4} {r:>7.4} {:>7.4} {:>9.4}",
            self.sentences,
            share(self.exact, self.sentences),
            share(self.spoken_exact, self.spoken),
            share(self.narrated_exact, self.sentences - self.spoken),
            2.0 * p * r / (p + r).max(1e-9),
            2.0 * self.both_speak as f64 / (self.ours_speak + self.spoken).max(1) as f64,
        )
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut files, mut errors, mut full, mut joint) = (Vec::new(), None, None, "\n");
    let rules = Rules::new(Directory::embedded()?);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--errors" => errors = arguments.next(),
            "--full" => full = arguments.next(),
            "--blank" => joint = " ",
            "--polnear" => {
                let file = arguments.next().context("--polnear needs a file")?;
                return polnear::measure(&read(Path::new(&file))?, &rules);
            }
            _ => files.push(argument),
        }
    }
    let texts = full.map(|folder| whole_texts(Path::new(&folder))).transpose()?;
    let mut report = String::new();
    let mut by_prefix: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    println!(
        "{:<26} {:>6} {:>7} {:>7} {:>8} {:>7} {:>7} {:>7} {:>9}",
        "", "n", "exact", "spoken", "narrator", "P", "R", "F1", "speak F1"
    );
    let started = Instant::now();
    for file in &files {
        let text = read(Path::new(file))?;
        let rows: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let mut tally = Tally::default();
        for group in rows.chunk_by(|a, b| a["article"] == b["article"]) {
            let id = group[0]["article"].as_str().unwrap_or_default();
            let whole = texts.as_ref().and_then(|t| t.get(id)).map(String::as_str);
            let statements = attribute(&rules, id, group, whole, joint);
            let _ = writeln!(report, "## {id} | {}", group[0]["title"].as_str().unwrap_or(""));
            let prefix = id.split(':').next().unwrap_or(id);
            for (row, statement) in group.iter().zip(&statements) {
                let (gold, ours, hits) = compare(&rules, row, statement, whole.is_some(), &mut report);
                for tally in [&mut tally, &mut all, by_prefix.entry(prefix.to_owned()).or_default()] {
                    tally.add(gold, ours, hits);
                }
            }
        }
        println!("{}", tally.row(file.rsplit('/').next().unwrap_or(file)));
    }
    for (prefix, tally) in &by_prefix {
        println!("{}", tally.row(&format!("  {prefix}")));
    }
    println!("{}  ({:.2} s)", all.row("all"), started.elapsed().as_secs_f64());
    if let Some(file) = errors {
        std::fs::write(&file, report).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}

/// The text of a file, unpacked if its name ends with `.gz`.
fn read(file: &Path) -> Result<String> {
    let what = || format!("cannot read {}", file.display());
    if file.extension().is_some_and(|e| e == "gz") {
        let mut unpacked = String::new();
        let mut child = std::process::Command::new("gzip")
            .arg("-dc")
            .arg(file)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .with_context(what)?;
        child.stdout.take().context("no output")?.read_to_string(&mut unpacked).with_context(what)?;
        child.wait().with_context(what)?;
        return Ok(unpacked);
    }
    std::fs::read_to_string(file).with_context(what)
}

/// The whole texts of the data pack, by article id.
fn whole_texts(shared: &Path) -> Result<HashMap<String, String>> {
    let mut texts = HashMap::new();
    for name in ["articles", "briefs"] {
        for line in read(&shared.join(format!("data/{name}.jsonl.gz")))?.lines() {
            let row: Value = serde_json::from_str(line)?;
            if let (Some(id), Some(text)) = (row["id"].as_str(), row["text"].as_str()) {
                texts.insert(id.to_owned(), text.to_owned());
            }
        }
    }
    Ok(texts)
}

/// Attributes an article; gives the statements of the labelled sentences, in order.
fn attribute(rules: &Rules, id: &str, group: &[Value], whole: Option<&str>, joint: &str) -> Vec<Statement> {
    let field = |name: &str| group[0][name].as_str().map(str::to_owned);
    let mut article =
        Article { id: id.to_owned(), title: field("title"), source: field("source"), ..Article::default() };
    let labelled = || group.iter().map(|row| row["text"].as_str().unwrap_or_default());
    let mut ranges = Vec::new();
    if let Some(whole) = whole {
        let mut from = 0;
        for text in labelled() {
            let Some(at) = whole[from..].find(text).map(|at| at + from) else { break };
            from = at + text.len();
            ranges.push(at..from);
        }
    }
    let mut wanted: Vec<usize> = (0..ranges.len()).collect();
    if whole.is_some() && ranges.len() == group.len() {
        article.text = whole.unwrap_or_default().to_owned();
        // Around the labelled sentences the text is cut as the pipeline does.
        let mut all: Vec<(std::ops::Range<usize>, bool)> = ranges.iter().cloned().map(|r| (r, true)).collect();
        for sentence in Sentencex.segment(&article.text) {
            let range = sentence.span.byte_start..sentence.span.byte_end;
            if ranges.iter().all(|r| r.end <= range.start || range.end <= r.start) {
                all.push((range, false));
            }
        }
        all.sort_by_key(|(range, _)| range.start);
        wanted = all.iter().enumerate().filter(|(_, (_, labelled))| *labelled).map(|(at, _)| at).collect();
        ranges = all.into_iter().map(|(range, _)| range).collect();
    } else {
        ranges.clear();
        for text in labelled() {
            if !article.text.is_empty() {
                article.text.push_str(joint);
            }
            let start = article.text.len();
            article.text.push_str(text);
            ranges.push(start..article.text.len());
        }
        wanted.clear();
        wanted.extend(0..ranges.len());
    }
    let mut index = CharIndex::new(&article.text);
    let sentences: Vec<Sentence> = ranges
        .into_iter()
        .enumerate()
        .map(|(i, range)| Sentence { index: i, paragraph: 0, span: index.span(range) })
        .collect();
    let statements = rules.attribute(&article, &sentences).statements;
    wanted.into_iter().filter_map(|at| statements.get(at).cloned()).collect()
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

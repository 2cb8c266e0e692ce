//! Measures attribution on labelled statements: `attribution_eval [--errors] [--kind miss|extra|wrong] GOLD.jsonl...`
//!
//! Each line of a gold file is one sentence in the record form of the annotation guidelines. Sentences of an article
//! are joined by newlines (or blanks with `--blank`), attributed, and compared by name through the directory.

use anyhow::{Context, Result};
use demarche::article::{Article, CharIndex};
use demarche::attribute::{Attributor, Directory, Rules};
use demarche::segment::Sentence;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Instant;

#[derive(Default)]
struct Tally {
    sentences: usize,
    exact: usize,
    hits: usize,
    found: usize,
    gold: usize,
    speaking: [usize; 3],
    /// Exact among the sentences that have a speaker.
    spoken_exact: usize,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let errors = arguments.iter().any(|a| a == "--errors");
    let blank = arguments.iter().any(|a| a == "--blank");
    let rules = Rules::new(Directory::embedded()?);
    println!(
        "{:<28} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9}",
        "file", "n", "exact", "spoken", "P", "R", "F1", "speak F1"
    );
    for file in arguments.iter().filter(|a| !a.starts_with("--")) {
        let started = Instant::now();
        let tally = measure(file, &rules, errors, if blank { " " } else { "\n" })?;
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        let (p, r) = (share(tally.hits, tally.found), share(tally.hits, tally.gold));
        let [both, ours, theirs] = tally.speaking;
        println!(
            "{:<28} {:>6} {:>7.4} {:>7.4} {:>7.4} {:>7.4} {:>7.4} {:>9.4}  ({:.2} s)",
            file.rsplit('/').next().unwrap_or(file),
            tally.sentences,
            share(tally.exact, tally.sentences),
            share(tally.spoken_exact, theirs),
            p,
            r,
            2.0 * p * r / (p + r).max(1e-9),
            2.0 * both as f64 / (ours + theirs).max(1) as f64,
            started.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

fn measure(file: &str, rules: &Rules, errors: bool, joint: &str) -> Result<Tally> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let rows: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut tally = Tally::default();
    for group in rows.chunk_by(|a, b| a["article"] == b["article"]) {
        let mut article = Article {
            id: group[0]["article"].as_str().unwrap_or_default().to_owned(),
            title: group[0]["title"].as_str().map(str::to_owned),
            source: group[0]["source"].as_str().map(str::to_owned),
            ..Article::default()
        };
        let mut ranges = Vec::new();
        for row in group {
            if !article.text.is_empty() {
                article.text.push_str(joint);
            }
            let start = article.text.len();
            article.text.push_str(row["text"].as_str().unwrap_or_default());
            ranges.push(start..article.text.len());
        }
        let mut index = CharIndex::new(&article.text);
        let sentences: Vec<Sentence> = ranges
            .into_iter()
            .enumerate()
            .map(|(i, r)| Sentence { index: i, paragraph: 0, span: index.span(r) })
            .collect();
        let out = rules.attribute(&article, &sentences);
        if errors {
            println!("## {} | {}", article.id, article.title.as_deref().unwrap_or(""));
        }
        for (row, statement) in group.iter().zip(&out.statements) {
            let directory = rules.directory();
            let names: Vec<&str> = row["speakers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let gold: BTreeSet<String> = names.iter().map(|n| directory.key(n)).collect();
            let ours: BTreeSet<String> = statement.speakers.iter().map(|s| directory.key(&s.name)).collect();
            tally.sentences += 1;
            tally.exact += usize::from(gold == ours);
            tally.spoken_exact += usize::from(!gold.is_empty() && gold == ours);
            tally.hits += gold.intersection(&ours).count();
            tally.gold += gold.len();
            tally.found += ours.len();
            tally.speaking[0] += usize::from(!gold.is_empty() && !ours.is_empty());
            tally.speaking[1] += usize::from(!ours.is_empty());
            tally.speaking[2] += usize::from(!gold.is_empty());
            if errors {
                let mark = match (gold == ours, gold.is_empty(), ours.is_empty()) {
                    (true, ..) => "  ok",
                    (_, true, _) => "EXTRA",
                    (_, _, true) => "MISS",
                    _ => "WRONG",
                };
                let found: Vec<&str> = statement.speakers.iter().map(|s| s.name.as_str()).collect();
                println!(
                    "{mark:<5} gold={names:?} ours={found:?} {:?} {:?} {:.2} | {}",
                    statement.attribution.kind,
                    statement.attribution.cue.as_deref().unwrap_or(""),
                    statement.attribution.confidence,
                    row["text"].as_str().unwrap_or_default()
                );
            }
        }
    }
    Ok(tally)
}

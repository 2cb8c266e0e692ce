//! Fits the weights of the attribution rules on labelled sentences.
//!
//! `attribution_fit --full SHARED [--out data/attribution/weights.txt] [--missing FILE] LABELS.jsonl...`: label files as
//! those of `attribution_eval`. Every candidate that the rules weigh in a labelled sentence is a row: right where its
//! speakers are exactly those of the label. Articles are cut into five folds, and the figures that are printed are those
//! of models that have not seen the article. `--missing` lists the sentences without a right candidate. Fit again on the
//! new weights until nothing changes much: who spoke before depends on what was decided before.
//!
//! The weights as committed are from the labels of `data/annotations/train.jsonl` (joined by `training/join.py`; 17,872
//! sentences), the data pack's `news_statements.jsonl` without the outlets of `training/held_outlets.txt` (2,341) and
//! `peoples_daily_statements.jsonl` (308), and the own words of `data/gold` and `seed_statements.jsonl` (5,184).

#[path = "../attribution_eval/gold.rs"]
mod gold;

use anyhow::{Context, Result};
use demarche::attribute::{Directory, Rules, Weighed, fold};
use demarche::logistic::{Linear, Sparse, fit, folds};
use gold::{prepare, read, whole_texts};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

/// Features that fewer candidates have are left out.
const RARE: usize = 6;

/// Folds of articles for the held-out figures.
const FOLDS: usize = 5;

/// Pull of the weights towards 0, chosen on the held-out folds among 0.1, 0.3, 1 and 3.
const STRENGTH: f64 = 0.3;

struct Row {
    article: String,
    /// Number of the sentence among all labelled ones.
    sentence: usize,
    features: Vec<String>,
    right: bool,
    old: f32,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut files, mut full, mut out, mut missing_file) = (Vec::new(), None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--full" => full = arguments.next(),
            "--out" => out = arguments.next(),
            "--missing" => missing_file = arguments.next(),
            _ => files.push(argument),
        }
    }
    let rules = Rules::new(Directory::embedded()?);
    let texts = full.map(|folder| whole_texts(Path::new(&folder))).transpose()?;
    let mut missing = missing_file.is_some().then(String::new);
    let mut rows = Vec::new();
    let mut sentence = 0;
    for file in &files {
        let labels: Vec<Value> = read(Path::new(file))?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        for group in labels.chunk_by(|a, b| a["article"] == b["article"]) {
            let id = group[0]["article"].as_str().unwrap_or_default();
            let whole = texts.as_ref().and_then(|t| t.get(id)).map(String::as_str);
            let (article, sentences, wanted) = prepare(id, group, whole, "\n");
            let candidates = rules.candidates(&article, &sentences);
            for (label, at) in group.iter().zip(wanted) {
                sentence += 1;
                let speakers = |c: &Weighed| agrees(&rules, label, &c.speakers, whole.is_some());
                if let (Some(found), Some(missing)) = (candidates.get(at), &mut missing)
                    && !found.iter().any(speakers)
                {
                    let ours: Vec<_> = found.iter().map(|c| (&c.features[0], &c.speakers)).collect();
                    let _ = writeln!(missing, "{} | {} | {ours:?} | {}", id, label["speakers"], label["text"]);
                }
                for candidate in candidates.get(at).into_iter().flatten() {
                    let right = agrees(&rules, label, &candidate.speakers, whole.is_some());
                    let features = candidate.features.clone();
                    rows.push(Row { article: id.to_owned(), sentence, features, right, old: candidate.probability });
                }
            }
        }
    }
    if let (Some(file), Some(missing)) = (&missing_file, &missing) {
        std::fs::write(file, missing).with_context(|| format!("cannot write {file}"))?;
    }
    anyhow::ensure!(!rows.is_empty(), "no candidates: expected label files");

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().flat_map(|r| &r.features).for_each(|f| *counts.entry(f).or_default() += 1);
    let names: Vec<&str> = counts.iter().filter(|(_, n)| **n >= RARE).map(|(name, _)| *name).collect();
    let number: HashMap<&str, u32> = names.iter().enumerate().map(|(i, name)| (*name, i as u32)).collect();
    // A row has some thirty features; the logistic fit expects rows of length about 1.
    let scale = 0.2_f32;
    let sparse = rows
        .iter()
        .map(|r| r.features.iter().filter_map(|f| number.get(f.as_str()).map(|i| (*i, scale))).collect())
        .collect();
    let sparse = Sparse::new(names.len(), sparse);
    let labels: Vec<usize> = rows.iter().map(|r| usize::from(r.right)).collect();
    let groups: Vec<&str> = rows.iter().map(|r| r.article.as_str()).collect();
    let folds = folds(&groups, FOLDS);
    let prior = Linear::zero(1, names.len());
    // By fold a model of the others; the last is of all.
    let models: Vec<Linear> = (0..=FOLDS)
        .into_par_iter()
        .map(|fold| {
            let members: Vec<usize> = (0..rows.len()).filter(|row| folds[*row] != fold).collect();
            fit(&sparse, &members, &labels, &prior, STRENGTH, &prior)
        })
        .collect();
    let probability = |model: &Linear, row: usize| 1.0 / (1.0 + (-model.logits(&sparse, row)[0]).exp());
    let held_out: Vec<f64> = (0..rows.len()).map(|row| probability(&models[folds[row]], row)).collect();
    println!("{} candidates, {} right, {} features", rows.len(), labels.iter().sum::<usize>(), names.len());
    reliability("before", &rows, |i| f64::from(rows[i].old));
    reliability("held out", &rows, |i| held_out[i]);
    println!(
        "sentences whose most probable candidate is right: before {:.4}, held out {:.4}; with a right candidate {:.4}",
        first_right(&rows, |i| f64::from(rows[i].old)),
        first_right(&rows, |i| held_out[i]),
        first_right(&rows, |i| f64::from(u8::from(rows[i].right)))
    );
    if let Some(out) = out {
        let mut text = String::from(
            "# Weights of the attribution rules: a feature of a candidate and its weight, in log odds. Written by\n\
             # `cargo run --release --example attribution_fit` (see its head); fitted, not to be edited by hand.\n",
        );
        for (weights, bias) in models[FOLDS].parts() {
            let _ = writeln!(text, "bias\t{:.3}", bias);
            for (name, weight) in names.iter().zip(weights) {
                let weight = weight * f64::from(scale);
                if weight.abs() >= 0.005 {
                    let _ = writeln!(text, "{name}\t{weight:.3}");
                }
            }
        }
        std::fs::write(&out, text).with_context(|| format!("cannot write {out}"))?;
    }
    Ok(())
}

/// Whether the candidate's speakers are those of the label, compared as `attribution_eval` does.
fn agrees(rules: &Rules, label: &Value, speakers: &[String], whole: bool) -> bool {
    let directory = rules.directory();
    let gold: BTreeSet<String> = label["speakers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|n| directory.key(n))
        .collect();
    let ours: BTreeSet<String> = speakers.iter().map(|n| directory.key(n)).collect();
    let same = |g: &String, o: &String| {
        g == o || whole && !g.contains(' ') && o.rsplit(' ').next().is_some_and(|last| fold(last) == fold(g))
    };
    gold.len() == ours.len() && gold.iter().all(|g| ours.iter().any(|o| same(g, o)))
}

/// Prints how often candidates are right, by tenths of their probability, and the expected calibration error.
fn reliability(name: &str, rows: &[Row], probability: impl Fn(usize) -> f64) {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); 10];
    for (i, row) in rows.iter().enumerate() {
        let p = probability(i);
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + p, bin.2 + usize::from(row.right));
    }
    let mut error = 0.0;
    println!("{name}: candidates, mean probability, share right");
    for (n, sum, right) in bins.into_iter().filter(|b| b.0 > 0) {
        println!("  {n:>6} {:.3} {:.3}", sum / n as f64, right as f64 / n as f64);
        error += (sum - right as f64).abs();
    }
    println!("  expected calibration error {:.4}", error / rows.len() as f64);
}

/// Share of the sentences of which the most probable candidate is right.
fn first_right(rows: &[Row], probability: impl Fn(usize) -> f64) -> f64 {
    let (mut right, mut all, mut at) = (0, 0, 0);
    for group in rows.chunk_by(|a, b| a.sentence == b.sentence) {
        let best = (at..at + group.len()).max_by(|&a, &b| probability(a).total_cmp(&probability(b)));
        right += usize::from(best.is_some_and(|b| rows[b].right));
        all += 1;
        at += group.len();
    }
    right as f64 / f64::from(all.max(1))
}

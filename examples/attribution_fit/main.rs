//! Fits the weights of the attribution rules on labelled sentences.
//!
//! `attribution_fit --full SHARED [--out data/attribution/weights.txt] [--errors FILE] LABELS.jsonl...`: label files as
//! those of `attribution_eval`. The candidates that the rules weigh in a labelled sentence are the alternatives of a
//! choice: right where their speakers are exactly those of the label. Articles are cut into five folds, and the figures
//! that are printed are those of models that have not seen the article. `--errors` lists the sentences that they get
//! wrong, with the candidates. Fit again on the new weights until nothing changes much: who spoke before depends on what
//! was decided before.
//!
//! The weights as committed are from the labels of `data/annotations/train.jsonl` (joined by `training/join.py`; 35,642
//! sentences, before their speakers were read a third time, less the articles that `misread` and the sentences that
//! `unread` leaves out) and the own words of `data/gold` (`seed`, `readouts`, `restated` to `restated12`; 8,867), and 2,649
//! sentences of the data pack's own labels (`training/join.py pack`).

#[path = "../attribution_eval/gold.rs"]
mod gold;

use anyhow::{Context, Result};
use demarche::attribute::{Directory, Rules, fold};
use demarche::logistic::{Choice, Rows, Sparse, fit_choices, folds, shares};
use gold::{prepare, read, whole_texts};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// Features that fewer candidates have are left out.
const RARE: usize = 8;

/// Folds of articles for the held-out figures.
const FOLDS: usize = 5;

/// Pull of the weights towards 0, chosen on the held-out folds among 0.1, 0.3, 0.6 and 1 (0.3 and 0.6 are equal).
const STRENGTH: f64 = 0.3;

/// Value of a feature that is on; a row has some forty of them, and the fit expects rows of length about 1.
const SCALE: f32 = 0.2;

/// Labelled sentences from which an article may be left out.
const SEEN: usize = 5;

struct Row {
    article: String,
    /// Number of the sentence among all labelled ones.
    sentence: usize,
    place: Place,
    speakers: Vec<String>,
    /// For each speaker the bytes that name it.
    mentions: Vec<Vec<Range<usize>>>,
    /// Bytes of the source of the cue.
    source: Option<Range<usize>>,
    features: Vec<String>,
    right: bool,
    old: f32,
}

/// Where a labelled sentence stands.
#[derive(Clone, Copy)]
struct Place {
    /// Number of the article among all, and of the sentence in it.
    group: usize,
    at: usize,
    /// The label names a speaker.
    spoken: bool,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut files, mut full, mut out, mut errors, mut examples) = (Vec::new(), None, None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--full" => full = arguments.next(),
            "--out" => out = arguments.next(),
            "--errors" => errors = arguments.next(),
            "--examples" => examples = arguments.next(),
            _ => files.push(argument),
        }
    }
    let rules = Rules::new(Directory::embedded()?);
    let whole_text = full.map(|folder| whole_texts(Path::new(&folder))).transpose()?;
    let mut texts = Vec::new();
    let mut rows = Vec::new();
    let mut articles: Vec<Value> = Vec::new();
    let mut sentence = 0;
    for file in &files {
        let labels: Vec<Value> = read(Path::new(file))?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        for group in labels.chunk_by(|a, b| a["article"] == b["article"]) {
            let id = group[0]["article"].as_str().unwrap_or_default();
            let whole = whole_text.as_ref().and_then(|t| t.get(id)).map(String::as_str);
            let (article, sentences, wanted) = prepare(id, group, whole, "\n");
            let candidates = rules.candidates(&article, &sentences);
            for (label, at) in group.iter().zip(wanted) {
                sentence += 1;
                let spoken = label["speakers"].as_array().is_some_and(|s| !s.is_empty());
                texts.push(format!("{id} | {} | {}", label["speakers"], label["text"]));
                for candidate in candidates.get(at).into_iter().flatten() {
                    let right = agrees(&rules, label, &candidate.speakers, whole.is_some());
                    let features = candidate.features.clone();
                    let (article, speakers, old) = (id.to_owned(), candidate.speakers.clone(), candidate.probability);
                    let place = Place { group: articles.len(), at, spoken };
                    let (mentions, source) = (candidate.mentions.clone(), candidate.source.clone());
                    rows.push(Row { article, sentence, place, speakers, mentions, source, features, right, old });
                }
            }
            let spans: Vec<_> = sentences.iter().map(|s| [s.span.byte_start, s.span.byte_end]).collect();
            articles.push(json!({"id": id, "title": article.title, "text": article.text, "sentences": spans}));
        }
    }
    anyhow::ensure!(!rows.is_empty(), "no candidates: expected label files");
    let misread = misread(&rows);
    println!("left out: {} articles in which the weights at hand get fewer than half of the labels", misread.len());
    rows.retain(|row| !misread.contains(&row.article));
    let unread = unread(&rows);
    println!("left out: {} sentences of texts whose author the labels do not know", unread.len());
    rows.retain(|row| !unread.contains(&row.sentence));

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().flat_map(|r| &r.features).for_each(|f| *counts.entry(f).or_default() += 1);
    let names: Vec<&str> = counts.iter().filter(|(_, n)| **n >= RARE).map(|(name, _)| *name).collect();
    // The last feature is on for every candidate: how likely one is at all.
    let number: HashMap<&str, u32> = names.iter().enumerate().map(|(i, name)| (*name, i as u32)).collect();
    let bias = names.len() as u32;
    let sparse = rows
        .iter()
        .map(|r| r.features.iter().filter_map(|f| number.get(f.as_str()).copied()).chain([bias]).map(|i| (i, SCALE)))
        .map(Iterator::collect)
        .collect();
    let sparse = Sparse::new(names.len() + 1, sparse);
    let mut choices: Vec<Choice> = Vec::new();
    for group in rows.chunk_by(|a, b| a.sentence == b.sentence) {
        let start = choices.last().map_or(0, |c: &Choice| c.alternatives.end);
        choices
            .push(Choice { alternatives: start..start + group.len(), right: group.iter().map(|r| r.right).collect() });
    }
    let groups: Vec<&str> = choices.iter().map(|c| rows[c.alternatives.start].article.as_str()).collect();
    let folds = folds(&groups, FOLDS);
    // By fold a model of the others; the last is of all.
    let models: Vec<Vec<f64>> = (0..=FOLDS)
        .into_par_iter()
        .map(|fold| {
            let members: Vec<&Choice> =
                choices.iter().zip(&folds).filter(|(_, f)| **f != fold).map(|(c, _)| c).collect();
            let fitted = fit_choices(&sparse, &members, STRENGTH, vec![0.0; names.len() + 1]);
            if !fitted.convergence.converged() {
                eprintln!("fold {fold}: not fitted to the end: {:?}", fitted.convergence);
            }
            fitted.model
        })
        .collect();
    let mut held_out = vec![0.0; rows.len()];
    for (choice, fold) in choices.iter().zip(&folds) {
        let scores: Vec<f64> = choice.alternatives.clone().map(|row| sparse.dot(row, &models[*fold])).collect();
        held_out[choice.alternatives.clone()].copy_from_slice(&shares(&scores));
    }
    let right = rows.iter().filter(|r| r.right).count();
    println!("{} candidates, {right} right, {} features", rows.len(), names.len());
    println!("before:");
    speakers(&rows, |i| f64::from(rows[i].old));
    println!("held out:");
    speakers(&rows, |i| held_out[i]);
    let possible = choices.iter().filter(|c| c.right.contains(&true)).count();
    println!("sentences with a right candidate {:.4}", possible as f64 / choices.len().max(1) as f64);
    if let Some(file) = examples {
        write_examples(&file, &articles, &rows, &held_out)?;
    }
    if let Some(file) = errors {
        let listed =
            choices.iter().map(|c| wrong(&rows[c.alternatives.clone()], &held_out[c.alternatives.clone()], &texts));
        std::fs::write(&file, listed.collect::<String>()).with_context(|| format!("cannot write {file}"))?;
    }
    if let Some(out) = out {
        let mut text = String::from(
            "# Weights of the attribution rules: a feature of a candidate and its weight, in log odds. Written by\n\
             # `cargo run --release --example attribution_fit` (see its head); fitted, not to be edited by hand.\n",
        );
        for (name, weight) in names.iter().chain([&"bias"]).zip(&models[FOLDS]) {
            let weight = weight * f64::from(SCALE);
            if weight.abs() >= 0.005 {
                let _ = writeln!(text, "{name}\t{weight:.3}");
            }
        }
        std::fs::write(&out, text).with_context(|| format!("cannot write {out}"))?;
    }
    Ok(())
}

/// Writes articles with the candidates of their labelled sentences, an article a line, for `training/ranker.py`.
fn write_examples(file: &str, articles: &[Value], rows: &[Row], held_out: &[f64]) -> Result<()> {
    let mut lines = String::new();
    let mut at = 0;
    for group in rows.chunk_by(|a, b| a.place.group == b.place.group) {
        let mut labelled = Vec::new();
        for sentence in group.chunk_by(|a, b| a.sentence == b.sentence) {
            let candidate = |(row, p): (&Row, &f64)| {
                let range = |r: &Range<usize>| [r.start, r.end];
                let mentions: Vec<Vec<_>> = row.mentions.iter().map(|m| m.iter().map(range).collect()).collect();
                json!({"speakers": row.speakers, "mentions": mentions, "source": row.source.as_ref().map(range),
                    "held_out": p, "old": row.old, "right": row.right, "manner": row.features.first()})
            };
            let candidates: Vec<Value> = sentence.iter().zip(&held_out[at..]).map(candidate).collect();
            at += sentence.len();
            let Place { at, spoken, .. } = sentence[0].place;
            labelled.push(json!({"at": at, "spoken": spoken, "candidates": candidates}));
        }
        let mut article = articles[group[0].place.group].clone();
        article["labelled"] = labelled.into();
        let _ = writeln!(lines, "{article}");
    }
    std::fs::write(file, lines).with_context(|| format!("cannot write {file}"))
}

/// Articles with [`SEEN`] labelled sentences or more of which the weights at hand get fewer than half right. Mostly they are
/// speeches and transcripts of which the labeller saw a window, without the line that says who speaks: their labels would
/// teach that "we" is nobody.
fn misread(rows: &[Row]) -> BTreeSet<String> {
    let mut articles: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for group in rows.chunk_by(|a, b| a.sentence == b.sentence) {
        let right = most_probable(group, |at| f64::from(group[at].old)).is_some_and(|best| best.1);
        let article = articles.entry(&group[0].article).or_default();
        *article = (article.0 + 1, article.1 + usize::from(right));
    }
    let wrong = |(_, (all, right)): &(&str, (usize, usize))| *all >= SEEN && right * 2 < *all;
    articles.into_iter().filter(wrong).map(|(id, _)| id.to_owned()).collect()
}

/// Sentences without a speaker of windows, of [`SEEN`] sentences or more, in which the text's own author, whom its form names,
/// is nowhere right: their labeller had not seen who the author is.
fn unread(rows: &[Row]) -> BTreeSet<usize> {
    const VOICES: &[&str] = &["manner argued", "manner own", "manner narration"];
    let voiced = |row: &&Row| row.features.first().is_some_and(|f| VOICES.contains(&f.as_str()));
    let mut windows: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for row in rows.iter().filter(voiced) {
        let window = windows.entry(row.place.group).or_default();
        *window = (window.0 + 1, window.1 + usize::from(row.right));
    }
    let blind = |row: &&Row| windows.get(&row.place.group).is_some_and(|(all, right)| *all >= SEEN && *right == 0);
    rows.iter().filter(voiced).filter(blind).filter(|row| !row.place.spoken).map(|row| row.sentence).collect()
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

/// The sentence of `rows`, if its most probable speakers are wrong, with its label and all candidates.
fn wrong(rows: &[Row], probability: &[f64], texts: &[String]) -> String {
    let Some(best) = (0..rows.len()).max_by(|&a, &b| probability[a].total_cmp(&probability[b])) else {
        return String::new();
    };
    if rows[best].right {
        return String::new();
    }
    let kind = if rows.iter().any(|r| r.right) { "WRONG" } else { "MISSING" };
    let mut text = format!("{kind} | {}\n", texts[rows[best].sentence - 1]);
    for (row, p) in rows.iter().zip(probability) {
        let mark = if row.right { "+" } else { " " };
        let _ = writeln!(
            text,
            "  {mark} {p:.2} {:?} {}",
            row.speakers,
            row.features[..3.min(row.features.len())].join(", ")
        );
    }
    text
}

/// Probability of the most probable speakers of a sentence's candidates, and whether they are right. Candidates that name
/// the same speakers add up.
fn most_probable(group: &[Row], probability: impl Fn(usize) -> f64) -> Option<(f64, bool)> {
    let mut totals: BTreeMap<&[String], (f64, bool)> = BTreeMap::new();
    for (i, row) in group.iter().enumerate() {
        let total = totals.entry(&row.speakers).or_default();
        *total = (total.0 + probability(i), total.1 || row.right);
    }
    totals.into_values().max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Prints how often the most probable speakers are right, over all, and by tenths of their probability with the expected
/// calibration error.
fn speakers(rows: &[Row], probability: impl Fn(usize) -> f64) {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); 10];
    let mut at = 0;
    for group in rows.chunk_by(|a, b| a.sentence == b.sentence) {
        let best = most_probable(group, |i| probability(at + i));
        at += group.len();
        let Some(best) = best else { continue };
        let bin = &mut bins[((best.0 * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + best.0, bin.2 + usize::from(best.1));
    }
    let (mut error, mut all, mut right) = (0.0, 0, 0);
    for (n, sum, hits) in bins.into_iter().filter(|b| b.0 > 0) {
        println!("  {n:>6} {:.3} {:.3}", sum / n as f64, hits as f64 / n as f64);
        error += (sum - hits as f64).abs();
        (all, right) = (all + n, right + hits);
    }
    let all = all.max(1) as f64;
    println!("  right {:.4}, expected calibration error {:.4}", right as f64 / all, error / all);
}

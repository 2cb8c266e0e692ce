//! Quotations of other tools beside ours, as one Markdown table.

use crate::gold::read;
use crate::polnear::{KINDS, Scores, our_quotes, quotes, score, speech_words};
use anyhow::{Context, Result};
use demarche::attribute::Rules;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

/// Passes over the corpus by which ours is timed, after one that is not.
const PASSES: u32 = 5;

/// Prints the figures of each file of `files` and of ours on the rows of a PolNeAR file.
///
/// The first line of a file says which `tool` wrote it, how many `articles` it read and `lost` and in how many `seconds`;
/// each other one is an article in the corpus's form (`id`, `attributions`). What one of them has to a cue of belief is
/// left out as ours is.
pub fn compare(rows: &str, train: &str, rules: &Rules, files: &[String]) -> Result<()> {
    let speech = speech_words(train)?;
    println!(
        "| tool | attributions | of these in the corpus | found | P, R, F1 at 0.3 | P, R, F1 at 0.8 | source | cue | \
         articles a second | articles lost |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for file in files {
        let text = read(Path::new(file))?;
        let (head, lines) = text.split_once('\n').with_context(|| format!("{file}: no first line"))?;
        let head: Value = serde_json::from_str(head).with_context(|| format!("{file}: first line"))?;
        let mut found: HashMap<String, Value> = HashMap::new();
        for line in lines.lines() {
            let row: Value = serde_json::from_str(line).with_context(|| format!("{file}: {line}"))?;
            found.insert(row["id"].as_str().context("an article has an id")?.to_owned(), row);
        }
        let mut missing = Vec::new();
        let scores = score(rows, &speech, None, |row, characters| {
            let id = row["id"].as_str().unwrap_or_default();
            match found.get(id) {
                Some(row) => quotes(row, characters, &HashSet::new()),
                None => {
                    missing.push(id.to_owned());
                    Vec::new()
                }
            }
        })?;
        anyhow::ensure!(missing.is_empty(), "{file} lacks {missing:?}");
        let number = |field: &str| head[field].as_f64().with_context(|| format!("{file}: no {field}"));
        let speed = number("articles")? / number("seconds")?;
        print(head["tool"].as_str().unwrap_or(file), &scores, speed, number("lost")? as usize);
    }
    let texts: Vec<Vec<char>> = rows
        .lines()
        .map(|row| Ok(serde_json::from_str::<Value>(row)?["text"].as_str().unwrap_or_default().chars().collect()))
        .collect::<Result<_>>()?;
    let strings: Vec<String> = texts.iter().map(|text| text.iter().collect()).collect();
    let pass = || -> Vec<_> { strings.iter().zip(&texts).map(|(text, c)| our_quotes(text, c, rules)).collect() };
    let mut found = pass().into_iter();
    let started = Clock::start();
    for _ in 0..PASSES {
        pass();
    }
    let speed = f64::from(PASSES) * texts.len() as f64 / started.seconds();
    let scores = score(rows, &speech, None, |_, _| found.next().unwrap_or_default())?;
    let name = concat!("demarche ", env!("CARGO_PKG_VERSION"));
    print(name, &scores, speed, 0);
    Ok(())
}

/// The processor's time of this thread, so that what else runs on the machine does not count; the wall's where there is no
/// Linux to tell.
struct Clock {
    started: Instant,
    on_processor: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { started: Instant::now(), on_processor: Self::nanoseconds() }
    }

    fn nanoseconds() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn seconds(&self) -> f64 {
        match self.on_processor.zip(Self::nanoseconds()) {
            Some((before, after)) if after > before => (after - before) as f64 / 1e9,
            _ => self.started.elapsed().as_secs_f64(),
        }
    }
}

fn print(tool: &str, scores: &Scores, speed: f64, lost: usize) {
    for (kind, name) in KINDS.iter().enumerate() {
        let [loose, strict] = [scores[0][kind], scores[1][kind]];
        let three = |figures: [f64; 5]| format!("{:.3}, {:.3}, {:.3}", figures[0], figures[1], figures[2]);
        let [.., source, cue] = loose.figures();
        let (speed, lost) = if kind == 0 { (format!("{speed:.1}"), lost.to_string()) } else { Default::default() };
        println!(
            "| {tool} | {name} | {} | {} | {} | {} | {source:.3} | {cue:.3} | {speed} | {lost} |",
            loose.gold,
            loose.ours,
            three(loose.figures()),
            three(strict.figures()),
        );
    }
}

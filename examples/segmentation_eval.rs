//! Measures sentence segmentation on `../shared/data`: `cargo run --release --example segmentation_eval [-- --errors]`.
//!
//! - Golden rules (aligned cases) and EWT dev: share of texts cut exactly as the gold, and precision, recall and F1 of
//!   the boundaries inside them, for ours and for `sentencex` alone. The rules in `src/segment` were made looking at
//!   the even-numbered EWT paragraphs and golden cases, and at what came out for the (unlabelled) news articles; the
//!   odd-numbered paragraphs and cases were only measured.
//! - News: share of the labelled sentences of `news_statements.jsonl` that come out as exactly one sentence of their
//!   article's full text, by halves (of the articles). These sentences were cut with `sentencex`, which alone finds
//!   100 % of them, mistakes included: the figure says how close we stay to the labels, not how well we cut.
//! - Line ends: the news articles with one line end between paragraphs, and wrapped at several widths, must give the
//!   sentences that they give with blank lines.
//!
//! `--errors` prints what differs in the tuning halves.

use anyhow::{Context, Result};
use demarche::segment::{Segmenter, Sentencex};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<()> {
    let errors = std::env::args().any(|argument| argument == "--errors");
    let Some(shared) = Some(PathBuf::from("../shared")).filter(|path| path.is_dir()) else {
        println!("skipped: there is no ../shared");
        return Ok(());
    };
    let data = shared.join("data");
    println!("{:<38} {:>6} {:>6} {:>7} {:>7} {:>7}", "set", "texts", "exact", "prec", "recall", "F1");
    for (set, file) in [("golden rules", "golden_rules_en.jsonl"), ("EWT dev", "ewt_dev.jsonl.gz")] {
        let rows = rows(&data.join("segmentation").join(file))?;
        let rows: Vec<&Value> = rows.iter().filter(|row| row["aligned"] != Value::Bool(false)).collect();
        score(&format!("{set}, sentencex"), &rows, &alone, false);
        score(set, &rows, &sentences, errors);
    }
    let articles: Vec<Value> = rows(&data.join("articles.jsonl.gz"))?;
    let news = rows(&shared.join("annotation/news_statements.jsonl"))?;
    found(&articles, &news, errors);
    line_ends(&articles);
    Ok(())
}

fn rows(path: &Path) -> Result<Vec<Value>> {
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let text = if packed {
        let output = Command::new("gzip").arg("-dc").arg(path).output().context("gzip is needed")?;
        String::from_utf8(output.stdout)?
    } else {
        std::fs::read_to_string(path).with_context(|| path.display().to_string())?
    };
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn sentences(text: &str) -> Vec<&str> {
    Sentencex.segment(text).iter().map(|sentence| sentence.span.slice(text)).collect()
}

/// Places of the boundaries inside a text, counted in characters that are not white space.
fn boundaries<'t>(sentences: impl Iterator<Item = &'t str>) -> BTreeSet<usize> {
    let mut at = 0;
    let mut places: BTreeSet<usize> = sentences
        .map(|sentence| {
            at += sentence.chars().filter(|c| !c.is_whitespace()).count();
            at
        })
        .collect();
    places.remove(&at);
    places
}

#[derive(Default)]
struct Counts {
    texts: usize,
    exact: usize,
    right: usize,
    ours: usize,
    gold: usize,
}

impl Counts {
    fn print(&self, name: &str) {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let (precision, recall) = (share(self.right, self.ours), share(self.right, self.gold));
        let f1 = share(2 * self.right, self.ours + self.gold);
        let exact = share(self.exact, self.texts);
        println!("{name:<38} {:>6} {exact:>6.2} {precision:>7.2} {recall:>7.2} {f1:>7.2}", self.texts);
    }
}

/// `sentencex` without our paragraphs and corrections.
fn alone(text: &str) -> Vec<&str> {
    sentencex::segment("en", text).into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

fn score(set: &str, rows: &[&Value], segment: &dyn Fn(&str) -> Vec<&str>, errors: bool) {
    for (half, name) in [(0, "tuning half"), (1, "held-out half")] {
        let mut counts = Counts::default();
        for row in rows.iter().skip(half).step_by(2) {
            let text = string(&row["text"]);
            let gold: Vec<&str> = row["sentences"].as_array().into_iter().flatten().map(|s| string(s).trim()).collect();
            let ours = segment(text);
            let (ours_at, gold_at) = (boundaries(ours.iter().copied()), boundaries(gold.iter().copied()));
            counts.texts += 1;
            counts.exact += usize::from(ours_at == gold_at);
            counts.right += ours_at.intersection(&gold_at).count();
            counts.ours += ours_at.len();
            counts.gold += gold_at.len();
            if errors && half == 0 && ours_at != gold_at {
                println!("--- {}\n  ours {ours:?}\n  gold {gold:?}", string(&row["name"]));
            }
        }
        counts.print(&format!("{set}, {name}"));
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(articles: &[Value], news: &[Value], errors: bool) {
    let texts: HashMap<&str, &str> = articles.iter().map(|row| (string(&row["id"]), string(&row["text"]))).collect();
    let mut ids: Vec<&str> =
        news.iter().map(|row| string(&row["article"])).filter(|id| texts.contains_key(id)).collect();
    ids.dedup();
    for (half, name) in [(0, "tuning half"), (1, "held-out half")] {
        let (mut exact, mut total, mut absent) = (0, 0, 0);
        let half_ids: HashSet<&str> = ids.iter().skip(half).step_by(2).copied().collect();
        let mut segmented: HashMap<&str, Vec<String>> = HashMap::new();
        for row in news.iter().filter(|row| half_ids.contains(string(&row["article"]))) {
            let id = string(&row["article"]);
            let gold = squeezed(string(&row["text"]));
            if !squeezed(texts[id]).contains(&gold) {
                absent += 1;
                continue;
            }
            let ours = segmented.entry(id).or_insert_with(|| sentences(texts[id]).into_iter().map(squeezed).collect());
            total += 1;
            if ours.contains(&gold) {
                exact += 1;
            } else if errors && half == 0 {
                let start = gold.chars().take(12).collect::<String>();
                let near: Vec<_> =
                    ours.iter().filter(|s| s.contains(&gold) || gold.contains(*s) || s.starts_with(&start)).collect();
                println!("--- {id}\n  gold {gold:?}\n  ours {near:?}");
            }
        }
        println!(
            "news sentences, {name}: {exact} of {total} found as one sentence ({:.2} %); {absent} are not in their text",
            100.0 * f64::from(exact) / f64::from(total.max(1))
        );
    }
}

fn line_ends(articles: &[Value]) {
    let texts: Vec<&str> = articles.iter().map(|row| string(&row["text"])).collect();
    let compare = |name: &str, variant: &dyn Fn(&str) -> String| {
        let mut counts = Counts::default();
        for text in &texts {
            let (gold, changed) = (boundaries(sentences(text).into_iter()), variant(text));
            let ours = boundaries(sentences(&changed).into_iter());
            counts.texts += 1;
            counts.exact += usize::from(ours == gold);
            counts.right += ours.intersection(&gold).count();
            counts.ours += ours.len();
            counts.gold += gold.len();
        }
        counts.print(name);
    };
    compare("one line end a paragraph", &|text| text.replace("\n\n", "\n"));
    for width in [60, 72, 80, 100] {
        compare(&format!("wrapped at {width}"), &|text| wrap(text, width));
        compare(&format!("wrapped at {width}, no blank"), &|text| wrap(text, width).replace("\n\n", "\n"));
    }
}

fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                wrapped.push('\n');
                column = 0;
            } else if column > 0 {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += length;
        }
        wrapped.push_str("\n\n");
    }
    wrapped
}

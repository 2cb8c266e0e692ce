//! Labelled sentences, joined with the texts of their articles.

use anyhow::{Context, Result};
use demarche::article::{Article, CharIndex};
use demarche::segment::{Segmenter, Sentence, Sentencex};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

/// The text of a file, unpacked if its name ends with `.gz`.
pub fn read(file: &Path) -> Result<String> {
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
pub fn whole_texts(shared: &Path) -> Result<HashMap<String, String>> {
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

/// The article of the labelled rows `group`, its sentences, and the numbers of the labelled ones among them, in order.
pub fn prepare(id: &str, group: &[Value], whole: Option<&str>, joint: &str) -> (Article, Vec<Sentence>, Vec<usize>) {
    let field = |name: &str| group[0][name].as_str().map(str::to_owned);
    let date = field("date").and_then(|day| day.parse().ok());
    let mut article =
        Article { id: id.to_owned(), title: field("title"), source: field("source"), date, ..Article::default() };
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
    (article, sentences, wanted)
}

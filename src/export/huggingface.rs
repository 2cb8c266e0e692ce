//! A data set for Hugging Face's `datasets`: a folder with Parquet files by split, and a card whose YAML header says
//! what they hold, so that it loads without code.
//!
//! Two configurations: `statements`, a row a sentence with its themes, and `stances`, a row a sentence and target. An
//! article's sentences are all in one split, chosen by the least hash of seed and sentence (Broder 1997), so that copies of
//! one article are in the same split. What two articles have in common in part may be in two: it is counted.

use super::card::card;
use super::columnar::{Table, column, list, nullable};
use super::{Context, ExportError, Exported, Lines};
use crate::classify::StanceScore;
use crate::decimals::four;
use crate::output::{OutputError, StatementLine, persist, temporary, write_whole, writing};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Splits and the share of articles up to which they reach.
const SPLITS: [(&str, f64); 3] = [("train", 0.8), ("validation", 0.9), ("test", 1.0)];
const BATCH: usize = 1024;

#[derive(Serialize)]
struct StatementRow {
    article: String,
    i: i64,
    date: Option<String>,
    source: Option<String>,
    title: Option<String>,
    previous: String,
    text: String,
    speakers: Vec<String>,
    attribution: String,
    attribution_confidence: f64,
    themes: Vec<i64>,
    theme_probabilities: Vec<Option<f64>>,
}

#[derive(Serialize)]
struct StanceRow {
    article: String,
    i: i64,
    date: Option<String>,
    source: Option<String>,
    title: Option<String>,
    previous: String,
    text: String,
    speakers: Vec<String>,
    theme: i64,
    target: i64,
    proposition: String,
    label: i64,
    favor: f64,
    against: f64,
    neutral: f64,
}

/// Columns of both tables.
fn shared() -> Vec<Value> {
    vec![
        column("article", "Utf8"),
        column("i", "I64"),
        nullable("date", "Utf8"),
        nullable("source", "Utf8"),
        nullable("title", "Utf8"),
        column("previous", "Utf8"),
        column("text", "Utf8"),
        list("speakers", &column("element", "Utf8")),
    ]
}

pub(super) fn statement_columns() -> Vec<Value> {
    let mut columns = shared();
    columns.extend([
        column("attribution", "Utf8"),
        column("attribution_confidence", "F64"),
        list("themes", &column("element", "I64")),
        list("theme_probabilities", &nullable("element", "F64")),
    ]);
    columns
}

pub(super) fn stance_columns() -> Vec<Value> {
    let mut columns = shared();
    columns.extend([
        column("theme", "I64"),
        column("target", "I64"),
        column("proposition", "Utf8"),
        column("label", "I64"),
    ]);
    columns.extend(["favor", "against", "neutral"].map(|name| column(name, "F64")));
    columns
}

/// What a split came to, as statements and as stances.
pub(super) struct Split {
    pub name: &'static str,
    pub rows: [u64; 2],
    /// Of the file.
    pub bytes: [u64; 2],
}

/// Rows of one split that wait for their table.
struct Part<T> {
    table: Table<NamedTempFile>,
    waiting: Vec<T>,
    rows: u64,
}

impl<T: Serialize> Part<T> {
    fn new(columns: &[Value], path: &Path) -> Result<Self, ExportError> {
        let table = Table::new(columns, temporary(path)?).map_err(writing(path))?;
        Ok(Self { table, waiting: vec![], rows: 0 })
    }

    fn push(&mut self, row: T) -> io::Result<()> {
        self.waiting.push(row);
        self.rows += 1;
        if self.waiting.len() == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.table.write(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Puts the file in its place, or leaves an empty one away, and one of an older export with it. Its rows.
    fn close(mut self, path: &Path) -> Result<u64, OutputError> {
        if self.rows > 0 {
            self.flush().map_err(writing(path))?;
            persist(self.table.into_inner().map_err(writing(path))?, path)?;
        } else if path.exists() {
            fs::remove_file(path).map_err(writing(path))?;
        }
        Ok(self.rows)
    }
}

pub(super) fn write(lines: Lines<'_>, out: &Path, context: &Context) -> Result<Exported, ExportError> {
    let path = |config: &str, split: &str| out.join(config).join(format!("{split}.parquet"));
    for config in ["statements", "stances"] {
        fs::create_dir_all(out.join(config)).map_err(writing(out))?;
    }
    let mut statements = vec![];
    let mut stances = vec![];
    for (split, _) in SPLITS {
        statements.push(Part::<StatementRow>::new(&statement_columns(), &path("statements", split))?);
        stances.push(Part::<StanceRow>::new(&stance_columns(), &path("stances", split))?);
    }
    let mut labels: Vec<[u64; 3]> = vec![[0; 3]; targets(context).len()];
    let (mut unknown, mut unknown_themes) = (0, 0);
    let mut shared = Shared::default();
    let mut lines = lines.peekable();
    while let Some(first) = lines.next() {
        let mut article = vec![first];
        while let Some(line) = lines.next_if(|line| line.article == article[0].article) {
            article.push(line);
        }
        let split = split(context.seed, &article);
        let mut previous = String::new();
        for line in article {
            let known = |id: &str| context.codebook.theme(id).is_some();
            unknown_themes += line.themes.iter().filter(|theme| !known(&theme.id)).count() as u64;
            shared.add(split, &line.text);
            for stance in &line.stances {
                match stance_row(&line, stance, &previous, context) {
                    Some(row) => {
                        labels[row.target as usize][stance.label.index()] += 1;
                        stances[split].push(row).map_err(writing(out))?;
                    }
                    None => unknown += 1,
                }
            }
            let text = line.text.clone();
            statements[split].push(statement_row(&line, previous, context)).map_err(writing(out))?;
            previous = text;
        }
    }
    let mut counts = vec![];
    let mut exported = Exported::default();
    for ((split, _), (of_statements, of_stances)) in SPLITS.into_iter().zip(statements.into_iter().zip(stances)) {
        let rows = [of_statements.close(&path("statements", split))?, of_stances.close(&path("stances", split))?];
        counts.push(Split {
            name: split,
            rows,
            bytes: ["statements", "stances"].map(|config| fs::metadata(path(config, split)).map_or(0, |m| m.len())),
        });
        exported.rows += rows[0];
    }
    let card = card(context, &counts, &labels, shared.count());
    write_whole(&out.join("README.md"), |file| file.write_all(card.as_bytes()))?;
    exported.notes.extend(super::unknown_notes(unknown_themes, unknown));
    exported.notes.extend(shared.note());
    let stances: u64 = counts.iter().map(|split| split.rows[1]).sum();
    let config = if stances > 0 { "stances" } else { "statements" };
    exported.notes.push(format!("load it: datasets.load_dataset({:?}, {config:?})", out.display().to_string()));
    Ok(exported)
}

/// Which split an article is in.
fn split(seed: u64, article: &[StatementLine]) -> usize {
    let long = article.iter().filter(|line| is_long(&line.text));
    let hashes = |lines: &mut dyn Iterator<Item = &StatementLine>| lines.map(|line| hash(seed, &line.text)).min();
    let least = hashes(&mut long.into_iter()).or_else(|| hashes(&mut article.iter()));
    // The least of many numbers is small, so the place is of another part of the hash.
    let place = least.map_or(0, |(_, place)| place) as f64 / 2f64.powi(64);
    SPLITS.iter().position(|(_, up_to)| place < *up_to).unwrap_or(SPLITS.len() - 1)
}

/// Whether a sentence is long enough to tell its article from others.
fn is_long(text: &str) -> bool {
    text.split_whitespace().count() >= 7
}

/// Two numbers of SHA-256 over `seed` and a sentence, its blanks aside.
fn hash(seed: u64, text: &str) -> (u64, u64) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let hash = Sha256::digest(format!("{seed}\n{}", words.join(" ")));
    let number = |from: usize| hash[from..from + 8].iter().fold(0, |number, &byte| number << 8 | u64::from(byte));
    (number(0), number(8))
}

/// Sentences that stand in more than one split, word for word.
#[derive(Default)]
struct Shared {
    /// Of each long sentence how often it is in each split.
    splits: HashMap<u64, [u32; SPLITS.len()]>,
}

impl Shared {
    fn add(&mut self, split: usize, text: &str) {
        if is_long(text) {
            self.splits.entry(hash(0, text).0).or_default()[split] += 1;
        }
    }

    /// Statements of the later splits that stand in train too.
    fn count(&self) -> u64 {
        let in_train = self.splits.values().filter(|[train, ..]| *train > 0);
        in_train.map(|[_, later @ ..]| later.iter().map(|&n| u64::from(n)).sum::<u64>()).sum()
    }

    fn note(&self) -> Option<String> {
        super::count_note(self.count(), "statement", " of validation and test in train too, word for word")
    }
}

fn speakers(line: &StatementLine) -> Vec<String> {
    line.speakers.iter().map(|speaker| speaker.name.clone()).collect()
}

fn statement_row(line: &StatementLine, previous: String, context: &Context) -> StatementRow {
    let number = |id: &str| context.codebook.themes.iter().position(|theme| theme.id == id).map(|n| n as i64);
    let probability = |id: &str| line.theme_probabilities.get(id).map(|p| four(*p));
    StatementRow {
        article: line.article.clone(),
        i: line.i as i64,
        date: line.date.map(|date| date.to_string()),
        source: line.source.clone(),
        title: line.title.clone(),
        previous,
        text: line.text.clone(),
        speakers: speakers(line),
        attribution: line.attribution.kind.to_string(),
        attribution_confidence: four(line.attribution.confidence),
        themes: line.themes.iter().filter_map(|theme| number(&theme.id)).collect(),
        theme_probabilities: context.codebook.themes.iter().map(|theme| probability(&theme.id)).collect(),
    }
}

/// Ids and propositions of all targets.
pub(super) fn targets(context: &Context) -> Vec<(&str, &str)> {
    let targets = context.codebook.themes.iter().flat_map(|theme| &theme.targets);
    targets.map(|target| (target.id.as_str(), target.proposition.as_str())).collect()
}

fn stance_row(line: &StatementLine, stance: &StanceScore, previous: &str, context: &Context) -> Option<StanceRow> {
    let targets = targets(context);
    let target = targets.iter().position(|(id, _)| *id == stance.target)?;
    Some(StanceRow {
        article: line.article.clone(),
        i: line.i as i64,
        date: line.date.map(|date| date.to_string()),
        source: line.source.clone(),
        title: line.title.clone(),
        previous: previous.to_owned(),
        text: line.text.clone(),
        speakers: speakers(line),
        theme: context.codebook.themes.iter().position(|theme| theme.id == stance.theme)? as i64,
        target: target as i64,
        proposition: targets[target].1.to_owned(),
        label: stance.label.index() as i64,
        favor: four(stance.favor),
        against: four(stance.against),
        neutral: four(stance.neutral),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: usize, sentences: &[String]) -> Vec<StatementLine> {
        let line = |(i, text): (usize, &String)| {
            let line = serde_json::json!({
                "article": id.to_string(), "i": i, "paragraph": 0, "start": 0, "end": text.chars().count(), "text": text,
                "speakers": [], "attribution": {"kind": "narrator", "confidence": 1.0}, "themes": [],
                "theme_probabilities": {}, "stances": [], "tokens": 9, "truncated": false,
            });
            serde_json::from_value(line).unwrap()
        };
        sentences.iter().enumerate().map(line).collect()
    }

    fn sentences(of: usize) -> Vec<String> {
        (0..12).map(|n| format!("The harbor of town {of} took in ship number {n} today.")).collect()
    }

    #[test]
    fn copies_of_an_article_are_in_one_split_and_splits_have_their_shares() {
        let mut counts = [0; SPLITS.len()];
        for id in 0..2000 {
            let (one, mut copy) = (sentences(id), sentences(id));
            let of = split(7, &article(id, &one));
            assert_eq!(of, split(7, &article(id + 5000, &copy)), "the same text under another id");
            copy[3] = copy[3].replace(' ', "  ");
            copy.push("Read more.".to_owned());
            assert_eq!(of, split(7, &article(id, &copy)), "and with blanks and a short line more");
            counts[of] += 1;
        }
        assert!((1520..1680).contains(&counts[0]) && counts[1..].iter().all(|n| (140..260).contains(n)), "{counts:?}");
    }

    #[test]
    fn statements_that_train_has_too_are_counted() {
        let mut shared = Shared::default();
        for (split, text) in [(0, 1), (0, 2), (1, 2), (2, 2), (2, 2), (2, 3)] {
            shared.add(split, &sentences(text)[0]);
            shared.add(split, "He said so.");
        }
        assert_eq!(shared.count(), 3);
        assert_eq!(Shared::default().note(), None);
    }
}

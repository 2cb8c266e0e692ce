//! Draws surface forms with the speakers that attribution gives them, for a person to judge (docs/speakers.md).
//!
//! ```sh
//! cargo run --release --example speaker_sample -- ../shared/data --seed 1 --sample 300 > target/sample.jsonl
//! cargo run --release --example speaker_sample -- ../shared/data --count
//! ```
//! A line is a form: what an article calls a speaker, with the id and name it was put with, and the sentences before. One form
//! of a speaker in one article counts once. Articles and forms are drawn by hash of the seed, so a seed gives the same sample
//! again. The output holds publishers' texts and stays out of the repository.

use demarche::article::Article;
use demarche::attribute::{Directory, Rules, reads_as_name};
use demarche::segment::{Segmenter, Sentencex};
use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

/// Articles that are read, of the pack's 2,371.
const ARTICLES: usize = 2000;
/// Sentences of context before the one with the form.
const BEFORE: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let data = args.next().ok_or("expected the folder of the data pack")?;
    let (mut seed, mut sample, mut count) = (1u64, 300usize, false);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().ok_or("--seed N")?.parse()?,
            "--sample" => sample = args.next().ok_or("--sample N")?.parse()?,
            "--count" => count = true,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let order = |key: &str| Sha256::digest(format!("{seed} {key}")).to_vec();
    // The test set's outlets are for no eyes.
    let held = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("training/held_outlets.txt"))?;
    let held: HashSet<&str> = held.lines().filter(|line| !line.starts_with('#')).map(str::trim).collect();
    let unpacked =
        std::process::Command::new("gzip").arg("-dc").arg(Path::new(&data).join("articles.jsonl.gz")).output()?;
    let mut rows: Vec<Value> = vec![];
    for line in String::from_utf8(unpacked.stdout)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        if count || row["outlet"].as_str().is_none_or(|outlet| !held.contains(outlet)) {
            rows.push(row);
        }
    }
    rows.sort_by_cached_key(|row| order(row["id"].as_str().unwrap_or_default()));
    rows.truncate(ARTICLES);
    let rules = Rules::new(Directory::embedded()?);
    let mut forms: Vec<Value> = rows.par_iter().flat_map_iter(|row| forms(row, &rules)).collect();
    if count {
        let ids: BTreeSet<&str> = forms.iter().filter_map(|f| f["id"].as_str()).collect();
        let known = ids.iter().filter(|id| rules.directory().by_id(id).is_some()).count();
        let names = forms.iter().filter(|f| f["is_name"] == true).count();
        println!("{} articles, {} forms ({names} names), {} ids, {known} known", rows.len(), forms.len(), ids.len());
        return Ok(());
    }
    forms.sort_by_cached_key(|f| order(&format!("{} {} {}", f["article"], f["id"], f["surface"])));
    forms.truncate(sample);
    forms.iter().for_each(|form| println!("{form}"));
    Ok(())
}

/// The forms of one article, each at its first place.
fn forms(row: &Value, rules: &Rules) -> Vec<Value> {
    let text = |field: &str| row[field].as_str().map(str::to_owned);
    let article = Article {
        id: text("id").unwrap_or_default(),
        text: text("text").unwrap_or_default(),
        title: text("title"),
        source: text("outlet"),
        date: row["date"].as_str().and_then(|date| date.get(..10)?.parse().ok()),
        ..Article::default()
    };
    let sentences = Sentencex.segment(&article.text);
    let attributed = rules.attribute(&article, &sentences);
    let mut seen: BTreeMap<(String, String), Value> = BTreeMap::new();
    for (number, statement) in attributed.statements.iter().enumerate() {
        for speaker in &statement.speakers {
            let context: Vec<&str> = sentences[number.saturating_sub(BEFORE)..=number]
                .iter()
                .map(|sentence| sentence.span.slice(&article.text))
                .collect();
            seen.entry((speaker.id.clone(), speaker.surface.clone())).or_insert_with(|| {
                json!({
                    "article": article.id, "date": article.date.map(|d| d.to_string()), "outlet": article.source,
                    "title": article.title, "id": speaker.id, "name": speaker.name, "surface": speaker.surface,
                    "is_name": reads_as_name(&speaker.surface), "kind": statement.attribution.kind, "i": number,
                    "cue": statement.attribution.cue, "context": context,
                })
            });
        }
    }
    seen.into_values().collect()
}

//! Labelled sentences as they stand in files: records, or plain news.

use super::gold::read;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;

/// The labelled sentences of a file: JSON Lines, or plain news (`.txt`, as in `tests/plain_news`).
pub fn rows(file: &Path) -> Result<Vec<Value>> {
    let text = read(file)?;
    if file.extension().is_some_and(|e| e == "txt") {
        return Ok(plain(&text, &file.display().to_string()));
    }
    text.lines().map(|line| serde_json::from_str(line).with_context(|| format!("in {}", file.display()))).collect()
}

/// Articles with an empty line between them, a sentence a line: "speakers | sentence".
fn plain(text: &str, file: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect::<String>();
    for (number, article) in lines.split("\n\n").enumerate() {
        let head = |name: &str| article.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        for (speakers, sentence) in article.lines().filter_map(|line| line.split_once(" | ")) {
            let speakers: Vec<&str> = speakers.split(';').map(str::trim).filter(|name| *name != "-").collect();
            rows.push(
                json!({ "article": format!("{file}:{number}"), "title": head("title:"), "source": head("source:"),
                "text": sentence, "speakers": speakers }),
            );
        }
    }
    rows
}

//! Opens what the user named as input.
//!
//! Temporary: text files only, until the readers of `article` are merged.

use super::args::InputFormat;
use anyhow::{Context, bail};
use demarche::article::{Article, Origin};
use demarche::problem::{Problem, Severity};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The articles of all inputs.
pub struct Source {
    /// The articles, and the problems of what gave none.
    pub articles: Box<dyn Iterator<Item = Result<Article, Problem>>>,
    /// Bytes of all inputs, where that is known before reading.
    pub total: Option<u64>,
    /// Bytes read so far.
    pub read: Arc<AtomicU64>,
}

/// Opens `inputs`; `columns` are pairs of a field and its name in the input.
pub fn open(inputs: &[String], _format: Option<InputFormat>, _columns: &[(String, String)]) -> anyhow::Result<Source> {
    let mut files = vec![];
    for input in inputs {
        let meta = std::fs::metadata(input).with_context(|| format!("cannot read the input {input}"))?;
        if meta.is_dir() {
            bail!("cannot read the folder {input}");
        }
        files.push((input.clone(), meta.len()));
    }
    let read = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&read);
    let total = Some(files.iter().map(|(_, bytes)| bytes).sum());
    let articles = files.into_iter().map(move |(file, bytes)| {
        counter.fetch_add(bytes, Ordering::Relaxed);
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Article {
                id: Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                text,
                origin: Origin { file, record: None },
                ..Article::default()
            }),
            Err(error) => Err(Problem {
                file,
                record: None,
                article: None,
                severity: Severity::Error,
                kind: "io",
                reason: error.to_string(),
            }),
        }
    });
    Ok(Source { articles: Box::new(articles), total, read })
}

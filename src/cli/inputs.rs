//! Opens what the user named as input.

use demarche::article::{Article, Columns, Format, Inputs};
use demarche::problem::Problem;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The articles of all inputs.
pub struct Source {
    /// The articles, and the problems of what gave none.
    pub articles: Box<dyn Iterator<Item = Result<Article, Problem>>>,
    /// Bytes of all inputs, where that is known before reading.
    pub total: Option<u64>,
    /// Bytes read so far.
    pub read: Arc<AtomicU64>,
}

/// Opens `inputs`.
pub fn open(inputs: &[String], format: Option<Format>, columns: Option<&Columns>) -> Source {
    let articles = Inputs::new(inputs).format(format).columns(columns.cloned().unwrap_or_default()).open();
    Source { total: articles.bytes_total(), read: articles.byte_counter(), articles: Box::new(articles) }
}

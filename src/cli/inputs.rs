//! Opens what the user named as input.

use anyhow::bail;
use demarche::article::{Article, Inputs};
use demarche::problem::Problem;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Kinds of problems that mean that a name stands for no input.
const NOT_AN_INPUT: [&str; 4] = ["not_found", "no_input", "bad_glob", "unknown_format"];

/// The articles of all inputs.
pub struct Source {
    /// The articles, and the problems of what gave none.
    pub articles: Box<dyn Iterator<Item = Result<Article, Problem>>>,
    /// The files that they come from.
    pub files: Vec<PathBuf>,
    /// Bytes of all inputs, where that is known before reading.
    pub total: Option<u64>,
    /// Bytes read so far.
    pub read: Arc<AtomicU64>,
}

/// Opens `inputs` as they are. Where none of them is an input there is nothing to do, and that is an error; where some
/// are, the others become problems of the run.
pub fn open(inputs: &[String]) -> anyhow::Result<Source> {
    open_as(inputs, Inputs::new(inputs))
}

/// The same, read as `articles` says, which was made of `inputs`.
pub fn open_as(inputs: &[String], articles: Inputs) -> anyhow::Result<Source> {
    let mut articles = articles.open();
    let (total, read, files) = (articles.bytes_total(), articles.byte_counter(), articles.files());
    let mut first = vec![];
    // Standard input is one, and reading it here would keep the user waiting.
    let mut nothing = !inputs.iter().any(|name| name == "-");
    while nothing {
        let Some(item) = articles.next() else { bail!("there is nothing to read: {}", reasons(&first)) };
        nothing = item.as_ref().is_err_and(|problem| NOT_AN_INPUT.contains(&problem.kind));
        first.push(item);
    }
    Ok(Source { articles: Box::new(first.into_iter().chain(articles)), files, total, read })
}

/// The first few reasons, in one line.
fn reasons(items: &[Result<Article, Problem>]) -> String {
    let problems: Vec<&Problem> = items.iter().filter_map(|item| item.as_ref().err()).collect();
    let first: Vec<String> = problems.iter().take(3).map(|p| format!("{}: {}", p.file, p.reason)).collect();
    let more = problems.len() - first.len();
    first.join("; ") + &if more > 0 { format!("; and {more} more") } else { String::new() }
}

//! How the page may be cited.

use super::Source;
use super::matrix::Matrix;
use super::words::{count, list};
use std::collections::BTreeSet;

/// A reference to the runs, with everything that someone needs to make them again.
pub(super) fn citation(source: &Source<'_>, matrix: &Matrix<'_>, title: &str) -> String {
    let runs = || source.runs.runs.iter();
    let short = |identity: &crate::output::Identity| {
        format!("{} (SHA-256 {})", identity.name, identity.sha256.chars().take(12).collect::<String>())
    };
    let all = |of: fn(&crate::output::RunNote) -> Option<&crate::output::Identity>| {
        let known: BTreeSet<String> = runs().filter_map(of).map(short).collect();
        if known.is_empty() { "not known".to_owned() } else { list(&known.into_iter().collect::<Vec<_>>()) }
    };
    let mut parts = vec![format!("{title}."), format!("Positions by demarche {}", env!("CARGO_PKG_VERSION"))];
    parts.push(format!("from {}", count(matrix.records.len() as u64, "statement")));
    if let Some(dates) = super::reading::dates(matrix.records.iter().filter_map(|&r| source.runs.records[r].date)) {
        parts.push(dates);
    }
    let coded: BTreeSet<String> =
        runs().filter_map(|r| r.manifest.as_ref()).map(|m| super::reading::day(m.finished)).collect();
    let mut text = parts.join(" ");
    text.push_str(&format!("; model {}; codebook {}", all(|r| r.model.as_ref()), all(|r| r.codebook.as_ref())));
    if !coded.is_empty() {
        text.push_str(&format!("; coded on {}", list(&coded.into_iter().collect::<Vec<_>>())));
    }
    text + "."
}

//! What results over runs say of how they were made, so that a number can be cited and made again.

use super::args::{Correction, Results, RunChoice};
use super::gold::Said;
use anyhow::Context;
use demarche::checksum::sha256;
use demarche::output::RunNote;
use demarche::score::{By, Duplicates};
use serde::Serialize;
use std::path::Path;

/// A file that was read, and what was in it.
#[derive(Debug, Serialize)]
pub struct Named {
    /// As the user named it.
    file: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    sha256: String,
}

impl Named {
    fn new(path: &Path) -> anyhow::Result<Self> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {file}"))?;
        Ok(Self { file, sha256: sha256(bytes) })
    }
}

/// What was chosen of the runs, and how it is counted.
#[derive(Debug, Serialize)]
pub struct Options<'o> {
    duplicates: Duplicates,
    keep_copies: bool,
    by: Option<By>,
    audiences: Option<Named>,
    speakers: &'o [String],
    target: &'o [String],
    min_statements: u64,
    mixed: bool,
    directory: Option<Named>,
}

impl<'o> Options<'o> {
    /// Those that are in effect; `least` is the fewest statements of a row.
    pub fn new(choice: &'o RunChoice, results: &Results, least: u64) -> anyhow::Result<Self> {
        let named = |path: Option<&Path>| path.map(Named::new).transpose();
        Ok(Self {
            duplicates: choice.duplicates,
            keep_copies: choice.keep_copies,
            by: results.by,
            audiences: named(results.audiences.as_deref())?,
            speakers: &choice.speakers,
            target: &choice.target,
            min_statements: least,
            mixed: choice.mixed,
            directory: named(choice.directory.as_deref())?,
        })
    }
}

/// The gold that positions are corrected by.
#[derive(Debug, Serialize)]
pub struct GoldUsed {
    #[serde(flatten)]
    gold: Named,
    /// Its rows, and those that are coded statements with a speaker and a stance.
    rows: usize,
    used: usize,
    /// The codebook that was named for it.
    codebook: Option<Named>,
    /// The runs of `--gold-run`.
    runs: Vec<RunNote>,
    /// Why positions on some targets could not be corrected by the others' gold.
    reasons: Vec<String>,
}

impl GoldUsed {
    /// What `choice` named and what it `said`.
    pub fn new(choice: &Correction, codebook: Option<&Path>, said: &Said) -> anyhow::Result<Self> {
        // Invariant of the callers: there is something said only where a file was named.
        let path = choice.gold.as_deref().context("no gold file was named")?;
        Ok(Self {
            gold: Named::new(path)?,
            rows: said.rows,
            used: said.used,
            codebook: codebook.map(Named::new).transpose()?,
            runs: said.runs.clone(),
            reasons: said.reasons.clone(),
        })
    }
}

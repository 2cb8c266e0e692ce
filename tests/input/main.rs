//! Inputs as users have them, good and bad: every one gives articles or a problem that says what to do, and none
//! keeps the others from being read.

use demarche::article::{Article, Articles, Columns, Format, Inputs};
use demarche::problem::{Problem, Severity};
use demarche::segment::{Segmenter, Sentencex};
use jiff::civil::date;
use serde_json::json;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;
use tempfile::TempDir;

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn read(articles: Articles) -> (Vec<Article>, Vec<Problem>) {
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for item in articles {
        match item {
            Ok(article) => read.push(article),
            Err(problem) => problems.push(problem),
        }
    }
    (read, problems)
}

fn read_path(path: impl AsRef<Path>) -> (Vec<Article>, Vec<Problem>) {
    read(Inputs::new([path.as_ref().display().to_string()]).open())
}

/// One file of this name and content.
fn read_file(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<Article>, Vec<Problem>) {
    let folder = folder(&[(name, bytes.as_ref())]);
    read_path(folder.path().join(name))
}

fn read_stdin(bytes: impl Into<Vec<u8>>) -> (Vec<Article>, Vec<Problem>) {
    let bytes = bytes.into();
    read(Inputs::new(["-"]).open_with(move || Box::new(Cursor::new(bytes))))
}

fn ids(articles: &[Article]) -> Vec<&str> {
    articles.iter().map(|article| article.id.as_str()).collect()
}

fn texts(articles: &[Article]) -> Vec<&str> {
    articles.iter().map(|article| article.text.as_str()).collect()
}

/// Kind, severity and record of each problem.
fn kinds(problems: &[Problem]) -> Vec<(&'static str, Severity, Option<u64>)> {
    problems.iter().map(|problem| (problem.kind, problem.severity, problem.record)).collect()
}

mod bad;
mod good;
mod real;

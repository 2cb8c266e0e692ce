//! Reads `problems.jsonl` back.

use super::PROBLEMS;
use crate::problem::{Problem, Severity};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

/// One row of a run's `problems.jsonl`; the fields are those of [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProblemRow {
    /// The input, as it was named.
    pub file: String,
    /// Line or record in it, from 1.
    pub record: Option<u64>,
    /// The article, where one is known.
    pub article: Option<String>,
    /// How much was lost.
    pub severity: Severity,
    /// A stable word.
    pub kind: String,
    /// What is wrong.
    pub reason: String,
}

/// The rows of the `problems.jsonl` in the run folder `folder`, none where there is no such file. A row that is none is
/// left out, and a problem says so.
pub fn read_problems(folder: &Path) -> (Vec<ProblemRow>, Vec<Problem>) {
    let path = folder.join(PROBLEMS);
    let name = path.display().to_string();
    let (mut rows, mut problems) = (vec![], vec![]);
    let mut bad = |line, reason: String| {
        problems.push(Problem::new(Severity::Warning, "bad_problem", &name, reason).at(line));
    };
    match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => bad(None, format!("cannot be read: {error}")),
        Ok(file) => {
            for (line, text) in (1..).zip(BufReader::new(file).split(b'\n')) {
                match text {
                    Ok(text) if text.trim_ascii().is_empty() => {}
                    Ok(text) => match serde_json::from_slice(&text) {
                        Ok(row) => rows.push(row),
                        Err(error) => bad(Some(line), format!("left out: not a problem of this version ({error})")),
                    },
                    Err(error) => {
                        bad(Some(line), format!("cannot be read further: {error}"));
                        break;
                    }
                }
            }
        }
    }
    (rows, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_back_and_bad_ones_named() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read_problems(dir.path()), (vec![], vec![]));
        let problem = Problem::new(Severity::Warning, "bad_date", "a.csv", "no date").at(Some(3)).of("a-3");
        let row = serde_json::to_string(&problem).unwrap();
        std::fs::write(dir.path().join(PROBLEMS), format!("{row}\n{{\"file\"\n")).unwrap();
        let (rows, problems) = read_problems(dir.path());
        assert_eq!((rows.len(), rows[0].record, rows[0].kind.as_str()), (1, Some(3), "bad_date"));
        assert_eq!((problems.len(), problems[0].record), (1, Some(2)));
    }
}

//! Says which of the user's corrections of speakers change nothing.

use demarche::attribute::Directory;
use demarche::output::{STATEMENTS, read_statements};
use demarche::problem::Problem;
use demarche::speakers::Idle;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The corrections of `file` that change nothing in `runs`. A run that cannot be read has been reported by who reads it.
pub fn idle(file: Option<&Path>, runs: &[PathBuf], directory: &Directory) -> Vec<Problem> {
    let Some(mut idle) = read(file) else { return vec![] };
    for run in runs {
        let Ok(file) = File::open(run.join(STATEMENTS)) else { continue };
        for line in read_statements(BufReader::new(file)).flatten() {
            line.speakers.iter().for_each(|speaker| idle.see(speaker, &line.article, line.date, directory));
        }
    }
    let mut found = idle.no_ids(directory);
    found.extend(idle.unused(directory));
    found
}

/// The corrections of `file` that name no ids, before there are statements.
pub fn no_ids(file: Option<&Path>, directory: &Directory) -> Vec<Problem> {
    read(file).map(|idle| idle.no_ids(directory)).unwrap_or_default()
}

/// The file has been read before, as one of speakers.
fn read(file: Option<&Path>) -> Option<Idle> {
    let file = file?;
    Idle::new(file.display().to_string(), std::fs::read_to_string(file).ok()?)
}

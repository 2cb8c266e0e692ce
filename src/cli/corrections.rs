//! Says which of the user's corrections of speakers change nothing.

use demarche::attribute::Directory;
use demarche::output::{STATEMENTS, read_statements};
use demarche::problem::Problem;
use demarche::speakers::Idle;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// The corrections of `directory` that change nothing in `runs`. A run that cannot be read has been reported by who reads it.
pub fn idle(runs: &[PathBuf], directory: &Directory) -> Vec<Problem> {
    let Some(mut idle) = Idle::new(directory) else { return vec![] };
    for run in runs {
        let Ok(file) = File::open(run.join(STATEMENTS)) else { continue };
        for line in read_statements(BufReader::new(file)).flatten() {
            line.speakers.iter().for_each(|speaker| idle.see(speaker, &line.article, line.date));
        }
    }
    let mut found = idle.no_ids();
    found.extend(idle.unused());
    found
}

/// The corrections of `directory` that name no ids, before there are statements.
pub fn no_ids(directory: &Directory) -> Vec<Problem> {
    Idle::new(directory).map(|idle| idle.no_ids()).unwrap_or_default()
}

//! What several of the tests here use: the command on the runs of `tests/fixtures/runs`. None of them uses all of it.
#![allow(dead_code)]

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The run that most of them are about.
pub const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");

/// What `demarche` does with `args`, in which "@" is the folder of the runs.
pub fn demarche(args: &[&str]) -> Assert {
    let args = args.iter().map(|arg| arg.replace('@', concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/")));
    Command::cargo_bin("demarche").unwrap().args(args).assert()
}

/// Writes [`RUN`] in `format` to `out`.
pub fn export(format: &str, out: &Path) -> Assert {
    demarche(&["export", "@one", "--to", format, "--out", out.to_str().unwrap()])
}

/// The statements of [`RUN`].
pub fn lines() -> Vec<demarche::output::StatementLine> {
    let file = File::open(Path::new(RUN).join("statements.jsonl")).unwrap();
    demarche::output::read_statements(BufReader::new(file)).map(Result::unwrap).collect()
}

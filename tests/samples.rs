//! The main job on the sample articles, with the shipped model: what the README shows, and how good it must be.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn demarche(args: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin("demarche"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "100")
        .args(args)
        .output()
        .expect("the program starts")
}

/// Runs the README's first command into a folder of the test's own.
fn run(out: &Path) -> String {
    let run = demarche(&["classify", "data/articles", "--quiet", "--out", out.to_str().expect("a plain path")]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("the table is UTF-8")
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    let dir = tempfile::tempdir().expect("a folder");
    let printed = run(&dir.path().join("out"));
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a text block");
    assert!(shown.lines().count() > 8, "the README shows no table:\n{shown}");
    // The block is the start of the table; below it come times and paths, which change from run to run.
    assert!(printed.starts_with(shown.trim_end()), "the README shows\n{shown}\nbut the command prints\n{printed}");
}

#[test]
fn offsets_are_code_points_of_the_article_and_records_are_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    run(&out);
    let statements = std::fs::read_to_string(out.join("statements.jsonl")).expect("statements");
    let wire = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles/wire.jsonl")).expect("wire");
    let articles: Vec<Value> = wire.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut checked = 0;
    for line in statements.lines() {
        let statement: Value = serde_json::from_str(line).expect("JSON");
        let Some(article) = articles.iter().find(|article| article["id"] == statement["article"]) else { continue };
        let text: Vec<char> = article["text"].as_str().expect("text").chars().collect();
        let place = |key: &str| usize::try_from(statement[key].as_u64().expect("an offset")).expect("it fits");
        let slice: String = text[place("start")..place("end")].iter().collect();
        assert_eq!(slice, statement["text"].as_str().expect("text"));
        assert_eq!(statement["extra"]["desk"], article["desk"], "other fields are carried through");
        checked += 1;
    }
    assert!(checked > 40, "only {checked} statements of wire.jsonl");
    let manifest = std::fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let unresolved = statements.matches(r#""kind":"unresolved""#).count();
    assert_eq!(manifest["counts"]["unresolved"], unresolved, "what has no speaker for want of a clear cue is counted");
}

/// Floors well under what the shipped model reaches (`demarche evaluate data/gold/samples.jsonl`), so that a broken
/// stage fails here, and a slightly different model does not.
#[test]
fn the_samples_are_coded_nearly_as_their_gold() {
    let run = demarche(&["evaluate", "data/gold/samples.jsonl", "--json", "--quiet"]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let report: Value = serde_json::from_slice(&run.stdout).expect("one JSON object");
    let figure = |path: &str| report.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("no {path}"));
    for (path, floor) in [("/themes/macro_f1", 0.85), ("/stance/mean_macro_f1", 0.65), ("/speakers/exact", 0.75)] {
        assert!(figure(path) >= floor, "{path} is {}, expected at least {floor}", figure(path));
    }
}

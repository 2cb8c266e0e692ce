//! `demarche positions` and `demarche compare` on small runs with fictional people.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

fn demarche(args: &[&str]) -> assert_cmd::assert::Assert {
    let args = args.iter().map(|arg| arg.replace('@', concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/")));
    Command::cargo_bin("demarche").unwrap().args(args).assert()
}

fn json(args: &[&str], code: i32) -> Value {
    let assert = demarche(&[args, &["--json"]].concat()).code(code);
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

fn row<'v>(value: &'v Value, speaker: &str, target: &str) -> &'v Value {
    let rows = value["positions"].as_array().unwrap();
    rows.iter().find(|r| r["speaker"] == speaker && r["target"] == target).unwrap_or_else(|| panic!("{value:#}"))
}

#[test]
fn copies_count_once_and_a_statement_of_two_runs_once() {
    let one = json(&["positions", "@one"], 0);
    let mira = row(&one, "Mira Oduya", "closer_ties");
    // Twelve statements and two prints of one agency sentence.
    assert_eq!((mira["statements"].as_u64(), mira["copies"].as_u64()), (Some(13), Some(1)));
    assert_eq!((mira["favor"].as_u64(), mira["neutral"].as_u64()), (Some(11), Some(2)));
    let kept = json(&["positions", "@one", "--keep-copies"], 0);
    assert_eq!(row(&kept, "Mira Oduya", "closer_ties")["statements"], 14);
    let both = json(&["positions", "@one", "@two"], 0);
    assert_eq!(row(&both, "Mira Oduya", "closer_ties")["copies"], 2);
    assert_eq!(both["reread"], 1);
    let swapped = json(&["positions", "@two", "@one"], 0);
    assert_eq!(swapped["positions"], both["positions"], "the order of the runs does not matter");
}

#[test]
fn repetitions_are_counted_by_policy() {
    let statements = |policy: &str| {
        let value = json(&["positions", "@one", "--duplicates", policy], 0);
        row(&value, "Mira Oduya", "closer_ties")["statements"].as_u64().unwrap()
    };
    // Neutral in January and February, favor in three months.
    assert_eq!(statements("month"), 5);
    assert_eq!(statements("run"), 2);
    assert_eq!(statements("article"), 13);
}

#[test]
fn one_statement_is_shown_as_such() {
    demarche(&["positions", "@two", "--speakers", "Sela Quint"]).code(0).stdout(contains("1 statement"));
    let value = json(&["positions", "@two"], 0);
    let sela = row(&value, "Sela Quint", "settlement");
    assert!(sela["posterior_low"].as_f64().unwrap() < 0.0 && sela["low"].as_f64().unwrap() < 0.0, "{sela}");
    assert_eq!(json(&["positions", "@two", "--min-statements", "3"], 1)["positions"].as_array().unwrap().len(), 0);
}

#[test]
fn bad_runs_are_named_and_the_others_counted() {
    for (run, message) in
        [("@version9", "schema version is 9"), ("@empty", "holds no statement"), ("@nowhere", "is no folder")]
    {
        demarche(&["positions", run]).code(2).stdout("").stderr(contains(message));
        demarche(&["positions", "@one", run]).code(1).stdout(contains("Mira Oduya")).stderr(contains(message));
    }
    for (run, message) in [("@cut", "cut off"), ("@interrupted", "interrupted")] {
        demarche(&["positions", run]).code(1).stdout(contains("1 run only in part")).stderr(contains(message));
    }
    demarche(&["positions", "@cut"]).code(1).stderr(contains("line 7"));
    demarche(&["positions", "@one", "@codebook"])
        .code(2)
        .stderr(contains("different codebooks").and(contains("--mixed")));
    demarche(&["positions", "@one", "@codebook", "--mixed"]).code(1).stderr(contains("its codebook is not that"));
    demarche(&["positions", "@one", "@one"]).code(1).stderr(contains("named twice"));
    demarche(&["positions", "@one", "--target", "peace"]).code(2).stderr(contains("the runs have closer_ties"));
}

#[test]
fn results_never_replace_a_run() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out").display().to_string();
    demarche(&["positions", "@one", "--out", "@one"]).code(2).stderr(contains("holds a run"));
    demarche(&["positions", "@one", "--out", &out]).code(0);
    demarche(&["positions", "@one", "--out", &out]).code(2).stderr(contains("--force"));
    let csv = std::fs::read_to_string(dir.path().join("out/positions.csv")).unwrap();
    assert!(csv.starts_with("speaker,group,speakers,theme,target,statements,") && csv.contains("Tomas Brel"), "{csv}");
}

#[test]
fn gold_corrects_from_the_same_statements() {
    // Neither speaker has 20 gold statements, and the pool has two neutral ones: no correction, and it says why.
    let value = json(&["positions", "@one", "--gold", "@gold.jsonl"], 0);
    let brel = row(&value, "Tomas Brel", "closer_ties");
    assert!(brel["statements"] == 12 && brel["corrected"].is_null(), "{brel}");
    demarche(&["positions", "@one", "--gold", "@gold.jsonl"])
        .code(0)
        .stdout(contains("too little gold").and(contains("correct closer_ties: 2 gold statements are neutral")));
    demarche(&["positions", "@two", "--gold", "@gold.jsonl", "--speakers", "Sela Quint"])
        .code(2)
        .stderr(contains("--gold-run"));
}

#[test]
fn speakers_outlets_and_months_are_compared() {
    let value = json(&["compare", "@one"], 0);
    let difference = &value["differences"][0];
    assert_eq!((difference["a"].as_str(), difference["b"].as_str()), (Some("Mira Oduya"), Some("Tomas Brel")));
    assert!(difference["low"].as_f64().unwrap() > 0.0 && difference["q"].as_f64().unwrap() < 0.05, "{difference}");
    assert_eq!(value["drivers"][0]["drivers"].as_array().unwrap().len(), 4);
    demarche(&["compare", "@one"]).code(0).stdout(contains("1 of 1 pairs differ").and(contains("for these words")));
    let outlets = json(&["compare", "@one", "--by", "outlet"], 0);
    assert_eq!(outlets["differences"].as_array().unwrap().len(), 2, "two speakers in two outlets");
    let months = json(&["compare", "@one", "--by", "month"], 0);
    assert_eq!(months["differences"].as_array().unwrap().len(), 4, "three months of each speaker");
    demarche(&["compare", "@two", "--speakers", "Sela Quint"]).code(1).stderr(contains("nothing to compare"));
}

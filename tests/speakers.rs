//! `demarche speakers` on a small run with fictional people, and its corrections in the other commands.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A statement: article, id and name of the speaker, surface.
type Line<'l> = (&'l str, &'l str, &'l str, &'l str);

const LINES: [Line<'static>; 9] = [
    ("a", "mira-oduya", "Mira Oduya", "Mira Oduya"),
    ("a", "mira-oduya", "Mira Oduya", "she"),
    ("b", "mira-oduya", "Mira Oduya", "the minister"),
    ("b", "mira-oduya", "Mira Oduya", "Tomas Weil"),
    ("c", "m-oduya", "M. Oduya", "M. Oduya"),
    ("c", "oduya", "Oduya", "Oduya"),
    // Of a run from before there were ids, in two spellings.
    ("d", "", "Sergei Rohenko", "Sergei Rohenko"),
    ("e", "", "Sergey Rohenko", "Rohenko"),
    ("e", "", "Beijing", "Beijing"),
];

fn line(i: usize, &(article, id, name, surface): &Line<'_>) -> Value {
    let mut speaker = json!({ "id": id, "name": name, "surface": surface });
    if id.is_empty() {
        speaker.as_object_mut().unwrap().shift_remove("id");
    }
    let text = format!("Sentence number {i} of the run.");
    json!({
        "article": article, "date": "2024-03-01", "source": "Harbour Wire", "i": i, "paragraph": 0, "start": 100 * i,
        "end": 100 * i + text.len(), "text": text, "speakers": [speaker],
        "attribution": { "kind": "indirect", "cue": "said", "confidence": 0.9 },
        "themes": [{ "id": "ukraine", "probability": 0.9 }], "theme_probabilities": { "ukraine": 0.9 },
        "stances": [{ "theme": "ukraine", "target": "settlement", "label": "favor", "favor": 0.8, "against": 0.1,
            "neutral": 0.1 }],
        "tokens": 6, "truncated": false,
    })
}

/// A folder `run` with the statements; it has no manifest, so commands end with 1: the run was cut off.
fn run_folder() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    std::fs::create_dir(&run).unwrap();
    let lines: String = LINES.iter().enumerate().map(|(i, l)| format!("{}\n", line(i, l))).collect();
    std::fs::write(run.join("statements.jsonl"), lines).unwrap();
    (dir, run)
}

fn demarche(args: &[&str], paths: &[&Path]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("demarche").unwrap().args(args).args(paths).assert()
}

fn json_of(args: &[&str], paths: &[&Path]) -> Value {
    let assert = demarche(args, paths).code(1);
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

fn speaker<'v>(value: &'v Value, id: &str) -> &'v Value {
    let speakers = value["speakers"].as_array().unwrap();
    speakers.iter().find(|s| s["id"] == id).unwrap_or_else(|| panic!("{id}: {value:#}"))
}

#[test]
fn speakers_are_listed_with_what_looks_wrong() {
    let (_dir, run) = run_folder();
    let found = json_of(&["speakers", "--json"], &[&run]);
    let mira = speaker(&found, "mira-oduya");
    assert_eq!((mira["statements"].as_u64(), mira["articles"].as_u64()), (Some(4), Some(2)));
    // One id for the two spellings; the directory's for a capital.
    assert_eq!(speaker(&found, "sergei-rohenko")["statements"], 2);
    let china = speaker(&found, "china");
    assert_eq!((china["known"].as_bool(), china["name"].as_str()), (Some(true), Some("China")));
    let merges = found["merges"].as_array().unwrap();
    assert_eq!(merges.len(), 1, "{merges:?}");
    assert_eq!((&merges[0]["id"], &merges[0]["surface"]), (&json!("mira-oduya"), &json!("Tomas Weil")));
    let splits: Vec<(&str, &str)> = found["splits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["other"].as_str().unwrap(), s["reason"].as_str().unwrap()))
        .collect();
    assert!(splits.contains(&("m-oduya", "initial")) && splits.contains(&("oduya", "surname")), "{splits:?}");
    demarche(&["speakers"], &[&run]).code(1).stdout(
        contains("mira-oduya ?").and(contains("perhaps two")).and(contains("perhaps one")).and(contains("china")),
    );
}

#[test]
fn corrections_come_back_in_every_command_over_runs() {
    let (dir, run) = run_folder();
    let file = dir.path().join("corrections.toml");
    demarche(&["speakers", "--out"], &[&file, &run]).code(1).stdout(contains("Corrections to edit are in"));
    let template = std::fs::read_to_string(&file).unwrap();
    assert!(template.lines().all(|line| line.is_empty() || line.starts_with('#')), "{template}");
    // As it comes it changes nothing.
    let same = json_of(&["speakers", "--json", "--directory"], &[&file, &run]);
    assert_eq!(speaker(&same, "mira-oduya")["statements"], 4);
    // An edited file is not written over by mistake.
    demarche(&["speakers", "--out"], &[&file, &run]).code(2).stderr(contains("there already"));

    // The user takes the # from every merge and split.
    let edited: String = template
        .split("\n\n")
        .filter(|block| block.lines().any(|line| matches!(line, "# [[merge]]" | "# [[split]]")))
        .flat_map(|block| block.lines().skip(1))
        .map(|line| format!("{}\n", line.trim_start_matches("# ")))
        .collect();
    std::fs::write(&file, &edited).unwrap();
    let right = json_of(&["speakers", "--json", "--directory"], &[&file, &run]);
    assert_eq!(speaker(&right, "mira-oduya")["statements"], 5, "{edited}");
    assert_eq!(speaker(&right, "tomas-weil")["statements"], 1);
    assert_eq!((&right["merges"], &right["splits"]), (&json!([]), &json!([])), "{edited}");

    let positions = json_of(&["positions", "--json", "--directory"], &[&file, &run]);
    let rows: Vec<(&str, &str, u64)> = positions["positions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["speaker"].as_str().unwrap(), r["id"].as_str().unwrap(), r["statements"].as_u64().unwrap()))
        .collect();
    assert!(rows.contains(&("Mira Oduya", "mira-oduya", 5)), "{rows:?}");
    assert!(rows.contains(&("Tomas Weil", "tomas-weil", 1)), "{rows:?}");
    assert!(rows.contains(&("China", "china", 1)), "{rows:?}");
    let before = json_of(&["positions", "--json", "--speakers", "m-oduya"], &[&run]);
    assert_eq!(before["positions"][0]["speaker"], "M. Oduya");

    let csv = dir.path().join("codes.csv");
    demarche(&["export", "--to", "codes", "--directory"], &[&file, Path::new("--out"), &csv, &run]).code(1);
    let codes = std::fs::read_to_string(&csv).unwrap();
    assert!(codes.contains(",tomas-weil") && !codes.contains("m-oduya"), "{codes}");
    let html = dir.path().join("report.html");
    demarche(&["report", "--directory"], &[&file, Path::new("--out"), &html, &run]).code(1);
    assert!(std::fs::read_to_string(&html).unwrap().contains("Tomas Weil"));
    demarche(&["compare", "--directory"], &[&file, &run]).code(1);
}

#[test]
fn runs_are_read_as_by_the_other_commands() {
    let fixture = |name: &str| PathBuf::from(format!("{}/tests/fixtures/runs/{name}", env!("CARGO_MANIFEST_DIR")));
    let (one, nowhere) = (fixture("one"), fixture("nowhere"));
    demarche(&["speakers"], &[&one, &nowhere]).code(1).stdout(contains("Mira Oduya")).stderr(contains("is no folder"));
    demarche(&["speakers"], &[&one, &one])
        .code(1)
        .stdout(contains("1 run, 38 statements").and(contains("counted once").not()))
        .stderr(contains("named twice"));
}

#[test]
fn a_mistake_in_corrections_is_named_with_its_line() {
    let (dir, run) = run_folder();
    let file = dir.path().join("corrections.toml");
    std::fs::write(&file, "[[merge]]\nids = [\"a\"]\n").unwrap();
    demarche(&["speakers", "--directory"], &[&file, &run]).code(2).stderr(contains("line 2").and(contains("two ids")));
    std::fs::write(&file, "[[merge]]\nnames = [\"a\", \"b\"]\n").unwrap();
    demarche(&["positions", "--directory"], &[&file, &run]).code(2).stderr(contains("line 2"));
    demarche(&["speakers"], &[&dir.path().join("nothing")]).code(2).stderr(contains("is no folder"));
}

#[test]
fn a_correction_that_changes_nothing_is_noted() {
    let (dir, run) = run_folder();
    let file = dir.path().join("corrections.toml");
    std::fs::write(
        &file,
        "[[merge]]\nids = [\"mira-oduya\", \"m-oduja\"]\n\n[[merge]]\nids = [\"oduya\", \"M. Oduya\"]\n",
    )
    .unwrap();
    let [page, codes] = ["r.html", "codes.csv"].map(|name| dir.path().join(name).display().to_string());
    for command in [
        &["positions"][..],
        &["speakers"],
        &["compare"],
        &["report", "--out", &page],
        &["export", "--to", "codes", "--out", &codes],
    ] {
        let assert = demarche(&[command, &["--directory"]].concat(), &[&file, &run]).code(1);
        assert.stderr(
            contains("line 2: no statement has the id \"m-oduja\"").and(contains("line 5: \"M. Oduya\" is no id")),
        );
    }
    let found = json_of(&["positions", "--json", "--directory"], &[&file, &run]);
    let notes = found["problems"].as_array().unwrap().iter().filter(|p| p["severity"] == "note");
    assert_eq!(notes.count(), 2);
}

#[test]
fn an_id_that_the_directory_knows_stays_whatever_the_name() {
    let (dir, run) = run_folder();
    let office = line(20, &("f", "wang-yi", "Chinese foreign minister", "the Chinese foreign minister"));
    std::fs::write(run.join("statements.jsonl"), format!("{office}\n")).unwrap();
    let positions = json_of(&["positions", "--json"], &[&run]);
    assert_eq!(
        (&positions["positions"][0]["speaker"], &positions["positions"][0]["id"]),
        (&json!("Wang Yi"), &json!("wang-yi"))
    );
    drop(dir);
}

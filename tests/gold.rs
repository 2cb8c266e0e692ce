//! Positions corrected from gold, end to end, on a run whose corrections are known by hand.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// Speakers, the machine's label, the true one where the statement is gold, and how many statements there are like that.
type Lines<'l> = (&'l [&'l str], &'l str, Option<&'l str>, usize);

/// Mira Oduya has 20 gold statements that the machine calls favor: 15 are, 5 are against. Tomas Brel and Sela Quint spoke
/// ten together, Jonas Pell ten, all read right. Of Ana Weil's ten statements, and of Ivo Lund's, none is gold.
const LINES: [Lines<'static>; 8] = [
    (&["Mira Oduya"], "favor", Some("favor"), 15),
    (&["Mira Oduya"], "favor", Some("against"), 5),
    (&["Tomas Brel", "Sela Quint"], "against", Some("against"), 10),
    (&["Jonas Pell"], "neutral", Some("neutral"), 10),
    (&["Ana Weil"], "favor", None, 6),
    (&["Ana Weil"], "against", None, 2),
    (&["Ana Weil"], "neutral", None, 2),
    (&["Ivo Lund"], "against", None, 10),
];

/// Writes the run, an article a statement, and its gold. The run has no manifest: commands end with 1.
fn run_and_gold() -> (TempDir, String, String) {
    let dir = tempfile::tempdir().unwrap();
    let (mut run, mut gold) = (String::new(), String::new());
    let statements = LINES.iter().flat_map(|line| std::iter::repeat_n(line, line.3));
    for (n, (speakers, label, truth, _)) in statements.enumerate() {
        // A number of its own makes a sentence no copy.
        let text = format!("{} spoke of the duties on grain in hearing {n} of the assembly.", speakers.join(" and "));
        let named: Vec<Value> = speakers.iter().map(|s| json!({ "name": s, "surface": s })).collect();
        let p = |of: &str| if of == *label { 0.8 } else { 0.1 };
        let line = json!({
            "article": format!("h{n}"), "date": "2031-01-10", "source": "Harbour Wire", "i": 0, "paragraph": 0, "start": 0,
            "end": text.chars().count(), "text": text, "speakers": named,
            "attribution": { "kind": "indirect", "cue": "said", "confidence": 0.9 },
            "themes": [{ "id": "bilateral_trade", "probability": 0.9 }],
            "theme_probabilities": { "bilateral_trade": 0.9 },
            "stances": [{ "theme": "bilateral_trade", "target": "closer_ties", "label": label, "favor": p("favor"),
                "against": p("against"), "neutral": p("neutral") }],
            "tokens": 12, "truncated": false,
        });
        run += &format!("{line}\n");
        if let Some(truth) = truth {
            let line = json!({ "article": format!("h{n}"), "i": 0, "text": text, "speakers": speakers,
                "themes": ["bilateral_trade"], "stance": { "closer_ties": truth } });
            gold += &format!("{line}\n");
        }
    }
    std::fs::create_dir(dir.path().join("run")).unwrap();
    std::fs::write(dir.path().join("run/statements.jsonl"), run).unwrap();
    std::fs::write(dir.path().join("gold.jsonl"), gold).unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let (run, gold) = (at("run"), at("gold.jsonl"));
    (dir, run, gold)
}

fn demarche(args: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("demarche").unwrap().args(args).assert()
}

fn positions(run: &str, gold: &str, more: &[&str]) -> Value {
    let assert = demarche(&[&["positions", run, "--gold", gold, "--json"], more].concat()).code(1);
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

fn corrected(value: &Value, speaker: &str) -> Value {
    let rows = value["positions"].as_array().unwrap();
    rows.iter().find(|r| r["speaker"] == speaker).unwrap_or_else(|| panic!("{value:#}"))["corrected"].clone()
}

fn near(corrected: &Value, position: f64, method: &str) {
    let found = corrected["position"].as_f64().unwrap();
    assert!((found - position).abs() < 1e-9 && corrected["method"] == method, "not {position}: {corrected}");
}

#[test]
fn gold_corrects_by_the_speakers_own_statements_or_by_the_pool() {
    let (_dir, run, gold) = run_and_gold();
    let all = positions(&run, &gold, &[]);
    // All of hers are coded by hand: the mean of the codes, (15 - 5) / 20, where the machine says 0.7.
    near(&corrected(&all, "Mira Oduya"), 0.5, "coded");
    // Of 15 statements truly against the machine calls 5 favor: a joint statement is one. So "against" is worth -2 where
    // "favor" is worth 1: (1/3) 1 + (2/3) -2 = -1, and Ana Weil's position is (6 - 2 x 2) / 10.
    near(&corrected(&all, "Ana Weil"), 0.2, "pooled");
    // Ten of ten, too: whatever the pool says of the machine.
    near(&corrected(&all, "Tomas Brel"), -1.0, "coded");
    assert_eq!(corrected(&all, "Tomas Brel"), corrected(&all, "Sela Quint"));
    assert_eq!(corrected(&all, "Ana Weil")["gold"], 40);
}

#[test]
fn what_is_shown_does_not_change_a_correction() {
    let (dir, run, gold) = run_and_gold();
    let all = positions(&run, &gold, &[]);
    for speaker in ["Ana Weil", "Mira Oduya"] {
        let one = positions(&run, &gold, &["--speakers", speaker]);
        assert_eq!(one["positions"].as_array().unwrap().len(), 1);
        assert_eq!(corrected(&one, speaker), corrected(&all, speaker));
    }
    let many = positions(&run, &gold, &["--min-statements", "11"]);
    assert_eq!(many["below_min_statements"], 5);
    assert_eq!(corrected(&many, "Mira Oduya"), corrected(&all, "Mira Oduya"));
    // The page has the same number.
    let page = dir.path().join("page.html").display().to_string();
    demarche(&["report", &run, "--gold", &gold, "--speakers", "Ana Weil", "--out", &page])
        .code(1)
        .stdout(contains("40 of 40 gold statements").and(contains("1 of 1 positions corrected")));
    assert!(std::fs::read_to_string(Path::new(&page)).unwrap().contains("+0.20"));
}

#[test]
fn what_is_lost_of_a_gold_run_is_a_problem() {
    let (_dir, run, _) = run_and_gold();
    let whole = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");
    let gold_of_whole = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/gold.jsonl");
    demarche(&["positions", whole, "--gold", gold_of_whole]).code(0);
    let value = demarche(&["positions", whole, "--gold", gold_of_whole, "--gold-run", &run, "--json"]).code(1);
    let value: Value = serde_json::from_slice(&value.get_output().stdout).unwrap();
    assert_eq!(value["problems"][0]["kind"], "partial_run");
}

#[test]
fn gold_that_is_in_no_run_is_counted() {
    let (dir, run, gold) = run_and_gold();
    let text = std::fs::read_to_string(&gold).unwrap();
    let unchanged = demarche(&["positions", &run, "--gold", &gold]).code(1);
    assert!(!String::from_utf8_lossy(&unchanged.get_output().stderr).contains("in no run"));
    // A spreadsheet that cuts texts: these are no statements of the run any more.
    let cut = text.replacen(" of the assembly.", "", 4);
    std::fs::write(&gold, cut).unwrap();
    let told = "4 sentences of 40 found in no run";
    for command in ["positions", "compare"] {
        demarche(&[command, &run, "--gold", &gold])
            .code(1)
            .stderr(contains(told).and(contains("sentence 0 of article \"h0\"")));
    }
    assert_eq!(positions(&run, &gold, &[])["problems"][1]["kind"], "gold_not_found");
    // The run that they are from may be named besides.
    let other = dir.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let lines = std::fs::read_to_string(dir.path().join("run/statements.jsonl")).unwrap();
    let cut: String = lines
        .lines()
        .take(4)
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let text = line["text"].as_str().unwrap().replace(" of the assembly.", "");
            line["end"] = text.chars().count().into();
            line["text"] = text.into();
            format!("{line}\n")
        })
        .collect();
    std::fs::write(other.join("statements.jsonl"), cut).unwrap();
    let both = demarche(&["positions", &run, "--gold", &gold, "--gold-run", other.to_str().unwrap()]).code(1);
    let told = String::from_utf8_lossy(&both.get_output().stderr).into_owned();
    assert!(!told.contains("in no run"), "{told}");
}

#[test]
fn a_position_that_a_correction_set_to_an_end_is_marked() {
    let (dir, run, gold) = run_and_gold();
    // Ten of ten "against", each worth -2.
    assert_eq!(corrected(&positions(&run, &gold, &[]), "Ivo Lund")["clamped"], true);
    let told = demarche(&["compare", &run, "--gold", &gold, "--json"]).code(1);
    let told: Value = serde_json::from_slice(&told.get_output().stdout).unwrap();
    let pairs = told["differences"].as_array().unwrap();
    let pair = pairs.iter().find(|d| d["a"] == "Ivo Lund" && d["b"] == "Mira Oduya").unwrap();
    assert_eq!(
        (&pair["position_a"], &pair["clamped_a"], &pair["clamped_b"]),
        (&(-1.0).into(), &true.into(), &false.into())
    );
    demarche(&["compare", &run, "--gold", &gold]).code(1).stdout(contains("-1.00!").and(contains("(marked !)")));
    let page = dir.path().join("page.html").display().to_string();
    demarche(&["report", &run, "--gold", &gold, "--out", &page]).code(1);
    let page = std::fs::read_to_string(page).unwrap();
    // An ordinary -1, of hand codes, has no mark.
    assert!(page.contains("1.00!</b>") && page.contains("1.00</b>"));
    // 0.2 and 0.5 are 85 % alike; the machine's 0.28 and 0.7 are 79 %.
    let ana = page.find("Ana Weil and Mira Oduya</td>").unwrap();
    assert!(page[ana..ana + 600].contains("85 % over 1 target"), "{}", &page[ana..ana + 600]);
}

#[test]
fn what_gold_does_not_confirm_is_counted_among_what_is_shown() {
    let (_dir, run, gold) = run_and_gold();
    let text = std::fs::read_to_string(&gold).unwrap().replace("[\"Jonas Pell\"]", "[\"Vera Holm\"]");
    std::fs::write(&gold, text).unwrap();
    let told = "gold has all statements and confirms none";
    demarche(&["positions", &run, "--gold", &gold]).code(1).stdout(contains(told));
    demarche(&["positions", &run, "--gold", &gold, "--speakers", "Mira Oduya"]).code(1).stdout(contains(told).not());
}

#[test]
fn roles_are_counted_of_what_is_scored() {
    let (_dir, run, _) = run_and_gold();
    let file = Path::new(&run).join("statements.jsonl");
    let lines = std::fs::read_to_string(&file).unwrap();
    let blinken = |n: usize, line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["speakers"] = json!([{ "name": "Antony Blinken", "surface": "Blinken" }]);
        line["date"] = if n < 3 { "2022-05-01" } else { "2026-05-01" }.into();
        if n == 0 {
            line["stances"] = json!([]);
        }
        format!("{line}\n")
    };
    std::fs::write(&file, lines.lines().take(5).enumerate().map(|(n, line)| blinken(n, line)).collect::<String>())
        .unwrap();
    let value = demarche(&["positions", &run, "--by", "role", "--json"]).code(1);
    let value: Value = serde_json::from_slice(&value.get_output().stdout).unwrap();
    // One has no stance; when the last two were said he held no office that the directory knows.
    assert_eq!(value["roles"], json!({ "of_the_date": 2, "of_today": 2 }));
}

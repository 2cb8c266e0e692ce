//! `demarche positions` and `demarche compare` on small runs with fictional people.

mod common;

use common::demarche;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

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
fn bad_lines_of_a_run_cost_themselves_alone_and_are_named_by_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/two/statements.jsonl");
    let text = std::fs::read_to_string(fixture).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let spoken: Value = serde_json::from_str(lines[0]).unwrap();
    let with = |start: u64, end: u64, favor: f64| {
        let mut line = spoken.clone();
        (line["start"], line["end"]) = (start.into(), end.into());
        line["stances"][0]["favor"] = favor.into();
        line.to_string()
    };
    let length = spoken["text"].as_str().unwrap().chars().count() as u64;
    let far = 1_000_000_000_000_000_000;
    let at = |place: &str, value: f64| {
        let mut line = spoken.clone();
        *line.pointer_mut(place).unwrap() = value.into();
        line.to_string()
    };
    let bad = [
        with(3, 2, 0.5),
        with(0, length + 1, 0.5),
        with(far, far + length, 0.5),
        with(0, length, 7.0),
        at("/attribution/confidence", 7.0),
        at("/themes/0/probability", -0.1),
        at("/theme_probabilities/ukraine", 1e39),
    ];
    // The second line is blank, the third is not UTF-8, the wrong values stand in 4 to 10, and good lines follow.
    let head = [lines[0].as_bytes(), b"\n\n", b"{\"article\": \"\xff\"}", b"\n"].concat();
    let bytes = [&head, bad.join("\n").as_bytes(), b"\n", lines[1..].join("\n").as_bytes()].concat();
    std::fs::write(dir.path().join("statements.jsonl"), bytes).unwrap();
    let value = json(&["positions", dir.path().to_str().unwrap()], 1);
    let problems = value["problems"].as_array().unwrap();
    let found: Vec<_> =
        problems.iter().filter(|p| p["kind"] == "bad_statement").map(|p| p["record"].as_u64().unwrap()).collect();
    assert_eq!(found, [3, 4, 5, 6, 7, 8, 9, 10], "{problems:#?}");
    assert_eq!(value["runs"][0]["statements"], lines.len() as u64);
}

#[test]
fn what_articles_hold_gives_a_terminal_no_commands() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/statements.jsonl");
    let text = std::fs::read_to_string(fixture).unwrap().replace("Harbour Wire", "Harbour\\u001b[31mWire\u{9b}");
    std::fs::write(dir.path().join("statements.jsonl"), text).unwrap();
    let run = dir.path().to_str().unwrap();
    let shown = demarche(&["positions", run, "--by", "outlet"]).code(1);
    let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(shown.contains("Harbour\u{fffd}[31mWire\u{fffd}") && !shown.contains(['\u{1b}', '\u{9b}']), "{shown}");
    let value = json(&["positions", run, "--by", "outlet"], 1);
    assert!(value.to_string().contains("Harbour\\u001b[31mWire\u{9b}"), "JSON is as it was");
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
fn windows_stand_in_order_of_time() {
    for by in ["week", "month"] {
        let value = json(&["positions", "@one", "--by", by], 0);
        let rows = value["positions"].as_array().unwrap();
        let of = |r: &Value, field: &str| r[field].as_str().unwrap().to_owned();
        let series = |r: &Value| (of(r, "speaker"), of(r, "target"));
        // A speaker's windows stand together, in order.
        let mut seen = vec![];
        for stretch in rows.chunk_by(|a, b| series(a) == series(b)) {
            assert!(stretch.is_sorted_by(|a, b| of(a, "group") < of(b, "group")), "{stretch:#?}");
            assert!(!seen.contains(&series(&stretch[0])), "{by}");
            seen.push(series(&stretch[0]));
        }
        assert!(rows.len() > 4, "{by}");
    }
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
fn a_damaged_run_says_what_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/");
    let read = |file: &str| std::fs::read_to_string(format!("{fixture}{file}")).unwrap();
    let lines = read("statements.jsonl");
    let unknown = lines.lines().nth(1).unwrap().replace("closer_ties", "no_ties").replace("\"h01\"", "\"h99\"");
    let mut manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    manifest["counts"]["problems"]["total"] = 2.into();
    std::fs::write(dir.path().join("manifest.json"), manifest.to_string()).unwrap();
    std::fs::write(dir.path().join("statements.jsonl"), format!("{lines}{unknown}\n{lines}")).unwrap();
    let run = dir.path().to_str().unwrap();
    let value = json(&["positions", run], 1);
    let problems: Vec<(&str, Option<u64>)> = value["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["kind"].as_str().unwrap(), p["record"].as_u64()))
        .collect();
    let kinds =
        [("bad_statement", Some(39)), ("damaged_run", None), ("damaged_run", None), ("repeated_statement", Some(40))];
    assert_eq!(problems, kinds);
    assert_eq!(value["positions"], json(&["positions", "@one"], 0)["positions"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let out = elsewhere.path().join("out.jsonl");
    demarche(&["export", run, "--to", "jsonl", "--out", out.to_str().unwrap()])
        .code(1)
        .stderr(contains("stand in the file before").and(contains("no target \"no_ties\"")));
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), 38);
    // A manifest that was cut: what to do is said.
    std::fs::write(dir.path().join("manifest.json"), &manifest.to_string()[..80]).unwrap();
    demarche(&["positions", run]).code(2).stderr(contains("delete it to read"));
    for command in ["positions", "compare", "speakers"] {
        demarche(&[command, "@empty"]).code(2).stderr(contains("holds no statement"));
    }
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
    // A table that stands alone, with or without the JSON that it came with.
    for (command, table) in [("positions", "positions.csv"), ("compare", "networks.csv")] {
        let lone = dir.path().join(command);
        std::fs::create_dir(&lone).unwrap();
        std::fs::write(lone.join(table), "mine").unwrap();
        let args = [command, "@turn", "--out", lone.to_str().unwrap()];
        demarche(&args).code(2).stderr(contains(format!("already holds results ({table})")));
        assert_eq!(std::fs::read_to_string(lone.join(table)).unwrap(), "mine");
        demarche(&[&args[..], &["--force"]].concat()).code(0);
    }
    // A command that cannot run leaves no folder.
    let new = dir.path().join("new/folder");
    demarche(&["positions", "@nowhere", "--out", new.to_str().unwrap()]).code(2);
    assert!(!dir.path().join("new").exists());
}

/// The first half of the gold, written into `dir`.
fn half_of_gold(dir: &std::path::Path) -> String {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/gold.jsonl")).unwrap();
    let file = dir.join("half.jsonl");
    std::fs::write(&file, text.lines().take(19).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    file.display().to_string()
}

#[test]
fn gold_corrects_from_the_same_statements() {
    // Of half of their statements there is gold, and the pool has five in favor: no correction, and it says why.
    let dir = tempfile::tempdir().unwrap();
    let half = half_of_gold(dir.path());
    let value = json(&["positions", "@one", "--gold", &half], 0);
    let brel = row(&value, "Tomas Brel", "closer_ties");
    assert!(brel["statements"] == 12 && brel["corrected"].is_null(), "{brel}");
    demarche(&["positions", "@one", "--gold", &half])
        .code(0)
        .stdout(contains("too little gold").and(contains("correct closer_ties: 5 gold statements are favor")));
    demarche(&["positions", "@turn", "--gold", &half]).code(2).stderr(contains("--gold-run"));
    // Of all of them: the mean of the hand codes, who are too few for anything else.
    let whole = json(&["positions", "@one", "--gold", "@gold.jsonl"], 0);
    let brel = &row(&whole, "Tomas Brel", "closer_ties")["corrected"];
    assert_eq!((&brel["position"], &brel["method"]), (&(-1.0).into(), &"coded".into()), "{brel}");
    demarche(&["positions", "@one", "--gold", "@gold.jsonl"]).code(0).stdout(contains("Not enough gold").not());
}

/// Gold for every statement of the run `one` that has one of `speakers`, with the label that `label` gives the sentence.
fn gold_of(dir: &std::path::Path, speakers: &[&str], label: fn(&Value) -> &'static str) -> String {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/statements.jsonl");
    let text = std::fs::read_to_string(fixture).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let name = |s: &Value| s["speakers"][0]["name"].as_str().unwrap_or_default().to_owned();
    let coded = lines.filter(|s| speakers.contains(&name(s).as_str()) && !s["stances"].as_array().unwrap().is_empty());
    let rows = coded.map(|s| {
        let stance = serde_json::json!({ "closer_ties": label(&s) });
        let row = serde_json::json!({ "article": s["article"], "i": s["i"], "text": s["text"], "speakers": [name(&s)],
            "themes": ["bilateral_trade"], "stance": stance });
        format!("{row}\n")
    });
    let file = dir.join("gold-of.jsonl");
    std::fs::write(&file, rows.collect::<String>()).unwrap();
    file.display().to_string()
}

#[test]
fn who_is_coded_by_hand_throughout_stands_where_the_hand_codes_say() {
    let dir = tempfile::tempdir().unwrap();
    // People disagree with the machine in all of it: one statement of twelve is neutral, the others in favor.
    let gold = gold_of(dir.path(), &["Tomas Brel"], |s| if s["article"] == "h01" { "neutral" } else { "favor" });
    let value = json(&["positions", "@one", "--gold", &gold], 0);
    let brel = row(&value, "Tomas Brel", "closer_ties");
    let (all, neutral) = (brel["statements"].as_f64().unwrap(), 1.0);
    let corrected = &brel["corrected"];
    assert_eq!(corrected["method"], "coded", "{brel}");
    assert_eq!(corrected["coded"], brel["statements"]);
    let position = corrected["position"].as_f64().unwrap();
    assert!((position - (all - neutral) / all).abs() < 1e-9 || position == 1.0, "{brel}");
    assert!(corrected["low"].as_f64().unwrap() > 0.3 && corrected["clamped"] == false, "{brel}");
    // Nothing is known of who is not coded: no matrix.
    assert!(row(&value, "Mira Oduya", "closer_ties")["corrected"].is_null());
    demarche(&["positions", "@one", "--gold", &gold])
        .code(0)
        .stdout(contains("1 of them are coded by hand throughout"));
}

#[test]
fn comparisons_are_of_corrected_positions_where_gold_allows() {
    let dir = tempfile::tempdir().unwrap();
    // People say the opposite of the machine of both.
    let gold = gold_of(dir.path(), &["Mira Oduya", "Tomas Brel"], |s| {
        if s["speakers"][0]["name"] == "Mira Oduya" { "against" } else { "favor" }
    });
    let plain = json(&["compare", "@one"], 0);
    assert!(plain["differences"][0]["difference"].as_f64().unwrap() > 0.5 && plain["gold"].is_null());
    assert_eq!(plain["differences"][0]["basis"], "machine");
    let value = json(&["compare", "@one", "--gold", &gold], 0);
    let pair = &value["differences"][0];
    assert_eq!(
        (&pair["position_a"], &pair["position_b"], &pair["basis"]),
        (&(-1.0).into(), &1.0.into(), &"gold".into())
    );
    assert!(pair["high"].as_f64().unwrap() < -1.0 && pair["q"].as_f64().unwrap() < 0.001, "{pair}");
    let parts = value["drivers"][0]["drivers"].as_array().unwrap();
    assert!(parts.iter().all(|d| d["score"].as_f64().unwrap().abs() == 1.0), "{parts:?}");
    assert_eq!((&value["agreement"][0]["agreement"], &value["agreement"][0]["corrected"]), (&0.0.into(), &1.into()));
    demarche(&["compare", "@one", "--gold", &gold])
        .code(0)
        .stdout(contains("networks, clusters and polarization count"));
    // Gold of one of the two: the pair is as the machine has it, and says so.
    let one = gold_of(dir.path(), &["Mira Oduya"], |_| "against");
    let value = json(&["compare", "@one", "--gold", &one], 0);
    assert_eq!(value["differences"], plain["differences"]);
    assert_eq!(value["agreement"][0]["corrected"], 0);
}

#[test]
fn results_say_how_they_were_made() {
    let args = ["--gold", "@gold.jsonl", "--duplicates", "month", "--target", "closer_ties", "--by", "outlet"];
    for command in ["positions", "compare"] {
        let value = json(&[&[command, "@one"], &args[..]].concat(), 0);
        let options = &value["options"];
        assert_eq!((&options["duplicates"], &options["by"]), (&"month".into(), &"outlet".into()), "{options}");
        assert_eq!(options["target"][0], "closer_ties");
        assert_eq!(options["min_statements"], if command == "compare" { 3 } else { 1 });
        let gold = &value["gold"];
        assert!(gold["file"].as_str().unwrap().ends_with("gold.jsonl") && gold["rows"] == 38, "{gold}");
        assert_eq!(gold["sha256"].as_str().unwrap().len(), 64);
    }
    assert_eq!(json(&["compare", "@one"], 0)["chance"]["replicates"], 1000);
}

#[test]
fn pairs_that_cannot_differ_are_no_part_of_the_family() {
    let value = json(&["compare", "@turn", "--min-statements", "1", "--by", "month"], 0);
    let all = value["differences"].as_array().unwrap();
    let without = all.iter().filter(|d| d["q"].is_null()).count();
    assert!(without > 0 && value["without_q"]["differences"] == without, "{:#}", value["without_q"]);
    demarche(&["compare", "@turn", "--min-statements", "1", "--by", "month"])
        .stdout(contains("without q: with so few"));
}

#[test]
fn a_run_that_is_scored_is_no_second_witness_and_one_of_another_codebook_none_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let half = half_of_gold(dir.path());
    let gold = ["positions", "@one", "--gold", &half, "--gold-run"];
    demarche(&[&gold[..], &["@one"]].concat())
        .code(0)
        .stdout(contains("correct closer_ties: 5 gold statements are favor"))
        .stderr(contains("26 of its statements are those of the runs that are scored"));
    demarche(&[&gold[..], &["@codebook"]].concat()).code(2).stderr(contains("different codebooks"));
    demarche(&[&gold[..], &["@codebook", "--mixed"]].concat()).code(1).stderr(contains("its codebook is not that"));
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
    // Within each outlet the two stand beside each other, and nobody beside who is in the other one.
    for rows in ["networks", "agreement"] {
        let of = |r: &Value| ["group", "a", "b"].map(|field| r[field].as_str().unwrap().to_owned());
        let pairs: Vec<[String; 3]> = outlets[rows].as_array().unwrap().iter().map(of).collect();
        assert_eq!(pairs.len(), 2, "{rows}: {pairs:?}");
        assert!(pairs.iter().all(|[group, a, b]| a.contains(group) && b.contains(group)), "{rows}: {pairs:?}");
    }
    let months = json(&["compare", "@one", "--by", "month"], 0);
    assert_eq!(months["differences"].as_array().unwrap().len(), 4, "three months of each speaker");
    demarche(&["compare", "@two", "--speakers", "Sela Quint"]).code(1).stderr(contains("nothing to compare"));
}

#[test]
fn a_turn_is_dated_and_quoted_and_camps_are_named() {
    let value = json(&["compare", "@turn"], 0);
    let changes = value["changes"].as_array().unwrap();
    // Sela Quint and Jonas Pell have eight articles each: too few.
    let actors: Vec<&str> = changes.iter().map(|c| c["actor"].as_str().unwrap()).collect();
    assert_eq!(actors, ["Mira Oduya", "Tomas Brel"]);
    let turn = &changes[0];
    assert_eq!((&turn["last_before"], &turn["first_after"]), (&"2032-06-03".into(), &"2032-06-18".into()));
    assert!(turn["q"].as_f64().unwrap() < 0.05 && turn["high"].as_f64().unwrap() < -0.5, "{turn}");
    assert_eq!(changes[1]["p"], 1.0, "who always says the same does not change");
    assert_eq!(value["change_drivers"].as_array().unwrap().len(), 1);
    demarche(&["compare", "@turn"]).code(0).stdout(
        contains("1 of 2 with enough dated articles")
            .and(contains("up to 2032-06-03"))
            .and(contains("has to stay closed to foreign ships."))
            .and(contains("Bloc 2: ")),
    );
    let camps = &value["polarization"][0];
    let of =
        |name: &str| camps["members"].as_array().unwrap().iter().find(|m| m["actor"] == name).unwrap()["bloc"].clone();
    assert!(of("Tomas Brel") == of("Jonas Pell") && of("Tomas Brel") != of("Sela Quint"), "{camps:#}");
    assert!(camps["p"].is_null() && camps["chance"].is_null(), "one target cannot tell camps from sides: {camps}");
    // In halves of the year nobody can turn, but each half has its camps.
    let months = json(&["compare", "@turn", "--by", "quarter"], 0);
    assert!(months["changes"].as_array().unwrap().is_empty());
    let groups: Vec<&str> =
        months["polarization"].as_array().unwrap().iter().map(|g| g["group"].as_str().unwrap()).collect();
    assert_eq!(groups, ["2032-Q1", "2032-Q2", "2032-Q3", "2032-Q4"]);
}

#[test]
fn audiences_are_compared_by_field_or_by_table() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let table = write("a.toml", "foreign = ['Island Post', 'Harbour Wire']\n");
    let value = json(&["compare", "@turn", "--by", "audience", "--audiences", &table], 0);
    let pairs: Vec<(&str, &str)> = value["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["a"].as_str().unwrap(), d["b"].as_str().unwrap()))
        .collect();
    // The articles' own word for it comes before the table's.
    assert!(pairs.contains(&("Mira Oduya (domestic)", "Mira Oduya (foreign)")), "{pairs:?}");
    assert_eq!(pairs.len(), 4, "{pairs:?}");
    let without = json(&["compare", "@turn", "--by", "audience"], 0);
    assert!(without["differences"].to_string().contains("\"Mira Oduya (unknown)\""));
    demarche(&["compare", "@one", "--by", "audience"]).code(1).stderr(contains("no article says its audience"));
    let twice = write("b.toml", "home = ['Island Post']\nabroad = ['Island Post']\n");
    demarche(&["positions", "@turn", "--by", "audience", "--audiences", &twice])
        .code(2)
        .stderr(contains("b.toml: Island Post has two audiences, abroad and home"));
    let bad = write("c.toml", "home = 'Island Post'\n");
    demarche(&["positions", "@turn", "--by", "audience", "--audiences", &bad])
        .code(2)
        .stderr(contains("no table of audiences"));
}

#[test]
fn files_without_a_row_have_their_columns() {
    let dir = tempfile::tempdir().unwrap();
    let [some, none] = ["some", "none"].map(|name| dir.path().join(name));
    demarche(&["compare", "@turn", "--out", some.to_str().unwrap()]).code(0);
    demarche(&["compare", "@two", "--speakers", "Sela Quint", "--out", none.to_str().unwrap()]).code(1);
    for name in ["differences.csv", "changes.csv", "agreement.csv", "networks.csv", "clusters.csv"] {
        let [some, none] = [&some, &none].map(|dir| std::fs::read_to_string(dir.join(name)).unwrap());
        assert_eq!(none.lines().count(), 1, "{name}: {none}");
        assert_eq!(none.lines().next(), some.lines().next(), "{name}");
    }
    let value = json(&["compare", "@turn"], 0);
    let fields = |rows: &str| value[rows][0].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(",");
    for (rows, name) in [("differences", "differences.csv"), ("changes", "changes.csv"), ("agreement", "agreement.csv")]
    {
        let file = std::fs::read_to_string(none.join(name)).unwrap();
        assert_eq!(file.trim_end(), fields(rows), "every field is a column");
    }
}

#[test]
fn speakers_are_chosen_by_surname_or_by_group() {
    let names = |args: &[&str], code: i32| -> Vec<String> {
        let value = json(args, code);
        value["positions"].as_array().unwrap().iter().map(|r| r["speaker"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&["positions", "@one", "--speakers", "oduya"], 0), ["Mira Oduya"]);
    let group = json(&["positions", "@one", "--by", "outlet", "--speakers", "Harbour Wire"], 0);
    let groups = group["positions"].as_array().unwrap();
    assert!(groups.len() == 2 && groups.iter().all(|r| r["group"] == "Harbour Wire"), "{group:#}");
    demarche(&["positions", "@one", "--speakers", "Nemo"]).code(1).stderr(contains("Nemo is no speaker of the runs"));
}

#[test]
fn more_pairs_are_shown_to_who_asks_for_more() {
    let shown = |more: &[&str]| {
        let assert = demarche(&[&["compare", "@turn", "--min-statements", "1", "--by", "week"], more].concat());
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    };
    let capped = shown(&[]);
    assert!(capped.contains("0 of ") && capped.contains("more pairs; --top N shows more"), "{capped}");
    let rows = |text: &str| text.lines().filter(|line| line.starts_with(" closer_ties")).count();
    assert_eq!((rows(&capped), rows(&shown(&["--top", "12"]))), (8, 12), "{capped}");
}

#[test]
fn every_result_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    demarche(&["compare", "@turn", "--out", out.to_str().unwrap()]).code(0);
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert!(read("networks.csv").starts_with("group,a,b,congruence,conflict,subtract,congruence_average,"));
    // Six pairs of four speakers, and a header.
    assert_eq!((read("networks.csv").lines().count(), read("clusters.csv").lines().count()), (7, 5));
    assert!(read("changes.csv").starts_with("actor,theme,target,last_before,first_after,"));
    assert!(
        read("differences.csv")
            .starts_with("theme,target,a,b,position_a,position_b,clamped_a,clamped_b,difference,low,high,p,q,basis\n")
    );
    assert!(read("agreement.csv").contains(",Jonas Pell,Tomas Brel,1,1.0,0"), "{}", read("agreement.csv"));
}

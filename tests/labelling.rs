//! What people label: exports for them, blind or with the machine's labels, and what comes back by `import`, on small runs with
//! fictional people.

mod common;

use common::{demarche, export, lines};
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn scores(tasks: &[Value]) -> Vec<f64> {
    tasks.iter().map(|task| task["predictions"][0]["score"].as_f64().unwrap()).collect()
}

/// The tasks that `export --to label-studio` writes with `options`.
fn tasks(options: &[&str]) -> Vec<Value> {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("tasks");
    let args = [&["export", "@one", "--to", "label-studio", "--out", folder.to_str().unwrap()], options].concat();
    demarche(&args).code(0);
    serde_json::from_str(&fs::read_to_string(folder.join("tasks.json")).unwrap()).unwrap()
}

#[test]
fn the_first_of_a_sample_are_a_sample() {
    let all = tasks(&[]);
    assert!(scores(&all).is_sorted(), "of a whole run the least certain come first");
    let (few, many) = (tasks(&["--sample", "6"]), tasks(&["--sample", "20"]));
    assert_eq!(few, many[..6], "who stops half way, or draws more later, has a sample still");
    assert_ne!(few, tasks(&["--sample", "6", "--seed", "2"]));
    // Over many seeds every statement comes first about equally often, whatever its certainty.
    let whole = all.len();
    let ranks: Vec<usize> = (0..40)
        .map(|seed| {
            let first = tasks(&["--sample", "1", "--seed", &seed.to_string()]).remove(0);
            all.iter().position(|task| *task == first).unwrap()
        })
        .collect();
    let mean = ranks.iter().sum::<usize>() as f64 / ranks.len() as f64;
    // A mean of 40 uniform draws has a standard error of whole / sqrt(12 * 40).
    let expected = (whole - 1) as f64 / 2.0;
    assert!((mean - expected).abs() < 4.0 * whole as f64 / 480f64.sqrt(), "{mean} of {whole}");
}

#[test]
fn who_labels_blind_sees_nothing_of_the_machine() {
    let dir = tempfile::tempdir().unwrap();
    let spoken = lines().iter().flat_map(|line| &line.speakers).map(|speaker| speaker.name.clone()).collect::<Vec<_>>();
    for format in ["label-studio", "doccano", "csv", "codes", "jsonl"] {
        let out = dir.path().join(format);
        let args = ["export", "@one", "--to", format, "--out", out.to_str().unwrap(), "--blind", "--sample", "12"];
        demarche(&args).code(0).stdout(contains("12 rows").and(contains("in random order")));
        let file = if format == "label-studio" { out.join("tasks.json") } else { out.clone() };
        let text = fs::read_to_string(file).unwrap();
        for word in ["favor", "bilateral_trade", "probability", "confidence", "score", "as_coded"] {
            assert!(!text.contains(word), "{format} shows {word}: {text}");
        }
        // Names stand in the texts, but nowhere by themselves.
        assert!(spoken.iter().all(|name| !text.contains(&format!("\"{name}\""))), "{format}: {text}");
    }
    let rows = |format: &str| fs::read_to_string(dir.path().join(format)).unwrap();
    let same = |format: &str| -> Vec<(String, String)> {
        let mut reader = csv::Reader::from_reader(rows(format).into_bytes().leak() as &[u8]);
        reader.records().map(Result::unwrap).map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
    };
    assert_eq!(same("csv"), same("codes"), "the same sample, whatever the format");

    // Two rows are signed, one of them without a theme: the others are no gold.
    let sheet: Vec<String> = rows("csv")
        .lines()
        .enumerate()
        .map(|(n, row)| match n {
            1 => format!("{},,bilateral_trade,closer_ties: favor,MO", row.strip_suffix(",,,,").unwrap()),
            2 => format!("{row}MO"),
            _ => row.to_owned(),
        })
        .collect();
    let (file, gold) = (dir.path().join("back.csv"), dir.path().join("gold.jsonl"));
    fs::write(&file, sheet.join("\n")).unwrap();
    demarche(&["import", "csv", file.to_str().unwrap(), "--out", gold.to_str().unwrap()])
        .code(0)
        .stdout(contains("2 labelled statements").and(contains("10 statements not labelled")).and(contains("by MO")));
    demarche(&[
        "import",
        "codes",
        dir.path().join("codes").to_str().unwrap(),
        "--out",
        gold.to_str().unwrap(),
        "--force",
    ])
    .code(2)
    .stderr(contains("12 unlabelled; labelled by nobody"));
    // A record with its labels is gold as it stands.
    let record = rows("jsonl").lines().next().unwrap().to_owned();
    let labelled = record.replacen('{', "{\"speakers\":[],\"themes\":[],\"stance\":{},", 1);
    fs::write(&gold, labelled).unwrap();
    demarche(&["agreement", "@one", gold.to_str().unwrap()]).code(0);
}

#[test]
fn labels_go_out_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("tasks");
    let out = folder.to_str().unwrap();
    let statements = lines().into_iter().filter(|l| !l.speakers.is_empty() && !l.stances.is_empty()).count();
    assert!(statements < lines().len());
    demarche(&["export", "@one", "--to", "label-studio", "--out", out, "--counted"]).code(0);
    let tasks: Vec<Value> = serde_json::from_str(&fs::read_to_string(folder.join("tasks.json")).unwrap()).unwrap();
    assert_eq!(tasks.len(), statements, "only those with a speaker and a stance");
    demarche(&["export", "@one", "--to", "label-studio", "--out", out, "--sample", "20", "--force"]).code(0);
    let tasks: Vec<Value> = serde_json::from_str(&fs::read_to_string(folder.join("tasks.json")).unwrap()).unwrap();
    assert_eq!(tasks.len(), 20);
    assert!(!scores(&tasks).is_sorted(), "by certainty, half of a sample is none");
    assert!(fs::read_to_string(folder.join("interface.xml")).unwrap().contains("stance_closer_ties"));

    // A person who agrees with everything, but for one task that is cancelled and one with a stance too few.
    let labelled: Vec<Value> = tasks
        .iter()
        .enumerate()
        .map(|(n, task)| {
            let mut result = task["predictions"][0]["result"].clone();
            if n == 2 {
                result = serde_json::json!([{"from_name": "themes", "type": "choices", "value": {"choices": ["bilateral_trade"]}}]);
            }
            serde_json::json!({"id": n, "data": task["data"], "annotations": [
                {"id": n, "completed_by": {"email": "reader@example.org"}, "was_cancelled": n == 1, "result": result}]})
        })
        .collect();
    let file = dir.path().join("export.json");
    fs::write(&file, serde_json::to_string(&labelled).unwrap()).unwrap();
    let gold = dir.path().join("gold.jsonl");
    demarche(&["import", "label-studio", file.to_str().unwrap(), "--out", gold.to_str().unwrap()])
        .code(1)
        .stdout(contains("18 labelled statements").and(contains("1 task not labelled, 1 left out")))
        .stderr(contains("task 2: no stance is chosen for closer_ties"));
    // The gold is read by what gold is for, and the machine agrees with the person who took its word.
    demarche(&["positions", "@one", "--gold", gold.to_str().unwrap()]).code(0);
    let assert = demarche(&["agreement", "@one", gold.to_str().unwrap(), "--json"]).code(0);
    let value: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(value["shared"], 18);
    assert_eq!(value["disagreements"].as_array().unwrap().len(), 0, "{value:#}");
}

/// A table of the run with a column more, in which every row is signed.
fn signed(sheet: &Path) {
    let mut rows: Vec<csv::StringRecord> =
        csv::ReaderBuilder::new().has_headers(false).from_path(sheet).unwrap().records().map(Result::unwrap).collect();
    rows.iter_mut().enumerate().for_each(|(n, row)| row.push_field(if n == 0 { "coder" } else { "AB" }));
    let mut writer = csv::Writer::from_path(sheet).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
}

#[test]
fn tables_come_back_as_gold() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["csv", "codes"] {
        let (sheet, gold) = (dir.path().join(format), dir.path().join(format!("{format}.jsonl")));
        export(format, &sheet).code(0);
        signed(&sheet);
        let read = fs::read_to_string(&sheet).unwrap();
        demarche(&["import", format, sheet.to_str().unwrap(), "--out", gold.to_str().unwrap()]).code(0);
        assert_eq!(fs::read_to_string(&gold).unwrap().lines().count(), lines().len(), "{read}");
        let assert = demarche(&["agreement", "@one", gold.to_str().unwrap(), "--json"]).code(0);
        let value: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        assert_eq!(value["shared"], lines().len(), "{format}");
        assert_eq!(value["disagreements"], serde_json::json!([]), "{format}");
    }
}

/// The machine agrees with itself in everything: that is no gold, but nobody would see it by the figures.
#[test]
fn a_table_that_nobody_touched_is_no_gold() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["csv", "codes"] {
        let (sheet, gold) = (dir.path().join(format), dir.path().join(format!("{format}.jsonl")));
        export(format, &sheet).code(0);
        let import = ["import", format, sheet.to_str().unwrap(), "--out", gold.to_str().unwrap()];
        demarche(&import).code(2).stdout("").stderr(contains("no sign that anybody looked at them"));
        assert!(!gold.exists());
        // One statement is corrected: that and no more is somebody's work.
        let table = fs::read_to_string(&sheet).unwrap();
        let changed = match format {
            "csv" => table.replacen("\"\"label\"\":\"\"favor\"\"", "\"\"label\"\":\"\"against\"\"", 1),
            _ => table.replacen(",closer_ties,favor,", ",closer_ties,against,", 1),
        };
        assert_ne!(table, changed);
        fs::write(&sheet, changed).unwrap();
        let (all, same) = (lines().len(), lines().len() - 1);
        demarche(&import)
            .code(0)
            .stderr(contains(format!("{same} statements of {all} with exactly the labels that the machine gave")));
        let records = fs::read_to_string(&gold).unwrap();
        assert_eq!(records.matches("nobody (as exported)").count(), same, "{format}");
        let told = format!("{same} of the {all} sentences of {} came back from an export", gold.display());
        demarche(&["positions", "@one", "--gold", gold.to_str().unwrap()]).stderr(contains(&told));
        demarche(&["agreement", "@one", gold.to_str().unwrap()]).code(0).stderr(contains(&told));
    }
}

#[test]
fn no_result_replaces_what_it_was_made_of() {
    let dir = tempfile::tempdir().unwrap();
    let sheet = dir.path().join("t.csv");
    export("csv", &sheet).code(0);
    let before = fs::read(&sheet).unwrap();
    let sheet_name = sheet.to_str().unwrap();
    demarche(&["import", "csv", sheet_name, "--out", sheet_name, "--force"]).code(2).stderr(contains("is an input"));
    assert_eq!(fs::read(&sheet).unwrap(), before);
    let gold = dir.path().join("gold.jsonl");
    signed(&sheet);
    demarche(&["import", "csv", sheet_name, "--out", gold.to_str().unwrap()]).code(0);
    demarche(&["agreement", "@one", gold.to_str().unwrap(), "--disagreements", "@one/statements.jsonl"])
        .code(2)
        .stderr(contains("is an input"));
}

/// The spelling of a title or an initial is no disagreement, as for `evaluate`, nor is an office of the article's day.
#[test]
fn coders_agree_on_a_speaker_whom_they_spell_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let coder = |name: &str, speakers: [&str; 4]| {
        let row = |(i, speaker): (usize, &str)| {
            serde_json::json!({"article": "a", "i": i, "date": "2023-08-08", "text": "It is.", "speakers": [speaker],
                "themes": [], "stance": {}})
            .to_string()
        };
        let path = dir.path().join(name);
        fs::write(&path, speakers.into_iter().enumerate().map(row).collect::<Vec<_>>().join("\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = coder("one.jsonl", ["Senator Mira B. Oduya", "Tomas Brel", "Xi Jinping", "Ukraine's leader"]);
    let two = coder("two.jsonl", ["Mira Oduya", "Mira Oduya", "President Xi Jinping", "Zelensky"]);
    let assert = demarche(&["agreement", &one, &two, "--json"]).code(0);
    let value: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let places: Vec<&Value> = value["disagreements"].as_array().unwrap().iter().map(|d| &d["i"]).collect();
    assert_eq!(places, [1], "{value:#}");
    assert_eq!(value["disagreements"][0]["values"][&two], "Senator Mira B. Oduya", "one spelling for all coders");
}

/// What `import label-studio` makes of annotations of one person, a task each, of which the first has `data` besides.
fn import_tasks(results: &[Value], data: &[(&str, Value)]) -> (i32, String, Vec<Value>) {
    let dir = tempfile::tempdir().unwrap();
    let (file, gold) = (dir.path().join("export.json"), dir.path().join("gold.jsonl"));
    let task = |(n, result): (usize, &Value)| {
        let mut task = serde_json::json!({"id": n, "data": {"article": "a", "i": n, "text": "It rained."},
            "annotations": [{"completed_by": 1, "lead_time": 3.5, "result": result}]});
        data.iter().filter(|_| n == 0).for_each(|(name, value)| task["data"][*name] = value.clone());
        task
    };
    let tasks: Vec<Value> = results.iter().enumerate().map(task).collect();
    // As Windows writes it.
    fs::write(&file, format!("\u{feff}{}", Value::from(tasks))).unwrap();
    let assert = demarche(&["import", "label-studio", file.to_str().unwrap(), "--out", gold.to_str().unwrap()]);
    let told = String::from_utf8([&assert.get_output().stdout[..], &assert.get_output().stderr].concat()).unwrap();
    let text = fs::read_to_string(&gold).unwrap_or_default();
    let gold = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (assert.get_output().status.code().unwrap(), told, gold)
}

#[test]
fn no_label_of_a_task_is_lost_in_silence() {
    let choice = |name: &str, label: &str| serde_json::json!({"from_name": name, "value": {"choices": [label]}});
    let text = |name: &str, text: &str| serde_json::json!({"from_name": name, "value": {"text": [text]}});
    let list = |of: &[Value]| Value::from(of.to_vec());
    let (trade, favor) = (choice("Themes", "Bilateral_trade"), choice("STANCE_closer_ties", "Favor"));
    // Capitals of names and of labels do not count; a remark is left aside, and said so once.
    let named = [trade.clone(), favor.clone(), text("Speakers", "Anna Roe; none\nBen Poe"), text("comment", "Unsure.")];
    let results = [list(&named), list(&[text("comment", "Hm.")]), list(&[favor]), list(&[choice("topics", "ukraine")])];
    let (code, told, gold) = import_tasks(&results, &[("i", "16".into()), ("article", 17.into())]);
    assert_eq!((code, gold.len()), (1, 2), "{told}");
    assert_eq!(gold[0]["speakers"], serde_json::json!(["Anna Roe", "Ben Poe"]));
    assert_eq!((&gold[0]["article"], &gold[0]["i"]), (&"17".into(), &16.into()));
    assert_eq!(gold[0]["stance"], serde_json::json!({"closer_ties": "favor"}));
    for said in [
        "\"comment\" is left aside, in 2 annotations",
        "entry 3: task 2: there is a stance on \"closer_ties\", which is no target of its themes",
        "\"ukraine\" stands in \"topics\"",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // Where names are written nowhere else, a text may be one.
    for name in ["speaker", "person"] {
        let (code, told, _) = import_tasks(&[list(&[text(name, "Anna Roe")])], &[]);
        assert!(code == 2 && told.contains(&format!("\"Anna Roe\" stands in {name:?}")), "{told}");
    }
    let (code, told, _) = import_tasks(&[list(&[trade])], &[("text", "".into())]);
    assert!(code == 2 && told.contains("no proper \"text\""), "{told}");
}

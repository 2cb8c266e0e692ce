//! Whole runs of the command line, with the shipped model.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The shipped model.
fn model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default")
}

fn classify(model: &Path, inputs: &[&str], out: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("demarche"));
    command.arg("classify").args(inputs).arg("--model").arg(model).arg("--out").arg(out);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn manifest(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

const ARTICLE: &str = "date 2023-08-08 Two countries traded more.\n\n\"We will sell more grain,\" Mira Oduya said.";

#[test]
fn a_run_writes_its_four_files_and_a_second_one_needs_force() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    std::fs::write(&input, ARTICLE).unwrap();
    let input = input.to_str().unwrap();
    let first = classify(&model, &[input], &out).output().unwrap();
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    for file in ["statements.jsonl", "positions.csv", "manifest.json", "problems.jsonl"] {
        assert!(out.join(file).is_file(), "{file} is missing");
    }
    assert_eq!(manifest(&out)["counts"]["articles_read"], 1);
    assert_eq!(classify(&model, &[input], &out).output().unwrap().status.code(), Some(2));
    assert_eq!(classify(&model, &[input, "--force"], &out).output().unwrap().status.code(), Some(0));
}

/// What the terminal says of themes that nobody speaks of stays with the run.
#[test]
fn themes_that_were_found_nowhere_are_named_in_the_manifest() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    let said = |sentences: usize| {
        let sentence = |n| format!("The library of the town lent {n} books on birds. ");
        std::fs::write(&input, (0..sentences).map(sentence).collect::<String>()).unwrap();
        let run = classify(&model, &[input.to_str().unwrap(), "--force"], &out).output().unwrap();
        (String::from_utf8(run.stderr).unwrap(), manifest(&out)["themes_not_found"].clone())
    };
    let (stderr, themes) = said(100);
    assert_eq!(themes, serde_json::json!(["bilateral_trade", "brics_expansion", "ukraine"]));
    assert!(stderr.contains("none is on: bilateral_trade, brics_expansion, ukraine"), "{stderr}");
    // Of fewer it is no wonder.
    let (stderr, themes) = said(20);
    assert_eq!(themes, serde_json::json!([]));
    assert!(!stderr.contains("none is on"), "{stderr}");
}

#[test]
fn a_missing_input_does_not_cost_the_others() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    std::fs::write(&input, ARTICLE).unwrap();
    let run = classify(&model, &["no/such.txt", input.to_str().unwrap()], &out).output().unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let counts = &manifest(&out)["counts"];
    assert_eq!((&counts["articles_read"], &counts["articles_skipped"]), (&1.into(), &1.into()));
    assert!(std::fs::read_to_string(out.join("problems.jsonl")).unwrap().contains("no/such.txt"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    std::fs::write(&input, ARTICLE).unwrap();
    let mut child = classify(&model, &[input.to_str().unwrap()], &out).spawn().unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(0) && !stderr.contains("panicked"), "{stderr}");
    assert!(out.join("manifest.json").is_file());
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut child = classify(&model, &["-"], &out).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let line = serde_json::json!({"id": "a", "text": "Mira Oduya said that trade would grow."});
    // The output folder shows that the job has begun, and so that it listens.
    for _ in 0..600 {
        if out.join("statements.jsonl").exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    writeln!(stdin, "{line}").unwrap();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(stdin);
    let run = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("press Ctrl-C again"), "{stderr}");
    assert_eq!(manifest(&out)["interrupted"], true);
    assert!(out.join("positions.csv").is_file());
}

#[cfg(unix)]
#[test]
fn a_folder_takes_one_job_and_keeps_the_run_that_is_replaced_until_the_new_one_is_finished() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    std::fs::write(&input, ARTICLE).unwrap();
    let input = input.to_str().unwrap();
    let run = |inputs: &[&str]| classify(&model, inputs, &out).output().unwrap();
    assert_eq!(run(&[input]).status.code(), Some(0));
    let statements = || std::fs::read_to_string(out.join("replaced-run/statements.jsonl"));
    let kept = std::fs::read_to_string(out.join("statements.jsonl")).unwrap();
    let mut child = classify(&model, &["-", "--force"], &out).stdin(Stdio::piped()).spawn().unwrap();
    for _ in 0..600 {
        if out.join("replaced-run/manifest.json").exists() && out.join("problems.jsonl").exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let second = run(&[input, "--force"]);
    let stderr = String::from_utf8_lossy(&second.stderr);
    assert!(second.status.code() == Some(2) && stderr.contains("another job is writing into"), "{stderr}");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(statements().unwrap(), kept);
    // The job that was killed stops nobody; one that reads nothing replaces nothing.
    let nothing = dir.path().join("empty.jsonl");
    std::fs::write(&nothing, "{}\n").unwrap();
    let empty = run(&[nothing.to_str().unwrap(), "--force"]);
    assert!(String::from_utf8_lossy(&empty.stderr).contains("is still in"));
    assert_eq!((empty.status.code(), statements().unwrap()), (Some(2), kept));
    assert_eq!(run(&[input, "--force"]).status.code(), Some(0));
    let mut files: Vec<_> = out.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["manifest.json", "positions.csv", "problems.jsonl", "statements.jsonl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_costs_no_results() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("a.txt"), dir.path().join("out"));
    std::fs::write(&input, ARTICLE).unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let run = classify(&model, &[input.to_str().unwrap()], &out).stdout(full).output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(1) && stderr.contains("complete in their files"), "{stderr}");
    assert!(out.join("manifest.json").is_file());
}

#[test]
fn one_command_leads_from_articles_to_a_report() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (out, page) = (dir.path().join("out"), dir.path().join("report.html"));
    let input = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles/2023-08-08-wang-lavrov-call.txt");
    // A page that cannot be written is found before the work.
    let nowhere = classify(&model, &[input, "--report", "/no/such/folder/r.html"], &out).output().unwrap();
    assert_eq!((nowhere.status.code(), out.exists()), (Some(2), false));
    let run =
        classify(&model, &[input, "--report", page.to_str().unwrap(), "--title", "A call"], &out).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("<title>A call</title>") && html.contains("Wang Yi"), "{}", &html[..400]);
    assert!(!html.contains("The wording of the codebook was not at hand"));
}

#[test]
fn where_nothing_is_read_the_reason_is_on_the_screen() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    let lines = (0..5).map(|n| format!("{{\"body\":\"Trade grew in year {n}.\"}}\n")).collect::<String>();
    std::fs::write(path("a.jsonl"), lines).unwrap();
    std::fs::write(path("b.jsonl.gz"), b"\x1f\x8b\x08\0").unwrap();
    std::fs::write(path("c.txt"), "").unwrap();
    for (name, columns, reason) in [
        ("a.jsonl", "text=bdy", "there is no `bdy` among `body`"),
        ("b.jsonl.gz", "", "unpack it first"),
        ("c.txt", "", "the file is empty"),
    ] {
        // Each finds the folder of the one before it, which read nothing and so is in nobody's way.
        let flags = [&path(name), "--columns", columns];
        let run = classify(&model, &flags, &dir.path().join("out")).output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.code() == Some(2) && stderr.contains(reason), "{name}: {stderr}");
        assert_eq!(stderr.contains("and 2 more that were not read"), name == "a.jsonl", "{stderr}");
    }
}

#[test]
fn themes_without_a_head_and_heads_for_other_definitions_are_named() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out, codebook) = (dir.path().join("a.txt"), dir.path().join("out"), dir.path().join("own.toml"));
    std::fs::write(&input, ARTICLE).unwrap();
    let own = "extends = \"default\"\n[[theme]]\nid = \"ports\"\nlabel = \"Ports\"\ndefinition = \"Sea ports.\"\n\
               [[theme.target]]\nid = \"port_sale\"\nproposition = \"Ports should be sold.\"\n";
    let football = "[[theme]]\nid = \"ukraine\"\nlabel = \"Football\"\ndefinition = \"Matches of the national team.\"\n\
                    [[theme.target]]\nid = \"support\"\nproposition = \"The team should be supported.\"\n";
    let long = own.replace("Sea ports.", &"Sea ports and their quays. ".repeat(40));
    let long_kinds = serde_json::json!({"no_head": 1, "long_entry": 1});
    for (text, code, kinds, named) in [
        (&long, 1, long_kinds, ["\"ports\" has 2", "reads the first 128"]),
        (&own.to_owned(), 0, serde_json::json!({"no_head": 1}), ["without a trained head: ports.", "own.toml"]),
        (
            &football.to_owned(),
            1,
            serde_json::json!({"other_definition": 2}),
            ["theme \"ukraine\"", "target \"support\""],
        ),
    ] {
        std::fs::write(&codebook, text).unwrap();
        let flags = [input.to_str().unwrap(), "--force", "--codebook", codebook.to_str().unwrap()];
        let run = classify(&model, &flags, &out).output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(code), "{stderr}");
        assert!(named.iter().all(|name| stderr.contains(name)), "{stderr}");
        assert_eq!(manifest(&out)["counts"]["problems"]["by_kind"], kinds);
        let problems = std::fs::read_to_string(out.join("problems.jsonl")).unwrap();
        assert!(named.iter().all(|name| problems.contains(&name.replace('"', "\\\""))), "{problems}");
    }
}

#[test]
fn a_proposition_that_denies_something_is_read_as_its_opposite() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out, codebook) = (dir.path().join("a.txt"), dir.path().join("out"), dir.path().join("own.toml"));
    let article = "\"We want to sell Norland far more grain and to lift our tariffs on its steel,\" Mira Oduya, the trade \
                   minister of Westland, said.";
    std::fs::write(&input, article).unwrap();
    let default = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/codebook.toml")).unwrap();
    let target = |id: &str, verb: &str| {
        format!("\n[[theme.target]]\nid = {id:?}\nproposition = \"The two countries {verb} trade with each other.\"\n")
    };
    // The last theme of the default codebook is trade.
    let text = default + &target("trade", "should") + &target("no_trade", "should not");
    std::fs::write(&codebook, text).unwrap();
    let flags = [input.to_str().unwrap(), "--codebook", codebook.to_str().unwrap()];
    let run = classify(&model, &flags, &out).output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(0) && stderr.contains("towards \"The two countries should trade"), "{stderr}");
    assert_eq!(manifest(&out)["counts"]["problems"]["by_kind"], serde_json::json!({"denied": 1}));
    let statements = std::fs::read_to_string(out.join("statements.jsonl")).unwrap();
    let mut labels = vec![];
    for line in statements.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let of = |target: &str| {
            let stances = record["stances"].as_array().unwrap();
            stances.iter().find(|stance| stance["target"] == target).cloned().unwrap()
        };
        let (plain, denied) = (of("trade"), of("no_trade"));
        assert_eq!((&plain["favor"], &plain["against"]), (&denied["against"], &denied["favor"]));
        labels.extend([plain["label"].clone(), denied["label"].clone()]);
    }
    assert_eq!(labels, ["favor", "against"]);
}

#[test]
fn a_theme_that_no_head_was_trained_for_is_found_in_an_article() {
    let model = model();
    let dir = tempfile::tempdir().unwrap();
    let (input, out, codebook) = (dir.path().join("a.txt"), dir.path().join("out"), dir.path().join("own.toml"));
    // Text before a sentence on the theme used to hide it.
    let article = "Calverton council meets on a wet Monday\n\nThe council of Calverton met for four hours on Monday. It rained \
                   all day. Councillor Mira Oduya said the city should cap rents at three percent a year. \"Tenants cannot \
                   pay for the landlords' loans,\" she said. Anna Roe, who speaks for the landlords, said a rent cap would \
                   stop the building of new flats. The swimming pool will be open again in May.";
    std::fs::write(&input, article).unwrap();
    let own = "[[theme]]\nid = \"housing\"\nlabel = \"Rents and housing\"\ndefinition = \"Rents, rent caps, the building \
               and the shortage of flats.\"\n[[theme.target]]\nid = \"rent_cap\"\nproposition = \"Rents should be capped \
               by law.\"\n";
    std::fs::write(&codebook, own).unwrap();
    let flags = [input.to_str().unwrap(), "--codebook", codebook.to_str().unwrap()];
    let run = classify(&model, &flags, &out).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let statements = std::fs::read_to_string(out.join("statements.jsonl")).unwrap();
    let read = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let on = ["rent", "Tenants"].iter().any(|word| record["text"].as_str().unwrap().contains(word));
        let found = !record["themes"].as_array().unwrap().is_empty();
        (on, found, record["theme_probabilities"]["housing"].as_f64().unwrap())
    };
    let all: Vec<(bool, bool, f64)> = statements.lines().map(read).collect();
    assert_eq!(all.iter().filter(|(on, found, _)| *on && *found).count(), 3, "{statements}");
    // Sentences beside them may be taken for it in so short an article, but none so surely.
    let of = |wanted: bool| all.iter().filter(move |(on, ..)| *on == wanted).map(|(.., p)| *p);
    assert!(of(true).fold(1.0, f64::min) > of(false).fold(0.0, f64::max), "{statements}");
}

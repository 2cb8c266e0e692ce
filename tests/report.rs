//! `demarche report` on small runs with fictional people. What a browser makes of it is tested in `tests/browser`.

use assert_cmd::Command;
use predicates::str::contains;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn demarche(args: &[&str]) -> assert_cmd::assert::Assert {
    let args = args.iter().map(|arg| arg.replace('@', concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/")));
    Command::cargo_bin("demarche").unwrap().args(args).assert()
}

fn fixture() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/statements.jsonl");
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A run without a manifest, which is read with a warning.
fn write_run(dir: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(dir.join("statements.jsonl"), text).unwrap();
}

fn report(run: &str, out: &Path, code: i32) -> String {
    demarche(&["report", run, "--out", out.to_str().unwrap()]).code(code);
    fs::read_to_string(out).unwrap()
}

/// Everything that would make a browser fetch something.
fn fetches(html: &str) -> Vec<String> {
    let loads = regex::Regex::new(
        r#"(?i)(?:\b(?:src|action|poster|data|background)\s*=|<link\b[^>]*href\s*=|url\(|@import)\s*["']?[^"'\s)>]*"#,
    );
    loads.unwrap().find_iter(html).map(|m| m.as_str().to_owned()).filter(|m| m.contains("//")).collect()
}

#[test]
fn one_file_holds_everything_and_loads_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let html = report("@one", &dir.path().join("report.html"), 0);
    assert!(html.starts_with("<!") && html.trim_end().ends_with("</html>"));
    assert_eq!(fetches(&html), Vec::<String>::new());
    for words in ["Mira Oduya", "Tomas Brel", "Method and limits", "What was read", "<svg", "<title"] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let dir = tempfile::tempdir().unwrap();
    let mut lines = fixture();
    let hostile = "</script><img src=x onerror=alert(1)> <!-- {{ & \u{2028} ]]>";
    for line in &mut lines {
        line["text"] = json!(hostile);
        line["title"] = json!(hostile);
        line["source"] = json!(hostile);
        line["speakers"] = json!([{"name": hostile, "surface": hostile}]);
        line["url"] = json!("javascript:alert(1)");
    }
    write_run(dir.path(), &lines);
    let html = report(dir.path().to_str().unwrap(), &dir.path().join("report.html"), 1);
    assert!(!html.contains("<img"), "markup of the text became markup of the page");
    assert!(!html.to_lowercase().contains("href=\"javascript:"));
    // Opening and closing tags of scripts are those of the page alone.
    assert_eq!(html.matches("</script").count(), html.matches("<script").count());
}

#[test]
fn five_thousand_statements_stay_below_three_megabytes() {
    let dir = tempfile::tempdir().unwrap();
    let source = fixture();
    let lines: Vec<Value> = (0..5000)
        .map(|n| {
            let mut line = source[n % source.len()].clone();
            line["article"] = json!(format!("article-{:04}", n / 10));
            line["i"] = json!(n % 10);
            let text =
                format!("{} Number {n} of the series at quay {}.", line["text"].as_str().unwrap(), n * 7919 % 5003);
            line["text"] = json!(text);
            line
        })
        .collect();
    write_run(dir.path(), &lines);
    let html = report(dir.path().to_str().unwrap(), &dir.path().join("report.html"), 1);
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    assert!(html.contains("Number 4999 of the series") || html.contains("Number 4998 of the series"));
}

#[test]
fn figures_are_files_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let (out, figures) = (dir.path().join("report.html"), dir.path().join("figures"));
    demarche(&["report", "@one", "--out", out.to_str().unwrap(), "--figures", figures.to_str().unwrap()]).code(0);
    let files: Vec<_> = fs::read_dir(&figures).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let svg = fs::read_to_string(&file).unwrap();
        let mut reader = quick_xml::Reader::from_str(&svg);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        assert!(svg.contains("http://www.w3.org/2000/svg"), "{}", file.display());
    }
}

#[test]
fn what_was_not_read_is_in_the_report() {
    let dir = tempfile::tempdir().unwrap();
    let html = report("@cut", &dir.path().join("cut.html"), 1);
    assert!(html.contains("cut off"));
    let out = dir.path().join("no.html");
    for (run, message) in
        [("@version9", "schema version is 9"), ("@empty", "holds no statement"), ("@nowhere", "is no folder")]
    {
        demarche(&["report", run, "--out", out.to_str().unwrap()]).code(2).stderr(contains(message));
    }
    demarche(&["report", "@one", "@codebook", "--out", out.to_str().unwrap()]).code(2).stderr(contains("--mixed"));
    assert!(!out.exists(), "a failure leaves no half of a report");
}

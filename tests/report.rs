//! `demarche report` on small runs with fictional people, on hostile text, and on 5,000 statements.

mod common;

use common::demarche;
use predicates::str::contains;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// The page of a report with exit code `code`.
fn page(args: &[&str], code: i32) -> String {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("report.html").display().to_string();
    demarche(&[&["report"], args, &["--out", &out]].concat()).code(code);
    std::fs::read_to_string(out).unwrap()
}

/// The data that the page's script reads.
fn data(html: &str) -> Value {
    let start = html.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..start + end]).unwrap()
}

/// Fails unless every tag that is opened is closed, in order. Attributes are quoted throughout.
fn assert_well_formed(html: &str) {
    const VOID: [&str; 4] = ["meta", "br", "input", "!DOCTYPE"];
    let (mut rest, mut open) = (html, vec![]);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let tag = &rest[..end.expect("a tag ends")];
        assert!(!tag.contains('<'), "a tag in a tag: {tag}");
        rest = &rest[tag.len() + 1..];
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        assert!(!name.is_empty(), "a stray <: {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.to_owned()), "before: {}", &rest[..rest.len().min(80)]);
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name.to_owned());
            if ["script", "style"].contains(&name) {
                rest = &rest[rest.find(&format!("</{name}")).expect("it ends")..];
            }
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
}

/// Fails if the page could load anything.
fn assert_loads_nothing(html: &str) {
    for word in [" src=", "<link", "@import", "url(", "<iframe", "<object", "fetch(", "XMLHttpRequest", "import("] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
    // Links of the markup stay in the page; those to articles are made by the script, when someone follows them.
    assert!(html.split(" href=\"").skip(1).all(|link| link.starts_with('#')));
}

#[test]
fn a_run_becomes_a_page_that_says_what_positions_says() {
    let html = page(&["@one", "--title", "Quay & <duties>"], 0);
    assert_well_formed(&html);
    assert_loads_nothing(&html);
    assert!(html.contains("<title>Quay &#38; &#60;duties&#62;</title>"), "{}", &html[..600]);
    for section in ["summary", "read", "map", "plots", "time", "network", "statements", "method"] {
        assert!(html.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
    let value = demarche(&["positions", "@one", "--json"]);
    let positions: Value = serde_json::from_slice(&value.get_output().stdout).unwrap();
    let data = data(&html);
    for row in positions["positions"].as_array().unwrap() {
        let cells = data["cells"].as_array().unwrap();
        let cell =
            cells.iter().find(|c| data["speakers"][c["s"].as_u64().unwrap() as usize] == row["speaker"]).unwrap();
        assert_eq!(cell["n"], row["statements"]);
        assert!((cell["position"][0].as_f64().unwrap() - row["position"].as_f64().unwrap()).abs() < 1e-4);
        // As many rows count for the cell as the number says.
        let counts = |stance: &Value| stance[0] == cell["t"] && stance[3].as_array().unwrap().contains(&cell["s"]);
        let rows = data["rows"].as_array().unwrap();
        let behind = rows.iter().filter(|row| row[8].as_array().unwrap().iter().any(counts)).count();
        assert_eq!(behind as u64, row["statements"].as_u64().unwrap());
    }
    assert!(html.contains("Copies left out"), "one agency sentence stands in two articles");
    assert_eq!(html, page(&["@one", "--title", "Quay & <duties>"], 0), "the same runs give the same page");
}

#[test]
fn figures_are_files_that_stand_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (out, figures) = (dir.path().join("r.html").display().to_string(), dir.path().join("figures"));
    demarche(&["report", "@one", "--out", &out, "--figures", &figures.display().to_string()])
        .code(0)
        .stdout(contains("figures are in"));
    let map = std::fs::read_to_string(figures.join("map.svg")).unwrap();
    assert!(map.contains("Mira Oduya") && map.contains("<title") && !map.contains("var("), "{map}");
    for name in ["positions-bilateral-trade-closer-ties", "time-mira-oduya-bilateral-trade-closer-ties", "network"] {
        let svg = std::fs::read_to_string(figures.join(format!("{name}.svg"))).unwrap();
        assert_well_formed(svg.split_once("?>").unwrap().1);
        assert!(!name.starts_with("time") || svg.contains("by week") || svg.contains("by month"), "{svg}");
    }
    // Each explains itself: what it is about, and what its marks mean.
    let words =
        |name: &str| std::fs::read_to_string(figures.join(name)).unwrap().split_once("</desc>").unwrap().1.to_owned();
    let dots = words("positions-bilateral-trade-closer-ties.svg");
    assert!(dots.contains(">Closer ties: where each speaker stands<") && dots.contains("hollow"), "{dots}");
    let time = words("time-mira-oduya-bilateral-trade-closer-ties.svg");
    assert!(time.contains("Pale") && words("network.svg").contains("A solid blue line"), "{time}");
    // A file has the page's caution too: what rests on one statement is no strong colour.
    assert!(!map.contains("n 13  few"), "{map}");
    demarche(&["report", "@two", "--out", &out, "--figures", &figures.display().to_string()]).code(0);
    let map = std::fs::read_to_string(figures.join("map.svg")).unwrap();
    assert!(map.contains("n 1  few") && map.contains("a first impression"), "{map}");
    let wide =
        |rect: &str| rect.contains("width=\"126\"") && rect.contains("fill=\"#") && !rect.contains("fill=\"none\"");
    assert!(!map.split("<rect").any(wide), "coloured at the edge alone: {map}");
}

#[test]
fn every_figure_has_a_file_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let speakers = ["Ana O'Neil", "Ana O Neil"];
    let lines =
        (0..12).map(|n| statement(&format!("a{n}"), n, speakers[n % 2], &format!("Sentence {n} of some words."), 0.8));
    let run = run(dir.path(), lines);
    let (out, figures) = (dir.path().join("r.html").display().to_string(), dir.path().join("figures"));
    let args = ["report", &run, "--out", &out, "--figures", figures.to_str().unwrap()];
    demarche(&args).code(0).stdout(contains("5 figures are in"));
    let names =
        || figures.read_dir().unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    assert_eq!(names().len(), 5, "{:?}", names());
    assert!(names().contains(&"time-ana-o-neil-bilateral-trade-closer-ties-2.svg".to_owned()), "{:?}", names());
    // What is left of another report is not passed off as this one's.
    std::fs::write(figures.join("time-nobody.svg"), "").unwrap();
    demarche(&args).code(0).stdout(contains("1 other SVG file there"));
}

#[test]
fn changes_and_camps_stand_in_the_page_with_their_words() {
    let html = page(&["@turn"], 0);
    assert_well_formed(&html);
    assert!(html.contains("1 changes by more than chance explains") && html.contains("up to 2032-06-03"));
    let quotes = html.split_once("class=\"quotes\"").unwrap().1.split_once("</ul>").unwrap().0;
    assert_eq!((quotes.matches("<b>after</b>").count(), quotes.matches("<b>before</b>").count()), (2, 2), "{quotes}");
    assert!(html.contains("A dashed line marks a change from 2032-06-18 on"));
    // All that they speak of is one target: camps there are those for and those against.
    assert!(html.contains("Polarization is 0.") && !html.contains("second camp"));
    let none = page(&["@one"], 0);
    assert!(none.contains("no change is larger than chance explains"));
}

#[test]
fn bad_runs_are_named_in_the_page() {
    for (run, message) in [("@version9", "schema version is 9"), ("@empty", "holds no statement")] {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("r.html");
        demarche(&["report", run, "--out", out.to_str().unwrap()]).code(2).stdout("").stderr(contains(message));
        assert!(!out.exists());
        assert!(page(&["@one", run], 1).contains(message), "{message}");
    }
    let cut = page(&["@cut"], 1);
    assert!(cut.contains("only in part") && cut.contains("cut off") && cut.contains("record 7"));
    demarche(&["report", "@one", "@codebook", "--out", "x.html"]).code(2).stderr(contains("different codebooks"));
    assert!(page(&["@one", "@codebook", "--mixed"], 1).contains("its codebook is not that"));
    demarche(&["report", "@one", "--out", "@one/manifest.json"]).code(2).stderr(contains("is an input"));
    let none = page(&["@two", "--min-statements", "50"], 1);
    assert_well_formed(&none);
    assert!(none.contains("no position to show"));
}

/// Writes a run whose statements are `lines`.
fn run(dir: &Path, lines: impl Iterator<Item = Value>) -> String {
    let run = dir.join("run");
    std::fs::create_dir(&run).unwrap();
    let mut text = String::new();
    let count = lines.map(|line| writeln!(text, "{line}").unwrap()).count();
    std::fs::write(run.join("statements.jsonl"), text).unwrap();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/manifest.json");
    let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(source).unwrap()).unwrap();
    manifest["counts"]["sentences"] = count.into();
    std::fs::write(run.join("manifest.json"), manifest.to_string()).unwrap();
    run.display().to_string()
}

fn statement(article: &str, i: usize, speaker: &str, text: &str, favor: f64) -> Value {
    let label = if favor > 0.5 { "favor" } else { "against" };
    let speakers = if speaker.is_empty() { json!([]) } else { json!([{"name": speaker, "surface": speaker}]) };
    let stances = if speaker.is_empty() {
        json!([])
    } else {
        json!([{"theme": "bilateral_trade", "target": "closer_ties", "label": label,
            "favor": favor, "against": 0.9 - favor, "neutral": 0.1}])
    };
    json!({"article": article, "date": format!("2031-{:02}-11", 1 + i % 12), "source": "Harbour Wire", "title": text,
        "url": "javascript:alert(1)", "i": i, "paragraph": i, "start": 1000 * i,
        "end": 1000 * i + text.chars().count(), "text": text, "speakers": speakers,
        "attribution": {"kind": "indirect", "cue": "said", "confidence": 0.9},
        "themes": [{"id": "bilateral_trade", "probability": 0.9}], "theme_probabilities": {"bilateral_trade": 0.9},
        "stances": stances, "tokens": 5, "truncated": false})
}

#[test]
fn articles_without_a_date_are_said_to_be_so() {
    let dir = tempfile::tempdir().unwrap();
    let lines = (0..9).map(|n| {
        let mut line = statement(&format!("a{}", n % 3), n, "Ana Roe", &format!("Sentence {n} of some words."), 0.8);
        line["date"] = if n % 3 == 0 { "2031-05-11".into() } else { Value::Null };
        line
    });
    let html = page(&[&run(dir.path(), lines)], 0);
    assert!(html.contains("of 2031-05-11; 2 of the 3 articles have no date"), "{html}");
    assert!(html.contains("6 of 9 statements have no date and so no place here"), "{html}");
    assert!(html.contains("of 2031-05-11, 2 undated") && html.contains("with 6 statements behind the numbers"));
    let dir = tempfile::tempdir().unwrap();
    let lines = (0..9).map(|n| {
        let mut line = statement(&format!("a{n}"), n, "Ana\u{1}Roe", &format!("Sentence {n} of some words."), 0.8);
        line["date"] = Value::Null;
        line
    });
    let run = run(dir.path(), lines);
    let html = page(&[&run], 0);
    assert!(html.contains("no article has a date.") && html.contains("There is no timeline: no article has a date"));
    // A name that no XML can hold does not break the figures either.
    let out = dir.path().join("r.html").display().to_string();
    demarche(&["report", &run, "--out", &out, "--figures", dir.path().to_str().unwrap()]).code(0);
    let map = std::fs::read_to_string(dir.path().join("map.svg")).unwrap();
    assert!(map.contains("Ana\u{fffd}Roe") && !map.contains('\u{1}'));
}

#[test]
fn a_window_with_few_statements_looks_it() {
    let dir = tempfile::tempdir().unwrap();
    let lines = [1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 6].into_iter().enumerate().map(|(n, month)| {
        let mut line = statement(&format!("a{n}"), n, "Ana Roe", &format!("Sentence {n} of some words."), 0.8);
        line["date"] = format!("2031-{month:02}-11").into();
        line
    });
    let run = run(dir.path(), lines);
    let (out, figures) = (dir.path().join("r.html").display().to_string(), dir.path().join("figures"));
    demarche(&["report", &run, "--out", &out, "--figures", figures.to_str().unwrap()]).code(0);
    let svg = std::fs::read_to_string(figures.join("time-ana-roe-bilateral-trade-closer-ties.svg")).unwrap();
    assert!(svg.contains("; 6 statements)") && svg.contains("; 1 statement, few)"), "{svg}");
    let (_, drawn) = svg.split_once("</desc>").unwrap();
    let pale =
        |shape: &str| drawn.split('<').filter(|e| e.starts_with(shape) && e.contains("opacity=\"0.45\"")).count();
    assert_eq!((pale("circle"), pale("line") + pale("poly") > 0), (1, true), "{svg}");
}

#[test]
fn unresolved_statements_with_a_speaker_are_counted_as_having_one() {
    let dir = tempfile::tempdir().unwrap();
    let lines = (0..9).map(|n| {
        let mut line = statement(&format!("a{n}"), n, "Ana Roe", &format!("Sentence {n} of some words."), 0.8);
        line["attribution"]["kind"] = "unresolved".into();
        line
    });
    let html = page(&[&run(dir.path(), lines)], 0);
    assert!(html.contains("own</dt><dd><b>0</b>"), "{html}");
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><img src=x onerror=\"alert('1')\"><!-- ]]> &amp; </svg></style>\u{2028}";
    let dir = tempfile::tempdir().unwrap();
    let lines = (0..6).map(|i| {
        let mut line = statement(hostile, i, hostile, &format!("{hostile} {i}"), 0.8);
        line["attribution"]["cue"] = hostile.into();
        line["source"] = hostile.into();
        line
    });
    let run = run(dir.path(), lines);
    std::fs::write(
        Path::new(&run).join("problems.jsonl"),
        json!({"file": hostile, "record": null, "article": hostile, "severity": "note", "kind": "x<y", "reason": hostile})
            .to_string(),
    )
    .unwrap();
    let html = page(&[&run, "--title", hostile], 0);
    assert_well_formed(&html);
    assert!(!html.contains("<img") && !html.contains("<!--") && html.matches("</script>").count() == 2);
    let data = data(&html);
    assert_eq!(data["speakers"][0], hostile);
    assert_eq!(data["rows"].as_array().unwrap().len(), 6);
}

#[test]
fn five_thousand_statements_are_under_three_megabytes() {
    let dir = tempfile::tempdir().unwrap();
    // Every sentence differs, is long, and stands between two others that nobody speaks.
    let words = ["quay", "duty", "harbour", "grain", "treaty", "council", "vessel", "customs", "barley", "tariff"];
    let text = |n: usize| {
        let many: Vec<&str> = (0..26).map(|k| words[(n * 7 + k * (n % 9 + 1) + n / 10 * k) % 10]).collect();
        format!("Sentence {n}: {} {}.", n * 7919, many.join(" "))
    };
    let lines = (0..10_000).map(|n| {
        let speaker = if n % 2 == 0 { format!("Speaker Number {}", (n * n / 7) % 450) } else { String::new() };
        statement(&format!("article-{}", n / 20), n % 20, &speaker, &text(n), if n % 3 == 0 { 0.8 } else { 0.1 })
    });
    let run = run(dir.path(), lines);
    let html = page(&[&run], 0);
    let rows = data(&html)["rows"].as_array().unwrap().len();
    assert!(rows >= 4_900, "copies aside, all statements are there: {rows}");
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    assert_well_formed(&html);
}

#[test]
fn gold_is_shown_beside_the_plain_numbers() {
    // Of half of the statements there is gold: too little. Of all of them: the hand codes.
    let dir = tempfile::tempdir().unwrap();
    let gold = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/gold.jsonl")).unwrap();
    let half = dir.path().join("half.jsonl");
    std::fs::write(&half, gold.lines().take(19).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let html = page(&["@one", "--gold", half.to_str().unwrap()], 0);
    assert!(html.contains("Not enough labelled statements to correct closer_ties"), "it says why nothing is corrected");
    let html = page(&["@one", "--gold", "@gold.jsonl"], 0);
    assert!(!html.contains("Not enough labelled statements"), "all is coded by hand");
    demarche(&["report", "@one", "--out", "x.html", "--gold", "nowhere.jsonl"])
        .code(2)
        .stderr(contains("cannot read nowhere.jsonl"));
}

//! Tables that come back from a spreadsheet: every label comes back as it was given or is reported, and nothing is gold that
//! nobody labelled.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

const WIDE: &str = "article,i,text,speakers,themes,stances";
const LONG: &str = "article,i,text,speaker,theme,target,label";

/// What `import` made of a table.
struct Back {
    code: i32,
    /// What it said, on both ways.
    told: String,
    gold: Vec<Value>,
    /// Reasons of its list of problems, and the line of each.
    problems: Vec<(Option<u64>, String)>,
    _dir: TempDir,
}

impl Back {
    /// Number, speakers and coder of each record.
    fn records(&self) -> Vec<(u64, Value, Value)> {
        let of = |record: &Value| (record["i"].as_u64().unwrap(), record["speakers"].clone(), record["coder"].clone());
        self.gold.iter().map(of).collect()
    }

    fn problem(&self, text: &str) -> bool {
        self.problems.iter().any(|(_, reason)| reason.contains(text))
    }
}

fn import(tool: &str, table: impl AsRef<[u8]>) -> Back {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("t.csv"), dir.path().join("gold.jsonl"));
    fs::write(&file, table).unwrap();
    let args = ["import", tool, file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let assert = Command::cargo_bin("demarche").unwrap().args(args).assert();
    let output = assert.get_output();
    let told = [&output.stdout[..], &output.stderr].concat();
    let rows = |path: &std::path::Path| -> Vec<Value> {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let problems = rows(&dir.path().join("gold.jsonl.problems.jsonl"));
    let problems = problems.iter().map(|p| (p["record"].as_u64(), p["reason"].as_str().unwrap().to_owned())).collect();
    Back {
        code: output.status.code().unwrap(),
        told: String::from_utf8(told).unwrap(),
        gold: rows(&out),
        problems,
        _dir: dir,
    }
}

fn wide(rows: &str) -> Back {
    import("csv", format!("{WIDE},coder\n{rows}"))
}

fn long(rows: &str) -> Back {
    import("codes", format!("{LONG},coder\n{rows}"))
}

/// The table of a run as `export` writes it with `options`.
fn exported(format: &str, options: &[&str]) -> csv::Reader<std::io::Cursor<Vec<u8>>> {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("t.csv");
    let run = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one");
    let args = [&["export", run, "--to", format, "--out", out.to_str().unwrap()], options].concat();
    Command::cargo_bin("demarche").unwrap().args(args).assert().code(0);
    csv::Reader::from_reader(std::io::Cursor::new(fs::read(&out).unwrap()))
}

/// The same with other columns: `change` makes of each cell, by its row and column, what stands there, which is several cells
/// where it has U+001F.
fn changed(format: &str, options: &[&str], change: impl Fn(usize, &str, &str) -> Option<String>) -> Vec<u8> {
    let mut table = exported(format, options);
    let header = table.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(vec![]);
    let rows = std::iter::once(header.clone()).chain(table.records().map(Result::unwrap));
    for (n, row) in rows.enumerate() {
        let cells: Vec<String> = header.iter().zip(&row).filter_map(|(name, cell)| change(n, name, cell)).collect();
        writer.write_record(cells.iter().flat_map(|cell| cell.split('\u{1f}'))).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn a_header_with_capitals_and_blanks_is_the_same_header() {
    for name in ["Coder", "coder ", "CODER", "\u{a0}coder\u{200b}"] {
        for format in ["csv", "codes"] {
            let table = changed(format, &["--blind", "--sample", "6"], |n, column, cell| match (n, column) {
                (0, "coder") => Some(name.to_owned()),
                (0, other) => Some(other.to_uppercase()),
                (1..=2, "coder") => Some("AB".to_owned()),
                _ => Some(cell.to_owned()),
            });
            let back = import(format, table);
            assert_eq!((back.code, back.gold.len()), (0, 2), "{name:?}: {}", back.told);
            assert!(back.told.contains("4 statements not labelled"), "{}", back.told);
        }
    }
}

#[test]
fn a_blind_table_without_its_signatures_is_labelled_where_it_has_labels() {
    for format in ["csv", "codes"] {
        let blind = |speakers: usize| {
            changed(format, &["--blind", "--sample", "6"], |n, column, cell| match column {
                "coder" if n == 0 => Some("coder_id".to_owned()),
                "coder" => Some(if n < 4 { "AB" } else { "" }.to_owned()),
                "speaker" | "speakers" if (1..=speakers).contains(&n) => Some("Anna Roe".to_owned()),
                _ => Some(cell.to_owned()),
            })
        };
        let back = import(format, blind(0));
        assert_eq!((back.code, back.gold.len()), (2, 0), "{}", back.told);
        assert!(back.told.contains("6 unlabelled; labelled by nobody"), "{}", back.told);
        let back = import(format, blind(2));
        assert_eq!((back.code, back.gold.len()), (1, 2), "{}", back.told);
        assert!(
            back.problem("there is no column \"coder\"") && back.problem("4 statements without any"),
            "{}",
            back.told
        );
    }
}

#[test]
fn a_signed_row_counts_before_one_that_is_not() {
    let back = wide(
        "a,0,Talks now.,,,,\na,0,Talks now.,Anna Roe,ukraine,settlement: favor; support: neutral,AB\n\
         a,1,So.,Ben Poe,,,\na,1,So.,,,,CD\na,2,No.,Anna Roe,,,AB\na,2,No.,Ben Poe,,,CD\n",
    );
    let expected =
        [(0, json!(["Anna Roe"]), json!("AB")), (1, json!([]), json!("CD")), (2, json!(["Anna Roe"]), json!("AB"))];
    assert_eq!(back.records(), expected, "{}", back.told);
    assert_eq!(back.gold[0]["stance"], json!({"settlement": "favor", "support": "neutral"}));
    let lines: Vec<_> = back.problems.iter().map(|(line, _)| line.unwrap()).collect();
    assert_eq!((back.code, lines), (1, vec![4, 7]), "{:?}", back.problems);
}

#[test]
fn what_was_changed_and_not_signed_is_a_bad_row() {
    for format in ["csv", "codes"] {
        let table = changed(format, &[], |n, column, cell| match (n, column) {
            (0, "as_coded") => Some("as_coded\u{1f}coder".to_owned()),
            (0, _) => Some(cell.to_owned()),
            (1, "as_coded") => Some(format!("{cell}\u{1f}AB")),
            (_, "as_coded") => Some(format!("{cell}\u{1f}")),
            (_, "speaker" | "speakers") if n > 1 && cell.contains("Oduya") => Some("Anna Roe".to_owned()),
            _ => Some(cell.to_owned()),
        });
        let back = import(format, table);
        assert_eq!((back.code, back.gold.len()), (1, 1), "{}", back.told);
        assert!(back.problem("its labels were changed, but nobody stands in \"coder\""), "{}", back.told);
    }
}

#[test]
fn rows_of_one_statement_belong_together_or_are_left_out() {
    let two = |coder: &str, text: &str| {
        long(&format!(
            "a,0,Talks now.,Anna Roe,ukraine,settlement,favor,AB\na,0,Talks now.,Anna Roe,ukraine,support,neutral,AB\n\
             a,0,{text},Anna Roe,bilateral_trade,closer_ties,favor,{coder}\na,1,So.,,,,,AB\n"
        ))
    };
    assert_eq!((two("AB", "Talks now.").code, two("ab", "Talks  now. ").gold.len()), (0, 2));
    for (coder, text, told) in [
        ("CD", "Talks now.", "it is signed by \"AB\", and in row 4 by \"CD\""),
        ("", "Talks now.", "row 4 of it has labels, and nobody stands in \"coder\" there"),
        ("AB", "It rained.", "row 4 has the same article and number and another text, \"It rained.\""),
    ] {
        let back = two(coder, text);
        assert!(back.records().iter().map(|(i, ..)| *i).eq([1]) && back.problem(told), "{}", back.told);
    }
    // The blank row of the export may stand beside its signed copies.
    let back = long("a,0,T.,,,,,\na,0,T.,Anna Roe,bilateral_trade,closer_ties,favor,AB\n");
    assert_eq!((back.code, back.gold.len()), (0, 1), "{}", back.told);
    let back = long("a,0,T.,Ben Poe,ukraine,settlement,favor,AB\na,0,T.,Anna Roe,ukraine,support,neutral,AB\n");
    assert!(back.code == 1 && back.problem("no row with the target"), "{}", back.told);
}

#[test]
fn an_export_that_lost_its_marks_is_no_gold() {
    for format in ["csv", "codes"] {
        for name in [None, Some("mark")] {
            let table = changed(format, &[], |n, column, cell| match (n, column) {
                (0, "as_coded") => name.map(str::to_owned),
                (_, "as_coded") => name.map(|_| cell.to_owned()),
                _ => Some(cell.to_owned()),
            });
            let back = import(format, table);
            assert!(back.code == 2 && back.told.contains("neither \"as_coded\""), "{}", back.told);
        }
        let table = changed(format, &[], |n, column, cell| {
            Some(if n > 0 && column == "as_coded" { String::new() } else { cell.to_owned() })
        });
        let back = import(format, table);
        assert!(back.code == 2 && back.problem("its \"as_coded\" is empty"), "{}", back.told);
        let table = changed(format, &[], |n, column, cell| {
            Some(if (n, column) == (0, "as_coded") { "As_Coded".to_owned() } else { cell.to_owned() })
        });
        let back = import(format, table);
        assert!(back.code == 2 && back.told.contains("exactly the labels that the machine gave"), "{}", back.told);
    }
}

#[test]
fn words_for_nobody_are_no_speakers() {
    for word in ["none", "None", "-", "n/a", "reporter", "Narrator", "nobody", "0", "FALSE"] {
        let back = wide(&format!("a,0,T.,{word},,,AB\na,1,T.,Anna Roe; {word},,,AB\n"));
        let speakers: Vec<_> = back.records().into_iter().map(|record| record.1).collect();
        assert_eq!((back.code, speakers), (0, vec![json!([]), json!(["Anna Roe"])]), "{word}");
    }
    let back = wide(
        "a,0,T.,?,,,AB\na,1,T.,\"Anna Roe\nBen Poe\",,,AB\na,2,T.,Anna Roe; anna roe,,,AB\na,3,T.,Anna Roe / Ben Poe,,,AB\n",
    );
    let speakers: Vec<_> = back.records().into_iter().map(|record| record.1).collect();
    assert_eq!(speakers, [json!(["Anna Roe", "Ben Poe"]), json!(["Anna Roe"]), json!(["Anna Roe / Ben Poe"])]);
    assert!(back.problem("row 2: \"?\" is no name") && back.problem("write \"Anna Roe; Ben Poe\""), "{}", back.told);
    let back = long("a,0,T.,Anna Roe; Ben Poe,,,,AB\n");
    assert_eq!(back.records()[0].1, json!(["Anna Roe", "Ben Poe"]));
}

#[test]
fn what_a_spreadsheet_does_to_a_table_is_understood() {
    // Capitals, cells that are left away at the end of a row, blank rows, a title, no table's signature in "FALSE".
    let sheet = "Labels of October,,,,,,\nArticle,I,Text,Speakers,Themes,Stances,Coder\n\
        a,0,T.,,Ukraine,Settlement: Favour; SUPPORT: Neutral,AB\n,,,,,,\n,,,,,,\na,1,T.,,\na,2,T.,,,,FALSE\n";
    let semicolons = format!(
        "sep=;\r\n{}",
        sheet.lines().skip(1).map(|row| row.replace("; ", "\n")).collect::<Vec<_>>().join("\r\n")
    );
    let semicolons = semicolons
        .replace(',', ";")
        .replace("Settlement: Favour\nSUPPORT: Neutral", "\"Settlement: Favour\nSUPPORT: Neutral\"");
    let utf16: Vec<u8> = format!("\u{feff}{sheet}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for table in [sheet.as_bytes(), semicolons.as_bytes(), &utf16, format!("\u{feff}{sheet}").as_bytes()] {
        let back = import("csv", table);
        assert_eq!((back.code, back.gold.len()), (0, 1), "{}", back.told);
        assert_eq!(back.gold[0]["stance"], json!({"settlement": "favor", "support": "neutral"}));
        assert!(back.told.contains("2 statements not labelled, 0 left out"), "{}", back.told);
    }
}

#[test]
fn a_cell_with_nul_bytes_is_no_label() {
    let back = wide("a,0,T.,Anna\0 Roe,,,AB\na,1,T.,Anna Roe,,,AB\n");
    assert_eq!((back.code, back.gold.len()), (1, 1), "{}", back.told);
    assert!(back.problem("row 2: its \"speakers\" holds NUL bytes"), "{}", back.told);
}

#[test]
fn what_is_no_table_is_named() {
    let header = format!("{WIDE},coder\n");
    for (table, told) in [
        (String::new(), "it is empty"),
        ("\u{feff}".to_owned(), "it is empty"),
        ("[{\"id\": 1}]".to_owned(), "it is JSON"),
        ("PK\u{3}\u{4}xxxx".to_owned(), "Office document"),
        (
            format!("{header}a,0,T.,Anna Roe,,,AB\na,1,\"T. said,Ben Poe,,,AB\na,2,T.,,,,AB\n"),
            "in row 3, line 3, a quotation mark",
        ),
        (format!("{header}a,0,\"T said,Ann,,,AB\na,1,\"X, so\",Ben,,,AB\n"), "in row 2, line 2, a quotation mark"),
        (header.replace("themes", "speakers"), "it has no column \"themes\""),
        (header.replace("coder", "speakers"), "2 columns \"speakers\""),
    ] {
        let back = import("csv", &table);
        assert!(back.code == 2 && back.told.contains(told), "{table:?}: {}", back.told);
    }
    let back = import("csv", b"article,i,text\nM\xfcller".as_slice());
    assert!(back.code == 2 && back.told.contains("save it as UTF-8"), "{}", back.told);
}

#[test]
fn what_import_writes_is_gold_that_is_read() {
    // "01" and "1" are one number; a spreadsheet's error is no text.
    let back = wide("a,01,T.,Anna Roe,,,AB\na,1,T.,Ben Poe,,,AB\na,2,#NAME?,,,,AB\na,3,T.,#REF!,,,AB\n");
    assert_eq!(back.records(), [(1, json!(["Anna Roe"]), json!("AB"))]);
    assert!(back.problem("row 4: its \"text\" is #NAME?") && back.problem("row 5: its \"speakers\""), "{}", back.told);
    let long_label =
        format!("a,0,T.,,ukraine,settlement: {}; support: neutral,AB\na,1,T.,,,,AB\n", "favor".repeat(20_000));
    assert!(wide(&long_label).told.len() < 2000);
}

#[test]
fn dates_come_back_as_days() {
    let row = |i: usize, date: &str| format!("a,{i},T.,Anna Roe,,,AB,\"{date}\"\n");
    let rows: String =
        ["2023-08-13", "13.08.2023", "8/13/2023", "3/4/2023", ""].iter().enumerate().map(|(i, d)| row(i, d)).collect();
    let back = import("csv", format!("{WIDE},coder,Date\n{rows}"));
    let dates: Vec<_> = back.gold.iter().map(|record| record["date"].clone()).collect();
    assert_eq!(dates, [json!("2023-08-13"), json!("2023-08-13"), json!("2023-08-13"), json!("3/4/2023"), Value::Null]);
    assert!(back.code == 1 && back.problem("1 date of 5 records name no day"), "{}", back.told);
}

#[test]
fn all_problems_are_in_a_list_beside_the_gold() {
    let rows: String = (0..30).map(|i| format!("a,{i},T.,,war,,AB\n")).collect();
    let back = wide(&format!("{rows}a,99,T.,,,,AB\n"));
    assert_eq!((back.gold.len(), back.problems.len()), (1, 30));
    assert!(back.told.contains("and 20 more problems; all of them are in"), "{}", back.told);
    assert!(back.problems.last().unwrap().0 == Some(31));
}

#[test]
fn the_tool_says_which_columns_count_where_both_are_there() {
    let table = format!("{WIDE},speaker,theme,target,label,coder\na,0,T.,Anna Roe,,,Ben Poe,,,,AB\n");
    assert_eq!(import("csv", &table).records()[0].1, json!(["Anna Roe"]));
    assert_eq!(import("codes", &table).records()[0].1, json!(["Ben Poe"]));
    let own = format!("{WIDE},speaker,coder\na,0,T.,Anna Roe,,,x,AB\n");
    assert_eq!(import("csv", &own).records()[0].1, json!(["Anna Roe"]));
    Command::cargo_bin("demarche")
        .unwrap()
        .args(["import", "csv", "-", "--out", tempfile::tempdir().unwrap().path().join("g").to_str().unwrap()])
        .write_stdin(own)
        .assert()
        .code(0)
        .stdout(contains("1 labelled statement").and(contains("1 annotation by AB")));
}

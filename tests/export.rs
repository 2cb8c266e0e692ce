//! `demarche export` on small runs with fictional people, and what its commands refuse. Readers in other languages are in
//! `tests/readers`; what people label and send back is in `tests/labelling.rs`.

mod common;

use common::{RUN, demarche, export, lines};
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::json;
use std::fs;
use std::path::Path;

/// Awkward values that every lossless format has to keep.
fn awkward() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut all = String::new();
    for (n, mut line) in lines().into_iter().take(5).enumerate() {
        line.text = format!("\"Quoted; {n}\",\r\nsecond\tline 😀 \u{2028}=1+1");
        line.start = 1000 * n;
        line.end = line.start + line.text.chars().count();
        line.source = (n % 2 == 0).then(|| "Harbour, \"Wire\"".to_owned());
        line.date = if n == 3 { None } else { line.date };
        line.extra = serde_json::from_str(r#"{"desk": {"b": [1, 2.5], "a": null}, "n": 3}"#).unwrap();
        line.attribution.cue = None;
        all += &(serde_json::to_string(&line).unwrap() + "\n");
    }
    fs::write(dir.path().join("statements.jsonl"), all).unwrap();
    dir
}

#[test]
fn lossless_formats_are_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let run = awkward();
    for run in [Path::new(RUN), run.path()] {
        let file = fs::File::open(run.join("statements.jsonl")).unwrap();
        let directory = demarche::attribute::Directory::embedded().unwrap();
        let mut expected: Vec<_> =
            demarche::output::read_statements(std::io::BufReader::new(file)).map(Result::unwrap).collect();
        // The run is from before there were ids; an export has them.
        for line in &mut expected {
            line.speakers.iter_mut().for_each(|speaker| directory.rename(speaker, &line.article, line.date));
            assert!(line.speakers.iter().all(|speaker| !speaker.id.is_empty()));
        }
        let code = i32::from(run != Path::new(RUN));
        for format in ["jsonl", "csv", "arrow", "parquet"] {
            let out = dir.path().join(format);
            let args = ["export", run.to_str().unwrap(), "--to", format, "--force", "--out", out.to_str().unwrap()];
            demarche(&args).code(code);
            let file = fs::File::open(&out).unwrap();
            let read = match format {
                "jsonl" => {
                    demarche::output::read_statements(std::io::BufReader::new(file)).map(Result::unwrap).collect()
                }
                "csv" => demarche::export::read_csv(file).unwrap(),
                "arrow" => demarche::export::read_arrow(file).unwrap(),
                _ => demarche::export::read_parquet(file).unwrap(),
            };
            assert_eq!(read, expected, "{format}");
        }
    }
}

#[test]
fn probabilities_have_four_decimals_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["jsonl", "csv", "codes", "label-studio", "doccano", "conll", "graphml", "dna-events"] {
        let out = dir.path().join(format);
        export(format, &out).code(0);
        let text = fs::read_to_string(if out.is_dir() { out.join("tasks.json") } else { out }).unwrap();
        let decimals = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| word.split_once('.'));
        let longest = decimals.filter(|(whole, _)| *whole == "0").map(|(_, decimals)| decimals.len()).max();
        assert!(longest <= Some(if format == "graphml" { 6 } else { 4 }), "{format}: {longest:?} decimals");
    }
    // Whoever reads doubles from a column sees no more digits either.
    use parquet::record::RowAccessor;
    let out = dir.path().join("parquet");
    export("parquet", &out).code(0);
    let reader = parquet::file::reader::SerializedFileReader::new(fs::File::open(&out).unwrap()).unwrap();
    for row in reader.into_iter().map(Result::unwrap) {
        let confidence = row.get_group(12).unwrap().get_double(2).unwrap();
        assert!(confidence.to_string().len() <= "0.1234".len(), "{confidence}");
    }
}

#[test]
fn a_split_without_rows_does_not_keep_an_older_file() {
    let dir = tempfile::tempdir().unwrap();
    let (run, out) = (awkward(), dir.path().join("hub"));
    let splits =
        |config: &str| ["train", "validation", "test"].map(|split| out.join(config).join(format!("{split}.parquet")));
    for config in ["statements", "stances"] {
        fs::create_dir_all(out.join(config)).unwrap();
        splits(config).iter().for_each(|path| fs::write(path, "of an older run").unwrap());
    }
    let args =
        ["export", run.path().to_str().unwrap(), "--to", "huggingface", "--force", "--out", out.to_str().unwrap()];
    demarche(&args).code(1);
    // All statements are of two articles, so a split at least is empty.
    for config in ["statements", "stances"] {
        let left: Vec<Vec<u8>> = splits(config).iter().filter_map(|path| fs::read(path).ok()).collect();
        assert!((1..3).contains(&left.len()), "{config}: {} files", left.len());
        assert!(left.iter().all(|file| file.starts_with(b"PAR1")), "{config}: an older file stayed");
    }
}

#[test]
fn codes_have_a_row_for_each_speaker_and_target() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("codes.csv");
    export("codes", &out).code(0);
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(&out).unwrap().records().map(Result::unwrap).collect();
    let expected: usize =
        lines().iter().map(|l| l.speakers.len().max(1) * l.stances.len().max(l.themes.len()).max(1)).sum();
    assert_eq!(rows.len(), expected);
    assert!(rows.iter().any(|row| &row[6] == "Mira Oduya" && &row[12] == "closer_ties" && &row[13] == "favor"));
}

#[test]
fn the_dna_database_and_event_list_hold_the_same_statements() {
    let dir = tempfile::tempdir().unwrap();
    let (database, events) = (dir.path().join("run.dna"), dir.path().join("events.csv"));
    export("dna", &database).code(0).stdout(contains("neutral stances left out"));
    export("dna-events", &events).code(0).stdout(contains("neutral stances left out"));
    let rows: Vec<csv::StringRecord> =
        csv::ReaderBuilder::new().delimiter(b';').from_path(&events).unwrap().records().map(Result::unwrap).collect();
    let connection = rusqlite::Connection::open(&database).unwrap();
    let mut query = connection
        .prepare(
            "SELECT s.Start, s.Stop, d.Text, p.Value, c.Value, b.Value FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId \
             JOIN DATASHORTTEXT sp ON sp.StatementId = s.ID AND sp.VariableId = 1 JOIN ENTITIES p ON p.ID = sp.Entity \
             JOIN DATASHORTTEXT sc ON sc.StatementId = s.ID AND sc.VariableId = 3 JOIN ENTITIES c ON c.ID = sc.Entity \
             JOIN DATABOOLEAN b ON b.StatementId = s.ID ORDER BY s.ID",
        )
        .unwrap();
    let found: Vec<(String, String, String, i64)> = query
        .query_map([], |row| {
            let (start, stop, text): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let units: Vec<u16> = text.encode_utf16().collect();
            Ok((
                String::from_utf16(&units[start as usize..stop as usize]).unwrap(),
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(found.len() > 20);
    assert_eq!(found.len(), rows.len());
    for (row, (text, person, concept, agreement)) in rows.iter().zip(&found) {
        assert_eq!((&row[8], &row[2], &row[4], &row[5]), (&**text, &**person, &**concept, &*agreement.to_string()));
    }
}

#[test]
fn the_network_is_well_formed_and_says_who_is_near_whom() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("actors.graphml");
    export("graphml", &out).code(0).stdout(contains("speakers"));
    let xml = fs::read_to_string(&out).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut nodes, mut edges) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "node" => nodes += 1,
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "edge" => edges += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(nodes >= 2 && edges >= 1, "{xml}");
    assert!(xml.contains("position_closer_ties") && xml.contains("congruence_average"));
}

#[test]
fn mistakes_are_one_message() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let out = out.to_str().unwrap();
    for (args, message) in [
        (vec!["export", "@version9", "--to", "csv", "--out", out], "schema version is 9"),
        (vec!["export", "@nowhere", "--to", "csv", "--out", out], "is no folder"),
        (vec!["export", "@one", "--to", "xlsx", "--out", out], "expected one of jsonl"),
        (
            vec!["export", "@one", "--to", "arrow", "--out", out, "--sample", "3"],
            "--sample is for formats in which people label",
        ),
        (vec!["export", "@one", "--to", "graphml", "--out", out, "--counted"], "--counted is for formats"),
        (vec!["export", "@one", "--to", "conll", "--out", out, "--blind"], "--blind is for formats"),
        (vec!["export", "@one", "--to", "csv", "--out", "@one"], "is a folder, and csv is a file"),
        (vec!["export", "@one", "--to", "csv", "--out", "@one/manifest.json"], "is there already"),
        (vec!["export", "@one", "--to", "csv", "--out", "@one/manifest.json", "--force"], "part of the run itself"),
        (vec!["export", "@one", "--to", "csv", "--out", "@one/extra.csv"], "part of the run itself"),
        (vec!["export", "@one", "@two", "--to", "csv", "--out", out], "export takes one run"),
        (vec!["export", "@empty", "--to", "csv", "--out", out], "holds no statement; nothing was written"),
        (vec!["export", "@codebook", "--to", "huggingface", "--out", out], "name it with --codebook"),
        (vec!["import", "label-studio", "@one/manifest.json", "--out", out], "no JSON export of Label Studio"),
        (vec!["agreement", "@one", "@one"], "named twice"),
        (vec!["agreement", "@gold.jsonl"], "2 values"),
    ] {
        demarche(&args).code(2).stdout("").stderr(contains(message));
    }
    assert!(!Path::new(out).exists());
    // An older export is worth more than a header.
    let older = dir.path().join("older.csv");
    fs::write(&older, "kept").unwrap();
    demarche(&["export", "@empty", "--to", "csv", "--out", older.to_str().unwrap(), "--force"]).code(2);
    assert_eq!(fs::read_to_string(&older).unwrap(), "kept");
    demarche(&["export", "@cut", "--to", "jsonl", "--out", out])
        .code(1)
        .stderr(contains("line 7").and(contains("cut off")));
    assert!(Path::new(out).exists());
}

/// A run without a manifest, of `lines`: it was cut off, so commands end with 1.
fn cut_run(dir: &Path, lines: &[demarche::output::StatementLine]) -> String {
    let run = dir.join("run");
    fs::create_dir_all(&run).unwrap();
    let text: String = lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
    fs::write(run.join("statements.jsonl"), text).unwrap();
    run.display().to_string()
}

#[test]
fn what_the_codebook_has_no_place_for_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut some = lines();
    let of_old = some.iter_mut().find(|line| !line.stances.is_empty()).unwrap();
    of_old.stances[0].target = "old_target".into();
    of_old.themes[0].id = "old_theme".into();
    let run = cut_run(dir.path(), &some);
    for (format, file) in [("label-studio", "tasks.json"), ("huggingface", "README.md")] {
        let out = dir.path().join(format);
        demarche(&["export", &run, "--to", format, "--out", out.to_str().unwrap()])
            .code(1)
            .stdout(contains("1 stance left out").and(contains("1 theme left out")));
        assert!(!fs::read_to_string(out.join(file)).unwrap().contains("old_t"), "{format}");
    }
}

#[cfg(feature = "columnar")]
#[test]
fn a_data_set_without_a_stance_has_no_configuration_that_does_not_load() {
    let dir = tempfile::tempdir().unwrap();
    let mut none = lines();
    none.iter_mut().for_each(|line| line.stances.clear());
    let (run, out) = (cut_run(dir.path(), &none), dir.path().join("hub"));
    demarche(&["export", &run, "--to", "huggingface", "--out", out.to_str().unwrap()])
        .code(1)
        .stdout(contains("\"statements\")"));
    let card = fs::read_to_string(out.join("README.md")).unwrap();
    assert!(card.contains("config_name: statements") && !card.contains("config_name: stances"), "{card}");
}

#[cfg(feature = "columnar")]
#[test]
fn a_data_set_says_what_words_of_yaml_and_strokes_mean_and_what_is_not_known() {
    use parquet::record::{ListAccessor, RowAccessor};
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("book.toml");
    let of = |id: &str| {
        format!(
            "[[theme]]\nid = '{id}'\nlabel = 'No'\ndefinition = 'What is refused, in whatever words it may be.'\n\
             [[theme.target]]\nid = 'on'\nproposition = 'The lamps | the doors should be on.'\n"
        )
    };
    fs::write(&book, format!("name = 'words'\n{}", of("no"))).unwrap();
    let (run, out) = (cut_run(dir.path(), &lines()), dir.path().join("hub"));
    demarche(&[
        "export",
        &run,
        "--to",
        "huggingface",
        "--codebook",
        book.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ])
    .code(1);
    let card = fs::read_to_string(out.join("README.md")).unwrap();
    assert!(card.contains("'0': \"no\"\n"), "{card}");
    assert!(card.contains("| on | The lamps \\| the doors should be on. | 0 | 0 | 0 |"), "{card}");
    // The run has no probability of that theme.
    let file = fs::File::open(out.join("statements/train.parquet")).unwrap();
    let reader = parquet::file::reader::SerializedFileReader::new(file).unwrap();
    let row = reader.into_iter().next().unwrap().unwrap();
    let probabilities = row.get_list(11).unwrap();
    assert!(probabilities.len() == 1 && probabilities.get_double(0).is_err(), "{probabilities:?}");
}

#[test]
fn a_name_that_no_xml_can_hold_breaks_no_network() {
    let dir = tempfile::tempdir().unwrap();
    let mut odd = lines();
    let speakers = odd.iter_mut().flat_map(|line| &mut line.speakers);
    speakers.filter(|s| s.name == "Mira Oduya").for_each(|s| (s.id, s.name) = ("mira".into(), "Mira\u{1}Oduya".into()));
    let (run, out) = (cut_run(dir.path(), &odd), dir.path().join("a.graphml"));
    demarche(&["export", &run, "--to", "graphml", "--out", out.to_str().unwrap()]).code(1);
    let xml = fs::read_to_string(&out).unwrap();
    assert!(xml.contains("id=\"Mira\u{fffd}Oduya\"") && xml.contains("\"Mira\u{fffd}Oduya\" target="), "{xml}");
    assert!(!xml.contains('\u{1}'));
}

#[test]
fn two_speakers_of_one_name_are_two_nodes_and_a_statement_on_two_targets_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    fs::create_dir(&run).unwrap();
    let stance = |target: &str| json!({ "theme": "ukraine", "target": target, "label": "favor", "favor": 0.8, "against": 0.1, "neutral": 0.1 });
    let line = |i: usize, id: &str| {
        json!({
            "article": format!("a{i}"), "date": null, "source": null, "i": 0, "paragraph": 0, "start": 0, "end": 18,
            "text": format!("Sentence number {i}."), "speakers": [{ "id": id, "name": "Anna Roe", "surface": "Roe" }],
            "attribution": { "kind": "indirect", "cue": "said", "confidence": 0.9 },
            "themes": [{ "id": "ukraine", "probability": 0.9 }], "theme_probabilities": { "ukraine": 0.9 },
            "stances": [stance("settlement"), stance("support")], "tokens": 6, "truncated": false,
        })
    };
    let lines = [line(0, "anna-roe"), line(1, "anna-roe"), line(2, "anna-roe-of-westport")];
    fs::write(run.join("statements.jsonl"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    let out = dir.path().join("actors.graphml");
    let (run, out) = (run.display().to_string(), out.display().to_string());
    // The run has no manifest: it was cut off.
    demarche(&["export", &run, "--to", "graphml", "--out", &out]).code(1);
    let xml = fs::read_to_string(&out).unwrap();
    for (id, statements) in [("Anna Roe", 2), ("Anna Roe (anna-roe-of-westport)", 1)] {
        let node = xml.split_once(&format!("<node id=\"{id}\">")).unwrap_or_else(|| panic!("{id}: {xml}")).1;
        let node = node.split_once("</node>").unwrap().0;
        assert!(node.contains(&format!("<data key=\"node_statements\">{statements}</data>")), "{node}");
    }
    assert!(xml.contains("<edge source=\"Anna Roe\" target=\"Anna Roe (anna-roe-of-westport)\">"), "{xml}");
}

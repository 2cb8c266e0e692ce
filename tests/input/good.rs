//! What is read, and how it comes out.

use super::*;
use Severity::{Error, Note, Warning};

#[test]
fn a_text_file_is_an_article_and_its_date_prefix_is_no_text() {
    let text = "\u{feff} date 2023-08-08 The envoy left on Monday.\r\n\r\nHe said nothing.\r\n";
    let (articles, problems) = read_file("2023-08-08-envoy.txt", text);
    assert_eq!(problems, []);
    assert_eq!(ids(&articles), ["2023-08-08-envoy"]);
    assert_eq!(articles[0].date, Some(date(2023, 8, 8)));
    assert_eq!(articles[0].text, "The envoy left on Monday.\n\nHe said nothing.\n");
    assert_eq!((articles[0].origin.record, &articles[0].problems), (None, &Vec::new()));
}

#[test]
fn json_lines_carry_every_field_through() {
    let line = json!({"zeta": [1, {"b": null}], "text": "The envoy left.", "id": 17, "alpha": "A", "date": "2023-08-08T23:00:00-05:00",
        "source": " Daily Planet ", "title": "Envoy leaves", "url": null, "lang": "en", "mid": 1.5});
    let (articles, problems) = read_file("a.jsonl", format!("\u{feff}{line}\n\n  \n{{\"text\":\"Second.\"}}"));
    assert_eq!(problems, []);
    assert_eq!(ids(&articles), ["17", "a:4"]);
    let first = &articles[0];
    assert_eq!((first.date, first.source.as_deref()), (Some(date(2023, 8, 8)), Some("Daily Planet")));
    assert_eq!((first.title.as_deref(), &first.url, first.lang.as_deref()), (Some("Envoy leaves"), &None, Some("en")));
    assert_eq!(serde_json::to_string(&first.extra).unwrap(), r#"{"zeta":[1,{"b":null}],"alpha":"A","mid":1.5}"#);
    assert_eq!((first.origin.record, articles[1].origin.record), (Some(1), Some(4)));
}

#[test]
fn csv_with_every_delimiter_and_quoted_line_ends() {
    for delimiter in [",", ";", "\t"] {
        let csv = "\u{feff}id|text|date|note\r\nx|\"One, two; \"\"three\"\".\r\n\r\nFour.\"|2023-08-08|\r\n\r\ny|Five.||n\r\n"
            .replace('|', delimiter);
        let (articles, problems) = read_file("a.csv", csv);
        assert_eq!(problems, []);
        assert_eq!(ids(&articles), ["x", "y"]);
        assert_eq!(texts(&articles), ["One, two; \"three\".\n\nFour.", "Five."]);
        assert_eq!((articles[0].date, articles[1].date), (Some(date(2023, 8, 8)), None));
        assert_eq!((&articles[0].extra["note"], &articles[1].extra["note"]), (&json!(""), &json!("n")));
        assert_eq!(articles[1].problems, []);
    }
}

#[test]
fn columns_are_mapped_in_csv_and_json_lines() {
    let files = folder(&[
        ("a.csv", b"doc_id,body,text\n7,The body.,The teaser.\n"),
        ("b.jsonl", b"{\"body\":\"Another body.\",\"doc_id\":\"8\"}\n"),
    ]);
    let inputs = Inputs::new([files.path().display().to_string()]).columns("text=body,id=doc_id".parse().unwrap());
    let (articles, problems) = read(inputs.open());
    assert_eq!(problems, []);
    assert_eq!((ids(&articles), texts(&articles)), (vec!["7", "8"], vec!["The body.", "Another body."]));
    assert_eq!(articles[0].extra["text"], json!("The teaser."));
}

#[test]
fn a_folder_is_walked_in_order_and_what_is_no_input_is_noted() {
    let files = folder(&[
        ("b.txt", b"B."),
        ("a/same.txt", b"A."),
        ("c/same.txt", b"C."),
        (".hidden.txt", b"no"),
        (".git/x.txt", b"no"),
        (".DS_Store", b"no"),
        ("notes.docx", b"no"),
        ("old.jsonl.gz", b"\x1f\x8b"),
        ("picture.png", b"no"),
    ]);
    let (articles, problems) = read_path(files.path());
    assert_eq!((ids(&articles), texts(&articles)), (vec!["a/same", "b", "c/same"], vec!["A.", "B.", "C."]));
    let unread = [("unknown_format", Warning), ("packed", Error), ("unknown_format", Note), ("hidden", Note)];
    assert_eq!(kinds(&problems), unread.map(|(kind, severity)| (kind, severity, None)));
    assert!(problems[1].reason.contains("gunzip"), "{}", problems[1].reason);
    assert!(problems[3].reason.contains("`.git`, `.hidden.txt`;"), "{}", problems[3].reason);
}

#[test]
fn a_glob_matches_and_a_file_named_twice_is_read_once() {
    let files = folder(&[("a1.txt", b"A1."), ("a2.txt", b"A2."), ("b.txt", b"B."), ("deep/er/a3.txt", b"A3.")]);
    let pattern = |glob: &str| files.path().join(glob).display().to_string();
    for (glob, expected) in [
        ("a*.txt", vec!["a1", "a2"]),
        ("**/a*.txt", vec!["a1", "a2", "a3"]),
        ("d*", vec!["a3"]),
        ("{b,a2}.txt", vec!["a2", "b"]),
    ] {
        let (articles, problems) = read(Inputs::new([pattern(glob)]).open());
        assert_eq!((ids(&articles), problems), (expected, vec![]), "{glob}");
    }
    for glob in ["deep//er/*.txt", "./deep/./er/*.txt"] {
        assert_eq!(ids(&read(Inputs::new([pattern(glob)]).open()).0), ["a3"], "{glob}");
    }
    let (articles, problems) = read(Inputs::new([pattern("a*.txt"), pattern("a1.txt")]).open());
    assert_eq!((ids(&articles), kinds(&problems)), (vec!["a1", "a2"], vec![("repeated", Note, None)]));
}

#[test]
fn a_glob_says_what_a_folder_says_and_once() {
    let files = folder(&[
        ("one.txt", b"1."),
        ("img/y.png", b"no"),
        ("sub/x.pdf", b"no"),
        ("sub/two.txt", b"2."),
        ("sub/.h.txt", b"no"),
    ]);
    let told = |name: &str| {
        let (articles, problems) = read(Inputs::new([files.path().join(name).display().to_string()]).open());
        let mut told: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.severity)).collect();
        told.sort_by_key(|(kind, severity)| (*kind, *severity));
        (articles.len(), told)
    };
    let expected = (2, vec![("hidden", Note), ("unknown_format", Note), ("unknown_format", Warning)]);
    for name in [".", "*", "**"] {
        assert_eq!(told(name), expected, "{name}");
    }
    // Hidden files that only the pattern leads to.
    assert_eq!(told("sub/*.txt"), (1, vec![("hidden", Note)]));
    assert_eq!(told("**/*.txt"), (2, vec![("hidden", Note)]));
    assert_eq!(told("sub/.*"), (0, vec![("hidden", Note), ("no_input", Error)]));
    assert_eq!(told("i*"), (0, vec![("no_input", Error), ("unknown_format", Note)]));
}

#[test]
fn documents_are_to_be_saved_as_text_however_they_are_named() {
    for name in ["a.docx", "a.html", "a.pdf", "a.xlsx"] {
        let files = folder(&[(name, b"no"), ("b.txt", b"B.")]);
        let named = files.path().join(name).display().to_string();
        for name in [named, files.path().display().to_string()] {
            let (_, problems) = read(Inputs::new([&name]).open());
            assert_eq!(problems.len(), 1, "{name}");
            let reason = &problems[0].reason;
            assert!(
                reason.contains("is not read; save it as") || reason.contains("but is not read; save it as"),
                "{reason}"
            );
            assert!(!reason.contains("--input-format"), "{reason}");
        }
    }
}

#[test]
fn inputs_that_match_nothing_are_one_error_each() {
    let files = folder(&[("b.txt", b"B."), ("empty/.keep", b"")]);
    let names =
        ["missing.txt", "*.csv", "empty", "b.txt", "[.txt"].map(|name| files.path().join(name).display().to_string());
    let (articles, problems) = read(Inputs::new(names).open());
    assert_eq!(ids(&articles), ["b"]);
    let expected =
        [("not_found", Error, None), ("no_input", Error, None), ("no_input", Error, None), ("bad_glob", Error, None)];
    assert_eq!(kinds(&problems), expected);
}

#[test]
fn an_unknown_extension_is_read_when_the_format_is_given() {
    let files = folder(&[("a.dat", b"{\"text\":\"The envoy left.\"}\n")]);
    let name = files.path().join("a.dat").display().to_string();
    let (_, problems) = read(Inputs::new([&name]).open());
    assert!(problems[0].kind == "unknown_format" && problems[0].reason.contains("--input-format"), "{problems:?}");
    let (articles, _) = read(Inputs::new([&name]).format(Some(Format::Jsonl)).open());
    assert_eq!(ids(&articles), ["a:1"]);
}

#[test]
fn standard_input_is_json_lines_and_has_no_size() {
    let (articles, problems) = read_stdin("{\"text\":\"One.\"}\n{\"text\":\"Two.\",\"id\":\"b\"}");
    assert_eq!((ids(&articles), problems), (vec!["stdin:1", "b"], vec![]));
    assert_eq!(articles[0].origin.file, "-");
    assert_eq!(Inputs::new(["-"]).open_with(|| Box::new(io::empty())).bytes_total(), None);
    let (_, problems) = read(Inputs::new(["-", "-"]).open_with(|| Box::new(Cursor::new("{\"text\":\"One.\"}"))));
    assert_eq!(kinds(&problems), [("repeated", Error, None)]);
}

#[test]
fn bytes_are_counted_for_the_progress_bar() {
    let files = folder(&[("a.txt", b"Four"), ("b.jsonl", b"{\"text\":\"x\"}\n")]);
    let mut articles = Inputs::new([files.path().display().to_string()]).open();
    assert_eq!((articles.bytes_total(), articles.bytes_read()), (Some(17), 0));
    assert_eq!(articles.by_ref().filter(Result::is_ok).count(), 2);
    assert_eq!(articles.bytes_read(), 17);
}

#[test]
fn ids_that_are_numbers_keep_every_digit() {
    let (articles, _) = read_stdin(
        "{\"id\":12345678901234567890123,\"text\":\"1\"}\n{\"id\":12345678901234567890124,\"text\":\"2\"}\n{\"id\":1.50,\"text\":\"3\"}",
    );
    assert_eq!(ids(&articles), ["12345678901234567890123", "12345678901234567890124", "1.50"]);
}

#[test]
fn the_same_article_counts_once() {
    let line =
        |id: &str, text: &str, date: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"date\":\"{date}\"}}\n");
    let one = line("x", "Prices rose.", "2024-05-01");
    // The same text on another day, or under another name, is another article.
    let lines = [&one, &line("x", "Prices rose.", "2024-05-02"), &line("y", "Prices rose.", "2024-05-01"), &one];
    let (articles, problems) = read_stdin(lines.map(String::as_str).concat());
    assert_eq!(ids(&articles), ["x", "x#2", "y"]);
    assert_eq!(kinds(&problems), [("repeated", Warning, Some(4))]);
    assert_eq!(problems[0].article.as_deref(), Some("x"));
}

#[test]
fn ids_are_as_given_but_for_blanks_around_them() {
    let lines = "{\"id\":\"caf\u{e9}\",\"text\":\"1\"}\n{\"id\":\"cafe\u{301}\",\"text\":\"2\"}\n{\"id\":\" y \",\"text\":\"3\"}\n";
    let (articles, _) = read_stdin(lines);
    assert_eq!(ids(&articles), ["caf\u{e9}", "cafe\u{301}", "y"], "two ways to write an accent are two ids");
    assert_eq!(kinds(&articles[1].problems), []);
    assert_eq!(kinds(&articles[2].problems), [("normalized", Note, Some(3))]);
}

#[test]
fn ids_are_unique_in_a_run() {
    let lines = "{\"id\":\"x\",\"text\":\"1\"}\n{\"id\":\"x\",\"text\":\"2\"}\n{\"id\":\"x#2\",\"text\":\"3\"}\n{\"id\":\"x\",\"text\":\"4\"}\n";
    let (articles, _) = read_stdin(lines);
    assert_eq!(ids(&articles), ["x", "x#2", "x#2#2", "x#3"]);
    for article in &articles[1..] {
        assert_eq!(kinds(&article.problems), [("duplicate_id", Warning, article.origin.record)]);
        assert_eq!(article.problems[0].article.as_ref(), Some(&article.id));
    }
}

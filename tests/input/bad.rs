//! What is bad about input: each case costs itself only, and says what to do.

use super::*;
use Severity::{Error, Note, Warning};

#[test]
fn empty_files_and_empty_texts() {
    let blank = b"  \n\t\n";
    let files: [(&str, &[u8]); 5] =
        [("a.txt", b""), ("b.jsonl", b""), ("c.csv", b""), ("d.txt", blank), ("e.csv", b"text\n")];
    for (name, bytes) in files {
        let (articles, problems) = read_file(name, bytes);
        assert_eq!((articles.len(), kinds(&problems)), (0, vec![("empty", Error, None)]), "{name}");
    }
    let (articles, problems) = read_stdin("{\"text\":\" \"}\n{\"text\":\"One.\"}");
    assert_eq!((articles.len(), kinds(&problems)), (1, vec![("empty", Error, Some(1))]));
    let (articles, problems) = read_file("a.csv", "id,text\n1,\n2,Two.\n");
    assert_eq!((ids(&articles), kinds(&problems)), (vec!["2"], vec![("empty", Error, Some(1))]));
    assert_eq!(problems[0].article.as_deref(), Some("1"));
    let (_, problems) = read_file("a.txt", "date 2023-08-08\n");
    assert_eq!(kinds(&problems), [("empty", Error, None)]);
}

#[test]
fn binary_files_are_named_for_what_they_are() {
    let cases: [(&[u8], &str); 4] = [
        (b"\x7fELF\x02\x01\0\0\0", "NUL"),
        (b"\x1f\x8b\x08\0", "gunzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04..", "Office"),
    ];
    for (bytes, expected) in cases {
        for name in ["a.txt", "a.jsonl", "a.csv"] {
            let (articles, problems) = read_file(name, bytes);
            assert_eq!((articles.len(), kinds(&problems)), (0, vec![("binary", Error, None)]), "{name}");
            assert!(problems[0].reason.contains(expected), "{}", problems[0].reason);
        }
    }
    // A NUL among bytes that are no UTF-8, behind what is looked at first.
    let late = [b"The envoy left. ".repeat(2000).as_slice(), b"\xff\0"].concat();
    assert_eq!(kinds(&read_file("a.txt", &late).1), [("binary", Error, None)]);
    let late = [b"text\n", b"The envoy left.\n".repeat(2000).as_slice(), b"N\0\xff.\nLast.\n"].concat();
    let (articles, problems) = read_file("a.csv", &late);
    assert_eq!((articles.len(), kinds(&problems)), (2001, vec![("binary", Error, Some(2001))]));
    // One in a text costs itself, in every format.
    for (name, bytes) in [
        ("a.txt", "The envoy \0left, he said."),
        ("a.csv", "text\nThe envoy \0left\\, he said.\n"),
        ("a.jsonl", "{\"text\":\"The envoy \\u0000left, he said.\"}"),
    ] {
        let (articles, problems) = read_file(name, bytes.replace("\\,", ""));
        assert_eq!(problems, [], "{name}");
        assert!(articles[0].text.starts_with("The envoy \u{fffd}left"), "{name}");
        assert_eq!(
            articles[0].problems.iter().map(|p| (p.kind, p.severity)).collect::<Vec<_>>(),
            [("encoding", Warning)]
        );
    }
}

#[test]
fn other_encodings_are_read_and_named() {
    let text = "Der Botschafter erklärte: „Über die Zölle wird weiter verhandelt.“";
    let line = format!("{}\n", json!({"text": text}));
    let csv = format!("text\n{text}\n");
    for (name, content) in [("a.txt", text), ("a.jsonl", line.as_str()), ("a.csv", csv.as_str())] {
        let (windows, ..) = encoding_rs::WINDOWS_1252.encode(content);
        let marked = format!("\u{feff}{content}");
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [(windows.as_ref(), "windows-1252"), (&utf16, "UTF-16LE")] {
            let (articles, problems) = read_file(name, bytes);
            assert_eq!((texts(&articles), problems), (vec![text], vec![]), "{name} {encoding}");
            let told: Vec<_> = articles[0].problems.iter().filter(|p| p.kind == "encoding").collect();
            assert!(told.len() == 1 && told[0].severity == Note && told[0].reason.contains(encoding), "{told:?}");
        }
    }
}

#[test]
fn every_encoding_of_an_input_is_told_once() {
    let rows = |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    let russian = "Министры иностранных дел договорились продолжить переговоры о торговле.\n";
    let german = "Der Botschafter erklärte am Montag: Über die Zölle müsse weiter verhandelt werden.\n";
    let bytes = [
        b"text\n".to_vec(),
        rows(encoding_rs::WINDOWS_1252, german),
        rows(encoding_rs::WINDOWS_1252, german.replace("Der", "Ein").as_str()),
        rows(encoding_rs::WINDOWS_1251, russian).repeat(2),
        rows(encoding_rs::WINDOWS_1251, russian.replace('М', "А").as_str()),
    ];
    let (articles, _) = read_file("a.csv", bytes.concat());
    let told: Vec<&str> = articles
        .iter()
        .flat_map(|article| &article.problems)
        .filter(|problem| problem.kind == "encoding")
        .map(|problem| problem.reason.split(',').next().unwrap())
        .collect();
    let names: std::collections::BTreeSet<&str> = told.iter().copied().collect();
    assert!(told.len() >= 2 && told.len() == names.len(), "{told:?}");
}

#[test]
fn damaged_bytes_are_replaced_and_counted() {
    for (name, bytes) in [
        ("a.txt", &b"Erdo\xc4\x9fan\xe2\x80\x99s env\xffoy left\xfe."[..]),
        ("a.jsonl", b"{\"text\":\"Erdo\xc4\x9fan\xe2\x80\x99s env\xffoy left\xfe.\"}"),
        ("a.csv", b"text\nErdo\xc4\x9fan\xe2\x80\x99s env\xffoy left\xfe.\n"),
    ] {
        let (articles, _) = read_file(name, bytes);
        assert_eq!(texts(&articles), ["Erdoğan’s env\u{fffd}oy left\u{fffd}."], "{name}");
        let problem = &articles[0].problems[0];
        assert_eq!((problem.kind, problem.severity), ("encoding", Warning));
        assert!(problem.reason.starts_with("2 characters"), "{}", problem.reason);
    }
}

#[test]
fn text_is_composed_and_that_is_noted() {
    let lines =
        "{\"text\":\"Erdog\u{306}an\\r\\nleft.\"}\n{\"text\":\"Cafe\u{301}.\"}\n{\"text\":\"\u{feff}\u{200b}No.\"}";
    let (articles, _) = read_stdin(lines);
    assert_eq!(texts(&articles), ["Erdoğan\nleft.", "Café.", "No."]);
    for (article, told) in articles.iter().zip(["line ends made \\n, composed to Unicode NFC", "NFC", "invisible"]) {
        assert_eq!(kinds(&article.problems), [("normalized", Note, article.origin.record)]);
        assert!(article.problems[0].reason.contains(told), "{:?}", article.problems);
    }
}

/// Highest memory use of this process so far, in kB.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}

#[test]
fn a_line_of_50_mb_is_passed_over_in_constant_memory() {
    let long = || io::repeat(b'x').take(50 << 20);
    let line = |text: &'static [u8]| Cursor::new(text);
    let before = peak_memory();
    let jsonl = move || -> Box<dyn Read + Send> {
        Box::new(line(b"{\"text\":\"One.\"}\n{\"text\":\"").chain(long()).chain(line(b"\"}\n{\"text\":\"Two.\"}\n")))
    };
    let (articles, problems) = read(Inputs::new(["-"]).record_limit(1 << 20).open_with(jsonl));
    assert_eq!((texts(&articles), kinds(&problems)), (vec!["One.", "Two."], vec![("too_long", Error, Some(2))]));
    let csv = move || -> Box<dyn Read + Send> {
        Box::new(line(b"text,id\nOne.,1\n\"").chain(long()).chain(line(b"\",2\nTwo.,3\n")))
    };
    let (articles, problems) = read(Inputs::new(["-"]).format(Some(Format::Csv)).record_limit(1 << 20).open_with(csv));
    assert_eq!((texts(&articles), kinds(&problems)), (vec!["One.", "Two."], vec![("too_long", Error, Some(2))]));
    let txt = move || -> Box<dyn Read + Send> { Box::new(long()) };
    let (articles, problems) = read(Inputs::new(["-"]).format(Some(Format::Txt)).record_limit(1 << 20).open_with(txt));
    assert_eq!((articles.len(), kinds(&problems)), (0, vec![("too_long", Error, None)]));
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 20 << 10, "memory grew by {} kB", after - before);
    }
}

#[test]
fn json_lines_that_do_not_parse_cost_themselves_only() {
    let lines = "{\"text\":\"One.\"}\n{\"text\":\"Tw\n[1]\n\"x\"\n{\"text\":\"\\ud83d\"}\nNone\n{\"text\":\"Two.\"}\n";
    let (articles, problems) = read_stdin(lines);
    assert_eq!(texts(&articles), ["One.", "Two."]);
    assert_eq!(kinds(&problems), (2..=6).map(|line| ("parse", Error, Some(line))).collect::<Vec<_>>());
    assert!(problems[0].reason.contains("column 11"), "{}", problems[0].reason);
    let (_, indented) = read_stdin("   {\"é\":\"Tw\n");
    assert!(indented[0].reason.contains("column 11"), "{}", indented[0].reason);
    assert!(problems[4].reason.contains("`None` is no JSON"), "{}", problems[4].reason);
    assert!(problems[1].reason.contains("found a list"), "{}", problems[1].reason);
    let (_, problems) =
        read_stdin("{\"text\":\"One.\",\"source\":NaN}\n{\"id\":NaN}\n{\"text\":\"One.\", \"x\": [-Infinity]}");
    for (problem, word) in problems.iter().zip(["`NaN`", "`NaN`", "`-Infinity`"]) {
        assert!(problem.kind == "parse" && problem.reason.contains(word), "{}", problem.reason);
    }
    let (articles, problems) = read_stdin("{\"id\":\"k\",\"text\":\"A.\",\"text\":\"B.\"}");
    assert_eq!((texts(&articles), problems), (vec!["B."], vec![]));
    assert_eq!(kinds(&articles[0].problems), [("duplicate_field", Warning, Some(1))]);
}

#[test]
fn a_json_document_is_one_problem_with_a_way_out() {
    for document in ["[\n  {\"text\": \"One.\"}\n]\n", "{\n  \"text\": \"One.\"\n}\n", "[{\"text\":\"One.\"}]"] {
        let (articles, problems) = read_file("a.jsonl", document);
        assert_eq!((articles.len(), kinds(&problems)), (0, vec![("not_json_lines", Error, None)]));
        assert!(problems[0].reason.contains("jq"), "{}", problems[0].reason);
    }
}

#[test]
fn a_missing_text_names_the_fields_and_the_option() {
    let (_, problems) = read_stdin("{\"body\":\"One.\",\"id\":\"b\"}\n{\"text\":null}\n{\"text\":[\"One.\"]}\n{}");
    let expected = ["missing_text", "missing_text", "wrong_type", "missing_text"];
    assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), expected);
    assert!(problems[0].reason.contains("`body`") && problems[0].reason.contains("--columns text=NAME"));
    assert_eq!(problems[0].article.as_deref(), Some("b"));
    assert!(problems[1].reason.ends_with("`text` is null"), "{}", problems[1].reason);
    assert!(problems[2].reason.contains("not a list"));
    let (articles, problems) = read_file("a.csv", "doc,body\n1,One.\n2,Two.\n");
    assert_eq!((articles.len(), kinds(&problems)), (0, vec![("missing_text", Error, None)]));
    assert!(problems[0].reason.contains("`doc`, `body`") && problems[0].reason.contains("--columns text=NAME"));
}

#[test]
fn an_unknown_column_is_one_error_with_those_found() {
    let columns: Columns = "text=body,date=published".parse().unwrap();
    let files = folder(&[("a.csv", b"doc,body\n1,One.\n"), ("b.jsonl", b"{\"body\":\"One.\"}\n{\"body\":\"Two.\"}\n")]);
    let (articles, problems) = read(Inputs::new([files.path().display().to_string()]).columns(columns).open());
    assert_eq!(texts(&articles), ["One.", "Two."]);
    assert_eq!(kinds(&problems), [("unknown_column", Error, None), ("unknown_column", Warning, None)]);
    assert!(problems[0].reason.contains("`published`") && problems[0].reason.contains("`doc`, `body`"));
}

#[test]
fn one_mapping_serves_files_with_the_column_and_files_without() {
    let files = folder(&[
        ("a.csv", b"id,Body\n1,One.\n"),
        ("b.csv", b"id,text\n2,Two.\n"),
        ("c.jsonl", b"{\"Body\":\"Three.\",\"id\":\"3\"}\n{\"text\":\"Four.\",\"id\":\"4\"}\n"),
        ("d.jsonl", b"{\"text\":\"Five.\",\"id\":\"5\"}\n{\"text\":\"Six.\",\"id\":\"6\"}\n"),
        ("e.txt", b"Seven."),
    ]);
    let columns: Columns = "text=Body".parse().unwrap();
    let (articles, problems) = read(Inputs::new([files.path().display().to_string()]).columns(columns.clone()).open());
    assert_eq!(
        (texts(&articles), problems),
        (vec!["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."], vec![])
    );
    for (article, told) in articles.iter().zip([false, true, false, true, true, false, false]) {
        let noted: Vec<_> = article.problems.iter().map(|p| (p.kind, p.severity)).collect();
        assert_eq!(noted, if told { vec![("unknown_column", Note)] } else { vec![] }, "{}", article.id);
    }
    let lines = "{\"text\":\"A.\"}\n{\"bdy\":\"B.\"}\n{\"text\":null}\n{\"Body\":null}\n";
    let (_, problems) =
        read(Inputs::new(["-"]).columns(columns.clone()).open_with(move || Box::new(Cursor::new(lines))));
    let told: Vec<&str> = problems.iter().map(|problem| problem.reason.split(" among").next().unwrap()).collect();
    assert_eq!(told, ["no text: there is no `Body`", "no text: `text` is null", "no text: `Body` is null"]);
    // Text files have no columns at all.
    let name = files.path().join("e.txt").display().to_string();
    let (articles, problems) = read(Inputs::new([name]).columns(columns).open());
    assert_eq!((texts(&articles), kinds(&problems)), (vec!["Seven."], vec![("unknown_column", Warning, None)]));
}

#[test]
fn ragged_rows_repeated_columns_and_unclosed_quotes() {
    let csv = "id,text,note,note\n1,One.\n2,Two, and more.,n,m,x\n3,\"Three\n4,Four.,n,m\n5,Five.,n,m,,\n";
    let (articles, problems) = read_file("a.csv", csv);
    assert_eq!(ids(&articles), ["1", "4", "5"]);
    assert_eq!(kinds(&articles[0].problems), [("ragged", Warning, Some(1))]);
    assert_eq!(articles[1].extra, *json!({"note": "n", "note#2": "m"}).as_object().unwrap());
    assert_eq!(
        kinds(&problems),
        [("duplicate_column", Warning, None), ("ragged", Error, Some(2)), ("parse", Error, Some(3))]
    );
    assert!(problems[2].reason.contains("line 4"), "{}", problems[2].reason);
    let forgotten =
        "id,text,source\nv1,\"Wang Yi said yes.,Reuters\nv2,\"Zelensky said no. So he did.\",Reuters\nv3,\"No.\",\n";
    let (articles, problems) = read_file("a.csv", forgotten);
    assert_eq!(texts(&articles), ["Zelensky said no. So he did.", "No."]);
    assert_eq!(kinds(&problems), [("parse", Error, Some(1))]);
    let (articles, problems) = read_file("a.csv", "id,text,\"note\r\nof ours\"\r\n1,One.,n\r\n");
    assert_eq!((texts(&articles), problems), (vec!["One."], vec![]));
    let (_, problems) = read_file("a.csv", "id,text\r1,One.\r2,Two.\r");
    assert!(problems.len() == 1 && problems[0].reason.contains("lone CR"), "{problems:?}");
}

#[test]
fn quotation_marks_that_are_not_doubled_are_kept_and_told() {
    let (articles, problems) = read_file("a.csv", "id,text\n1,\"He said \"yes,\" and left.\"\n2,\"No.\"\n");
    assert_eq!((texts(&articles), problems), (vec!["He said \"yes,\" and left.", "No."], vec![]));
    assert_eq!(kinds(&articles[0].problems), [("quotes", Warning, Some(1))]);
    let pandas = "id,text\n1,\"Wang said \\\"BRICS should grow\\\" now.\"\n2,\"\\\"No,\\\" he said. \\\"No.\\\"\"\n";
    let (articles, problems) = read_file("a.csv", pandas);
    assert_eq!(texts(&articles), ["Wang said \"BRICS should grow\" now.", "\"No,\" he said. \"No.\""]);
    assert_eq!((kinds(&problems), articles[0].problems.len()), (vec![("quotes", Note, Some(1))], 0));
}

#[test]
fn a_date_that_is_none_costs_the_date_only() {
    let (articles, problems) = read_stdin(
        "{\"text\":\"1\",\"date\":\"8/7/2023\"}\n{\"text\":\"2\",\"date\":20230808}\n{\"text\":\"3\",\"date\":\"\"}\n{\"text\":\"4\",\"date\":[]}",
    );
    assert_eq!(problems, []);
    assert_eq!(articles.iter().map(|a| a.date).collect::<Vec<_>>(), [None, Some(date(2023, 8, 8)), None, None]);
    assert_eq!(kinds(&articles[0].problems), [("bad_date", Warning, Some(1))]);
    assert!(articles[0].problems[0].reason.contains("8/7/2023"));
    let (mapped, _) = read(
        Inputs::new(["-"])
            .columns("date=day,source=outlet".parse().unwrap())
            .open_with(|| Box::new(Cursor::new("{\"text\":\"5\",\"day\":\"3/4/2024\",\"outlet\":7}"))),
    );
    let told = mapped[0].problems.iter().map(|problem| problem.reason.as_str()).collect::<Vec<_>>().join(" ");
    assert!(told.contains("`day`: \"3/4/2024\" may be two days; write it as 2024-04-03 or 2024-03-04"), "{told}");
    assert!(told.contains("`outlet` must be a string"), "{told}");
    assert_eq!((articles[1].problems.len(), articles[2].problems.len(), articles[3].problems.len()), (0, 0, 1));
    let (articles, _) = read_file("a.txt", "date 2023-13-45 The envoy left.");
    assert_eq!((articles[0].date, kinds(&articles[0].problems)), (None, vec![("bad_date", Warning, None)]));
    assert_eq!(articles[0].text, "The envoy left.");
    for text in ["date 08/09/2023\nThe envoy left.", "May 2024\nThe envoy left.", "3.9.24\n\nThe envoy left."] {
        let (articles, _) = read_file("a.txt", text);
        assert_eq!(articles[0].text.trim(), "The envoy left.");
        assert_eq!(
            (articles[0].date, kinds(&articles[0].problems)),
            (None, vec![("bad_date", Warning, None)]),
            "{text}"
        );
    }
    let (articles, _) = read_file("a.txt", "Envoy leaves\nSept. 3, 2024\n\nHe left.");
    assert_eq!((articles[0].date, articles[0].text.as_str()), (Some(date(2024, 9, 3)), "Envoy leaves\n\n\nHe left."));
    assert_eq!(articles[0].problems, []);
}

#[test]
fn remains_of_html_are_told_in_each_article() {
    let (articles, _) = read_stdin("{\"text\":\"<p>One.</p>\"}\n{\"text\":\"Two&nbsp;three.\"}\n{\"text\":\"Four.\"}");
    let told: Vec<_> = articles.iter().map(|article| kinds(&article.problems)).collect();
    assert_eq!(told, [vec![("html", Warning, Some(1))], vec![("html", Warning, Some(2))], vec![]]);
}

#[test]
fn wrong_types_are_left_out_and_told() {
    let (articles, _) = read_stdin("{\"text\":\"One.\",\"source\":5,\"title\":[],\"id\":{}}");
    assert_eq!((ids(&articles), &articles[0].source), (vec!["stdin:1"], &None));
    assert_eq!(kinds(&articles[0].problems), [("wrong_type", Warning, Some(1)); 3]);
}

#[test]
fn a_field_that_looks_like_the_source_is_named() {
    let line = |field: &str| format!("{}\n", json!({"text": "One.", field: "Harbour Wire"}));
    let csv = |field: &str| format!("text,{field}\nOne.,Harbour Wire\n");
    for (name, content) in [("a.jsonl", line("outlet")), ("a.csv", csv("Publisher"))] {
        let (articles, problems) = read_file(name, content);
        assert_eq!((articles.len(), kinds(&problems)), (1, vec![("unused_field", Note, None)]), "{name}");
        assert!(problems[0].reason.contains("--columns source="), "{}", problems[0].reason);
    }
    let both = format!("{}{}", line("publisher"), line("source"));
    for (name, content) in [("a.jsonl", both.clone()), ("a.csv", csv("source"))] {
        assert_eq!(read_file(name, content).1, vec![], "{name}");
    }
    // One for all that bring none.
    let files = folder(&[("a.txt", b"One."), ("b.jsonl", both.as_bytes())]);
    let inputs = Inputs::new([files.path().display().to_string()]).source("The Gazette");
    let sources: Vec<_> = read(inputs.open()).0.into_iter().filter_map(|article| article.source).collect();
    assert_eq!(sources, ["The Gazette", "The Gazette", "Harbour Wire"]);
}

#[test]
fn text_in_another_language_is_read_with_a_warning() {
    let russian = "Министры иностранных дел встретились в понедельник и договорились продолжить переговоры.";
    let (articles, problems) = read_file("a.txt", russian);
    assert_eq!((texts(&articles), problems), (vec![russian], vec![]));
    assert_eq!(kinds(&articles[0].problems), [("language", Warning, None)]);
    assert!(articles[0].problems[0].reason.contains("Russian"));
    // What the record says goes before the guess.
    let line = |text: &str, lang: &str| format!("{}\n", json!({"text": text, "lang": lang}));
    let lines =
        [line(russian, "en-US"), line("The envoy left.", "de"), line(russian, "und"), line("He left.", "en")].concat();
    let csv = "text,lang\nThe envoy left.,de\n";
    let (articles, problems) = read_stdin(lines.as_str());
    let told: Vec<_> = articles.iter().map(|article| !article.problems.is_empty()).collect();
    assert_eq!((told, problems), (vec![false, true, true, false], vec![]));
    assert!(
        articles[1].problems[0].reason.contains("`lang` says that the text is in `de`"),
        "{:?}",
        articles[1].problems
    );
    assert_eq!(kinds(&read_file("a.csv", csv).0[0].problems), [("language", Warning, Some(1))]);
    // Left out where that is asked for, each with a row.
    let (articles, problems) = read(Inputs::new(["-"]).english_only(true).open_with(|| Box::new(Cursor::new(lines))));
    let left_out = [2, 3].map(|line| (demarche::article::OTHER_LANGUAGE, Note, Some(line)));
    assert_eq!((articles.len(), kinds(&problems)), (2, left_out.to_vec()));
    assert_eq!(problems[0].article.as_deref(), Some("stdin:2"));
}

#[cfg(unix)]
#[test]
fn links_that_break_or_circle_and_files_that_may_not_be_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let files = folder(&[("a.txt", b"A."), ("deep/b.txt", b"B."), ("secret.txt", b"S.")]);
    symlink(files.path().join("gone.txt"), files.path().join("broken.txt")).unwrap();
    symlink(files.path(), files.path().join("deep/up")).unwrap();
    fs::set_permissions(files.path().join("secret.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    let (articles, problems) = read_path(files.path());
    // A glob passes nothing over that it asks for: a link to nothing, unless it is hidden, as editors' locks are.
    symlink("gone", files.path().join(".#a.txt")).unwrap();
    for (pattern, broken) in [("*.txt", 1), ("b*.txt", 1), ("a*.txt", 0)] {
        let (_, problems) = read(Inputs::new([files.path().join(pattern).display().to_string()]).open());
        let found: Vec<_> = problems.iter().filter(|p| p.file.ends_with("broken.txt")).collect();
        assert_eq!((found.len(), problems.iter().any(|p| p.file.contains(".#a"))), (broken, false), "{problems:?}");
        assert!(found.iter().all(|p| (p.kind, p.severity) == ("read", Error)), "{problems:?}");
    }
    let kinds: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.severity)).collect();
    if fs::File::open(files.path().join("secret.txt")).is_ok() {
        println!("skipped: this user may read every file, so none can be forbidden");
        assert_eq!((ids(&articles), kinds), (vec!["a", "b", "secret"], vec![("read", Error), ("cycle", Note)]));
    } else {
        assert_eq!((ids(&articles), kinds), (vec!["a", "b"], vec![("read", Error), ("cycle", Note), ("read", Error)]));
    }
}

#[cfg(unix)]
#[test]
fn pipes_are_read_where_they_are_named_and_links_to_a_file_are_noted() {
    let files = folder(&[("a.txt", b"A.")]);
    let pipe = files.path().join("pipe.txt");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        println!("skipped: there is no mkfifo");
        return;
    }
    std::os::unix::fs::symlink("a.txt", files.path().join("b.txt")).unwrap();
    let (articles, problems) = read_path(files.path());
    assert_eq!((ids(&articles), kinds(&problems)), (vec!["a"], vec![("repeated", Note, None), ("read", Error, None)]));
    assert!(problems[0].reason.contains("a.txt") && problems[1].reason.contains("not a regular file"), "{problems:?}");
    let line = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, "P.")
    });
    let (articles, problems) = read_path(&pipe);
    assert_eq!((texts(&articles), problems), (vec!["P."], vec![]));
    line.join().unwrap().unwrap();
    // As `<(...)` of a shell: behind the name is a pipe without a path, and no extension.
    use std::os::fd::AsRawFd;
    let (reader, mut writer) = io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"{\"text\":\"Q.\"}\n").unwrap();
    drop(writer);
    let (articles, problems) = read_path(format!("/dev/fd/{}", reader.as_raw_fd()));
    assert_eq!((texts(&articles), problems), (vec!["Q."], vec![]));
}

#[test]
fn an_input_that_breaks_off_is_reported_and_the_next_one_read() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let files = folder(&[("a.txt", b"A.")]);
    for format in [None, Some(Format::Csv), Some(Format::Txt)] {
        let start = if format == Some(Format::Csv) { "text\nOne.\n" } else { "{\"text\":\"One.\"}\n" };
        let names = ["-".to_owned(), files.path().join("a.txt").display().to_string()];
        let broken = move || -> Box<dyn Read + Send> { Box::new(Cursor::new(start).chain(Broken)) };
        let (articles, problems) = read(Inputs::new(names).format(format).open_with(broken));
        assert!(problems.iter().any(|p| p.kind == "read" && p.reason.contains("the disk is gone")), "{problems:?}");
        assert_eq!(articles.iter().any(|article| article.id == "a"), format != Some(Format::Csv), "{problems:?}");
    }
}

#[test]
fn any_bytes_at_all_end_in_articles_or_problems() {
    use proptest::prelude::*;
    let pieces = prop::sample::select(vec![
        &b"text,id\n"[..],
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"{\"text\":\"",
        b"\"}",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\0",
        b"date ",
        b"2023-08-08",
        b"\xe2\x80",
        b" ",
        b"a.",
        b"#2",
        b"\xff\xfe",
        b";",
        b"\t",
    ]);
    proptest!(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() }, |(pieces in prop::collection::vec(pieces, 0..40), limit in 1usize..64)| {
        let bytes: Vec<u8> = pieces.concat();
        for format in [Format::Txt, Format::Jsonl, Format::Csv] {
            let bytes = bytes.clone();
            let inputs = Inputs::new(["-"]).format(Some(format)).record_limit(limit);
            let (articles, problems) = read(inputs.open_with(move || Box::new(Cursor::new(bytes))));
            // Whatever the bytes are, something is said of them: an input without an article is a problem.
            prop_assert!(!articles.is_empty() || !problems.is_empty(), "nothing said of {format}");
            prop_assert!(articles.iter().all(|article| !article.text.trim().is_empty()));
        }
    });
}

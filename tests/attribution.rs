//! Attribution on golden files, on any text, and on all texts of the data pack.
//!
//! `tests/attribution/*.txt` hold cases, separated by a line `===`. A case is a text (with optional first lines
//! `title: ...`, `source: ...`, the outlet, and `date: ...`), a line `---`, and one line a sentence: number, kind, speakers (joined by `;`, `-` for the reporter)
//! and cue (`-` for none), separated by `|`. Lines that start with `#` are comments. `tests/spans/*.txt` are the same, but with
//! one line a quotation: the words of the source (`-` for none), of the cue, and of the content, whose parts `/` joins.
//! `tests/plain_news/*.txt` hold invented articles, one sentence a line: `speakers | sentence` (joined by `;`, `-` for nobody),
//! with an empty line between articles. Not all of them come out right: a floor holds how many do.

use demarche::article::{Article, CharIndex};
use demarche::attribute::{Attributed, AttributionKind, Directory, Rules, Spans, fold, quotations};
use demarche::problem::Severity;
use demarche::segment::{Segmenter, Sentence, Sentencex};
use proptest::prelude::*;
use rayon::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(Directory::embedded().unwrap()));

/// Sentences by `sentencex` alone, a paragraph a line.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut index = CharIndex::new(text);
    let mut sentences = Vec::new();
    let mut start = 0;
    for (paragraph, line) in text.split_inclusive('\n').enumerate() {
        for boundary in sentencex::get_sentence_boundaries("en", line) {
            let slice = &line[boundary.start_byte..boundary.end_byte];
            let lead = slice.len() - slice.trim_start().len();
            let from = start + boundary.start_byte + lead;
            if !slice.trim().is_empty() {
                let span = index.span(from..from + slice.trim().len());
                sentences.push(Sentence { index: sentences.len(), paragraph, span });
            }
        }
        start += line.len();
    }
    sentences
}

fn attribute(text: &str) -> (Vec<Sentence>, Attributed) {
    attribute_article(&Article { text: text.to_owned(), ..Article::default() })
}

fn attribute_article(article: &Article) -> (Vec<Sentence>, Attributed) {
    let sentences = sentences(&article.text);
    let out = RULES.attribute(article, &sentences);
    (sentences, out)
}

/// The article of a golden case, with its head lines.
fn article_of(case: &str) -> Article {
    let mut article = Article::default();
    let mut text = case.trim();
    loop {
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        match line.split_once(": ") {
            Some(("title", value)) => article.title = Some(value.to_owned()),
            Some(("source", value)) => article.source = Some(value.to_owned()),
            Some(("date", value)) => article.date = Some(value.parse().unwrap()),
            _ => break,
        }
        text = rest;
    }
    article.text = text.trim().to_owned();
    article
}

/// The statements in the form of the golden files.
fn render(out: &Attributed) -> String {
    let mut lines = String::new();
    for (number, statement) in out.statements.iter().enumerate() {
        let names: Vec<&str> = statement.speakers.iter().map(|s| s.name.as_str()).collect();
        let names = if names.is_empty() { "-".to_owned() } else { names.join("; ") };
        let kind = format!("{:?}", statement.attribution.kind).to_lowercase();
        let cue = statement.attribution.cue.as_deref().unwrap_or("-");
        lines.push_str(&format!("{number} | {kind} | {names} | {cue}\n"));
    }
    lines
}

/// The quotations in the form of the golden files of spans.
fn render_spans(text: &str, out: &Attributed) -> String {
    let characters: Vec<char> = text.chars().collect();
    let words = |&(start, end): &(usize, usize)| characters[start..end].iter().collect::<String>();
    let mut lines = String::new();
    for quotation in &out.quotations {
        let spans = &quotation.spans;
        let source = spans.source.as_ref().map_or("-".to_owned(), words);
        let content: Vec<String> = spans.content.iter().map(words).collect();
        lines.push_str(&format!("{source} | {} | {}\n", words(&spans.cue), content.join(" / ")));
    }
    lines
}

/// Compares the cases of a folder of golden files with what `render` gives for the text and its attribution.
fn check_golden(folder: &str, least: usize, render: impl Fn(&str, &Attributed) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut cases = 0;
    let mut wrong = String::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for file in files {
        let content = std::fs::read_to_string(&file).unwrap();
        let content: String = content.lines().filter(|l| !l.starts_with('#')).map(|l| format!("{l}\n")).collect();
        for case in content.split("===\n").filter(|c| !c.trim().is_empty()) {
            let (text, expected) =
                case.split_once("---\n").unwrap_or_else(|| panic!("{}: no line ---", file.display()));
            cases += 1;
            let article = article_of(text);
            let (_, out) = attribute_article(&article);
            let got = render(&article.text, &out);
            if got.trim() != expected.trim() {
                wrong.push_str(&format!(
                    "{}\n{}\nexpected\n{}\ngot\n{got}\n",
                    file.display(),
                    article.text,
                    expected.trim()
                ));
            }
        }
    }
    assert!(cases >= least, "only {cases} cases found");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn golden_files() {
    check_golden("tests/attribution", 20, |_, out| render(out));
}

/// How many sentences of a file of plain news have all speakers right, and what is wrong in the others.
fn right_of_plain_news(content: &str) -> (usize, String) {
    let directory = Directory::embedded().unwrap();
    let key = |name: &str| fold(directory.canonical(name.trim()));
    let lines = content.lines().filter(|l| !l.starts_with('#')).map(|l| format!("{l}\n")).collect::<String>();
    let (mut right, mut wrong) = (0, String::new());
    for case in lines.split("\n\n").filter(|case| !case.trim().is_empty()) {
        let labelled: Vec<(&str, &str)> = case.lines().filter_map(|l| l.split_once(" | ")).collect();
        let head = case.lines().filter(|l| !l.contains(" | ")).collect::<Vec<&str>>().join("\n");
        let text = labelled.iter().map(|(_, sentence)| *sentence).collect::<Vec<&str>>().join("\n");
        let article = article_of(&format!("{head}\n{text}"));
        let mut index = CharIndex::new(&article.text);
        let mut start = 0;
        let sentences: Vec<Sentence> = labelled
            .iter()
            .enumerate()
            .map(|(number, (_, sentence))| {
                let span = index.span(start..start + sentence.len());
                start += sentence.len() + 1;
                Sentence { index: number, paragraph: number, span }
            })
            .collect();
        for ((gold, sentence), statement) in labelled.iter().zip(RULES.attribute(&article, &sentences).statements) {
            let mut expected: Vec<String> = gold.split(';').filter(|g| g.trim() != "-").map(key).collect();
            let mut found: Vec<String> = statement.speakers.iter().map(|s| key(&s.name)).collect();
            expected.sort();
            found.sort();
            if expected == found {
                right += 1;
            } else {
                wrong.push_str(&format!("{expected:?} {found:?} {sentence}\n"));
            }
        }
    }
    (right, wrong)
}

#[test]
fn plain_news() {
    const FLOORS: &[(&str, usize)] = &[
        ("agencies", 399),
        ("analysis", 323),
        ("economy_and_courts", 288),
        ("forms", 234),
        ("newspapers", 323),
        ("official_media", 289),
        ("outlets", 325),
        ("references", 422),
        ("themes", 343),
        ("two_persons", 194),
        ("windows", 246),
        ("world_news", 271),
    ];
    for (name, least) in FLOORS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/plain_news/{name}.txt"));
        let (right, wrong) = right_of_plain_news(&std::fs::read_to_string(file).unwrap());
        assert!(right >= *least, "{name}: only {right} sentences right, at least {least} expected; wrong:\n{wrong}");
    }
}

#[test]
fn golden_files_of_spans() {
    check_golden("tests/spans", 15, render_spans);
}

#[test]
fn a_lone_quotation_mark_is_a_note_and_costs_one_quote() {
    let text =
        "Anna Roe said the plan “was a mistake.\n\nThen Boris Poe said: “We will not sign it.”\n\nIt rained on Monday.";
    let (_, out) = attribute(text);
    assert_eq!(out.problems.len(), 1);
    assert_eq!((out.problems[0].severity, out.problems[0].kind), (Severity::Note, "unbalanced_quote"));
    assert!(out.problems[0].reason.contains("character 23"), "{}", out.problems[0].reason);
    let names: Vec<Vec<&str>> =
        out.statements.iter().map(|s| s.speakers.iter().map(|s| s.name.as_str()).collect()).collect();
    assert_eq!(names, [vec!["Anna Roe"], vec!["Boris Poe"], vec![]]);
}

#[test]
fn persons_of_one_surname_stay_apart() {
    let text = "Chinese Foreign Minister Wang Yi said the talks had gone well. Ministry spokesperson Wang Wenbin told reporters that a date had been set.";
    let (_, out) = attribute(text);
    let names: Vec<&str> = out.statements.iter().map(|s| s.speakers[0].name.as_str()).collect();
    assert_eq!(names, ["Wang Yi", "Wang Wenbin"]);
}

#[test]
fn a_users_directory_names_a_speaker() {
    let mut directory = Directory::embedded().unwrap();
    directory.extend("mine", "[[speaker]]\nname = \"Anna Maria Roe\"\naliases = [\"Nan Roe\"]\n").unwrap();
    let text = "Nan Roe said the port would open.";
    let article = Article { text: text.to_owned(), ..Article::default() };
    let out = Rules::new(directory).attribute(&article, &sentences(text));
    assert_eq!(
        (&*out.statements[0].speakers[0].name, &*out.statements[0].speakers[0].surface),
        ("Anna Maria Roe", "Nan Roe")
    );
}

#[test]
fn who_speaks_under_a_label_is_called_as_the_text_has_it() {
    let text = "MINISTER ROE: Good afternoon. We open the pier today.\n\nQUESTION: When?\n\nMINISTER ROE (through interpreter): At four.\n\n\
        QUESTION: Is it safe?\n\nMINISTER ROE: It is. Thank you for coming.\n";
    let article =
        Article { text: text.to_owned(), title: Some("Minister Anna Roe With Press".to_owned()), ..Article::default() };
    let out = Rules::new(Directory::embedded().unwrap()).attribute(&article, &sentences(text));
    let roe = out.statements.iter().flat_map(|s| &s.speakers).filter(|s| s.name == "Anna Roe");
    let surfaces: Vec<&str> = roe.map(|s| &*s.surface).collect();
    assert_eq!(surfaces.len(), 5);
    assert!(surfaces.iter().all(|surface| text.contains(surface) && *surface == "MINISTER ROE"), "{surfaces:?}");
}

/// Spans are in order, not empty, and slice the text at code points, without white space around.
fn check_spans(text: &str, spans: &Spans) -> Result<(), TestCaseError> {
    let characters: Vec<char> = text.chars().collect();
    for &(start, end) in spans.source.iter().chain([&spans.cue]).chain(&spans.content) {
        prop_assert!(start < end && end <= characters.len(), "{}..{} in {:?}", start, end, text);
        prop_assert!(!characters[start].is_whitespace() && !characters[end - 1].is_whitespace());
    }
    prop_assert!(spans.content.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{:?} in {:?}", spans.content, text);
    Ok(())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    check_article(&Article { text: text.to_owned(), ..Article::default() }, &sentences(text))
}

fn check_article(article: &Article, sentences: &[Sentence]) -> Result<(), TestCaseError> {
    let text = article.text.as_str();
    let out = RULES.attribute(article, sentences);
    prop_assert_eq!(sentences.len(), out.statements.len());
    for (sentence, statement) in sentences.iter().zip(&out.statements) {
        prop_assert_eq!(*sentence, statement.sentence);
        prop_assert!((0.0..=1.0).contains(&statement.attribution.confidence));
        let silent = matches!(statement.attribution.kind, AttributionKind::Narrator | AttributionKind::Unresolved);
        prop_assert_eq!(silent, statement.speakers.is_empty());
        if let Some(cue) = &statement.attribution.cue {
            prop_assert!(statement.sentence.span.slice(text).contains(cue.as_str()), "cue {:?} in {:?}", cue, text);
        }
        prop_assert!(statement.speakers.iter().all(|s| !s.name.trim().is_empty() && !s.id.is_empty()));
        if let Some(spans) = &statement.attribution.spans {
            check_spans(text, spans)?;
        }
        if let Some(second) = &statement.attribution.second {
            prop_assert!((0.0..=1.0).contains(&second.confidence));
        }
        prop_assert_eq!(text.get(sentence.span.bytes()), Some(sentence.span.slice(text)));
        let chars: String = text
            .chars()
            .skip(sentence.span.char_start)
            .take(sentence.span.char_end - sentence.span.char_start)
            .collect();
        prop_assert_eq!(chars.as_str(), sentence.span.slice(text));
    }
    let mut end = 0;
    for piece in quotations(text).into_iter().flatten() {
        prop_assert!(piece.start >= end, "{:?} of {:?} begins before {}", piece, text, end);
        end = piece.end;
        prop_assert!(text.get(piece.clone()).is_some_and(|piece| !piece.is_empty()), "{:?} of {:?}", piece, text);
    }
    for quotation in &out.quotations {
        prop_assert!(quotation.sentence < sentences.len());
        prop_assert!(!quotation.spans.content.is_empty());
        check_spans(text, &quotation.spans)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_statement_a_sentence(text in "\\PC{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_mix_of_words_and_marks_gives_a_statement_a_sentence(
        words in prop::collection::vec(prop::sample::select(vec![
            "Wang Yi", "Lavrov", "he", "said", "told", "“", "”", "\"", "'", "’", "‘", "«", "»", ",", ".", "—", "-", ":", "(", ")",
            "that", "the minister", "according to", "\n", "\n\n", "Beijing", "Привет", "中国", "🙂", "U.S.", "’s", "who", "and", "while",
            "a spokesman for", "The two sides", "agreed", "Quote", "says", "announced by", "was", "not", "…", "É", "ﬁ", "\u{301}",
        ]), 0..40),
        blanks in any::<bool>(),
    ) {
        check(&words.join(if blanks { " " } else { "" }))?;
    }
}

/// Four paragraphs that each name their speaker. `broken` is put into the second one.
fn paragraphs_with(broken: &str) -> Vec<Vec<String>> {
    let text = format!(
        "Anna Roe said: “We will sign the plan.”\n\nThe crowd {broken} waited in the rain.\n\n\
         Boris Poe said: “We will not sign it.”\n\n“It is late,” Carla Doe told reporters."
    );
    let (sentences, out) = attribute(&text);
    let names = |paragraph: usize| {
        let own = out.statements.iter().zip(&sentences).filter(move |(_, s)| text_paragraph(s) == paragraph);
        own.flat_map(|(statement, _)| statement.speakers.iter().map(|s| s.name.clone())).collect()
    };
    (0..4).map(names).collect()
}

/// Paragraphs of `sentences` are lines, every second one of them empty.
fn text_paragraph(sentence: &Sentence) -> usize {
    sentence.paragraph / 2
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever marks a paragraph holds, the others are read as without it.
    #[test]
    fn unbalanced_nested_and_mixed_marks_cost_their_paragraph_alone(
        marks in prop::collection::vec(prop::sample::select(vec![
            "“", "”", "\"", "'", "’", "‘", "«", "»", "„", "‚", "‹", "›", "``", "''", "quiet", "cold", ",", "—",
        ]), 1..8),
        blanks in any::<bool>(),
    ) {
        let got = paragraphs_with(&marks.join(if blanks { " " } else { "" }));
        for (paragraph, name) in [(0, "Anna Roe"), (2, "Boris Poe"), (3, "Carla Doe")] {
            prop_assert_eq!(&got[paragraph], &[name.to_owned()], "paragraph {} with {:?}", paragraph, marks);
        }
    }
}

/// Every text of the data pack, where it is there.
#[test]
fn the_whole_data_pack_is_read_without_a_panic() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = if data.is_dir() { data } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data") };
    let mut lines = vec![];
    for name in ["articles", "briefs", "headlines"] {
        let file = data.join(format!("{name}.jsonl.gz"));
        if !file.is_file() {
            println!("skipped: {} is not there", file.display());
            continue;
        }
        let unpacked = std::process::Command::new("gzip").arg("-dc").arg(&file).output().unwrap();
        assert!(unpacked.status.success());
        lines.extend(String::from_utf8(unpacked.stdout).unwrap().lines().map(str::to_owned));
    }
    lines.par_iter().for_each(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| row[name].as_str().map(str::to_owned);
        let text = field("text").unwrap_or_default();
        let check = |title: Option<String>, text: &str, segment: &dyn Fn(&str) -> Vec<Sentence>| {
            let article = Article { title, source: field("outlet"), text: text.to_owned(), ..Article::default() };
            check_article(&article, &segment(text)).unwrap_or_else(|e| panic!("{}: {e}", row["id"]));
        };
        // As the pipeline reads it; without its headline; cut off in the middle.
        check(field("title"), &text, &|text| Sentencex.segment(text));
        check(None, &text, &sentences);
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        check(field("title"), &text[..half], &sentences);
    });
    println!("{} texts", lines.len());
}

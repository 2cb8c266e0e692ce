//! Reads labelled statements.

use super::ThemeTargets;
use crate::article::{Article, CharIndex, Origin, day};
use crate::classify::Label;
use crate::segment::Sentence;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::BufRead;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// One labelled sentence, in the guidelines' record format. Fields that are not listed here are left aside, but for `fields`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GoldSentence {
    /// Identifier of the article.
    pub article: String,
    /// Number of the sentence in the article.
    pub i: u64,
    /// The sentence.
    pub text: String,
    /// Who speaks; empty where the reporter does.
    pub speakers: Vec<String>,
    /// Ids of the themes that the sentence has.
    pub themes: Vec<String>,
    /// The stance towards each target of those themes, and towards no other.
    pub stance: BTreeMap<String, Label>,
    /// Number of the sentence's paragraph. Where no sentence of an article has one, the article is one paragraph.
    #[serde(default)]
    pub paragraph: Option<u64>,
    /// Date of the article, which says who held an office that its sentences name. One that names no day ("2018-05") is no
    /// error but counted, since all else can be measured without it.
    #[serde(default)]
    pub date: Option<String>,
    /// Its outlet.
    #[serde(default)]
    pub source: Option<String>,
    /// Its headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The file that it was read from: an article may stand in several.
    #[serde(skip)]
    pub file: Arc<str>,
    /// Line of the file that it stands in, from 1.
    #[serde(skip)]
    pub line: u64,
    /// Every short field of the record that is a string, whether or not it is listed here, by name: sentences can be
    /// grouped by them.
    #[serde(skip)]
    pub fields: BTreeMap<String, String>,
}

impl From<GoldSentence> for crate::score::GoldStatement {
    fn from(gold: GoldSentence) -> Self {
        Self { article: gold.article, i: gold.i, text: gold.text, speakers: gold.speakers, stances: gold.stance }
    }
}

impl GoldSentence {
    /// From `record`, which is about to be written as a line of gold; themes and targets must be among `themes`.
    ///
    /// # Errors
    /// Why [`read_gold`] would refuse it.
    pub fn from_record(
        record: &serde_json::Map<String, serde_json::Value>,
        themes: &[ThemeTargets],
    ) -> Result<Self, String> {
        let sentence: Self = serde_json::from_value(serde_json::Value::Object(record.clone()))
            .map_err(|error| format!("it makes no labelled statement: {error}"))?;
        check(&sentence, themes)?;
        Ok(sentence)
    }
}

/// The labelled sentences of one article, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldArticle {
    /// Identifier.
    pub id: String,
    /// Its sentences, by `i`.
    pub sentences: Vec<GoldSentence>,
    /// The file that they were read from, the first of several.
    pub file: String,
}

/// An article as the pipeline takes it: split into the gold's sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldInput {
    /// The article: its sentences, joined.
    pub article: Article,
    /// Its sentences, with offsets into the article's text.
    pub sentences: Vec<Sentence>,
    /// The gold themes of each sentence, towards whose targets a stance is wanted.
    pub themes: Vec<Vec<String>>,
    /// Whether the gold names a speaker, by sentence.
    pub spoken: Vec<bool>,
    /// Which of the sentences the gold labels, in its order: all, but where the whole article is read.
    pub labelled: Vec<usize>,
}

/// Why gold could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldError {
    /// A row is wrong.
    #[error("{file}, line {line}: {reason}")]
    Row {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// There is no row.
    #[error("{file} holds no labelled statement")]
    Empty {
        /// The file.
        file: String,
    },
}

impl GoldArticle {
    /// Whether sentences are missing between its first and its last: what was labelled is a sample.
    pub fn has_gaps(&self) -> bool {
        self.sentences.windows(2).any(|pair| pair[1].i > pair[0].i + 1)
    }

    /// Its date, of the first of its sentences with one that names a day.
    pub fn date(&self) -> Option<Date> {
        self.dates().find_map(day)
    }

    /// Whether it has a date, but none that names a day.
    pub fn has_unread_date(&self) -> bool {
        self.date().is_none() && self.dates().next().is_some()
    }

    fn dates(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().filter_map(|sentence| sentence.date.as_deref()).filter(|date| !date.trim().is_empty())
    }

    /// The article for the pipeline. Sentences of a paragraph are joined by a blank, paragraphs by an empty line;
    /// sentences are in Unicode NFC, as texts that are read from files are.
    pub fn input(&self) -> GoldInput {
        let mut text = String::new();
        let mut places = vec![];
        let (mut paragraph, mut last) = (0, None);
        for sentence in &self.sentences {
            if let Some(last) = last {
                let new = last != sentence.paragraph;
                paragraph += usize::from(new);
                text.push_str(if new { "\n\n" } else { " " });
            }
            last = Some(sentence.paragraph);
            let start = text.len();
            text.extend(sentence.text.trim().nfc());
            places.push((paragraph, start..text.len()));
        }
        let mut index = CharIndex::new(&text);
        let sentences = places
            .into_iter()
            .enumerate()
            .map(|(index_in_article, (paragraph, bytes))| Sentence {
                index: index_in_article,
                paragraph,
                span: index.span(bytes),
            })
            .collect();
        let first = |field: fn(&GoldSentence) -> Option<String>| self.sentences.iter().find_map(field);
        let article = Article {
            id: self.id.clone(),
            date: self.date(),
            source: first(|s| s.source.clone()),
            title: first(|s| s.title.clone()),
            origin: Origin { file: self.file.clone(), record: None },
            text,
            ..Article::default()
        };
        GoldInput {
            article,
            sentences,
            themes: self.sentences.iter().map(|s| s.themes.clone()).collect(),
            spoken: self.sentences.iter().map(|s| !s.speakers.is_empty()).collect(),
            labelled: (0..self.sentences.len()).collect(),
        }
    }
}

/// Reads gold from `reader`; `file` names it in errors. Themes and targets must be among `themes`. Articles come in the
/// order of their first rows, their sentences sorted by `i`.
///
/// # Errors
/// The first row that is wrong; a file without rows.
pub fn read_gold(reader: impl BufRead, file: &str, themes: &[ThemeTargets]) -> Result<Vec<GoldArticle>, GoldError> {
    let name: Arc<str> = file.into();
    let mut articles: Vec<GoldArticle> = vec![];
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut seen: HashSet<(String, u64)> = HashSet::new();
    for (line, text) in (1..).zip(reader.lines()) {
        let wrong = |reason: String| GoldError::Row { file: file.to_owned(), line, reason };
        let text = text.map_err(|error| wrong(format!("cannot be read: {error}; expected UTF-8 text")))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let mut sentence: GoldSentence = serde_json::from_str(text).map_err(|error| wrong(parse_reason(&error)))?;
        check(&sentence, themes).map_err(wrong)?;
        (sentence.file, sentence.line) = (Arc::clone(&name), line);
        sentence.fields = string_fields(text);
        if !seen.insert((sentence.article.clone(), sentence.i)) {
            return Err(wrong(format!("sentence {} of article {:?} occurs twice", sentence.i, sentence.article)));
        }
        let place = *places.entry(sentence.article.clone()).or_insert_with(|| {
            articles.push(GoldArticle { id: sentence.article.clone(), sentences: vec![], file: file.to_owned() });
            articles.len() - 1
        });
        articles[place].sentences.push(sentence);
    }
    for article in &mut articles {
        article.sentences.sort_by_key(|sentence| sentence.i);
    }
    if articles.is_empty() { Err(GoldError::Empty { file: file.to_owned() }) } else { Ok(articles) }
}

/// The fields of a record that are strings, but for its texts.
fn string_fields(record: &str) -> BTreeMap<String, String> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(record).unwrap_or_default();
    let short = fields.into_iter().filter(|(name, _)| !["text", "title", "previous"].contains(&name.as_str()));
    short.filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// What serde says, without its "at line 1", which is not the file's line.
fn parse_reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    format!("not a labelled statement: {text} (column {})", error.column())
}

fn check(sentence: &GoldSentence, themes: &[ThemeTargets]) -> Result<(), String> {
    if sentence.text.trim().is_empty() {
        return Err("the text is empty".to_owned());
    }
    if sentence.speakers.iter().any(|name| name.trim().is_empty()) {
        return Err("a speaker has an empty name; an unnamed speaker is left out".to_owned());
    }
    let mut expected: Vec<&str> = vec![];
    for id in &sentence.themes {
        let known = themes.iter().find(|(theme, _)| theme == id);
        let (_, targets) = known.ok_or_else(|| {
            let known: Vec<&str> = themes.iter().map(|(theme, _)| theme.as_str()).collect();
            format!("the codebook has no theme {id:?}; it has {}", known.join(", "))
        })?;
        expected.extend(targets.iter().map(String::as_str));
    }
    let wanted = |what: &str| format!("{what}; stance must hold exactly the targets of the themes listed");
    if let Some(target) = sentence.stance.keys().find(|target| !expected.contains(&target.as_str())) {
        return Err(wanted(&format!("{target:?} is no target of the sentence's themes")));
    }
    match expected.iter().find(|target| !sentence.stance.contains_key(**target)) {
        Some(target) => Err(wanted(&format!("the stance towards {target:?} is missing"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes() -> Vec<ThemeTargets> {
        vec![("ukraine".into(), vec!["settlement".into(), "support".into()])]
    }

    fn read(text: &str) -> Result<Vec<GoldArticle>, String> {
        read_gold(text.as_bytes(), "gold.jsonl", &themes()).map_err(|error| error.to_string())
    }

    const PLAIN: &str = r#"{"article":"b","i":0,"text":"Die Größe.","speakers":[],"themes":[],"stance":{}}"#;

    #[test]
    fn articles_are_grouped_and_sentences_sorted() {
        let text = r#"{"article":"a","i":2,"text":" Zweiter Satz. ","speakers":["Ana"],"themes":["ukraine"],"stance":{"settlement":"favor","support":"neutral"},"date":"2023-08-08","kind":"x"}
{"article":"b","i":0,"text":"Die Größe.","speakers":[],"themes":[],"stance":{}}

{"article":"a","i":1,"text":"Größe zählt.","speakers":[],"themes":[],"stance":{},"source":"Echo"}"#;
        let articles = read(text).unwrap();
        assert_eq!(articles.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let input = articles[0].input();
        assert_eq!(input.article.text, "Größe zählt. Zweiter Satz.");
        assert_eq!(input.article.date, Some(jiff::civil::date(2023, 8, 8)));
        assert_eq!(input.article.source.as_deref(), Some("Echo"));
        assert_eq!(input.themes, [vec![], vec!["ukraine".to_owned()]]);
        let second = input.sentences[1];
        assert_eq!((second.index, second.paragraph, second.span.slice(&input.article.text)), (1, 0, "Zweiter Satz."));
        assert_eq!((second.span.char_start, second.span.char_end), (13, 26));
    }

    #[test]
    fn the_date_is_the_first_that_names_a_day_in_any_spelling() {
        let dated = |dates: &[&str]| {
            let row = |(i, date): (usize, &&str)| {
                format!(
                    r#"{{"article":"a","i":{i},"text":"S.","speakers":[],"themes":[],"stance":{{}},"date":"{date}"}}"#
                )
            };
            let rows: Vec<String> = dates.iter().enumerate().map(row).collect();
            let article = read(&rows.join("\n")).unwrap().remove(0);
            (article.date().map(|date| date.to_string()), article.has_unread_date())
        };
        let day = || Some("2023-08-08".to_owned());
        assert_eq!(dated(&["2023-08-08"]), (day(), false));
        assert_eq!(dated(&["2023-08", "August 8, 2023"]), (day(), false));
        assert_eq!(dated(&["", "2023-08-08T23:30:00+08:00"]), (day(), false));
        assert_eq!(dated(&["2023-08", "3/4/2024"]), (None, true));
        assert_eq!(dated(&[" "]), (None, false));
    }

    #[test]
    fn paragraphs_are_kept_where_given() {
        let row = |i: u64, paragraph: u64| {
            format!(
                r#"{{"article":"a","i":{i},"text":"S{i}.","speakers":[],"themes":[],"stance":{{}},"paragraph":{paragraph}}}"#
            )
        };
        let input = read(&[row(0, 4), row(1, 4), row(2, 5)].join("\n")).unwrap()[0].input();
        assert_eq!(input.article.text, "S0. S1.\n\nS2.");
        assert_eq!(input.sentences.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 0, 1]);
        assert!(input.sentences.iter().zip(["S0.", "S1.", "S2."]).all(|(s, t)| s.span.slice(&input.article.text) == t));
    }

    #[test]
    fn a_bad_row_is_one_error_with_its_line() {
        for (row, expected) in [
            ("{", "line 2: not a labelled statement: EOF"),
            (
                r#"{"article":"a","i":0,"speakers":[],"themes":[],"stance":{}}"#,
                "line 2: not a labelled statement: missing field `text`",
            ),
            (
                r#"{"article":"a","i":-1,"text":"x","speakers":[],"themes":[],"stance":{}}"#,
                "line 2: not a labelled statement: invalid value",
            ),
            (r#"{"article":"a","i":0,"text":" ","speakers":[],"themes":[],"stance":{}}"#, "line 2: the text is empty"),
            (
                r#"{"article":"a","i":0,"text":"x","speakers":[""],"themes":[],"stance":{}}"#,
                "line 2: a speaker has an empty name",
            ),
            (
                r#"{"article":"a","i":0,"text":"x","speakers":[],"themes":["war"],"stance":{}}"#,
                "no theme \"war\"; it has ukraine",
            ),
            (
                r#"{"article":"a","i":0,"text":"x","speakers":[],"themes":["ukraine"],"stance":{"support":"favor"}}"#,
                "towards \"settlement\" is missing",
            ),
            (
                r#"{"article":"a","i":0,"text":"x","speakers":[],"themes":[],"stance":{"support":"favor"}}"#,
                "\"support\" is no target",
            ),
            (
                r#"{"article":"a","i":0,"text":"x","speakers":[],"themes":["ukraine"],"stance":{"support":"pro","settlement":"favor"}}"#,
                "unknown variant `pro`",
            ),
            (PLAIN, "line 2: sentence 0 of article \"b\" occurs twice"),
        ] {
            let error = read(&format!("{PLAIN}\n{row}\n{PLAIN}")).unwrap_err();
            assert!(error.starts_with("gold.jsonl, line 2: ") && error.contains(expected), "{error}");
        }
        assert_eq!(read("\n\n").unwrap_err(), "gold.jsonl holds no labelled statement");
    }
}

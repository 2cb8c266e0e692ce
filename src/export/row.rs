//! One schema for every lossless table: a statement as a row.
//!
//! A row is a line of `statements.jsonl` with two fields in a shape that columns can have: the probabilities of themes
//! as a list, and the article's own fields as a JSON text.

use crate::attribute::{Alternative, Attribution, Spans, Speaker};
use crate::classify::StanceScore;
use crate::output::{StatementLine, ThemeLine};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::io;

/// A statement as a row. Fields mean what they mean in `docs/schema.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub article: String,
    pub date: Option<Date>,
    pub source: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub lang: Option<String>,
    pub i: u64,
    pub paragraph: u64,
    pub start: u64,
    pub end: u64,
    pub text: String,
    pub speakers: Vec<Speaker>,
    pub attribution: Attribution,
    /// The parts of the attribution that not every statement has, as a JSON object; none where there are none.
    #[serde(default)]
    pub attribution_detail: Option<String>,
    pub themes: Vec<ThemeLine>,
    pub theme_probabilities: Vec<ThemeLine>,
    pub stances: Vec<StanceScore>,
    pub tokens: u64,
    pub truncated: bool,
    /// A JSON object; none where the article's record has no other field.
    pub extra: Option<String>,
}

impl From<StatementLine> for Row {
    fn from(line: StatementLine) -> Self {
        let extra = (!line.extra.is_empty()).then(|| serde_json::Value::Object(line.extra).to_string());
        let (attribution, detail) = split(line.attribution);
        Self {
            article: line.article,
            date: line.date,
            source: line.source,
            title: line.title,
            url: line.url,
            lang: line.lang,
            i: line.i as u64,
            paragraph: line.paragraph as u64,
            start: line.start as u64,
            end: line.end as u64,
            text: line.text,
            speakers: line.speakers,
            attribution_detail: detail,
            attribution,
            themes: line.themes,
            theme_probabilities: line
                .theme_probabilities
                .into_iter()
                .map(|(id, probability)| ThemeLine { id, probability })
                .collect(),
            stances: line.stances,
            tokens: line.tokens as u64,
            truncated: line.truncated,
            extra,
        }
    }
}

impl TryFrom<Row> for StatementLine {
    type Error = io::Error;

    fn try_from(row: Row) -> io::Result<Self> {
        let extra = row.extra.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
        let attribution = joined(row.attribution, row.attribution_detail.as_deref())?;
        let size = |n: u64| usize::try_from(n).map_err(super::other);
        Ok(Self {
            article: row.article,
            date: row.date,
            source: row.source,
            title: row.title,
            url: row.url,
            lang: row.lang,
            i: size(row.i)?,
            paragraph: size(row.paragraph)?,
            start: size(row.start)?,
            end: size(row.end)?,
            text: row.text,
            speakers: row.speakers,
            attribution,
            themes: row.themes,
            theme_probabilities: row.theme_probabilities.into_iter().map(|t| (t.id, t.probability)).collect(),
            stances: row.stances,
            tokens: size(row.tokens)?,
            truncated: row.truncated,
            extra,
        })
    }
}

/// What only some attributions have.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    belief: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Spans>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<Alternative>,
}

/// An attribution as the columns have it, and the rest of it.
fn split(attribution: Attribution) -> (Attribution, Option<String>) {
    let Attribution { kind, cue, confidence, belief, spans, second } = attribution;
    let some = belief || spans.is_some() || second.is_some();
    // Strings, numbers and lists always have a JSON text.
    let detail = some.then(|| serde_json::to_string(&Detail { belief, spans, second }).unwrap_or_default());
    (Attribution { kind, cue, confidence, ..Attribution::default() }, detail)
}

fn joined(attribution: Attribution, detail: Option<&str>) -> io::Result<Attribution> {
    let Detail { belief, spans, second } = detail.map(serde_json::from_str).transpose()?.unwrap_or_default();
    Ok(Attribution { belief, spans, second, ..attribution })
}

/// Names of the columns, in order, and whether a CSV cell of them holds JSON.
pub(super) const COLUMNS: [(&str, bool); 20] = [
    ("article", false),
    ("date", false),
    ("source", false),
    ("title", false),
    ("url", false),
    ("lang", false),
    ("i", false),
    ("paragraph", false),
    ("start", false),
    ("end", false),
    ("text", false),
    ("speakers", true),
    ("attribution", true),
    ("attribution_detail", true),
    ("themes", true),
    ("theme_probabilities", true),
    ("stances", true),
    ("tokens", false),
    ("truncated", false),
    ("extra", true),
];

/// Reads back what `export --to csv` wrote.
///
/// # Errors
/// The first row that is not of this schema.
pub fn read_csv(reader: impl io::Read) -> io::Result<Vec<StatementLine>> {
    let mut reader = ::csv::Reader::from_reader(reader);
    let header = reader.headers()?.clone();
    let mut lines = vec![];
    for record in reader.records() {
        let mut object = serde_json::Map::new();
        for (name, cell) in header.iter().zip(&record?) {
            let json = COLUMNS.iter().any(|(column, json)| *column == name && *json)
                && !matches!(name, "extra" | "attribution_detail");
            let value = match (name, cell) {
                ("date" | "source" | "title" | "url" | "lang" | "extra" | "attribution_detail", "") => {
                    serde_json::Value::Null
                }
                ("i" | "paragraph" | "start" | "end" | "tokens" | "truncated", cell) => serde_json::from_str(cell)?,
                (_, cell) if json => serde_json::from_str(cell)?,
                (_, cell) => serde_json::Value::String(cell.to_owned()),
            };
            object.insert(name.to_owned(), value);
        }
        lines.push(serde_json::from_value::<Row>(serde_json::Value::Object(object))?.try_into()?);
    }
    Ok(lines)
}

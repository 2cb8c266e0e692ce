//! One line of `statements.jsonl`.

use crate::article::Article;
use crate::attribute::{Attribution, Speaker};
use crate::classify::{CodedStatement, StanceScore};
use crate::score::round4;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::BufRead;

/// A theme that a statement has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeLine {
    /// The theme's id in the codebook.
    pub id: String,
    /// Calibrated probability that the statement is about it, in [0, 1].
    pub probability: f32,
}

/// One coded statement as `statements.jsonl` holds it. Probabilities are rounded to four decimals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementLine {
    /// Identifier of the article.
    pub article: String,
    /// Its date of publication.
    pub date: Option<Date>,
    /// Its outlet.
    pub source: Option<String>,
    /// Its headline; omitted where there is none, as are the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Number of the sentence in its article, from 0.
    pub i: usize,
    /// Number of its paragraph in the article, from 0.
    pub paragraph: usize,
    /// First code point of the sentence in the article's text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// Who speaks; empty where the reporter does.
    pub speakers: Vec<Speaker>,
    /// How the speakers were found.
    pub attribution: Attribution,
    /// The themes that the statement has.
    pub themes: Vec<ThemeLine>,
    /// Probability of every theme of the codebook, present or not.
    pub theme_probabilities: BTreeMap<String, f32>,
    /// The stance towards every target of the themes that it has.
    pub stances: Vec<StanceScore>,
    /// Tokens of the sentence, before any truncation.
    pub tokens: usize,
    /// Whether the model did not see the whole sentence.
    pub truncated: bool,
    /// The article's other fields, as they came; omitted where there are none.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl StatementLine {
    /// The line for `coded`, a statement of `article`; `None` if its offsets do not fall into the article's text, or
    /// the code points and the bytes do not say the same, which no right attribution or segmentation can cause.
    pub fn new(article: &Article, coded: &CodedStatement) -> Option<Self> {
        let sentence = coded.statement.sentence;
        let span = sentence.span;
        let text = article.text.get(span.bytes())?;
        let before = article.text.get(..span.byte_start)?;
        if before.chars().count() != span.char_start
            || span.char_end.checked_sub(span.char_start) != Some(text.chars().count())
        {
            return None;
        }
        let mut attribution = coded.statement.attribution.clone();
        attribution.confidence = round4(attribution.confidence);
        let theme_probabilities = coded.themes.iter().map(|t| (t.id.clone(), round4(t.probability))).collect();
        let present = coded.themes.iter().filter(|theme| theme.present);
        Some(Self {
            article: article.id.clone(),
            date: article.date,
            source: article.source.clone(),
            title: article.title.clone(),
            url: article.url.clone(),
            lang: article.lang.clone(),
            i: sentence.index,
            paragraph: sentence.paragraph,
            start: span.char_start,
            end: span.char_end,
            text: text.to_owned(),
            speakers: coded.statement.speakers.clone(),
            attribution,
            themes: present.map(|t| ThemeLine { id: t.id.clone(), probability: round4(t.probability) }).collect(),
            theme_probabilities,
            stances: coded.stances.iter().map(rounded).collect(),
            tokens: coded.tokens,
            truncated: coded.truncated,
            extra: article.extra.clone(),
        })
    }
}

fn rounded(stance: &StanceScore) -> StanceScore {
    StanceScore {
        favor: round4(stance.favor),
        against: round4(stance.against),
        neutral: round4(stance.neutral),
        ..stance.clone()
    }
}

/// Why a line of `statements.jsonl` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read further.
    #[error("line {line}: cannot be read: {error}")]
    Io {
        /// Line, from 1.
        line: u64,
        /// What the system says.
        error: std::io::Error,
    },
    /// The line is not a coded statement.
    #[error("line {line}: not a coded statement of this version ({error}); the run may have been cut off here")]
    Parse {
        /// Line, from 1.
        line: u64,
        /// What was expected.
        error: serde_json::Error,
    },
}

/// The statements of a `statements.jsonl`, one at a time; a bad line is an error of its own and does not end them.
pub fn read_statements(reader: impl BufRead) -> impl Iterator<Item = Result<StatementLine, ReadError>> {
    (1..).zip(reader.lines()).filter_map(|(line, text)| match text {
        Ok(text) if text.trim().is_empty() => None,
        Ok(text) => Some(serde_json::from_str(&text).map_err(|error| ReadError::Parse { line, error })),
        Err(error) => Some(Err(ReadError::Io { line, error })),
    })
}

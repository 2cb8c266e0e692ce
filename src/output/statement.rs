//! One line of `statements.jsonl`.

use super::writer::OutputError;
use crate::article::{Article, CharIndex};
use crate::attribute::{Attribution, Speaker};
use crate::classify::{CodedStatement, StanceScore};
use crate::decimals::four_single;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::BufRead;

/// A theme that a statement has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeLine {
    /// The theme's id in the codebook.
    pub id: String,
    /// Calibrated probability that the statement is about it, in [0, 1].
    #[serde(serialize_with = "crate::decimals::probability")]
    pub probability: f32,
}

/// What makes a statement the same in two runs: a hash of article, date, outlet, number and text, which takes less room.
pub(crate) type Place = [u8; 32];

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
    #[serde(serialize_with = "crate::decimals::probabilities")]
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
    /// the code points and the bytes do not say the same, which no right attribution or segmentation can cause. `places` is
    /// an index over the article's text, one for all of its statements: counted anew for each, a long text would take
    /// time by the square of its length.
    pub fn new(article: &Article, places: &mut CharIndex<'_>, coded: &CodedStatement) -> Option<Self> {
        let sentence = coded.statement.sentence;
        let span = sentence.span;
        let text = article.text.get(span.bytes())?;
        if places.span(span.bytes()) != span {
            return None;
        }
        let mut attribution = coded.statement.attribution.clone();
        attribution.confidence = four_single(attribution.confidence);
        if let Some(second) = &mut attribution.second {
            second.confidence = four_single(second.confidence);
        }
        let theme_probabilities = coded.themes.iter().map(|t| (t.id.clone(), four_single(t.probability))).collect();
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
            themes: present.map(|t| ThemeLine { id: t.id.clone(), probability: four_single(t.probability) }).collect(),
            theme_probabilities,
            stances: coded.stances.iter().map(rounded).collect(),
            tokens: coded.tokens,
            truncated: coded.truncated,
            extra: article.extra.clone(),
        })
    }

    /// The lines of `statements`, all of `article`, one at a time.
    pub(crate) fn of<'s>(
        article: &'s Article,
        statements: &'s [CodedStatement],
    ) -> impl Iterator<Item = Result<Self, OutputError>> + 's {
        let mut places = CharIndex::new(&article.text);
        statements.iter().map(move |coded| {
            Self::new(article, &mut places, coded)
                .ok_or_else(|| OutputError::Offsets { article: article.id.clone(), i: coded.statement.sentence.index })
        })
    }

    /// What it has in common with the same statement of another run, and with no other one.
    pub(crate) fn place(&self) -> Place {
        let mut hash = Sha256::new();
        // Lengths first, so that no two places are the same bytes.
        for part in [&self.article, self.source.as_deref().unwrap_or("\0"), &self.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update((self.i as u64).to_le_bytes());
        hash.update(self.date.map(|date| date.to_string()).unwrap_or_default());
        hash.finalize().into()
    }
}

fn rounded(stance: &StanceScore) -> StanceScore {
    StanceScore {
        favor: four_single(stance.favor),
        against: four_single(stance.against),
        neutral: four_single(stance.neutral),
        ..stance.clone()
    }
}

/// Why a line of `statements.jsonl` could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    numbered_statements(reader).map(|(_, item)| item)
}

/// The same with the number of each line, from 1; blank lines count and give nothing. Lines are taken as bytes, so that one
/// that is not UTF-8 is a bad line like any other, and not the end of the file.
pub(super) fn numbered_statements(
    reader: impl BufRead,
) -> impl Iterator<Item = (u64, Result<StatementLine, ReadError>)> {
    (1..).zip(reader.split(b'\n')).filter_map(|(line, bytes)| match bytes {
        Ok(bytes) if bytes.trim_ascii().is_empty() => None,
        Ok(bytes) => Some((line, serde_json::from_slice(&bytes).map_err(|error| ReadError::Parse { line, error }))),
        Err(error) => Some((line, Err(ReadError::Io { line, error }))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;
    use crate::attribute::{AttributionKind, Statement};
    use crate::classify::{Label, ThemeScore};
    use crate::segment::Sentence;
    use proptest::prelude::*;

    fn coded(span: Span) -> CodedStatement {
        let theme = |id: &str, present| ThemeScore { id: id.into(), probability: 0.333_333, present };
        CodedStatement {
            statement: Statement {
                sentence: Sentence { index: 2, paragraph: 1, span },
                speakers: vec![Speaker { id: "mira-odua".into(), name: "Mira Oduya".into(), surface: "she".into() }],
                attribution: Attribution {
                    kind: AttributionKind::Mixed,
                    cue: Some("said".into()),
                    confidence: 0.5,
                    ..Attribution::default()
                },
            },
            themes: vec![theme("war", true), theme("trade", false)],
            stances: vec![StanceScore {
                theme: "war".into(),
                target: "talks".into(),
                label: Label::Favor,
                favor: 0.712_345,
                against: 0.187_655,
                neutral: 0.1,
            }],
            tokens: 5,
            truncated: false,
        }
    }

    fn article(text: &str) -> Article {
        let extra = serde_json::from_str(r#"{"desk": {"b": [1, 2.50], "a": null}}"#).unwrap();
        Article { id: "a".into(), text: text.into(), extra, ..Article::default() }
    }

    fn line_of(article: &Article, span: Span) -> Option<StatementLine> {
        StatementLine::new(article, &mut CharIndex::new(&article.text), &coded(span))
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = "Żółć. “Talks now,” she said.";
        let article = article(text);
        let line = line_of(&article, CharIndex::new(text).span(10..text.len())).unwrap();
        assert_eq!((line.start, line.end, line.text.as_str()), (6, 28, "“Talks now,” she said."));
        assert_eq!(line.themes, [ThemeLine { id: "war".into(), probability: 0.3333 }]);
        assert_eq!(line.theme_probabilities.len(), 2);
        let json = serde_json::to_string(&line).unwrap();
        assert!(json.contains(r#""extra":{"desk":{"b":[1,2.5],"a":null}}"#), "{json}");
        assert!(json.contains(r#""favor":0.7123,"against":0.1877,"neutral":0.1"#), "{json}");
        let cut = &json[..40];
        let read: Vec<_> = read_statements(format!("{json}\n\n{cut}\n{json}").as_bytes()).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].as_ref().unwrap(), &line);
        assert!(read[1].as_ref().unwrap_err().to_string().starts_with("line 3: "));
        assert_eq!(read[2].as_ref().unwrap(), &line);
    }

    #[test]
    fn a_line_that_is_not_utf8_costs_itself_alone() {
        let text = "Talks now.";
        let line = line_of(&article(text), CharIndex::new(text).span(0..text.len())).unwrap();
        let json = serde_json::to_string(&line).unwrap();
        let broken = json.replace("Talks", "T\u{e4}lks").into_bytes();
        let broken: Vec<u8> = broken.into_iter().filter(|byte| *byte != 0xa4).collect();
        let bytes = [json.as_bytes(), b"\n", &broken, b"\n\n", json.as_bytes(), b"\n"].concat();
        let read: Vec<_> = numbered_statements(&bytes[..]).map(|(number, item)| (number, item.is_ok())).collect();
        assert_eq!(read, [(1, true), (2, false), (4, true)]);
    }

    proptest! {
        #[test]
        fn offsets_are_checked(text in "[aé€😀 ]{1,12}", a in 0usize..40, b in 0usize..40, shift in 0usize..3) {
            let (start, end) = (a.min(b), a.max(b));
            let right = text.get(start..end).map(|_| CharIndex::new(&text).span(start..end));
            let article = article(&text);
            match right {
                Some(span) => {
                    let line = line_of(&article, span).unwrap();
                    let chars: Vec<char> = text.chars().collect();
                    prop_assert_eq!(chars[line.start..line.end].iter().collect::<String>(), line.text);
                    let wrong = Span { char_start: span.char_start + shift, ..span };
                    prop_assert_eq!(line_of(&article, wrong).is_none(), shift > 0);
                }
                None => {
                    let span = Span { byte_start: start, byte_end: end, char_start: start, char_end: end };
                    prop_assert!(line_of(&article, span).is_none());
                }
            }
        }
    }
}

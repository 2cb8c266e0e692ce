//! Stage 1, articles: files in, [`Article`]s out.
//!
//! Readers walk files, folders, globs and standard input, and yield one article at a time in constant memory. Bytes
//! are decoded (encoding detected), line ends become `\n`, the text becomes Unicode NFC, paragraphs are kept. That
//! text is what all offsets of later stages count in.
//!
//! What cannot be read is a [`Problem`] in the article's place, what was lost on the way is in [`Article::problems`];
//! neither ends the run.

mod articles;
mod columns;
mod csv;
mod date;
mod encoding;
mod find;
mod format;
mod inputs;
mod json_object;
mod jsonl;
mod language;
mod lines;
mod normalize;
mod record;
mod remains;
mod rows;
mod span;
mod txt;

pub use articles::Articles;
pub use columns::{Columns, ColumnsError};
pub use date::day;
pub use encoding::whole_text;
pub use format::{Format, FormatError};
pub use inputs::Inputs;
pub use record::OTHER_LANGUAGE;
pub use span::{CharIndex, Span};

use crate::problem::Problem;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Where an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Path as the user named it; `-` is standard input.
    pub file: String,
    /// Line (JSON Lines) or record (CSV) in the file, counted from 1; `None` where the file is the article.
    pub record: Option<u64>,
}

/// One news article. Made by hand it should be as the readers make it: `text` in Unicode NFC with `\n` line ends, `id` another one
/// for each article of a run (the readers put a number behind one that comes again). [`Inputs::open_with`] reads a record in memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// Identifier: given by the record, else the file stem, else `<stem>:<record>`.
    pub id: String,
    /// Date of publication.
    pub date: Option<Date>,
    /// Outlet.
    pub source: Option<String>,
    /// Headline. Context for the classifier; not itself a statement.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language tag, as given.
    pub lang: Option<String>,
    /// The text, in Unicode NFC with `\n` line ends.
    pub text: String,
    /// Every other field of the record, carried through to the output untouched.
    pub extra: Map<String, Value>,
    /// File and record.
    pub origin: Origin,
    /// What was lost on the way in, if anything.
    pub problems: Vec<Problem>,
}

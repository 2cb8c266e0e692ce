//! File formats.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How the bytes of an input make articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A text file is an article.
    Txt,
    /// A line of JSON is an article.
    Jsonl,
    /// A row under a header is an article; divided by comma, semicolon or tab.
    Csv,
}

impl Format {
    /// The names that [`Format::from_str`] knows.
    pub const NAMES: [&str; 3] = ["txt", "jsonl", "csv"];

    /// The format that a file's extension stands for.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Format::Txt),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "csv" | "tsv" => Some(Format::Csv),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(Self::NAMES[*self as usize])
    }
}

/// A name that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no input format; the formats are {names}", names = Format::NAMES.join(", "))]
pub struct FormatError(String);

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        match name {
            "txt" => Ok(Format::Txt),
            "jsonl" => Ok(Format::Jsonl),
            "csv" => Ok(Format::Csv),
            _ => Err(FormatError(name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions() {
        for name in Format::NAMES {
            assert_eq!(name.parse::<Format>().unwrap().to_string(), name);
        }
        assert!("parquet".parse::<Format>().unwrap_err().to_string().contains("txt, jsonl, csv"));
        assert_eq!(Format::of(Path::new("a/b.JSONL")), Some(Format::Jsonl));
        assert_eq!(Format::of(Path::new("a/b.jsonl.gz")), None);
    }
}

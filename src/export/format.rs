//! Names of the formats.

use crate::problem::{UnknownChoice, one_of};
use std::fmt;
use std::str::FromStr;

/// A format that a run can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Every statement as `statements.jsonl` has it.
    Jsonl,
    /// Every statement a row (RFC 4180); lists as JSON.
    Csv,
    /// A row for each speaker and target of each statement: what spreadsheets and regressions want.
    Codes,
    /// Apache Arrow's file format.
    Arrow,
    /// Apache Parquet.
    Parquet,
    /// A folder that the `datasets` library loads.
    HuggingFace,
    /// A database of Discourse Network Analyzer 3 (SQLite).
    Dna,
    /// The event list of Discourse Network Analyzer (CSV with semicolons).
    DnaEvents,
    /// The actor network, for visone, Gephi and networkx.
    Graphml,
    /// A folder with tasks, predictions and labelling interface of Label Studio.
    LabelStudio,
    /// JSON Lines for doccano's text classification.
    Doccano,
    /// Tokens with the spans of source, cue and quoted words.
    Conll,
}

impl Format {
    /// Every format, with its name.
    pub const ALL: [(&str, Self); 12] = [
        ("jsonl", Self::Jsonl),
        ("csv", Self::Csv),
        ("codes", Self::Codes),
        ("arrow", Self::Arrow),
        ("parquet", Self::Parquet),
        ("huggingface", Self::HuggingFace),
        ("dna", Self::Dna),
        ("dna-events", Self::DnaEvents),
        ("graphml", Self::Graphml),
        ("label-studio", Self::LabelStudio),
        ("doccano", Self::Doccano),
        ("conll", Self::Conll),
    ];

    /// Whether it is a folder of files.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::HuggingFace | Self::LabelStudio)
    }

    /// Whether people label in it, so that its statements can be a sample and come without the machine's labels.
    pub fn is_for_labelling(self) -> bool {
        matches!(self, Self::LabelStudio | Self::Doccano | Self::Csv | Self::Codes | Self::Jsonl)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        formatter.write_str(name)
    }
}

impl FromStr for Format {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        one_of(text, &Self::ALL)
    }
}

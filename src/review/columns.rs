//! The columns of a table, by their names.

use super::cells::trimmed;
use crate::export::{AS_CODED, CODER};
use csv::StringRecord;

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A statement, with the columns `speakers`, `themes` and `stances`: `export --to csv`.
    Statement,
    /// A speaker and a target of a statement, with `speaker`, `theme`, `target` and `label`: `export --to codes`.
    Code,
}

impl Shape {
    /// The columns that hold labels.
    pub(super) fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Statement => &["speakers", "themes", "stances"],
            Self::Code => &["speaker", "theme", "target", "label"],
        }
    }
}

/// The columns that say which statement is meant.
pub(super) const PLACE: [&str; 3] = ["article", "i", "text"];
/// Columns that only an export with the machine's labels has.
const MACHINE: [&str; 4] = ["attribution", "theme_probabilities", "theme_probability", "confidence"];

/// Names of columns, in order, as they are compared: a spreadsheet's user may have written them with capitals or blanks.
pub(super) struct Columns(Vec<String>);

impl Columns {
    /// Those of a header.
    pub fn new(header: &StringRecord) -> Self {
        let name = |cell: &str| trimmed(cell).to_lowercase().split_whitespace().collect::<Vec<_>>().join("_");
        Self(header.iter().map(name).collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is a column `name`.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|column| column == name)
    }

    /// The cell of the column `name`, without blanks around it; empty where there is none.
    pub fn cell<'r>(&self, record: &'r StringRecord, name: &str) -> &'r str {
        let place = self.0.iter().position(|column| column == name);
        trimmed(place.and_then(|place| record.get(place)).unwrap_or_default())
    }

    /// A column that only an export with the machine's labels has.
    pub fn of_machine(&self) -> Option<&'static str> {
        MACHINE.into_iter().find(|name| self.has(name))
    }

    /// What a row is: `wanted`, where its columns are there, else the other shape.
    ///
    /// # Errors
    /// Which column is missing or there twice.
    pub fn shape(&self, wanted: Shape) -> Result<Shape, String> {
        let other = if wanted == Shape::Code { Shape::Statement } else { Shape::Code };
        let missing = |shape: Shape| PLACE.iter().chain(shape.labels()).find(|name| !self.has(name));
        let shape = match (missing(wanted), missing(other)) {
            (None, _) => wanted,
            (Some(_), None) => other,
            (Some(name), Some(_)) => return Err(format!("it has no column {name:?}")),
        };
        let ours = || PLACE.iter().chain(shape.labels()).chain([&CODER, &AS_CODED]);
        let times = |name: &str| self.0.iter().filter(|column| *column == name).count();
        match ours().find(|name| times(name) > 1) {
            Some(twice) => Err(format!("it has {} columns {twice:?}; delete or rename all but one", times(twice))),
            None => Ok(shape),
        }
    }
}

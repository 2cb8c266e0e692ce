//! Which field of a record is which field of an article.

use std::fmt;
use std::str::FromStr;

/// The fields of an article that a record can give, in the order of [`Columns`].
pub(super) const FIELDS: [&str; 7] = ["text", "id", "date", "source", "title", "url", "lang"];

/// Names of the columns (CSV) or fields (JSON Lines) that hold an article's fields: by default the fields' own names.
/// Parsed from `text=body,id=doc_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Column of each field of [`FIELDS`], and whether the user named it.
    names: [(String, bool); FIELDS.len()],
}

impl Default for Columns {
    fn default() -> Self {
        Self { names: FIELDS.map(|field| (field.to_owned(), false)) }
    }
}

impl Columns {
    /// The column that holds `field`, one of `text`, `id`, `date`, `source`, `title`, `url`, `lang`.
    pub fn column(&self, field: &str) -> Option<&str> {
        FIELDS.iter().position(|known| *known == field).map(|at| self.names[at].0.as_str())
    }

    /// The field that `column` holds, if any.
    pub(super) fn field(&self, column: &str) -> Option<usize> {
        // An empty name stands for "no column": a nameless CSV column is no field.
        self.names.iter().position(|(name, _)| name == column && !name.is_empty())
    }

    /// Field and column of every mapping that the user gave.
    pub(super) fn given(&self) -> impl Iterator<Item = (usize, &str)> {
        self.names.iter().enumerate().filter(|(_, (_, given))| *given).map(|(at, (name, _))| (at, name.as_str()))
    }
}

/// A mistake in a column mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// A part without `=`, or with nothing on one side of it.
    #[error("`{0}` is not of the form FIELD=COLUMN, as in `text=body,id=doc_id`")]
    Form(String),
    /// The left side is no field of an article.
    #[error("`{0}` is not a field of an article; the fields are {fields}", fields = FIELDS.join(", "))]
    Field(String),
    /// A field or a column is named twice.
    #[error("`{0}` is named twice")]
    Twice(String),
}

impl fmt::Display for Columns {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<_> = self.given().map(|(field, column)| format!("{}={column}", FIELDS[field])).collect();
        formatter.write_str(&given.join(","))
    }
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(mapping: &str) -> Result<Self, ColumnsError> {
        let mut columns = Self::default();
        for part in mapping.split(',').filter(|part| !part.trim().is_empty()) {
            let (field, column) = part.split_once('=').ok_or_else(|| ColumnsError::Form(part.to_owned()))?;
            let (field, column) = (field.trim(), column.trim());
            if field.is_empty() || column.is_empty() {
                return Err(ColumnsError::Form(part.to_owned()));
            }
            let at = FIELDS.iter().position(|known| *known == field);
            let at = at.ok_or_else(|| ColumnsError::Field(field.to_owned()))?;
            if columns.names[at].1 {
                return Err(ColumnsError::Twice(field.to_owned()));
            }
            if columns.given().any(|(_, name)| name == column) {
                return Err(ColumnsError::Twice(column.to_owned()));
            }
            columns.names[at] = (column.to_owned(), true);
        }
        // A column that the user gave to one field is no longer the default of another: `text=title` frees `title`.
        let given: Vec<String> = columns.given().map(|(_, name)| name.to_owned()).collect();
        for (name, by_user) in &mut columns.names {
            if !*by_user && given.contains(name) {
                name.clear();
            }
        }
        Ok(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_replaces_defaults() {
        let columns: Columns = "text=body, id=doc_id".parse().unwrap();
        let found = ["text", "id", "date", "nonsense"].map(|field| columns.column(field));
        assert_eq!(found, [Some("body"), Some("doc_id"), Some("date"), None]);
        assert_eq!("".parse(), Ok(Columns::default()));
    }

    #[test]
    fn a_column_serves_one_field() {
        let columns: Columns = "text=title".parse().unwrap();
        assert_eq!((columns.field("title"), columns.field("text")), (Some(0), None));
    }

    #[test]
    fn mistakes_say_what_is_expected() {
        let cases = [
            ("body", "FIELD=COLUMN"),
            ("text=", "FIELD=COLUMN"),
            ("body=text", "the fields are text, id"),
            ("text=a,text=b", "`text` is named twice"),
            ("text=a,title=a", "`a` is named twice"),
        ];
        for (mapping, expected) in cases {
            let message = mapping.parse::<Columns>().unwrap_err().to_string();
            assert!(message.contains(expected), "{mapping}: {message}");
        }
    }
}

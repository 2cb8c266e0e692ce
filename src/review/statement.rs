//! A row of a table, or the rows of one statement, as they were written.

use super::cells::{is_error, list, pairs, shown};
use super::columns::{Columns, PLACE, Shape};
use super::labels::Labels;
use super::names::is_nobody;
use super::sheet::Row;
use crate::article::day;
use crate::codebook::Codebook;
use crate::export::{AS_CODED, CODER, as_coded};
use crate::review::AS_EXPORTED;
use serde_json::{Map, Value, json};

/// A statement as one row has it, or several together.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Its row, from 1, the file's first being 1, and the line on which that begins.
    pub at: (u64, usize),
    /// Where it stands, and its text: the fields of a gold record.
    pub fields: Map<String, Value>,
    /// Its labels, tidy.
    pub labels: Labels,
    /// Whether a cell for labels has something in it.
    pub filled: bool,
    /// Who signed it; empty where nobody did.
    pub coder: String,
    /// The mark of the labels that the machine gave, where the table has it.
    pub mark: String,
    /// What is wrong with one of its cells.
    pub broken: Option<String>,
}

impl Written {
    /// What `row` says.
    pub fn new(row: &Row, columns: &Columns, shape: Shape, codebook: &Codebook) -> Self {
        let cell = |name: &str| columns.cell(&row.cells, name);
        let (labels, mut broken) = labels(&cell, shape);
        let names = || PLACE.iter().chain(shape.labels()).chain([&CODER]);
        if let Some(name) = names().find(|name| is_error(cell(name))) {
            let reason = format!("its {name:?} is {}, a spreadsheet's error; put back what stood there", cell(name));
            broken = Some(reason);
        }
        if let Some(name) = names().find(|name| cell(name).contains('\0')) {
            broken = Some(format!("its {name:?} holds NUL bytes, which are no text; the file is damaged"));
        }
        if row.too_long {
            broken = Some("it has more cells than the header".to_owned());
        }
        // What says nothing, or was written by `import`, is no signature.
        let coder = Some(cell(CODER)).filter(|coder| !is_nobody(coder) && *coder != AS_EXPORTED);
        Self {
            at: (row.row, row.line),
            fields: fields(&cell),
            labels: labels.tidy(codebook),
            filled: shape.labels().iter().any(|name| !matches!(cell(name), "" | "[]")),
            coder: coder.unwrap_or_default().to_owned(),
            mark: cell(AS_CODED).to_owned(),
            broken,
        }
    }

    /// The id of its article, where it has one.
    pub fn article(&self) -> Option<&str> {
        self.fields.get("article")?.as_str().filter(|article| !article.is_empty())
    }

    /// Article and number, by which the rows of a statement belong together.
    pub fn place(&self) -> Option<(&str, u64)> {
        Some((self.fields.get("article")?.as_str()?, self.fields.get("i")?.as_u64()?))
    }

    /// The sentence.
    pub fn text(&self) -> &str {
        self.fields.get("text").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether `other` has the same text, but for blanks.
    pub fn has_text_of(&self, other: &Self) -> bool {
        self.text().split_whitespace().eq(other.text().split_whitespace())
    }

    /// Whether its labels are those that the machine gave.
    pub fn is_as_coded(&self) -> bool {
        let Labels { speakers, themes, stances } = &self.labels;
        let (speakers, themes) = (speakers.iter().map(String::as_str), themes.iter().map(String::as_str));
        let stances = stances.iter().map(|(target, label)| (target.as_str(), label.as_str()));
        self.broken.is_none() && self.place().is_some_and(|of| as_coded(of, speakers, themes, stances) == self.mark)
    }

    /// Whether somebody wrote labels into it: any, or others than the machine gave.
    pub fn is_changed(&self) -> bool {
        if self.mark.is_empty() { self.filled || self.broken.is_some() } else { !self.is_as_coded() }
    }

    /// The record of gold that it makes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn record(&self, codebook: &Codebook) -> Result<Map<String, Value>, String> {
        if let Some(reason) = &self.broken {
            return Err(reason.clone());
        }
        if let Some(missing) = PLACE.iter().find(|name| !self.fields.contains_key(**name)) {
            return Err(format!("its {missing:?} is empty, or no number where one belongs"));
        }
        let mut record = self.fields.clone();
        record.extend(self.labels.fields(codebook)?.map(|(name, value)| (name.to_owned(), value)));
        Ok(record)
    }
}

/// The labels of a row, and what is wrong with one of its cells.
fn labels<'c>(cell: &impl Fn(&str) -> &'c str, shape: Shape) -> (Labels, Option<String>) {
    if shape == Shape::Code {
        let one = |name: &str| Some(cell(name).to_owned()).filter(|cell| !cell.is_empty());
        let (target, label) = (one("target"), one("label"));
        let broken = match (&target, &label) {
            (Some(target), None) => Some(format!("it has a target, {}, and no label", shown(target))),
            (None, Some(label)) => Some(format!("it has a label, {}, and no target", shown(label))),
            _ => None,
        };
        let (speakers, themes) = (one("speaker").into_iter().collect(), one("theme").into_iter().collect());
        return (Labels { speakers, themes, stances: target.zip(label).into_iter().collect() }, broken);
    }
    let mut broken = None;
    let mut told = |name: &str, reason: String| {
        broken.get_or_insert(format!("its {name:?} {reason}"));
    };
    let mut read =
        |name: &str, key: &str| list(cell(name), key).map_err(|reason| told(name, reason)).unwrap_or_default();
    let (speakers, themes) = (read("speakers", "name"), read("themes", "id"));
    let stances = pairs(cell("stances")).map_err(|reason| told("stances", reason)).unwrap_or_default();
    (Labels { speakers, themes, stances }, broken)
}

/// What a gold record takes over as it is.
fn fields<'c>(cell: &impl Fn(&str) -> &'c str) -> Map<String, Value> {
    let numbers = ["i", "paragraph"].map(|name| (name, cell(name).parse::<u64>().ok().map(Value::from)));
    // A spreadsheet writes dates as its user does.
    let date = day(cell("date")).map_or_else(|| json!(cell("date")), |day| json!(day));
    let texts = ["article", "text", "source", "title"].map(|name| (name, Some(json!(cell(name)))));
    let texts = texts.into_iter().chain([("date", Some(date))]);
    let filled = numbers.into_iter().chain(texts).filter_map(|(name, value)| Some((name.to_owned(), value?)));
    filled.filter(|(_, value)| value != "").collect()
}

//! JSON Lines and CSV: every field of every statement.

use super::as_coded::{AS_CODED, of_line};
use super::row::{COLUMNS, Row};
use super::{Exported, Lines, Out, other};
use serde_json::Value;
use std::io;

/// Statements as `statements.jsonl` has them; lines that could not be read are gone.
pub(super) fn jsonl(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let mut rows = 0;
    for line in lines {
        serde_json::to_writer(&mut *file, &line)?;
        file.write_all(b"\n")?;
        rows += 1;
    }
    Ok(Exported { rows, notes: vec![] })
}

/// RFC 4180 with a header line; a list is JSON in its cell. What is absent and what is empty are both an empty cell,
/// which only an outlet, title, address or language of no letters could tell apart. A last column has the mark of the labels.
pub(super) fn csv(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(file);
    writer.write_record(COLUMNS.map(|(name, _)| name).iter().chain([&AS_CODED]))?;
    let mut rows = 0;
    for line in lines {
        let mark = of_line(&line);
        let row = serde_json::to_value(Row::from(line)).map_err(other)?;
        let cell = |(name, _): (&str, bool)| match row.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        writer.write_record(COLUMNS.map(cell).into_iter().chain([mark]))?;
        rows += 1;
    }
    writer.flush()?;
    Ok(Exported { rows, notes: vec![] })
}

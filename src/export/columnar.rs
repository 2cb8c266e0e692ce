//! Arrow and Parquet: the schema of `row`, in columns.

use super::row::Row;
use super::{Exported, Lines, Out, other};
use crate::output::{SCHEMA_VERSION, StatementLine};
use arrow_array::RecordBatch;
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{FieldRef, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_arrow::schema::{SchemaLike, SerdeArrowSchema};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Rows of a batch: memory stays flat, and a batch is still worth its header.
const BATCH: usize = 4096;

/// A column.
pub(super) fn column(name: &str, data_type: &str) -> Value {
    json!({ "name": name, "data_type": data_type })
}

/// A column that may be empty.
pub(super) fn nullable(name: &str, data_type: &str) -> Value {
    json!({ "name": name, "data_type": data_type, "nullable": true })
}

/// A column of lists of `element`.
pub(super) fn list(name: &str, element: &Value) -> Value {
    json!({ "name": name, "data_type": "List", "children": [element] })
}

/// A column of structures.
pub(super) fn structure(name: &str, children: &[Value]) -> Value {
    json!({ "name": name, "data_type": "Struct", "children": children })
}

/// The columns of the table of statements.
fn statements() -> Vec<Value> {
    let theme = structure("element", &[column("id", "LargeUtf8"), column("probability", "F64")]);
    let speaker =
        structure("element", &[column("id", "LargeUtf8"), column("name", "LargeUtf8"), column("surface", "LargeUtf8")]);
    let attribution = [column("kind", "LargeUtf8"), nullable("cue", "LargeUtf8"), column("confidence", "F64")];
    let stance = structure(
        "element",
        &[
            column("theme", "LargeUtf8"),
            column("target", "LargeUtf8"),
            column("label", "LargeUtf8"),
            column("favor", "F64"),
            column("against", "F64"),
            column("neutral", "F64"),
        ],
    );
    vec![
        column("article", "LargeUtf8"),
        nullable("date", "Date32"),
        nullable("source", "LargeUtf8"),
        nullable("title", "LargeUtf8"),
        nullable("url", "LargeUtf8"),
        nullable("lang", "LargeUtf8"),
        column("i", "U64"),
        column("paragraph", "U64"),
        column("start", "U64"),
        column("end", "U64"),
        column("text", "LargeUtf8"),
        list("speakers", &speaker),
        structure("attribution", &attribution),
        nullable("attribution_detail", "LargeUtf8"),
        list("themes", &theme),
        list("theme_probabilities", &theme),
        list("stances", &stance),
        column("tokens", "U64"),
        column("truncated", "Bool"),
        nullable("extra", "LargeUtf8"),
    ]
}

/// Fields of `columns`, and the schema that says which version of this program's tables it is: that of a run's folder.
pub(super) fn schema(columns: &[Value]) -> io::Result<(Vec<FieldRef>, Arc<Schema>)> {
    let fields = Vec::<FieldRef>::try_from(&SerdeArrowSchema::from_value(columns).map_err(other)?).map_err(other)?;
    let metadata = HashMap::from([("demarche.schema".to_owned(), SCHEMA_VERSION.to_string())]);
    let schema = Schema::new_with_metadata(fields.clone(), metadata);
    Ok((fields, Arc::new(schema)))
}

/// A batch of rows.
pub(super) fn batch<T: Serialize>(fields: &[FieldRef], schema: &Arc<Schema>, rows: &[T]) -> io::Result<RecordBatch> {
    let batch = serde_arrow::to_record_batch(fields, &rows).map_err(other)?;
    batch.with_schema(Arc::clone(schema)).map_err(other)
}

/// A Parquet file that rows are written to.
pub(super) struct Table<W: io::Write + Send> {
    fields: Vec<FieldRef>,
    schema: Arc<Schema>,
    writer: ArrowWriter<W>,
}

impl<W: io::Write + Send> Table<W> {
    pub fn new(columns: &[Value], file: W) -> io::Result<Self> {
        let (fields, schema) = schema(columns)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).map_err(other)?;
        Ok(Self { fields, schema, writer })
    }

    pub fn write<T: Serialize>(&mut self, rows: &[T]) -> io::Result<()> {
        self.writer.write(&batch(&self.fields, &self.schema, rows)?).map_err(other)
    }

    /// Ends the file.
    pub fn into_inner(self) -> io::Result<W> {
        self.writer.into_inner().map_err(other)
    }
}

fn in_batches(lines: Lines<'_>, mut write: impl FnMut(&[Row]) -> io::Result<()>) -> io::Result<Exported> {
    let mut exported = Exported::default();
    loop {
        let rows: Vec<Row> = lines.take(BATCH).map(Row::from).collect();
        if rows.is_empty() {
            return Ok(exported);
        }
        exported.rows += rows.len() as u64;
        write(&rows)?;
    }
}

pub(super) fn parquet(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let mut table = Table::new(&statements(), file)?;
    let exported = in_batches(lines, |rows| table.write(rows))?;
    table.into_inner()?;
    Ok(exported)
}

pub(super) fn arrow(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let (fields, schema) = schema(&statements())?;
    let mut writer = FileWriter::try_new(file, &schema).map_err(other)?;
    let exported = in_batches(lines, |rows| writer.write(&batch(&fields, &schema, rows)?).map_err(other))?;
    writer.finish().map_err(other)?;
    Ok(exported)
}

fn rows<T: DeserializeOwned>(batch: &RecordBatch) -> io::Result<Vec<T>> {
    serde_arrow::from_record_batch(batch).map_err(other)
}

/// Reads back what `export --to parquet` wrote.
///
/// # Errors
/// If it is no Parquet file of this schema.
pub fn read_parquet(file: File) -> io::Result<Vec<StatementLine>> {
    let mut lines = vec![];
    for batch in ParquetRecordBatchReaderBuilder::try_new(file).map_err(other)?.build().map_err(other)? {
        for row in rows::<Row>(&batch.map_err(other)?)? {
            lines.push(row.try_into()?);
        }
    }
    Ok(lines)
}

/// Reads back what `export --to arrow` wrote.
///
/// # Errors
/// If it is no Arrow file of this schema.
pub fn read_arrow(file: File) -> io::Result<Vec<StatementLine>> {
    let mut lines = vec![];
    for batch in FileReader::try_new(file, None).map_err(other)? {
        for row in rows::<Row>(&batch.map_err(other)?)? {
            lines.push(row.try_into()?);
        }
    }
    Ok(lines)
}

//! What a spreadsheet saves as CSV, as rows: which sign divides the cells, in which row the header stands, and where each
//! row begins in the file.

use super::cells::{shown, trimmed};
use super::columns::Columns;
use csv::StringRecord;

/// Signs between cells that spreadsheets write.
const DIVIDERS: [u8; 3] = [b',', b';', b'\t'];
/// Rows in which the header is looked for: somebody may have put a title above it.
const LOOKED_AT: usize = 10;
/// Cells that a title above the header fills at most; with more it may be a statement.
const TITLE_CELLS: usize = 2;

/// A table.
pub(super) struct Sheet {
    pub columns: Columns,
    /// Its rows below the header, without blank ones.
    pub rows: Vec<Row>,
    /// Number of the header's row, from 1, where a title stands above it.
    pub below_title: Option<u64>,
}

/// A row below the header.
pub(super) struct Row {
    /// Its number, from 1 for the first row of the file.
    pub row: u64,
    /// The line of the file on which it begins: a cell may hold line breaks.
    pub line: usize,
    /// Its cells, fewer than there are columns where a spreadsheet left empty ones away.
    pub cells: StringRecord,
    /// Cells with something in them for which there is no column.
    pub too_long: bool,
}

/// Reads `text`. Rows that are shorter than the header end in empty cells.
///
/// # Errors
/// What it is in place of a table of statements, or where a quotation mark cuts its rows in the wrong places.
pub(super) fn read(text: &str) -> Result<Sheet, String> {
    let found = DIVIDERS.into_iter().find_map(|divider| Some((divider, header(text, divider)?)));
    let Some((divider, (above, columns))) = found else { return Err(no_header(text)) };
    let mut reader = reader(text, divider);
    let (mut rows, mut record) = (vec![], StringRecord::new());
    let (mut number, mut line, mut counted) = (0, 1, 0);
    loop {
        let begins = reader.position().byte() as usize;
        if !reader.read_record(&mut record).map_err(|error| error.to_string())? {
            break;
        }
        number += 1;
        // The reader's own count of lines is one less after a CR LF; what it passes over before a row is line ends.
        let rest = text.get(begins..).unwrap_or_default();
        let start = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += lines(text.get(counted..start).unwrap_or_default());
        counted = start;
        let raw = text.get(start..reader.position().byte() as usize).unwrap_or_default();
        if number > above && is_cut(raw, char::from(divider)) {
            return Err(format!(
                "in row {number}, line {line}, a quotation mark is not closed, or stands in a quoted cell without being \
                 doubled, so that cells are cut in the wrong places; save the table anew from the spreadsheet"
            ));
        }
        let filled = |cell: &str| !trimmed(cell).is_empty();
        if number > above + 1 && record.iter().any(filled) {
            let too_long = record.iter().skip(columns.len()).any(filled);
            rows.push(Row { row: number, line, cells: record.clone(), too_long });
        }
    }
    // A spreadsheet's own first row, which names the divider, is no title.
    let titles = above - u64::from(text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))).min(above);
    Ok(Sheet { columns, rows, below_title: (titles > 0).then_some(above + 1) })
}

fn reader(text: &str, divider: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(divider).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// Line ends: LF, CR LF, or CR alone.
fn lines(text: &str) -> usize {
    text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count()
}

/// The header by `divider`, and how many rows stand above it: a title, or a spreadsheet's "sep=;".
fn header(text: &str, divider: u8) -> Option<(u64, Columns)> {
    let mut reader = reader(text, divider);
    let first: Vec<StringRecord> = reader.records().take(LOOKED_AT).map_while(Result::ok).collect();
    let filled = |record: &StringRecord| record.iter().filter(|cell| !trimmed(cell).is_empty()).count();
    let may_be = first.iter().position(|record| filled(record) > TITLE_CELLS)?;
    let columns = Columns::new(&first[may_be]);
    columns.has("article").then_some((may_be as u64, columns))
}

/// Whether a quotation mark that opens a cell of the row `raw` is not closed, or followed by something when it is.
fn is_cut(raw: &str, divider: char) -> bool {
    let mut quoted = false;
    // Begins as if after a divider.
    let mut before = divider;
    let mut signs = raw.chars().peekable();
    while let Some(sign) = signs.next() {
        if quoted && sign == '"' {
            match signs.peek() {
                Some('"') => drop(signs.next()),
                None => quoted = false,
                Some(&next) if next == divider || next == '\r' || next == '\n' => quoted = false,
                Some(_) => return true,
            }
        } else if sign == '"' && before == divider {
            quoted = true;
        }
        before = if quoted { '"' } else { sign };
    }
    quoted
}

/// What `text`, in which there is no header, is.
fn no_header(text: &str) -> String {
    let start = text.trim_start();
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    if start.starts_with(['[', '{']) {
        return "it is JSON; Label Studio's export is for `demarche import label-studio`, and a line of `export --to jsonl` is gold \
                once it has its labels"
            .to_owned();
    }
    let first = start.lines().next().unwrap_or_default();
    format!(
        "it has no column \"article\"; its first row is {}. The header must stand above all statements",
        shown(first)
    )
}

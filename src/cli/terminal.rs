//! Writing to a terminal or a pipe that may be closed at any time.

use anyhow::bail;
use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, Write};

/// `text` without what a terminal takes for a command: names and sentences are whatever the articles hold.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }).collect()
}

/// Writes `text`, which is for readers, to standard output. That nobody reads on (`| head`) is no error.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// The same of what only tells of results that are complete in files: that it cannot be written is said, and costs nothing
/// of them. Whether it could be written.
pub fn tell_result(text: &str) -> bool {
    written(print(text), true).is_ok_and(|written| written)
}

/// What became of standard output. Where the results stand `in_files` too, that it cannot be written is said, and costs nothing
/// of them; else it is the command's error. Whether it could be written.
pub fn written(result: io::Result<()>, in_files: bool) -> anyhow::Result<bool> {
    let Err(error) = result else { return Ok(true) };
    let told = format!("standard output cannot be written: {error}");
    if !in_files {
        bail!(told);
    }
    complain(&format!("{told}; the results are complete in their files"));
    Ok(false)
}

/// Writes `value` to standard output as JSON, piece by piece; see [`print`].
pub fn print_json(value: &impl Serialize) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
    match written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes a line to standard error; if that is closed too, nobody can be told.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{}", harmless(line));
}

/// Columns of the terminal that standard output goes to; 100 where it is none.
pub fn width() -> usize {
    comfy_table::Table::new().width().map_or(100, usize::from)
}

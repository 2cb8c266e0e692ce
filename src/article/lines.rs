//! Lines of any length in bounded memory.

use std::io::{self, BufRead};

/// What [`read_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line is in the buffer, with its `\n` if it had one.
    Whole,
    /// A line of this many bytes, longer than the limit, was passed over; the buffer holds its first bytes.
    TooLong(u64),
    /// The input is at its end.
    End,
}

/// Reads the next line into `buffer` (cleared first), at most `limit` bytes of it. A longer line is read to its end and
/// dropped, so that the next call finds the next line.
pub(super) fn read_line(reader: &mut impl BufRead, limit: usize, buffer: &mut Vec<u8>) -> io::Result<Line> {
    buffer.clear();
    let mut length = 0u64;
    loop {
        let chunk = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        if chunk.is_empty() && length == 0 {
            return Ok(Line::End);
        }
        let end = chunk.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(chunk.len());
        let kept = taken.min(limit - buffer.len());
        buffer.extend_from_slice(&chunk[..kept]);
        length += taken as u64;
        reader.consume(taken);
        if end.is_some() || taken == 0 {
            return Ok(if length > limit as u64 { Line::TooLong(length) } else { Line::Whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_the_next_one_read() {
        let text = format!("short\n{}\nafter\n\nlast", "x".repeat(1000));
        for capacity in [1, 7, 64, 4096] {
            let mut reader = BufReader::with_capacity(capacity, Cursor::new(&text));
            let mut buffer = Vec::new();
            let mut seen = Vec::new();
            loop {
                match read_line(&mut reader, 10, &mut buffer).unwrap() {
                    Line::End => break,
                    line => seen.push((line, String::from_utf8(buffer.clone()).unwrap())),
                }
            }
            let expected = [
                (Line::Whole, "short\n"),
                (Line::TooLong(1001), "xxxxxxxxxx"),
                (Line::Whole, "after\n"),
                (Line::Whole, "\n"),
                (Line::Whole, "last"),
            ];
            assert_eq!(seen, expected.map(|(line, text)| (line, text.to_owned())), "capacity {capacity}");
        }
    }
}

//! Paragraphs: what a line end means in a text.
//!
//! A blank line always ends a paragraph. A single line end does so too (one paragraph a line, as most exports of news
//! write it), unless the text is wrapped at a width (as mail, wires and old text files are): then a line end is a
//! blank where the next word would no longer have fitted on the line, and still ends the paragraph where it would.

use std::ops::Range;

/// No text is wrapped at more characters than this; longer lines are paragraphs.
const WIDEST: usize = 120;

/// Narrower columns are lists, tables or verse, not wrapped prose.
const NARROWEST: usize = 40;

/// Full lines that prove a width; the longest line of any text is full.
const FEWEST: usize = 3;

/// Byte ranges of the paragraphs of `text`, trimmed, none empty. Inside one, a line end is a blank.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let width = wrap_width(text, &lines);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in &lines {
        match (previous, paragraphs.last_mut()) {
            (Some(before), Some(last)) if width.is_some_and(|width| is_full(text, before, line, width)) => {
                last.end = line.range.end;
            }
            _ => paragraphs.push(line.range.clone()),
        }
        previous = Some(line);
    }
    paragraphs
}

/// A line that is not blank.
struct Line {
    /// Its bytes, without white space around them.
    range: Range<usize>,
    /// Code points from its first column to its last, indentation included.
    length: usize,
    /// Whether the line before it is not blank.
    follows: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let (mut lines, mut start, mut follows) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = start + line.len() - line.trim_start().len();
            let length = line.trim_end().chars().count();
            lines.push(Line { range: from..from + trimmed.len(), length, follows });
        }
        follows = !trimmed.is_empty();
        start += line.len();
    }
    lines
}

/// The width at which `text` is wrapped, if it is: most lines that another one follows are full.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let width = lines.iter().map(|line| line.length).max()?;
    if !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let pairs = || lines.windows(2).filter(|pair| pair[1].follows);
    let full = pairs().filter(|pair| is_full(text, &pair[0], &pair[1], width)).count();
    (full >= FEWEST && full * 3 > pairs().count() * 2).then_some(width)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let word = text[next.range.clone()].split_whitespace().next().unwrap_or_default();
    next.follows && line.length + 1 + word.chars().count() > width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_line_end_is_a_paragraph_end() {
        let text = " One paragraph, of two sentences. This is the second.\nAnother, \n\n \nand a third. \n";
        assert_eq!(split(text), ["One paragraph, of two sentences. This is the second.", "Another,", "and a third."]);
        assert_eq!(split(" \n\n"), Vec::<&str>::new());
    }

    #[test]
    fn wrapped_lines_are_joined_up_to_the_end_of_the_paragraph() {
        let text = "The two ministers met on Monday in the\ncapital and agreed to go on talking about\n\
                    tariffs until the end of June.\nNeither side gave any further details of\nthe talks.\n\nOne more.";
        assert_eq!(split(text).len(), 3, "{:?}", split(text));
        assert!(split(text)[1].starts_with("Neither"));
    }
}

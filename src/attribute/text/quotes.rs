//! Quotation marks: which parts of a text stand in quotes.
//!
//! Straight, curly, low, angled and single marks. A quote that runs over several paragraphs opens each paragraph anew
//! and closes the last; it is one quote with several pieces. A mark without a partner degrades its own quote, which
//! then ends with its paragraph, and is reported; the rest of the text is read as if nothing had happened.

use super::tokens::is_dutch_article;
use std::ops::Range;

/// One quote: the pieces of text between its outermost marks, marks included, one piece a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    pub pieces: Vec<Range<usize>>,
    /// Whether the closing mark was found.
    pub closed: bool,
}

impl Quote {
    fn new(piece: Range<usize>, closed: bool) -> Self {
        Self { pieces: std::iter::once(piece).collect(), closed }
    }
}

/// Lines that a quote may run on for without a mark of its own, where a text has a sentence a line.
const LINES_WITHOUT_MARK: usize = 6;

/// The quotes of `text`, outermost only, in order.
pub(crate) fn find_quotes(text: &str) -> Vec<Quote> {
    let paragraphs: Vec<Range<usize>> = paragraphs(text).collect();
    let mut quotes: Vec<Quote> = Vec::new();
    let mut index = 0;
    // Where reading goes on in the current paragraph, past what closes a quote of the paragraphs before.
    let mut from = 0;
    while let Some(paragraph) = paragraphs.get(index) {
        let start = paragraph.start.max(from);
        let pending = read_paragraph(text, start..paragraph.end, &mut quotes);
        index += 1;
        if let (Some(family), Some(quote)) = (pending, quotes.last_mut()) {
            (index, from) = follow(text, &paragraphs, index, family, quote);
        }
    }
    quotes
}

/// Follows an open quote into the next paragraphs; gives the paragraph and the byte where reading goes on.
fn follow(
    text: &str,
    paragraphs: &[Range<usize>],
    mut index: usize,
    family: Family,
    quote: &mut Quote,
) -> (usize, usize) {
    // Each paragraph of a long quote opens anew.
    while let Some(paragraph) = paragraphs.get(index) {
        let opener = text[paragraph.clone()].chars().next().filter(|&c| opening_family(c) == Some(family) && c != '”');
        let Some(opener) = opener else { break };
        let mut inner = Vec::new();
        let pending = read_paragraph(text, paragraph.clone(), &mut inner);
        let Some(first) = inner.first() else { break };
        let piece = first.pieces[0].clone();
        if !first.closed && pending.is_none() || piece.start != paragraph.start || piece.len() <= opener.len_utf8() {
            break;
        }
        quote.pieces.push(piece.clone());
        quote.closed = first.closed;
        if first.closed {
            return (index, piece.end);
        }
        index += 1;
    }
    // One sentence a line: the closing mark comes some lines on, before any opening one.
    for ahead in index..(index + LINES_WITHOUT_MARK).min(paragraphs.len()) {
        let paragraph = paragraphs[ahead].clone();
        match first_mark(&text[paragraph.clone()], family) {
            Some((offset, true)) => {
                quote.pieces.extend(paragraphs[index..ahead].iter().cloned());
                quote.pieces.push(paragraph.start..paragraph.start + offset);
                quote.closed = true;
                return (ahead, paragraph.start + offset);
            }
            Some((_, false)) => break,
            None => {}
        }
    }
    (index, 0)
}

/// The first mark of `family` in a paragraph: one past it, and whether it closes rather than opens.
fn first_mark(slice: &str, family: Family) -> Option<(usize, bool)> {
    let mut previous = None;
    let last = last_single_close(slice);
    let mut chars = slice.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let closes_later = last > Some(offset + c.len_utf8());
        if opening_family(c) == Some(family) && opens(c, family, previous, next, closes_later) {
            return Some((offset, false));
        }
        if closes(c, family, previous, next) {
            return Some((offset + c.len_utf8(), true));
        }
        previous = Some(c);
    }
    None
}

/// Marks that pair with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angled,
}

fn opening_family(c: char) -> Option<Family> {
    match c {
        '"' | '“' | '„' | '‟' | '”' | '″' => Some(Family::Double),
        '«' | '»' => Some(Family::Angled),
        '\'' | '‘' | '‚' => Some(Family::Single),
        _ => None,
    }
}

/// Lines, trimmed; a blank line is none.
fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let trimmed = line.trim();
        let lead = line.len() - line.trim_start().len();
        (!trimmed.is_empty()).then(|| at + lead..at + lead + trimmed.len())
    })
}

/// Finds the quotes of one paragraph; gives the family of the one that it leaves open.
fn read_paragraph(text: &str, range: Range<usize>, quotes: &mut Vec<Quote>) -> Option<Family> {
    let slice = &text[range.clone()];
    let mut open: Option<(usize, Family)> = None;
    let mut previous: Option<char> = None;
    let last = last_single_close(slice);
    let mut chars = slice.char_indices().peekable();
    while let Some((offset, mut c)) = chars.next() {
        let mut width = c.len_utf8();
        // Two single marks written for a double one.
        if matches!(c, '\'' | '`' | '’' | '‘') && chars.peek().is_some_and(|&(_, n)| n == c) {
            chars.next();
            width *= 2;
            c = '"';
        }
        let next = chars.peek().map(|&(_, n)| n);
        let at = range.start + offset;
        match open {
            None => {
                if let Some(family) = opening_family(c)
                    && opens(c, family, previous, next, last > Some(offset + width))
                    && !(family == Family::Single && is_dutch_article(text, at))
                {
                    open = Some((at, family));
                }
            }
            Some((from, family)) => {
                // A second opening curly mark: the first had no partner.
                if c == '“' && text[from..].starts_with('“') && next.is_some_and(char::is_alphanumeric) {
                    quotes.push(Quote::new(from..at, false));
                    open = Some((at, family));
                } else if closes(c, family, previous, next) {
                    quotes.push(Quote::new(from..at + width, true));
                    open = None;
                }
            }
        }
        previous = Some(c);
    }
    let (from, family) = open?;
    quotes.push(Quote::new(from..range.end, false));
    Some(family)
}

/// The last mark of a paragraph that can close a single quote. Found once: texts full of apostrophes are long, too.
fn last_single_close(slice: &str) -> Option<usize> {
    slice.char_indices().rev().find_map(|(i, m)| {
        let (before, after) = (slice[..i].chars().next_back(), slice[i + m.len_utf8()..].chars().next());
        closes(m, Family::Single, before, after).then_some(i)
    })
}

/// Whether a mark begins a quote, seen from its neighbours. `closes_later`: a mark behind the next character can close
/// a single quote.
fn opens(c: char, family: Family, previous: Option<char>, next: Option<char>, closes_later: bool) -> bool {
    let after_gap =
        previous.is_none_or(|p| p.is_whitespace() || matches!(p, '(' | '[' | '—' | '–' | '-' | '/' | ':' | '…' | '"'));
    let before_word = next.is_some_and(|n| !n.is_whitespace());
    match family {
        Family::Angled => true,
        Family::Double => match c {
            '“' | '„' => true,
            '”' => after_gap && before_word,
            _ => before_word && (after_gap || !rest_is_punctuation(next)),
        },
        // A single mark opens only where another can close: most are apostrophes.
        Family::Single => after_gap && next.is_some_and(char::is_alphanumeric) && closes_later,
    }
}

fn rest_is_punctuation(next: Option<char>) -> bool {
    next.is_some_and(|n| matches!(n, '.' | ',' | ';' | ':' | '!' | '?' | ')'))
}

/// Whether a mark ends the quote of `family`.
fn closes(c: char, family: Family, previous: Option<char>, next: Option<char>) -> bool {
    let before_gap = next.is_none_or(|n| !n.is_alphanumeric());
    match family {
        Family::Double => {
            matches!(c, '”' | '‟')
                || (matches!(c, '"' | '“' | '″') && (before_gap || !previous.is_some_and(char::is_whitespace)))
        }
        Family::Angled => matches!(c, '»' | '«'),
        Family::Single => matches!(c, '\'' | '’') && before_gap && previous.is_some_and(|p| !p.is_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<(String, bool)> {
        find_quotes(text)
            .into_iter()
            .map(|q| (q.pieces.iter().map(|p| &text[p.clone()]).collect::<Vec<_>>().join("|"), q.closed))
            .collect()
    }

    #[test]
    fn kinds_of_marks() {
        for (text, expected) in [
            ("He said \"no way\" twice.", "\"no way\""),
            ("He said “no ‘real’ way” twice.", "“no ‘real’ way”"),
            ("He said 'no way' twice; it's Roe's.", "'no way'"),
            ("He said «no way» twice.", "«no way»"),
            ("He said „no way“ twice.", "„no way“"),
            ("He said ''no way'' twice.", "''no way''"),
        ] {
            assert_eq!(quoted(text), [(expected.to_owned(), true)], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_quotes() {
        assert!(quoted("The ministers' plan isn't Roe's, it's the farmers' own.").is_empty());
    }

    #[test]
    fn a_text_full_of_apostrophes_takes_no_longer_than_another() {
        // It took time by the square of its length: half a minute for this one, now some milliseconds.
        let start = std::time::Instant::now();
        assert!(quoted(&"'tis so ".repeat(10_000)).is_empty());
        assert!(start.elapsed().as_secs() < 5);
    }

    #[test]
    fn a_quote_over_paragraphs_is_one() {
        assert_eq!(quoted("“First.\n\n“Second.”\n\nThird."), [("“First.|“Second.”".to_owned(), true)]);
    }

    #[test]
    fn a_lone_mark_ends_with_its_paragraph() {
        assert_eq!(
            quoted("Roe said “never again.\n\nPoe said “always”."),
            [("“never again.".to_owned(), false), ("“always”".to_owned(), true)]
        );
    }
}

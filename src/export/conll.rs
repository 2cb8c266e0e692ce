//! Tokens in columns, with the spans of attribution, as sequence taggers read them.
//!
//! Columns, divided by tabs: token, first code point and one past the last in the article, tag (IOB2: SOURCE, CUE,
//! CONTENT). A sentence ends with an empty line and begins with comments that say where it stands. A run knows the
//! surface of a speaker and the cue, not their places: the first occurrence in the sentence counts; CONTENT are the
//! words between quotation marks of a direct or mixed quotation, since a run does not tell where reported words begin.

use super::{Exported, Lines, Out};
use crate::attribute::AttributionKind;
use crate::output::StatementLine;
use regex::Regex;
use std::io;
use std::ops::Range;

pub(super) fn write(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let [token, quoted] = [r"\w+(?:['’\-]\w+)*|[^\w\s]", r#"[“«„][^“”«»„]*[”»]|"[^"]*""#]
        .map(|pattern| Regex::new(pattern).map_err(super::other));
    let (token, quoted) = (token?, quoted?);
    let mut rows = 0;
    for line in lines {
        let speakers: Vec<&str> = line.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        let kind = serde_json::to_value(line.attribution.kind)?;
        writeln!(file, "# article = {}\n# i = {}", line.article.replace('\n', " "), line.i)?;
        writeln!(file, "# speakers = {}", speakers.join("; "))?;
        writeln!(file, "# attribution = {}", kind.as_str().unwrap_or_default())?;
        let spans = spans(&line, &quoted);
        let mut last: Option<usize> = None;
        let (mut byte, mut place) = (0, line.start);
        for found in token.find_iter(&line.text) {
            place += line.text[byte..found.start()].chars().count();
            let end = place + found.as_str().chars().count();
            let span = spans.iter().position(|(range, _)| range.start <= found.start() && found.end() <= range.end);
            let tag = match span {
                None => "O".to_owned(),
                Some(n) => format!("{}-{}", if last == Some(n) { "I" } else { "B" }, spans[n].1),
            };
            writeln!(file, "{}\t{place}\t{end}\t{tag}", found.as_str())?;
            (byte, place, last) = (found.end(), end, span);
        }
        writeln!(file)?;
        rows += 1;
    }
    Ok(Exported { rows, notes: vec![] })
}

/// Byte ranges of source, cue and content, the first of two that overlap being the one that counts.
fn spans(line: &StatementLine, quoted: &Regex) -> Vec<(Range<usize>, &'static str)> {
    let mut spans = vec![];
    if matches!(line.attribution.kind, AttributionKind::Direct | AttributionKind::Mixed) {
        spans.extend(quoted.find_iter(&line.text).map(|found| (found.range(), "CONTENT")));
    }
    let outside = |spans: &[(Range<usize>, &'static str)], needle: &str| {
        let mut places = line.text.match_indices(needle).map(|(at, text)| at..at + text.len());
        places.find(|range| {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !word(line.text[..range.start].chars().next_back())
                && !word(line.text[range.end..].chars().next())
                && spans.iter().all(|(span, _)| range.end <= span.start || span.end <= range.start)
        })
    };
    let needles = line.speakers.iter().map(|speaker| (speaker.surface.as_str(), "SOURCE"));
    for (needle, tag) in needles.chain(line.attribution.cue.iter().map(|cue| (cue.as_str(), "CUE"))) {
        if let Some(range) = (!needle.is_empty()).then(|| outside(&spans, needle)).flatten() {
            spans.push((range, tag));
        }
    }
    spans
}

//! Tokens in columns, with the spans of attribution, as sequence taggers read them.
//!
//! Columns, divided by tabs: token, first code point and one past the last in the article, tag (IOB2: SOURCE, CUE,
//! CONTENT). A sentence ends with an empty line and begins with comments that say where it stands. Tags are those of the
//! run's spans, as far as they lie in the sentence. A statement without spans (of an older run, or where a quote only goes
//! on) knows the surface of a speaker and the cue, not their places: the first occurrence in the sentence counts; CONTENT
//! are then the words between quotation marks of a direct or mixed quotation.

use super::{Exported, Lines, Out};
use crate::attribute::{AttributionKind, Spans};
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
        writeln!(file, "# article = {}\n# i = {}", line.article.replace('\n', " "), line.i)?;
        writeln!(file, "# speakers = {}", speakers.join("; "))?;
        writeln!(file, "# attribution = {}", line.attribution.kind)?;
        let spans = line.attribution.spans.as_ref().map_or_else(|| searched(&line, &quoted), |of| known(&line, of));
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

/// Byte ranges of source, cue and content by the run's spans, which count code points of the article.
fn known(line: &StatementLine, spans: &Spans) -> Vec<(Range<usize>, &'static str)> {
    let byte = |place: usize| {
        let inside = place.saturating_sub(line.start);
        line.text.char_indices().nth(inside).map_or(line.text.len(), |(byte, _)| byte)
    };
    let tagged = spans.source.iter().map(|span| (span, "SOURCE")).chain([(&spans.cue, "CUE")]);
    let tagged = tagged.chain(spans.content.iter().map(|span| (span, "CONTENT")));
    let ranges = tagged.map(|((start, end), tag)| (byte(*start)..byte(*end), tag));
    ranges.filter(|(range, _)| !range.is_empty()).collect()
}

/// The same by a search, the first of two that overlap being the one that counts.
fn searched(line: &StatementLine, quoted: &Regex) -> Vec<(Range<usize>, &'static str)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(spans: Option<serde_json::Value>) -> String {
        let mut attribution = serde_json::json!({"kind": "indirect", "cue": "said", "confidence": 0.9});
        attribution["spans"] = spans.unwrap_or_default();
        let line = serde_json::json!({
            "article": "a", "i": 1, "paragraph": 0, "start": 100, "end": 136, "text": "Élan said Roe's aide said it rained.",
            "speakers": [{"id": "x", "name": "Anna Roe", "surface": "Roe"}], "attribution": attribution, "themes": [],
            "theme_probabilities": {}, "stances": [], "tokens": 9, "truncated": false,
        });
        let mut out = vec![];
        let mut lines = std::iter::once(serde_json::from_value::<StatementLine>(line).unwrap());
        write(&mut lines, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let rows = text.lines().filter(|row| row.contains('\t'));
        let tagged = rows.map(|row| row.split('\t').collect::<Vec<_>>()).filter(|row| row[3] != "O");
        tagged.map(|row| format!("{} {}", row[0], row[3])).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn tags_are_the_runs_spans_and_searched_only_where_there_are_none() {
        let spans = serde_json::json!({"source": [110, 120], "cue": [121, 125], "content": [[126, 150]]});
        assert_eq!(
            tags(Some(spans)),
            "Roe's B-SOURCE, aide I-SOURCE, said B-CUE, it B-CONTENT, rained I-CONTENT, . I-CONTENT"
        );
        let before = serde_json::json!({"source": [80, 90], "cue": [91, 95], "content": [[96, 109]]});
        assert_eq!(tags(Some(before)), "Élan B-CONTENT, said I-CONTENT", "what stands in another sentence is not here");
        assert_eq!(tags(None), "said B-CUE", "the first of them; the name is no word of its own here");
    }
}

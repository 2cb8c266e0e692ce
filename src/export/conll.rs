//! Tokens in columns, with the spans of attribution, as sequence taggers read them: CoNLL-U Plus.
//!
//! Columns, divided by tabs and named in the first line: number of the token in the sentence, token, first code point and one
//! past the last in the article, tag (IOB2: SOURCE, CUE, CONTENT). The number stands first because readers take a line that
//! begins with "#" for a comment. A sentence ends with an empty line and begins with comments that say where it stands.
//! Tags are those of the run's spans, as far as they lie in the sentence; a statement without spans has none.
//! <https://universaldependencies.org/ext-format.html>

use super::{Exported, Lines, Out};
use crate::attribute::Spans;
use crate::output::StatementLine;
use regex::Regex;
use std::io;
use std::ops::Range;

pub(super) fn write(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let token = Regex::new(r"\w+(?:['’\-]\w+)*|[^\w\s]").map_err(super::other)?;
    writeln!(file, "# global.columns = ID FORM START END TAG")?;
    let mut rows = 0;
    for line in lines {
        let speakers: Vec<&str> = line.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        writeln!(file, "# article = {}\n# i = {}", line.article.replace('\n', " "), line.i)?;
        writeln!(file, "# speakers = {}", speakers.join("; "))?;
        writeln!(file, "# attribution = {}", line.attribution.kind)?;
        let spans = line.attribution.spans.as_ref().map_or_else(Vec::new, |spans| tagged(&line, spans));
        let mut last: Option<usize> = None;
        let (mut byte, mut place) = (0, line.start);
        for (number, found) in token.find_iter(&line.text).enumerate() {
            place += line.text[byte..found.start()].chars().count();
            let end = place + found.as_str().chars().count();
            let span = spans.iter().position(|(range, _)| range.start <= found.start() && found.end() <= range.end);
            let tag = match span {
                None => "O".to_owned(),
                Some(n) => format!("{}-{}", if last == Some(n) { "I" } else { "B" }, spans[n].1),
            };
            writeln!(file, "{}\t{}\t{place}\t{end}\t{tag}", number + 1, found.as_str())?;
            (byte, place, last) = (found.end(), end, span);
        }
        writeln!(file)?;
        rows += 1;
    }
    Ok(Exported { rows, notes: vec![] })
}

/// Byte ranges of source, cue and content by the run's spans, which count code points of the article.
fn tagged(line: &StatementLine, spans: &Spans) -> Vec<(Range<usize>, &'static str)> {
    let byte = |place: usize| {
        let inside = place.saturating_sub(line.start);
        line.text.char_indices().nth(inside).map_or(line.text.len(), |(byte, _)| byte)
    };
    let tagged = spans.source.iter().map(|span| (span, "SOURCE")).chain([(&spans.cue, "CUE")]);
    let tagged = tagged.chain(spans.content.iter().map(|span| (span, "CONTENT")));
    let ranges = tagged.map(|((start, end), tag)| (byte(*start)..byte(*end), tag));
    ranges.filter(|(range, _)| !range.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(spans: Option<serde_json::Value>) -> Vec<[String; 5]> {
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
        rows.map(|row| row.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
    }

    fn tags(spans: Option<serde_json::Value>) -> String {
        let tagged = rows(spans).into_iter().filter(|[.., tag]| tag != "O");
        tagged.map(|[_, token, _, _, tag]| format!("{token} {tag}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_token_never_begins_its_line_since_a_number_sign_would_make_a_comment_of_it() {
        let numbers: Vec<String> = rows(None).into_iter().map(|[number, ..]| number).collect();
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    }

    #[test]
    fn tags_are_the_runs_spans() {
        let spans = serde_json::json!({"source": [110, 120], "cue": [121, 125], "content": [[126, 150]]});
        assert_eq!(
            tags(Some(spans)),
            "Roe's B-SOURCE, aide I-SOURCE, said B-CUE, it B-CONTENT, rained I-CONTENT, . I-CONTENT"
        );
        let before = serde_json::json!({"source": [80, 90], "cue": [91, 95], "content": [[96, 109]]});
        assert_eq!(tags(Some(before)), "Élan B-CONTENT, said I-CONTENT", "what stands in another sentence is not here");
        assert_eq!(tags(None), "", "without spans nothing is guessed");
    }
}

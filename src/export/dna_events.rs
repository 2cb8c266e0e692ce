//! The event list of Discourse Network Analyzer, under the header that its own export writes.
//!
//! Its export turns quotation marks and semicolons of a text into others; here cells are quoted as in RFC 4180, so the
//! text stays what it is.

use super::{Context, Exported, Lines, Out, count_note};
use crate::classify::Label;
use crate::output::StatementLine;
use std::collections::HashMap;
use std::io;

const HEADER: [&str; 16] = [
    "statement_id",
    "time",
    "person",
    "organization",
    "concept",
    "agreement",
    "start_position",
    "stop_position",
    "text",
    "coder",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_section",
    "document_type",
];

/// Who codes.
const CODER: &str = "demarche";

/// An event: a speaker's stance on a target. Neutral statements are none, since agreement is yes or no there.
pub(super) fn events(line: &StatementLine) -> impl Iterator<Item = (&str, String, bool)> {
    line.speakers.iter().flat_map(|speaker| {
        line.stances.iter().filter(|stance| stance.label != Label::Neutral).map(|stance| {
            (speaker.name.as_str(), format!("{}: {}", stance.theme, stance.target), stance.label == Label::Favor)
        })
    })
}

/// Speakers' stances on targets that the tool cannot hold.
pub(super) fn neutral(line: &StatementLine) -> u64 {
    let neutral = line.stances.iter().filter(|stance| stance.label == Label::Neutral).count();
    (neutral * line.speakers.len()) as u64
}

/// Why stances are missing.
pub(super) const NEUTRAL: &str = "left out: agreement is yes or no in Discourse Network Analyzer";

pub(super) fn write(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::NonNumeric)
        .terminator(csv::Terminator::CRLF)
        .from_writer(file);
    writer.write_record(HEADER)?;
    let (mut rows, mut left_out, mut undated) = (0, 0, 0);
    let mut documents: HashMap<String, usize> = HashMap::new();
    for line in lines {
        let next = documents.len() + 1;
        let document = *documents.entry(line.article.clone()).or_insert(next);
        left_out += neutral(&line);
        for (speaker, concept, agreement) in events(&line) {
            rows += 1;
            undated += u64::from(line.date.is_none());
            let (person, organization) = context.person_or_organization(speaker);
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            writer.write_record([
                rows.to_string(),
                line.date.map(|date| format!("{date} 00:00:00")).unwrap_or_default(),
                person.to_owned(),
                organization.to_owned(),
                concept,
                u8::from(agreement).to_string(),
                line.start.to_string(),
                line.end.to_string(),
                line.text.clone(),
                CODER.to_owned(),
                document.to_string(),
                line.title.clone().unwrap_or_else(|| line.article.clone()),
                String::new(),
                text(&line.source),
                String::new(),
                String::new(),
            ])?;
        }
    }
    writer.flush()?;
    let notes = [count_note(left_out, "neutral stance", NEUTRAL), count_note(undated, "event", "without a date")];
    Ok(Exported { rows, notes: notes.into_iter().flatten().collect() })
}

//! Tables and JSON Lines to label blind: the sentence and where it stands, and nothing that the machine says of it.
//!
//! Whoever sees a label before choosing one tends to keep it (anchoring: Tversky and Kahneman, Science 185, 1974), so that
//! labels which were made from the machine's hide its errors.

use super::sample::{Chosen, chosen};
use super::{Context, Exported, Lines, Out};
use serde_json::json;
use std::io;

/// The columns that say what is to be labelled.
const PLACE: [&str; 8] = ["article", "i", "paragraph", "date", "source", "title", "previous", "text"];
/// Where whoever labels a row signs it: of a blind table `import` takes signed rows alone.
pub const CODER: &str = "coder";

/// The table of `import csv`: a row a statement.
pub(super) fn csv(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    table(lines, file, context, &["speakers", "themes", "stances", CODER])
}

/// The table of `import codes`: a row a statement, to be repeated for each speaker and target.
pub(super) fn codes(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    table(lines, file, context, &["speaker", "theme", "target", "label", CODER])
}

fn table(lines: Lines<'_>, file: Out<'_>, context: &Context, empty: &[&str]) -> io::Result<Exported> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(file);
    writer.write_record(PLACE.iter().chain(empty))?;
    let chosen = chosen(lines, context);
    for (line, previous) in &chosen {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let place = [
            line.article.clone(),
            line.i.to_string(),
            line.paragraph.to_string(),
            line.date.map(|date| date.to_string()).unwrap_or_default(),
            text(&line.source),
            text(&line.title),
            previous.clone(),
            line.text.clone(),
        ];
        writer.write_record(place.into_iter().chain(empty.iter().map(|_| String::new())))?;
    }
    writer.flush()?;
    let sign = format!("whoever labels a row puts their initials into {CODER:?}: import takes the rows that have some");
    Ok(exported(&chosen, context, sign))
}

/// Records of the gold format without `speakers`, `themes` and `stance`.
pub(super) fn jsonl(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    let chosen = chosen(lines, context);
    for (line, previous) in &chosen {
        let record = json!({
            "article": line.article,
            "i": line.i,
            "paragraph": line.paragraph,
            "date": line.date,
            "source": line.source,
            "title": line.title,
            "previous": previous,
            "text": line.text,
        });
        serde_json::to_writer(&mut *file, &record)?;
        file.write_all(b"\n")?;
    }
    let add = "with \"speakers\", \"themes\" and \"stance\" in each line it is gold as it stands".to_owned();
    Ok(exported(&chosen, context, add))
}

fn exported(chosen: &[Chosen], context: &Context, note: String) -> Exported {
    Exported { rows: chosen.len() as u64, notes: context.order_note().into_iter().chain([note]).collect() }
}

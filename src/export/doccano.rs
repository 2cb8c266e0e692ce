//! JSON Lines for doccano's text classification: themes, and stances as "target: label".

use super::label_studio::chosen;
use super::{Context, Exported, Lines, Out};
use serde_json::json;
use std::io;

pub(super) fn write(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    let mut rows = 0;
    for (line, _) in chosen(lines, context) {
        let mut labels: Vec<String> = line.themes.iter().map(|theme| theme.id.clone()).collect();
        for stance in &line.stances {
            let label = serde_json::to_value(stance.label)?;
            labels.push(format!("{}: {}", stance.target, label.as_str().unwrap_or_default()));
        }
        let speakers: Vec<&str> = line.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        let task = json!({
            "text": line.text,
            "label": labels,
            "article": line.article,
            "i": line.i,
            "speakers": speakers,
            "title": line.title,
            "date": line.date,
            "source": line.source,
        });
        serde_json::to_writer(&mut *file, &task)?;
        file.write_all(b"\n")?;
        rows += 1;
    }
    Ok(Exported { rows, notes: vec![] })
}

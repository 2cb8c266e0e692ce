//! JSON Lines for doccano's text classification: themes, and stances as "target: label".

use super::label_studio::by_certainty;
use super::sample::chosen;
use super::{Context, Exported, Lines, Out};
use serde_json::json;
use std::io;

pub(super) fn write(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    let mut chosen = chosen(lines, context);
    by_certainty(&mut chosen, context);
    let rows = chosen.len() as u64;
    for (line, previous) in chosen {
        let mut labels: Vec<String> = line.themes.iter().map(|theme| theme.id.clone()).collect();
        for stance in &line.stances {
            labels.push(format!("{}: {}", stance.target, stance.label));
        }
        let mut task = json!({
            "text": line.text,
            "label": if context.blind { vec![] } else { labels },
            "article": line.article,
            "i": line.i,
            "previous": previous,
            "title": line.title,
            "date": line.date,
            "source": line.source,
        });
        if !context.blind {
            task["speakers"] = line.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        }
        serde_json::to_writer(&mut *file, &task)?;
        file.write_all(b"\n")?;
    }
    Ok(Exported { rows, notes: vec![] })
}

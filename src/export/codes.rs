//! A row for each speaker and target of each statement.

use super::as_coded::{AS_CODED, of_line};
use super::{Exported, Lines, Out};
use std::io;

const HEADER: [&str; 21] = [
    "article",
    "date",
    "source",
    "title",
    "url",
    "i",
    "speaker",
    "surface",
    "attribution",
    "confidence",
    "theme",
    "theme_probability",
    "target",
    "label",
    "favor",
    "against",
    "neutral",
    "text",
    "speaker_id",
    "paragraph",
    AS_CODED,
];

/// The long table. A statement of nobody has an empty speaker; one without a theme has a row without a code, so that
/// shares of all statements can be computed.
pub(super) fn write(lines: Lines<'_>, file: Out<'_>) -> io::Result<Exported> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    writer.write_record(HEADER)?;
    let mut rows = 0;
    for line in lines {
        let (mark, paragraph) = (of_line(&line), line.paragraph.to_string());
        let speakers: Vec<[&str; 3]> = match line.speakers.as_slice() {
            [] => vec![[""; 3]],
            speakers => speakers.iter().map(|s| [s.name.as_str(), s.surface.as_str(), s.id.as_str()]).collect(),
        };
        for [speaker, surface, id_of_speaker] in speakers {
            let speaker_id = id_of_speaker.to_owned();
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let start = [
                line.article.clone(),
                line.date.map(|date| date.to_string()).unwrap_or_default(),
                text(&line.source),
                text(&line.title),
                text(&line.url),
                line.i.to_string(),
                speaker.to_owned(),
                surface.to_owned(),
                line.attribution.kind.to_string(),
                line.attribution.confidence.to_string(),
            ];
            let mut codes: Vec<[String; 7]> = vec![];
            for theme in &line.themes {
                let of_theme = || [theme.id.clone(), theme.probability.to_string()];
                let before = codes.len();
                for stance in line.stances.iter().filter(|stance| stance.theme == theme.id) {
                    let [id, probability] = of_theme();
                    let label = stance.label.to_string();
                    let [favor, against, neutral] =
                        [stance.favor, stance.against, stance.neutral].map(|p| p.to_string());
                    codes.push([id, probability, stance.target.clone(), label, favor, against, neutral]);
                }
                if codes.len() == before {
                    let [id, probability] = of_theme();
                    let mut row: [String; 7] = Default::default();
                    (row[0], row[1]) = (id, probability);
                    codes.push(row);
                }
            }
            if codes.is_empty() {
                codes.push(Default::default());
            }
            for code in codes {
                writer.write_record(start.iter().chain(&code).chain([&line.text, &speaker_id, &paragraph, &mark]))?;
                rows += 1;
            }
        }
    }
    writer.flush()?;
    Ok(Exported { rows, notes: vec![] })
}

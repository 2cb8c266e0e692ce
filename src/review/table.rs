//! The tables of `export --to csv` and `--to codes`, after a person went over them in a spreadsheet, as gold.

use super::label_studio::{ImportError, Imported};
use super::record::stances;
use crate::codebook::Codebook;
use crate::problem::{Problem, Severity};
use csv::StringRecord;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A statement under construction.
#[derive(Default)]
struct Coded {
    /// Its first row, from 1, the header being 1.
    row: u64,
    /// The line of the file on which that row begins: a cell may hold line breaks.
    line: usize,
    /// Where it stands, and its text.
    fields: Map<String, Value>,
    speakers: Vec<String>,
    themes: Vec<String>,
    /// Target and label.
    stances: Vec<(String, String)>,
}

/// Reads `text`, the content of `file`: a row a statement, with the columns `speakers`, `themes` and `stances`, or a row
/// for each speaker and target, with `speaker`, `theme`, `target` and `label`. Cells may be divided by commas, semicolons
/// or tabs, as spreadsheets write them. Every statement of the table counts as labelled.
///
/// # Errors
/// [`ImportError`]; a single statement that is wrong is a problem, and the others are taken.
pub fn table(text: &str, file: &str, codebook: &Codebook) -> Result<Imported, ImportError> {
    let invalid = |reason: String| ImportError::Table { file: file.to_owned(), reason };
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let divider = [b',', b';', b'\t'].into_iter().max_by_key(|divider| first.bytes().filter(|b| b == divider).count());
    let mut reader = csv::ReaderBuilder::new().delimiter(divider.unwrap_or(b',')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| invalid(error.to_string()))?.clone();
    let has = |name: &str| header.iter().any(|column| column == name);
    let long = has("speaker");
    let wanted: &[&str] = if long {
        &["article", "i", "text", "speaker", "theme", "target", "label"]
    } else {
        &["article", "i", "text", "speakers", "themes", "stances"]
    };
    if let Some(missing) = wanted.iter().find(|name| !has(name)) {
        return Err(invalid(format!("it has no column {missing:?}")));
    }

    let mut imported = Imported::default();
    let mut coded: Vec<Coded> = vec![];
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    let (mut line, mut counted) = (1, 0);
    for (row, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| invalid(error.to_string()))?;
        // The reader's own count of lines is one less after a CR LF; what it passes over before a row is line ends.
        let at = record.position().map_or(counted, |position| position.byte() as usize);
        let rest = text.get(at..).unwrap_or_default();
        let start = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += text.get(counted..start).unwrap_or_default().matches('\n').count();
        counted = start;
        let cell = |name: &str| cell(&header, &record, name);
        let place = *places.entry((cell("article").to_owned(), cell("i").to_owned())).or_insert_with(|| {
            coded.push(Coded { row, line, fields: fields(&cell), ..Coded::default() });
            coded.len() - 1
        });
        let of = &mut coded[place];
        if long {
            add(&mut of.speakers, cell("speaker"));
            add(&mut of.themes, cell("theme"));
            let stance = (cell("target").to_owned(), cell("label").to_owned());
            if !stance.1.is_empty() && !of.stances.contains(&stance) {
                of.stances.push(stance);
            }
        } else if of.row == row {
            list(cell("speakers"), "name").iter().for_each(|name| add(&mut of.speakers, name));
            list(cell("themes"), "id").iter().for_each(|id| add(&mut of.themes, id));
            of.stances = pairs(cell("stances"));
        } else {
            imported.problems.push(problem(file, (row, line), "the sentence has been in an earlier row"));
        }
    }
    for of in coded {
        let place = (of.row, of.line);
        match record(of, codebook) {
            Ok(record) => imported.gold.push(record),
            Err(reason) => imported.problems.push(problem(file, place, &reason)),
        }
    }
    Ok(imported)
}

fn problem(file: &str, (row, line): (u64, usize), reason: &str) -> Problem {
    Problem::new(Severity::Error, "bad_row", file, format!("row {row}: {reason}; left out")).at(Some(line as u64))
}

fn cell<'r>(header: &StringRecord, record: &'r StringRecord, name: &str) -> &'r str {
    let place = header.iter().position(|column| column == name);
    place.and_then(|place| record.get(place)).unwrap_or_default().trim()
}

fn add(list: &mut Vec<String>, value: &str) {
    if !value.is_empty() && list.iter().all(|known| known != value) {
        list.push(value.to_owned());
    }
}

/// What a gold record takes over as it is.
fn fields<'c>(cell: &impl Fn(&str) -> &'c str) -> Map<String, Value> {
    let numbers = ["i", "paragraph"].map(|name| (name, cell(name).parse::<u64>().ok().map(Value::from)));
    let texts = ["article", "text", "date", "source", "title"].map(|name| (name, Some(json!(cell(name)))));
    let filled = numbers.into_iter().chain(texts).filter_map(|(name, value)| Some((name.to_owned(), value?)));
    filled.filter(|(_, value)| value != "").collect()
}

/// The names of a cell: JSON as `export` writes it, in which each is the `key` of an object, or a text or; typed by hand,
/// names with semicolons between them.
fn list(cell: &str, key: &str) -> Vec<String> {
    match serde_json::from_str::<Vec<Value>>(cell) {
        Ok(values) => {
            let text = |value: &Value| value.get(key).unwrap_or(value).as_str().map(|text| text.trim().to_owned());
            values.iter().filter_map(text).collect()
        }
        Err(_) => cell.split(';').map(|name| name.trim().to_owned()).collect(),
    }
}

/// Target and label: JSON, or "target: label; target: label".
fn pairs(cell: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<Vec<Value>>(cell) {
        Ok(values) => {
            let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            values.iter().filter_map(|value| Some((text(value, "target")?, text(value, "label")?))).collect()
        }
        Err(_) => {
            let pairs = cell.split(';').filter_map(|pair| pair.split_once(':'));
            pairs.map(|(target, label)| (target.trim().to_owned(), label.trim().to_owned())).collect()
        }
    }
}

fn record(of: Coded, codebook: &Codebook) -> Result<Map<String, Value>, String> {
    let Coded { fields: mut record, speakers, themes, stances: labels, .. } = of;
    if let Some(missing) = ["article", "i", "text"].iter().find(|name| !record.contains_key(**name)) {
        return Err(format!("its {missing:?} is empty, or no number where one belongs"));
    }
    let chosen = |target: &str| {
        let of_target = labels.iter().filter(|(of, _)| of == target);
        of_target.map(|(_, label)| label.clone()).collect()
    };
    let stance = stances(&themes, codebook, chosen)?;
    if let Some((target, _)) = labels.iter().find(|(target, _)| !stance.contains_key(target)) {
        return Err(format!("there is a stance on {target:?}, which is no target of its themes"));
    }
    record.insert("speakers".to_owned(), json!(speakers));
    record.insert("themes".to_owned(), json!(themes));
    record.insert("stance".to_owned(), Value::Object(stance));
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(text: &str) -> Imported {
        table(text, "table.csv", &Codebook::default_codebook()).unwrap()
    }

    #[test]
    fn a_row_for_each_speaker_and_target_becomes_a_record_for_each_statement() {
        let text = "\u{feff}article;i;speaker;theme;target;label;text;note\r\n\
            a;0;Anna Roe;ukraine;settlement;favor;\"Roe; Poe: talks.\";x\r\n\
            a;0;Ben Poe;ukraine;settlement;favor;\"Roe; Poe: talks.\";\r\n\
            a;0;Ben Poe;ukraine;support;neutral;\"Roe; Poe: talks.\";\r\n\
            a;1;;;;;It rained.;\r\n\
            a;2;Anna Roe;ukraine;settlement;favor;She left.;\r\n";
        let imported = import(text);
        assert_eq!(imported.gold.len(), 2);
        let first = Value::Object(imported.gold[0].clone());
        let expected = json!({"article": "a", "i": 0, "text": "Roe; Poe: talks.", "speakers": ["Anna Roe", "Ben Poe"],
            "themes": ["ukraine"], "stance": {"settlement": "favor", "support": "neutral"}});
        assert_eq!(first, expected);
        assert_eq!(imported.gold[1]["themes"], json!([]));
        let problem = &imported.problems[0];
        assert!(problem.reason.contains("row 6: no stance is chosen for support"), "{problem:?}");
        assert_eq!(problem.record, Some(6));
        let broken = import(&text.replace("It rained.", "\"It\nrained.\""));
        assert_eq!((broken.problems[0].record, broken.problems[0].reason.starts_with("row 6")), (Some(7), true));
    }

    #[test]
    fn cells_may_be_json_or_typed_by_hand() {
        let text = "article,i,text,speakers,themes,stances\n\
            a,0,Yes.,\"[{\"\"id\"\":\"\"x\"\",\"\"name\"\":\"\"Anna Roe\"\"}]\",\"[{\"\"id\"\":\"\"bilateral_trade\"\"}]\",\"[{\"\"target\"\":\"\"closer_ties\"\",\"\"label\"\":\"\"favor\"\"}]\"\n\
            a,1,No.,Anna Roe; Ben Poe,bilateral_trade,closer_ties: against\n\
            a,1,No.,,,\n\
            a,x,Odd.,,,\n\
            a,2,Maybe.,,,closer_ties: favor\n";
        let imported = import(text);
        let of = |n: usize| (imported.gold[n]["speakers"].clone(), imported.gold[n]["stance"]["closer_ties"].clone());
        assert_eq!(of(0), (json!(["Anna Roe"]), json!("favor")));
        assert_eq!(of(1), (json!(["Anna Roe", "Ben Poe"]), json!("against")));
        assert_eq!((imported.gold.len(), imported.problems.len()), (2, 3));
        assert!(imported.problems[2].reason.contains("no target of its themes"), "{:?}", imported.problems[2]);
        let error = table("a,b\n1,2\n", "t.csv", &Codebook::default_codebook()).unwrap_err().to_string();
        assert!(error.contains("no column \"article\""), "{error}");
    }
}

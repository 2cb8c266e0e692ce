//! The tables of `export --to csv` and `--to codes`, after a person went over them in a spreadsheet, as gold.

use super::cells::{list, pairs};
use super::label_studio::{AS_EXPORTED, ImportError, Imported};
use super::record::{doubt, stances};
use crate::codebook::Codebook;
use crate::export::{AS_CODED, CODER, as_coded};
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
    /// Who signed one of its rows.
    coder: String,
    /// The mark of the labels that the machine gave, where the table has it.
    mark: String,
    /// What is wrong with one of its cells.
    broken: Option<String>,
}

impl Coded {
    /// Whether a person wrote any label into it.
    fn has_labels(&self) -> bool {
        !(self.speakers.is_empty() && self.themes.is_empty() && self.stances.is_empty())
    }

    /// Whether its labels are those that the machine gave.
    fn is_as_coded(&self) -> bool {
        let article = self.fields.get("article").and_then(Value::as_str).unwrap_or_default();
        let i = self.fields.get("i").and_then(Value::as_u64);
        let (speakers, themes) = (self.speakers.iter().map(String::as_str), self.themes.iter().map(String::as_str));
        let stances = self.stances.iter().map(|(target, label)| (target.as_str(), label.as_str()));
        i.is_some_and(|i| as_coded((article, i), speakers, themes, stances) == self.mark)
    }
}

/// Reads `text`, the content of `file`: a row a statement, with the columns `speakers`, `themes` and `stances`, or a row
/// for each speaker and target, with `speaker`, `theme`, `target` and `label`. Cells may be divided by commas, semicolons
/// or tabs, as spreadsheets write them.
///
/// Where there is a column `coder`, the statements that have something in it are labelled, by them. Where there is none, every
/// statement counts as labelled; those whose labels are still the machine's, by the mark of their column `as_coded`, are
/// counted ([`Imported::untouched`]).
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
        if of.coder.is_empty() {
            cell(CODER).clone_into(&mut of.coder);
        }
        if of.mark.is_empty() {
            cell(AS_CODED).clone_into(&mut of.mark);
        }
        if long {
            add(&mut of.speakers, cell("speaker"));
            add(&mut of.themes, cell("theme"));
            let stance = (cell("target").to_owned(), cell("label").to_owned());
            if !stance.1.is_empty() && !of.stances.contains(&stance) {
                of.stances.push(stance);
            }
        } else if of.row == row {
            let mut read = |name: &str, key: &str| match list(cell(name), key) {
                Ok(values) => values,
                Err(reason) => {
                    of.broken.get_or_insert(format!("its {name:?} {reason}"));
                    vec![]
                }
            };
            let (speakers, themes) = (read("speakers", "name"), read("themes", "id"));
            speakers.iter().for_each(|name| add(&mut of.speakers, name));
            themes.iter().for_each(|id| add(&mut of.themes, id));
            match pairs(cell("stances")) {
                Ok(pairs) => of.stances = pairs,
                Err(reason) => drop(of.broken.get_or_insert(format!("its \"stances\" {reason}"))),
            }
        } else {
            imported.problems.push(problem(file, (row, line), "the sentence has been in an earlier row"));
        }
    }
    let signed = has(CODER);
    for of in coded {
        let place = (of.row, of.line);
        if signed && of.coder.is_empty() {
            if of.mark.is_empty() && (of.has_labels() || of.broken.is_some()) {
                let reason = "it has labels, but nobody stands in \"coder\"";
                imported.problems.push(problem(file, place, reason));
            } else {
                imported.unlabelled += 1;
            }
            continue;
        }
        let coder = of.coder.clone();
        let untouched = !signed && of.broken.is_none() && of.is_as_coded();
        match record(of, codebook) {
            Ok(mut record) => {
                if signed {
                    *imported.annotators.entry(coder.clone()).or_default() += 1;
                    record.insert(CODER.to_owned(), json!(coder));
                } else if untouched {
                    imported.untouched += 1;
                    record.insert(CODER.to_owned(), json!(AS_EXPORTED));
                }
                if let Some(doubt) = doubt(&record) {
                    let reason = format!("row {}: {doubt}", place.0);
                    let doubt = Problem::new(Severity::Warning, "two_speakers", file, reason);
                    imported.problems.push(doubt.at(Some(place.1 as u64)));
                }
                imported.gold.push(record);
            }
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

fn record(of: Coded, codebook: &Codebook) -> Result<Map<String, Value>, String> {
    let Coded { fields: mut record, speakers, themes, stances: labels, broken, .. } = of;
    if let Some(reason) = broken {
        return Err(reason);
    }
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

    const WIDE: &str = "article,i,text,speakers,themes,stances";

    #[test]
    fn a_cell_that_is_broken_json_is_no_text() {
        let rows = [
            r#""[{""name"":""Anna Roe""}",,"#,
            r#""[""Anna Roe""]","[{""id"":""bilateral_trade""}, 3]","#,
            r#"Anna Roe,bilateral_trade,"{""target"":""closer_ties"",""label"":""favor""}""#,
            r#"Anna Roe,bilateral_trade,"[{""target"":""closer_ties""}]""#,
            "Anna Roe,bilateral_trade,closer_ties favor",
            r#""[""Anna Roe""]",bilateral_trade,closer_ties: favor;"#,
        ];
        let rows: Vec<String> = rows.iter().enumerate().map(|(i, row)| format!("a,{i},Yes.,{row}")).collect();
        let imported = import(&format!("{WIDE}\n{}\n", rows.join("\n")));
        assert_eq!((imported.gold.len(), imported.left_out()), (1, 5), "{:?}", imported.problems);
        let told = [
            "row 2: its \"speakers\" begins as JSON and is no JSON list",
            "row 3: its \"themes\" holds 3",
            "row 4: its \"stances\" begins as JSON",
            "row 5: its \"stances\" holds {",
            "row 6: its \"stances\" holds \"closer_ties favor\", which has no colon",
        ];
        for (problem, told) in imported.problems.iter().zip(told) {
            assert!(problem.kind == "bad_row" && problem.reason.starts_with(told), "{problem:?}");
        }
    }

    #[test]
    fn two_speakers_with_a_comma_are_asked_about() {
        let imported = import(&format!("{WIDE}\na,0,Yes.,\"Anna Roe, Ben Poe\",,\na,1,No.,\"Anna Roe, mayor\",,\n"));
        assert_eq!((imported.gold.len(), imported.left_out(), imported.problems.len()), (2, 0, 1));
        let problem = &imported.problems[0];
        assert_eq!((problem.severity, problem.record), (Severity::Warning, Some(2)));
        assert!(problem.reason.contains("write \"Anna Roe; Ben Poe\""), "{problem:?}");
    }

    #[test]
    fn where_coders_sign_the_rows_that_are_signed_count() {
        let imported = import(&format!(
            "{WIDE},coder\na,0,Yes.,Anna Roe,,,AB\na,1,It rained.,,,,AB\na,2,No.,,,,\na,3,So.,Ben Poe,,,\n"
        ));
        assert_eq!((imported.gold.len(), imported.unlabelled, imported.left_out()), (2, 1, 1));
        assert_eq!((&imported.gold[1]["coder"], imported.annotators["AB"]), (&json!("AB"), 2));
        assert!(imported.problems[0].reason.starts_with("row 5: it has labels"), "{:?}", imported.problems);
    }
}

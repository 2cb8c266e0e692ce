//! The tables of `export --to csv` and `--to codes`, after a person went over them in a spreadsheet, as gold.
//!
//! `sheet` makes rows of the file, `columns` names their cells, `statement` reads one, `rows` puts together those of a
//! statement, and `signature` says whether anybody has labelled it.

use super::columns::Shape;
use super::imported::{AS_EXPORTED, ImportError, Imported};
use super::labels::check;
use super::rows::{gap, one_of, together};
use super::sheet;
use super::signature::{Signs, Standing};
use super::statement::Written;
use crate::article::day;
use crate::codebook::Codebook;
use crate::export::{AS_CODED, CODER};
use crate::problem::{Problem, Severity};
use serde_json::json;
use std::collections::HashMap;

/// Reads `text`, the content of `file`: a row a statement, with the columns `speakers`, `themes` and `stances`, or a row
/// for each speaker and target, with `speaker`, `theme`, `target` and `label`; `shape` says which where both are there. Cells
/// may be divided by commas, semicolons or tabs, as spreadsheets write them; rows may lack empty cells at their end, and
/// capitals and blanks in names of columns do not count, nor do capitals of labels.
///
/// Where there is a column `coder`, the statements that have something in it are labelled, by them. Where there is none, every
/// statement that has a label counts as labelled; those whose labels are still the machine's, by the mark of their column
/// `as_coded`, are counted ([`Imported::untouched`]).
///
/// # Errors
/// [`ImportError`]; a single statement that is wrong is a problem, and the others are taken.
pub fn table(text: &str, file: &str, codebook: &Codebook, shape: Shape) -> Result<Imported, ImportError> {
    let invalid = |reason: String| ImportError::Table { file: file.to_owned(), reason };
    let sheet = sheet::read(text.trim_start_matches('\u{feff}')).map_err(invalid)?;
    let shape = sheet.columns.shape(shape).map_err(invalid)?;
    let signs = Signs::of(&sheet.columns).map_err(invalid)?;

    let mut imported = Imported::default();
    if let Some(row) = sheet.below_title {
        let reason = format!("the header is row {row}; what stands above it is left aside");
        imported.problems.push(Problem::new(Severity::Note, "above_header", file, reason));
    }
    for rows in grouped(sheet.rows.iter().map(|row| Written::new(row, &sheet.columns, shape, codebook))) {
        let told = imported.problems.len();
        let article = rows.first().and_then(Written::article).map(str::to_owned);
        let doubt = (shape == Shape::Code).then(|| gap(&rows)).flatten();
        let statement = if shape == Shape::Code {
            together(rows)
        } else {
            let (taken, wrong) = one_of(rows, signs == Signs::Coder);
            imported.problems.extend(wrong.into_iter().map(|(at, reason)| problem(file, at, &reason)));
            Ok(taken)
        };
        match statement {
            Ok(statement) => take(&statement, signs, doubt, file, codebook, &mut imported),
            Err((at, reason)) => imported.problems.push(problem(file, at, &reason)),
        }
        imported.problems[told..].iter_mut().for_each(|problem| problem.article.clone_from(&article));
    }
    if signs == Signs::Labels && imported.unlabelled > 0 && !imported.gold.is_empty() {
        let reason = format!(
            "there is no column {CODER:?}, so what has labels counts as labelled, and {} without any, where perhaps nobody speaks \
             and there is no theme, do not. Name the column of the initials {CODER:?} if there is one",
            crate::output::count(imported.unlabelled, "statement")
        );
        imported.problems.push(Problem::new(Severity::Warning, "no_coder", file, reason));
    }
    let texts = imported.gold.iter().filter_map(|record| record.get("date")?.as_str());
    let mut bad = texts.filter(|date| day(date).is_none());
    if let Some(first) = bad.next() {
        let reason = format!(
            "{} of {} name no day, or may name two ({} is the first): offices are not read as of those. Write dates as 2023-08-08",
            crate::output::count(1 + bad.count() as u64, "date"),
            crate::output::count(imported.gold.len() as u64, "record"),
            super::cells::shown(first)
        );
        imported.problems.push(Problem::new(Severity::Warning, "bad_date", file, reason));
    }
    imported.problems.sort_by_key(|problem| problem.record.unwrap_or(u64::MAX));
    Ok(imported)
}

/// The rows of each article and number together, in the order of their first; a row without is one by itself.
fn grouped(rows: impl Iterator<Item = Written>) -> Vec<Vec<Written>> {
    let mut groups: Vec<Vec<Written>> = vec![];
    let mut places: HashMap<(String, u64), usize> = HashMap::new();
    for row in rows {
        let place = row.place().map(|(article, i)| (article.to_owned(), i));
        let known = place.as_ref().and_then(|place| places.get(place).copied());
        match (known, place) {
            (Some(known), _) => groups[known].push(row),
            (None, place) => {
                places.extend(place.map(|place| (place, groups.len())));
                groups.push(vec![row]);
            }
        }
    }
    groups
}

/// Takes `statement` into `imported`, as gold or as what it is instead. `doubt` is what is to be asked of it.
fn take(
    statement: &Written,
    signs: Signs,
    doubt: Option<String>,
    file: &str,
    codebook: &Codebook,
    imported: &mut Imported,
) {
    let standing = signs.standing(statement);
    match standing {
        Standing::Unlabelled => return imported.unlabelled += 1,
        Standing::Unsigned => {
            let reason = match (signs, statement.mark.as_str()) {
                (Signs::Coder, "") => format!("it has labels, but nobody stands in {CODER:?}"),
                (Signs::Coder, _) => format!("its labels were changed, but nobody stands in {CODER:?}"),
                _ => format!("its {AS_CODED:?} is empty, so the machine's labels and a person's cannot be told apart"),
            };
            return imported.problems.push(problem(file, statement.at, &reason));
        }
        Standing::Labelled | Standing::AsExported => {}
    }
    let record = statement.record(codebook).and_then(|record| check(&record, codebook).map(|()| record));
    let mut record = match record {
        Ok(record) => record,
        Err(reason) => return imported.problems.push(problem(file, statement.at, &reason)),
    };
    if standing == Standing::AsExported {
        imported.untouched += 1;
        record.insert(CODER.to_owned(), json!(AS_EXPORTED));
    } else if signs == Signs::Coder {
        *imported.annotators.entry(statement.coder.clone()).or_default() += 1;
        record.insert(CODER.to_owned(), json!(statement.coder));
    }
    let (row, line) = statement.at;
    let doubts = [("two_speakers", statement.labels.doubt()), ("incomplete", doubt)];
    for (kind, doubt) in doubts.into_iter().filter_map(|(kind, doubt)| Some((kind, doubt?))) {
        let doubt = Problem::new(Severity::Warning, kind, file, format!("row {row}: {doubt}"));
        imported.problems.push(doubt.at(Some(line as u64)));
    }
    imported.gold.push(record);
}

fn problem(file: &str, (row, line): (u64, usize), reason: &str) -> Problem {
    Problem::new(Severity::Error, "bad_row", file, format!("row {row}: {reason}; left out")).at(Some(line as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn import(text: &str) -> Imported {
        table(text, "table.csv", &Codebook::default_codebook(), Shape::Statement).unwrap()
    }

    #[test]
    fn a_row_for_each_speaker_and_target_becomes_a_record_for_each_statement() {
        let text = "\u{feff}article;i;speaker;theme;target;label;text;note\r\n\
            a;0;Anna Roe;ukraine;settlement;favor;\"Roe; Poe: talks.\";x\r\n\
            a;0;Anna Roe;ukraine;support;neutral;\"Roe; Poe: talks.\";\r\n\
            a;0;Ben Poe;ukraine;settlement;favor;\"Roe; Poe: talks.\";\r\n\
            a;0;Ben Poe;ukraine;support;neutral;\"Roe; Poe: talks.\";\r\n\
            a;1;;;;;It rained.;\r\n\
            a;2;Anna Roe;ukraine;settlement;favor;She left.;\r\n";
        let imported = import(text);
        assert_eq!((imported.gold.len(), imported.unlabelled), (1, 1));
        let first = Value::Object(imported.gold[0].clone());
        let expected = json!({"article": "a", "i": 0, "text": "Roe; Poe: talks.", "speakers": ["Anna Roe", "Ben Poe"],
            "themes": ["ukraine"], "stance": {"settlement": "favor", "support": "neutral"}});
        assert_eq!(first, expected);
        assert_eq!(imported.problems.last().unwrap().kind, "no_coder");
        let problem = &imported.problems[0];
        assert!(problem.reason.contains("row 7: no stance is chosen for support"), "{problem:?}");
        assert_eq!(problem.record, Some(7));
        let broken = import(&text.replace("It rained.", "\"It\nrained.\""));
        assert_eq!((broken.problems[0].record, broken.problems[0].reason.starts_with("row 7")), (Some(8), true));
    }

    #[test]
    fn cells_may_be_json_or_typed_by_hand() {
        let text = "article,i,text,speakers,themes,stances\n\
            a,0,Yes.,\"[{\"\"id\"\":\"\"x\"\",\"\"name\"\":\"\"Anna Roe\"\"}]\",\"[{\"\"id\"\":\"\"bilateral_trade\"\"}]\",\"[{\"\"target\"\":\"\"closer_ties\"\",\"\"label\"\":\"\"favor\"\"}]\"\n\
            a,1,No.,Anna Roe; Ben Poe,bilateral_trade,closer_ties: against\n\
            a,1,No.,,,\n\
            a,x,Odd.,Anna Roe,,\n\
            a,2,Maybe.,,,closer_ties: favor\n";
        let imported = import(text);
        let of = |n: usize| (imported.gold[n]["speakers"].clone(), imported.gold[n]["stance"]["closer_ties"].clone());
        assert_eq!(of(0), (json!(["Anna Roe"]), json!("favor")));
        assert_eq!(of(1), (json!(["Anna Roe", "Ben Poe"]), json!("against")));
        assert_eq!((imported.gold.len(), imported.problems.len()), (2, 3));
        assert!(imported.problems[2].reason.contains("no target of its themes"), "{:?}", imported.problems[2]);
        let book = Codebook::default_codebook();
        let error = table("a,b\n1,2\n", "t.csv", &book, Shape::Statement).unwrap_err().to_string();
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
            assert_eq!(problem.article.as_deref(), Some("a"));
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

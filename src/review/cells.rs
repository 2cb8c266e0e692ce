//! The cells of a table: trimmed, shown, and those that hold several values, as JSON or typed by hand.

use serde_json::Value;

/// What a spreadsheet writes where a formula has no result: a text that begins with "=", "-" or "+" was taken for one.
const ERRORS: [&str; 10] = [
    "#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", // and in German
    "#WERT!", "#BEZUG!", "#NV",
];
/// Characters of a cell that a message shows.
const SHOWN: usize = 60;

/// `cell` without blanks around it, also such as nobody sees.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// `text` in quotation marks, and not the whole of it where it is long.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() { format!("{:?}", start + "...") } else { format!("{text:?}") }
}

/// Whether `cell` holds a spreadsheet's error in place of its value.
pub(super) fn is_error(cell: &str) -> bool {
    ERRORS.contains(&cell)
}

/// The values of a cell that is JSON as `export` writes it; nothing where it was typed by hand.
fn json_list(cell: &str) -> Result<Option<Vec<Value>>, String> {
    if !cell.starts_with(['[', '{']) {
        return Ok(None);
    }
    serde_json::from_str(cell).map(Some).map_err(|error| {
        format!(
            "begins as JSON and is no JSON list ({error}); mend it, or type the values with semicolons between them"
        )
    })
}

/// The parts of a cell that was typed by hand: between semicolons or on lines of their own.
pub(super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '\n', '\r']).map(trimmed).filter(|part| !part.is_empty())
}

/// The names of a cell: JSON, in which each is the `key` of an object, or a text; or, typed by hand, its parts.
pub(super) fn list(cell: &str, key: &str) -> Result<Vec<String>, String> {
    let Some(values) = json_list(cell)? else { return Ok(parts(cell).map(str::to_owned).collect()) };
    let text = |value: &Value| {
        let text = value.get(key).unwrap_or(value).as_str().map(|text| trimmed(text).to_owned());
        text.ok_or_else(|| format!("holds {}, which has no {key:?}", cut(value)))
    };
    values.iter().map(text).collect()
}

/// Target and label: JSON, or "target: label; target: label".
pub(super) fn pairs(cell: &str) -> Result<Vec<(String, String)>, String> {
    if let Some(values) = json_list(cell)? {
        let pair = |value: &Value| {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(|text| trimmed(text).to_owned());
            let pair = text("target").zip(text("label"));
            pair.ok_or_else(|| format!("holds {}, which has no \"target\" and \"label\"", cut(value)))
        };
        return values.iter().map(pair).collect();
    }
    let pair = |pair: &str| {
        let (target, label) = pair.split_once(':').ok_or_else(|| {
            format!("holds {}, which has no colon; expected \"target: label; target: label\"", shown(pair))
        })?;
        Ok((trimmed(target).to_owned(), trimmed(label).to_owned()))
    };
    parts(cell).map(pair).collect()
}

/// `value`, and not the whole of it where it is long.
fn cut(value: &Value) -> String {
    let text = value.to_string();
    let start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() { start + "..." } else { text }
}

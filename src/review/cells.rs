//! The cells of a table that hold several values: JSON as `export` writes it, or typed by hand.

use serde_json::Value;

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

/// The names of a cell: JSON, in which each is the `key` of an object, or a text; or, typed by hand, names with semicolons
/// between them.
pub(super) fn list(cell: &str, key: &str) -> Result<Vec<String>, String> {
    let Some(values) = json_list(cell)? else {
        return Ok(cell.split(';').map(|name| name.trim().to_owned()).collect());
    };
    let text = |value: &Value| {
        let text = value.get(key).unwrap_or(value).as_str().map(|text| text.trim().to_owned());
        text.ok_or_else(|| format!("holds {value}, which has no {key:?}"))
    };
    values.iter().map(text).collect()
}

/// Target and label: JSON, or "target: label; target: label".
pub(super) fn pairs(cell: &str) -> Result<Vec<(String, String)>, String> {
    if let Some(values) = json_list(cell)? {
        let pair = |value: &Value| {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
            let pair = text("target").zip(text("label"));
            pair.ok_or_else(|| format!("holds {value}, which has no \"target\" and \"label\""))
        };
        return values.iter().map(pair).collect();
    }
    let typed = cell.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (target, label) = pair
            .split_once(':')
            .ok_or_else(|| format!("holds {pair:?}, which has no colon; expected \"target: label; target: label\""))?;
        Ok((target.trim().to_owned(), label.trim().to_owned()))
    };
    typed.map(pair).collect()
}

//! What the records that a person labelled have in common, wherever they come from.

use super::names::two_in_one;
use crate::classify::Label;
use crate::codebook::Codebook;
use serde_json::{Map, Value, json};

/// The stance on each target of `themes`, of which `chosen` gives what a person chose. One for each is expected.
pub(super) fn stances(
    themes: &[String],
    codebook: &Codebook,
    chosen: impl Fn(&str) -> Vec<String>,
) -> Result<Map<String, Value>, String> {
    let mut stance = Map::new();
    for id in themes {
        let theme = codebook.theme(id).ok_or_else(|| {
            let known: Vec<&str> = codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
            format!("the codebook has no theme {id:?} (it has {})", known.join(", "))
        })?;
        for target in &theme.targets {
            let chosen = chosen(&target.id);
            let [label] = chosen.as_slice() else {
                let problem = if chosen.is_empty() { "no stance is chosen" } else { "more than one stance is chosen" };
                return Err(format!("{problem} for {}, a target of {id}", target.id));
            };
            let known: Result<Label, _> = serde_json::from_value(json!(label));
            known.map_err(|_| format!("{label:?} is no stance; expected favor, against or neutral"))?;
            stance.insert(target.id.clone(), json!(label));
        }
    }
    Ok(stance)
}

/// What is to be said of the speakers of `record`, if one of them looks like two.
pub(super) fn doubt(record: &Map<String, Value>) -> Option<String> {
    let names = record.get("speakers")?.as_array()?.iter().filter_map(Value::as_str);
    names.into_iter().find_map(|name| {
        let (first, second) = two_in_one(name)?;
        let second = second.split(',').map(str::trim).collect::<Vec<_>>().join("; ");
        Some(format!(
            "{name:?} is taken for one speaker. If these are several, write \"{first}; {second}\" in a table, or each on a line of \
             its own in Label Studio; a surname stands last, without a comma"
        ))
    })
}

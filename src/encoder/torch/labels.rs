//! Which output of a classifier means what, by the names in `config.json`.

use serde_json::Value;
use std::collections::BTreeMap;

/// Places of the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labels {
    pub entailment: usize,
    /// `None` in a model that only tells entailment from its absence.
    pub contradiction: Option<usize>,
}

impl Labels {
    /// Reads `id2label` of a configuration; the reason if the labels are not those of natural language inference.
    pub fn read(config: &Value) -> Result<Self, String> {
        let names: BTreeMap<usize, String> =
            config.get("id2label").cloned().and_then(|names| serde_json::from_value(names).ok()).unwrap_or_default();
        let known = |wanted: &[&str]| {
            names.iter().find(|(_, name)| wanted.contains(&simple(name).as_str())).map(|(place, _)| *place)
        };
        let entailment = known(&["entailment", "entail", "entailed"]);
        let contradiction = known(&["contradiction", "contradict", "contradictory"]);
        let neutral = known(&["neutral"]);
        let absence = known(&["notentailment", "nonentailment", "noentailment"]).or(contradiction);
        match (names.len(), entailment, contradiction, neutral, absence) {
            (3, Some(entailment), Some(contradiction), Some(_), _) => {
                Ok(Self { entailment, contradiction: Some(contradiction) })
            }
            (2, Some(entailment), _, None, Some(_)) => Ok(Self { entailment, contradiction: None }),
            _ => Err(format!(
                "id2label names the outputs {:?}; expected entailment, neutral and contradiction, or entailment and \
                 not_entailment, in the order in which the model was trained",
                names.values().collect::<Vec<_>>()
            )),
        }
    }
}

/// Letters alone, in lower case.
fn simple(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_comes_from_the_names() {
        let read = |names: Value| Labels::read(&json!({ "id2label": names }));
        let three = read(json!({"0": "CONTRADICTION", "1": "neutral", "2": "Entailment"}));
        assert_eq!(three, Ok(Labels { entailment: 2, contradiction: Some(0) }));
        let two = read(json!({"0": "entailment", "1": "not_entailment"}));
        assert_eq!(two, Ok(Labels { entailment: 0, contradiction: None }));
        let nameless = read(json!({"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}));
        assert!(nameless.is_err_and(|reason| reason.contains("LABEL_1")));
        assert!(read(json!({"0": "negative", "1": "positive"})).is_err());
        assert!(Labels::read(&json!({})).is_err());
    }
}

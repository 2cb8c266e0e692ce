//! A task of Label Studio's export: what was labelled, with what, by whom.

use super::cells::{shown, trimmed};
use super::labels::Labels;
use crate::codebook::Codebook;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A sentence that was to be labelled.
#[derive(Deserialize)]
pub(super) struct Task {
    #[serde(default)]
    pub id: Value,
    pub data: Map<String, Value>,
    /// Some versions give null in place of an empty list.
    #[serde(deserialize_with = "or_none")]
    pub annotations: Vec<Annotation>,
    /// What the machine proposed; some versions give numbers in its place.
    #[serde(default)]
    pub predictions: Vec<Value>,
}

impl Task {
    /// The id of its article, where it has one.
    pub fn article(&self) -> Option<String> {
        self.data.get("article")?.as_str().filter(|article| !article.is_empty()).map(str::to_owned)
    }
}

fn or_none<'d, D: Deserializer<'d>>(annotations: D) -> Result<Vec<Annotation>, D::Error> {
    Ok(Option::deserialize(annotations)?.unwrap_or_default())
}

/// What one person says of it.
#[derive(Deserialize)]
pub(super) struct Annotation {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    pub was_cancelled: bool,
    #[serde(default)]
    pub updated_at: Option<String>,
    /// Seconds that somebody had it open; none where it was made by a script or in bulk.
    #[serde(default)]
    lead_time: Option<f64>,
    /// The proposal that it began with.
    #[serde(default)]
    prediction: Value,
    pub result: Vec<Outcome>,
}

/// What was chosen or written in one place of the interface.
#[derive(Deserialize)]
pub(super) struct Outcome {
    /// The place: its control's name.
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    value: Map<String, Value>,
}

impl Annotation {
    /// Whether it is what the machine proposed, and nobody spent time on it: "create annotations from predictions".
    pub fn is_untouched(&self, predictions: &[Value]) -> bool {
        let proposed = |prediction: &Value| {
            let result = prediction.get("result")?;
            Some(chosen(&serde_json::from_value::<Vec<Outcome>>(result.clone()).ok()?))
        };
        let own = chosen(&self.result);
        self.lead_time.is_none_or(|seconds| seconds <= 0.0)
            && predictions.iter().chain([&self.prediction]).filter_map(proposed).any(|of| of == own)
    }

    /// Who made it: Label Studio gives a number, or an object with the address.
    pub fn who(&self) -> String {
        let of = &self.completed_by;
        plain(of.get("email").or(of.get("id")).unwrap_or(of))
    }

    /// Whether `name`, a number or an address, is who made it: an object may have both.
    pub fn is_by(&self, name: &str) -> bool {
        let parts = [self.completed_by.get("email"), self.completed_by.get("id")];
        self.who() == name || parts.into_iter().flatten().any(|part| plain(part) == name)
    }
}

/// A text or a number, without quotation marks.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Outcome {
    /// The name of its place, without capitals.
    fn place(&self) -> String {
        trimmed(&self.from_name).to_lowercase()
    }

    /// The texts of its list `key`, or its one text.
    fn texts(&self, key: &str) -> Vec<String> {
        match self.value.get(key) {
            Some(Value::Array(values)) => values.iter().filter_map(|v| Some(trimmed(v.as_str()?).to_owned())).collect(),
            Some(Value::String(text)) => vec![trimmed(text).to_owned()],
            _ => vec![],
        }
    }
}

/// What is chosen or written, by the name of the place.
fn chosen(result: &[Outcome]) -> BTreeSet<(String, String)> {
    let of = |outcome: &Outcome| outcome.texts("choices").into_iter().chain(outcome.texts("text")).collect::<Vec<_>>();
    result.iter().flat_map(|outcome| of(outcome).into_iter().map(|text| (outcome.from_name.clone(), text))).collect()
}

const SPEAKERS: &str = "speakers";
const THEMES: &str = "themes";
const STANCE: &str = "stance_";

/// The places of a labelling interface, as far as its annotations show them.
pub(super) struct Controls {
    /// Whether names are written where they belong in any annotation.
    has_speakers: bool,
    /// What a choice of a label may be, in small letters.
    labels: BTreeSet<String>,
    /// Places that are none of the interface that was exported, and in how many annotations something stands there.
    strays: BTreeMap<String, u64>,
}

impl Controls {
    /// Those of all `results` of a file.
    pub fn of<'r>(mut results: impl Iterator<Item = &'r Outcome>, codebook: &Codebook) -> Self {
        let themes = codebook.themes.iter().map(|theme| theme.id.to_lowercase());
        Self {
            has_speakers: results.any(|outcome| outcome.place() == SPEAKERS),
            labels: themes.chain(["favor", "favour", "against", "neutral"].map(str::to_owned)).collect(),
            strays: BTreeMap::new(),
        }
    }

    /// The labels of an annotation.
    ///
    /// # Errors
    /// Where a label would be lost, since it stands where it does not belong.
    pub fn labels(&mut self, result: &[Outcome], codebook: &Codebook) -> Result<Labels, String> {
        let mut labels = Labels::default();
        let mut strays = BTreeSet::new();
        let mut lost = None;
        for outcome in result {
            let place = outcome.place();
            let key = if place == SPEAKERS { "text" } else { "choices" };
            let texts = outcome.texts(key).into_iter().filter(|text| !text.is_empty());
            if place == SPEAKERS {
                labels.speakers.extend(texts);
            } else if place == THEMES {
                labels.themes.extend(texts);
            } else if let Some(target) = place.strip_prefix(STANCE) {
                labels.stances.extend(texts.map(|label| (target.to_owned(), label)));
            } else {
                strays.insert(&outcome.from_name);
                lost = lost.or(self.label_in(outcome, &place).map(|label| (&outcome.from_name, label)));
                continue;
            }
            if outcome.value.get(key).is_none() && !outcome.value.is_empty() {
                return Err(format!("what stands in {:?} is no list of {key}", outcome.from_name));
            }
        }
        for stray in strays {
            *self.strays.entry(stray.clone()).or_default() += 1;
        }
        match lost {
            Some((name, label)) => Err(format!(
                "{} stands in {name:?}, which is no name of the interface that was exported; give it its name again \
                 ({SPEAKERS:?}, {THEMES:?}, {STANCE:?} and a target) in the export, or delete it there",
                shown(&label)
            )),
            None => Ok(labels.tidy(codebook)),
        }
    }

    /// Places that are none of the interface that was exported, and in how many annotations something stands there.
    pub fn strays(&self) -> impl Iterator<Item = (&String, &u64)> {
        self.strays.iter()
    }

    /// What `outcome`, in a strange place, holds that looks like a label: a choice that is one, or a text where names are
    /// written nowhere else.
    fn label_in(&self, outcome: &Outcome, place: &str) -> Option<String> {
        let choice = outcome.texts("choices").into_iter().find(|text| self.labels.contains(&text.to_lowercase()));
        let is_name = place.starts_with("speaker") || !self.has_speakers;
        choice.or_else(|| outcome.texts("text").into_iter().find(|text| is_name && !text.is_empty()))
    }
}

/// The record of gold that `labels` of a task's `data` make.
///
/// # Errors
/// What is wrong with them.
pub(super) fn record(
    data: &Map<String, Value>,
    labels: &Labels,
    annotation: &Annotation,
    codebook: &Codebook,
) -> Result<Map<String, Value>, String> {
    let mut record = Map::new();
    for name in ["article", "i", "text"] {
        let value = data.get(name).ok_or_else(|| {
            format!("its data has no {name:?}; only tasks that `demarche export --to label-studio` made can be taken")
        })?;
        let read = if name == "i" { number(value) } else { text(value) };
        record.insert(
            name.to_owned(),
            read.ok_or_else(|| format!("its data has no proper {name:?}, but {}", shown(&value.to_string())))?,
        );
    }
    record.extend(labels.fields(codebook)?.map(|(name, value)| (name.to_owned(), value)));
    record.extend(data.get("paragraph").and_then(number).map(|value| ("paragraph".to_owned(), value)));
    for name in ["date", "source", "title"] {
        record.extend(data.get(name).and_then(text).map(|value| (name.to_owned(), value)));
    }
    record.insert("coder".to_owned(), json!(annotation.who()));
    Ok(record)
}

/// A text with something in it, or a number as one.
fn text(value: &Value) -> Option<Value> {
    let text = value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))?;
    (!text.trim().is_empty()).then(|| json!(text))
}

/// A whole number from 0, also where it is written as a text.
fn number(value: &Value) -> Option<Value> {
    Some(json!(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())?))
}

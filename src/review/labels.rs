//! The labels that a person gave to one statement, wherever they come from, and whether they are labels of the codebook.

use super::cells::{parts, shown, trimmed};
use super::names::{is_nobody, is_unsure, several_in_one, two_in_one};
use crate::classify::Label;
use crate::codebook::Codebook;
use crate::evaluate::GoldSentence;
use serde_json::{Map, Value, json};

/// Labels as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Labels {
    /// Names.
    pub speakers: Vec<String>,
    /// Ids.
    pub themes: Vec<String>,
    /// Target and label.
    pub stances: Vec<(String, String)>,
}

impl Labels {
    /// The same as the codebook writes them, each once: capitals do not count, several names in one text are parted, and words
    /// that say that nobody speaks are no names.
    pub fn tidy(self, codebook: &Codebook) -> Self {
        let names = self.speakers.iter().flat_map(|text| parts(text)).filter(|name| !is_nobody(name));
        let targets = || codebook.themes.iter().flat_map(|theme| &theme.targets).map(|target| target.id.as_str());
        let themes = || codebook.themes.iter().map(|theme| theme.id.as_str());
        let stance = |(target, label): &(String, String)| (as_in(targets(), target), of_label(label));
        Self {
            speakers: once(names.map(str::to_owned), |name| name.to_lowercase()),
            themes: once(self.themes.iter().map(|id| as_in(themes(), id)).filter(|id| !id.is_empty()), Clone::clone),
            stances: once(self.stances.iter().map(stance), Clone::clone),
        }
    }

    /// The fields `speakers`, `themes` and `stance` of a gold record; the labels are tidy.
    ///
    /// # Errors
    /// Which of them is no label of the codebook, or missing.
    pub fn fields(&self, codebook: &Codebook) -> Result<[(&'static str, Value); 3], String> {
        if let Some(word) = self.speakers.iter().find(|name| is_unsure(name)) {
            return Err(format!("{word:?} is no name of a speaker; write the name, or none where the reporter speaks"));
        }
        let mut stance = Map::new();
        for id in &self.themes {
            let theme = codebook.theme(id).ok_or_else(|| {
                let known: Vec<&str> = codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
                format!("the codebook has no theme {} (it has {})", shown(id), known.join(", "))
            })?;
            for target in &theme.targets {
                let mut chosen = self.stances.iter().filter(|(of, _)| *of == target.id);
                let (Some((_, label)), None) = (chosen.next(), chosen.next()) else {
                    let any = self.stances.iter().any(|(of, _)| *of == target.id);
                    let problem = if any { "more than one stance is chosen" } else { "no stance is chosen" };
                    return Err(format!("{problem} for {}, a target of {id}", target.id));
                };
                let known: Result<Label, _> = serde_json::from_value(json!(label));
                known.map_err(|_| format!("{} is no stance; expected favor, against or neutral", shown(label)))?;
                stance.insert(target.id.clone(), json!(label));
            }
        }
        if let Some((target, _)) = self.stances.iter().find(|(target, _)| !stance.contains_key(target)) {
            return Err(format!("there is a stance on {}, which is no target of its themes", shown(target)));
        }
        Ok([("speakers", json!(self.speakers)), ("themes", json!(self.themes)), ("stance", Value::Object(stance))])
    }

    /// What is to be asked of the speakers, if one of them looks like several.
    pub fn doubt(&self) -> Option<String> {
        self.speakers.iter().find_map(|name| {
            let several = several_in_one(name).or_else(|| {
                let (first, rest) = two_in_one(name)?;
                Some(std::iter::once(first).chain(rest.split(',').map(str::trim)).collect())
            })?;
            Some(format!(
                "{} is taken for one speaker. If these are several, write {} in a table, or each on a line of its own in Label \
                 Studio; a surname stands last, without a comma",
                shown(name),
                shown(&several.join("; "))
            ))
        })
    }
}

/// Puts `record` to the test of all that reads gold.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(record: &Map<String, Value>, codebook: &Codebook) -> Result<(), String> {
    GoldSentence::from_record(record, &codebook.theme_targets()).map(drop)
}

/// `values`, of those with one `key` the first.
fn once<T>(values: impl Iterator<Item = T>, key: impl Fn(&T) -> T) -> Vec<T>
where
    T: std::hash::Hash + Eq + Clone,
{
    let mut seen = std::collections::HashSet::new();
    values.filter(|value| seen.insert(key(value))).collect()
}

/// The one of `known` that is `word` but for capitals, else `word`.
fn as_in<'k>(known: impl Iterator<Item = &'k str> + Clone, word: &str) -> String {
    let word = trimmed(word);
    let lower = word.to_lowercase();
    let same = known.clone().find(|id| *id == word).or_else(|| known.clone().find(|id| id.to_lowercase() == lower));
    same.unwrap_or(word).to_owned()
}

/// A stance's label as it is written: in small letters, and as Americans spell it.
fn of_label(label: &str) -> String {
    match trimmed(label).to_lowercase() {
        british if british == "favour" => "favor".to_owned(),
        label => label,
    }
}

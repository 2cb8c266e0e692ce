//! Label Studio's JSON export, as gold.

use super::record::stances;
use crate::codebook::Codebook;
use crate::problem::{Problem, Severity};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Which annotation of a task counts, where there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Annotator {
    /// The one that was changed last.
    Latest,
    /// That of this person: number or e-mail address.
    Named(String),
}

/// What an export came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// Gold records, in the form that `evaluate` reads.
    pub gold: Vec<Map<String, Value>>,
    /// Tasks that nobody has labelled (or not the annotator who is asked for).
    pub unlabelled: u64,
    /// Annotations by who made them, over all tasks.
    pub annotators: BTreeMap<String, u64>,
    /// Tasks that are no gold, and why; `record` is the task's place in the file, from 1 (of a
    /// table, its row).
    pub problems: Vec<Problem>,
}

/// Why there is nothing to import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is not Label Studio's JSON export.
    #[error("{file} is no JSON export of Label Studio: {reason}; in Label Studio choose Export, JSON (not JSON-MIN)")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// It is no table of statements.
    #[error("{file} is no table that `demarche export --to csv` or `--to codes` made: {reason}")]
    Table {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Value,
    data: Map<String, Value>,
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    updated_at: Option<String>,
    result: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    value: Map<String, Value>,
}

/// Reads `text`, the content of `file`: tasks that `export --to label-studio` made and people labelled by the interface
/// that came with them. Themes and targets must be those of `codebook`.
///
/// # Errors
/// [`ImportError`]; a single task that is wrong is a problem, and the others are taken.
pub fn label_studio(
    text: &str,
    file: &str,
    codebook: &Codebook,
    annotator: &Annotator,
) -> Result<Imported, ImportError> {
    let invalid = |reason: String| ImportError::Invalid { file: file.to_owned(), reason };
    let tasks: Vec<Value> = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let tasks: Vec<Result<Task, _>> = tasks.into_iter().map(serde_json::from_value).collect();
    // One odd task is a problem; a file of nothing else is another tool's.
    if let Some(Err(error)) = tasks.first()
        && tasks.iter().all(Result::is_err)
    {
        return Err(invalid(format!("task 1: {error}; a task has data and annotations")));
    }
    let mut imported = Imported::default();
    let mut seen = BTreeSet::new();
    for (place, task) in (1..).zip(tasks) {
        let mut left_out = |reason: String| {
            let problem =
                Problem::new(Severity::Error, "bad_task", file, format!("{reason}; left out")).at(Some(place));
            imported.problems.push(problem);
        };
        let task = match task {
            Ok(task) => task,
            Err(error) => {
                left_out(format!("task {place} of the file: {error}; a task has data and annotations"));
                continue;
            }
        };
        let done: Vec<&Annotation> = task.annotations.iter().filter(|a| !a.was_cancelled).collect();
        done.iter().for_each(|a| *imported.annotators.entry(who(&a.completed_by)).or_default() += 1);
        let wanted = done.into_iter().filter(|annotation| match annotator {
            Annotator::Latest => true,
            Annotator::Named(name) => is(&annotation.completed_by, name),
        });
        // RFC 3339 times of one server sort as texts.
        let Some(annotation) = wanted.max_by_key(|annotation| annotation.updated_at.clone()) else {
            imported.unlabelled += 1;
            continue;
        };
        let read = record(&task.data, annotation, codebook).and_then(|record| {
            let key = (record["article"].to_string(), record["i"].to_string());
            if seen.insert(key) { Ok(record) } else { Err("the sentence has been in an earlier task".to_owned()) }
        });
        match read {
            Ok(record) => imported.gold.push(record),
            Err(reason) => left_out(format!("task {}: {reason}", task.id)),
        }
    }
    Ok(imported)
}

/// Who made an annotation: Label Studio gives a number, or an object with the address.
fn who(completed_by: &Value) -> String {
    let address = completed_by.get("email").or(completed_by.get("id")).unwrap_or(completed_by);
    plain(address)
}

/// A text or a number, without quotation marks.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether `name`, a number or an address, is who made an annotation: an object may have both.
fn is(completed_by: &Value, name: &str) -> bool {
    let parts = [completed_by.get("email"), completed_by.get("id")];
    who(completed_by) == name || parts.into_iter().flatten().any(|part| plain(part) == name)
}

fn record(
    data: &Map<String, Value>,
    annotation: &Annotation,
    codebook: &Codebook,
) -> Result<Map<String, Value>, String> {
    let texts = |outcome: &Outcome, key: &str| -> Vec<String> {
        match outcome.value.get(key) {
            Some(Value::Array(values)) => values.iter().filter_map(|v| Some(v.as_str()?.trim().to_owned())).collect(),
            Some(Value::String(text)) => vec![text.trim().to_owned()],
            _ => vec![],
        }
    };
    let of = |name: &str, key: &str| -> Vec<String> {
        let outcomes = annotation.result.iter().filter(|outcome| outcome.from_name == name);
        outcomes.flat_map(|outcome| texts(outcome, key)).filter(|text| !text.is_empty()).collect()
    };
    let themes = of("themes", "choices");
    let stance = stances(&themes, codebook, |target| of(&format!("stance_{target}"), "choices"))?;
    let mut out = Map::new();
    for name in ["article", "i", "text"] {
        let value = data.get(name).ok_or_else(|| {
            format!("its data has no {name:?}; only tasks that `demarche export --to label-studio` made can be taken")
        })?;
        out.insert(name.to_owned(), value.clone());
    }
    out.insert("speakers".to_owned(), json!(of("speakers", "text")));
    out.insert("themes".to_owned(), json!(themes));
    out.insert("stance".to_owned(), Value::Object(stance));
    for name in ["paragraph", "date", "source", "title"] {
        match data.get(name) {
            Some(value) if !value.is_null() && value != "" => {
                out.insert(name.to_owned(), value.clone());
            }
            _ => {}
        }
    }
    out.insert("coder".to_owned(), json!(who(&annotation.completed_by)));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(i: u32, annotations: Value) -> Value {
        json!({"id": i, "data": {"article": "a", "i": i, "text": "It rained."}, "annotations": annotations})
    }

    fn import(tasks: &[Value], annotator: &Annotator) -> Result<Imported, ImportError> {
        let codebook = Codebook::default_codebook();
        label_studio(&Value::from(tasks).to_string(), "export.json", &codebook, annotator)
    }

    #[test]
    fn an_annotator_is_found_by_number_and_by_address() {
        let by = |who: Value| json!([{"completed_by": who, "result": []}]);
        let both = by(json!({"id": 2, "email": "reader@example.org"}));
        let tasks = [task(0, both), task(1, by(json!(2))), task(2, by(json!({"id": 3})))];
        let taken = |name: &str| import(&tasks, &Annotator::Named(name.to_owned())).unwrap().gold.len();
        assert_eq!(["2", "reader@example.org", "3", "nobody"].map(taken), [2, 1, 1, 0]);
    }

    #[test]
    fn an_odd_task_is_a_problem_and_a_file_of_them_no_export() {
        let odd = json!({"id": 7, "data": {}});
        let imported = import(&[odd.clone(), task(1, json!([{"result": []}]))], &Annotator::Latest).unwrap();
        assert_eq!(imported.gold.len(), 1);
        let problem = &imported.problems[0];
        assert!(problem.record == Some(1) && problem.reason.contains("missing field `annotations`"), "{problem:?}");
        assert!(import(&[odd], &Annotator::Latest).unwrap_err().to_string().contains("no JSON export of Label Studio"));
    }
}

//! Label Studio's JSON export, as gold.

use super::record::{doubt, stances};
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
    /// Tasks that nobody has labelled (or not the annotator who is asked for), and statements of a table in which coders sign
    /// that nobody has signed.
    pub unlabelled: u64,
    /// What has exactly the labels that the machine gave, and no sign that a person looked at it. A task of this kind is not
    /// in `gold`; a statement of a table is, since in a table whoever agrees with the machine leaves no trace either, and
    /// its `coder` is [`AS_EXPORTED`].
    pub untouched: u64,
    /// Annotations by who made them, over all tasks, or statements of a table by who signed them.
    pub annotators: BTreeMap<String, u64>,
    /// Tasks that are no gold, and why (errors), or that are with a doubt (warnings); `record` is the task's place in the
    /// file, from 1 (of a table, the line).
    pub problems: Vec<Problem>,
}

impl Imported {
    /// How many tasks or statements are wrong, and not in `gold`.
    pub fn left_out(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// The `coder` of a statement that came back as it was exported.
pub const AS_EXPORTED: &str = "nobody (as exported)";

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
    /// What the machine proposed; some versions give numbers in its place.
    #[serde(default)]
    predictions: Vec<Value>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    updated_at: Option<String>,
    /// Seconds that somebody had it open; none where it was made by a script or in bulk.
    #[serde(default)]
    lead_time: Option<f64>,
    /// The proposal that it began with.
    #[serde(default)]
    prediction: Value,
    result: Vec<Outcome>,
}

impl Annotation {
    /// Whether it is what the machine proposed, and nobody spent time on it: "create annotations from predictions".
    fn is_untouched(&self, predictions: &[Value]) -> bool {
        let proposed = |prediction: &Value| {
            let result = prediction.get("result")?;
            Some(labels(&serde_json::from_value::<Vec<Outcome>>(result.clone()).ok()?))
        };
        let own = labels(&self.result);
        self.lead_time.is_none_or(|seconds| seconds <= 0.0)
            && predictions.iter().chain([&self.prediction]).filter_map(proposed).any(|of| of == own)
    }
}

/// What is chosen or written, by the name of the place.
fn labels(result: &[Outcome]) -> BTreeSet<(String, String)> {
    let of =
        |outcome: &Outcome| texts(outcome, "choices").into_iter().chain(texts(outcome, "text")).collect::<Vec<_>>();
    result.iter().flat_map(|outcome| of(outcome).into_iter().map(|text| (outcome.from_name.clone(), text))).collect()
}

/// The texts of a value's list, or its one text.
fn texts(outcome: &Outcome, key: &str) -> Vec<String> {
    match outcome.value.get(key) {
        Some(Value::Array(values)) => values.iter().filter_map(|v| Some(v.as_str()?.trim().to_owned())).collect(),
        Some(Value::String(text)) => vec![text.trim().to_owned()],
        _ => vec![],
    }
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
        let all: Vec<&Annotation> = task.annotations.iter().filter(|a| !a.was_cancelled).collect();
        let done: Vec<&Annotation> = all.iter().copied().filter(|a| !a.is_untouched(&task.predictions)).collect();
        if done.is_empty() && !all.is_empty() {
            imported.untouched += 1;
            continue;
        }
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
            Ok(record) => {
                if let Some(doubt) = doubt(&record) {
                    let reason = format!("task {}: {doubt}", task.id);
                    imported
                        .problems
                        .push(Problem::new(Severity::Warning, "two_speakers", file, reason).at(Some(place)));
                }
                imported.gold.push(record);
            }
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
    fn a_proposal_that_nobody_looked_at_is_no_label() {
        let result = |label: &str| {
            json!([{"from_name": "themes", "value": {"choices": ["bilateral_trade"]}},
                {"from_name": "stance_closer_ties", "value": {"choices": [label]}}])
        };
        let proposed = |i: u32, annotation: Value| {
            let mut task = task(i, json!([annotation]));
            task["predictions"] = json!([{"score": 0.5, "result": result("favor")}]);
            task
        };
        let mut snapshot = task(4, json!([{"result": result("favor"), "prediction": {"result": result("favor")}}]));
        snapshot["predictions"] = json!([17]);
        let mut only_proposed = task(5, json!([]));
        only_proposed["predictions"] = json!([{"result": result("favor")}]);
        let tasks = [
            proposed(0, json!({"result": result("favor")})),
            proposed(1, json!({"result": result("favor"), "lead_time": 4.5})),
            proposed(2, json!({"result": result("against"), "lead_time": null})),
            task(3, json!([{"result": result("favor")}])),
            snapshot,
            only_proposed,
        ];
        let imported = import(&tasks, &Annotator::Latest).unwrap();
        let taken: Vec<&Value> = imported.gold.iter().map(|record| &record["i"]).collect();
        assert_eq!(taken, [1, 2, 3], "who took time, who changed it, and who was proposed nothing");
        assert_eq!((imported.untouched, imported.unlabelled, imported.left_out()), (2, 1, 0));
    }

    #[test]
    fn two_names_on_one_line_are_asked_about() {
        let by = |name: &str| json!([{"result": [{"from_name": "speakers", "value": {"text": [name]}}]}]);
        let imported =
            import(&[task(0, by("Anna Roe, Ben Poe")), task(1, by("Anna Roe"))], &Annotator::Latest).unwrap();
        assert_eq!((imported.gold.len(), imported.left_out(), imported.problems.len()), (2, 0, 1));
        let reason = &imported.problems[0].reason;
        assert!(reason.contains("\"Anna Roe; Ben Poe\"") && reason.starts_with("task 0"), "{reason}");
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

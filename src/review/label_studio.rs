//! Label Studio's JSON export, as gold.

use super::imported::{ImportError, Imported};
use super::labels::check;
use super::task::{Annotation, Controls, Task, record};
use crate::codebook::Codebook;
use crate::problem::{Problem, Severity};
use serde_json::Value;
use std::collections::BTreeSet;

/// Which annotation of a task counts, where there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Annotator {
    /// The one that was changed last.
    Latest,
    /// That of this person: number or e-mail address.
    Named(String),
}

/// Reads `text`, the content of `file`: tasks that `export --to label-studio` made and people labelled by the interface
/// that came with them. Themes and targets must be those of `codebook`; capitals of labels and of the interface's names do
/// not count.
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
    let text = text.trim_start_matches('\u{feff}');
    let tasks: Vec<Value> = serde_json::from_str(text).map_err(|error| invalid(no_list(text, &error)))?;
    let tasks: Vec<Result<Task, _>> = tasks.into_iter().map(serde_json::from_value).collect();
    // One odd task is a problem; a file of nothing else is another tool's.
    if let Some(Err(error)) = tasks.first()
        && tasks.iter().all(Result::is_err)
    {
        let reason = "a task has data and annotations; in Label Studio choose Export, JSON (not JSON-MIN)";
        return Err(invalid(format!("task 1: {error}; {reason}")));
    }
    let mut imported = Imported::default();
    let results = || tasks.iter().flatten().flat_map(|task| &task.annotations).flat_map(|of| &of.result);
    let mut controls = Controls::of(results(), codebook);
    let mut seen = BTreeSet::new();
    for (place, task) in (1..).zip(&tasks) {
        let mut left_out = |reason: String| {
            let problem = Problem::new(Severity::Error, "bad_task", file, format!("{reason}; left out"));
            let article = task.as_ref().ok().and_then(Task::article);
            imported.problems.push(Problem { article, ..problem.at(Some(place)) });
        };
        let task = match task {
            Ok(task) => task,
            Err(error) => {
                left_out(format!("{error}; a task has data and annotations"));
                continue;
            }
        };
        let all: Vec<&Annotation> = task.annotations.iter().filter(|a| !a.was_cancelled).collect();
        let done: Vec<&Annotation> = all.iter().copied().filter(|a| !a.is_untouched(&task.predictions)).collect();
        if done.is_empty() && !all.is_empty() {
            imported.untouched += 1;
            continue;
        }
        done.iter().for_each(|a| *imported.annotators.entry(a.who()).or_default() += 1);
        let wanted = done.into_iter().filter(|annotation| match annotator {
            Annotator::Latest => true,
            Annotator::Named(name) => annotation.is_by(name),
        });
        // RFC 3339 times of one server sort as texts.
        let Some(annotation) = wanted.max_by_key(|annotation| annotation.updated_at.clone()) else {
            imported.unlabelled += 1;
            continue;
        };
        let read = controls.labels(&annotation.result, codebook).and_then(|labels| {
            let record = record(&task.data, &labels, annotation, codebook)?;
            check(&record, codebook)?;
            let key = (record["article"].to_string(), record["i"].to_string());
            if seen.insert(key) {
                Ok((record, labels.doubt()))
            } else {
                Err("the sentence has been in an earlier task".to_owned())
            }
        });
        match read {
            Ok((record, doubt)) => {
                if let Some(doubt) = doubt {
                    let reason = format!("task {}: {doubt}", task.id);
                    let doubt = Problem::new(Severity::Warning, "two_speakers", file, reason);
                    imported.problems.push(Problem { article: task.article(), ..doubt.at(Some(place)) });
                }
                imported.gold.push(record);
            }
            Err(reason) => left_out(format!("task {}: {reason}", task.id)),
        }
    }
    for (name, times) in controls.strays() {
        let reason = format!(
            "what stands in {name:?} is left aside, in {}: the interface of `export --to label-studio` has nothing of that name",
            crate::output::count(*times, "annotation")
        );
        imported.problems.push(Problem::new(Severity::Warning, "unknown_control", file, reason));
    }
    Ok(imported)
}

/// What `text`, which is no JSON list, is.
fn no_list(text: &str, error: &serde_json::Error) -> String {
    let start = text.trim_start();
    if start.is_empty() {
        "it is empty".to_owned()
    } else if !start.starts_with(['[', '{']) {
        "it does not begin as JSON; in Label Studio choose Export, JSON. A table is for `demarche import csv` or `codes`".to_owned()
    } else if error.is_eof() {
        format!("it ends in the middle ({error}); was it cut off on the way? Export it again")
    } else {
        format!("{error}; it should be a list of tasks: in Label Studio choose Export, JSON (not JSON-MIN)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn a_task_with_null_in_place_of_annotations_is_not_labelled() {
        let imported = import(&[task(0, Value::Null), task(1, json!([{"result": []}]))], &Annotator::Latest).unwrap();
        assert_eq!((imported.gold.len(), imported.unlabelled, imported.left_out()), (1, 1, 0));
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

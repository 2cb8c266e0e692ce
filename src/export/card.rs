//! The card of a data set for Hugging Face.

use super::Context;
use super::huggingface::{Split, stance_columns, statement_columns, targets};
use crate::classify::Label;
use crate::output::count;
use serde_json::Value;
use std::fmt::Write;

/// The card: YAML for the library, prose for the reader.
pub(super) fn card(context: &Context, splits: &[Split], labels: &[[u64; 3]], shared: u64) -> String {
    let targets = targets(context);
    let themes: Vec<&str> = context.codebook.themes.iter().map(|theme| theme.id.as_str()).collect();
    let ids: Vec<&str> = targets.iter().map(|(id, _)| *id).collect();
    let labels_of_stances = Label::ALL.map(Label::name);
    // A JSON text is a YAML text; as they stand, ids such as `no`, `on` and `null` are none.
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    let numbered = |names: &[&str]| {
        names.iter().enumerate().map(|(n, name)| format!("          '{n}': {}\n", quoted(name))).collect::<String>()
    };
    let mut out = format!("---\npretty_name: {}\nlicense: {}\n", quoted(&context.name), quoted(&context.licence));
    out.push_str("task_categories:\n- text-classification\ntags:\n- stance-detection\n- news\n- demarche\nconfigs:\n");
    // A configuration without a file does not load.
    let filled = |at: usize| splits.iter().any(|split| split.rows[at] > 0);
    for (at, config) in ["statements", "stances"].into_iter().enumerate().filter(|(at, _)| filled(*at)) {
        let _ = writeln!(out, "- config_name: {config}");
        out.push_str(if at == 0 { "  default: true\n  data_files:\n" } else { "  data_files:\n" });
        for split in splits.iter().filter(|split| split.rows[at] > 0) {
            let _ = write!(out, "  - split: {0}\n    path: {config}/{0}.parquet\n", split.name);
        }
    }
    out.push_str("dataset_info:\n");
    for (at, (config, columns)) in [("statements", statement_columns()), ("stances", stance_columns())]
        .into_iter()
        .enumerate()
        .filter(|(at, _)| filled(*at))
    {
        let _ = write!(out, "- config_name: {config}\n  features:\n");
        for column in columns {
            let name = column["name"].as_str().unwrap_or_default();
            let of = if column["data_type"] == "List" { &column["children"][0] } else { &column };
            let list = column["data_type"] == "List";
            let _ = writeln!(out, "  - name: {name}");
            let labels: Option<&[&str]> = match name {
                "themes" | "theme" => Some(&themes),
                "target" => Some(&ids),
                "label" => Some(&labels_of_stances),
                _ => None,
            };
            let key = if list { "list" } else { "dtype" };
            match (labels, of["data_type"].as_str()) {
                (Some(labels), _) => {
                    let _ = write!(out, "    {key}:\n      class_label:\n        names:\n{}", numbered(labels));
                }
                (None, Some("I64")) => out.push_str(&format!("    {key}: int64\n")),
                (None, Some("F64")) => out.push_str(&format!("    {key}: float64\n")),
                (None, _) => out.push_str(&format!("    {key}: string\n")),
            }
        }
        out.push_str("  splits:\n");
        for split in splits.iter().filter(|split| split.rows[at] > 0) {
            let Split { name, rows, bytes } = split;
            let _ = write!(out, "  - name: {name}\n    num_bytes: {}\n    num_examples: {}\n", bytes[at], rows[at]);
        }
    }
    let _ = write!(
        out,
        "---\n\n# {}\n\nNews sentences with speakers, themes and stances, coded by a machine (demarche {}, model {}, codebook \
         {} {}). No person has checked the labels; see the model's card for how often they are right, and correct \
         aggregates for it.\n\nThe texts are their publishers'. The licence above speaks of what the exporter may share.\n\n\
         ## Splits\nBy article (seed {}): no article is in two, and copies of an article, as outlets print those of an agency, are in \
         the same. Of validation and test, {} stand in train too, word for word.\n\n| split | statements | stances |\n|---|---|---|\n",
        context.name,
        env!("CARGO_PKG_VERSION"),
        context.model,
        context.codebook.name,
        context.codebook.sha256.get(..8).unwrap_or_default(),
        context.seed,
        count(shared, "statement"),
    );
    for Split { name, rows: [statements, stances], .. } in splits {
        let _ = writeln!(out, "| {name} | {statements} | {stances} |");
    }
    out.push_str("\n## Labels\n| target | proposition | favor | against | neutral |\n|---|---|---|---|---|\n");
    for ((id, proposition), counts) in targets.iter().zip(labels) {
        let [favor, against, neutral] = [Label::Favor, Label::Against, Label::Neutral].map(|l| counts[l.index()]);
        let _ = writeln!(out, "| {id} | {} | {favor} | {against} | {neutral} |", cell(proposition));
    }
    out.push_str(
        "\n## Fields\n`previous` is the sentence before in the article; `speakers` is empty where nobody with a name speaks; \
         `theme_probabilities` stand in the order of the themes' names, null where the run has none; `favor`, `against` and `neutral` are \
         probabilities.\n",
    );
    out
}

/// `text` as a cell of a Markdown table: on one line, and a stroke is no end of the cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

//! Tasks for Label Studio, with the machine's answers as predictions or, blind, without, and the labelling interface that they
//! belong to.
//!
//! Of a whole run, the tasks that the machine is least sure of come first; their `score` is the confidence, so that Label
//! Studio can sort by it as well. A sample keeps its random order.

use super::sample::{Chosen, chosen};
use super::{Context, ExportError, Exported, Lines, other};
use crate::classify::Label;
use crate::decimals::four;
use crate::output::{StatementLine, write_whole, writing};
use crate::xml::readable;
use quick_xml::Writer;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Name of the file with the tasks.
const TASKS: &str = "tasks.json";
/// Name of the file with the labelling interface.
const INTERFACE: &str = "interface.xml";

/// Puts the least certain first, where the order is not to be random.
pub(super) fn by_certainty(chosen: &mut [Chosen], context: &Context) {
    if !context.is_shuffled() {
        // Stable, so that equals stay in the order of the run.
        chosen.sort_by(|(a, _), (b, _)| confidence(a).total_cmp(&confidence(b)));
    }
}

/// How sure the machine is of its least sure answer, from 0 (two answers alike) to 1.
fn confidence(line: &StatementLine) -> f32 {
    let themes = line.theme_probabilities.values().map(|p| (2.0 * p - 1.0).abs());
    let stances = line.stances.iter().map(|stance| {
        let mut p = [stance.favor, stance.against, stance.neutral];
        p.sort_by(|a, b| b.total_cmp(a));
        p[0] - p[1]
    });
    themes.chain(stances).fold(1.0, f32::min)
}

pub(super) fn write(lines: Lines<'_>, out: &Path, context: &Context) -> Result<Exported, ExportError> {
    fs::create_dir_all(out).map_err(writing(out))?;
    let mut chosen = chosen(lines, context);
    by_certainty(&mut chosen, context);
    let (themes, stances) = keep_known(&mut chosen, context);
    write_whole(&out.join(TASKS), |file| {
        file.write_all(b"[\n")?;
        for (n, (line, previous)) in chosen.iter().enumerate() {
            file.write_all(if n == 0 { b"" } else { b",\n" })?;
            serde_json::to_writer(&mut *file, &task(line, previous, context).map_err(other)?)?;
        }
        file.write_all(b"\n]\n")
    })?;
    write_whole(&out.join(INTERFACE), |file| interface(file, context))?;
    let left_out = if context.blind { (0, 0) } else { (themes, stances) };
    let mut notes: Vec<String> = super::unknown_notes(left_out.0, left_out.1).collect();
    notes.push(format!(
        "in Label Studio: paste {INTERFACE} as the labelling interface, import {TASKS}; take the labels back with \
         `demarche import label-studio EXPORT.json --out gold.jsonl`"
    ));
    Ok(Exported { rows: chosen.len() as u64, notes })
}

/// Takes away the themes and stances that the labelling interface, which is made from the codebook, has no place for. How
/// many of each; a run without a manifest does not say which codebook it was coded with.
fn keep_known(chosen: &mut [Chosen], context: &Context) -> (u64, u64) {
    let (mut themes, mut stances) = (0, 0);
    for (line, _) in chosen {
        let before = (line.themes.len(), line.stances.len());
        line.themes.retain(|theme| context.codebook.theme(&theme.id).is_some());
        line.stances.retain(|stance| {
            let theme = context.codebook.theme(&stance.theme);
            theme.is_some_and(|theme| theme.targets.iter().any(|target| target.id == stance.target))
        });
        themes += (before.0 - line.themes.len()) as u64;
        stances += (before.1 - line.stances.len()) as u64;
    }
    (themes, stances)
}

fn task(line: &StatementLine, previous: &str, context: &Context) -> serde_json::Result<Value> {
    let data = json!({
        "text": line.text,
        "previous": previous,
        "title": line.title.as_deref().unwrap_or_default(),
        "article": line.article,
        "i": line.i,
        "paragraph": line.paragraph,
        "date": line.date,
        "source": line.source,
    });
    if context.blind {
        return Ok(json!({ "data": data }));
    }
    let choice = |name: String, chosen: Vec<Value>| json!({ "from_name": name, "to_name": "text", "type": "choices", "value": { "choices": chosen } });
    let mut result = vec![];
    if !line.themes.is_empty() {
        result.push(choice("themes".to_owned(), line.themes.iter().map(|theme| json!(theme.id)).collect()));
    }
    for stance in &line.stances {
        result.push(choice(format!("stance_{}", stance.target), vec![json!(stance.label.name())]));
    }
    let speakers: Vec<&str> = line.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
    if !speakers.is_empty() {
        let value = json!({ "text": speakers });
        result.push(json!({ "from_name": "speakers", "to_name": "text", "type": "textarea", "value": value }));
    }
    let prediction = json!({ "model_version": context.model, "score": four(confidence(line)), "result": result });
    Ok(json!({ "data": data, "predictions": [prediction] }))
}

/// The labelling interface: the sentence in its surroundings, themes, the stance on each target of a theme that is
/// chosen, and the speakers.
fn interface(file: &mut impl Write, context: &Context) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(file, b' ', 2);
    xml.create_element("View").write_inner_content(|xml| {
        let text = |xml: &mut Writer<_>, name: &str| -> io::Result<()> {
            let value = format!("${name}");
            xml.create_element("Text").with_attributes([("name", name), ("value", value.as_str())]).write_empty()?;
            Ok(())
        };
        xml.create_element("Header").with_attribute(("value", "$title")).write_empty()?;
        text(xml, "previous")?;
        text(xml, "text")?;
        header(xml, "Themes")?;
        let themes = [("name", "themes"), ("toName", "text"), ("choice", "multiple")];
        xml.create_element("Choices").with_attributes(themes).write_inner_content(|xml| {
            context.codebook.themes.iter().try_for_each(|theme| choice(xml, &theme.id, &theme.definition))
        })?;
        for theme in &context.codebook.themes {
            for target in &theme.targets {
                let shown = [
                    ("visibleWhen", "choice-selected"),
                    ("whenTagName", "themes"),
                    ("whenChoiceValue", theme.id.as_str()),
                ];
                xml.create_element("View").with_attributes(shown).write_inner_content(|xml| {
                    header(xml, &target.proposition)?;
                    let name = format!("stance_{}", target.id);
                    let stance = [
                        ("name", name.as_str()),
                        ("toName", "text"),
                        ("choice", "single"),
                        ("showInline", "true"),
                        ("required", "true"),
                    ];
                    xml.create_element("Choices").with_attributes(stance).write_inner_content(|xml| {
                        Label::ALL.into_iter().try_for_each(|label| choice(xml, label.name(), ""))
                    })?;
                    Ok(())
                })?;
            }
        }
        header(xml, "Speakers, one a line; leave empty where the reporter speaks")?;
        let speakers = [
            ("name", "speakers"),
            ("toName", "text"),
            ("editable", "true"),
            ("maxSubmissions", "20"),
            ("placeholder", "Full name"),
        ];
        xml.create_element("TextArea").with_attributes(speakers).write_empty()?;
        Ok(())
    })?;
    xml.get_mut().write_all(b"\n")
}

fn header<W: Write>(xml: &mut Writer<W>, value: &str) -> io::Result<()> {
    xml.create_element("Header").with_attributes([("value", &*readable(value)), ("size", "5")]).write_empty().map(drop)
}

fn choice<W: Write>(xml: &mut Writer<W>, value: &str, hint: &str) -> io::Result<()> {
    let element = xml.create_element("Choice").with_attribute(("value", value));
    if hint.is_empty() {
        element.write_empty()
    } else {
        element.with_attribute(("hint", &*readable(hint))).write_empty()
    }
    .map(drop)
}

//! `demarche import`.

use super::args::Import;
use super::outfile::OutFile;
use super::{Outcome, runs, terminal};
use anyhow::{Context, bail};
use demarche::output::count;
use demarche::review::{Annotator, label_studio, table};
use std::path::Path;

/// Runs the command.
pub fn run(args: &Import) -> anyhow::Result<Outcome> {
    let inputs: Vec<&Path> =
        [Some(&args.file), args.codebook.as_ref()].into_iter().flatten().map(AsRef::as_ref).collect();
    let mut out = OutFile::create(&args.out, &inputs)?;
    if args.out.exists() && !args.force {
        bail!("{} is there already; choose another --out, or add --force to replace it", args.out.display());
    }
    let codebook = runs::codebook(args.codebook.as_deref())?;
    let file = args.file.display().to_string();
    let text = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {file}"))?;
    let of_tool = args.tool == "label-studio";
    if args.annotator.is_some() && !of_tool {
        bail!("--annotator is for label-studio; a table does not say whose labels it holds");
    }
    let annotator = args.annotator.clone().map_or(Annotator::Latest, Annotator::Named);
    let imported =
        if of_tool { label_studio(&text, &file, &codebook, &annotator)? } else { table(&text, &file, &codebook)? };
    runs::tell_problems(&imported.problems);
    if imported.gold.is_empty() {
        if !of_tool {
            bail!("{file} has no row that can be taken as gold");
        }
        let who: Vec<String> = imported.annotators.keys().cloned().collect();
        let by = if who.is_empty() { "nobody".to_owned() } else { who.join(", ") };
        bail!("{file} has no task that can be taken as gold: {} unlabelled; labelled by {by}", imported.unlabelled);
    }
    for record in &imported.gold {
        out.write((serde_json::to_string(record)? + "\n").as_bytes())?;
    }
    out.finish()?;
    let tasks = count(imported.unlabelled as u64, "task");
    let unlabelled = if of_tool { format!("{tasks} not labelled, ") } else { String::new() };
    let mut told = format!(
        "{} in {}; {unlabelled}{} left out.\n",
        count(imported.gold.len() as u64, "labelled statement"),
        args.out.display(),
        imported.problems.len()
    );
    for (who, annotations) in &imported.annotators {
        told.push_str(&format!("  {} by {who}\n", count(*annotations, "annotation")));
    }
    terminal::print(&told)?;
    Ok(if imported.problems.is_empty() { Outcome::Done } else { Outcome::WithProblems })
}

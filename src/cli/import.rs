//! `demarche import`.

use super::args::Import;
use super::{Outcome, runs, terminal};
use anyhow::{Context, bail};
use demarche::output::write_whole;
use demarche::review::{Annotator, label_studio, table};
use std::io::Write;

/// Runs the command.
pub fn run(args: &Import) -> anyhow::Result<Outcome> {
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
    write_whole(&args.out, |out| {
        imported.gold.iter().try_for_each(|record| {
            serde_json::to_writer(&mut *out, record)?;
            out.write_all(b"\n")
        })
    })?;
    let unlabelled = if of_tool { format!("{} tasks not labelled, ", imported.unlabelled) } else { String::new() };
    let mut out = format!(
        "{} labelled statements in {}; {unlabelled}{} left out.\n",
        imported.gold.len(),
        args.out.display(),
        imported.problems.len()
    );
    for (who, count) in &imported.annotators {
        out.push_str(&format!("  {count} annotations by {who}\n"));
    }
    terminal::print(&out)?;
    Ok(if imported.problems.is_empty() { Outcome::Done } else { Outcome::WithProblems })
}

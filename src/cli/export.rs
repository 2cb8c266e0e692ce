//! `demarche export`.

use super::args::Export;
use super::{Outcome, runs, terminal};
use anyhow::{Context as _, bail};
use demarche::attribute::Directory;
use demarche::export::{Context, Format, export};
use demarche::output::RunLines;

/// Runs the command.
pub fn run(args: &Export) -> anyhow::Result<Outcome> {
    check(args)?;
    let directory = match &args.directory {
        Some(path) => Directory::load(path)?,
        None => Directory::embedded()?,
    };
    let mut lines = RunLines::open(&args.run, &directory)?;
    let codebook = runs::codebook(args.codebook.as_deref())?;
    let of_run = lines.manifest().map(|manifest| &manifest.codebook);
    // Only these name themes and targets that a statement may not have.
    let needs_codebook = matches!(args.to, Format::HuggingFace | Format::LabelStudio);
    if let Some(other) = of_run.filter(|other| needs_codebook && other.sha256 != codebook.sha256) {
        bail!(
            "{} was coded with the codebook {}, not with {}; name it with --codebook",
            args.run.display(),
            other.name,
            codebook.name
        );
    }
    let model = lines.manifest().map_or_else(|| "unknown".to_owned(), |manifest| manifest.model.name.clone());
    let folder = args.run.file_name().unwrap_or(args.run.as_os_str()).to_string_lossy().into_owned();
    let context = Context {
        codebook,
        directory,
        model,
        name: args.name.clone().unwrap_or(folder),
        licence: args.licence.clone(),
        seed: args.seed,
        sample: args.sample,
        counted: args.counted,
    };
    let exported = export(args.to, &mut lines, &args.out, &context)?;
    let (run, problems) = lines.finish();
    runs::tell_problems(&problems);
    if run.statements == 0 {
        bail!("{} holds no statement; what was written is empty", args.run.display());
    }
    let mut out = format!(
        "{} statements of {} as {}, {} rows, in {}.\n",
        run.statements,
        run.run,
        args.to,
        exported.rows,
        args.out.display()
    );
    exported.notes.iter().for_each(|note| out.push_str(&format!("  {note}\n")));
    let told = terminal::tell_result(&out);
    Ok(if problems.is_empty() && told { Outcome::Done } else { Outcome::WithProblems })
}

/// Refuses what cannot come to anything, before the work.
fn check(args: &Export) -> anyhow::Result<()> {
    let out = args.out.display();
    if args.sample.is_some() && !args.to.is_for_labelling() {
        bail!("--sample is for label-studio and doccano; {} takes every statement", args.to);
    }
    if args.counted && !args.to.is_for_labelling() {
        bail!("--counted is for label-studio and doccano; {} takes every statement", args.to);
    }
    if args.sample == Some(0) {
        bail!("--sample 0 leaves nothing to export");
    }
    let folder = args.to.is_folder();
    if args.out.is_dir() != folder && args.out.exists() {
        let (is, wanted) = if folder { ("a file", "a folder") } else { ("a folder", "a file") };
        bail!("{out} is {is}, and {} is {wanted}; choose another --out", args.to);
    }
    let filled = |dir: &std::path::Path| dir.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if args.out.exists() && !args.force && (!folder || filled(&args.out)) {
        bail!("{out} is there already; choose another --out, or add --force to replace it");
    }
    if let (Ok(run), Ok(out)) = (args.run.canonicalize(), args.out.canonicalize())
        && (out == run || out.parent() == Some(&run))
    {
        bail!("{} is part of the run itself; choose another --out", args.out.display());
    }
    let parent = args.out.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    }
    Ok(())
}

//! `demarche export`.

use super::args::Export;
use super::{Outcome, corrections, outfile, runs, terminal};
use anyhow::{Context as _, bail};
use demarche::attribute::Directory;
use demarche::export::{Context, Format, export};
use demarche::output::{RunLines, count};
use std::path::Path;

/// Runs the command.
pub fn run(args: &Export) -> anyhow::Result<Outcome> {
    check(args)?;
    let directory = Directory::open(args.directory.as_deref())?;
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
        directory: directory.clone(),
        model,
        name: args.name.clone().unwrap_or(folder),
        licence: args.licence.clone(),
        seed: args.seed,
        sample: args.sample,
        counted: args.counted,
        blind: args.blind,
    };
    // Before anything is written: an older export is worth more than a header.
    let Some(first) = lines.next() else {
        runs::tell_problems(&lines.finish().1);
        bail!("{} holds no statement; nothing was written", args.run.display());
    };
    let folder = folder_of(&args.out);
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let exported = export(args.to, &mut std::iter::once(first).chain(lines.by_ref()), &args.out, &context)?;
    let (run, mut problems) = lines.finish();
    problems.extend(corrections::idle(std::slice::from_ref(&args.run), &directory));
    runs::tell_problems(&problems);
    let mut out = format!(
        "{} of {} as {}, {}, in {}.\n",
        count(run.statements, "statement"),
        run.run,
        args.to,
        count(exported.rows, "row"),
        args.out.display()
    );
    exported.notes.iter().for_each(|note| out.push_str(&format!("  {note}\n")));
    let told = terminal::tell_result(&out);
    Ok(if !runs::any_lost(&problems) && told { Outcome::Done } else { Outcome::WithProblems })
}

/// Refuses what cannot come to anything, before the work.
fn check(args: &Export) -> anyhow::Result<()> {
    if !args.more.is_empty() {
        bail!(
            "export takes one run, since a statement that two runs have would stand there twice; export each run to a path \
             of its own"
        );
    }
    let out = args.out.display();
    let chosen = [("--sample", args.sample.is_some()), ("--counted", args.counted), ("--blind", args.blind)];
    if let Some((option, _)) = chosen.iter().find(|(_, given)| *given).filter(|_| !args.to.is_for_labelling()) {
        bail!(
            "{option} is for formats in which people label: label-studio, doccano, csv, codes and jsonl; {} takes every \
             statement with its labels",
            args.to
        );
    }
    if args.sample == Some(0) {
        bail!("--sample 0 leaves nothing to export");
    }
    let folder = args.to.is_folder();
    if args.out.is_dir() != folder && args.out.exists() {
        let (is, wanted) = if folder { ("a file", "a folder") } else { ("a folder", "a file") };
        bail!("{out} is {is}, and {} is {wanted}; choose another --out", args.to);
    }
    let filled = |dir: &Path| dir.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if args.out.exists() && !args.force && (!folder || filled(&args.out)) {
        bail!("{out} is there already; choose another --out, or add --force to replace it");
    }
    // By its folder too: the file need not be there yet.
    let places = [args.out.as_path(), folder_of(&args.out)];
    if let Ok(run) = args.run.canonicalize()
        && places.iter().filter_map(|place| place.canonicalize().ok()).any(|place| place == run)
    {
        bail!("{out} is part of the run itself; choose another --out");
    }
    let inputs: Vec<&Path> = [&args.codebook, &args.directory].into_iter().flatten().map(AsRef::as_ref).collect();
    outfile::refuse_input(&args.out, &inputs)
}

/// The folder that `path` is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

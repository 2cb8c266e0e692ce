//! Keeps what `classify` writes away from what it reads.

use super::args::Classify;
use anyhow::bail;
use demarche::output::{MANIFEST, POSITIONS, PROBLEMS, STATEMENTS};
use std::path::{Path, PathBuf};

/// Refuses an output folder inside an input folder: its files would be read as articles, now or the next time.
pub fn not_inside_input(out: &Path, inputs: &[String]) -> anyhow::Result<()> {
    // The folder may not be there yet: the nearest one that is decides.
    let Some(out) = out
        .ancestors()
        .map(|dir| if dir.as_os_str().is_empty() { Path::new(".") } else { dir })
        .find_map(|dir| dir.canonicalize().ok())
    else {
        return Ok(());
    };
    for input in inputs {
        let Ok(folder) = Path::new(input).canonicalize() else { continue };
        if folder.is_dir() && out.starts_with(&folder) {
            bail!(
                "the output folder lies inside the input folder {input} and would be read as articles; choose another --out"
            );
        }
    }
    Ok(())
}

/// Refuses outputs that would take the place of an input: of one of the article files `files`, of standard input where it
/// is a file, of the codebook or the speakers. An article in the output folder itself is refused whatever its name: the
/// same command, given again, would find the results beside it.
pub fn not_over_input(args: &Classify, files: &[PathBuf]) -> anyhow::Result<()> {
    let results = [STATEMENTS, PROBLEMS, POSITIONS, MANIFEST].map(|file| args.out.join(file));
    // A redirected file has its path there; a pipe has none, and a system without the name has nothing to compare.
    let standard = args.inputs.iter().any(|name| name == "-").then(|| PathBuf::from("/dev/stdin"));
    let resources = [&args.resources.codebook, &args.resources.speakers].into_iter().flatten().cloned();
    let out = args.out.canonicalize().ok();
    for input in files.iter().cloned().chain(standard) {
        let Ok(place) = input.canonicalize() else { continue };
        if out.is_some() && place.parent() == out.as_deref() {
            bail!("the input {} lies in the output folder; choose another --out", input.display());
        }
        refuse_same(&input, &place, results.iter().chain(&args.report))?;
    }
    for input in resources {
        let Ok(place) = input.canonicalize() else { continue };
        refuse_same(&input, &place, results.iter().chain(&args.report))?;
    }
    if let Some(page) = &args.report
        && results.iter().any(|file| same_place(file, page))
    {
        bail!("--report {} is one of the run's own files; choose another name", page.display());
    }
    // Neither is there yet, perhaps: the folder would be made first, and the page fail after hours of work.
    if let Some(page) = &args.report
        && (page.is_dir() || args.out.ancestors().any(|folder| same_place(folder, page)))
    {
        bail!("--report {} is a folder, or will be one; expected the name of a file", page.display());
    }
    Ok(())
}

fn refuse_same<'a>(input: &Path, place: &Path, outputs: impl Iterator<Item = &'a PathBuf>) -> anyhow::Result<()> {
    for output in outputs {
        if output.canonicalize().is_ok_and(|output| output == place) {
            bail!(
                "{} is an input and would be overwritten by {}; choose another name",
                input.display(),
                output.display()
            );
        }
    }
    Ok(())
}

/// Whether two paths, of files that need not be there, are one.
pub fn same_place(a: &Path, b: &Path) -> bool {
    let folder = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
    };
    a.file_name() == b.file_name() && folder(a) == folder(b)
}

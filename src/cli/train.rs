//! `demarche train`.

use super::args::Train;
use super::evaluate::read_all;
use super::progress::Progress;
use super::terminal::complain;
use super::{Outcome, notes, terminal, trained};
use anyhow::{Context, bail};
use demarche::evaluate::{BaselineReport, GoldArticle, compare};
use demarche::train::{Examples, FEWEST, Kept, Provenance, Unfinished, count, train, write_model};
use std::path::Path;

/// With fewer statements, figures say little.
const FEW: usize = 50;

/// Runs the command.
pub fn run(args: &Train) -> anyhow::Result<Outcome> {
    // Everything that can be wrong with the output is found before the work.
    check_out(args)?;
    let pipeline = args.compute.builder().codebook(&args.codebook).build()?;
    if same(&args.out, pipeline.model_folder()) {
        bail!("--out is the base model's folder; choose another");
    }
    // Which themes have no head, everybody knows who is about to train them.
    notes::tell(pipeline.notes().iter().filter(|note| note.kind != "no_head"));
    let themes = pipeline.themes();
    let (gold, data) = read_all(&args.data, &themes)?;
    let names: Vec<String> = args.data.iter().map(|path| path.display().to_string()).collect();
    trained::warn_of_exported(&gold, &names.join(", "));
    let statements: usize = gold.iter().map(|article| article.sentences.len()).sum();
    let codebook = pipeline.codebook();
    let counted = count(&gold, codebook);
    counted.shortages.iter().for_each(|shortage| complain(&format!("warning: {}", shortage.reason)));
    if !counted.themes.iter().any(|enough| *enough) && !counted.targets.iter().flatten().any(|enough| *enough) {
        bail!("no theme of the codebook has {FEWEST} statements with it and {FEWEST} without: nothing to train");
    }
    if statements < FEW {
        complain(&format!("warning: {statements} statements; figures say little below {FEW}"));
    }

    let mut progress = Progress::new(args.quiet, Some(statements as u64));
    let (mut articles, mut sentences) = (0, 0);
    let (mut theme_vectors, mut stance_vectors, mut before) = (vec![], vec![], vec![]);
    for part in gold.chunks(64) {
        let inputs: Vec<_> = part.iter().map(GoldArticle::input).collect();
        let mut themes = pipeline.theme_vectors(&inputs)?;
        let mut stances = pipeline.stance_vectors(&inputs, &themes)?;
        before.append(&mut pipeline.code_vectors(&inputs, &themes, &stances)?);
        theme_vectors.append(&mut themes);
        stance_vectors.append(&mut stances);
        articles += part.len() as u64;
        sentences += inputs.iter().map(|input| input.sentences.len() as u64).sum::<u64>();
        progress.update(sentences, articles, sentences, 0);
    }
    let examples = Examples { gold: &gold, themes: &theme_vectors, stances: &stance_vectors };
    let classifier = pipeline.classifier()?;
    let trained = pipeline.install(|| train(examples, &counted, classifier, before.clone(), args.take_all));
    progress.finish();

    let canonical = |name: &str, date| pipeline.canonical_name(name, date);
    let mut evaluation = compare(&gold, &trained.held_out, &themes, &canonical);
    evaluation.baselines.push(BaselineReport {
        name: "before training".into(),
        about:
            "the base model with this codebook, which reads themes from their codebook entries and stances with its \
                common head, unless it was trained on them"
                .into(),
        evaluation: compare(&gold, &before, &themes, &canonical),
    });

    let provenance = Provenance {
        base: pipeline.model_identity().sha256,
        data: data.all,
        files: data.files,
        statements,
        sentences: gold.iter().flat_map(|article| &article.sentences).map(|row| row.text.as_str()).collect(),
    };
    write(args, |folder| {
        Ok(write_model(pipeline.model_folder(), folder, &trained, codebook, &args.codebook, &provenance)?)
    })?;
    let shares = pipeline.codebook().themes.iter().zip(&counted.shares);
    let shares: Vec<String> = shares.map(|(theme, share)| format!("{} {:.0} %", theme.id, 100.0 * share)).collect();
    let mut kept = String::new();
    for Kept { what, figure, base, new } in &trained.kept {
        kept += &format!(
            "{what} keeps the base model's head: {figure} {base:.3}, a trained one {new:.3} on the same held-out statements \
             (--take-all takes it).\n"
        );
    }
    for Unfinished { what, convergence } in &trained.unfinished {
        kept += &format!(
            "{what} is not fitted to the end: after {} steps its log likelihood may be {:.2} below the best there is. The \
             figures are those of the head as it stands.\n",
            convergence.steps, convergence.gap
        );
    }
    let by = if trained.by_article {
        "by article, five folds"
    } else {
        "by sentence, since all are of one article: expect less on other articles"
    };
    terminal::print(&format!(
        "Cross-validated {by}: figures on statements that the heads had not seen.\n\n{}\n\
         Statements with a theme: {}.\n{kept}\
         Wrote {}: {} of {} themes and {} of {} targets with heads of their own.\n\
         demarche classify INPUT --model {2} --out DIR codes by it; its codebook is in the folder.\n",
        evaluation.codes_only(),
        shares.join(", "),
        args.out.display(),
        trained.themes.len(),
        themes.len(),
        trained.targets.len(),
        themes.iter().map(|(_, targets)| targets.len()).sum::<usize>(),
    ))?;
    Ok(Outcome::Done)
}

fn check_out(args: &Train) -> anyhow::Result<()> {
    let out = &args.out;
    if out.is_file() {
        bail!("{} is a file, not a folder; choose another --out", out.display());
    }
    let filled = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if filled && !out.join("SHA256SUMS").is_file() {
        bail!("{} is a folder with something other than a model in it; choose another --out", out.display());
    }
    if filled && !args.force {
        bail!("{} already holds a model; choose another --out, or --force to replace it", out.display());
    }
    Ok(())
}

fn same(a: &Path, b: &Path) -> bool {
    a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

/// Fills a folder beside `--out` and puts it in its place when it is whole.
fn write(args: &Train, fill: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let shown = || format!("{} cannot be written", args.out.display());
    let parent = args.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).with_context(shown)?;
    let work = tempfile::Builder::new().prefix(".demarche-train-").tempdir_in(parent).with_context(shown)?;
    let new = work.path().join("new");
    std::fs::create_dir(&new).with_context(shown)?;
    fill(&new)?;
    put(&new, &args.out, &work.path().join("old")).with_context(shown)
}

/// Puts the folder `new` in the place of `out`, which moves to `old` if it is there. If that fails, `out` is what it was:
/// `old` is about to be deleted.
fn put(new: &Path, out: &Path, old: &Path) -> std::io::Result<()> {
    let replaces = out.exists();
    if replaces {
        std::fs::rename(out, old)?;
    }
    std::fs::rename(new, out).inspect_err(|_| {
        if replaces {
            let _ = std::fs::rename(old, out);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_model_that_cannot_be_put_in_its_place_costs_no_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let (new, out, old) = (dir.path().join("new"), dir.path().join("model"), dir.path().join("old"));
        std::fs::create_dir(&out).unwrap();
        std::fs::write(out.join("SHA256SUMS"), "a").unwrap();
        assert!(put(&new, &out, &old).is_err(), "there is no new model");
        assert_eq!(std::fs::read_to_string(out.join("SHA256SUMS")).unwrap(), "a");
        std::fs::create_dir(&new).unwrap();
        put(&new, &out, &old).unwrap();
        assert!(out.is_dir() && !out.join("SHA256SUMS").exists() && old.join("SHA256SUMS").is_file());
    }
}

//! Whether the labels that a model is held against are its own: it has learned from them, or it has made them.

use super::terminal::complain;
use demarche::checksum;
use demarche::evaluate::GoldArticle;
use demarche::output::Runs;
use demarche::review::AS_EXPORTED;
use demarche::train::TrainedOn;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many of `texts` the model in `folder` was trained on; none where its folder does not say.
///
/// # Errors
/// The folder's list cannot be read.
pub fn count<'t>(folder: &Path, texts: impl Iterator<Item = &'t str>) -> anyhow::Result<Option<u64>> {
    use anyhow::Context;
    let seen = TrainedOn::read(folder).with_context(|| format!("cannot read the model in {}", folder.display()))?;
    Ok(seen.map(|seen| seen.count(texts) as u64))
}

/// Warns where a model that coded `runs` was trained on some of `texts`, the sentences of the file `gold`.
pub fn warn_of_runs(runs: &Runs, gold: &str, texts: &[String]) -> anyhow::Result<()> {
    // The default model is none of `demarche train`, and leaves the option empty.
    let given = |manifest: &demarche::output::Manifest| {
        let folder = manifest.options.get("model")?.as_str()?;
        Some((PathBuf::from(folder), manifest.model.sha256.clone()))
    };
    let models: BTreeSet<_> = runs.runs.iter().filter_map(|run| given(run.manifest.as_ref()?)).collect();
    for (folder, sha256) in models {
        let sums = std::fs::read(folder.join("SHA256SUMS")).unwrap_or_default();
        let is_it = checksum::sha256(&sums) == sha256;
        if !is_it {
            complain(&format!(
                "note: the model that coded the runs is not in {} any more, so it is not known whether it was trained on {gold}",
                folder.display()
            ));
            continue;
        }
        let seen = count(&folder, texts.iter().map(String::as_str))?.unwrap_or_default();
        if seen > 0 {
            complain(&format!(
                "warning: {} was trained on {seen} of the {} sentences of {gold}: there it errs less than elsewhere, so positions \
                 are corrected by too little. Take gold that the model has not seen",
                folder.display(),
                texts.len()
            ));
        }
    }
    Ok(())
}

/// Warns where sentences of the file `name` have the labels of the machine, which nobody touched, as `import` wrote down.
pub fn warn_of_exported(gold: &[GoldArticle], name: &str) {
    let sentences = || gold.iter().flat_map(|article| &article.sentences);
    let coder =
        |sentence: &&demarche::evaluate::GoldSentence| sentence.fields.get("coder").is_some_and(|of| of == AS_EXPORTED);
    let (own, all) = (sentences().filter(coder).count(), sentences().count());
    if own > 0 {
        complain(&format!(
            "warning: {own} of the {all} sentences of {name} came back from an export as the machine left them ({AS_EXPORTED:?}): \
             where nobody has read them, the machine agrees with itself"
        ));
    }
}

//! The baselines of `demarche evaluate --baselines`.

use super::terminal::complain;
use demarche::evaluate::baselines::{Baseline, Frozen, frozen, keywords, majority, tfidf};
use demarche::evaluate::{GoldArticle, Predicted};
use demarche::pipeline::{Pipeline, PipelineError};
use std::collections::HashSet;

/// All baselines that the training rows allow.
pub fn all(
    pipeline: &Pipeline,
    gold: &[GoldArticle],
    ours: &[Vec<Predicted>],
    train: &[GoldArticle],
    quiet: bool,
) -> Result<Vec<Baseline>, PipelineError> {
    let codebook = pipeline.codebook();
    let given = !train.is_empty();
    let train = apart(train, gold);
    if train.is_empty() {
        let why = if given { "no row of --baseline-train is left" } else { "without --baseline-train" };
        complain(&format!("note: {why}, so the only baseline is the keyword dictionary"));
        return Ok(vec![keywords(gold, ours, codebook)]);
    }
    if !quiet {
        complain("fitting the baselines ...");
    }
    let (train_themes, train_stances) = vectors(pipeline, &train)?;
    let (gold_themes, gold_stances) = vectors(pipeline, gold)?;
    let seen = Frozen { themes: &train_themes, stances: &train_stances };
    let new = Frozen { themes: &gold_themes, stances: &gold_stances };
    Ok(pipeline.install(|| {
        vec![
            majority(&train, gold, ours, codebook),
            keywords(gold, ours, codebook),
            tfidf(&train, gold, ours, codebook),
            frozen((&train, seen), (gold, new), ours, codebook),
        ]
    }))
}

/// The training articles without those that are measured on, and without sentences that stand there word for word.
fn apart(train: &[GoldArticle], gold: &[GoldArticle]) -> Vec<GoldArticle> {
    let ids: HashSet<&str> = gold.iter().map(|article| article.id.as_str()).collect();
    let texts: HashSet<&str> = gold.iter().flat_map(|a| &a.sentences).map(|s| s.text.trim()).collect();
    let before: usize = train.iter().map(|article| article.sentences.len()).sum();
    let mut train: Vec<GoldArticle> = train.iter().filter(|a| !ids.contains(a.id.as_str())).cloned().collect();
    train.iter_mut().for_each(|article| article.sentences.retain(|row| !texts.contains(row.text.trim())));
    train.retain(|article| !article.sentences.is_empty());
    let left = before - train.iter().map(|article| article.sentences.len()).sum::<usize>();
    if left > 0 {
        complain(&format!("note: {left} training rows are also in the gold, and the baselines do not learn from them"));
    }
    train
}

type Vectors = (Vec<std::sync::Arc<[f32]>>, Vec<Vec<demarche::classify::TargetVector>>);

/// Vectors of both passes.
pub fn vectors(pipeline: &Pipeline, gold: &[GoldArticle]) -> Result<Vectors, PipelineError> {
    let (mut themes, mut stances) = (vec![], vec![]);
    for articles in gold.chunks(64) {
        let inputs: Vec<_> = articles.iter().map(GoldArticle::input).collect();
        let mut of_themes = pipeline.theme_vectors(&inputs)?;
        stances.append(&mut pipeline.stance_vectors(&inputs, &of_themes)?);
        themes.append(&mut of_themes);
    }
    Ok((themes, stances))
}

//! Baselines that are fitted on training rows.

use super::tfidf::Vocabulary;
use super::{Baseline, predictions, sentences};
use crate::classify::{Label, TargetVector};
use crate::codebook::Codebook;
use crate::evaluate::{GoldArticle, Predicted};
use crate::logistic::{Dense, Linear, Rows, Validated, cross_validate, folds};
use std::collections::HashMap;
use std::sync::Arc;

const FOLDS: usize = 5;

/// Vectors of a frozen encoder, by sentence.
#[derive(Debug, Clone, Copy)]
pub struct Frozen<'v> {
    /// Of the theme pass.
    pub themes: &'v [Arc<[f32]>],
    /// Of the stance pass, towards the targets of the sentence's gold themes and of those that the model finds.
    pub stances: &'v [Vec<TargetVector>],
}

/// Always what is most frequent in `train`.
pub fn majority(train: &[GoldArticle], gold: &[GoldArticle], ours: &[Vec<Predicted>], codebook: &Codebook) -> Baseline {
    let rows = sentences(train).count().max(1) as f32;
    let share = |theme: usize| {
        sentences(train).filter(|row| row.themes.contains(&codebook.themes[theme].id)).count() as f32 / rows
    };
    let themes: Vec<f32> = (0..codebook.themes.len()).map(share).collect();
    let of_target = |theme: usize, target: usize| {
        let of: Vec<Label> = stances(train, codebook, theme, target).map(|(_, label)| label).collect();
        Label::ALL.map(|label| of.iter().filter(|l| **l == label).count() as f32 / of.len().max(1) as f32)
    };
    let of_theme = |theme: usize| (0..codebook.themes[theme].targets.len()).map(|t| of_target(theme, t)).collect();
    let stances: Vec<Vec<[f32; 3]>> = (0..codebook.themes.len()).map(of_theme).collect();
    Baseline {
        name: "majority",
        about: "for everything the most frequent answer of the training rows",
        predicted: predictions(
            gold,
            ours,
            codebook,
            |_, theme| (themes[theme], themes[theme] > 0.5),
            |_, theme, target| stances[theme][target],
        ),
    }
}

/// Logistic regression on words and pairs of words of the sentence.
pub fn tfidf(train: &[GoldArticle], gold: &[GoldArticle], ours: &[Vec<Predicted>], codebook: &Codebook) -> Baseline {
    let vocabulary = Vocabulary::new(sentences(train).map(|row| row.text.as_str()));
    let rows = |of: &[GoldArticle]| vocabulary.rows(sentences(of).map(|row| row.text.as_str()));
    let (seen, new) = (rows(train), rows(gold));
    let fold_of = fold_of(train);
    let themes = theme_heads(train, codebook, &seen, &fold_of);
    // A stance's rows are those of its theme: the same features, other members.
    let mut heads = HashMap::new();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        for target in 0..entry.targets.len() {
            let (members, labels): (Vec<usize>, Vec<usize>) =
                stances(train, codebook, theme, target).map(|(row, label)| (row, label.index())).unzip();
            let texts: Vec<&str> = sentences(train).map(|row| row.text.as_str()).collect();
            let features = vocabulary.rows(members.iter().map(|row| texts[*row]));
            let folds: Vec<usize> = members.iter().map(|row| fold_of[*row]).collect();
            let head = cross_validate(&features, &labels, &folds, &Linear::zero(3, features.width()));
            heads.insert((theme, target), head);
        }
    }
    let stance_of = |row: usize, theme: usize, target: usize| stance(&heads[&(theme, target)], &new, row);
    Baseline {
        name: "TF-IDF + regression",
        about: "logistic regression on words and pairs of words of the sentence",
        predicted: predictions(gold, ours, codebook, |row, theme| present(&themes[theme], &new, row), stance_of),
    }
}

/// Logistic regression on vectors of this model's encoder. `seen` are those of `train`, `new` those of `gold`; themes
/// that it finds beside the gold's and the model's get a neutral stance, as their vectors are not at hand.
pub fn frozen(
    (train, seen): (&[GoldArticle], Frozen<'_>),
    (gold, new): (&[GoldArticle], Frozen<'_>),
    ours: &[Vec<Predicted>],
    codebook: &Codebook,
) -> Baseline {
    let dense = |vectors: &[Arc<[f32]>], length: f64| Dense::new(vectors.iter().map(|v| &v[..])).scaled(1.0 / length);
    let length = dense(seen.themes, 1.0).mean_length();
    let (train_rows, new_rows) = (dense(seen.themes, length), dense(new.themes, length));
    let fold_of = fold_of(train);
    let themes = theme_heads(train, codebook, &train_rows, &fold_of);
    let mut probabilities: HashMap<(usize, usize, usize), [f32; 3]> = HashMap::new();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        for target in 0..entry.targets.len() {
            let of = |rows: &[Vec<TargetVector>]| -> (Vec<usize>, Vec<Arc<[f32]>>) {
                let vector = |row: &Vec<TargetVector>| {
                    row.iter().find(|of| (of.theme, of.target) == (theme, target)).map(|of| of.vector.clone())
                };
                rows.iter().enumerate().filter_map(|(row, of)| Some((row, vector(of)?))).unzip()
            };
            let by_row: HashMap<usize, Label> = stances(train, codebook, theme, target).collect();
            let (members, vectors) = of(seen.stances);
            // A row has vectors for the themes that are found, too; a label only for those of its gold.
            let labelled = |(row, _): &(usize, _)| by_row.contains_key(row);
            let (members, vectors): (Vec<usize>, Vec<Arc<[f32]>>) =
                members.into_iter().zip(vectors).filter(labelled).unzip();
            let labels: Vec<usize> = members.iter().map(|row| by_row[row].index()).collect();
            let folds: Vec<usize> = members.iter().map(|row| fold_of[*row]).collect();
            let length = dense(&vectors, 1.0).mean_length();
            let rows = dense(&vectors, length);
            let head = cross_validate(&rows, &labels, &folds, &Linear::zero(3, rows.width()));
            let (members, vectors) = of(new.stances);
            let rows = dense(&vectors, length);
            for (place, row) in members.into_iter().enumerate() {
                probabilities.insert((row, theme, target), stance(&head, &rows, place));
            }
        }
    }
    let stance_of = |row: usize, theme: usize, target: usize| {
        probabilities.get(&(row, theme, target)).copied().unwrap_or([0.0, 0.0, 1.0])
    };
    Baseline {
        name: "own encoder + regression",
        about: "logistic regression on vectors of this model's encoder, which was itself fine-tuned on themes and stances",
        predicted: predictions(gold, ours, codebook, |row, theme| present(&themes[theme], &new_rows, row), stance_of),
    }
}

fn fold_of(train: &[GoldArticle]) -> Vec<usize> {
    let groups: Vec<&str> = sentences(train).map(|row| row.article.as_str()).collect();
    folds(&groups, FOLDS)
}

fn theme_heads(train: &[GoldArticle], codebook: &Codebook, rows: &impl Rows, fold_of: &[usize]) -> Vec<Validated> {
    let head = |id: &String| {
        let labels: Vec<usize> = sentences(train).map(|row| usize::from(row.themes.contains(id))).collect();
        cross_validate(rows, &labels, fold_of, &Linear::zero(1, rows.width()))
    };
    codebook.themes.iter().map(|theme| head(&theme.id)).collect()
}

/// Row numbers and labels of the sentences with a stance towards a target.
fn stances<'g>(
    train: &'g [GoldArticle],
    codebook: &'g Codebook,
    theme: usize,
    target: usize,
) -> impl Iterator<Item = (usize, Label)> + 'g {
    let id = &codebook.themes[theme].targets[target].id;
    sentences(train).enumerate().filter_map(move |(row, sentence)| Some((row, *sentence.stance.get(id)?)))
}

fn present(head: &Validated, rows: &impl Rows, row: usize) -> (f32, bool) {
    let probability = head.probabilities(rows, row)[0];
    (probability as f32, probability >= head.threshold)
}

fn stance(head: &Validated, rows: &impl Rows, row: usize) -> [f32; 3] {
    let of = head.probabilities(rows, row);
    [of[0] as f32, of[1] as f32, of[2] as f32]
}

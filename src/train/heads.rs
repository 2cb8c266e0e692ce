//! Heads from labelled statements.

use super::labels::Counted;
use crate::classify::{Classifier, Label, StanceScore, TargetVector};
use crate::evaluate::{GoldArticle, GoldSentence, Predicted};
use crate::logistic::{Dense, Linear, Validated, cross_validate, folds};
use std::sync::Arc;

/// Folds of the cross-validation.
const FOLDS: usize = 5;

/// What heads are trained on.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'g> {
    /// The labelled statements.
    pub gold: &'g [GoldArticle],
    /// The theme pass' vector of each sentence.
    pub themes: &'g [Arc<[f32]>],
    /// The stance pass' vectors of each sentence, towards the targets of its gold themes.
    pub stances: &'g [Vec<TargetVector>],
}

/// A theme's head.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedTheme {
    /// Number of the theme in the codebook.
    pub theme: usize,
    /// One output, on vectors of the theme pass.
    pub model: Linear,
    /// Divides the logit.
    pub temperature: f64,
    /// Present from this probability on.
    pub threshold: f64,
}

/// A target's stance head.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedTarget {
    /// Number of the theme in the codebook.
    pub theme: usize,
    /// Number of the target in the theme.
    pub target: usize,
    /// Three outputs (favor, against, neutral), on [`Classifier::stance_features`].
    pub model: Linear,
    /// Divides the logits.
    pub temperature: f64,
}

/// Heads, and how they do on articles that were held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Theme heads.
    pub themes: Vec<TrainedTheme>,
    /// Stance heads.
    pub targets: Vec<TrainedTarget>,
    /// Predictions by heads that had not seen the article; what got no head is as before training.
    pub held_out: Vec<Vec<Predicted>>,
    /// Whether folds keep articles together; not so where all statements are of one article.
    pub by_article: bool,
}

/// Trains the heads that `counted` finds statements for. `before` is what `classifier`, the base model, makes of them.
pub fn train(
    examples: Examples<'_>,
    counted: &Counted,
    classifier: &Classifier,
    before: Vec<Vec<Predicted>>,
) -> Trained {
    let rows: Vec<&GoldSentence> = examples.gold.iter().flat_map(|article| &article.sentences).collect();
    let by_article = examples.gold.len() > 1;
    let groups: Vec<String> = if by_article {
        rows.iter().map(|row| row.article.clone()).collect()
    } else {
        rows.iter().map(|row| row.i.to_string()).collect()
    };
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let fold_of = folds(&groups, FOLDS);
    let mut trained = Trained { themes: vec![], targets: vec![], held_out: before, by_article };
    let mut flat: Vec<&mut Predicted> = trained.held_out.iter_mut().flatten().collect();

    let vectors = Dense::new(examples.themes.iter().map(|vector| &vector[..]));
    let length = vectors.mean_length();
    let vectors = vectors.scaled(1.0 / length);
    let codebook = classifier.codebook();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        if counted.themes[theme] {
            let labels: Vec<usize> = rows.iter().map(|row| usize::from(row.themes.contains(&entry.id))).collect();
            let prior = classifier.theme_prior(theme, length).rescaled(length);
            let validated = cross_validate(&vectors, &labels, &fold_of, &prior);
            for (row, predicted) in flat.iter_mut().enumerate() {
                let score = &mut predicted.coded.themes[theme];
                score.probability = validated.held_out[row][0] as f32;
                score.present = validated.held_out_yes[row];
            }
            let Validated { model, temperature, threshold, .. } = validated;
            trained.themes.push(TrainedTheme { theme, model: model.rescaled(1.0 / length), temperature, threshold });
        }
        for (target, entry_target) in entry.targets.iter().enumerate() {
            if !counted.targets[theme][target] {
                continue;
            }
            let mut members = vec![];
            let mut features = vec![];
            for (row, vectors) in examples.stances.iter().enumerate() {
                if let Some(of) = vectors.iter().find(|of| (of.theme, of.target) == (theme, target)) {
                    members.push(row);
                    features.push(classifier.stance_features(&of.vector));
                }
            }
            let features = Dense::new(features.iter().map(|row| &row[..]));
            let length = features.mean_length();
            // Invariant: reading the gold checked that every theme's targets have a stance.
            let labels: Vec<usize> =
                members.iter().map(|row| rows[*row].stance.get(&entry_target.id).map_or(2, |l| l.index())).collect();
            let fold_of: Vec<usize> = members.iter().map(|row| fold_of[*row]).collect();
            let prior = classifier.stance_prior(theme, target).rescaled(length);
            let validated = cross_validate(&features.scaled(1.0 / length), &labels, &fold_of, &prior);
            for (row, probabilities) in members.iter().zip(&validated.held_out) {
                let [favor, against, neutral] = Label::ALL.map(|label| probabilities[label.index()] as f32);
                let score = StanceScore::new(&entry.id, &entry_target.id, [favor, against, neutral]);
                flat[*row].gold_stances.retain(|stance| stance.target != entry_target.id);
                flat[*row].gold_stances.push(score);
            }
            let Validated { model, temperature, .. } = validated;
            trained.targets.push(TrainedTarget { theme, target, model: model.rescaled(1.0 / length), temperature });
        }
    }
    trained
}

//! Heads from labelled statements.

use super::choose::{worse_target, worse_theme};
use super::labels::Counted;
use crate::classify::{Classifier, Label, StanceScore, TargetVector};
use crate::evaluate::{GoldArticle, GoldSentence, Predicted};
use crate::logistic::{Convergence, Dense, Linear, Validated, cross_validate, folds};
use std::sync::Arc;

/// Folds of the cross-validation.
const FOLDS: usize = 5;

/// What heads are trained on.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'g> {
    /// The labelled statements.
    pub gold: &'g [GoldArticle],
    /// The vectors of [`Classifier::theme_vectors`] of each sentence.
    pub themes: &'g [Arc<[f32]>],
    /// The stance pass' vectors of each sentence, towards the targets of its gold themes and, of no use here, of others
    /// that the base model finds.
    pub stances: &'g [Vec<TargetVector>],
}

/// A theme's head.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedTheme {
    /// Number of the theme in the codebook.
    pub theme: usize,
    /// One output, on [`Classifier::theme_features`].
    pub model: Linear,
    /// Divides the logit.
    pub temperature: f64,
    /// Present from this probability on.
    pub threshold: f64,
    /// Whether the vectors are those of the encoder for entries.
    pub by_likeness: bool,
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

/// A theme or target for which the base model's head stays, because a new one does worse on articles that were held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// "theme \"ID\"" or "target \"ID\"".
    pub what: String,
    /// The figure that is compared: "F1" or "macro F1".
    pub figure: &'static str,
    /// What the base model reaches.
    pub base: f64,
    /// What the new head reaches.
    pub new: f64,
}

impl Kept {
    pub(super) fn if_worse(what: String, figure: &'static str, base: f64, new: f64) -> Option<Self> {
        (new < base).then_some(Self { what, figure, base, new })
    }
}

/// A head whose fit ended before it was the best one.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// As in [`Kept::what`].
    pub what: String,
    /// Where it ended.
    pub convergence: Convergence,
}

/// Heads, and how they do on articles that were held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Theme heads.
    pub themes: Vec<TrainedTheme>,
    /// Stance heads.
    pub targets: Vec<TrainedTarget>,
    /// What was trained and is not taken.
    pub kept: Vec<Kept>,
    /// Fits of theirs, taken or not, that ended too early.
    pub unfinished: Vec<Unfinished>,
    /// Predictions by heads that had not seen the article; what got no head is as before training, and so is
    /// what keeps the base model's.
    pub held_out: Vec<Vec<Predicted>>,
    /// Whether folds keep articles together; not so where all statements are of one article.
    pub by_article: bool,
}

impl Unfinished {
    fn of(what: String, validated: &Validated) -> Option<Self> {
        let convergence = validated.convergence;
        (!convergence.converged()).then_some(Self { what, convergence })
    }
}

/// The fold of each statement of `gold`, and whether folds keep articles together.
pub(super) fn fold_of(gold: &[GoldArticle]) -> (Vec<usize>, bool) {
    let by_article = gold.len() > 1;
    let group = |row: &GoldSentence| if by_article { row.article.clone() } else { row.i.to_string() };
    let groups: Vec<String> = gold.iter().flat_map(|article| &article.sentences).map(group).collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    (folds(&groups, FOLDS), by_article)
}

/// Trains the heads that `counted` finds statements for. `before` is what `classifier`, the base model, makes of them: where
/// that is better than a new head on statements that it had not seen, the head is not taken, but with `take_all`.
pub fn train(
    examples: Examples<'_>,
    counted: &Counted,
    classifier: &Classifier,
    before: Vec<Vec<Predicted>>,
    take_all: bool,
) -> Trained {
    let rows: Vec<&GoldSentence> = examples.gold.iter().flat_map(|article| &article.sentences).collect();
    let (fold_of, by_article) = fold_of(examples.gold);
    let mut trained =
        Trained { themes: vec![], targets: vec![], kept: vec![], unfinished: vec![], held_out: before, by_article };
    let mut flat: Vec<&mut Predicted> = trained.held_out.iter_mut().flatten().collect();

    let codebook = classifier.codebook();
    for (theme, entry) in codebook.themes.iter().enumerate() {
        if counted.themes[theme] {
            let labels: Vec<usize> = rows.iter().map(|row| usize::from(row.themes.contains(&entry.id))).collect();
            let features = examples.themes.iter().map(|vector| classifier.theme_features(theme, vector));
            let vectors = Dense::new(features);
            let length = vectors.mean_length();
            let vectors = vectors.scaled(1.0 / length);
            let prior = classifier.theme_prior(theme).rescaled(length);
            let validated = cross_validate(&vectors, &labels, &fold_of, &prior);
            let unfinished = Unfinished::of(format!("theme {:?}", entry.id), &validated);
            trained.unfinished.extend(unfinished);
            let present: Vec<bool> = flat.iter().map(|predicted| predicted.coded.themes[theme].present).collect();
            match worse_theme(&rows, &entry.id, &present, &validated.held_out_yes).filter(|_| !take_all) {
                Some(kept) => trained.kept.push(kept),
                None => {
                    for (row, predicted) in flat.iter_mut().enumerate() {
                        let score = &mut predicted.coded.themes[theme];
                        score.probability = validated.held_out[row][0] as f32;
                        score.present = validated.held_out_yes[row];
                    }
                    let Validated { model, temperature, threshold, .. } = validated;
                    let model = model.rescaled(1.0 / length);
                    let by_likeness = classifier.is_by_likeness(theme);
                    trained.themes.push(TrainedTheme { theme, model, temperature, threshold, by_likeness });
                }
            }
        }
        for (target, entry_target) in entry.targets.iter().enumerate() {
            if !counted.targets[theme][target] {
                continue;
            }
            let mut members = vec![];
            let mut features = vec![];
            for (row, vectors) in examples.stances.iter().enumerate() {
                if !rows[row].themes.contains(&entry.id) {
                    continue;
                }
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
            let unfinished = Unfinished::of(format!("target {:?}", entry_target.id), &validated);
            trained.unfinished.extend(unfinished);
            let score = |probabilities: &Vec<f64>| {
                let [favor, against, neutral] = Label::ALL.map(|label| probabilities[label.index()] as f32);
                StanceScore::new(&entry.id, &entry_target.id, [favor, against, neutral])
            };
            let scores: Vec<StanceScore> = validated.held_out.iter().map(score).collect();
            if let Some(kept) = worse_target(&rows, &flat, entry_target, &members, &scores).filter(|_| !take_all) {
                trained.kept.push(kept);
                continue;
            }
            for (row, score) in members.iter().zip(scores) {
                flat[*row].gold_stances.retain(|stance| stance.target != entry_target.id);
                flat[*row].gold_stances.push(score);
            }
            let Validated { model, temperature, .. } = validated;
            trained.targets.push(TrainedTarget { theme, target, model: model.rescaled(1.0 / length), temperature });
        }
    }
    // Of the heads that were taken. A theme that the gold has not, though it is found, has no stance here: no head was
    // held out for it.
    for predicted in flat {
        let themes = &predicted.coded.themes;
        let present = |stance: &&StanceScore| themes.iter().any(|theme| theme.present && theme.id == stance.theme);
        predicted.coded.stances = predicted.gold_stances.iter().filter(present).cloned().collect();
    }
    trained
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_whose_fit_ended_early_is_named() {
        let validated = |gap| Validated {
            model: Linear::zero(1, 1),
            strength: 1.0,
            temperature: 1.0,
            threshold: 0.5,
            held_out: vec![],
            held_out_yes: vec![],
            convergence: Convergence { steps: 200, gap },
        };
        assert_eq!(Unfinished::of("theme".into(), &validated(1e-6)), None);
        for gap in [0.5, f64::INFINITY, f64::NAN] {
            let named = Unfinished::of("theme".into(), &validated(gap)).map(|unfinished| unfinished.what);
            assert_eq!(named.as_deref(), Some("theme"), "{gap}");
        }
    }
}

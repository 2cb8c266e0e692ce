//! Baselines: what simpler means reach on the same sentences, so that every figure has something beside it.
//!
//! Each gives themes and stances; speakers are those that the pipeline found. Majority, TF-IDF and frozen vectors are
//! fitted on training rows, with strengths and thresholds chosen on their folds by article; keywords need none.

mod keywords;
mod learned;
mod tfidf;

pub use keywords::keywords;
pub use learned::{Frozen, frozen, majority, tfidf};

use super::{GoldArticle, GoldSentence, Predicted};
use crate::classify::{StanceScore, ThemeScore};
use crate::codebook::Codebook;

/// A baseline's predictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// Its name, as the table has it.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// One prediction a sentence, article by article.
    pub predicted: Vec<Vec<Predicted>>,
}

/// The predictions `ours` with other codes: `codes` gives, by the number of a sentence over all articles, each theme's
/// probability and presence, and the probabilities of the stance towards a target, both by number.
fn predictions(
    gold: &[GoldArticle],
    ours: &[Vec<Predicted>],
    codebook: &Codebook,
    theme_of: impl Fn(usize, usize) -> (f32, bool),
    stance_of: impl Fn(usize, usize, usize) -> [f32; 3],
) -> Vec<Vec<Predicted>> {
    let mut row = 0;
    let mut sentence = |gold: &GoldSentence, ours: &Predicted| {
        let mut predicted = ours.clone();
        let themes = codebook.themes.iter().enumerate().map(|(theme, entry)| {
            let (probability, present) = theme_of(row, theme);
            ThemeScore { id: entry.id.clone(), probability, present }
        });
        predicted.coded.themes = themes.collect();
        predicted.coded.stances.clear();
        predicted.gold_stances.clear();
        for (theme, entry) in codebook.themes.iter().enumerate() {
            let (found, wanted) = (predicted.coded.themes[theme].present, gold.themes.contains(&entry.id));
            if !found && !wanted {
                continue;
            }
            for (target, of) in entry.targets.iter().enumerate() {
                let score = StanceScore::new(&entry.id, &of.id, stance_of(row, theme, target));
                if found {
                    predicted.coded.stances.push(score.clone());
                }
                if wanted {
                    predicted.gold_stances.push(score);
                }
            }
        }
        row += 1;
        predicted
    };
    let articles = gold.iter().zip(ours);
    articles
        .map(|(gold, ours)| gold.sentences.iter().zip(ours).map(|(gold, ours)| sentence(gold, ours)).collect())
        .collect()
}

/// The texts of all sentences.
fn sentences(gold: &[GoldArticle]) -> impl Iterator<Item = &GoldSentence> {
    gold.iter().flat_map(|article| &article.sentences)
}

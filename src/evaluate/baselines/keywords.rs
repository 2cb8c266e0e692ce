//! The keyword dictionary.

use super::{Baseline, predictions, sentences};
use crate::codebook::Codebook;
use crate::evaluate::{GoldArticle, Predicted};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Words {
    theme: HashMap<String, Vec<String>>,
    target: HashMap<String, Sides>,
}

#[derive(Deserialize, Default)]
struct Sides {
    favor: Vec<String>,
    against: Vec<String>,
}

/// Themes and stances by the words of `data/baselines/keywords.toml`.
pub fn keywords(gold: &[GoldArticle], ours: &[Vec<Predicted>], codebook: &Codebook) -> Baseline {
    let words: Words = toml::from_str(include_str!("../../../data/baselines/keywords.toml"))
        // Invariant: the embedded file is valid; the tests load it.
        .expect("the embedded word lists are valid");
    let texts: Vec<String> = sentences(gold).map(|sentence| plain(&sentence.text)).collect();
    let count = |row: usize, words: &[String]| {
        words.iter().filter(|word| texts[row].contains(&format!(" {}", word.trim()))).count()
    };
    let theme_of = |row: usize, theme: usize| {
        let theme = &codebook.themes[theme];
        let present = match words.theme.get(&theme.id) {
            Some(words) => count(row, words) > 0,
            None => texts[row].contains(plain(&theme.label).trim_end()),
        };
        (f32::from(u8::from(present)), present)
    };
    let stance_of = |row: usize, theme: usize, target: usize| {
        let none = Sides::default();
        let sides = words.target.get(&codebook.themes[theme].targets[target].id).unwrap_or(&none);
        match count(row, &sides.favor).cmp(&count(row, &sides.against)) {
            std::cmp::Ordering::Greater => [1.0, 0.0, 0.0],
            std::cmp::Ordering::Less => [0.0, 1.0, 0.0],
            std::cmp::Ordering::Equal => [0.0, 0.0, 1.0],
        }
    };
    Baseline {
        name: "keywords",
        about: "the word lists of data/baselines/keywords.toml; neutral where neither side has more words",
        predicted: predictions(gold, ours, codebook, theme_of, stance_of),
    }
}

/// Lower case, every run of other characters than letters, digits and hyphens a blank, and blanks around it.
fn plain(text: &str) -> String {
    let blank = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
    let text: String = text.to_lowercase().chars().map(blank).collect();
    format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

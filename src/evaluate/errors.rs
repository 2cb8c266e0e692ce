//! The sentences that were coded wrongly, with all that a reader needs to see why.

use super::gold::{GoldArticle, GoldSentence};
use super::{Canonical, Predicted};
use crate::classify::Label;
use crate::decimals::four_single;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One wrong sentence: a line of `evaluate --errors`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorRow<'g> {
    /// Identifier of the article.
    pub article: &'g str,
    /// Number of the sentence in it.
    pub i: u64,
    /// Line of the gold file, from 1.
    pub line: u64,
    /// What is wrong: `themes`, `stance` (towards a target of a theme that the gold has), `speakers`.
    pub wrong: Vec<&'static str>,
    /// The sentence.
    pub text: &'g str,
    /// The article's headline.
    pub title: Option<&'g str>,
    /// The sentence before it in the gold.
    pub previous: Option<&'g str>,
    /// The article's outlet.
    pub source: Option<&'g str>,
    /// The article's date.
    pub date: Option<&'g str>,
    /// What the gold says.
    pub gold: Coding<'g>,
    /// What the pipeline says; `stance` holds the gold's targets, and those of the themes that were found.
    pub predicted: Coding<'g>,
    /// The probabilities behind it.
    pub probabilities: Probabilities<'g>,
    /// How the speakers were found: kind, cue, confidence.
    pub attribution: &'g crate::attribute::Attribution,
    /// Whether the model did not see the whole sentence.
    pub truncated: bool,
}

/// Speakers, themes and stances of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coding<'g> {
    /// Names.
    pub speakers: Vec<&'g str>,
    /// Ids of the themes, in alphabetical order.
    pub themes: BTreeSet<&'g str>,
    /// By target.
    pub stance: BTreeMap<&'g str, Label>,
}

/// The pipeline's probabilities, in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probabilities<'g> {
    /// Of every theme of the codebook.
    pub themes: BTreeMap<&'g str, f32>,
    /// Of favor, against and neutral, by target.
    pub stance: BTreeMap<&'g str, StanceProbabilities>,
}

/// Probabilities of the three labels; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StanceProbabilities {
    /// Of favor.
    pub favor: f32,
    /// Of against.
    pub against: f32,
    /// Of neutral.
    pub neutral: f32,
}

/// The wrong sentences, in the gold's order. `canonical` makes names comparable.
pub fn errors<'g>(
    gold: &'g [GoldArticle],
    predicted: &'g [Vec<Predicted>],
    canonical: Canonical<'_>,
) -> Vec<ErrorRow<'g>> {
    let mut rows = vec![];
    for (article, predicted) in gold.iter().zip(predicted) {
        let title = article.sentences.iter().find_map(|sentence| sentence.title.as_deref());
        let (date, mut previous) = (article.date(), None);
        for (gold, predicted) in article.sentences.iter().zip(predicted) {
            let wrong = wrong(gold, predicted, &|name| canonical(name, date));
            if !wrong.is_empty() {
                rows.push(row(gold, predicted, wrong, title, previous));
            }
            previous = Some(gold.text.as_str());
        }
    }
    rows
}

fn wrong(gold: &GoldSentence, predicted: &Predicted, canonical: &dyn Fn(&str) -> String) -> Vec<&'static str> {
    let statement = &predicted.coded.statement;
    let names: BTreeSet<String> = gold.speakers.iter().map(|name| canonical(name)).collect();
    let found: BTreeSet<String> = statement.speakers.iter().map(|speaker| canonical(&speaker.name)).collect();
    let themes: BTreeSet<&str> = gold.themes.iter().map(String::as_str).collect();
    let stance_is = |target: &String, label: Label| {
        predicted.gold_stances.iter().any(|stance| stance.target == *target && stance.label == label)
    };
    let checks = [
        ("themes", themes != present(predicted)),
        ("stance", gold.stance.iter().any(|(target, &label)| !stance_is(target, label))),
        ("speakers", names != found),
    ];
    checks.into_iter().filter_map(|(name, wrong)| wrong.then_some(name)).collect()
}

fn present(predicted: &Predicted) -> BTreeSet<&str> {
    predicted.coded.themes.iter().filter(|theme| theme.present).map(|theme| theme.id.as_str()).collect()
}

fn row<'g>(
    gold: &'g GoldSentence,
    predicted: &'g Predicted,
    wrong: Vec<&'static str>,
    title: Option<&'g str>,
    previous: Option<&'g str>,
) -> ErrorRow<'g> {
    let coded = &predicted.coded;
    // The gold's come last and stand, since it is by them that a stance is right or wrong.
    let stances = || coded.stances.iter().chain(&predicted.gold_stances);
    ErrorRow {
        article: &gold.article,
        i: gold.i,
        line: gold.line,
        wrong,
        text: &gold.text,
        title,
        previous,
        source: gold.source.as_deref(),
        date: gold.date.as_deref(),
        gold: Coding {
            speakers: gold.speakers.iter().map(String::as_str).collect(),
            themes: gold.themes.iter().map(String::as_str).collect(),
            stance: gold.stance.iter().map(|(target, &label)| (target.as_str(), label)).collect(),
        },
        predicted: Coding {
            speakers: coded.statement.speakers.iter().map(|speaker| speaker.name.as_str()).collect(),
            themes: present(predicted),
            stance: stances().map(|stance| (stance.target.as_str(), stance.label)).collect(),
        },
        probabilities: Probabilities {
            themes: coded.themes.iter().map(|theme| (theme.id.as_str(), four_single(theme.probability))).collect(),
            stance: stances()
                .map(|stance| {
                    let [favor, against, neutral] = Label::ALL.map(|label| four_single(stance.probability(label)));
                    (stance.target.as_str(), StanceProbabilities { favor, against, neutral })
                })
                .collect(),
        },
        attribution: &coded.statement.attribution,
        truncated: coded.truncated,
    }
}

//! Stage 5, classification: statements in, [`CodedStatement`]s out: which themes, and where the speaker stands.
//!
//! The model reads an article in `windows`: some ten sentences at once, so that each is understood from those around it
//! and none is encoded twice for the sake of its neighbours. The theme pass gives every sentence a probability for each
//! theme of the codebook. The stance pass reads, for each target of a theme, the windows that hold a sentence on it,
//! with the target's proposition in front. A sentence's vector is the mean over its own tokens. Sequences are sorted by
//! length into batches of a token budget; equal sequences are encoded once. Both heads are small linear maps on these
//! vectors; a theme that the model was not trained on is recognized by its codebook entry.
//!
//! [`ZeroShot`] is the other way to code: a user's model for natural language inference on the codebook's propositions.
//! [`Coder`] is one or the other.

mod basis;
mod cache;
mod classifier;
mod coder;
mod heads;
mod likeness;
mod notes;
#[cfg(test)]
mod parity;
mod vectors;
mod zero_shot;

pub use classifier::{Classifier, Codes, Document, Input};
pub use coder::Coder;
pub use notes::notes;
pub use vectors::TargetVector;
pub use zero_shot::{HypothesisError, ZeroShot};

use crate::attribute::Statement;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A stance towards a target's proposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// For the proposition.
    Favor,
    /// Against it.
    Against,
    /// No stance on it.
    Neutral,
}

impl Label {
    /// The labels, in the order of the stance head's outputs.
    pub const ALL: [Self; 3] = [Self::Favor, Self::Against, Self::Neutral];

    /// The name that files and people give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Favor => "favor",
            Self::Against => "against",
            Self::Neutral => "neutral",
        }
    }

    /// Its place in [`Label::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// What this label says of the opposite proposition.
    pub fn reversed(self) -> Self {
        match self {
            Self::Favor => Self::Against,
            Self::Against => Self::Favor,
            Self::Neutral => Self::Neutral,
        }
    }

    /// The most probable label; on a tie the weaker claim wins.
    pub fn most_probable([favor, against, neutral]: [f32; 3]) -> Self {
        if favor > against && favor > neutral {
            Self::Favor
        } else if against > favor && against > neutral {
            Self::Against
        } else {
            Self::Neutral
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One theme's probability in one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeScore {
    /// The theme's id in the codebook.
    pub id: String,
    /// Calibrated probability that the statement is about the theme, in [0, 1].
    pub probability: f32,
    /// Whether the probability reaches the theme's threshold.
    pub present: bool,
}

/// The stance of one statement towards one target. Written with four decimals, by which the sum of three may be off by 0.0001.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StanceScore {
    /// The theme's id.
    pub theme: String,
    /// The target's id within the theme.
    pub target: String,
    /// The label: the most probable one, by the model's label offsets.
    pub label: Label,
    /// Probability of favor; the three sum to 1.
    #[serde(serialize_with = "crate::decimals::probability")]
    pub favor: f32,
    /// Probability of against.
    #[serde(serialize_with = "crate::decimals::probability")]
    pub against: f32,
    /// Probability of neutral.
    #[serde(serialize_with = "crate::decimals::probability")]
    pub neutral: f32,
}

impl StanceScore {
    /// The stance with these probabilities of favor, against and neutral, and the most probable label.
    pub fn new(theme: &str, target: &str, probabilities: [f32; 3]) -> Self {
        Self::with_label(theme, target, probabilities, Label::most_probable(probabilities))
    }

    /// The same with a label that was chosen otherwise.
    pub fn with_label(theme: &str, target: &str, probabilities: [f32; 3], label: Label) -> Self {
        let [favor, against, neutral] = probabilities;
        Self { theme: theme.to_owned(), target: target.to_owned(), label, favor, against, neutral }
    }

    /// The probability of `label`.
    pub fn probability(&self, label: Label) -> f32 {
        match label {
            Label::Favor => self.favor,
            Label::Against => self.against,
            Label::Neutral => self.neutral,
        }
    }
}

/// A statement with its themes and stances.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedStatement {
    /// The statement.
    pub statement: Statement,
    /// Every theme of the codebook, in its order.
    pub themes: Vec<ThemeScore>,
    /// The targets of the themes that are present, in the codebook's order.
    pub stances: Vec<StanceScore>,
    /// Tokens of the sentence itself, before any truncation.
    pub tokens: usize,
    /// Whether the model did not see the whole sentence.
    pub truncated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_written_by_their_names() {
        for label in Label::ALL {
            assert_eq!(serde_json::to_value(label).unwrap(), label.name());
            assert_eq!(label.to_string(), label.name());
        }
    }
}

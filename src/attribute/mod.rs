//! Stage 3, attribution: sentences in, [`Statement`]s out: who speaks in each sentence.
//!
//! [`Attributor`] is the trait, so that another method can take the place of [`Rules`]. The rules see an article as `text`
//! of tokens, quotes and items, find the names that it `mentions` (known ones in the [`Directory`]; `prepare` does both), and ask
//! its form whose `voice` it is. Then `walk` goes through the sentences, twice. In each it looks for `cues` with the `phrases` that name
//! their sources, `resolve`s these to speakers, and makes a `choice` among all candidates by fitted weights; with a model a
//! `ranker` that has read the article too has a say ([`Ranked`]). `spans` says where source, cue and content of a sentence
//! stand, `quotations` puts those together that run over sentences. At the end each speaker gets an id that is the same in
//! every article. `rules` joins these; word lists and weights stand in `data/attribution/`.

mod choice;
mod cues;
mod directory;
mod mentions;
mod phrases;
mod prepare;
mod quotations;
mod ranker;
mod resolve;
mod rules;
mod spans;
mod text;
mod voice;
mod walk;

pub use directory::{
    Correction, Directory, DirectoryError, Entry, Office, SpeakerKind, Splits, fold, normal as normal_words,
    reads_as_name,
};
pub use ranker::Ranked;
pub use rules::{Rules, Weighed};

use crate::article::Article;
use crate::encoder::EncoderError;
use crate::problem::Problem;
use crate::segment::Sentence;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A speaker of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Speaker {
    /// Who that is over articles: id of the directory, else made of the name's normal form. Empty in runs from before
    /// there were ids.
    #[serde(default)]
    pub id: String,
    /// Canonical name: of the directory, else the fullest name that the article gives.
    pub name: String,
    /// What the sentence (or the cue it continues) calls the speaker: "Wang", "he", "the ministry".
    pub surface: String,
}

/// A range of the article's text in code points, as Python slices it: first, and one past the last.
pub type Chars = (usize, usize);

/// Where a quotation stands in the article's text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spans {
    /// The words that name the source, with an apposition; none where the form of the text names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Chars>,
    /// The cue, with its auxiliaries: "has said", "according to".
    pub cue: Chars,
    /// What is reported, in one or several parts, in order.
    pub content: Vec<Chars>,
}

/// A quotation, direct or indirect. A sentence may hold several; those of quotes go on over sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Number of the sentence that holds the cue, among those that were given.
    pub sentence: usize,
    /// Where it stands.
    pub spans: Spans,
    /// All of the content stands between quotation marks.
    pub direct: bool,
    /// A belief, hope or intention ("Moscow hopes") rather than speech.
    pub belief: bool,
}

/// In which form the sentence gives the speaker's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributionKind {
    /// The words stand between quotation marks.
    Direct,
    /// The words are reported: "Wang noted that ...", "Modi welcomed ...".
    Indirect,
    /// Reported, with some words quoted.
    Mixed,
    /// No cue of its own: the sentence goes on with the speaker of an earlier one.
    Continued,
    /// Nobody is named: the reporter speaks.
    #[default]
    Narrator,
    /// A cue was found, but too weak a one to name its speaker: no speakers.
    Unresolved,
}

impl AttributionKind {
    /// The kinds.
    pub const ALL: [Self; 6] =
        [Self::Direct, Self::Indirect, Self::Mixed, Self::Continued, Self::Narrator, Self::Unresolved];

    /// The name that files give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Continued => "continued",
            Self::Narrator => "narrator",
            Self::Unresolved => "unresolved",
        }
    }
}

impl fmt::Display for AttributionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Speakers that a sentence was not given to, though they were considered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Their names.
    pub speakers: Vec<String>,
    /// Probability, in [0, 1], that they are right.
    #[serde(serialize_with = "crate::decimals::probability")]
    pub confidence: f32,
}

/// How the speakers of a statement were found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Attribution {
    /// Form of the attribution.
    pub kind: AttributionKind,
    /// The cue as it stands in the text ("noted", "according to"), if the sentence has one.
    pub cue: Option<String>,
    /// Probability, in [0, 1], that the speakers (or the absence of any) are right; fitted on labelled news. Where the
    /// speaker is unresolved, that of the speaker who is not named.
    #[serde(serialize_with = "crate::decimals::probability")]
    pub confidence: f32,
    /// The cue is a belief, hope or intention ("Moscow hopes"), not speech.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub belief: bool,
    /// Where source, cue and content stand, if the sentence has a cue of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<Spans>,
    /// The next best speakers, if others were considered; those of a sentence that is unresolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Alternative>,
}

/// A sentence with its speakers; no speaker means that the reporter speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The sentence.
    pub sentence: Sentence,
    /// Its speakers, several for a joint statement.
    pub speakers: Vec<Speaker>,
    /// How they were found.
    pub attribution: Attribution,
}

/// What attribution gives for one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributed {
    /// One statement a sentence, in order.
    pub statements: Vec<Statement>,
    /// All quotations that have a strong cue, whether their source is resolved or not, in order.
    pub quotations: Vec<Quotation>,
    /// Notes, such as an unbalanced quotation mark.
    pub problems: Vec<Problem>,
    /// Where an encoder has read the article, its vector of each sentence, as the theme pass of classification wants it:
    /// `[hidden]` each. Else empty.
    pub vectors: Vec<Arc<[f32]>>,
}

/// The quotes of `text`, outermost only, in order: the byte ranges of their pieces, marks included, one a paragraph. Every
/// range lies within the text, on boundaries of characters.
pub fn quotations(text: &str) -> Vec<Vec<Range<usize>>> {
    text::find_quotes(text).into_iter().map(|quote| quote.pieces).collect()
}

/// Says who speaks in each sentence of articles.
pub trait Attributor: Send + Sync {
    /// What decides, for the manifest: "rules".
    fn name(&self) -> &str;

    /// For each article with its sentences one statement a sentence, in order. Sentences are those of the article's text.
    /// Runs on rayon's current thread pool.
    ///
    /// # Errors
    /// [`EncoderError`] if the parts of a model do not fit together; no text gives an error.
    fn attribute_all(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, EncoderError>;
}

#[cfg(test)]
mod tests {
    use super::AttributionKind;

    #[test]
    fn kinds_are_written_by_their_names() {
        for kind in AttributionKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(kind.to_string(), kind.name());
        }
    }
}

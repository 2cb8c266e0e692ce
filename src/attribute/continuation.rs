//! Sentences without a cue of their own: whether they go on with the speaker of the sentence before.

use super::items::{Item, What};
use super::words::Class;

/// What a sentence without a cue shows of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs {
    /// Share of its words that stand in quotes.
    pub quoted: f32,
    /// It speaks of itself: "I", "we", "our", outside of quotes.
    pub first_person: bool,
    /// It is in the present or future and holds no past verb form.
    pub names: usize,
    pub words: usize,
}

/// The signs of a sentence.
pub(super) fn signs(items: &[Item]) -> Signs {
    let mut signs = Signs::default();
    let mut quoted = 0;
    for item in items {
        match item.what {
            What::Quote { words, .. } => quoted += words,
            What::Word => {
                signs.words += 1;
                signs.first_person |= matches!(
                    item.lower.as_str(),
                    "i" | "we" | "our" | "us" | "my" | "i'm" | "we're" | "we've" | "i've"
                );
            }
            What::Name(_) => {
                signs.words += 1;
                signs.names += 1;
            }
            _ => {}
        }
    }
    let total = quoted + signs.words;
    signs.quoted = if total == 0 { 0.0 } else { quoted as f32 / total as f32 };
    let _ = Class::ROLE;
    signs
}

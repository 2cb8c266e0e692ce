//! Token sequences of the two passes, put together from parts that were tokenized by themselves.

use crate::encoder::{ContextSettings, InputSettings, SpecialTokens};

/// One sequence for the encoder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Sequence {
    pub ids: Vec<u32>,
    pub types: Vec<u8>,
}

/// The token ids of a sentence and what stands around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    pub sentence: &'a [u32],
    pub title: &'a [u32],
    pub previous: &'a [u32],
}

/// Builds sequences by the model's settings.
#[derive(Debug)]
pub(super) struct Sequences {
    pub settings: InputSettings,
    pub special: SpecialTokens,
    pub speaker_role: Vec<u32>,
    pub narrator_role: Vec<u32>,
}

impl Sequences {
    /// `[CLS] sentence [SEP] title previous [SEP]`; without context `[CLS] sentence [SEP]`.
    pub fn theme(&self, parts: Parts<'_>) -> Sequence {
        let mut sequence = self.first(&[], parts.sentence);
        self.add_context(&mut sequence, self.settings.theme, parts);
        sequence
    }

    /// `[CLS] role sentence [SEP] proposition [SEP] title previous [SEP]`; the last part only where there is any.
    pub fn stance(&self, parts: Parts<'_>, speaker: bool, proposition: &[u32]) -> Sequence {
        let role = if speaker { &self.speaker_role } else { &self.narrator_role };
        let mut sequence = self.first(role, parts.sentence);
        self.add_second(&mut sequence, head(proposition, self.settings.proposition_tokens), &[]);
        self.add_context(&mut sequence, self.settings.stance.context, parts);
        sequence
    }

    /// `[CLS] text [SEP]`: a codebook entry.
    pub fn entry(&self, text: &[u32]) -> Sequence {
        self.first(&[], text)
    }

    fn first(&self, role: &[u32], sentence: &[u32]) -> Sequence {
        let mut sequence = Sequence::default();
        sequence.ids.push(self.special.start);
        sequence.ids.extend(role);
        sequence.ids.extend(head(sentence, self.settings.sentence_tokens));
        sequence.ids.push(self.special.end);
        sequence.types.resize(sequence.ids.len(), 0);
        sequence
    }

    /// The start of the title and the end of the sentence before: what stands nearest to the sentence counts most.
    fn add_context(&self, sequence: &mut Sequence, context: ContextSettings, parts: Parts<'_>) {
        let tail = &parts.previous[parts.previous.len().saturating_sub(context.previous_tokens)..];
        self.add_second(sequence, head(parts.title, context.title_tokens), tail);
    }

    fn add_second(&self, sequence: &mut Sequence, one: &[u32], two: &[u32]) {
        if one.is_empty() && two.is_empty() {
            return;
        }
        sequence.ids.extend(one);
        sequence.ids.extend(two);
        sequence.ids.push(self.special.end);
        sequence.types.resize(sequence.ids.len(), 1);
    }
}

fn head(ids: &[u32], most: usize) -> &[u32] {
    &ids[..ids.len().min(most)]
}

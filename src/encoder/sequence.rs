//! Token sequences of the two passes, put together from parts that were tokenized by themselves.

use super::backend::EncoderError;
use super::config::{InputSettings, TitleFallback};
use super::tokenize::{SpecialTokens, Tokenizer};
use super::windows::{Window, windows};
use std::ops::Range;

/// One sequence for the encoder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Sequence {
    pub ids: Vec<u32>,
    pub types: Vec<u8>,
    /// The tokens of each sentence that is read, in order.
    pub spans: Vec<Range<usize>>,
    /// The tokens of which the second encoder's vectors are wanted.
    pub branch_spans: Vec<Range<usize>>,
}

/// The token ids of an article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tokens<'a> {
    /// Empty where there is no title.
    pub title: &'a [u32],
    pub sentences: Vec<&'a [u32]>,
    pub speakers: Vec<bool>,
}

/// Builds sequences by the model's settings.
#[derive(Debug)]
pub(crate) struct Sequences {
    pub settings: InputSettings,
    pub special: SpecialTokens,
    pub speaker_role: Vec<u32>,
    pub narrator_role: Vec<u32>,
}

impl Sequences {
    /// # Errors
    /// [`EncoderError::Tokenizer`] on the roles.
    pub fn new(tokenizer: &Tokenizer, settings: &InputSettings) -> Result<Self, EncoderError> {
        Ok(Self {
            special: tokenizer.special(),
            speaker_role: tokenizer.ids(&settings.speaker_role)?,
            narrator_role: tokenizer.ids(&settings.narrator_role)?,
            settings: settings.clone(),
        })
    }

    /// The tokens of each sentence as `windows` counts them: cut, with a role and the end token.
    pub fn lengths(&self, tokens: &Tokens<'_>) -> Vec<usize> {
        let role = self.speaker_role.len().max(self.narrator_role.len());
        tokens.sentences.iter().map(|ids| role + ids.len().min(self.settings.sentence_tokens) + 1).collect()
    }

    /// The windows of the theme pass, which read every sentence.
    pub fn theme_windows(&self, tokens: &Tokens<'_>) -> Vec<Window> {
        windows(&self.lengths(tokens), self.settings.window_tokens, self.settings.context_tokens)
    }

    /// The windows of the stance pass that read the sentences that are `wanted`. They are cut as if all were, so that how a
    /// sentence is read does not depend on which others are.
    pub fn stance_windows(&self, tokens: &Tokens<'_>, wanted: impl Fn(usize) -> bool) -> Vec<Window> {
        let mut all = windows(&self.lengths(tokens), self.settings.window_tokens, self.settings.stance_context());
        all.iter_mut().for_each(|window| window.read.retain(|sentence| wanted(*sentence)));
        all.retain(|window| !window.read.is_empty());
        all
    }

    /// `[CLS] title [SEP] sentence [SEP] sentence [SEP] ...`; without a title `[CLS] sentence [SEP] ...`.
    pub fn theme(&self, tokens: &Tokens<'_>, window: &Window) -> Sequence {
        let mut sequence = self.start();
        self.add_part(&mut sequence, self.title(tokens, window), self.settings.title_tokens);
        self.add_sentences(sequence, tokens, window, |_| &[])
    }

    /// The window of the theme pass for the encoder that compares texts with entries: all of one segment, and after the
    /// sentences' spans that of the whole.
    pub fn likeness(&self, tokens: &Tokens<'_>, window: &Window) -> Sequence {
        let mut sequence = self.theme(tokens, window);
        sequence.types.fill(0);
        sequence.spans.push(0..sequence.ids.len());
        sequence
    }

    /// `[CLS] proposition [SEP] title [SEP] role sentence [SEP] role sentence [SEP] ...`
    pub fn stance(&self, tokens: &Tokens<'_>, window: &Window, proposition: &[u32]) -> Sequence {
        let mut sequence = self.start();
        self.add_part(&mut sequence, proposition, self.settings.proposition_tokens);
        self.add_part(&mut sequence, self.title(tokens, window), self.settings.title_tokens);
        let role = |speaker: bool| if speaker { &self.speaker_role } else { &self.narrator_role };
        self.add_sentences(sequence, tokens, window, |i| role(tokens.speakers[i]))
    }

    /// `[CLS] text [SEP]`: a text of a codebook entry, with the span of the whole alone.
    pub fn entry(&self, text: &[u32]) -> Sequence {
        let tokens = Tokens { title: &[], sentences: vec![text], speakers: vec![false] };
        let mut sequence = self.likeness(&tokens, &Window { shown: 0..1, read: vec![0] });
        sequence.spans.remove(0);
        sequence
    }

    /// The article's title, or what stands in for it in a window that does not hold it.
    fn title<'a>(&self, tokens: &Tokens<'a>, window: &Window) -> &'a [u32] {
        match self.settings.title_fallback {
            TitleFallback::FirstSentence if tokens.title.is_empty() && window.shown.start > 0 => tokens.sentences[0],
            _ => tokens.title,
        }
    }

    fn start(&self) -> Sequence {
        Sequence { ids: vec![self.special.start], types: vec![0], ..Sequence::default() }
    }

    /// `part [SEP]` of segment 0, or nothing if it is empty.
    fn add_part(&self, sequence: &mut Sequence, part: &[u32], most: usize) {
        if !part.is_empty() {
            sequence.ids.extend(&part[..part.len().min(most)]);
            sequence.ids.push(self.special.end);
            sequence.types.resize(sequence.ids.len(), 0);
        }
    }

    /// The sentences of segment 1, each with its role before it.
    fn add_sentences<'r>(
        &self,
        mut sequence: Sequence,
        tokens: &Tokens<'_>,
        window: &Window,
        role: impl Fn(usize) -> &'r [u32],
    ) -> Sequence {
        for i in window.shown.clone() {
            sequence.ids.extend(role(i));
            let start = sequence.ids.len();
            let ids = tokens.sentences[i];
            sequence.ids.extend(&ids[..ids.len().min(self.settings.sentence_tokens)]);
            // A sentence without a token takes the end token for its own.
            let end = sequence.ids.len().max(start + 1);
            sequence.ids.push(self.special.end);
            if window.read.binary_search(&i).is_ok() {
                sequence.spans.push(start..end);
            }
        }
        sequence.types.resize(sequence.ids.len(), 1);
        sequence
    }
}

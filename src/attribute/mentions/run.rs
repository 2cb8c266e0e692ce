//! A run of words in a sentence that may be a name, with what the rules for names ask of it.

use super::find::Candidate;
use super::known_names::known_name;
use super::other_names::nickname_inside;
use super::spelled::text_of;
use crate::attribute::directory::{Directory, fold};
use crate::attribute::text::{Kind, Token};

/// The tokens `at..end`, and the sentence around them.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub tokens: &'a [Token<'a>],
    pub directory: &'a Directory,
    /// What "Congress" means, where it is the party: it is asked once an article.
    pub congress: Option<usize>,
    /// Where the sentence begins, or what stands behind its dateline.
    pub first: usize,
    pub at: usize,
    pub end: usize,
    /// Where the sentence ends.
    pub limit: usize,
    /// The sentence is a headline, which capitalizes every word.
    pub headline: bool,
    /// The run begins the sentence, where every word has a capital.
    pub begins: bool,
}

impl<'a> Run<'a> {
    /// The run from the same word on, up to `end`.
    pub fn to(self, end: usize) -> Self {
        Self { end, ..self }
    }

    /// The words of the run.
    pub fn words(&self) -> &'a [Token<'a>] {
        &self.tokens[self.at..self.end]
    }

    /// Its first word.
    pub fn head(&self) -> &'a Token<'a> {
        &self.tokens[self.at]
    }

    /// Its last word.
    pub fn last(&self) -> &'a Token<'a> {
        &self.tokens[self.end - 1]
    }

    /// The token that stands `back` before the run in its sentence.
    pub fn before(&self, back: usize) -> Option<&'a Token<'a>> {
        self.at.checked_sub(back).filter(|&at| at >= self.first).map(|at| &self.tokens[at])
    }

    /// The token that stands behind the run, though it be of the next sentence.
    pub fn next(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.end)
    }

    /// Whether a word with a capital stands `ahead` tokens behind the next one of the sentence.
    pub fn has_capital(&self, ahead: usize) -> bool {
        is_name_word(self.tokens, self.end + ahead, self.limit)
    }

    /// The name of the directory that starts at token `at` of the sentence: its end and entry.
    pub fn known(&self, at: usize) -> Option<(usize, usize)> {
        known_name(self.tokens, at, self.limit, self.directory)
    }

    /// Where the directory has the whole run.
    pub fn position(&self) -> Option<usize> {
        self.directory.position(&self.text())
    }

    /// The text of the run.
    pub fn text(&self) -> String {
        text_of(self.tokens, &(self.at..self.end))
    }

    /// The run as a name.
    pub fn candidate(&self, known: Option<usize>, doubtful: bool) -> Candidate {
        Candidate { tokens: self.at..self.end, words: folded(self.words()), known, doubtful }
    }
}

/// Whether a name may go on at `at`, before `limit`.
pub(super) fn is_name_word(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    at < limit && tokens[at].is_capital()
}

/// The folded words of a name, without a nickname inside it.
fn folded(tokens: &[Token<'_>]) -> Vec<String> {
    let nickname = nickname_inside(tokens).unwrap_or_default();
    let own = tokens.iter().enumerate().filter(|(at, t)| t.kind == Kind::Word && !nickname.contains(at));
    own.map(|(_, t)| fold(t.text)).filter(|w| !w.is_empty()).collect()
}

//! A sentence as a short list of items: names and quotes are one item each, so that patterns stay simple.

use super::quotes::Quote;
use super::tokens::{Kind, Token};
use super::words::{Class, Verb, verb_of};
use crate::attribute::choice::Decision;
use crate::attribute::mentions::Mentions;
use jiff::civil::Date;
use std::ops::Range;

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A word or number.
    Word,
    /// A mention, by its number in the article.
    Name(usize),
    /// A quote or the part of one that stands in this sentence.
    Quote {
        /// Number of words.
        words: usize,
        /// Number of the quote in the article.
        quote: usize,
        /// Whether a comma or full stop stands before the closing mark, as after the words of a speaker.
        ends: bool,
        /// Whether its first word has a capital, as where a sentence begins.
        begins: bool,
    },
    Comma,
    Stop,
    Colon,
    Dash,
    Open,
    Close,
    Possessive,
    Other,
}

/// One item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub what: What,
    /// Range of the article's tokens.
    pub tokens: Range<usize>,
    /// The word in small letters; of a name its last word.
    pub lower: String,
    pub class: Class,
}

impl Item {
    /// The reporting verb that the item is a form of.
    pub fn verb(&self) -> Option<&'static Verb> {
        (self.what == What::Word).then(|| verb_of(&self.lower)).flatten()
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.what == What::Word && self.lower == word
    }

    /// Whether the word, or the last word of a name, is one of `words`, in small letters.
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_str())
    }

    /// Whether the word is a pronoun and owns nothing: "her" of "her lawyer" is none.
    pub fn is_pronoun(&self) -> bool {
        self.class.is(Class::PRONOUN) && !self.class.is(Class::DETERMINER)
    }

    pub fn is_name(&self) -> bool {
        matches!(self.what, What::Name(_))
    }

    pub fn is_quote(&self) -> bool {
        matches!(self.what, What::Quote { .. })
    }
}

/// What of an article the rules look at.
pub(crate) struct Reading<'t> {
    pub text: &'t str,
    /// The day of the article, where it is known.
    pub date: Option<Date>,
    pub tokens: Vec<Token<'t>>,
    pub quotes: Vec<Quote>,
    /// For each token the quote that it stands in.
    pub quoted: Vec<Option<usize>>,
    pub mentions: Mentions,
    /// For each token the mention that it is part of.
    pub mentioned: Vec<Option<usize>>,
}

impl Reading<'_> {
    /// The text of a range of tokens.
    pub fn text_of(&self, range: &Range<usize>) -> &str {
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.start < last.end => &self.text[first.start..last.end],
            _ => "",
        }
    }

    /// The bytes of a range of tokens that is not empty.
    pub fn bytes_of(&self, range: &Range<usize>) -> Range<usize> {
        self.tokens[range.start].start..self.tokens[range.end - 1].end
    }

    /// The bytes of the words that name the source of a decision's cue.
    pub fn source_of(&self, decision: &Decision) -> Option<Range<usize>> {
        let source = decision.spans.as_ref().map(|found| &found.source)?;
        (!source.is_empty()).then(|| self.bytes_of(source))
    }
}

/// The items of the tokens in `range`.
pub(crate) fn items_of(reading: &Reading<'_>, range: Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let token = &reading.tokens[at];
        if let Some(quote) = reading.quoted[at] {
            let end = (at..range.end).find(|&i| reading.quoted[i] != Some(quote)).unwrap_or(range.end);
            // "says \"Westland Daily\"": a name in quotation marks is a name.
            if let Some(mention) = quoted_name(reading, at..end) {
                let tokens = reading.mentions.list[mention].tokens.clone();
                let last = reading.tokens[tokens.end - 1].lower.clone();
                items.push(item(What::Name(mention), tokens, last, Class::default()));
                at = end;
                continue;
            }
            let words = reading.tokens[at..end].iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Number)).count();
            let tail = &reading.tokens[at..end];
            let ends = tail
                .iter()
                .rev()
                .find(|t| t.kind != Kind::Mark)
                .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Stop));
            let begins = tail.iter().find(|t| t.kind == Kind::Word).is_some_and(Token::is_capital);
            items.push(item(What::Quote { words, quote, ends, begins }, at..end, String::new(), Class::default()));
            at = end;
            continue;
        }
        if let Some(mention) = reading.mentioned[at] {
            let end = reading.mentions.list[mention].tokens.end.min(range.end);
            let last = reading.tokens[at..end].iter().rfind(|t| t.kind == Kind::Word).unwrap_or(token);
            items.push(item(What::Name(mention), at..end, last.lower.clone(), Class::default()));
            at = end;
            continue;
        }
        let what = match token.kind {
            Kind::Word | Kind::Number => What::Word,
            Kind::Comma => What::Comma,
            Kind::Stop => What::Stop,
            Kind::Colon => What::Colon,
            // "--" is one dash.
            Kind::Dash if at > range.start && double_dash(&reading.tokens, at) => {
                at += 1;
                continue;
            }
            Kind::Dash => What::Dash,
            Kind::Open => What::Open,
            Kind::Close => What::Close,
            Kind::Possessive => What::Possessive,
            // "The United Nations' watchdog".
            Kind::Mark if at > range.start && owns(&reading.tokens, at) => What::Possessive,
            Kind::Mark | Kind::Other => What::Other,
        };
        items.push(item(what, at..at + 1, token.lower.clone(), token.class));
        at += 1;
    }
    items
}

/// Whether the hyphen at token `at` is the second one of "--".
fn double_dash(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at - 1].kind == Kind::Dash && tokens[at - 1].end == tokens[at].start
}

/// Whether the apostrophe at token `at`, which closes no quote, ends the possessive of a plural.
fn owns(tokens: &[Token<'_>], at: usize) -> bool {
    let (mark, before) = (&tokens[at], &tokens[at - 1]);
    matches!(mark.text, "'" | "’")
        && before.kind == Kind::Word
        && before.end == mark.start
        && before.lower.ends_with('s')
        && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word && next.start > mark.end)
}

/// The mention that is all that stands between the marks of a quote.
fn quoted_name(reading: &Reading<'_>, quote: Range<usize>) -> Option<usize> {
    let marks = |at: usize| reading.tokens.get(at).is_some_and(|t| t.kind == Kind::Mark);
    let mention = reading.mentioned.get(quote.start + 1).copied().flatten()?;
    let inside = &reading.mentions.list[mention].tokens;
    (quote.len() > 2
        && marks(quote.start)
        && marks(quote.end - 1)
        && *inside == (quote.start + 1..quote.end - 1)
        && inside.len() <= 4)
        .then_some(mention)
}

fn item(what: What, tokens: Range<usize>, lower: String, class: Class) -> Item {
    Item { what, tokens, lower, class }
}

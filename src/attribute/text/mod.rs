//! The text as patterns see it. `tokens` cuts it into words and punctuation with offsets, each with the classes that the
//! word lists of `data/attribution/` give it (`words`); `quotes` pairs the quotation marks; and `items` closes a sentence up
//! to a short list, in which a name or a quote is one item.

mod items;
mod quotes;
mod tokens;
mod words;

pub(super) use items::{Item, Reading, What, items_of};
pub(super) use quotes::find_quotes;
pub(super) use tokens::{Kind, LEGAL_FORMS, Token, is_invisible, tokenize};
pub(super) use words::{Class, Form, PARTICLES, Sense, Verb, class_of, is_joined_name, verb_of, words_of};

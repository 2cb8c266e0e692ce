//! How a name is spelled: its words in the text, capitals, the dot of a company.

use super::other_names::nickname_inside;
use crate::attribute::text::{LEGAL_FORMS, Token};
use std::ops::Range;

/// The words of a range of tokens, with single blanks, without a nickname inside it.
pub(super) fn text_of(tokens: &[Token<'_>], range: &Range<usize>) -> String {
    let mut out = String::new();
    let mut end = None;
    let nickname = nickname_inside(&tokens[range.clone()]).unwrap_or_default();
    for (_, token) in tokens[range.clone()].iter().enumerate().filter(|(at, _)| !nickname.contains(at)) {
        if end.is_some_and(|end| token.start > end) {
            out.push(' ');
        }
        out.push_str(token.text);
        end = Some(token.end);
    }
    out
}

/// Whether a name stands in capitals.
pub(super) fn is_shouted(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// "THOMAS-GREENFIELD" as "Thomas-Greenfield".
pub(crate) fn capitalized(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let mut letters = part.chars();
        let rest = |letters: std::str::Chars<'_>| letters.flat_map(char::to_lowercase).collect::<String>();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest(letters).chars()).collect())
    });
    parts.collect::<Vec<String>>().join("-")
}

/// "Tealmart Inc." without its dot: the name is the same with and without it.
pub(super) fn without_dot(name: &str) -> &str {
    let form = |bare: &&str| LEGAL_FORMS.iter().any(|form| bare.ends_with(&format!(" {form}")));
    name.strip_suffix('.').filter(form).unwrap_or(name)
}

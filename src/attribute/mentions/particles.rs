//! Small words and short beginnings inside persons' names: "van der", "bin", "d'", "al-".

use super::run::is_name_word;
use crate::attribute::text::{Kind, PARTICLES, Token, is_joined_name};

/// Where the name goes on behind the particles that begin at `at`: "van der" Roe, "von und zu" Roe, "in 't" Roe, "bin" al-Roe.
/// `None` where no particle stands at `at`, or nothing of a name behind it.
pub(crate) fn behind_particles(tokens: &[Token<'_>], at: usize, limit: usize) -> Option<usize> {
    let is = |at: usize, word: &str| at < limit && tokens[at].lower == word;
    // "Joost in 't Roe".
    let particle = |i: usize| {
        let lower = tokens[i].lower.as_str();
        !tokens[i].is_capital() && PARTICLES.contains(&lower)
            || lower == "in" && is(i + 1, "'t")
            || i > at && matches!(lower, "und" | "the" | "los")
    };
    let name = (at..limit.min(at + 4)).find(|&i| !particle(i)).filter(|&i| i > at)?;
    (tokens[name].is_capital() || is_joined(&tokens[name])).then_some(name)
}

/// Whether a token is a name whose particle is written with it: "al-Roe", "d'Angelo".
pub(super) fn is_joined(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && is_joined_name(token.text)
}

/// Whether a name begins at `at`: "Roe", "van der Roe", "al-Roe".
pub(super) fn begins_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    is_name_word(tokens, at, limit)
        || at < limit && (behind_particles(tokens, at, limit).is_some() || is_joined(&tokens[at]))
}

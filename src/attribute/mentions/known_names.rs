//! The names of the directory, where they stand in a text.

use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Class, Kind, Token};

/// The longest name of the directory that starts at token `at`: its end and entry.
pub(super) fn known_name(
    tokens: &[Token<'_>],
    at: usize,
    limit: usize,
    directory: &Directory,
) -> Option<(usize, usize)> {
    let first = fold(tokens[at].text);
    let behind_article = at.checked_sub(1).is_some_and(|before| tokens[before].lower == "the");
    for name in directory.starting(first.split(' ').next().unwrap_or_default()) {
        // "William Hague", "United Launch Alliance".
        if name.article && !behind_article {
            continue;
        }
        if let Some(end) = end_of(&name.words, tokens, at, limit)
            && is_written_as_name(&tokens[at..end], name.acronym)
        {
            return Some((end, name.entry));
        }
    }
    state_in_full(tokens, at, limit, directory)
}

/// Where the words of a name end, if they stand from `at` on.
fn end_of(words: &[String], tokens: &[Token<'_>], at: usize, limit: usize) -> Option<usize> {
    let mut end = at;
    let mut matched = 0;
    while matched < words.len() {
        let token = tokens.get(end).filter(|_| end < limit)?;
        match token.kind {
            Kind::Word | Kind::Number => {
                // `fold` takes an article for the one before a name: "Save the Roes" has it inside. An embassy is
                // resolved as one, with its place.
                let inside = token.lower == "the" && !words.iter().any(|word| word == "embassi");
                let word = if inside { token.lower.clone() } else { fold(token.text) };
                // "el-Sisi" is one token and two words of the name.
                let parts = word.split(' ').count();
                if words[matched..].iter().take(parts).map(String::as_str).eq(word.split(' ')) {
                    matched += parts;
                } else if matched == 0 || word.len() != 1 {
                    return None;
                }
            }
            Kind::Possessive => {}
            Kind::Other if token.text == "+" => {}
            // The dot of an initial that is no part of the word.
            Kind::Stop if token.text == "." && tokens[end - 1].text.chars().count() == 1 => {}
            _ => return None,
        }
        end += 1;
    }
    Some(end)
}

/// Whether words that are those of a name have its capitals too: "us" is no country.
fn is_written_as_name(run: &[Token<'_>], acronym: bool) -> bool {
    let of_name = |t: &Token<'_>| {
        t.is_capital()
            || t.text.rsplit('-').next().is_some_and(|part| part.starts_with(char::is_uppercase))
            || t.text.chars().count() <= 4
            || t.class.is(Class::BODY.or(Class::PEOPLE))
    };
    let mut words = run.iter().filter(|t| t.kind == Kind::Word);
    let capital = if acronym {
        words.all(Token::is_all_capital)
    } else {
        words.all(of_name) && run.iter().take(3).any(Token::is_capital)
    };
    // A name that is a word for a time too: "May".
    capital && !(run.len() == 1 && run[0].class.is(Class::TIME))
}

/// "the Republic of Westland", "the Federal Republic of Westland": the country of the directory by its full style.
fn state_in_full(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> Option<(usize, usize)> {
    const KINDS: &[&str] = &["Republic", "Kingdom", "Commonwealth", "State", "Principality", "Sultanate"];
    let kind = at + usize::from(matches!(tokens[at].text, "Federal" | "Federative" | "Islamic" | "Democratic"));
    let word = |at: usize| tokens.get(at).filter(|_| at < limit).map(|t| t.text);
    let of = word(kind).is_some_and(|kind| KINDS.contains(&kind)) && word(kind + 1) == Some("of");
    let name = kind + 2 + usize::from(word(kind + 2) == Some("the"));
    // The Republic of China is another than China.
    if !of || name >= limit || word(name) == Some("China") {
        return None;
    }
    let country = |(_, entry): &(usize, usize)| directory.entries()[*entry].kind == SpeakerKind::Country;
    known_name(tokens, name, limit, directory).filter(country)
}

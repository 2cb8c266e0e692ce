//! Words with a capital before a name, which are none of it, and one unknown word at the head of a sentence, where any word
//! has a capital: whether it names somebody.

use super::body_names::{is_company, is_company_word};
use super::name_words::{has_participle_end, is_bare_body};
use super::particles::{behind_particles, is_joined};
use super::run::is_name_word;
use crate::attribute::text::{Class, Form, Kind, Sense, Token, verb_of};

/// Whether the word at `at` is a title before a full name, and none of it: "Baroness Anna Roe", "Count Albrecht von Roe", the
/// "Right" of "Right Reverend". Before one word alone such a title stays: "Sister Agnes".
pub(crate) fn titles_full_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    // Companies, surnames and first names too: only before a first name or a particle.
    const DOUBTFUL: &[&str] = &["Count", "Canon", "Metropolitan", "Duke", "Duchess", "Earl"];
    let token = &tokens[at];
    let (first, second) = (at + 1, at + 2);
    if !token.is_capital() || !is_name_word(tokens, first, limit) {
        return false;
    }
    let honorific =
        |t: &Token<'_>| t.class.is(Class::HONORIFIC) || matches!(t.lower.trim_end_matches('.'), "rev" | "revd");
    if matches!(token.text, "Right" | "Most" | "Very" | "Grand") {
        return honorific(&tokens[first]);
    }
    let doubtful = DOUBTFUL.contains(&token.text);
    if !doubtful && !token.class.is(Class::HONORIFIC) {
        return false;
    }
    if honorific(&tokens[first]) {
        return titles_full_name(tokens, first, limit);
    }
    let small = behind_particles(tokens, second, limit).is_some() || second < limit && is_joined(&tokens[second]);
    let full = small || is_name_word(tokens, second, limit) && !tokens[second].class.is(Class::TIME);
    let given = tokens[first].class.is(Class::FEMALE.or(Class::MALE));
    let mut run = tokens[first..limit].iter().take_while(|t| t.is_capital());
    full && (!doubtful || small || given) && !run.any(|t| is_bare_body(t) || is_company_word(t))
}

/// Whether the word at `at`, which begins a sentence, says of what kind the company is that is named next: "Carmaker Roe
/// said". A union of such companies bears the word in its name.
pub(super) fn kind_before_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let run = tokens[at + 1..limit].iter().take_while(|t| t.is_capital());
    tokens[at].class.is(Class::KIND)
        && tokens[at].is_capital()
        && !is_company(&tokens[at..limit.min(at + 2)])
        && run.last().is_some_and(|last| {
            !matches!(
                last.lower.as_str(),
                "association" | "federation" | "union" | "council" | "board" | "authority" | "committee" | "commission"
            )
        })
}

/// Whether the name at `at`, which ends at `end`, does or is what persons and bodies do and are: "Nordvind said", "Nordvind
/// on Monday announced", "Nordvind, a builder", "Solidar, the biggest union, rejected", "Shell and Roe said". `begins`: it
/// begins a sentence. Plurals do not tell: "Farmers said".
pub(super) fn acts(tokens: &[Token<'_>], at: usize, end: usize, begins: bool) -> bool {
    let token = &tokens[at];
    if token.lower.ends_with('s') || token.text.chars().count() <= 3 || begins && has_participle_end(token) {
        return false;
    }
    let Some(next) = tokens.get(end) else { return false };
    // "Shell and Roe on Monday said".
    let tell = |verb: usize| tells(tokens, verb) || behind_time(tokens, verb).is_some_and(|verb| tells(tokens, verb));
    if next.kind == Kind::Comma {
        let opens = |a: &Token<'_>| matches!(a.lower.as_str(), "a" | "an" | "which" | "who");
        return tokens.get(end + 1).is_some_and(opens)
            || is_group_apposition(tokens, end)
            || behind_and(tokens, end).is_some_and(tell);
    }
    if verb_of(&next.lower).is_some_and(|v| v.form != Form::Base && v.form != Form::Ing && !next.is_capital()) {
        return true;
    }
    tell(if next.lower == "and" { behind_and(tokens, end).unwrap_or(end) } else { end })
}

/// Whether a verb in the past that tells stands at `at`: what plain nouns do too ("Polling on Monday showed") does not count.
fn tells(tokens: &[Token<'_>], at: usize) -> bool {
    const OF_THINGS: &[&str] = &["show", "suggest", "indicate", "reveal", "find", "point", "detail", "confirm", "note"];
    tokens
        .get(at)
        .filter(|t| !t.is_capital())
        .and_then(|t| verb_of(&t.lower))
        .is_some_and(|v| v.form == Form::Past && (v.is(Sense::Say) || v.is(Sense::Act)) && !OF_THINGS.contains(&v.base))
}

/// Where the words end that say when, from `at` on: "today", "on Monday", "last week".
fn behind_time(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let time = |at: usize| tokens.get(at).is_some_and(|t| t.class.is(Class::TIME));
    let opens = matches!(tokens.get(at)?.lower.as_str(), "on" | "last" | "this" | "late" | "early");
    let mut end = at + usize::from(opens);
    while time(end) || end > at && tokens.get(end).is_some_and(|t| t.kind == Kind::Number) {
        end += 1;
    }
    (end > at && time(end - 1)).then_some(end)
}

/// Where the last name of a list ends that goes on with the comma or the "and" at `at`: "Shell, Falke and Save the Roes".
fn behind_and(tokens: &[Token<'_>], mut at: usize) -> Option<usize> {
    let other = Class::TITLE.or(Class::ROLE).or(Class::DEMONYM).or(Class::PEOPLE).or(Class::TIME).or(Class::PRONOUN);
    loop {
        let and = tokens.get(at)?.lower == "and";
        if !and && tokens[at].kind != Kind::Comma {
            return None;
        }
        let name = |t: &Token<'_>| t.is_capital() && !t.class.is(other);
        let mut end = at + 1;
        while end < at + 6
            && tokens
                .get(end)
                .is_some_and(|t| name(t) || end > at + 1 && matches!(t.lower.as_str(), "of" | "the" | "for"))
        {
            end += 1;
        }
        // "Downtown, Anna Roe and Bela Poe said".
        let person = |t: &Token<'_>| t.class.is(Class::FEMALE.or(Class::MALE));
        if end == at + 1 || !and && person(&tokens[at + 1]) {
            return None;
        }
        if and {
            return Some(end);
        }
        at = end;
    }
}

/// Whether behind the comma at `comma` an apposition says that the name is a body's, and a verb follows: ", the country's
/// biggest union, rejected".
fn is_group_apposition(tokens: &[Token<'_>], comma: usize) -> bool {
    let near = &tokens[comma + 1..tokens.len().min(comma + 16)];
    let Some(close) = near.iter().position(|t| matches!(t.kind, Kind::Comma | Kind::Stop | Kind::Dash | Kind::Colon))
    else {
        return false;
    };
    let opens = near[0].class.is(Class::DETERMINER) || near[0].is_capital();
    let noun = |at: usize| {
        let t = &near[at];
        t.class.is(Class::BODY.or(Class::KIND).or(Class::ROLE).or(Class::PEOPLE))
            && !t.is_capital()
            && near[at + 1].kind != Kind::Possessive
    };
    let plain = |t: &Token<'_>| {
        verb_of(&t.lower).is_none_or(|v| v.form != Form::Past) && !t.class.is(Class::CLAUSE.or(Class::AUXILIARY))
    };
    opens
        && near[close].kind == Kind::Comma
        && (0..close).any(noun)
        && near[..close].iter().all(plain)
        && near.get(close + 1).is_some_and(|t| {
            !t.is_capital() && verb_of(&t.lower).is_some_and(|v| matches!(v.form, Form::Past | Form::Third))
        })
}

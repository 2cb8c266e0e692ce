//! Where a name ends: at the office of the next one, behind the small words of a body or of a person.

use super::bodies_ahead::{body_ahead, owns_office, titled_body};
use super::body_names::{behind_list, behind_owner, is_body_word};
use super::next_names::begins_another;
use super::other_names::nickname_at;
use super::particles::{begins_name, behind_particles, is_joined};
use super::run::{Run, is_name_word};
use crate::attribute::text::{Class, Kind, Token};

/// A rule for a name so far and the token behind it: where the name goes on to, which is its end where it does not.
type Rule = fn(&Run<'_>, &Token<'_>) -> Option<usize>;

/// The rules in their order. A name ends where none of them answers.
const RULES: &[Rule] = &[
    office_of_official,
    body_of_owner,
    adjective_of_country,
    list_of_fields,
    verb_of_heading,
    capital,
    ampersand,
    nickname,
    joined_particle,
    particles,
    small_word_of_body,
];

/// The end of the name that starts with a word.
pub(super) fn name_end(word: &Run<'_>) -> usize {
    let mut name = *word;
    while name.end < name.limit {
        let token = &name.tokens[name.end];
        match RULES.iter().find_map(|rule| rule(&name, token)) {
            Some(end) if end > name.end => name.end = end,
            _ => break,
        }
    }
    name.end
}

/// "the Westport County Sheriff's Office".
fn office_of_official(name: &Run<'_>, _: &Token<'_>) -> Option<usize> {
    owns_office(name.tokens, name.end - 1, name.limit).then_some(name.end + 2)
}

/// "Farmers' Union", "People's Party".
fn body_of_owner(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    matches!(token.kind, Kind::Possessive | Kind::Mark).then(|| behind_owner(name)).flatten()
}

/// "the Royal Westlandian Navy", "Southern Westlandian Development Community", "Economic Community of West Westlandian
/// States": the adjective of a country inside the name of a body.
fn adjective_of_country(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    const PARTS: &[&str] = &["Southern", "Northern", "Eastern", "Western", "Central", "South", "North", "East", "West"];
    if !token.class.is(Class::DEMONYM) || !token.is_capital() {
        return None;
    }
    let &Run { tokens, end, limit, .. } = name;
    let inside = if let [opening] = name.words() {
        (opening.text == "Royal" || PARTS.contains(&opening.text))
            && (body_ahead(tokens, end + 1, limit) || titled_body(tokens, (end + 1).min(limit - 1), limit))
    } else {
        let other = Class::TITLE.or(Class::ROLE).or(Class::GIVEN).or(Class::DEMONYM);
        let of = |t: &Token<'_>| matches!(t.lower.as_str(), "of" | "for");
        matches!(name.words(), [_, .., before, part] if of(before) && PARTS.contains(&part.text))
            && name.has_capital(1)
            && !tokens[end + 1].class.is(other)
    };
    inside.then_some(end + 1)
}

/// "Ministry of Economy, Trade and Industry".
fn list_of_fields(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    (token.kind == Kind::Comma).then(|| behind_list(name)).flatten()
}

/// "Tanks Are Rolling", of a heading: no name goes on with a verb like that. Nor with "Poll", as "A Tealford Poll showed",
/// which Tealford asked.
fn verb_of_heading(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    let verb =
        matches!(token.lower.as_str(), "are" | "is" | "was" | "were" | "has" | "have" | "had" | "by" | "to" | "with");
    (verb || matches!(token.text, "Poll" | "Polls")).then_some(name.end)
}

/// A word with a capital belongs to the name, unless it begins another.
fn capital(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    let other = Class::TIME.or(Class::PRONOUN).or(Class::DEMONYM);
    let surname = || is_adjective_as_surname(name, token) || is_month_as_surname(name, token);
    if !token.is_capital() || token.class.is(other) && !surname() {
        return None;
    }
    Some(name.end + usize::from(!begins_another(name, token)))
}

/// "David French".
fn is_adjective_as_surname(name: &Run<'_>, token: &Token<'_>) -> bool {
    let other = Class::ROLE.or(Class::PEOPLE).or(Class::BODY);
    token.class.is(Class::DEMONYM)
        && name.words().len() == 1
        && name.head().class.is(Class::GIVEN)
        && !name.has_capital(1)
        && token.lower.chars().count() > 4
        && !name.tokens.get(name.end + 1).is_some_and(|t| t.class.is(other))
}

/// "Han Jun told": no month that a day or a year follows.
fn is_month_as_surname(name: &Run<'_>, token: &Token<'_>) -> bool {
    let kind = |ahead: usize| name.tokens.get(name.end + ahead).map(|t| t.kind);
    let dated = || match kind(1) {
        Some(Kind::Number | Kind::Stop) => true,
        Some(Kind::Comma) => kind(2) == Some(Kind::Number),
        _ => false,
    };
    name.words().len() == 1 && token.text == "Jun" && !dated()
}

/// "Poe & Daughters", "Sports & Fitness Association"; not "Roe & Poe", who are both known.
fn ampersand(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    let next = name.end + 1;
    let known = |at: usize| name.known(at).is_some();
    let letter = |at: usize| name.tokens[at].text.chars().count() == 1;
    let joins = token.text == "&"
        && name.has_capital(1)
        && !known(name.at)
        && !known(next)
        && !letter(name.end - 1)
        && !letter(next);
    joins.then_some(next + 1)
}

/// Anna "Nan" Roe.
fn nickname(name: &Run<'_>, _: &Token<'_>) -> Option<usize> {
    let &Run { tokens, limit, .. } = name;
    let end = nickname_at(tokens, name.end, limit)?.end;
    begins_name(tokens, end, limit).then(|| end + usize::from(is_name_word(tokens, end, limit)))
}

/// "Nawaf al-Roe", "Maria d'Angelo".
fn joined_particle(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    is_joined(token).then_some(name.end + 1)
}

/// "Ursula von der Leyen".
fn particles(name: &Run<'_>, _: &Token<'_>) -> Option<usize> {
    let surname = behind_particles(name.tokens, name.end, name.limit)?;
    (!name.tokens[surname].class.is(Class::TIME)).then_some(surname + 1)
}

/// "Ministry of Trade", "Reform and Development Commission".
fn small_word_of_body(name: &Run<'_>, token: &Token<'_>) -> Option<usize> {
    let small = matches!(token.lower.as_str(), "of" | "for" | "and" | "the" | "on" | "against");
    let and = token.lower == "and";
    let of_body = || is_of_body(name) || and && joins_to_body(name);
    if !small || !of_body() {
        return None;
    }
    let article = |at: usize| matches!(name.tokens[at].lower.as_str(), "the" | "der" | "den" | "la" | "los");
    let next = (name.end + 1..name.limit.min(name.end + 3)).find(|&at| !article(at))?;
    let goes_on = name.tokens[next].is_capital()
        && !name.tokens[next].class.is(Class::TIME)
        && !(and && joins_another(name, next));
    goes_on.then_some(next + 1)
}

/// Whether a word for a body is in the name.
fn is_of_body(name: &Run<'_>) -> bool {
    name.words().iter().any(|t| t.class.is(Class::BODY) || is_body_word(t))
}

/// "Reform and Development Commission", but not "House and Senate".
fn joins_to_body(name: &Run<'_>) -> bool {
    !matches!(name.words(), [body] if body.class.is(Class::BODY))
        && name.tokens[name.end + 1..name.limit.min(name.end + 6)]
            .iter()
            .take_while(|t| t.is_capital())
            .any(|t| t.class.is(Class::BODY) && !t.class.is(Class::PEOPLE))
}

/// Whether the name of another follows the "and" behind a body, its first word at `next`.
fn joins_another(name: &Run<'_>, next: usize) -> bool {
    let &Run { tokens, end, limit, .. } = name;
    name.known(next).is_some()
        // "the Iron and Steel Institute and the Harbor Union" are two.
        || tokens[end + 1].lower == "the" && name.last().class.is(Class::BODY)
        // "Bank of Westport and Roe Capital", but not "Bank of Trade and Industry".
        || name.head().text == "Bank" && is_name_word(tokens, next + 1, limit) && !tokens[next].class.is(Class::TITLE)
}

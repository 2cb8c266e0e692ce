//! What the words behind a person's name say of him: "Anna Roe (Westland)", "Roe, who leads the union", "Roe, its envoy".

use super::describe::{compound, country_named};
use super::find::Entity;
use crate::attribute::directory::Directory;
use crate::attribute::text::{Class, Kind, Token, verb_of};

/// "Anna Roe (Westland)", "(Russian Federation)", as records of meetings have it: an envoy of the country in the brackets.
pub(super) fn in_brackets(entity: &mut Entity, behind: &[Token<'_>], directory: &Directory) {
    let near = &behind[..behind.len().min(5)];
    let [open, rest @ ..] = near else { return };
    let Some(close) = rest.iter().position(|t| t.kind == Kind::Close).filter(|_| open.kind == Kind::Open) else {
        return;
    };
    let words: Vec<&str> = rest[..close].iter().map(|t| t.text).collect();
    let country = if words.is_empty() { None } else { country_named(&words.join(" "), directory) };
    if country.is_some() {
        entity.country = country;
        entity.roles.extend(["representative", "delegate"].map(str::to_owned));
    }
}

/// "Roe, who leads the rebel delegation, ...": "the rebel leader".
pub(super) fn leads(entity: &mut Entity, behind: &[Token<'_>]) {
    if let [comma, who, leads, rest @ ..] = behind
        && comma.kind == Kind::Comma
        && who.lower == "who"
        && matches!(leads.lower.as_str(), "leads" | "heads" | "led" | "headed" | "chairs" | "runs")
    {
        entity.roles.extend(["leader", "head"].map(str::to_owned));
        let of = rest.iter().take(3).find(|t| t.kind == Kind::Word && !t.class.is(Class::DETERMINER));
        entity.roles.extend(of.map(|of| format!("{} leader", of.lower)));
    }
}

/// "Wang Yi, China's foreign minister, ...": offices and country in an apposition.
pub(super) fn apposition(entity: &mut Entity, behind: &[Token<'_>], directory: &Directory) {
    if !behind.first().is_some_and(|t| t.kind == Kind::Comma) {
        return;
    }
    let mut found: Vec<String> = Vec::new();
    let mut last_was_role = false;
    for pair in behind.windows(2).take(9).take_while(|pair| !ends_apposition(&pair[1])) {
        let (before, token) = (&pair[0], &pair[1]);
        let is_role = token.class.is(Class::ROLE);
        // "chief economist" is no chief.
        if is_role && last_was_role && found.last().is_some_and(|role| role == "chief") {
            found.pop();
        }
        // "leader of the opposition Centre Party".
        if token.lower == "opposition" {
            found.extend(found.last().map(|role| format!("opposition {role}")));
        }
        if is_role {
            found.extend(compound(before, token));
            found.push(token.lower.clone());
        } else if last_was_role
            && token.is_capital()
            && !token.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::BODY))
        {
            // "Roe, President Anna Poe and ...": the next of a list.
            return;
        } else if !found.is_empty() && token.is_capital() && entity.country.is_none() {
            entity.country = country_named(token.text, directory);
        } else {
            entity.country = entity.country.or_else(|| directory.country_of_demonym(token.text));
        }
        last_was_role = is_role;
    }
    entity.roles.extend(found);
}

/// Whether an apposition is over before a word: at a mark, a clause, a verb.
fn ends_apposition(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Comma | Kind::Stop)
        || token.class.is(Class::CLAUSE) && token.lower != "who"
        || verb_of(&token.lower).is_some() && !token.class.is(Class::ROLE.or(Class::TITLE))
}

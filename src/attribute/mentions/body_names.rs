//! Names of bodies that are longer than a run of capitals: "Farmers' Union", "European Rowing Federation", "Kenya Power".

use super::name_words::is_bare_body;
use super::run::Run;
use super::spelled::text_of;
use crate::attribute::directory::Directory;
use crate::attribute::text::{Class, Kind, LEGAL_FORMS, Token};
use std::ops::Range;

/// Last words of companies' names that are plain nouns elsewhere: "Halvorsen Foods", "Kenya Power".
const COMPANY_ENDS: &[&str] = &[
    "Foods",
    "Energy",
    "Steel",
    "Power",
    "Lines",
    "Motor",
    "Systems",
    "Pharma",
    "Biosciences",
    "Labs",
    "Capital",
    "Solutions",
    "Resources",
    "Minerals",
    "Mining",
    "Petroleum",
    "Electric",
    "Electronics",
    "Semiconductor",
    "Semiconductors",
    "Software",
    "Networks",
    "Communications",
    "Telecom",
    "Logistics",
    "Shipping",
    "Railways",
    "Rail",
    "Brands",
    "Stores",
    "Properties",
    "Securities",
    "Investments",
    "Ventures",
    "Aerospace",
    "Dynamics",
    "Robotics",
    "Therapeutics",
    "Sciences",
    "Chemicals",
    "Materials",
    "Utilities",
    "Renewables",
    "International",
    "Worldwide",
    "Partners",
    "Studios",
    "Entertainment",
    "Cooperatives",
];

/// Legal forms that are written in capitals behind a company's name: "Tealmart AG".
const FORMS: &[&str] =
    &["AG", "SE", "NV", "SA", "AB", "ASA", "A/S", "AS", "BV", "KG", "SpA", "GmbH", "LLC", "PLC", "Plc", "Oyj"];

/// Whether a word with a capital is for a body and for no person: "Bank", and in names "Economic Community".
pub(super) fn is_body_word(token: &Token<'_>) -> bool {
    is_bare_body(token) || matches!(token.text, "Community" | "Cooperatives" | "Cooperative" | "Programme")
}

/// Whether several words name a company by the last of them.
pub(super) fn is_company(tokens: &[Token<'_>]) -> bool {
    let [first, .., last] = tokens else { return false };
    FORMS.contains(&last.text) || COMPANY_ENDS.contains(&last.text) && !first.class.is(Class::GIVEN)
}

/// Whether a word stands at the end of companies' names: "Foods", "Steel".
pub(super) fn is_company_word(token: &Token<'_>) -> bool {
    COMPANY_ENDS.contains(&token.text)
}

/// Whether a name ends like a company's: "Kestrel Biosciences", "Cascade Light & Power", "Tealmart Inc".
pub(super) fn ends_company(name: &str) -> bool {
    !name.contains(" and ")
        && name
            .rsplit(' ')
            .next()
            .is_some_and(|last| [COMPANY_ENDS, LEGAL_FORMS, FORMS].iter().any(|ends| ends.contains(&last)))
}

/// Owners whose possessive is a part of a body's name: "People's Party".
const OWNERS: &[&str] =
    &["People", "Women", "Men", "Children", "Alzheimer", "Parkinson", "Workers", "Veterans", "King", "Queen"];

/// Where a name goes on behind the possessive that follows it: "Farmers' Union", "People's Party". Not behind a
/// country or a person: "the Philippines' Coast Guard", "Roe's Office".
pub(super) fn behind_owner(run: &Run<'_>) -> Option<usize> {
    let &Run { tokens, at, end, limit, .. } = run;
    let (mark, owner) = (&tokens[end], run.last());
    let plural = matches!(mark.text, "'" | "’") && owner.end == mark.start && owner.lower.ends_with('s');
    let owns = plural || mark.kind == Kind::Possessive && OWNERS.contains(&owner.text);
    let titles = (end + 1..limit.min(end + 4))
        .take_while(|&i| tokens[i].is_capital() && tokens[i].class.is(Class::TITLE))
        .count();
    let body = (end + 1..limit.min(end + 2 + titles)).rfind(|&i| tokens[i].is_capital() && is_bare_body(&tokens[i]))?;
    // "the union", "Westland Farmers' Union": a name that is known as such.
    let opens = at > 0 && (tokens[at - 1].lower == "the" || tokens[at - 1].class.is(Class::DEMONYM)) || end - at > 1;
    let named = || (at..end).any(|i| Run { limit: end, ..*run }.known(i).is_some_and(|(known, _)| known == end));
    let person = run.words().iter().any(|t| t.class.is(Class::GIVEN));
    (owns && owner.is_capital() && opens && !person && !named()).then_some(body + 1)
}

/// Bodies that every state has, of whose name the state is no part.
pub(super) const PLAIN: &[&str] = &["ministry", "embassy", "government", "department", "consulate", "army", "military"];

/// Where the list ends that goes on behind the comma after the name of a body: "Ministry of Economy, Trade and Industry".
pub(super) fn behind_list(name: &Run<'_>) -> Option<usize> {
    // Fields of a ministry that are no titles.
    const FIELDS: &[&str] = &[
        "Forestry",
        "Fisheries",
        "Infrastructure",
        "Tourism",
        "Sports",
        "Technology",
        "Research",
        "Climate",
        "Water",
        "Mines",
        "Communications",
        "Communication",
        "Food",
        "Welfare",
        "Innovation",
        "Youth",
        "Mining",
    ];
    let &Run { tokens, limit, .. } = name;
    let of = is_bare_body(name.head())
        && tokens.get(name.at + 1).is_some_and(|t| matches!(t.lower.as_str(), "of" | "for" | "on"));
    let field = |t: &Token<'_>| t.class.is(Class::TITLE) && !t.class.is(Class::ROLE) || FIELDS.contains(&t.text);
    let other = Class::GIVEN.or(Class::ROLE).or(Class::DEMONYM).or(Class::TIME);
    let run = |from: usize| {
        let words = tokens[from.min(limit)..limit].iter().take(3).take_while(|t| t.is_capital() && !t.class.is(other));
        let count = words.clone().count();
        (count > 0 && words.clone().any(field)).then_some(from + count)
    };
    let mut end = name.end;
    while of && end < limit && tokens[end].kind == Kind::Comma {
        let and = end + 1 < limit && tokens[end + 1].lower == "and";
        end = run(end + 1 + usize::from(and))?;
        if and {
            return Some(end);
        }
        if end < limit && matches!(tokens[end].lower.as_str(), "and" | "&") {
            return run(end + 1);
        }
    }
    None
}

/// Where a body's name starts that an adjective of place stands before: "European Rowing Federation", "Latvian Farmers'
/// Union". A ministry's is not of its name ("Westland Foreign Ministry" is Westland's).
pub(super) fn with_adjective(tokens: &[Token<'_>], name: &Range<usize>, first: usize, directory: &Directory) -> usize {
    let Some(before) = name.start.checked_sub(1).filter(|&at| at >= first) else { return name.start };
    let (adjective, last) = (&tokens[before], &tokens[name.end - 1]);
    // "the Westlandian National Bureau" is the National Bureau, but the Westlandian National Bank has its land in its name.
    let national =
        matches!(tokens[name.start].text, "National" | "State" | "Federal" | "Supreme") && last.text != "Bank";
    // "Kazakh Railways", "the Westlandian Parliament".
    let body = (name.len() == 1 && is_company_word(last) || is_body_word(last))
        && !national
        && !tokens[name.clone()].iter().any(|t| PLAIN.contains(&t.lower.as_str()));
    // "South Westlandian": the adjective has two words. "As Westlandian Railways" has no such one.
    let small = Class::CLAUSE.or(Class::PREPOSITION).or(Class::COMMON);
    let half = before > first && tokens[before - 1].is_capital() && !tokens[before - 1].class.is(small);
    let both = half && tokens[before - 1].class.is(Class::DEMONYM);
    let whole = adjective.class.is(Class::DEMONYM) && adjective.is_capital() && (!half || both);
    let unknown = || directory.position(&text_of(tokens, name)).is_none();
    if body && whole && unknown() { before - usize::from(both) } else { name.start }
}

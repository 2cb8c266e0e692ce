//! Names of bodies that are longer than a run of capitals: "Farmers' Union", "European Rowing Federation", "Kenya Power".

use super::linking::text_of;
use super::name_ends::known_name;
use super::name_words::is_bare_body;
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
];

/// Whether several words name a company by the last of them.
pub(super) fn is_company(tokens: &[Token<'_>]) -> bool {
    let [first, .., last] = tokens else { return false };
    COMPANY_ENDS.contains(&last.text) && !first.class.is(Class::FEMALE.or(Class::MALE))
}

/// Whether a name ends like a company's: "Kestrel Biosciences", "Cascade Light & Power", "Tealmart Inc".
pub(super) fn ends_company(name: &str) -> bool {
    !name.contains(" and ")
        && name.rsplit(' ').next().is_some_and(|last| COMPANY_ENDS.contains(&last) || LEGAL_FORMS.contains(&last))
}

/// Owners whose possessive is a part of a body's name: "People's Party".
const OWNERS: &[&str] =
    &["People", "Women", "Men", "Children", "Alzheimer", "Parkinson", "Workers", "Veterans", "King", "Queen"];

/// Where a name that starts at `at` goes on behind the possessive at `end`: "Farmers' Union", "People's Party". Not behind a
/// country or a person: "the Philippines' Coast Guard", "Roe's Office".
pub(super) fn behind_owner(
    tokens: &[Token<'_>],
    at: usize,
    end: usize,
    limit: usize,
    directory: &Directory,
) -> Option<usize> {
    let (mark, owner) = (&tokens[end], &tokens[end - 1]);
    let plural = matches!(mark.text, "'" | "’") && owner.end == mark.start && owner.lower.ends_with('s');
    let owns = plural || mark.kind == Kind::Possessive && OWNERS.contains(&owner.text);
    let titles = (end + 1..limit.min(end + 4))
        .take_while(|&i| tokens[i].is_capital() && tokens[i].class.is(Class::TITLE))
        .count();
    let body = (end + 1..limit.min(end + 2 + titles)).rfind(|&i| tokens[i].is_capital() && is_bare_body(&tokens[i]))?;
    // "the union", "Westland Farmers' Union": a name that is known as such.
    let opens = at > 0 && (tokens[at - 1].lower == "the" || tokens[at - 1].class.is(Class::DEMONYM)) || end - at > 1;
    let named = (at..end).any(|i| known_name(tokens, i, end, directory).is_some_and(|(known, _)| known == end));
    let person = tokens[at..end].iter().any(|t| t.class.is(Class::FEMALE.or(Class::MALE)));
    (owns && owner.is_capital() && opens && !named && !person).then_some(body + 1)
}

/// Where a body's name starts that an adjective of place stands before: "European Rowing Federation", "Latvian Farmers'
/// Union". A ministry's is not of its name ("Westland Foreign Ministry" is Westland's).
pub(super) fn with_adjective(tokens: &[Token<'_>], name: &Range<usize>, first: usize, directory: &Directory) -> usize {
    const PLAIN: &[&str] = &["ministry", "embassy", "government", "department", "consulate", "army", "military"];
    let Some(before) = name.start.checked_sub(1).filter(|&at| at >= first) else { return name.start };
    let (adjective, last) = (&tokens[before], &tokens[name.end - 1]);
    // "the Westlandian National Bureau" is the National Bureau, but the Westlandian National Bank has its land in its name.
    let national =
        matches!(tokens[name.start].text, "National" | "State" | "Federal" | "Supreme") && last.text != "Bank";
    let body = name.len() > 1
        && !national
        && is_bare_body(last)
        && !tokens[name.clone()].iter().any(|t| PLAIN.contains(&t.lower.as_str()));
    // "South Westlandian": the adjective has two words.
    let half = before > first && tokens[before - 1].is_capital();
    let whole = adjective.class.is(Class::DEMONYM) && adjective.is_capital() && !half;
    let unknown = || directory.position(&text_of(tokens, name)).is_none();
    if body && whole && unknown() { before } else { name.start }
}

/// Whether a country's name at `at` is the first word of a company's or group's: "Kenya Power", "Sudan Emergency Doctors".
pub(super) fn company_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let run = (at + 1..limit.min(at + 4))
        .take_while(|&i| tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME)))
        .count();
    let Some(last) = tokens[at + 1..].get(run.wrapping_sub(1)).filter(|_| run > 0) else { return false };
    let group = run > 1 && at > 0 && tokens[at - 1].lower == "the" && last.class.is(Class::PEOPLE);
    COMPANY_ENDS.contains(&last.text) && run < 3 || group
}

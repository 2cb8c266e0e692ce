//! Where a name ends: in the directory, at the office of the next one, behind the small words of a body.

use super::body_names::{behind_list, behind_owner, is_body_word};
use super::linking::text_of;
use super::other_names::nickname_at;
use super::particles::{behind_particles, is_joined};
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
    for name in directory.starting(first.split(' ').next().unwrap_or_default()) {
        // "William Hague", "United Launch Alliance".
        if name.article && at.checked_sub(1).is_none_or(|before| tokens[before].lower != "the") {
            continue;
        }
        let mut end = at;
        let mut matched = 0;
        while end < limit && matched < name.words.len() {
            let token = &tokens[end];
            match token.kind {
                Kind::Word | Kind::Number => {
                    // `fold` takes an article for the one before a name: "Save the Roes" has it inside. An embassy is
                    // resolved as one, with its place.
                    let inside = token.lower == "the" && !name.words.iter().any(|word| word == "embassi");
                    let word = if inside { token.lower.clone() } else { fold(token.text) };
                    // "el-Sisi" is one token and two words of the name.
                    let parts = word.split(' ').count();
                    let next = name.words[matched..].iter().take(parts).map(String::as_str);
                    if next.eq(word.split(' ')) {
                        matched += parts;
                    } else if !(matched > 0 && word.len() == 1 && matched < name.words.len()) {
                        break;
                    }
                }
                Kind::Possessive if matched < name.words.len() => {}
                Kind::Other if token.text == "+" => {}
                // The dot of an initial that is no part of the word.
                Kind::Stop if token.text == "." && tokens[end - 1].text.chars().count() == 1 => {}
                _ => break,
            }
            end += 1;
        }
        if matched == name.words.len() {
            let run = &tokens[at..end];
            let capital = if name.acronym {
                run.iter().all(|t| t.kind != Kind::Word || t.is_all_capital())
            } else {
                run.iter().all(|t| {
                    t.kind != Kind::Word
                        || t.is_capital()
                        || t.text.rsplit('-').next().is_some_and(|part| part.starts_with(char::is_uppercase))
                        || t.text.chars().count() <= 4
                        || t.class.is(Class::BODY.or(Class::PEOPLE))
                }) && run.iter().take(3).any(Token::is_capital)
            };
            // "Chinese" is an adjective, not the country; a name inside a hyphenated word is none.
            if capital && !(run.len() == 1 && run[0].class.is(Class::TIME)) {
                return Some((end, name.entry));
            }
        }
    }
    state_in_full(tokens, at, limit, directory)
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

/// Whether the word at `at` is for an official whose office bears his title: "Sheriff's Office", "Attorney General's Office".
fn owns_office(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    const OFFICIALS: &[&str] =
        &["Sheriff", "Attorney", "Prosecutor", "General", "Coroner", "Examiner", "Comptroller", "Ombudsman"];
    at + 2 < limit
        && OFFICIALS.contains(&tokens[at].text)
        && tokens[at + 1].kind == Kind::Possessive
        && matches!(tokens[at + 2].text, "Office" | "Department")
}

/// Whether the capitalized words from `at` on end in a body: "Statistics Authority" after "UK".
pub(super) fn body_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    if (at..limit.min(at + 3)).take_while(|&i| tokens[i].is_capital()).any(|i| owns_office(tokens, i, limit)) {
        return true;
    }
    let run = (at..limit.min(at + 4)).take_while(|&i| {
        tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME))
    });
    run.last().is_some_and(|i| {
        tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::ROLE.or(Class::PEOPLE))
            || is_body_word(&tokens[i])
    })
}

/// Title words that no name of a body begins with: they belong to a person's title.
const PERSONAL: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "former",
    "ex",
    "acting",
    "then",
    "incumbent",
    "outgoing",
    "senior",
    "top",
    "prime",
    "vice",
];

/// Whether a run of capitalized words that starts with a title word at `at` ends in a body: "Foreign Ministry", "National
/// Anti-Corruption Bureau", "State Border Service". Words for an office end the run.
pub(super) fn titled_body(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    if !tokens[at].class.is(Class::TITLE) || PERSONAL.contains(&tokens[at].lower.trim_end_matches('.')) {
        return false;
    }
    let plain = tokens[at].class.is(Class::ROLE);
    for token in &tokens[(at + 1).min(limit)..limit.min(at + 6)] {
        let office = token.class.is(Class::ROLE) && !token.class.is(Class::BODY);
        if !token.is_capital() || office || token.class.is(Class::DEMONYM.or(Class::TIME)) {
            return false;
        }
        if is_body_word(token) {
            return true;
        }
        // "Minister Roe's Council": after an office only titles lead to a body.
        if plain && !token.class.is(Class::TITLE) {
            return false;
        }
    }
    false
}

/// "Roe", "van der Roe".
pub(super) fn begins_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    is_name_word(tokens, at, limit)
        || at < limit && (behind_particles(tokens, at, limit).is_some() || is_joined(&tokens[at]))
}

/// Whether a name may go on at `at`, before `limit`.
pub(super) fn is_name_word(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    at < limit && tokens[at].is_capital()
}

/// Whether the adjective of a country at `end` stands inside the name of a body that starts at `at`: "Royal Westlandian Navy",
/// "Southern Westlandian Development Community", "Community of West Westlandian States".
fn adjective_inside(tokens: &[Token<'_>], at: usize, end: usize, limit: usize) -> bool {
    const PARTS: &[&str] = &["Southern", "Northern", "Eastern", "Western", "Central", "South", "North", "East", "West"];
    let opens = tokens[at].text == "Royal" || PARTS.contains(&tokens[at].text);
    let other = Class::TITLE.or(Class::ROLE).or(Class::FEMALE).or(Class::MALE).or(Class::DEMONYM);
    let of =
        end > at + 2 && matches!(tokens[end - 2].lower.as_str(), "of" | "for") && PARTS.contains(&tokens[end - 1].text);
    end == at + 1
        && opens
        && (body_ahead(tokens, end + 1, limit) || titled_body(tokens, (end + 1).min(limit - 1), limit))
        || of && is_name_word(tokens, end + 1, limit) && !tokens[end + 1].class.is(other)
}

/// The end of the name that starts at `at`.
pub(super) fn name_end(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> usize {
    let mut end = at + 1;
    loop {
        if end >= limit {
            return end;
        }
        let token = &tokens[end];
        // "the Westport County Sheriff's Office".
        if owns_office(tokens, end - 1, limit) {
            end += 2;
            continue;
        }
        if matches!(token.kind, Kind::Possessive | Kind::Mark)
            && let Some(body) = behind_owner(tokens, at, end, limit, directory)
        {
            end = body;
            continue;
        }
        // "the Royal Westlandian Navy", "Economic Community of West Westlandian States".
        if token.class.is(Class::DEMONYM) && token.is_capital() && adjective_inside(tokens, at, end, limit) {
            end += 1;
            continue;
        }
        // "Ministry of Economy, Trade and Industry".
        if token.kind == Kind::Comma
            && let Some(list) = behind_list(tokens, at, end, limit)
        {
            end = list;
            continue;
        }
        // "David French".
        let surname = token.class.is(Class::DEMONYM)
            && end == at + 1
            && tokens[at].class.is(Class::FEMALE.or(Class::MALE))
            && !is_name_word(tokens, end + 1, limit)
            && token.lower.chars().count() > 4
            && !tokens.get(end + 1).is_some_and(|t| t.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::BODY)));
        // "Han Jun told": no month that a day or a year follows.
        let number = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
        let dated = number(end + 1)
            || tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Stop)
            || tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Comma) && number(end + 2);
        let given = end == at + 1 && token.text == "Jun" && !dated;
        let surname = surname || given;
        // "Tanks Are Rolling", of a heading: no name goes on with a verb like that.
        if matches!(token.lower.as_str(), "are" | "is" | "was" | "were" | "has" | "have" | "had" | "by" | "to" | "with")
        {
            return end;
        }
        // "A Tealford Poll showed": what Tealford asked.
        if matches!(token.text, "Poll" | "Polls") {
            return end;
        }
        if token.is_capital() && (surname || !token.class.is(Class::TIME.or(Class::PRONOUN).or(Class::DEMONYM))) {
            // A title begins a new name: "Council Director Anna Roe".
            if token.class.is(Class::TITLE.or(Class::ROLE))
                && begins_name(tokens, end + 1, limit)
                && !token.class.is(Class::BODY)
                && !titled_body(tokens, end, limit)
                && tokens[at..end].iter().all(|t| t.lower != "of" && t.lower != "for")
            {
                return end;
            }
            // "Ministry of Trade Anna Roe": a first name after a body.
            if token.class.is(Class::FEMALE.or(Class::MALE))
                && end > at + 1
                && is_name_word(tokens, end + 1, limit)
                && tokens[at..end].iter().any(|t| t.class.is(Class::BODY) && !t.class.is(Class::ROLE))
                && (tokens[at..end].iter().any(|t| t.lower == "of") || tokens[end - 1].class.is(Class::BODY))
            {
                return end;
            }
            // "speaker of the House Anna Roe".
            let chamber = end == at + 1 && matches!(tokens[at].text, "House" | "Senate" | "Congress" | "Commons");
            if chamber && token.class.is(Class::FEMALE.or(Class::MALE)) && is_name_word(tokens, end + 1, limit) {
                return end;
            }
            // "Department of Agriculture Secretary Anna Roe", "Harbor Association President and CEO Anna Roe".
            let office = token.class.is(Class::TITLE) && token.class.is(Class::ROLE) && !token.class.is(Class::BODY);
            let joined = office
                && tokens.get(end + 1).is_some_and(|t| matches!(t.lower.as_str(), "and" | "&"))
                && end + 2 < limit
                && tokens[end + 2].class.is(Class::TITLE.or(Class::ROLE))
                && is_name_word(tokens, end + 3, limit);
            let first = |at: usize| {
                is_name_word(tokens, at, limit)
                    && is_name_word(tokens, at + 1, limit)
                    && (tokens[at].class.is(Class::FEMALE.or(Class::MALE))
                        || !is_name_word(tokens, at + 2, limit)
                            && !tokens[at..at + 2].iter().any(|t| t.class.is(Class::BODY.or(Class::TITLE))))
            };
            if joined || office && first(end + 1) {
                return end;
            }
            // After a body a name of two words or more is a person: "Commission Anna Roe".
            if end > at + 1
                && tokens[end - 1].class.is(Class::BODY)
                && !token.class.is(Class::BODY)
                && is_name_word(tokens, end + 1, limit)
                && !tokens[end + 1].class.is(Class::BODY)
                && !is_name_word(tokens, end + 2, limit)
            {
                return end;
            }
            // A known full name, a country or a body begins a name of its own.
            if let Some((known_end, entry)) = known_name(tokens, end, limit, directory)
                && (known_end - end > 1 || directory.entries()[entry].kind != SpeakerKind::Person)
                && !is_name_word(tokens, known_end, limit)
            {
                // "Air Westland", "Tennis Westland": an unknown word before a country makes a body of it.
                let whole = end == at + 1
                    && known_end - end == 1
                    && directory.entries()[entry].kind == SpeakerKind::Country
                    && !tokens[at].is_all_capital()
                    && !tokens[end].is_all_capital()
                    && !tokens[at].class.is(Class::FEMALE.or(Class::MALE).or(Class::TITLE).or(Class::ROLE))
                    && known_name(tokens, at, limit, directory).is_none();
                // "Ohio Farm Bureau": another than the one that is meant by "the Farm Bureau".
                let known = &directory.entries()[entry];
                let chapter = end == at + 1
                    && known_end - end > 1
                    && known.kind == SpeakerKind::Institution
                    && tokens[known_end - 1].class.is(Class::BODY)
                    && known.country.is_some()
                    && fold(&known.name) != fold(&text_of(tokens, &(end..known_end)))
                    && tokens[at].class.is(Class::STATE);
                let body = whole || chapter || tokens[at..end].iter().any(|t| t.class.is(Class::BODY));
                // "Jean-Yves Le Drian", where "Le Drian" is a name too.
                let one = directory.position(&text_of(tokens, &(at..known_end))).is_some();
                if !body && !one {
                    return end;
                }
            }
            end += 1;
            continue;
        }
        // "Poe & Daughters", "Sports & Fitness Association"; not "Roe & Poe", who are both known.
        if token.text == "&" && is_name_word(tokens, end + 1, limit) {
            let known = |at: usize| known_name(tokens, at, limit, directory).is_some();
            let letter = |at: usize| tokens[at].text.chars().count() == 1;
            if !known(at) && !known(end + 1) && !letter(end - 1) && !letter(end + 1) {
                end += 2;
                continue;
            }
        }
        // A nickname: Anna "Nan" Roe.
        if let Some(nickname) = nickname_at(tokens, end, limit).filter(|n| begins_name(tokens, n.end, limit)) {
            end = nickname.end + usize::from(is_name_word(tokens, nickname.end, limit));
            continue;
        }
        // Small words inside a name: "Ministry of Trade", "Ursula von der Leyen".
        let body = tokens[at..end].iter().any(|t| t.class.is(Class::BODY) || is_body_word(t))
            // "Reform and Development Commission", but not "House and Senate".
            || token.lower == "and"
                && !(end == at + 1 && tokens[at].class.is(Class::BODY))
                && (end + 1..limit.min(end + 6))
                    .take_while(|&i| tokens[i].is_capital())
                    .any(|i| tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::PEOPLE));
        // "Nawaf al-Roe", "Maria d'Angelo".
        if is_joined(token) {
            end += 1;
            continue;
        }
        // "Ursula von der Leyen".
        if let Some(next) = behind_particles(tokens, end, limit).filter(|&next| !tokens[next].class.is(Class::TIME)) {
            end = next + 1;
            continue;
        }
        if body && matches!(token.lower.as_str(), "of" | "for" | "and" | "the" | "on" | "against") {
            let next = (end + 1..limit.min(end + 3))
                .find(|&i| !matches!(tokens[i].lower.as_str(), "the" | "der" | "den" | "la" | "los"));
            if let Some(next) = next
                && tokens[next].is_capital()
                && !tokens[next].class.is(Class::TIME)
                && !(token.lower == "and" && known_name(tokens, next, limit, directory).is_some())
                // "the Iron and Steel Institute and the Harbor Union" are two.
                && !(token.lower == "and" && tokens[end + 1].lower == "the" && tokens[end - 1].class.is(Class::BODY))
                // "Bank of Westport and Roe Capital", but not "Bank of Trade and Industry".
                && !(token.lower == "and"
                    && tokens[at].text == "Bank"
                    && is_name_word(tokens, next + 1, limit)
                    && !tokens[next].class.is(Class::TITLE))
            {
                end = next + 1;
                continue;
            }
        }
        return end;
    }
}

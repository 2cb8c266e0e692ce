//! What a run of capitalized words is: a name, a name with words around it that are none of it, or nobody's.

use super::body_names::{is_body_word, is_company, with_adjective};
use super::heads::acts;
use super::name_ends::name_end;
use super::name_words::{is_adjective, is_measure, is_office, is_party_mark, is_place, is_thing, office_end};
use super::particles::begins_name;
use super::run::Run;
use super::scan::Found;
use crate::attribute::text::{Class, Kind, Token};

/// Why a run names nobody who may speak: any of these will do.
const NOBODY: &[fn(&Run<'_>) -> bool] = &[
    is_initial,
    is_in_address,
    |run| is_party_mark(run.words()),
    |run| is_measure(run.words()),
    |run| is_thing(run.words()),
    |run| is_place(run.tokens, run.at, run.end),
    qualifies_office,
    is_whose_office,
];

/// The name that begins with a word, or how far there is none.
pub(super) fn name(word: &Run<'_>) -> Found {
    let run = word.to(name_end(word));
    // "Harbor Point-based Roe Investments": the name begins behind the adjective.
    if let Some(adjective) = (run.at + 1..run.end.saturating_sub(1)).rfind(|&i| is_adjective(&run.tokens[i])) {
        return Found::Nothing(adjective + 1);
    }
    if NOBODY.iter().any(|is| is(&run)) {
        return Found::Nothing(run.end);
    }
    let run = run.to(run.end - usize::from(ends_in_party(&run)));
    if is_site(&run) {
        return Found::Nothing(word.end);
    }
    let apart = !run.headline && is_acronym_before_name(&run) || is_place_of_office(&run);
    let run = if apart { *word } else { run };
    if let Some(name) = office_end(run.tokens, run.at, run.end).filter(|_| !run.headline) {
        return Found::Nothing(name);
    }
    let doubtful = is_doubtful(&run);
    let at =
        if run.headline { run.at } else { with_adjective(run.tokens, &(run.at..run.end), run.first, run.directory) };
    Found::Name(Run { at, ..run }.candidate(None, doubtful))
}

/// Whether the run may have its capitals from where it stands: in a headline, or as one word at the head of a sentence.
fn is_doubtful(run: &Run<'_>) -> bool {
    if run.headline {
        return !is_titled(run);
    }
    run.begins
        && run.words().len() == 1
        && !run.head().is_all_capital()
        && !acts(run.tokens, run.at, run.end, run.begins)
        && !is_turn(run)
}

/// "Rep. Anna Roe (W-Iowa)" on a line of its own.
fn is_titled(run: &Run<'_>) -> bool {
    run.before(1).is_some_and(|t| t.text.ends_with('.') && t.class.is(Class::TITLE))
        && (2..=3).contains(&run.words().len())
        && run.head().class.is(Class::GIVEN)
}

/// A turn: "Roe: ...", "Roe, quote: ...".
fn is_turn(run: &Run<'_>) -> bool {
    let quote = || run.tokens.get(run.end + 1).is_some_and(|t| t.lower == "quote");
    run.next().is_some_and(|t| t.kind == Kind::Colon || t.kind == Kind::Comma && quote())
}

/// "Y., said ...": the rest of an abbreviation.
fn is_initial(run: &Run<'_>) -> bool {
    run.words().len() == 1 && run.head().text.ends_with('.') && run.head().text.chars().count() == 2
}

/// "t.co/YyZG": a part of an address.
fn is_in_address(run: &Run<'_>) -> bool {
    run.at.checked_sub(1).map(|at| &run.tokens[at]).is_some_and(|t| t.text == "/" && t.end == run.head().start)
}

/// "Dutch Political Director Anna Roe": a part of the title.
fn qualifies_office(run: &Run<'_>) -> bool {
    run.words().len() == 1
        && run.before(1).is_some_and(|t| t.class.is(Class::DEMONYM))
        && run.next().is_some_and(|t| t.is_capital() && t.class.is(Class::ROLE))
        && begins_name(run.tokens, run.end + 1, run.limit)
}

/// "Westland's International Relations Minister", also behind other words of the title: an office that nobody is named for.
fn is_whose_office(run: &Run<'_>) -> bool {
    let before = run.tokens[run.first..run.at].iter().rev();
    let titles = before.take_while(|t| t.is_capital() && t.class.is(Class::TITLE)).count();
    is_office(run.before(titles + 1), run.words())
}

/// "the Iowa Republican" is an office, of whoever was spoken of; and no name ends with an adjective: "Wall Street Democratic
/// donors".
fn ends_in_party(run: &Run<'_>) -> bool {
    let adjective = || run.next().is_some_and(|t| !t.is_capital());
    run.words().len() > 1
        && match run.last().lower.as_str() {
            "republican" | "democrat" => true,
            "democratic" => adjective(),
            _ => false,
        }
}

/// "Westport.com Anna Roe was talking": a site before the name of its guest.
fn is_site(run: &Run<'_>) -> bool {
    let other = Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE).or(Class::TITLE);
    let domain = |(name, end): (&str, &str)| {
        name.len() > 2 && (2..=3).contains(&end.len()) && end.chars().all(|c| c.is_ascii_lowercase())
    };
    run.words().len() == 3
        && run.head().text.split_once('.').is_some_and(domain)
        && run.words()[1..].iter().all(|t| !t.is_all_capital() && !t.class.is(other))
        && !is_company(run.words())
}

/// "NATO Troop Training", "CVMA Anna Roe": an acronym before a name of its own.
fn is_acronym_before_name(run: &Run<'_>) -> bool {
    let other = Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE);
    let plain = |t: &Token<'_>| t.is_capital() && !t.is_all_capital() && !t.class.is(other) && !is_body_word(t);
    run.words().len() > 2
        && run.head().is_all_capital()
        && run.head().text.chars().all(char::is_alphabetic)
        && (run.words()[1].class.is(Class::GIVEN) || run.known(run.at).is_some())
        && run.words()[1..].iter().all(plain)
}

/// "Chief Minister of Westshire Anna Bela Roe": a place before the name of its office-holder.
fn is_place_of_office(run: &Run<'_>) -> bool {
    let other = Class::BODY.or(Class::ROLE).or(Class::PEOPLE).or(Class::TITLE);
    run.words().len() > 2
        && matches!(&run.tokens[..run.at], [.., office, of] if of.lower == "of" && office.class.is(Class::ROLE))
        && run.words().iter().all(|t| t.is_capital() && !t.class.is(other))
}

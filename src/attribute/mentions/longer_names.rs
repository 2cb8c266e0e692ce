//! Whether a known name is part of a longer one, which is somebody else's: "Westland Foods", "Reserve Bank of Westport".

use super::bodies_ahead::{body_ahead, company_ahead, titled_body_ahead};
use super::name_words::is_bare_body;
use super::particles::is_joined;
use super::run::Run;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Class, Token, verb_of};

/// Whether the known name `run`, of the speaker at `entry` of the directory, is part of a longer one.
pub(super) fn is_part_of_longer(run: &Run<'_>, entry: usize) -> bool {
    let kind = run.directory.entries()[entry].kind;
    let institution = kind == SpeakerKind::Institution && !run.headline && run.end < run.limit;
    if run.words().len() > 1 {
        return institution && (ends_in_body(run) || has_second_field(run))
            || kind == SpeakerKind::Person && has_joined_surname(run, entry);
    }
    let before_capital = || !run.headline && run.has_capital(0) && BEFORE_CAPITAL.iter().any(|is| is(run, kind));
    institution && has_place_or_field(run) || before_capital()
}

/// What makes one known word, of a speaker of that kind, a part of the name that goes on with a capital behind it.
const BEFORE_CAPITAL: &[fn(&Run<'_>, SpeakerKind) -> bool] =
    &[is_given_name, is_before_body, owns_body, owns_company, is_of_another];

/// "African Union Commission": an organ of a union, unless the directory has it.
pub(super) fn is_with_organ(run: &Run<'_>, entry: usize) -> bool {
    const ORGANS: &[&str] = &["Commission", "Council", "Secretariat", "Assembly", "Mission", "Delegation"];
    run.directory.entries()[entry].kind == SpeakerKind::Institution
        && !run.headline
        && run.end < run.limit
        && run.last().lower == "union"
        && run.next().is_some_and(|organ| ORGANS.contains(&organ.text))
        && !run.has_capital(1)
        && run.to(run.end + 1).position().is_none()
}

/// "Alliance of Harbor Towns", "Reserve Bank of Westport": a body that is more than the known one.
fn has_place_or_field(run: &Run<'_>) -> bool {
    let of = run.last().class.is(Class::BODY) && run.next().is_some_and(|t| matches!(t.lower.as_str(), "of" | "for"));
    let the = run.tokens.get(run.end + 1).is_some_and(|t| t.lower == "the");
    let past = 1 + usize::from(the);
    of && run.has_capital(past) && run.known(run.end + past).is_none()
}

/// "Harbor Union Bank": a known name of several words before the word for another body.
fn ends_in_body(run: &Run<'_>) -> bool {
    run.next().is_some_and(|t| t.is_capital() && is_bare_body(t)) && !run.last().class.is(Class::BODY)
}

/// "Ministry of Commerce and Industry" is another than the one of commerce.
fn has_second_field(run: &Run<'_>) -> bool {
    let field = |t: &Token<'_>| t.class.is(Class::TITLE) && !t.class.is(Class::ROLE) && !is_bare_body(t);
    run.next().is_some_and(|t| t.lower == "and")
        && run.tokens[run.at + 1].lower == "of"
        && run.head().class.is(Class::BODY)
        && run.has_capital(1)
        && field(&run.tokens[run.end + 1])
        && !run.has_capital(2)
}

/// "Mohammed bin Salman al-Roe" is somebody else.
fn has_joined_surname(run: &Run<'_>, entry: usize) -> bool {
    run.end < run.limit && run.next().is_some_and(is_joined) && run.to(run.end + 1).position() != Some(entry)
}

/// "Sofia Roe", who is no capital.
fn is_given_name(run: &Run<'_>, kind: SpeakerKind) -> bool {
    let other = Class::TITLE.or(Class::ROLE).or(Class::TIME).or(Class::DEMONYM);
    kind == SpeakerKind::Country
        && run.head().class.is(Class::GIVEN)
        && !run.next().is_some_and(|t| t.class.is(other))
        && run.known(run.end).is_none()
}

/// "Trump Organization", "Biden Foundation": bodies of their own.
fn is_before_body(run: &Run<'_>, _: SpeakerKind) -> bool {
    run.next().is_some_and(|t| t.class.is(Class::BODY))
}

/// "Westland Statistics Authority", "UK Inland Water Authority"; but "the US Defense Intelligence Agency" is known without
/// its country.
fn owns_body(run: &Run<'_>, kind: SpeakerKind) -> bool {
    let country = kind == SpeakerKind::Country;
    let acronym = run.head().is_all_capital();
    let known = || run.directory.position(run.head().text).is_some();
    (country || kind == SpeakerKind::Institution && acronym && known())
        && (body_ahead(run.tokens, run.end, run.limit)
            || !(country && acronym) && titled_body_ahead(run.tokens, run.end, run.limit, run.directory))
}

/// "Kenya Power", "China Daily": a company with its country in its name.
fn owns_company(run: &Run<'_>, kind: SpeakerKind) -> bool {
    kind == SpeakerKind::Country && company_ahead(run.tokens, run.at, run.limit)
}

/// One known name of a person before another one: "Roe Poe", but not "Roe Says".
fn is_of_another(run: &Run<'_>, kind: SpeakerKind) -> bool {
    kind == SpeakerKind::Person
        && run.next().is_some_and(|t| !t.class.is(Class::TITLE.or(Class::TIME)) && verb_of(&t.lower).is_none())
}

//! What stands between a name and its verb: appositions, brackets, clauses between dashes.

use super::beside::{Level, level_of, phrase_before};
use crate::attribute::text::{Class, Form, Item, Sense, What};
use std::ops::Range;

/// The subject of a main clause with an apposition that ends with the comma before item `end`: "Roe, a builder,".
pub(crate) fn subject_up_to(items: &[Item], end: usize) -> Option<Range<usize>> {
    let (head, _) = skip_parenthesis(items, end.checked_sub(1)?)?;
    phrase_before(items, head).filter(|phrase| level_of(items, phrase.start).0 == Level::Main)
}

/// Steps over a parenthesis that ends at item `close`: the end of the phrase before it, and what is inside.
pub(super) fn skip_parenthesis(items: &[Item], close: usize) -> Option<(usize, Range<usize>)> {
    let opener = match items[close].what {
        What::Close => What::Open,
        What::Dash => What::Dash,
        _ => What::Comma,
    };
    let limit = close.saturating_sub(45);
    let mut fallback = None;
    // An apposition to what a preposition joins: it may stand inside another one.
    let mut inner = None;
    for at in (limit..close).rev() {
        // "Harbor Corp., a builder, said".
        let company = items[at].what == What::Stop
            && at > 0
            && items[at - 1].is_name()
            && items.get(at + 1).is_some_and(|i| i.what == What::Comma);
        if company && opener == What::Comma && at + 2 < close && is_apposition(&items[at + 2]) {
            return phrase_before(items, at).map(|_| (at, at + 2..close));
        }
        if items[at].what == What::Stop && at + 1 < close && opener == What::Comma && !abbreviates(items, at) {
            break;
        }
        if items[at].what != opener || at == 0 || at + 1 >= close {
            continue;
        }
        if opener != What::Comma {
            return phrase_before(items, at).map(|_| (at, at + 1..close));
        }
        let first = &items[at + 1];
        // "Roe (R-Iowa), who ..., said": the name before the brackets.
        let at_bracket = (items[at - 1].what == What::Close)
            .then(|| items[..at].iter().rposition(|i| i.what == What::Open))
            .flatten()
            .filter(|&open| open > 0);
        let outer = at;
        let at = at_bracket.unwrap_or(at);
        let before = &items[at - 1];
        // "Roe, R-Iowa, said".
        let party = ["r-", "d-", "i-"].iter().any(|mark| first.lower.starts_with(mark)) && close - at <= 4;
        if party && before.is_name() {
            return phrase_before(items, at).map(|_| (at, outer + 1..close));
        }
        let opens_apposition = is_apposition(first);
        let subject_like = before.is_name()
            || before.class.is(Class::ROLE.or(Class::BODY).or(Class::PRONOUN).or(Class::PEOPLE).or(Class::DOCUMENT));
        if opens_apposition
            && subject_like
            && let Some(phrase) = phrase_before(items, at)
        {
            // "Roe, an analyst at Poe, a data firm, said": step out of the inner one.
            // But "in a letter to Poe, the mission's head, Roe, said": the inner one names whom the outer one describes.
            if phrase.start >= 2
                && !first.is_name()
                && items[phrase.start - 1].what == What::Comma
                && items[phrase.start].class.is(Class::DETERMINER.or(Class::ROLE))
                && items[phrase.start - 2].is_name()
            {
                return Some((phrase.start - 1, phrase.start..close));
            }
            // "Roe, head of a committee in the senate, Westland's upper house, said".
            let joined = phrase.start.checked_sub(1).map(|at| &items[at]);
            let joined = joined.is_some_and(|i| i.what == What::Word && i.class.is(Class::PREPOSITION));
            if joined && inner.is_none() {
                inner = Some((at, outer + 1..close));
                continue;
            }
            let head = level_of(items, phrase.start).0 == Level::Main && items[phrase.end - 1].is_name();
            let describes = first.class.is(Class::DETERMINER.or(Class::ROLE).or(Class::TITLE))
                || first.is_word("who")
                || first.what == What::Word && (first.lower.ends_with("ed") || first.is_word("led"));
            if inner.is_none() || !joined && head && describes {
                return Some((at, outer + 1..close));
            }
        }
        if fallback.is_none() && before.is_name() {
            fallback = Some((at, outer + 1..close));
        }
    }
    inner.or(fallback)
}

/// The head of "Senator Roe, a critic of the president's said", "Roe, who had no training said", "The inspector who watched
/// over the funds warns", where no comma closes what describes it: `phrase` is what stands before the verb and its group,
/// whose items are given.
pub(super) fn unclosed(
    items: &[Item],
    phrase: &Range<usize>,
    (group, verb): (usize, usize),
) -> Option<(Range<usize>, Range<usize>)> {
    let told = items.get(verb).and_then(Item::verb).is_some_and(|v| v.is(Sense::Say) && v.form != Form::Base);
    if !told {
        return None;
    }
    let comma = items[..phrase.end].iter().rposition(|i| i.what == What::Comma);
    let who = items[comma.map_or(0, |comma| comma + 1)..phrase.end].iter().position(|i| i.is_word("who"));
    let who = who.map(|at| comma.map_or(0, |comma| comma + 1) + at);
    let (end, start) = match (who, comma) {
        // "Roe, who ...", "The inspector who ...".
        (Some(who), Some(comma)) if who == comma + 1 => (comma, who),
        (Some(who), None) if who > 0 => (who, who),
        // "Senator Roe, a critic of ...".
        (None, Some(comma)) if matches!(items[comma + 1].lower.as_str(), "a" | "an") => (comma, comma + 1),
        _ => return None,
    };
    let inner = &items[start..group];
    let plain = |i: &Item| {
        matches!(i.what, What::Word | What::Name(_) | What::Possessive)
            && !i.class.is(Class::MODAL)
            && !i.is_word("and")
            && (who.is_some() || !i.class.is(Class::CLAUSE))
    };
    // "Roe, who said": a relative clause of this verb. "who hopes he said so": one inside it.
    let own = who.is_some() && (group <= start + 2 || items[phrase.start].class.is(Class::PRONOUN));
    let office = who.is_some() || inner.iter().any(|i| i.class.is(Class::ROLE));
    if own || !office || !inner.iter().all(plain) {
        return None;
    }
    let head = phrase_before(items, end).filter(|head| head.start == 0)?;
    let last = &items[head.end - 1];
    (last.is_name() || comma.is_none() && last.class.is(Class::ROLE)).then_some((head, start..group))
}

/// Whether an apposition may begin with the item.
fn is_apposition(first: &Item) -> bool {
    const OPENINGS: &[&str] = &[
        "also",
        "who",
        "which",
        "whose",
        "then",
        "now",
        "himself",
        "herself",
        "speaking",
        "citing",
        "meanwhile",
        "however",
        "too",
        "though",
        "formerly",
        "former",
        "head",
        "seen",
        "written",
        "drawn",
        "known",
        "held",
        "shown",
        "sent",
        "given",
    ];
    let kinds = Class::DETERMINER.or(Class::ROLE).or(Class::TITLE).or(Class::PREPOSITION).or(Class::CLAUSE);
    first.class.is(kinds.or(Class::TIME).or(Class::DEMONYM))
        || OPENINGS.contains(&first.lower.as_str())
        || first.lower.ends_with("ing")
        || first.lower.ends_with("ed")
        || first.lower.starts_with(|c: char| c.is_ascii_digit())
        || first.is_name()
}

/// Whether the stop at item `at` belongs to a short word or to a number: "No. 3", "N.Y.".
fn abbreviates(items: &[Item], at: usize) -> bool {
    let digits = |i: &Item| i.lower.starts_with(|c: char| c.is_ascii_digit());
    // "in Quincy, Mich., said", "Roe, R-Neb., who": a comma behind the stop.
    let goes_on = items.get(at + 1).is_some_and(|i| i.what == What::Comma);
    items.get(at + 1).is_some_and(digits) || goes_on || at > 0 && items[at - 1].lower.chars().count() <= 2
}

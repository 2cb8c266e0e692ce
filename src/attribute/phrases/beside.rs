//! Noun phrases beside a cue: the words that name its source.

use super::appositions::{skip_parenthesis, unclosed};
use super::parts::two_offices;
use super::verb_group::verb_group;
use crate::attribute::text::{Class, Form, Item, What};
use std::ops::Range;

/// How a source stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Subject of a main clause.
    Main,
    /// In a clause that begins with "as", "after", "when", ...
    Subordinate,
    /// In a relative or that-clause, or after a noun ("the tariffs Trump announced").
    Embedded,
}

/// The subject of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Items of the phrase.
    pub phrase: Range<usize>,
    /// Items of an apposition after it, where one stands before the verb.
    pub apposition: Option<Range<usize>>,
    pub level: Level,
    /// The first item of subject and verb stand right after a comma or a quote: it may be a parenthesis.
    pub after_break: bool,
    /// "may", "could", ... or "not" stands before the verb.
    pub modal: bool,
    /// Where verb group starts.
    pub group: usize,
}

/// The subject before the verb at item `verb`, if there is a phrase.
pub(crate) fn subject_before(items: &[Item], verb: usize) -> Option<Subject> {
    let (mut end, modal) = verb_group(items, verb);
    let group = end;
    let mut apposition = None;
    if end == 0 {
        return None;
    }
    // "Wang, also a member of ..., said"; "Roe (Labour) said"; "Roe - a lawyer - said".
    if matches!(items[end - 1].what, What::Comma | What::Close | What::Dash) {
        match skip_parenthesis(items, end - 1) {
            Some((head, inner)) => {
                apposition = Some(inner);
                end = head;
            }
            // "Senator Anna Roe, said she ...": a comma too many.
            None if items[end - 1].what == What::Comma && end > 1 && items[end - 2].is_name() => end -= 1,
            None => return None,
        }
    }
    let mut phrase = phrase_before(items, end)?;
    let (mut level, mut after_break) = level_of(items, phrase.start);
    if let Some((name, inner)) = unclosed(items, &phrase, (group, verb)) {
        (level, after_break) = level_of(items, name.start);
        phrase = name;
        apposition = Some(inner);
    }
    // "Officials like Minister Roe say ...": who stands for a group speaks as the group would.
    if level != Level::Main && exemplifies(items, phrase.start) {
        level = Level::Main;
    }
    if level == Level::Embedded
        && let Some(outer) = over_prepositions(items, phrase.start)
    {
        phrase = if names_holder(items, &outer, &phrase) { outer.start..phrase.end } else { outer };
        (level, after_break) = level_of(items, phrase.start);
    }
    // "India spoke for the South and Mr Roe said ...": the name behind the "and" begins a clause.
    if level == Level::Embedded
        && items[phrase.start - 1].class.is(Class::PREPOSITION)
        && items[phrase.end - 1].is_name()
        && let Some(and) = items[phrase.clone()].iter().rposition(|i| i.is_word("and")).map(|at| phrase.start + at)
        && items[..phrase.start].iter().any(|i| i.verb().is_some())
        && items[and + 1].class.is(Class::TITLE)
    {
        phrase.start = and + 1;
        level = Level::Main;
    }
    // "a study published last week by the council found".
    if level == Level::Embedded
        && let Some(document) = published(items, phrase.start)
    {
        (level, after_break) = level_of(items, document);
    }
    // "In her speech Roe said", "At a meeting in Westport the ministers agreed": an introduction without a comma.
    if level == Level::Embedded && introduced(items, phrase.start) {
        let last = &items[phrase.end - 1];
        if last.is_name() && !items[phrase.start].class.is(Class::DETERMINER)
            || items[phrase.start - 1].class.is(Class::PREPOSITION) && last.is_name()
        {
            let mut start = phrase.end - 1;
            loop {
                let before = items[phrase.start..start].last();
                let owner = start > phrase.start + 1 && items[start - 2].is_name();
                match before {
                    Some(i) if i.class.is(Class::TITLE.or(Class::DEMONYM)) => start -= 1,
                    // "Westland's Senate".
                    Some(i) if i.what == What::Possessive && owner => start -= 2,
                    _ => break,
                }
            }
            phrase.start = start;
            level = Level::Main;
        } else if !items[phrase.start - 1].class.is(Class::PREPOSITION) {
            level = Level::Main;
        }
    }
    // "a sailor named Roe said".
    if level == Level::Embedded && phrase.start > 1 && is_naming(items, phrase.start - 1) {
        level = Level::Main;
    }
    Some(Subject { phrase, apposition, level, after_break, modal, group })
}

/// Whether the name at the end of a phrase is that of whom the office before it means: "the party's spokesperson on labour law
/// Anna Roe", where `outer` ends with "spokesperson" and `inner` begins behind "on".
fn names_holder(items: &[Item], outer: &Range<usize>, inner: &Range<usize>) -> bool {
    let [field @ .., name] = &items[inner.clone()] else { return false };
    let other = Class::TITLE.or(Class::ROLE).or(Class::BODY).or(Class::KIND).or(Class::PEOPLE).or(Class::DETERMINER);
    let plain = |i: &Item| i.what == What::Word && !i.class.is(Class::ROLE.or(Class::BODY).or(Class::DETERMINER));
    inner.start == outer.end + 1
        && (items[outer.end].is_word("on") || items[outer.end].is_word("for"))
        && items[outer.end - 1].class.is(Class::ROLE)
        && name.is_name()
        && field.iter().all(plain)
        && field.last().is_some_and(|last| !last.class.is(other))
}

/// Where the document begins whose author the phrase from item `start` on names: "a study", "a report released on Monday", which
/// "by" or "from" joins to it.
fn published(items: &[Item], start: usize) -> Option<usize> {
    let joint = start.checked_sub(1).filter(|&at| items[at].is_word("by") || items[at].is_word("from"))?;
    let near = joint.saturating_sub(7);
    let document =
        near + items[near..joint].iter().rposition(|i| i.what == What::Word && i.class.is(Class::DOCUMENT))?;
    let made = |i: &Item| {
        i.what == What::Word
            && (i.lower.ends_with("ed")
                || i.class.is(Class::TIME)
                || matches!(
                    i.lower.as_str(),
                    "on" | "last" | "this" | "earlier" | "later" | "written" | "done" | "put" | "out" | "in"
                ))
    };
    items[document + 1..joint].iter().all(made).then(|| base_start(items, document + 1))
}

/// Whether the names from item `start` on are examples of a group that is the subject: "banks such as Roe Sachs", "officials
/// like Minister Roe".
pub(crate) fn exemplifies(items: &[Item], start: usize) -> bool {
    let Some(joint) = start.checked_sub(1) else { return false };
    let end = if items[joint].is_word("like") || items[joint].is_word("including") {
        joint
    } else if items[joint].is_word("as") && joint > 0 && items[joint - 1].is_word("such") {
        joint - 1
    } else {
        return false;
    };
    // "Brewers, including Roe and Poe, had warned".
    let end = end - usize::from(end > 0 && items[end - 1].what == What::Comma);
    let named = items[start..].iter().take(8).any(Item::is_name);
    named
        && phrase_before(items, end).is_some_and(|group| {
            let head = &items[group.end - 1];
            head.what == What::Word
                && (head.class.is(Class::PEOPLE) || head.lower.ends_with('s') && !head.lower.ends_with("ss"))
                && level_of(items, group.start).0 == Level::Main
        })
}

/// Whether the word at item `at` says what somebody is called: "a sailor named Roe".
pub(crate) fn is_naming(items: &[Item], at: usize) -> bool {
    let noun = |i: &Item| {
        i.what == What::Word && i.verb().is_none() && i.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::BODY))
    };
    matches!(items[at].lower.as_str(), "named" | "called")
        && at > 0
        && noun(&items[at - 1])
        && items.get(at + 1).is_some_and(|i| i.is_name())
}

/// Whether the clause up to item `start` is nothing but a prepositional introduction.
fn introduced(items: &[Item], start: usize) -> bool {
    let clause = items[..start]
        .iter()
        .rposition(|i| matches!(i.what, What::Comma | What::Quote { .. } | What::Stop))
        .map_or(0, |i| i + 1);
    clause < start
        && items[clause].class.is(Class::PREPOSITION)
        && !items[clause].is_word("with")
        && items[clause..start].iter().all(|i| match i.what {
            What::Word => {
                !i.class.is(Class::CLAUSE.or(Class::MODAL))
                    && !i.is_pronoun()
                    && (i.verb().is_none()
                        || i.class.is(Class::DOCUMENT.or(Class::ROLE).or(Class::BODY).or(Class::PREPOSITION)))
            }
            What::Name(_) | What::Possessive => true,
            _ => false,
        })
}

/// "The minister at a meeting of the council warned": the phrase at the head of the clause, over what prepositions
/// join to it.
fn over_prepositions(items: &[Item], mut start: usize) -> Option<Range<usize>> {
    for _ in 0..4 {
        let joint = &items[start.checked_sub(1)?];
        if joint.what != What::Word || !joint.class.is(Class::PREPOSITION) {
            return None;
        }
        let phrase = phrase_before(items, start - 1)?;
        let cut = items[phrase.clone()].iter().position(|i| i.what == What::Word && i.class.is(Class::PREPOSITION));
        let first = &items[phrase.start + cut.filter(|&cut| cut > 0).unwrap_or(phrase.len()) - 1];
        let speaks =
            |i: &Item| i.is_name() || i.class.is(Class::ROLE.or(Class::PRONOUN).or(Class::PEOPLE).or(Class::BODY));
        let speaks =
            speaks(&items[phrase.end - 1]) || first.class.is(Class::ROLE) && items[phrase.start].is_word("the");
        if speaks && (level_of(items, phrase.start).0 == Level::Main || exemplifies(items, phrase.start)) {
            return Some(phrase);
        }
        start = phrase.start;
    }
    None
}

pub(super) fn in_phrase(item: &Item) -> bool {
    match item.what {
        What::Name(_) | What::Possessive => true,
        What::Quote { words, ends, .. } => words <= 3 && !ends,
        What::Word => {
            !item.class.is(Class::CLAUSE.or(Class::PREPOSITION).or(Class::PRONOUN))
                && (!item.class.is(Class::AUXILIARY)
                    || matches!(item.lower.as_str(), "first" | "long" | "just" | "then" | "both"))
                && !item.class.is(Class::MODAL)
                && !is_plain_verb(item)
        }
        _ => false,
    }
}

/// Whether a small word is, outside of the verb lists' nouns, a finite verb that ends a phrase.
fn is_plain_verb(item: &Item) -> bool {
    item.verb().is_some_and(|v| {
        matches!(v.form, Form::Past | Form::Third | Form::Ing)
            && !item.class.is(Class::DOCUMENT.or(Class::ROLE).or(Class::BODY).or(Class::PEOPLE))
            && !matches!(
                item.lower.as_str(),
                "united"
                    | "states"
                    | "leading"
                    | "acting"
                    | "managing"
                    | "held"
                    | "appointed"
                    | "known"
                    | "pointing"
                    | "ranking"
                    | "presiding"
                    | "visiting"
                    | "founding"
                    | "commanding"
                    | "ruling"
                    | "governing"
            )
    })
}

/// The phrase that ends before item `end`.
pub(crate) fn phrase_before(items: &[Item], end: usize) -> Option<Range<usize>> {
    let last = items.get(end.checked_sub(1)?)?;
    if last.what == What::Word && last.class.is(Class::PRONOUN) && !last.class.is(Class::DETERMINER) {
        return Some(end - 1..end);
    }
    let mut start = base_start(items, end);
    if start == end {
        return None;
    }
    // "the Chambers of Trade (CT) trade body": what the one before the brackets is.
    let plain = |i: &Item| i.what == What::Word && !i.class.is(Class::DETERMINER);
    if start > 0
        && items[start - 1].what == What::Close
        && last.class.is(Class::BODY)
        && items[start..end].iter().all(plain)
    {
        let open = items[..start - 1].iter().rposition(|i| i.what == What::Open);
        let name = open.and_then(|open| phrase_before(items, open)).filter(|p| items[p.end - 1].is_name());
        if name.is_some() {
            return name;
        }
    }
    // "the head of Kyiv's council", "a spokesman for the ministry": only where the noun before can speak.
    let mut hops = 0;
    while start >= 2 && hops < 5 {
        hops += 1;
        let joint = &items[start - 1];
        if joint.what != What::Word {
            break;
        }
        if joint.class.is(Class::PREPOSITION) {
            // "the Harbor Protection Centre (HPC) of Westland": the name before the brackets.
            if joint.is_word("of") && items[start - 2].what == What::Close {
                let open = items[..start - 2].iter().rposition(|i| i.what == What::Open);
                let name = open.and_then(|open| phrase_before(items, open)).filter(|p| items[p.end - 1].is_name());
                return Some(name.unwrap_or(start..end));
            }
            let left = base_start(items, start - 1);
            let Some(head) = items[left..start - 1].last() else { break };
            // "the Minister of Trade of Westland": the name of an office.
            let office = head.class.is(Class::TITLE)
                && left > 1
                && items[left - 1].is_word("of")
                && items[left - 2].class.is(Class::ROLE);
            let can_speak = office
                || head.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::BODY).or(Class::DOCUMENT).or(Class::PAIR));
            // "Experts like Roe": an example, of which `exemplifies` tells.
            if joint.is_word("like") || joint.is_word("including") {
                break;
            }
            let person = items[start..end].last().is_some_and(Item::is_name)
                && !matches!(joint.lower.as_str(), "of" | "for" | "from" | "at" | "to" | "with");
            if left == start - 1 || !can_speak || (person && !head.class.is(Class::DOCUMENT.or(Class::PEOPLE))) {
                break;
            }
            start = left;
        } else if matches!(joint.lower.as_str(), "and" | "or") {
            // "the Westland and Eastland governments".
            let nations = items[start].class.is(Class::DEMONYM)
                && items[start - 2].class.is(Class::DEMONYM)
                && items[end - 1].class.is(Class::PAIR);
            if nations {
                start = base_start(items, start - 1);
                break;
            }
            // "the department of business and trade": one body.
            if let Some(body) = body_of_two(items, start) {
                start = base_start(items, body + 1);
                break;
            }
            // "Xi and Putin", "the ministers of X and Y".
            let left = phrase_start_of_conjunct(items, start - 1);
            match left {
                Some(left) => start = left,
                None => break,
            }
        } else {
            break;
        }
    }
    // "France, Germany and Italy": names before a list's comma.
    let joined = items[start..end].iter().any(|i| i.is_word("and")) && !two_offices(&items[start..end]);
    let alone = start;
    while joined && start >= 2 && items[start - 1].what == What::Comma && items[start - 2].is_name() {
        start = base_start(items, start - 1);
    }
    // "leaders from Westland, Eastland and Southland".
    if start < alone
        && let Some(joint) = start.checked_sub(1).filter(|&at| matches!(items[at].lower.as_str(), "of" | "from"))
        && let left = base_start(items, joint)
        && left < joint
        && items[joint - 1].what == What::Word
        && items[joint - 1].class.is(Class::PEOPLE)
    {
        start = left;
    }
    // "Russia, Brazil find it important": a headline's list without "and".
    let list = start > 1
        && items[start..end].iter().all(Item::is_name)
        && items[..start].iter().enumerate().all(|(i, x)| if i % 2 == 0 { x.is_name() } else { x.what == What::Comma })
        && start.is_multiple_of(2);
    if list {
        start = 0;
    }
    Some(start..end)
}

/// The body whose name goes on to item `start`: the "department" of "the department of business and", where "trade" follows.
fn body_of_two(items: &[Item], start: usize) -> Option<usize> {
    const OFFICES: &[&str] = &["department", "ministry", "office", "bureau", "committee", "institute", "board"];
    let of = start.checked_sub(3).filter(|&of| items[of].is_word("of") || items[of].is_word("for"))?;
    let plain = |i: &Item| i.what == What::Word && !i.class.is(Class::DETERMINER.or(Class::DEMONYM));
    (of > 0 && OFFICES.contains(&items[of - 1].lower.as_str()) && plain(&items[of + 1]) && plain(items.get(start)?))
        .then(|| of - 1)
}

fn phrase_start_of_conjunct(items: &[Item], end: usize) -> Option<usize> {
    let mut end = before_party(items, end);
    // "Anna Roe, Bela Poe, and Cleo Doe": the comma before the "and" of a list of names.
    if end > 1 && items[end - 1].what == What::Comma && items[end - 2].is_name() {
        let start = base_start(items, end - 1);
        if start > 1 && items[start - 1].what == What::Comma && items[start - 2].is_name() {
            end -= 1;
        }
    }
    // "he and Minister Roe have said": a pronoun at the head of a clause.
    let pronoun = |at: &usize| matches!(items[*at].lower.as_str(), "he" | "she") && items[*at].what == What::Word;
    if let Some(at) = end.checked_sub(1).filter(pronoun)
        && (at == 0 || items[at - 1].what == What::Comma || items[at - 1].class.is(Class::CLAUSE))
    {
        return Some(at);
    }
    let start = base_start(items, end);
    let head = items[start..end].last()?;
    let speaks = head.is_name() || head.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::BODY));
    (start < end && speaks).then_some(start)
}

/// The end of the name before "(R-Iowa)" or ", R-Iowa,", where such a mark ends before item `end`.
fn before_party(items: &[Item], end: usize) -> usize {
    let marks = (What::Close, What::Open);
    let (close, open) = match end.checked_sub(1).map(|last| items[last].what) {
        Some(What::Close) => marks,
        Some(What::Comma) => (What::Comma, What::Comma),
        _ => return end,
    };
    let inside = end.saturating_sub(7)..end - 1;
    let Some(opener) = inside.rev().find(|&at| items[at].what == open).filter(|&at| at > 0 && items[at - 1].is_name())
    else {
        return end;
    };
    let mark = &items[opener + 1];
    let party = ["r-", "d-", "i-"].iter().any(|p| mark.lower.starts_with(p))
        || items[opener + 1..end - 1]
            .iter()
            .any(|i| matches!(i.lower.as_str(), "republican" | "democrat" | "independent"));
    if party || close == What::Close && opener + 3 >= end { opener } else { end }
}

fn base_start(items: &[Item], end: usize) -> usize {
    let mut start = end;
    // "her spokesman", but not "told her".
    let owner = |at: usize| items[at].is_word("her") && at + 1 < end;
    while start > 0 && end - start < 14 && (in_phrase(&items[start - 1]) || owner(start - 1)) {
        start -= 1;
        // A determiner begins the phrase, unless a possessive precedes it.
        let item = &items[start];
        if item.class.is(Class::DETERMINER)
            && !matches!(item.lower.as_str(), "both" | "two" | "three" | "several" | "other" | "many" | "one")
        {
            if start > 0 && matches!(items[start - 1].lower.as_str(), "both" | "all") {
                start -= 1;
            }
            break;
        }
    }
    start
}

/// At which level the clause stands whose first item is `start`.
pub(super) fn level_of(items: &[Item], start: usize) -> (Level, bool) {
    let Some(before) = start.checked_sub(1).map(|i| &items[i]) else { return (Level::Main, false) };
    match before.what {
        What::Comma | What::Dash | What::Quote { .. } => (Level::Main, true),
        What::Stop | What::Colon | What::Open | What::Close | What::Other => (Level::Main, false),
        What::Word => match before.lower.as_str() {
            "and" | "but" | "or" | "so" | "yet" | "while" | "although" | "though" | "whereas" | "meanwhile"
            | "however" => (Level::Main, false),
            "as" | "after" | "when" | "since" | "because" | "before" | "where" | "until" | "once" | "if" | "unless" => {
                (Level::Subordinate, false)
            }
            _ if before.class.is(Class::TIME.or(Class::COMMON))
                && !before.class.is(Class::CLAUSE.or(Class::PREPOSITION)) =>
            {
                (Level::Main, false)
            }
            _ => (Level::Embedded, false),
        },
        _ => (Level::Embedded, false),
    }
}

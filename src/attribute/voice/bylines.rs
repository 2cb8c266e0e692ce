//! Whose a text is: bylines, releases, remarks that the title announces.

use super::voices::{HEAD, capital_or_small, holder_of, person_of, title_name};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::phrase_after;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Item, Kind, Token, What};

/// Whether the tokens of a line are a byline of an office-holder: "Anna J. Roe, Minister of Trade".
pub(crate) fn is_byline(tokens: &[Token<'_>]) -> bool {
    let Some(comma) = tokens.iter().position(|t| t.kind == Kind::Comma) else { return false };
    let (name, office) = (&tokens[..comma], &tokens[comma + 1..]);
    let names = name.iter().filter(|t| t.kind == Kind::Word).count();
    (2..=5).contains(&names)
        && name.iter().all(|t| {
            t.is_capital() && !t.class.is(Class::ROLE.or(Class::BODY)) || t.kind == Kind::Stop && t.text == "."
        })
        && (1..=14).contains(&office.len())
        && office.iter().all(|t| capital_or_small(t) && !matches!(t.kind, Kind::Stop | Kind::Colon) || t.lower == "and")
        && office.iter().any(|t| t.class.is(Class::ROLE.or(Class::TITLE)))
        && !office.iter().any(|t| {
            matches!(
                t.lower.as_str(),
                "reporter" | "correspondent" | "editor" | "journalist" | "writer" | "columnist" | "analyst" | "staff"
            )
        })
}

/// The byline of a statement, with the number of its line.
pub(super) fn byline(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    let reading = context.reading;
    let at = all.iter().take(HEAD).position(|items| {
        let tokens = items.first().zip(items.last()).map(|(a, b)| &reading.tokens[a.tokens.start..b.tokens.end]);
        tokens.is_some_and(is_byline)
    })?;
    // A line that ends the text is a signature, no byline.
    (at + 1 < all.len()).then_some(())?;
    Some((at, person_of(context, &all[at][0])?))
}

/// "The below is attributable to Spokesperson Anna Roe:".
pub(super) fn attributed(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        let cue = items.iter().position(|i| i.is_word("attributable") || i.is_word("attributed"))?;
        let lead = items.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "this" | "please"))
            && items.iter().any(|i| matches!(i.lower.as_str(), "below" | "following"));
        let name = items[cue..].iter().find_map(|i| person_of(context, i));
        name.filter(|_| lead && items.len() <= 20).map(|n| (index, n))
    })
}

/// "Authored by Anna Roe via ...": an argued piece.
pub(super) fn authored(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        // "by Anna Roe, The Westport Review:", a piece taken from another outlet.
        let taken = items.first()?.is_word("by") && items.len() <= 10 && items.last()?.what == What::Colon;
        let start = if items.first()?.is_word("authored") && items.get(1)?.is_word("by") {
            2
        } else if taken {
            1
        } else {
            return None;
        };
        title_name(context, &items[start..]).map(|author| (index, author))
    })
}

/// "Full text of Anna Roe's speech in Lomeville", as a title or at the head of the text.
pub(super) fn full_text(context: &Context<'_>, all: &[Vec<Item>], title: &[Item]) -> Option<Source> {
    [title, all.first()?].into_iter().find_map(|items| {
        let [full, text, of, rest @ ..] = items else { return None };
        let opens = full.is_word("full") && text.is_word("text") && of.is_word("of");
        let owner = rest.iter().take(5).position(|i| i.what == What::Possessive)?;
        let speech = rest[owner..].iter().take(4).any(|i| {
            matches!(i.lower.as_str(), "speech" | "address" | "statement" | "remarks" | "message" | "lecture")
        });
        rest[..owner].last().filter(|_| opens && speech).and_then(|name| person_of(context, name))
    })
}

/// Sentences at the head of a text that may announce another.
const ANNOUNCED: usize = 14;

/// Words for what is printed below a report.
const SPEECHES: &[&str] = &["speech", "address", "statement", "remarks", "message", "text", "transcript"];

/// "Read the president's full address below:" among the first lines: where the text begins, and whose it is.
pub(super) fn announced_text(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    const WHOLE: &[&str] = &["full", "entire", "complete", "whole"];
    all.iter().take(ANNOUNCED).enumerate().find_map(|(index, items)| {
        let word = |words: &[&str]| items.iter().position(|i| words.contains(&i.lower.as_str()));
        let speech = word(SPEECHES)?;
        // "Here is the full text of her statement before ...".
        let here = items.first().is_some_and(|i| matches!(i.lower.as_str(), "here" | "here's"));
        let ends = items.iter().rev().take(2).any(|i| i.what == What::Colon || i.is_word("below"));
        if !(ends || here) || items.len() > 20 || index + 1 == all.len() || word(WHOLE)? > speech {
            return None;
        }
        // "Here's the full statement": no owner; "... before the world's press": not of the text.
        let owner = (1..items.len()).find(|&at| {
            let owned = items[at..].iter().take(4).any(|i| SPEECHES.contains(&i.lower.as_str()));
            items[at].what == What::Possessive && items[at - 1].lower != "here" && owned
        });
        let owner = owner.map(|at| at - 1);
        let named = owner.or_else(|| word(&["by", "from"]).map(|of| of + 1)).or_else(|| word(&["of"]).map(|of| of + 1));
        let named = named.and_then(|at| items[at..].iter().find(|i| !i.class.is(Class::DETERMINER)));
        let body = |i: &Item| {
            let entity = context.entity_of(i)?;
            (context.reading.mentions.entities[entity].kind == SpeakerKind::Institution)
                .then(|| context.source_of(entity, context.reading.text_of(&i.tokens)))
        };
        // "the president", "the speech": of those before, the one of that title, or who was named first.
        let person = named.and_then(|i| person_of(context, i).or_else(|| body(i))).or_else(|| {
            let opens = Class::ROLE.or(Class::TITLE).or(Class::PRONOUN).or(Class::DOCUMENT);
            let role = named.is_none_or(|i| i.class.is(opens));
            let before = || all[..index].iter().flatten().filter_map(|i| person_of(context, i));
            let roles = |s: &Source| s.entity.map(|e| &context.reading.mentions.entities[e].roles);
            let holder = named.and_then(|i| before().find(|s| roles(s).is_some_and(|of| of.contains(&i.lower))));
            holder.or_else(|| before().next()).filter(|_| role)
        });
        Some((index + 1, person?))
    })
}

/// Sentences that a text printed at the foot of a report has at least.
const PRINTED: usize = 6;

/// "READ IN FULL: Anna Roe's opening statement" anywhere: the line, and whose the text is that ends the article below it.
pub(super) fn printed_text(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Source)> {
    let last = all.len().checked_sub(PRINTED)?;
    all[..last].iter().enumerate().find_map(|(index, items)| {
        let colon = items.iter().take(6).position(|i| i.what == What::Colon)?;
        // Capitals may look like a name.
        let marks = items[..colon].iter().any(|i| i.lower == "full");
        let owner = items.iter().take(colon + 8).position(|i| i.what == What::Possessive).filter(|&at| at > colon)?;
        let speech = items[owner..].iter().take(4).any(|i| SPEECHES.contains(&i.lower.as_str()));
        let person = person_of(context, &items[owner - 1])?;
        (marks && speech).then_some((index, person))
    })
}

/// Governments that one statement may have.
const PARTIES: usize = 12;

/// "The text of the following statement was released by the ministers of ...".
pub(super) fn released(context: &Context<'_>, all: &[Vec<Item>]) -> Option<(usize, Vec<Source>)> {
    all.iter().take(HEAD).enumerate().find_map(|(index, items)| {
        let has = |words: &[&str]| items.iter().any(|i| words.contains(&i.lower.as_str()));
        if !(items.iter().take(6).any(|i| i.is_word("following"))
            && has(&["text", "statement", "release", "declaration", "communique", "communiqué"]))
        {
            return None;
        }
        let by = items.iter().position(|i| i.is_word("by"))?;
        // "the G7 foreign ministers of Westland, Eastland, ...": the bloc.
        let first = by + 1 + usize::from(items.get(by + 1).is_some_and(|i| i.is_word("the")));
        let bloc = items.get(first).and_then(|i| context.entity_of(i)).filter(|&e| {
            context.reading.mentions.entities[e].kind == SpeakerKind::Institution
                && items[first + 1..].iter().take(2).any(|i| i.class.is(Class::PEOPLE))
        });
        if let Some(bloc) = bloc {
            return Some((index, vec![context.source_of(bloc, &context.reading.mentions.entities[bloc].name)]));
        }
        // "by the Governments of Westland and Eastland": the countries.
        let governments = items.get(first).is_some_and(|i| matches!(i.lower.as_str(), "governments" | "government"))
            && items.get(first + 1).is_some_and(|i| i.is_word("of"));
        let countries = items[first..]
            .iter()
            .filter_map(|i| Some((i, context.entity_of(i)?)))
            .filter(|(_, e)| context.reading.mentions.entities[*e].kind == SpeakerKind::Country);
        let mut issuers: Vec<Source> = countries
            .take_while(|_| governments)
            .take(PARTIES)
            .map(|(i, e)| context.source_of(e, context.reading.text_of(&i.tokens)))
            .collect();
        if !issuers.is_empty() {
            return Some((index, issuers));
        }
        let mut start = by + 1;
        while let Some(range) = phrase_after(items, start) {
            if let Some(Resolved::Speakers(found)) = context.resolve(items, range.clone()) {
                issuers.extend(found);
            }
            let next = range.end;
            if !items.get(next).is_some_and(|i| i.is_word("and")) || issuers.is_empty() {
                break;
            }
            start = next + 1;
        }
        (!issuers.is_empty()).then_some((index, issuers))
    })
}

/// What a title may say that a text is.
const KINDS: &[&str] = &[
    "remarks",
    "speech",
    "address",
    "statement",
    "statements",
    "testimony",
    "keynote",
    "interview",
    "availability",
    "briefing",
];

/// The words of a title from "Address by ..." on: at its head, or behind a dash or colon, with a word before it at most
/// ("We need a pier - Evening address by the President").
fn announcement(title: &[Item]) -> Option<&[Item]> {
    let kind = title.windows(2).position(|pair| KINDS.contains(&pair[0].lower.as_str()) && pair[1].is_word("by"))?;
    let opens = |at: usize| title[..at].last().is_none_or(|i| matches!(i.what, What::Dash | What::Colon));
    (opens(kind) || opens(kind.saturating_sub(1))).then(|| &title[kind..])
}

/// The office that a title like "... - Address by the President of Westland" gives its text to: who holds it, else its name,
/// which may come from the publisher ("President of Westland").
pub(super) fn office_remarks(context: &Context<'_>, title: &[Item], publisher: Option<&str>) -> Option<Source> {
    let [_, by, the, head, rest @ ..] = announcement(title)? else { return None };
    if !(by.is_word("by") && the.is_word("the") && head.class.is(Class::ROLE)) {
        return None;
    }
    let publisher = publisher.map(|p| p.trim().trim_start_matches("Office of the "));
    let office = match rest {
        [of, country, ..] if of.is_word("of") => {
            context.reading.text_of(&(head.tokens.start..country.tokens.end)).to_owned()
        }
        _ => publisher.filter(|p| p.to_lowercase().starts_with(&format!("{} of ", head.lower)))?.to_owned(),
    };
    holder_of(context, &office)
}

/// The speaker whom a title like "Remarks by Minister Anna Roe at ..." names.
pub(super) fn remarks(context: &Context<'_>, title: &[Item]) -> Option<Source> {
    let title = announcement(title).unwrap_or(title);
    let kind = title.iter().position(|i| KINDS.contains(&i.lower.as_str()));
    // "Anna Roe's former partner gives testimony": somebody else's.
    let owner = title.iter().position(|i| i.what == What::Possessive);
    let another = owner.zip(kind).is_some_and(|(owner, kind)| {
        owner < kind && title[owner..kind].iter().any(|i| i.class.is(Class::ROLE) && !i.is_word("republican"))
    });
    let named = kind.is_some() && !another;
    let lead = title
        .iter()
        .take_while(|i| {
            i.class.is(Class::TITLE.or(Class::DEMONYM))
                || KINDS.contains(&i.lower.as_str())
                || matches!(i.lower.as_str(), "by" | "of" | "press" | "opening" | "closing" | "joint")
        })
        .count();
    // "Address by Prime Minister of Westland Anna Roe".
    let country = |i: &Item| {
        context.entity_of(i).map(|e| context.reading.mentions.entities[e].kind) == Some(SpeakerKind::Country)
    };
    let of = lead > 0 && title[lead - 1].is_word("of") && title.get(lead).is_some_and(country);
    let lead = lead + usize::from(of && title.get(lead + 1).is_some_and(|i| context.is_capital(i)));
    // "Minister Anna Roe at a Meeting with ...".
    let occasion = (1..4).contains(&lead)
        && title.get(lead).is_some_and(Item::is_name)
        && title.get(lead + 1).is_some_and(|i| matches!(i.lower.as_str(), "at" | "on" | "with" | "before"));
    (lead < 7 && (named || occasion)).then(|| title_name(context, &title[lead..])).flatten()
}

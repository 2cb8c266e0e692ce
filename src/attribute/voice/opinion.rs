//! Who argues in an opinion piece: its author, whom the outlet's field, the headline, or a line on the author names.

use super::voices::{person_of, plain, title_name};
use crate::attribute::choice::{begins_paragraph, signs};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Class, Item, What, class_of};

/// What authors of opinion pieces are said to be.
const TRADES: &[&str] = &[
    "columnist",
    "contributor",
    "analyst",
    "professor",
    "fellow",
    "editor",
    "writer",
    "author",
    "commentator",
    "host",
    "strategist",
    "director",
    "founder",
    "historian",
    "economist",
    "blogger",
];

/// Words of outlets' names that are in no other list.
const OUTLETS: &[&str] = &[
    "News",
    "Guest",
    "Now",
    "Today",
    "Monitor",
    "Spectator",
    "Insider",
    "Mail",
    "Caller",
    "Beast",
    "Nation",
    "Review",
    "Online",
    "Radio",
    "Press",
    "World",
    "Business",
    "Mirror",
    "Sun",
    "Independent",
    "Observer",
    "Herald",
    "Tribune",
    "Thing",
];

/// The author of an opinion piece.
pub(super) fn columnist(
    context: &Context<'_>,
    all: &[Vec<Item>],
    title: &[Item],
    publisher: Option<&str>,
) -> Option<Source> {
    let headline = match (title.first(), title.last()) {
        (Some(first), Some(last)) => context.reading.text_of(&(first.tokens.start..last.tokens.end)),
        _ => "",
    };
    let marked = publisher.is_some_and(|p| p.to_lowercase().contains("opinion"));
    let opinion = marked || ["opinion", "op-ed", "commentary:"].iter().any(|m| headline.to_lowercase().starts_with(m));
    if let Some(outlet) = publisher.filter(|outlet| is_editorial(headline, outlet)) {
        let name = context.directory.canonical(outlet.trim()).to_owned();
        return Some(Source { kind: SpeakerKind::Institution, ..plain(name) });
    }
    let named = publisher.map(str::trim).filter(|name| is_person(context, name, opinion, headline));
    let piped = headline.rsplit_once(" | ").map(|(_, name)| name);
    named
        .or_else(|| piped.filter(|name| is_person(context, name, true, headline)))
        .or_else(|| headline_author(headline).filter(|name| opinion || note_at_foot(context, all, name).is_some()))
        .map(|name| person(context, name))
        .or_else(|| signed_at_foot(context, all).filter(|_| opinion))
        .or_else(|| author_of_byline(context, all, opinion))
        .or_else(|| standfirst(context, all))
        .or_else(|| note_on_author(context, all))
        .or_else(|| site_author(context, all))
}

/// "By Anna Roe", "By Anna Roe, former minister of trade" on a line of its own above a text that is marked as an opinion or
/// says "I" or "my": reporters do not.
fn author_of_byline(context: &Context<'_>, all: &[Vec<Item>], opinion: bool) -> Option<Source> {
    let authors = byline(context, all);
    let several = authors.len() > 1;
    // "In our view", where two sign.
    let speaks = |items: &Vec<Item>| signs(items).singular || several && signs(items).first_person;
    authors.into_iter().next().filter(|_| opinion || all.iter().any(speaks))
}

/// Those who sign in the lines at the head of a text.
pub(super) fn byline(context: &Context<'_>, all: &[Vec<Item>]) -> Vec<Source> {
    all.iter().take(BYLINES).map(|items| byline_of(context, items)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// Lines at the head of a text among which its byline is looked for.
const BYLINES: usize = 3;

/// Who signs in a line like "By Anna Roe, former minister of trade" or "By Anna Roe and Bela Poe". What a reporter is ("staff
/// writer") tells of a report.
pub(super) fn byline_of(context: &Context<'_>, items: &[Item]) -> Vec<Source> {
    let [by, name, rest @ ..] = items else { return Vec::new() };
    let named = |i: &Item| person_of(context, i).filter(|author| author.name.contains(' '));
    if by.is_word("by") && items.len() <= 9 {
        // In a line of capitals alone a name that stands nowhere else is no mention.
        let whole = |part: &[Item]| {
            let first = part.first().is_some_and(|i| i.is_name() || i.class.is(Class::FEMALE.or(Class::MALE)));
            let author = title_name(context, part).filter(|author| first && author.name.contains(' '))?;
            (part.len() == 1 || author.entity.is_none() && author.name.split(' ').count() == part.len())
                .then_some(author)
        };
        let authors: Option<Vec<Source>> = items[1..].split(|i| i.is_word("and")).map(whole).collect();
        if let Some(authors) = authors {
            return authors;
        }
    }
    let ends = rest.last().is_none_or(|last| !matches!(last.what, What::Stop | What::Colon | What::Quote { .. }));
    // "By Anna Roe, Westport": a reporter's place.
    let what = |i: &Item| i.class.is(Class::ROLE.or(Class::TITLE)) || TRADES.contains(&i.lower.as_str());
    let office = || rest[0].what == What::Comma && rest.iter().any(what) && !is_reporter(rest);
    let described = rest.is_empty() || office();
    let signs = by.is_word("by") && ends && described && rest.len() <= 14;
    named(name).filter(|_| signs).into_iter().collect()
}

fn person(context: &Context<'_>, name: &str) -> Source {
    plain(context.directory.canonical(name).to_owned())
}

/// Whether a headline marks its text as its outlet's own opinion: "The harbor is ours | Editorial", "Westpress Commentary:
/// The harbor is ours", "The harbor is ours: Westpress editorial".
fn is_editorial(headline: &str, outlet: &str) -> bool {
    let last = headline.rsplit_once(" | ").map(|(_, last)| last);
    let first = headline.split_once(':').map(|(first, _)| first);
    let end = headline.rsplit_once(": ").map(|(_, end)| end);
    let outlet = outlet.trim().to_lowercase();
    let own = |mark: &str| {
        let mark = mark.trim().to_lowercase();
        let kind = ["editorial", "commentary"].iter().find_map(|kind| mark.strip_suffix(kind));
        kind.is_some_and(|before| !outlet.is_empty() && before.trim() == outlet)
    };
    last.or(first).is_some_and(|mark| mark.trim().eq_ignore_ascii_case("editorial"))
        || first.into_iter().chain(end).any(own)
}

/// Whether the outlet's field names a person: two or three plain words, the first a first name, or the piece is marked
/// as an opinion, or its headline has the surname.
fn is_person(context: &Context<'_>, name: &str, opinion: bool, headline: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let spelled = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
            && (word.chars().any(char::is_lowercase) || word.ends_with('.'))
            && !class_of(&word.to_lowercase()).is(Class::BODY
                .or(Class::DOCUMENT)
                .or(Class::DETERMINER)
                .or(Class::ROLE)
                .or(Class::TITLE)
                .or(Class::PEOPLE))
    };
    // "Christian Science Monitor" has a first name too, but no initial in the middle.
    let length = words.len() == 2 || words.len() == 3 && words[1].ends_with('.');
    if !length || !words.iter().all(spelled) || context.directory.country_of_demonym(words[0]).is_some() {
        return false;
    }
    let no_person = |name: &str| context.directory.find(name).is_some_and(|entry| entry.kind != SpeakerKind::Person);
    if no_person(name) || words.iter().any(|w| no_person(w)) || words.iter().any(|w| OUTLETS.contains(w)) {
        return false;
    }
    let first = class_of(&words[0].to_lowercase()).is(Class::FEMALE.or(Class::MALE));
    let surname = headline.split(|c: char| !c.is_alphanumeric()).any(|w| Some(&w) == words.last());
    first || opinion || surname
}

/// "OPINION: Anna Roe: The harbor is ...": the name before the last colon.
fn headline_author(headline: &str) -> Option<&str> {
    let mut parts = headline.split(':').map(str::trim).peekable();
    parts.next_if(|first| first.eq_ignore_ascii_case("opinion"));
    let name = parts.next()?;
    parts.next()?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |w: &&str| w.starts_with(char::is_uppercase) && w.chars().any(char::is_lowercase);
    // "Sen. Anna Roe: Why I ...".
    let titles =
        words.iter().take_while(|w| class_of(&w.trim_end_matches('.').to_lowercase()).is(Class::TITLE)).count();
    let plain = words.get(titles).and_then(|first| name.find(first)).map(|at| &name[at..])?;
    ((2..=3).contains(&(words.len() - titles)) && words[titles..].iter().all(capital)).then_some(plain)
}

/// Sentences at the foot of a text that may tell of its author: what a site says to its readers may follow.
const FOOT: usize = 12;

/// The sentence at the foot of a text that begins to tell who `name` is: "Anna Roe is a partner of ...".
pub(super) fn note_at_foot(context: &Context<'_>, all: &[Vec<Item>], name: &str) -> Option<usize> {
    (all.len().saturating_sub(FOOT).max(1)..all.len()).find(|&at| {
        let [first, is, article, ..] = all[at].as_slice() else { return false };
        let author =
            person_of(context, first).is_some_and(|p| p.name == name) || context.reading.text_of(&first.tokens) == name;
        let tells = is.is_word("is") && (article.class.is(Class::DETERMINER) || context.is_capital(article));
        // "Anna Roe represents the fourth district in the House."
        let office = matches!(is.lower.as_str(), "represents" | "serves" | "leads" | "chairs" | "teaches");
        author && (tells || office)
    })
}

/// "The harbor is sinking, Anna Roe writes" above a text that names her again only at its foot.
fn standfirst(context: &Context<'_>, all: &[Vec<Item>]) -> Option<Source> {
    let items = all.first().filter(|_| all.len() > ESSAY)?;
    let writes = items.iter().position(|i| i.is_word("writes"))?;
    let beside = [writes.checked_sub(1), Some(writes + 1)];
    let author = beside.into_iter().flatten().find_map(|at| person_of(context, items.get(at)?))?;
    let foot = all[all.len().saturating_sub(FOOT)].first()?.tokens.start;
    let body = items.last()?.tokens.end..foot;
    let again =
        context.reading.mentions.list.iter().any(|m| Some(m.entity) == author.entity && body.contains(&m.tokens.start));
    (author.name.contains(' ') && !again).then_some(author)
}

/// "—By Anna Roe, director of trade at ..." at the foot.
fn signed_at_foot(context: &Context<'_>, all: &[Vec<Item>]) -> Option<Source> {
    all.iter().skip(all.len().saturating_sub(FOOT).max(1)).find_map(|items| {
        let start = usize::from(items.first()?.what == What::Dash);
        let [by, name, comma, ..] = &items[start..] else { return None };
        let signs = by.is_word("by") && comma.what == What::Comma;
        person_of(context, name).filter(|author| signs && author.name.contains(' '))
    })
}

/// "Anna Roe is a columnist ...", "Editor's note: Anna Roe, a lawyer ..." at the head or the foot of the text.
fn note_on_author(context: &Context<'_>, all: &[Vec<Item>]) -> Option<Source> {
    let foot = all.len().saturating_sub(3);
    all.iter().enumerate().filter(|(at, _)| *at < 2 || *at >= foot).find_map(|(at, items)| {
        if let Some(author) = described_once(context, all, at) {
            return Some(author);
        }
        let note = items.iter().take(4).position(|i| i.what == What::Colon).filter(|_| {
            items.first().is_some_and(|i| i.lower == "editor") && items.iter().take(4).any(|i| i.is_word("note"))
        });
        let start = note.map_or(0, |colon| colon + 1);
        let name = start + items[start..].iter().position(|i| !i.class.is(Class::TITLE))?;
        let author = person_of(context, &items[name]).filter(|a| a.name.contains(' '))?;
        let next = items.get(name + 1)?;
        let trade = items[name..].iter().take(12).any(|i| TRADES.contains(&i.lower.as_str()));
        let is = next.is_word("is") && trade && !is_reporter(&items[name..]);
        (is || note.is_some() && next.what == What::Comma).then_some(author)
    })
}

/// "Roe is a writer on this website who likes tea.", with one name, above what the site says to its readers at the foot.
fn site_author(context: &Context<'_>, all: &[Vec<Item>]) -> Option<Source> {
    const WRITES: &[&str] = &["website", "writing", "writes", "writer", "blogger"];
    (all.len().saturating_sub(FOOT).max(ESSAY.min(all.len()))..all.len()).find_map(|at| {
        let [name, is, what, ..] = all[at].as_slice() else { return None };
        let surface = context.reading.text_of(&name.tokens);
        let one =
            context.is_capital(name) && !surface.contains(' ') && !name.class.is(Class::COMMON.or(Class::PRONOUN));
        let opens = begins_paragraph(context, name.tokens.start) && is.is_word("is");
        let writes = all[at].iter().any(|i| WRITES.contains(&i.lower.as_str())) && !is_reporter(&all[at]);
        let told = what.class.is(Class::DETERMINER) || context.is_capital(what);
        (one && opens && told && writes).then(|| plain(surface.to_owned()))
    })
}

/// "Anna Roe is a former liaison to ...", "Anna Roe, a Westport lawyer, is a member of ..." where the text speaks of her in no
/// other paragraph: nobody but the author is described and then left alone.
fn described_once(context: &Context<'_>, all: &[Vec<Item>], at: usize) -> Option<Source> {
    let first = all[at].iter().take(2).position(Item::is_name)?;
    let items = &all[at][first..];
    let author = person_of(context, &items[0]).filter(|author| author.name.contains(' '))?;
    let entity = author.entity?;
    let before = all[at][..first].iter().all(|i| i.what == What::Other);
    // Brackets ("@roe") and an apposition may come before the verb.
    let mut next = 1;
    for (opens, closes) in [(What::Open, What::Close), (What::Comma, What::Comma)] {
        if items.get(next).is_some_and(|i| i.what == opens) {
            next += 2 + items[next + 1..].iter().take(14).position(|i| i.what == closes)?;
        }
    }
    let is = items.get(next).is_some_and(|i| i.is_word("is"));
    let what = items.get(next + 1).is_some_and(|i| i.class.is(Class::DETERMINER) || i.is_name());
    let range = |from: usize, to: usize| {
        let first = all[from].first().map_or(0, |i| i.tokens.start);
        first..all[to].last().map_or(0, |i| i.tokens.end)
    };
    let own = begins_paragraph(context, all[at].first()?.tokens.start);
    let near = range(at, (at + 2).min(all.len() - 1));
    let elsewhere = context.reading.mentions.list.iter().any(|m| m.entity == entity && !near.contains(&m.tokens.start));
    (before && is && what && !is_reporter(items) && own && !elsewhere && all.len() > ESSAY).then_some(author)
}

/// Whether a note is on a reporter, which stands under a report too.
fn is_reporter(note: &[Item]) -> bool {
    const REPORTERS: &[&str] = &["reporter", "correspondent", "staff", "investigative", "covers", "covering"];
    note.iter().take(24).any(|i| REPORTERS.contains(&i.lower.as_str()))
}

/// Sentences from which a text is long enough for a note on its author.
const ESSAY: usize = 8;

/// The body that publishes a text itself and is no news outlet: "IMF", "Ministry of Trade".
///
/// An unknown body counts where its text speaks of itself (`own`): the outlook of a bank, the commentary of a law firm.
pub(super) fn publishing_body(context: &Context<'_>, publisher: Option<&str>, own: bool) -> Option<Source> {
    let name = publisher?.trim();
    let unknown = || {
        let words: Vec<&str> = name.split_whitespace().collect();
        let outlet = words.iter().any(|w| OUTLETS.contains(w) || class_of(&w.to_lowercase()).is(Class::DOCUMENT))
            || ["newspaper", "daily", "times", "post", "journal", "magazine", "agency", "unnamed", "guest", "opinion"]
                .iter()
                .any(|word| name.to_lowercase().contains(word));
        let unlisted = !words.is_empty() && !name.contains('.') && context.directory.find(name).is_none();
        (own && unlisted && !outlet).then(|| Source {
            name: name.to_owned(),
            surface: name.to_owned(),
            entity: None,
            kind: SpeakerKind::Institution,
            female: None,
        })
    };
    super::voices::institution(context, name).or_else(unknown)
}

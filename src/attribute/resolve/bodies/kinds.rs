//! What bodies are called: companies, clubs, ministries, blocs, media.

use crate::attribute::directory::{Directory, Entry, SpeakerKind};
use crate::attribute::resolve::context::{Context, Source};
use crate::attribute::text::{Class, Item, What};

/// What companies are called.
pub(super) const COMPANIES: &[&str] = &[
    "bank",
    "firm",
    "automaker",
    "carmaker",
    "airline",
    "chipmaker",
    "retailer",
    "lender",
    "insurer",
    "startup",
    "manufacturer",
    "company",
    "carrier",
    "operator",
    "utility",
    "miner",
    "brewer",
];

/// What bodies of members are called.
pub(super) const CLUBS: &[&str] =
    &["union", "club", "federation", "association", "charity", "foundation", "party", "group"];

/// What else bodies are called whose name tells nothing of it.
const KINDS: &[&str] = &[
    "union",
    "club",
    "federation",
    "association",
    "charity",
    "foundation",
    "party",
    "group",
    "organization",
    "organisation",
    "nonprofit",
    "movement",
    "alliance",
    "cartel",
    "lobby",
    "network",
    "coalition",
    "confederation",
    "league",
    "society",
    "tank",
];

/// Whom "the bloc" may mean.
const BLOCS: &[&str] =
    &["European Union", "BRICS", "G7", "G20", "ASEAN", "NATO", "Shanghai Cooperation Organization", "African Union"];

/// Whether a body may be meant by the words `left`, whose head is `head`, by its name and what it is in the directory.
pub(super) fn may_be_called(head: &str, left: &[Item], body: &Source, directory: &Directory) -> bool {
    const PRESS: &[&str] = &["outlet", "newspaper", "daily", "magazine", "portal", "broadcaster"];
    let name = body.name.to_lowercase();
    // "the finance ministry" is not the one of commerce.
    let field = |i: &&Item| i.what == What::Word && i.class.is(Class::TITLE);
    if head == "ministry" && left[..left.len() - 1].iter().filter(field).any(|i| !name.contains(stem(&i.lower))) {
        return false;
    }
    let known = directory.find(&body.name);
    let outlet = known.is_some_and(Entry::is_outlet);
    match head {
        _ if name.contains(head) => true,
        "agency" => true,
        "ministry" => name.contains("office") || name.contains("department"),
        "bloc" | "grouping" => BLOCS.contains(&body.name.as_str()),
        "force" => name.contains("police"),
        _ if COMPANIES.contains(&head) => !outlet && !name.contains("ministry"),
        _ => PRESS.contains(&head) && (outlet || known.is_none()),
    }
}

/// The first letters of a word, which its spellings share: "defense", "defence".
fn stem(word: &str) -> &str {
    word.char_indices().nth(5).map_or(word, |(at, _)| &word[..at])
}

impl Context<'_> {
    /// Whether a speaker may be called "the airline" or "the group", by its name and what the directory knows.
    pub(super) fn may_be(&self, head: &str, source: &Source) -> bool {
        // Of a state: no company and no club.
        const STATE: &[&str] = &[
            "ministry",
            "department",
            "government",
            "commission",
            "parliament",
            "court",
            "police",
            "office",
            "presidency",
            "embassy",
            "senate",
            "congress",
            "council",
            "army",
            "treasury",
            "house",
            "committee",
            "administration",
        ];
        let Some(known) = source.entity.map(|e| self.entity(e)) else { return false };
        let word = known.words.len() == 1 && known.roles.is_empty() && known.female.is_none();
        if known.kind != SpeakerKind::Institution && !(known.directory.is_none() && word) {
            return false;
        }
        let name = source.name.to_lowercase();
        let state = name.split(' ').any(|word| STATE.contains(&word));
        let entry = known.directory.map(|at| &self.directory.entries()[at]);
        let of_country = entry.is_some_and(|entry| entry.country.is_some());
        let outlet = entry.is_some_and(Entry::is_outlet);
        match head {
            "regulator" | "watchdog" => !outlet && !word,
            _ if COMPANIES.contains(&head) => !state && !outlet && !of_country,
            // "the alliance": not of a body whose name says that it is another kind.
            _ if KINDS.contains(&head) => !state && !outlet && !of_country,
            _ => name.contains(head),
        }
    }

    /// Whether a source is a medium: of the directory, or by its name.
    pub(crate) fn is_press(&self, source: &Source) -> bool {
        const PRESS: &[&str] = &["newspaper", "news", "daily", "magazine", "portal", "broadcaster", "press"];
        let outlet = self.directory.find(&source.name).is_some_and(Entry::is_outlet);
        let named = source.name.split(' ').any(|word| PRESS.contains(&word.to_lowercase().as_str()));
        // "the Interfax agency", but not "the International Energy Agency".
        let agency = source.name.split(' ').count() == 2 && source.name.ends_with(" agency");
        outlet || source.kind == SpeakerKind::Institution && (named || agency)
    }
}

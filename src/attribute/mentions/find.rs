//! Names in an article: which persons, bodies and countries it mentions, and where.
//!
//! A name is a run of capitalized words without titles ("Chinese Foreign Minister Wang Yi" is "Wang Yi"). Names of the
//! directory are found first. A surname or a first name alone means the person whose full name the article gives.
//! Headlines capitalize everything, so in them only names that are known otherwise count.

use super::describe::describe;
use super::linking::link;
use super::name_words::dateline;
use super::other_names::party_congress;
use super::run::Run;
use super::scan::scan;
use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Kind, Token};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A person, body or country of one article.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Canonical name of the directory, else the fullest name that the article gives.
    pub name: String,
    pub kind: SpeakerKind,
    /// Position in the directory.
    pub directory: Option<usize>,
    /// Folded words of the name.
    pub words: Vec<String>,
    /// Known to be a woman (true) or a man (false).
    pub female: Option<bool>,
    /// Words for the office, from titles, appositions and the directory, in small letters.
    pub roles: HashSet<String>,
    /// Country, as a position in the directory.
    pub country: Option<usize>,
}

/// A mention of an entity: a range of tokens.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub tokens: Range<usize>,
    pub entity: usize,
}

/// All mentions of an article, in order.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub entities: Vec<Entity>,
    pub list: Vec<Mention>,
}

impl Mentions {
    /// Entities by the last word of their names, which is a person's surname; ascending.
    pub(super) fn by_last_word(&self) -> HashMap<Option<&String>, Vec<usize>> {
        let mut by_word: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, entity) in self.entities.iter().enumerate() {
            by_word.entry(entity.words.last()).or_default().push(number);
        }
        by_word
    }
}

/// A run of tokens that may be a name, before it is known whose.
pub(super) struct Candidate {
    pub tokens: Range<usize>,
    pub words: Vec<String>,
    pub known: Option<usize>,
    /// Stands where any word is capitalized.
    pub doubtful: bool,
}

/// Sentences at the head of a text that may begin with a dateline without an agency.
const HEAD: usize = 3;

/// Finds the mentions in `tokens`. `sentences` are ranges of tokens; those with `headline` set capitalize every word.
pub(crate) fn find_mentions(
    tokens: &[Token<'_>],
    sentences: &[(Range<usize>, bool)],
    directory: &Directory,
) -> Mentions {
    let congress = party_congress(tokens, directory);
    let mut candidates = Vec::new();
    for (number, (range, headline)) in sentences.iter().enumerate() {
        let place = dateline(&tokens[range.clone()], number < HEAD);
        let dateline =
            if place == 0 && number < HEAD { capital_at_head(&tokens[range.clone()], directory) } else { place };
        let (first, limit) = (range.start + dateline, range.end);
        let begins = dateline == 0;
        let headline = *headline;
        let sentence = Run { tokens, directory, congress, first, at: first, end: limit, limit, headline, begins };
        scan(sentence, &mut candidates);
    }
    let mut mentions = link(candidates, tokens, directory);
    for index in 0..mentions.list.len() {
        describe(&mut mentions, index, tokens, directory);
    }
    mentions
}

/// The length of "RIYADH:" or "KUALA LUMPUR:" at the head of a text: where the news comes from, and no speaker.
fn capital_at_head(tokens: &[Token<'_>], directory: &Directory) -> usize {
    let Some(colon) = tokens.iter().take(4).position(|t| t.kind == Kind::Colon) else { return 0 };
    let words: Vec<&str> = tokens[..colon].iter().map(|t| t.text).collect();
    let name = words.join(" ");
    let of_country = |at: usize| {
        let entry = &directory.entries()[at];
        entry.kind == SpeakerKind::Country && fold(&entry.name) != fold(&name)
    };
    let place = name.chars().count() > 3 && tokens[..colon].iter().all(Token::is_all_capital);
    if place && directory.position(&name).is_some_and(of_country) { colon + 1 } else { 0 }
}

//! Which statements make which position: records in, [`Unit`]s out, one for each speaker (or group) and target.

use super::aggregate::ten_thousandths;
use super::copies::copies;
use super::record::{By, Duplicates, Record};
use crate::attribute::Directory;
use crate::classify::Label;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Name of the group of what has no outlet, audience, date, country or office.
pub const UNKNOWN: &str = "(unknown)";

/// How statements are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counting {
    /// A speaker's repetitions.
    pub duplicates: Duplicates,
    /// Whether copies count like other statements; by default a copy counts once.
    pub keep_copies: bool,
    /// Groups.
    pub by: Option<By>,
}

/// Who or what a position is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Actor {
    /// Canonical name of the speaker; empty where a group puts speakers together.
    pub speaker: String,
    /// Outlet, audience, window of time, country or office; empty where everything is scored together.
    pub group: String,
}

impl Actor {
    /// Within what the actor is set beside others: outlet, audience or window of time; empty where there are none, or where
    /// the groups themselves are the actors.
    pub fn within(&self) -> &str {
        if self.speaker.is_empty() { "" } else { &self.group }
    }

    /// The name for readers: "Mira Oduya (Harbour Wire)".
    pub fn name(&self) -> String {
        match (self.speaker.as_str(), self.group.as_str()) {
            (speaker, "") => speaker.to_owned(),
            ("", group) => group.to_owned(),
            // It has brackets of its own.
            (speaker, UNKNOWN) => format!("{speaker} {UNKNOWN}"),
            (speaker, group) => format!("{speaker} ({group})"),
        }
    }
}

/// One statement that counts for a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// Number of the record.
    pub record: usize,
    /// Number of its article.
    pub article: usize,
    /// P(favor) - P(against), in units of 0.0001.
    pub score: i64,
    /// The label that the classifier gave: by its offsets, not always the most probable one.
    pub label: Label,
}

/// The statements of one actor on one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The actor.
    pub actor: Actor,
    /// How many speakers it puts together, of those who speak of the target: 1, unless speakers are grouped.
    pub speakers: u64,
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// The statements that count, at least one, in the order of time.
    pub observations: Vec<Observation>,
    /// Statements left out as copies.
    pub copies: u64,
    /// Statements left out as repetitions.
    pub repeats: u64,
    /// Statements on the target before repetitions are left out, by all of the actor's statements; in (0, 1].
    pub salience: f64,
}

impl Unit {
    /// How many of the statements have each label: favor, against, neutral.
    pub fn labels(&self) -> [u64; 3] {
        let mut counts = [0; 3];
        self.observations.iter().for_each(|o| counts[o.label.index()] += 1);
        counts
    }
}

/// The actors of a statement that `record` holds: a joint statement has several, a reporter's has none.
pub(super) fn actors<S: AsRef<str>>(
    speakers: &[S],
    record: &Record,
    by: Option<By>,
    directory: &Directory,
) -> BTreeSet<Actor> {
    let known = |text: Option<&str>| text.unwrap_or(UNKNOWN).to_owned();
    let actor = |speaker: &S| {
        let speaker = speaker.as_ref();
        let entry = || directory.find(speaker);
        match by {
            None => Actor { speaker: speaker.to_owned(), group: String::new() },
            Some(By::Outlet) => Actor { speaker: speaker.to_owned(), group: known(record.source.as_deref()) },
            Some(By::Audience) => Actor { speaker: speaker.to_owned(), group: known(record.audience.as_deref()) },
            Some(time @ (By::Week | By::Month | By::Quarter | By::Year)) => Actor {
                speaker: speaker.to_owned(),
                group: known(record.date.map(|date| time.window(date)).as_deref()),
            },
            Some(By::Country) => {
                // A country is its own: its government speaks for it.
                let country = entry().and_then(|e| {
                    let itself = (e.kind == crate::attribute::SpeakerKind::Country).then_some(e.name.as_str());
                    e.country.as_deref().or(itself)
                });
                Actor { speaker: String::new(), group: known(country) }
            }
            Some(By::Role) => {
                Actor { speaker: String::new(), group: known(entry().and_then(|e| e.role_on(record.date))) }
            }
        }
    };
    speakers.iter().map(actor).collect()
}

/// Sorts the statements of `records` by actor, theme and target, and leaves out copies and repetitions as `counting`
/// says. The first in time counts. The result does not depend on the order of the records, up to their numbers.
pub fn units(records: &[Record], counting: Counting, directory: &Directory) -> Vec<Unit> {
    let mut order: Vec<usize> = (0..records.len()).filter(|&r| !records[r].speakers.is_empty()).collect();
    order.sort_by(|&a, &b| records[a].order().cmp(&records[b].order()));
    let group: Vec<usize> = if counting.keep_copies {
        (0..order.len()).collect()
    } else {
        copies(order.iter().map(|&r| records[r].text.as_str()))
    };
    let mut articles = HashMap::new();
    let mut spoken: HashMap<Actor, HashSet<usize>> = HashMap::new();
    let mut cells: BTreeMap<(Actor, &str, &str), Cell<'_>> = BTreeMap::new();
    for (&number, &group) in order.iter().zip(&group) {
        let record = &records[number];
        let next = articles.len();
        let article = *articles.entry(record.article_key()).or_insert(next);
        let mut by_actor: BTreeMap<Actor, Vec<&str>> = BTreeMap::new();
        for speaker in &record.speakers {
            for actor in actors(std::slice::from_ref(speaker), record, counting.by, directory) {
                by_actor.entry(actor).or_default().push(speaker);
            }
        }
        for (actor, speakers) in by_actor {
            spoken.entry(actor.clone()).or_default().insert(group);
            for stance in &record.stances {
                let cell = cells.entry((actor.clone(), &stance.theme, &stance.target)).or_default();
                cell.groups.insert(group);
                cell.speakers.extend(&speakers);
                // "Will vote for it" and "will vote against it" are alike in nearly all characters.
                if !cell.told.insert((group, stance.label.index())) {
                    cell.copies += 1;
                    continue;
                }
                // In a group each speaker repeats for himself: a joint statement is new if it is so for one of them.
                let period = period(record, article, number, counting.duplicates);
                let mut new = false;
                for speaker in &speakers {
                    new |= cell.said.insert((*speaker, stance.label.index(), period));
                }
                if !new {
                    cell.repeats += 1;
                } else {
                    let score = ten_thousandths(stance.favor) - ten_thousandths(stance.against);
                    cell.observations.push(Observation { record: number, article, score, label: stance.label });
                }
            }
        }
    }
    cells
        .into_iter()
        .map(|((actor, theme, target), cell)| Unit {
            speakers: cell.speakers.len() as u64,
            salience: cell.groups.len() as f64 / spoken.get(&actor).map_or(1, HashSet::len).max(1) as f64,
            theme: theme.to_owned(),
            target: target.to_owned(),
            observations: cell.observations,
            copies: cell.copies,
            repeats: cell.repeats,
            actor,
        })
        .collect()
}

#[derive(Default)]
struct Cell<'r> {
    groups: HashSet<usize>,
    /// Who speaks of the target.
    speakers: HashSet<&'r str>,
    /// Groups of copies, and the labels that they have: what has another label is no copy.
    told: HashSet<(usize, usize)>,
    /// Speaker, label and stretch of time.
    said: HashSet<(&'r str, usize, (i64, i64))>,
    observations: Vec<Observation>,
    copies: u64,
    repeats: u64,
}

/// The stretch of time within which a statement with the same label is a repetition. Where the date is not known, it
/// is the article.
fn period(record: &Record, article: usize, number: usize, policy: Duplicates) -> (i64, i64) {
    let dated = |of: fn(Date) -> (i64, i64)| record.date.map_or((i64::MIN, article as i64), of);
    match policy {
        Duplicates::All => (number as i64, 0),
        Duplicates::Article => (article as i64, 0),
        Duplicates::Day => dated(|d| (i64::from(d.year()), i64::from(d.day_of_year()))),
        Duplicates::Week => dated(|d| (i64::from(d.iso_week_date().year()), i64::from(d.iso_week_date().week()))),
        Duplicates::Month => dated(|d| (i64::from(d.year()), i64::from(d.month()))),
        Duplicates::Run => (0, 0),
    }
}

//! Changes over time that are more than chance, with the statements that they rest on.

use super::Source;
use super::matrix::Matrix;
use super::words::{count, range, signed};
use crate::compare::{CHANGE_ARTICLES, Driver, change_drivers, changes};
use jiff::civil::Date;
use std::collections::HashMap;

/// Changes that are shown with their statements, at most.
const SHOWN: usize = 12;
/// Statements of each side of a change.
const STATEMENTS: usize = 2;

/// The changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    /// Speakers and targets with enough dated articles for one.
    pub looked_at: usize,
    pub shown: Vec<Turn>,
    /// Changes that are more than chance and not shown.
    pub left_out: usize,
    /// First date after the change, by speaker and target.
    dates: HashMap<(String, String), Date>,
}

/// A change in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Turn {
    pub speaker: String,
    pub target: String,
    pub sentence: String,
    pub statements: Vec<Quote>,
}

/// A statement that a change rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quote {
    /// "before" or "after".
    pub side: &'static str,
    pub score: String,
    pub text: String,
    pub source: String,
}

impl Changes {
    /// Looks for changes in `source`.
    pub fn new(source: &Source<'_>, matrix: &Matrix<'_>) -> Self {
        let records = &source.runs.records;
        let all = changes(source.units, source.corrections, records);
        let clear: Vec<_> = all.iter().filter(|change| change.contrast.found()).collect();
        let name = |target: &str| {
            let known = matrix.targets.iter().find(|t| t.id == target);
            known.map_or_else(|| target.to_owned(), |t| t.name.clone())
        };
        let shown = clear.iter().take(SHOWN).map(|change| Turn {
            speaker: change.actor.clone(),
            target: name(&change.target),
            sentence: format!(
                "{} up to {} ({}), {} from {} on ({}); change {}, 95\u{a0}% interval {}.{}",
                signed(change.before),
                change.last_before,
                count(change.articles_before, "article"),
                signed(change.after),
                change.first_after,
                count(change.articles_after, "article"),
                signed(change.contrast.difference),
                range(change.contrast.low, change.contrast.high),
                if change.size_unsure() {
                    " One step does not describe it: there may be several, or a drift."
                } else {
                    ""
                }
            ),
            statements: change_drivers(change, source.units, source.corrections, records, STATEMENTS)
                .into_iter()
                .map(|driver| quote(driver, change.first_after))
                .collect(),
        });
        Self {
            looked_at: all.len(),
            left_out: clear.len().saturating_sub(SHOWN),
            dates: clear.iter().map(|c| ((c.actor.clone(), c.target.clone()), c.first_after)).collect(),
            shown: shown.collect(),
        }
    }

    /// The first date after the change of a speaker on a target, if there is one.
    pub fn of(&self, speaker: &str, target: &str) -> Option<Date> {
        self.dates.get(&(speaker.to_owned(), target.to_owned())).copied()
    }

    /// What is said of them all.
    pub fn lead(&self) -> String {
        if self.looked_at == 0 {
            return format!(
                "No speaker has {CHANGE_ARTICLES} dated articles on a target before some date and {CHANGE_ARTICLES} after it, \
                 so no change could be looked for."
            );
        }
        let of = match self.looked_at {
            1 => "the one speaker and target".to_owned(),
            n => format!("{n} pairs of speaker and target"),
        };
        let found = match self.shown.len() + self.left_out {
            0 => "no change is larger than chance explains".to_owned(),
            1 => "1 changes by more than chance explains".to_owned(),
            n => format!("{n} change by more than chance explains"),
        };
        format!(
            "Among {of} with at least {CHANGE_ARTICLES} dated articles before a date and {CHANGE_ARTICLES} after it, {found} \
             (beside series in which articles are as much like the one before, false discovery rate 5\u{a0}%). That the date \
             was sought is in the interval of a change, which is wide where articles are few."
        )
    }
}

fn quote(driver: Driver, from: Date) -> Quote {
    let parts = [driver.source, driver.date.map(|date| date.to_string())];
    let mut source = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if source.is_empty() {
        source = driver.article;
    }
    let side = if driver.date >= Some(from) { "after" } else { "before" };
    Quote { side, score: signed(driver.score), text: driver.text, source }
}

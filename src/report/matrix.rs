//! Estimates by speaker and target, with names for readers: what every section begins with.

use super::Source;
use super::words::readable;
use crate::score::Estimate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Statements from which a position is more than a first impression, if they stand in [`CLEAR_ARTICLES`].
pub const CLEAR_STATEMENTS: u64 = 5;
/// See [`CLEAR_STATEMENTS`].
pub const CLEAR_ARTICLES: u64 = 3;

/// A target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    /// Ids of theme and target.
    pub theme: String,
    pub id: String,
    /// Names for readers.
    pub theme_label: String,
    pub name: String,
    /// What "in favor" is in favor of, where the codebook is known.
    pub proposition: Option<String>,
    /// Statements that count, of all speakers; a joint one once.
    pub statements: u64,
}

/// One speaker's position on one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell<'s> {
    /// Numbers of speaker and target.
    pub speaker: usize,
    pub target: usize,
    pub estimate: &'s Estimate,
    /// The position that is shown, with its interval: the corrected one where there is one.
    pub position: f64,
    pub low: f64,
    pub high: f64,
}

impl Cell<'_> {
    /// Whether the interval has both sides, or ends at 0.
    pub fn unsure(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// Whether there is little behind it.
    pub fn few(&self) -> bool {
        few(self.estimate)
    }
}

/// Whether there is little behind `estimate`.
pub(super) fn few(estimate: &Estimate) -> bool {
    estimate.statements < CLEAR_STATEMENTS || estimate.articles < CLEAR_ARTICLES
}

/// A speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaker {
    pub name: String,
    /// Statements that count, each once.
    pub statements: u64,
}

/// All of it: the speaker with the most statements first, and so the targets.
#[derive(Debug, Clone)]
pub(super) struct Matrix<'s> {
    pub speakers: Vec<Speaker>,
    pub targets: Vec<Target>,
    pub cells: Vec<Cell<'s>>,
    place: HashMap<(usize, usize), usize>,
    /// Numbers of the records that count for at least one cell.
    pub records: HashSet<usize>,
}

impl<'s> Matrix<'s> {
    /// Sorts `source`.
    pub fn new(source: &Source<'s>) -> Self {
        let mut of_speaker: HashMap<&str, HashSet<usize>> = HashMap::new();
        let mut of_target: BTreeMap<(&str, &str), HashSet<usize>> = BTreeMap::new();
        for unit in source.units {
            let records = || unit.observations.iter().map(|o| o.record);
            of_speaker.entry(&unit.actor.speaker).or_default().extend(records());
            of_target.entry((&unit.theme, &unit.target)).or_default().extend(records());
        }
        let records = of_speaker.values().flatten().copied().collect();
        let mut speakers: Vec<Speaker> = of_speaker
            .iter()
            .map(|(name, set)| Speaker { name: (*name).into(), statements: set.len() as u64 })
            .collect();
        speakers.sort_by(|a, b| b.statements.cmp(&a.statements).then_with(|| a.name.cmp(&b.name)));
        let mut targets: Vec<Target> = of_target
            .iter()
            .map(|(&(theme, id), set)| {
                let known = source.codebook.and_then(|c| c.theme(theme));
                let target = known.and_then(|t| t.targets.iter().find(|t| t.id == id));
                Target {
                    theme: theme.to_owned(),
                    id: id.to_owned(),
                    theme_label: known.map_or_else(|| readable(theme), |t| t.label.clone()),
                    name: readable(id),
                    proposition: target.map(|t| t.proposition.clone()),
                    statements: set.len() as u64,
                }
            })
            .collect();
        targets.sort_by(|a, b| b.statements.cmp(&a.statements).then_with(|| (&a.theme, &a.id).cmp(&(&b.theme, &b.id))));
        let speaker_number: HashMap<String, usize> = speakers.iter().map(|s| s.name.clone()).zip(0..).collect();
        let target_number: HashMap<(String, String), usize> =
            targets.iter().map(|t| (t.theme.clone(), t.id.clone())).zip(0..).collect();
        let mut cells: Vec<Cell<'s>> = source
            .estimates
            .iter()
            .filter_map(|estimate| {
                let e = estimate;
                let (position, low, high) =
                    e.corrected.map_or((e.position, e.low, e.high), |c| (c.position, c.low, c.high));
                Some(Cell {
                    speaker: *speaker_number.get(&e.speaker)?,
                    target: *target_number.get(&(e.theme.clone(), e.target.clone()))?,
                    estimate,
                    position,
                    low,
                    high,
                })
            })
            .collect();
        cells.sort_by_key(|cell| (cell.speaker, cell.target));
        let place = cells.iter().enumerate().map(|(n, cell)| ((cell.speaker, cell.target), n)).collect();
        Self { speakers, targets, cells, place, records }
    }

    /// The position of a speaker on a target, by their numbers.
    pub fn cell(&self, speaker: usize, target: usize) -> Option<&Cell<'s>> {
        self.place.get(&(speaker, target)).map(|&n| &self.cells[n])
    }

    /// The cells of a target, the one with the most statements first.
    pub fn of_target(&self, target: usize) -> Vec<&Cell<'s>> {
        let mut cells: Vec<&Cell<'s>> = self.cells.iter().filter(|cell| cell.target == target).collect();
        cells.sort_by_key(|cell| (std::cmp::Reverse(cell.estimate.statements), cell.speaker));
        cells
    }
}

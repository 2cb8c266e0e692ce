//! Changes of a position over time: the date at which what a speaker said before differs most from what came after.
//!
//! One date a speaker and target: the cut between two dates that explains most of the variance of the articles' means. How
//! far a cut of that size comes by chance is told by permutation: the articles are dealt to the dates anew, and each time
//! the best cut is sought again, so that the p-value takes the search into account (Good 2005). A second change, or a
//! drift, is not looked for.

use super::contrast::{Contrast, control, position, replicates};
use super::differences::{Driver, parts};
use crate::score::{Observation, Record, Unit, seed};
use jiff::civil::Date;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Dated articles on each side of a change, at least.
pub const CHANGE_ARTICLES: usize = 5;
/// Permutations behind a p-value.
const PERMUTATIONS: usize = 999;

/// A change of one actor's position on one target. Positions are in [-1, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The actor.
    pub actor: String,
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// The last date before the change.
    pub last_before: Date,
    /// The first date after it.
    pub first_after: Date,
    /// Position up to `last_before`.
    pub before: f64,
    /// Position from `first_after`.
    pub after: f64,
    /// Dated articles before, and after.
    pub articles_before: u64,
    /// See `articles_before`.
    pub articles_after: u64,
    /// After less before. The interval is given the date: that the date was sought is in p, the share of the permutations
    /// whose best cut is as good as this one. q is over all changes.
    #[serde(flatten)]
    pub contrast: Contrast,
    /// Number of the unit.
    #[serde(skip)]
    pub unit: usize,
}

impl Change {
    /// Whether the interval of the size holds 0, though the test of the whole series may say that there is a change: with few
    /// articles on a side the interval is wide and drawn towards none.
    pub fn size_unsure(&self) -> bool {
        self.contrast.low <= 0.0 && self.contrast.high >= 0.0
    }
}

/// A dated article: sum of scores and statements.
type Article = (f64, f64);

/// The best cut of every unit with [`CHANGE_ARTICLES`] dated articles on each side, whether or not it is more than chance;
/// the least p-value first, with q-values over all of them.
pub fn changes(units: &[Unit], records: &[Record]) -> Vec<Change> {
    let mut all: Vec<Change> =
        units.par_iter().enumerate().filter_map(|(number, unit)| change(number, unit, records)).collect();
    control(&mut all, |c| &mut c.contrast);
    let larger = |c: &Change| -c.contrast.difference.abs();
    all.sort_by(|x, y| {
        x.contrast
            .p
            .total_cmp(&y.contrast.p)
            .then_with(|| larger(x).total_cmp(&larger(y)))
            .then_with(|| (&x.theme, &x.target, &x.actor).cmp(&(&y.theme, &y.target, &y.actor)))
    });
    all
}

/// The `top` statements of each side of a change that it rests on most, those after it first.
pub fn change_drivers(change: &Change, units: &[Unit], records: &[Record], top: usize) -> Vec<Driver> {
    let (before, after) = split(&units[change.unit], records, change.first_after);
    let sides =
        [(format!("from {}", change.first_after), &after[..]), (format!("to {}", change.last_before), &before[..])];
    parts(sides, [change.after, change.before], records, top)
}

fn split(unit: &Unit, records: &[Record], from: Date) -> (Vec<Observation>, Vec<Observation>) {
    let dated = unit.observations.iter().filter(|o| records[o.record].date.is_some());
    dated.copied().partition(|o| records[o.record].date < Some(from))
}

fn change(number: usize, unit: &Unit, records: &[Record]) -> Option<Change> {
    let mut dated: BTreeMap<(Date, usize), Article> = BTreeMap::new();
    for o in &unit.observations {
        if let Some(date) = records[o.record].date {
            let (sum, count) = dated.entry((date, o.article)).or_default();
            *sum += o.score as f64 / 1e4;
            *count += 1.0;
        }
    }
    let dates: Vec<Date> = dated.keys().map(|(date, _)| *date).collect();
    let mut articles: Vec<Article> = dated.into_values().collect();
    let cuts: Vec<usize> = (CHANGE_ARTICLES..(dates.len() + 1).saturating_sub(CHANGE_ARTICLES))
        .filter(|&cut| dates[cut - 1] < dates[cut])
        .collect();
    let (cut, found) = best(&articles, &cuts)?;
    let key = [unit.actor.speaker.as_str(), &unit.actor.group, &unit.theme, &unit.target];
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(&[key[0], key[1], key[2], key[3], "change"]));
    let mut as_good = 0;
    for _ in 0..PERMUTATIONS {
        for last in (1..articles.len()).rev() {
            articles.swap(last, random.random_range(0..=last));
        }
        // Sums of the same numbers in another order differ in their last digits.
        as_good += usize::from(best(&articles, &cuts).is_some_and(|(_, gain)| gain >= found - 1e-9));
    }
    let p = (as_good + 1) as f64 / (PERMUTATIONS + 1) as f64;
    let (before, after) = split(unit, records, dates[cut]);
    let of = |side: &[Observation], name| replicates(side, &[key[0], name, key[2], key[3]]);
    let (of_before, of_after) = (of(&before, "before"), of(&after, "after"));
    let (before, after) = (position(&before), position(&after));
    let contrast = Contrast { p, ..Contrast::new((after, &of_after), (before, &of_before)) };
    Some(Change {
        actor: unit.actor.name(),
        theme: unit.theme.clone(),
        target: unit.target.clone(),
        last_before: dates[cut - 1],
        first_after: dates[cut],
        before,
        after,
        articles_before: cut as u64,
        articles_after: (dates.len() - cut) as u64,
        contrast,
        unit: number,
    })
}

/// The cut with the largest sum of squares between its sides, and that sum; the first of equals.
fn best(articles: &[Article], cuts: &[usize]) -> Option<(usize, f64)> {
    let (sum, count) = articles.iter().fold((0.0, 0.0), |(s, n), (score, statements)| (s + score, n + statements));
    let (mut seen, mut before, mut length) = (0, 0.0, 0.0);
    let mut found: Option<(usize, f64)> = None;
    for &cut in cuts {
        for (score, statements) in &articles[seen..cut] {
            before += score;
            length += statements;
        }
        seen = cut;
        let apart = before / length - (sum - before) / (count - length);
        let gain = apart * apart * length * (count - length) / count;
        if found.is_none_or(|(_, most)| gain > most) {
            found = Some((cut, gain));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::AttributionKind;
    use crate::classify::Label;
    use crate::score::Actor;

    /// A speaker with one statement a day.
    fn series(speaker: &str, scores: &[f64]) -> (Unit, Vec<Record>) {
        let records = scores.iter().enumerate().map(|(day, _)| Record {
            article: format!("{speaker}{day}").into(),
            date: Some(jiff::civil::date(2031, 1, 1).saturating_add(jiff::Span::new().days(day as i64))),
            source: None,
            audience: None,
            title: None,
            url: None,
            i: 0,
            text: format!("Sentence {day} of {speaker}."),
            neighbours: [None, None],
            speakers: vec![speaker.into()],
            kind: AttributionKind::Direct,
            cue: None,
            themes: vec![],
            stances: vec![],
        });
        let observations = scores.iter().enumerate().map(|(day, score)| Observation {
            record: day,
            article: day,
            score: (score * 1e4) as i64,
            label: if *score > 0.0 { Label::Favor } else { Label::Against },
        });
        let unit = Unit {
            actor: Actor { speaker: speaker.to_owned(), group: String::new() },
            speakers: 1,
            theme: "t".into(),
            target: "talks".into(),
            observations: observations.collect(),
            copies: 0,
            repeats: 0,
            salience: 1.0,
        };
        (unit, records.collect())
    }

    #[test]
    fn a_turn_is_found_at_its_date_with_its_evidence() {
        let scores: Vec<f64> =
            (0..24).map(|day| if day < 14 { 0.6 } else { -0.5 } + 0.1 * f64::from(day % 3)).collect();
        let (unit, records) = series("Ana Ruiz", &scores);
        let units = [unit];
        let found = changes(&units, &records);
        assert_eq!(found.len(), 1);
        let change = &found[0];
        assert_eq!(change.first_after.to_string(), "2031-01-15");
        let Contrast { low, high, p, q, .. } = change.contrast;
        assert!(p <= 0.002 && q <= 0.002 && high < -0.5 && low > -1.5, "{change:?}");
        assert_eq!((change.articles_before, change.articles_after), (14, 10));
        let evidence = change_drivers(change, &units, &records, 2);
        assert_eq!(evidence.len(), 4);
        assert!(evidence[0].date >= Some(change.first_after) && evidence[0].score < -0.4, "{evidence:?}");
        assert!(evidence[2].date <= Some(change.last_before) && evidence[2].score > 0.7, "{evidence:?}");
    }

    #[test]
    fn too_few_articles_have_no_change_and_noise_is_called_chance() {
        let (unit, records) = series("Ana Ruiz", &[0.9, 0.9, 0.9, 0.9, -0.9, -0.9, -0.9, -0.9, -0.9]);
        assert!(changes(&[unit], &records).is_empty(), "four articles before");
        // 60 speakers without any change: p-values are even, so that about 3 are below 0.05, and no q-value is.
        let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
        let (mut units, mut all): (Vec<Unit>, Vec<Record>) = (vec![], vec![]);
        for speaker in 0..60 {
            let scores: Vec<f64> = (0..20).map(|_| random.random::<f64>() * 2.0 - 1.0).collect();
            let (mut unit, records) = series(&format!("Speaker {speaker}"), &scores);
            for o in &mut unit.observations {
                (o.record, o.article) = (o.record + all.len(), o.article + all.len());
            }
            units.push(unit);
            all.extend(records);
        }
        let found = changes(&units, &all);
        let small = found.iter().filter(|change| change.contrast.p < 0.05).count();
        assert!(found.len() == 60 && small <= 8, "{small} of {} below 0.05", found.len());
        assert!(found.iter().all(|change| change.contrast.q >= 0.05), "{:?}", found[0]);
    }
}

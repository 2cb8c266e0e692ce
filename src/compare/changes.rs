//! Changes of a position over time: the date at which what a speaker said before differs most from what came after.
//!
//! One date a speaker and target: the cut between two dates that explains most of the variance of the articles' means. How
//! far a cut of that size comes by chance is told by series of the same articles in another order, which are as much alike from
//! article to article as this one (`serial`); in each of them the best cut is sought again, so that p takes the search into
//! account. The interval holds the steps that the same test accepts: with the step taken out at the date that was found, the best
//! cut of what is left, wherever it is, is no better than chance (a test turned round; Lehmann and Romano 2005, 3.5). So it has
//! the search in it as well, and holds 0 where p is not below 0.05. A second change, or a drift, is not looked for; where one
//! step does not describe the series no step is accepted, and the interval is the whole scale.

use super::contrast::{Basis, Contrast, RATE, control, mean, outcomes};
use super::drivers::{Driver, Side, parts};
use super::serial::{Article, best, correlation, deal, gain, ranks, sorted};
use crate::score::{Correction, Observation, Outcome, Record, Unit, seed};
use jiff::civil::Date;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Dated articles on each side of a change, at least.
pub const CHANGE_ARTICLES: usize = 5;
/// Series behind a p-value, and how many must be as good for the first to be enough: small ones rest on more.
const SERIES: [usize; 2] = [999, 9_999];
const ENOUGH: usize = 50;
/// Series at most.
pub(super) const MOST: usize = SERIES[SERIES.len() - 1];
/// Series behind an end of an interval.
const FOR_INTERVAL: usize = 399;
/// Steps in which an end is found: to 4 / 2^12 of the scale.
const HALVINGS: usize = 12;
/// The largest step that there can be.
const WHOLE: f64 = 2.0;

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
    /// Correlation of neighbouring articles in the series that the change is set beside, in [0, 0.9].
    pub correlation: f64,
    /// After less before. That the date was sought is in p and in the interval. q is over all series.
    #[serde(flatten)]
    pub contrast: Contrast,
    /// Number of the unit.
    #[serde(skip)]
    pub unit: usize,
}

impl Change {
    /// Whether the interval of the size holds 0 or is the whole scale, though the test of the whole series says that there is a
    /// change: one step does not describe it (a drift, a second change).
    pub fn size_unsure(&self) -> bool {
        self.contrast.low <= 0.0 && self.contrast.high >= 0.0
    }
}

/// The best cut of every unit with [`CHANGE_ARTICLES`] dated articles on each side, whether or not it is more than chance;
/// the least p-value first, with q-values over all of them. `corrections`, one a unit, say what gold makes of their statements;
/// empty without gold.
pub fn changes(units: &[Unit], corrections: &[Option<Correction>], records: &[Record]) -> Vec<Change> {
    let of = |number: usize| corrections.get(number).and_then(Option::as_ref);
    let mut all: Vec<Change> =
        units.par_iter().enumerate().filter_map(|(number, unit)| change(number, unit, of(number), records)).collect();
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
pub fn change_drivers(
    change: &Change,
    units: &[Unit],
    corrections: &[Option<Correction>],
    records: &[Record],
    top: usize,
) -> Vec<Driver> {
    let unit = &units[change.unit];
    let outcomes = outcomes(unit, corrections.get(change.unit).and_then(Option::as_ref));
    let (before, after) = split(unit, &outcomes, records, change.first_after);
    let sides = [(format!("from {}", change.first_after), after), (format!("to {}", change.last_before), before)];
    parts(sides, [change.after, change.before], records, top)
}

/// The dated statements of `unit` before `from`, and those after it.
fn split(unit: &Unit, outcomes: &[Outcome], records: &[Record], from: Date) -> (Side, Side) {
    let all = unit.observations.iter().copied().zip(outcomes.iter().copied());
    let dated = all.filter(|(o, _): &(Observation, _)| records[o.record].date.is_some());
    dated.partition(|(o, _)| records[o.record].date < Some(from))
}

fn change(number: usize, unit: &Unit, correction: Option<&Correction>, records: &[Record]) -> Option<Change> {
    let outcomes = outcomes(unit, correction);
    let mut dated: BTreeMap<(Date, usize), Article> = BTreeMap::new();
    for (o, outcome) in unit.observations.iter().zip(&outcomes) {
        if let Some(date) = records[o.record].date {
            let (sum, weight) = dated.entry((date, o.article)).or_default();
            *sum += outcome.value;
            *weight += outcome.weight;
        }
    }
    // An article of which gold confirms nothing says nothing.
    dated.retain(|_, (_, weight)| *weight > 1e-9);
    let dates: Vec<Date> = dated.keys().map(|(date, _)| *date).collect();
    let articles: Vec<Article> = dated.into_values().collect();
    let cuts: Vec<usize> = (CHANGE_ARTICLES..(dates.len() + 1).saturating_sub(CHANGE_ARTICLES))
        .filter(|&cut| dates[cut - 1] < dates[cut])
        .collect();
    let key = [unit.actor.speaker.as_str(), &unit.actor.group, &unit.theme, &unit.target, "change"];
    let found = test(&articles, &cuts, seed(&key))?;
    let (before, after) = split(unit, &outcomes, records, dates[found.at]);
    let side = |side: &Side| mean(side.iter().map(|(_, outcome)| *outcome));
    let (before, after) = (side(&before), side(&after));
    let difference = after - before;
    Some(Change {
        actor: unit.actor.name(),
        theme: unit.theme.clone(),
        target: unit.target.clone(),
        last_before: dates[found.at - 1],
        first_after: dates[found.at],
        before,
        after,
        articles_before: found.at as u64,
        articles_after: (dates.len() - found.at) as u64,
        correlation: found.correlation,
        contrast: Contrast {
            difference,
            low: found.low.min(difference),
            high: found.high.max(difference),
            p: found.p,
            q: None,
            basis: if correction.is_some() { Basis::Gold } else { Basis::Machine },
            least: found.least,
        },
        unit: number,
    })
}

/// What the test of a series says.
struct Found {
    at: usize,
    correlation: f64,
    p: f64,
    least: f64,
    low: f64,
    high: f64,
}

/// Tests the best of the `cuts` of `articles`.
fn test(articles: &[Article], cuts: &[usize], seed: u64) -> Option<Found> {
    let cut = best(articles, cuts)?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let of_articles = sorted(articles, &mut random);
    if of_articles.first().map(|a| a.0 / a.1) == of_articles.last().map(|a| a.0 / a.1) {
        // Who always says the same does not change, and could not.
        return Some(Found { at: cut.at, correlation: 0.0, p: 1.0, least: 1.0, low: 0.0, high: 0.0 });
    }
    let correlation = correlation(&sorted(&cut.left(articles), &mut random), cuts, cut.correlation, &mut random);
    let mut series = Vec::with_capacity(articles.len());
    let mut kept = vec![];
    let (mut dealt, mut as_good) = (0, 0);
    for until in SERIES {
        while dealt < until {
            let ranks = ranks(articles.len(), correlation, &mut random);
            deal(&of_articles, &ranks, &mut series);
            let gain = gain(&series, cuts);
            // Sums of the same numbers in another order differ in their last digits.
            as_good += usize::from(gain >= cut.gain - 1e-9);
            if kept.len() < FOR_INTERVAL {
                kept.push(ranks);
            }
            dealt += 1;
        }
        if as_good >= ENOUGH {
            break;
        }
    }
    let p = (as_good + 1) as f64 / (dealt + 1) as f64;
    let least = least(&of_articles, cuts, &mut random);
    let (low, high) = ends(articles, cuts, (cut.at, cut.step()), &kept, p < RATE);
    Some(Found { at: cut.at, correlation, p, least, low, high })
}

/// The smallest p that the articles could have in any order, at least: the share of orders in which a cut is as good as in the
/// best. By orders without correlation, whatever the correlation of the order that was found: whether a series is one of those
/// that are tested must not depend on its order.
fn least(of_articles: &[Article], cuts: &[usize], random: &mut Xoshiro256PlusPlus) -> f64 {
    let mut series = Vec::with_capacity(of_articles.len());
    let (mut largest, mut times) = (f64::NEG_INFINITY, 0);
    for _ in 0..SERIES[0] {
        deal(of_articles, &ranks(of_articles.len(), 0.0, random), &mut series);
        let gain = gain(&series, cuts);
        if gain > largest + 1e-9 {
            (largest, times) = (gain, 1);
        } else if gain >= largest - 1e-9 {
            times += 1;
        }
    }
    f64::from(times) / SERIES[0] as f64
}

/// The least and the largest step at a place that the test accepts, which does or does not `reject` none; the whole scale where
/// it does not accept the one that was found. `ranks` are those of series by chance.
fn ends(
    articles: &[Article],
    cuts: &[usize],
    (at, step): (usize, f64),
    ranks: &[Vec<u32>],
    reject: bool,
) -> (f64, f64) {
    let accepts = |size: f64| {
        let rest: Vec<Article> = articles
            .iter()
            .enumerate()
            .map(|(n, &(sum, weight))| (if n < at { sum } else { sum - size * weight }, weight))
            .collect();
        let found = gain(&rest, cuts);
        let mut order = rest;
        order.sort_by(|x, y| (x.0 / x.1).total_cmp(&(y.0 / y.1)));
        let mut series = Vec::with_capacity(order.len());
        let as_good = ranks.iter().filter(|ranks| {
            deal(&order, ranks, &mut series);
            gain(&series, cuts) >= found - 1e-9
        });
        as_good.count() + 1 > (RATE * (ranks.len() + 1) as f64) as usize
    };
    // Between what is accepted and what is not.
    let end = |inside: f64, outside: f64| {
        let (mut inside, mut outside) = (inside, outside);
        if accepts(outside) {
            return outside;
        }
        for _ in 0..HALVINGS {
            let middle = (inside + outside) / 2.0;
            if accepts(middle) { inside = middle } else { outside = middle }
        }
        inside
    };
    let step = step.clamp(-WHOLE, WHOLE);
    if reject && !accepts(step) {
        return (-WHOLE, WHOLE);
    }
    let far = WHOLE.copysign(step);
    let (near, far) = if reject {
        // None is not accepted by p, whose word on that counts.
        let near = end(step, 0.0);
        (if near == 0.0 { f64::MIN_POSITIVE.copysign(step) } else { near }, end(step, far))
    } else {
        (end(0.0, -far), end(if accepts(step) { step } else { 0.0 }, far))
    };
    (near.min(far), near.max(far))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::AttributionKind;
    use crate::classify::Label;
    use crate::score::Actor;
    use rand::RngExt;
    use rand_distr::StandardNormal;

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
        let found = changes(&units, &[], &records);
        assert_eq!(found.len(), 1);
        let change = &found[0];
        assert_eq!(change.first_after.to_string(), "2031-01-15");
        let Contrast { low, high, p, q, .. } = change.contrast;
        assert!(p <= 0.002 && q.unwrap() <= 0.002 && high < -0.5 && low > -1.5, "{change:?}");
        assert_eq!((change.articles_before, change.articles_after), (14, 10));
        let evidence = change_drivers(change, &units, &[], &records, 2);
        assert_eq!(evidence.len(), 4);
        assert!(evidence[0].date >= Some(change.first_after) && evidence[0].score < -0.4, "{evidence:?}");
        assert!(evidence[2].date <= Some(change.last_before) && evidence[2].score > 0.7, "{evidence:?}");
    }

    #[test]
    fn too_few_articles_have_no_change_and_noise_is_called_chance() {
        let (unit, records) = series("Ana Ruiz", &[0.9, 0.9, 0.9, 0.9, -0.9, -0.9, -0.9, -0.9, -0.9]);
        assert!(changes(&[unit], &[], &records).is_empty(), "four articles before");
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
        let found = changes(&units, &[], &all);
        let small = found.iter().filter(|change| change.contrast.p < 0.05).count();
        assert!(found.len() == 60 && small <= 8, "{small} of {} below 0.05", found.len());
        assert!(found.iter().all(|change| !change.contrast.found()), "{:?}", found[0]);
    }

    #[test]
    fn whether_a_series_is_tested_does_not_depend_on_its_order() {
        // Twelve articles in 40 orders, some of them waves; and eleven of which two differ: no order of them is rare.
        let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
        let values: Vec<f64> = (0..12).map(|n| f64::from(n) / 6.0 - 0.9).collect();
        for n in 0..40 {
            let ranks = ranks(12, if n % 2 == 0 { 0.0 } else { 0.9 }, &mut random);
            let scores: Vec<f64> = ranks.iter().map(|&rank| values[rank as usize]).collect();
            let (unit, records) = series("Ana Ruiz", &scores);
            let found = changes(&[unit], &[], &records);
            assert!(found[0].contrast.q.is_some(), "{n}: {:?}", found[0]);
        }
        for place in 0..10 {
            let mut scores = [0.5; 11];
            (scores[place], scores[place + 1]) = (0.4, 0.4);
            let (unit, records) = series("Ana Ruiz", &scores);
            assert_eq!(changes(&[unit], &[], &records)[0].contrast.q, None, "{place}");
        }
    }

    /// Articles for, against or neutral, each as likely like the one before as `correlation` says, and raised by `step` from the
    /// middle on.
    fn waves(length: usize, correlation: f64, step: f64, random: &mut Xoshiro256PlusPlus) -> Vec<Article> {
        let mut level = random.sample::<f64, _>(StandardNormal);
        (0..length)
            .map(|n| {
                let now = level;
                level = correlation * level
                    + (1.0 - correlation * correlation).sqrt() * random.sample::<f64, _>(StandardNormal);
                let label = if now > 0.6 {
                    0.85
                } else if now < -0.6 {
                    -0.85
                } else {
                    0.0
                };
                (label + if n < length / 2 { 0.0 } else { step }, 1.0)
            })
            .collect()
    }

    /// Of so many series: shares with p below 0.05, with an interval that misses `step`, and that is the whole scale.
    fn rates(length: usize, correlation: f64, step: f64, series: u64) -> [f64; 3] {
        let cuts: Vec<usize> = (CHANGE_ARTICLES..length + 1 - CHANGE_ARTICLES).collect();
        let found: Vec<[bool; 3]> = (0..series)
            .into_par_iter()
            .map(|n| {
                let mut random = Xoshiro256PlusPlus::seed_from_u64(n);
                let found = test(&waves(length, correlation, step, &mut random), &cuts, n).unwrap();
                [found.p < RATE, !(found.low..=found.high).contains(&step), found.high - found.low > 3.99]
            })
            .collect();
        std::array::from_fn(|k| found.iter().filter(|one| one[k]).count() as f64 / series as f64)
    }

    #[test]
    fn waves_are_no_changes_and_changes_are_found() {
        for (length, correlation) in [(20, 0.0), (40, 0.3), (40, 0.6), (120, 0.6)] {
            let [significant, missed, _] = rates(length, correlation, 0.0, 200);
            assert!(significant <= 0.11 && missed <= 0.11, "{length}, {correlation}: {significant} {missed}");
        }
        let [significant, missed, _] = rates(120, 0.3, 0.5, 100);
        assert!(significant > 0.6 && missed <= 0.12, "{significant} {missed}");
    }

    /// Of 100 clean changes in so many articles, from -0.6 to 0.6 with a deviation of 0.12: how many are not found.
    fn missed(length: usize) -> usize {
        let cuts: Vec<usize> = (CHANGE_ARTICLES..length + 1 - CHANGE_ARTICLES).collect();
        let found = |n: u64| {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(n);
            let level = |at: usize| if at < length / 2 { -0.6 } else { 0.6 };
            let articles: Vec<Article> =
                (0..length).map(|at| (level(at) + 0.12 * random.sample::<f64, _>(StandardNormal), 1.0)).collect();
            test(&articles, &cuts, n).unwrap().p < RATE
        };
        (0..100).filter(|n| !found(*n)).count()
    }

    /// `cargo test --lib how_often_clean_changes_are_missed -- --ignored --nocapture`: the figures of docs/positions.md.
    #[test]
    #[ignore = "a table, not a test"]
    fn how_often_clean_changes_are_missed() {
        for length in [12, 16, 20] {
            println!("{length} articles: {} %", missed(length));
        }
    }

    #[test]
    fn a_clean_change_is_no_long_wave() {
        // Few articles cannot tell a change from a wave for sure.
        for (length, most) in [(12, 40), (16, 25), (20, 12)] {
            let missed = missed(length);
            assert!(missed <= most, "{missed} of 100 with {length} articles");
        }
        // Two levels and nothing else.
        let articles: Vec<Article> = (0..12).map(|at| (if at < 6 { -1.0 } else { 1.0 }, 1.0)).collect();
        let found = test(&articles, &[5, 6, 7], 1).unwrap();
        assert!(found.p < RATE && found.correlation < 0.1, "{} {}", found.p, found.correlation);
    }

    /// `cargo test --lib how_often_changes_are_found -- --ignored --nocapture`: the table of docs/positions.md.
    #[test]
    #[ignore = "a table, not a test"]
    fn how_often_changes_are_found() {
        for length in [20, 40, 120] {
            for correlation in [0.0, 0.3, 0.6] {
                for step in [0.0, 0.5, 1.0] {
                    let rates = rates(length, correlation, step, 1000).map(|rate| format!("{:.1} %", rate * 100.0));
                    println!("| {length} | {correlation} | {step} | {} |", rates.join(" | "));
                }
            }
        }
    }
}

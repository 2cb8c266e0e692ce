//! A unit's numbers: position, intervals, logit scale, dates.

use super::correct::{Corrected, FEW_ARTICLES, Method};
use super::interval::{ArticleSum, Interval, interval, interval_by_outlet};
use super::posterior::dirichlet;
use super::record::{Record, Weight};
use super::units::Unit;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where one speaker, or one group, stands on one target. Shares are in [0, 1], positions in [-1, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Canonical name of the speaker; empty where a group puts speakers together.
    pub speaker: String,
    /// The speaker's id, where the caller has filled it in.
    pub id: String,
    /// The group; empty where there are none.
    pub group: String,
    /// Speakers put together.
    pub speakers: u64,
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// Statements that count.
    pub statements: u64,
    /// Statements left out as copies.
    pub copies: u64,
    /// Statements left out as repetitions.
    pub repeats: u64,
    /// Articles that the statements stand in.
    pub articles: u64,
    /// Outlets that those articles name.
    pub outlets: u64,
    /// Statements labelled favor.
    pub favor: u64,
    /// Labelled against.
    pub against: u64,
    /// Labelled neutral.
    pub neutral: u64,
    /// Mean of P(favor) - P(against), weighted as asked for.
    pub position: f64,
    /// Ends of its 95 % interval, by bootstrap over articles.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Ends of the 95 % interval of p(favor) - p(against) over labels, by Dirichlet posterior: the shares of the statements,
    /// each of which weighs the same whatever `position` is weighted by, counted as so many as there are articles, or fewer
    /// where their lengths differ.
    pub posterior_low: f64,
    /// See `posterior_low`.
    pub posterior_high: f64,
    /// log(favor + 0.5) - log(against + 0.5) (Lowe et al. 2011), unbounded.
    pub logit: f64,
    /// The share of the actor's statements that are on the target's theme.
    pub salience: f64,
    /// Date of the earliest article with a date.
    pub first: Option<Date>,
    /// Date of the latest.
    pub last: Option<Date>,
    /// The position corrected for the classifier's errors, where gold allows it.
    pub corrected: Option<Corrected>,
}

impl Estimate {
    /// Whether the corrected interval is kept wider than 95 %, because so few articles as the actor's do not
    /// tell how far they differ (a correction by own gold has enough of them).
    pub fn corrected_wide(&self) -> bool {
        self.articles < FEW_ARTICLES as u64 && self.corrected.is_some_and(|c| c.method != Method::Own)
    }
}

/// One estimate a unit: the actor with the most statements first (one on two targets is one), then by name and group; an
/// actor's targets by statements, then by theme and target.
pub fn estimates(units: &[Unit], records: &[Record], weight: Weight) -> Vec<Estimate> {
    let mut spoken: HashMap<_, HashSet<usize>> = HashMap::new();
    for unit in units {
        spoken.entry(&unit.actor).or_default().extend(unit.observations.iter().map(|o| o.record));
    }
    let mut rows: Vec<(usize, Estimate)> =
        units.par_iter().map(|unit| (spoken[&unit.actor].len(), estimate(unit, records, weight))).collect();
    rows.sort_by(|(n, a), (m, b)| {
        let names = |e: &Estimate| (e.speaker.clone(), e.group.clone());
        (m, names(a), b.statements, &a.theme, &a.target).cmp(&(n, names(b), a.statements, &b.theme, &b.target))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

fn estimate(unit: &Unit, records: &[Record], weight: Weight) -> Estimate {
    let mut articles: BTreeMap<usize, (ArticleSum, Option<&str>)> = BTreeMap::new();
    for o in &unit.observations {
        let source = records[o.record].source.as_deref();
        let (sum, _) = articles.entry(o.article).or_insert((ArticleSum::default(), source));
        sum.score += o.score;
        sum.statements += 1;
    }
    let key = [unit.actor.speaker.as_str(), &unit.theme, &unit.target, &unit.actor.group];
    // Without a group the key is that of the run's own positions.csv, so that the same data give the same interval.
    let key = if unit.actor.group.is_empty() { &key[..3] } else { &key[..] };
    let Interval { position, low, high } = match weight {
        Weight::Statement => interval(&articles.values().map(|a| a.0).collect::<Vec<_>>(), key),
        Weight::Outlet => {
            let mut outlets: BTreeMap<Option<&str>, Vec<ArticleSum>> = BTreeMap::new();
            articles.values().for_each(|(sum, source)| outlets.entry(*source).or_default().push(*sum));
            interval_by_outlet(&outlets.into_values().collect::<Vec<_>>(), key)
        }
    };
    let [favor, against, neutral] = unit.labels();
    // Each statement weighs the same, as in the position; but they are worth no more than so many articles (Kish 1965), since
    // ten statements of one article are not ten witnesses.
    let all = unit.observations.len() as f64;
    let squares: f64 = articles.values().map(|(sum, ..)| (sum.statements as f64).powi(2)).sum();
    let counts = [favor, against, neutral].map(|n| n as f64 * all / squares);
    let (posterior_low, posterior_high) = dirichlet(counts, key);
    let dates: Vec<Date> = unit.observations.iter().filter_map(|o| records[o.record].date).collect();
    let outlets: HashSet<&str> = articles.values().filter_map(|(_, source)| *source).collect();
    Estimate {
        speaker: unit.actor.speaker.clone(),
        id: String::new(),
        group: unit.actor.group.clone(),
        speakers: unit.speakers,
        theme: unit.theme.clone(),
        target: unit.target.clone(),
        statements: unit.observations.len() as u64,
        copies: unit.copies,
        repeats: unit.repeats,
        articles: articles.len() as u64,
        outlets: outlets.len() as u64,
        favor,
        against,
        neutral,
        position,
        low,
        high,
        posterior_low,
        posterior_high,
        logit: (favor as f64 + 0.5).ln() - (against as f64 + 0.5).ln(),
        salience: unit.salience,
        first: dates.iter().min().copied(),
        last: dates.iter().max().copied(),
        corrected: None,
    }
}

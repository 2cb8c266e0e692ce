//! Positions corrected for the classifier's errors, from statements that people have labelled (gold).
//!
//! The estimand is the mean true stance (+1, -1, 0) of the statements that the machine assigns to the speaker and
//! target and that gold confirms to be the speaker's and on the theme. A statement that is coded by hand counts with its hand
//! code, whatever the estimator; what gold says of the machine's errors is for those that are not.
//! - `coded`: all of the unit's statements are coded by hand. The position is that of the hand codes, to the last digit.
//! - `own`: enough gold among the unit's own statements, drawn at random. Prediction-powered inference (Angelopoulos et
//!   al. 2023) with its power tuning, in the form of design-based supervised learning (Egami et al. 2023): each
//!   statement has a pseudo-outcome, the machine's score plus, where there is gold, the error divided by the sampling
//!   share. Whatever the classifier's errors are, the mean is unbiased. (That mean is the hand codes of those that have one,
//!   and for each of the others the machine's score and the mean error of those that have.) Clustered by article.
//! - `pooled`: too little gold of its own. The hand codes that it has, and for the other statements the target's confusion
//!   matrix over all gold, inverted (Rogan and Gladen 1978), less the part that is not the actor's. This assumes that the
//!   classifier errs for this speaker as it does for the others: the same labels for the same truth, and the same share of
//!   statements that are not the actor's.
//!
//! `error` says how intervals are made. `examples/coverage.rs` counts how often they hold the truth.

mod confusion;
mod error;
mod own;
mod pooled;

pub use confusion::Confusion;
pub use error::Error;
pub use own::own;
pub use pooled::pooled;

use super::units::{Observation, Unit};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Gold statements of a unit, and articles that they stand in, from which it is corrected by itself.
pub const OWN_STATEMENTS: usize = 20;
/// See [`OWN_STATEMENTS`].
pub const OWN_ARTICLES: usize = 8;
/// Gold statements of each true label from which a target's confusion matrix is used.
pub const POOLED_STATEMENTS: usize = 10;
/// Articles of a unit below which an interval is kept wider than 95 %: so few do not tell their own variance.
pub const FEW_ARTICLES: usize = 5;
/// Statements of each label that the prior adds.
const PRIOR: f64 = 1.0 / 3.0;
/// All of them.
const PRIOR_ALL: f64 = 1.0;

/// What gold says of one statement of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It is the actor's, on the theme, with this stance: 0 favor, 1 against, 2 neutral.
    Stance(usize),
    /// It is not the actor's, or not on the theme.
    Absent,
}

/// How a position was corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// All of the unit's statements are coded by hand.
    Coded,
    /// From gold among the unit's own statements.
    Own,
    /// From the unit's hand codes, and for its other statements the target's confusion matrix over all gold.
    Pooled,
}

impl Method {
    /// The name that files give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coded => "coded",
            Self::Own => "own",
            Self::Pooled => "pooled",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A corrected position; `low <= position <= high`, all in [-1, 1].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Corrected {
    /// Mean true stance.
    pub position: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Gold statements that it rests on: the unit's own, or with [`Method::Pooled`] all of the target.
    pub gold: u64,
    /// The unit's statements that are coded by hand, and count with their hand code.
    pub coded: u64,
    /// The correction led beyond -1 or 1, and the position was set to that end.
    pub clamped: bool,
    /// How.
    pub method: Method,
}

/// What a statement adds to a corrected position, which is the sum of the values by the sum of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outcome {
    /// Its stance; not in [-1, 1] where the machine's errors are taken out.
    pub value: f64,
    /// How much of it is the actor's, in [0, 1].
    pub weight: f64,
}

/// A corrected position, with what other numbers are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The position.
    pub corrected: Corrected,
    /// The middle of the interval, before it is cut to the scale.
    pub centre: f64,
    /// What each statement of the unit adds, in the unit's order.
    pub outcomes: Vec<Outcome>,
    /// What the error is made of.
    pub error: Error,
}

/// One statement as the estimators see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled {
    /// Its article.
    pub article: usize,
    /// Its number: a joint statement is there once for each of its speakers.
    pub record: usize,
    /// The machine's P(favor) - P(against).
    pub score: f64,
    /// The machine's label: 0 favor, 1 against, 2 neutral.
    pub label: usize,
    /// What gold says, if it is labelled.
    pub truth: Option<Truth>,
}

impl Sampled {
    /// The observation `o`, with what gold says of it.
    pub fn new(o: &Observation, truth: Option<Truth>) -> Self {
        Self { article: o.article, record: o.record, score: o.score as f64 / 1e4, label: o.label.index(), truth }
    }

    /// 1 where gold says that it is the actor's, else 0.
    fn member(&self) -> f64 {
        f64::from(u8::from(matches!(self.truth, Some(Truth::Stance(_)))))
    }

    /// The true stance where gold gives one, else 0.
    fn stance(&self) -> f64 {
        if let Some(Truth::Stance(k)) = self.truth { STANCES[k] } else { 0.0 }
    }
}

/// True stances: favor, against, neutral.
const STANCES: [f64; 3] = [1.0, -1.0, 0.0];

/// The correction of `unit` by the best means at hand: its own hand codes where all or enough statements have one, else those
/// that it has and `matrix`, the target's.
pub fn correction(unit: &[Sampled], matrix: Option<&Confusion>) -> Option<Correction> {
    let all_coded = unit.iter().all(|s| s.truth.is_some());
    let own = if all_coded { None } else { own(unit) };
    own.or_else(|| pooled(unit, matrix))
}

/// What gold allows.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    /// One a unit, in their order; `None` where there is too little gold.
    pub of_units: Vec<Option<Correction>>,
    /// Numbers of the units of whose statements gold has all, and confirms none: whatever the machine says of them, there is no
    /// position.
    pub none_confirmed: Vec<usize>,
    /// Each target without a confusion matrix, and the reason.
    pub reasons: Vec<(String, String)>,
}

/// The corrections of `units`. `truth` says what gold knows of an observation; `others` are statements that serve the confusion
/// matrices only.
pub fn corrections(
    units: &[Unit],
    others: &[Unit],
    truth: impl Fn(&Unit, &Observation) -> Option<Truth>,
    truth_of_others: impl Fn(&Unit, &Observation) -> Option<Truth>,
) -> Corrections {
    let sampled =
        |unit: &Unit| -> Vec<Sampled> { unit.observations.iter().map(|o| Sampled::new(o, truth(unit, o))).collect() };
    let samples: Vec<Vec<Sampled>> = units.iter().map(sampled).collect();
    let mut pools: HashMap<(&str, &str), Vec<Sampled>> = HashMap::new();
    for (unit, sample) in units.iter().zip(&samples) {
        pools.entry((&unit.theme, &unit.target)).or_default().extend(sample);
    }
    for unit in others {
        // Articles and statements of the other runs are others.
        let far =
            |o: &Observation| Observation { article: usize::MAX - o.article, record: usize::MAX - o.record, ..*o };
        let sample = unit.observations.iter().map(|o| Sampled::new(&far(o), truth_of_others(unit, o)));
        pools.entry((&unit.theme, &unit.target)).or_default().extend(sample);
    }
    let pools: BTreeMap<_, _> = pools.into_iter().map(|(key, sample)| (key, Confusion::learn(sample))).collect();
    let corrected = |(unit, sample): (&Unit, &Vec<Sampled>)| {
        let matrix = pools.get(&(unit.theme.as_str(), unit.target.as_str())).and_then(|pool| pool.as_ref().ok());
        correction(sample, matrix)
    };
    let of_units = units.iter().zip(&samples).map(corrected).collect();
    let unconfirmed = |number: &usize| samples[*number].iter().all(|s| s.truth == Some(Truth::Absent));
    let reason = |((_, target), pool): ((&str, &str), &Result<Confusion, String>)| {
        pool.as_ref().err().map(|reason| (target.to_owned(), reason.clone()))
    };
    Corrections {
        of_units,
        none_confirmed: (0..samples.len()).filter(unconfirmed).collect(),
        reasons: pools.iter().map(|(key, pool)| (*key, pool)).filter_map(reason).collect(),
    }
}

/// Sets the corrections of the `estimates`, those of `units` or of some of them, in any order.
pub fn correct(estimates: &mut [super::Estimate], units: &[Unit], corrections: &Corrections) {
    let of = units.iter().zip(&corrections.of_units);
    let by_unit: HashMap<_, super::Corrected> = of
        .filter_map(|(unit, found)| Some(((&unit.actor, &unit.theme, &unit.target), found.as_ref()?.corrected)))
        .collect();
    for estimate in estimates {
        let actor = super::Actor { speaker: estimate.speaker.clone(), group: estimate.group.clone() };
        estimate.corrected = by_unit.get(&(&actor, &estimate.theme, &estimate.target)).copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(article: usize, label: usize, truth: Option<Truth>) -> Sampled {
        Sampled { article, record: article, score: [0.8, -0.8, 0.0][label], label, truth }
    }

    /// A machine that finds four of five in favor and calls the rest neutral, and errs in nothing else.
    fn matrix() -> Confusion {
        let gold = (0..90).map(|n| {
            let y = n % 3;
            of(1000 + n, if n / 3 % 5 == 0 && y == 0 { 2 } else { y }, Some(Truth::Stance(y)))
        });
        Confusion::learn(gold).unwrap()
    }

    fn position(unit: &[Sampled], matrix: Option<&Confusion>) -> Corrected {
        correction(unit, matrix).unwrap().corrected
    }

    #[test]
    fn methods_are_written_by_their_names() {
        for method in [Method::Coded, Method::Own, Method::Pooled] {
            assert_eq!(serde_json::to_value(method).unwrap(), method.name());
        }
    }

    #[test]
    fn a_matrix_is_inverted() {
        let unit: Vec<Sampled> = (0..100).map(|n| of(n, if n < 80 { 0 } else { 2 }, None)).collect();
        let corrected = position(&unit, Some(&matrix()));
        assert!((corrected.position - 1.0).abs() < 1e-9 && corrected.low > 0.7, "{corrected:?}");
        assert!(!corrected.clamped && corrected.method == Method::Pooled && corrected.coded == 0);
        // Nine of ten, more than the machine ever finds: beyond the scale, and said so.
        let beyond: Vec<Sampled> = (0..100).map(|n| of(n, if n < 90 { 0 } else { 2 }, None)).collect();
        let corrected = position(&beyond, Some(&matrix()));
        assert!(corrected.clamped && corrected.position == 1.0 && corrected.low < 0.9, "{corrected:?}");
        assert!(correction(&unit, None).is_none() && correction(&[], Some(&matrix())).is_none());
    }

    #[test]
    fn who_is_coded_by_hand_throughout_has_the_position_of_the_hand_codes() {
        let truths = [0, 0, 1, 2, 0, 1, 2, 2, 0];
        let unit: Vec<Sampled> =
            truths.iter().enumerate().map(|(n, &y)| of(n / 2, 1, Some(Truth::Stance(y)))).collect();
        for matrix in [None, Some(matrix())] {
            let c = position(&unit, matrix.as_ref());
            assert_eq!((c.position, c.method, c.coded, c.gold), (2.0 / 9.0, Method::Coded, 9, 9), "{c:?}");
            assert!(c.low < -0.1 && c.high > 0.6 && !c.clamped, "nine statements of five articles: {c:?}");
        }
        // A statement that is not the actor's is none of the nine.
        let stray = [unit.clone(), vec![of(7, 0, Some(Truth::Absent))]].concat();
        assert_eq!(position(&stray, None).position, 2.0 / 9.0);
        // Forty articles: the interval of a mean.
        let many: Vec<Sampled> = (0..400).map(|n| of(n, 2, Some(Truth::Stance(n % 2)))).collect();
        let c = position(&many, None);
        assert!(c.position == 0.0 && (c.high - 0.098).abs() < 0.002 && (c.low + 0.098).abs() < 0.002, "{c:?}");
    }

    #[test]
    fn hand_codes_count_as_they_are_and_the_matrix_corrects_the_others() {
        let matrix = matrix();
        // Eight that the machine calls neutral and people in favor, beside eight that it calls against.
        let unit: Vec<Sampled> =
            (0..16).map(|n| of(n, if n < 8 { 2 } else { 1 }, (n < 8).then_some(Truth::Stance(0)))).collect();
        let c = position(&unit, Some(&matrix));
        assert!(c.position.abs() < 1e-9 && c.method == Method::Pooled && c.coded == 8, "{c:?}");
        // What is not coded alone has the matrix's error.
        let bare: Vec<Sampled> = unit.iter().map(|s| Sampled { truth: None, ..*s }).collect();
        let [some, none] = [&unit, &bare].map(|unit| correction(unit, Some(&matrix)).unwrap());
        assert!(some.error.of_matrix() < none.error.of_matrix());
        assert!(none.corrected.position < -0.3, "{:?}", none.corrected);
        // Subsets add up: value by weight over the statements is the position.
        let sums = some.outcomes.iter().fold((0.0, 0.0), |(x, w), o| (x + o.value, w + o.weight));
        assert!((sums.0 / sums.1 - c.position).abs() < 1e-9);
    }

    #[test]
    fn statements_that_are_not_the_actors_are_taken_out() {
        // A machine without errors, and every tenth statement a stray that it calls neutral.
        let own = (0..90).map(|n| of(n, n % 3, Some(Truth::Stance(n % 3))));
        let matrix = Confusion::learn(own.chain((90..100).map(|n| of(n, 2, Some(Truth::Absent))))).unwrap();
        let unit: Vec<Sampled> = (100..200).map(|n| of(n, if n < 190 { 0 } else { 2 }, None)).collect();
        assert!((position(&unit, Some(&matrix)).position - 1.0).abs() < 1e-9);
        // Three articles that agree say less than a standard error would have it.
        let few = position(&unit[..3], Some(&matrix));
        assert!(few.low < 0.0 && position(&unit[..8], Some(&matrix)).low > 0.2, "{few:?}");
    }

    #[test]
    fn gold_that_is_all_machine_error_moves_the_position() {
        let unit: Vec<Sampled> =
            (0..100).map(|n| Sampled { score: 0.9, ..of(n, 0, (n < 40).then_some(Truth::Stance(1))) }).collect();
        let found = own(&unit).unwrap();
        let c = found.corrected;
        assert!((c.position + 1.0).abs() < 1e-9 && c.high < -0.8, "{c:?}");
        let sums = found.outcomes.iter().fold((0.0, 0.0), |(x, w), o| (x + o.value, w + o.weight));
        assert!((sums.0 / sums.1 - c.position).abs() < 1e-9);
        assert!(own(&unit[21..]).is_none(), "19 gold statements are too few");
        assert!(Confusion::learn(unit).unwrap_err().contains("favor"));
    }
}

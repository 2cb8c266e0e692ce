//! Positions corrected for the classifier's errors, from statements that people have labelled (gold).
//!
//! The estimand is the mean true stance (+1, -1, 0) of the statements that the machine assigns to the speaker and
//! target and that gold confirms to be the speaker's and on the theme. Two estimators:
//! - `own`: enough gold among the unit's own statements, drawn at random. Prediction-powered inference (Angelopoulos et
//!   al. 2023) with its power tuning, in the form of design-based supervised learning (Egami et al. 2023): each
//!   statement has a pseudo-outcome, the machine's score plus, where there is gold, the error divided by the sampling
//!   share. Whatever the classifier's errors are, the mean is unbiased. The variance is clustered by article.
//! - `pooled`: too little gold of its own. The target's confusion matrix over all gold is inverted (Rogan and Gladen
//!   1978), and the part that is not the actor's taken out. This assumes that the classifier errs for this speaker as it
//!   does for the others: the same labels for the same truth, and the same share of statements that are not the actor's.
//!
//! Where few gold statements all agree with the machine, the plain variance of the errors is 0 and would pretend to
//! certainty. Both intervals are therefore those of a sample to which one statement is added, a third of each label
//! (Perks 1947): it adds its spread to the variance and itself to the size, and draws the interval, not the position, a
//! little towards the middle. Student's t has the degrees of freedom of Satterthwaite (1946), so that few articles of one
//! source of variance do not widen the others. `examples/coverage.rs` counts how often the intervals hold the truth.

use super::units::{Observation, Unit};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Gold statements of a unit, and articles that they stand in, from which it is corrected by itself.
pub const OWN_STATEMENTS: usize = 20;
/// See [`OWN_STATEMENTS`].
pub const OWN_ARTICLES: usize = 8;
/// Gold statements of each true label from which a target's confusion matrix is used.
pub const POOLED_STATEMENTS: usize = 10;
/// Articles of a unit below which a pooled interval is kept wider than 95 %: so few do not tell their own variance.
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
    /// From gold among the unit's own statements.
    Own,
    /// From the target's confusion matrix over all gold.
    Pooled,
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
    /// Gold statements that it rests on: the unit's own, or all of the target.
    pub gold: u64,
    /// How.
    pub method: Method,
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
}

/// True stances: favor, against, neutral.
const STANCES: [f64; 3] = [1.0, -1.0, 0.0];

/// The unit's own correction; `None` where it has too little gold.
pub fn own(unit: &[Sampled]) -> Option<Corrected> {
    let gold: Vec<&Sampled> = unit.iter().filter(|s| s.truth.is_some()).collect();
    let clusters = gold.iter().map(|s| s.article).collect::<HashSet<_>>().len();
    if gold.len() < OWN_STATEMENTS || clusters < OWN_ARTICLES {
        return None;
    }
    let (all, labelled) = (unit.len() as f64, gold.len() as f64);
    let member = |s: &Sampled| f64::from(u8::from(matches!(s.truth, Some(Truth::Stance(_)))));
    let stance = |s: &Sampled| if let Some(Truth::Stance(k)) = s.truth { STANCES[k] } else { 0.0 };
    let mean = |of: &dyn Fn(&Sampled) -> f64| gold.iter().map(|s| of(s)).sum::<f64>() / labelled;
    let members = mean(&member);
    if members == 0.0 {
        return None;
    }
    // How much of the machine's score is worth using: 1 if it is as good as gold, 0 if it is noise. PPI++ (Angelopoulos,
    // Duchi and Zrnic 2023) divides by 1 + n/N besides; here gold is part of the unit, and the least variance is at this.
    let gold_position = mean(&stance) / members;
    let part = |s: &Sampled| stance(s) - gold_position * member(s);
    let (score_mean, part_mean) = (mean(&|s| s.score), mean(&part));
    let covariance = mean(&|s| (s.score - score_mean) * (part(s) - part_mean));
    let variance = mean(&|s| (s.score - score_mean).powi(2));
    let power = if variance > 1e-9 { (covariance / variance).clamp(0.0, 1.0) } else { 1.0 };

    let machine = unit.iter().map(|s| s.score).sum::<f64>() / all;
    let error = mean(&|s| stance(s) - power * s.score);
    let position = (power * machine + error) / members;
    // Gold statements of the actor, with the prior's, which are favor, against and neutral in equal parts: mean 0.
    let confirmed = labelled * members;
    let size = confirmed + PRIOR_ALL;
    let centre = position * confirmed / size;
    let mut sums = Sums::new();
    for s in unit {
        let mut residual = power * (s.score - machine) / members;
        if s.truth.is_some() {
            let error = (stance(s) - power * s.score - error) - position * (member(s) - members);
            residual += all * error / size;
        }
        *sums.entry(s.article).or_default() += residual;
    }
    let prior = PRIOR * STANCES.iter().map(|stance| (stance - centre).powi(2)).sum::<f64>();
    let sampled = (cluster_variance(&sums) / (all * all), clusters);
    let half = half_width(&[sampled], prior / (size * size));
    Some(bounded(position, centre, half, gold.len(), Method::Own))
}

/// A target's confusion matrix, learned from all of its gold.
#[derive(Debug, Clone)]
pub struct Confusion {
    /// With whether it counts in `rows` and `counts`: a joint statement does so once, whoever its speakers are.
    gold: Vec<(Sampled, bool)>,
    /// Statements among them.
    statements: usize,
    /// P(machine says k | true y).
    rows: [[f64; 3]; 3],
    /// Gold statements by true label.
    counts: [f64; 3],
    /// P(a statement is not the actor's or not on the theme, and the machine says k).
    strays: [f64; 3],
    /// The value of each machine label that makes mean values unbiased: rows x values = true stances.
    values: [f64; 3],
}

impl Confusion {
    /// From the labelled ones of `gold`, statements of any actor on one target. A statement of two speakers is one witness of
    /// how the machine labels, and two of how often it finds the wrong speaker.
    ///
    /// # Errors
    /// In words, why there is no matrix: too few of a true label, or labels that the machine does not tell apart.
    pub fn learn(gold: impl IntoIterator<Item = Sampled>) -> Result<Self, String> {
        let mut seen = HashSet::new();
        let mut first = |s: &Sampled| matches!(s.truth, Some(Truth::Stance(_))) && seen.insert(s.record);
        let gold: Vec<(Sampled, bool)> =
            gold.into_iter().filter(|s| s.truth.is_some()).map(|s| (s, first(&s))).collect();
        let (mut rows, mut counts, mut strays) = ([[0.0f64; 3]; 3], [0.0f64; 3], [0.0f64; 3]);
        for (s, counted) in &gold {
            if let Some(Truth::Stance(y)) = s.truth {
                rows[y][s.label] += f64::from(u8::from(*counted));
                counts[y] += f64::from(u8::from(*counted));
            } else {
                strays[s.label] += 1.0 / gold.len() as f64;
            }
        }
        if let Some(y) = (0..3).find(|&y| counts[y] < POOLED_STATEMENTS as f64) {
            let label = ["favor", "against", "neutral"][y];
            return Err(format!("{} gold statements are {label}; {POOLED_STATEMENTS} are needed", counts[y]));
        }
        for (row, count) in rows.iter_mut().zip(counts) {
            row.iter_mut().for_each(|share| *share /= count);
        }
        let values = solve(rows, STANCES).ok_or("the machine's labels do not depend on the true ones")?;
        let statements = gold.iter().map(|(s, _)| s.record).collect::<HashSet<_>>().len();
        Ok(Self { gold, statements, rows, counts, strays, values })
    }

    /// The correction of `unit` by this matrix; `None` where there is no statement, or none is likely to be its own.
    pub fn correct(&self, unit: &[Sampled]) -> Option<Corrected> {
        let all = unit.len() as f64;
        let kept = 1.0 - self.strays.iter().sum::<f64>();
        if unit.is_empty() || kept < 1e-9 {
            return None;
        }
        let mut shares = [0.0; 3];
        unit.iter().for_each(|s| shares[s.label] += 1.0 / all);
        let smooth = shares.map(|share| (share * all + PRIOR) / (all + PRIOR_ALL));
        let mean = |shares: &[f64; 3]| (0..3).map(|k| shares[k] * self.values[k]).sum::<f64>();
        let corrected = |shares: &[f64; 3]| (mean(shares) - mean(&self.strays)) / kept;
        let (position, centre) = (corrected(&shares), corrected(&smooth));

        let mut sums = Sums::new();
        for s in unit {
            *sums.entry(s.article).or_default() += (self.values[s.label] - mean(&shares)) / kept;
        }
        let of_unit = cluster_variance(&sums) / (all + PRIOR_ALL).powi(2);
        let of_gold = self.influence(&shares, position)?;
        let truth = self.truth(&shares)?;
        let spread = |around: f64| PRIOR * self.values.iter().map(|value| (value - around).powi(2)).sum::<f64>();
        let of_row = |y: usize| spread(STANCES[y]) * (truth[y] / (self.counts[y] + PRIOR_ALL)).powi(2);
        let prior = spread(mean(&smooth)) / (kept * (all + PRIOR_ALL)).powi(2) + (0..3).map(of_row).sum::<f64>();
        let parts = [(of_unit, sums.len()), (cluster_variance(&of_gold), of_gold.len())];
        let half = match sums.len() {
            // One article has no variance that could be seen; its interval is the whole scale.
            0 | 1 => 2.0,
            few @ 2..FEW_ARTICLES => t_quantile(few as f64 - 1.0) * (parts[0].0 + parts[1].0 + prior).sqrt(),
            _ => half_width(&parts, prior),
        };
        Some(bounded(position, centre, half, self.statements, Method::Pooled))
    }

    /// The true shares behind the machine's `shares`, none below 0.
    fn truth(&self, shares: &[f64; 3]) -> Option<[f64; 3]> {
        let transposed = std::array::from_fn(|k| std::array::from_fn(|y| self.rows[y][k]));
        let own = std::array::from_fn(|k| shares[k] - self.strays[k]);
        let truth = solve(transposed, own)?.map(|share| share.max(0.0));
        let all: f64 = truth.iter().sum();
        Some(truth.map(|share| share / all.max(1e-9)))
    }

    /// How the matrix varies with the gold that it is learned from: each gold article's part in the error of `position`.
    fn influence(&self, shares: &[f64; 3], position: f64) -> Option<Sums> {
        let truth = self.truth(shares)?;
        let (all, kept) = (self.gold.len() as f64, 1.0 - self.strays.iter().sum::<f64>());
        let stray_mean: f64 = (0..3).map(|k| self.strays[k] * (self.values[k] - position)).sum();
        let mut sums = Sums::new();
        for (s, counted) in &self.gold {
            let stray = if let Some(Truth::Stance(y)) = s.truth {
                // rows[y] x values is STANCES[y] by construction.
                if *counted {
                    let error = truth[y] * (self.values[s.label] - STANCES[y]) / (self.counts[y] + PRIOR_ALL);
                    *sums.entry(s.article).or_default() -= error;
                }
                0.0
            } else {
                self.values[s.label] - position
            };
            *sums.entry(s.article).or_default() -= (stray - stray_mean) / kept / all;
        }
        Some(sums)
    }
}

/// Sets the corrections of the `estimates` (those of `units` or of some of them, in any order) that gold allows. `truth`
/// says what gold knows of an observation; `others` are statements that serve the confusion matrices only. Gives back each
/// target without a matrix, and the reason.
pub fn correct(
    estimates: &mut [super::Estimate],
    units: &[Unit],
    others: &[Unit],
    truth: impl Fn(&Unit, &Observation) -> Option<Truth>,
    truth_of_others: impl Fn(&Unit, &Observation) -> Option<Truth>,
) -> Vec<(String, String)> {
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
    let pools: std::collections::BTreeMap<_, _> =
        pools.into_iter().map(|(key, sample)| (key, Confusion::learn(sample))).collect();
    let mut corrections: HashMap<_, Corrected> = HashMap::new();
    for (unit, sample) in units.iter().zip(&samples) {
        let pooled = || pools.get(&(unit.theme.as_str(), unit.target.as_str()))?.as_ref().ok()?.correct(sample);
        if let Some(corrected) = own(sample).or_else(pooled) {
            corrections.insert((&unit.actor, &unit.theme, &unit.target), corrected);
        }
    }
    for estimate in estimates {
        let actor = super::Actor { speaker: estimate.speaker.clone(), group: estimate.group.clone() };
        estimate.corrected = corrections.get(&(&actor, &estimate.theme, &estimate.target)).copied();
    }
    let reason = |((_, target), pool): ((&str, &str), Result<Confusion, String>)| {
        pool.err().map(|reason| (target.to_owned(), reason))
    };
    pools.into_iter().filter_map(reason).collect()
}

/// Sums by article.
type Sums = HashMap<usize, f64>;

/// An interval around `centre` that holds the position.
fn bounded(position: f64, centre: f64, half: f64, gold: usize, method: Method) -> Corrected {
    let position = position.clamp(-1.0, 1.0);
    let (low, high) = ((centre - half).clamp(-1.0, position), (centre + half).clamp(position, 1.0));
    Corrected { position, low, high, gold: gold as u64, method }
}

/// Half of the 95 % interval for a sum of independent variances, each with the clusters that it is estimated from, and
/// the `prior`'s, which is known. The degrees of freedom are Satterthwaite's.
fn half_width(parts: &[(f64, usize)], prior: f64) -> f64 {
    let all = prior + parts.iter().map(|(variance, _)| variance).sum::<f64>();
    let lost: f64 = parts.iter().map(|&(v, clusters)| v * v / (clusters as f64 - 1.0).max(1.0)).sum();
    t_quantile(if lost > 0.0 { all * all / lost } else { f64::INFINITY }) * all.sqrt()
}

/// The variance of a sum over clusters whose residuals have the mean 0.
fn cluster_variance(sums: &Sums) -> f64 {
    let clusters = sums.len() as f64;
    // Sorted, so that the last digit does not depend on the order of a hash map.
    let mut squares: Vec<f64> = sums.values().map(|sum| sum * sum).collect();
    squares.sort_unstable_by(f64::total_cmp);
    if clusters < 2.0 { 0.0 } else { squares.iter().sum::<f64>() * clusters / (clusters - 1.0) }
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom, by its expansion around the normal's (Fisher
/// and Cornish 1960); off by less than 0.02 from 4 degrees on, and exact values below.
fn t_quantile(freedom: f64) -> f64 {
    const Z: f64 = 1.959_963_984_540_054;
    const EXACT: [f64; 3] = [12.706, 4.303, 3.182];
    if freedom < 4.0 {
        return EXACT[(freedom.max(1.0) as usize - 1).min(2)];
    }
    let (z3, z5, z7) = (Z.powi(3), Z.powi(5), Z.powi(7));
    Z + (z3 + Z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * Z) / (384.0 * freedom.powi(3))
}

/// x with `matrix` x = `right`, by Cramer's rule; `None` if the matrix is close to singular.
fn solve(matrix: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(matrix);
    (whole.abs() > 0.01).then(|| {
        std::array::from_fn(|column| {
            let mut replaced = matrix;
            (0..3).for_each(|row| replaced[row][column] = right[row]);
            determinant(replaced) / whole
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_inverted() {
        // All truly in favor; the machine finds 80 % of them and calls the rest neutral.
        let gold = (0..90).map(|n| {
            let y = n % 3;
            let label = if n / 3 % 5 == 0 { 2 } else { y };
            Sampled { article: n, record: n, score: 0.0, label, truth: Some(Truth::Stance(y)) }
        });
        let matrix = Confusion::learn(gold).unwrap();
        let unit: Vec<Sampled> = (0..100)
            .map(|n| Sampled { article: n, record: n, score: 0.0, label: if n < 80 { 0 } else { 2 }, truth: None })
            .collect();
        let corrected = matrix.correct(&unit).unwrap();
        assert!((corrected.position - 1.0).abs() < 1e-9 && corrected.low > 0.7, "{corrected:?}");
    }

    #[test]
    fn statements_that_are_not_the_actors_are_taken_out() {
        let of = |article, label, truth| Sampled { article, record: article, score: 0.0, label, truth };
        // A machine without errors, and every tenth statement a stray that it calls neutral.
        let own = (0..90).map(|n| of(n, n % 3, Some(Truth::Stance(n % 3))));
        let matrix = Confusion::learn(own.chain((90..100).map(|n| of(n, 2, Some(Truth::Absent))))).unwrap();
        let unit: Vec<Sampled> = (0..100).map(|n| of(n, if n < 90 { 0 } else { 2 }, None)).collect();
        assert!((matrix.correct(&unit).unwrap().position - 1.0).abs() < 1e-9);
        // Three articles that agree say less than a standard error would have it.
        let few = matrix.correct(&unit[..3]).unwrap();
        assert!(few.low < 0.0 && matrix.correct(&unit[..8]).unwrap().low > 0.2, "{few:?}");
        assert!(matrix.correct(&[]).is_none());
    }

    #[test]
    fn gold_that_is_all_machine_error_moves_the_position() {
        let unit: Vec<Sampled> = (0..100)
            .map(|n| Sampled {
                article: n,
                record: n,
                score: 0.9,
                label: 0,
                truth: (n < 40).then_some(Truth::Stance(1)),
            })
            .collect();
        let corrected = own(&unit).unwrap();
        assert!((corrected.position + 1.0).abs() < 1e-9 && corrected.high < -0.8, "{corrected:?}");
        assert!(own(&unit[21..]).is_none(), "19 gold statements are too few");
        assert!(Confusion::learn(unit).unwrap_err().contains("favor"));
    }

    #[test]
    fn a_joint_statement_is_one_witness_of_the_labels_and_two_of_the_speakers() {
        let of =
            |record, label, y| Sampled { article: record, record, score: 0.0, label, truth: Some(Truth::Stance(y)) };
        let gold: Vec<Sampled> = (0..30).map(|n| of(n, n % 3, n % 3)).chain([of(30, 2, 0)]).collect();
        let alone = Confusion::learn(gold.clone()).unwrap();
        let twice = Confusion::learn(gold.iter().chain(&gold[30..]).copied()).unwrap();
        assert_eq!((alone.rows, alone.counts), (twice.rows, twice.counts));
        let unit: Vec<Sampled> = (0..9).map(|n| Sampled { truth: None, ..of(n, 0, 0) }).collect();
        assert_eq!(alone.correct(&unit), twice.correct(&unit));
        // Nine joint statements are no eighteen, and so too few.
        let few: Vec<Sampled> = gold[..29].iter().chain(&gold[..29]).copied().collect();
        assert!(Confusion::learn(few).unwrap_err().contains("9 gold statements are neutral"));
        // Two speakers of whom gold knows one: one stray of two assignments.
        let half = gold.iter().flat_map(|s| [*s, Sampled { truth: Some(Truth::Absent), ..*s }]);
        let half = Confusion::learn(half).unwrap();
        assert!((half.strays.iter().sum::<f64>() - 0.5).abs() < 1e-9 && half.rows == alone.rows, "{half:?}");
    }

    #[test]
    fn quantiles_of_t() {
        for (freedom, exact) in [(1.0, 12.706), (4.0, 2.776), (10.0, 2.228), (30.0, 2.042), (1000.0, 1.962)] {
            assert!((t_quantile(freedom) - exact).abs() < 0.02, "{freedom}");
        }
    }
}

//! Temperature and threshold of a head, from logits of rows that it was not fitted on.

use super::fit::loss;

/// The temperature, of a fine grid in [0.4, 4], with the least negative log likelihood of `rows` (logits and label); 1 where
/// there are none.
pub(super) fn temperature<'l>(rows: impl Iterator<Item = (&'l [f64], usize)> + Clone) -> f64 {
    const STEPS: u32 = 80;
    if rows.clone().next().is_none() {
        return 1.0;
    }
    let grid = (0..=STEPS).map(|step| 0.4 * 10.0_f64.powf(f64::from(step) / f64::from(STEPS)));
    let cost = |temperature: f64| rows.clone().map(|(logits, label)| loss(logits, label, temperature)).sum::<f64>();
    grid.map(|temperature| (cost(temperature), temperature))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(1.0, |(_, temperature)| temperature)
}

/// The threshold in [0.2, 0.8] with the best F1 of `rows` (probability, and whether it is). F1 is smoothed over
/// neighbouring thresholds, so that one lucky sentence does not set it; of equally good ones the middle is taken.
pub(super) fn threshold(rows: &[(f64, bool)]) -> f64 {
    const LOW: usize = 20;
    const HIGH: usize = 80;
    let f1 = |percent: usize| {
        let threshold = percent as f64 / 100.0;
        let found = rows.iter().filter(|(p, _)| *p >= threshold).count();
        let gold = rows.iter().filter(|(_, is)| *is).count();
        let both = rows.iter().filter(|(p, is)| *is && *p >= threshold).count();
        if found + gold == 0 { 0.0 } else { 2.0 * both as f64 / (found + gold) as f64 }
    };
    let scores: Vec<f64> = (LOW..=HIGH).map(f1).collect();
    let smooth: Vec<f64> = (0..scores.len())
        .map(|place| {
            let near = &scores[place.saturating_sub(5)..(place + 6).min(scores.len())];
            near.iter().sum::<f64>() / near.len() as f64
        })
        .collect();
    let best = smooth.iter().fold(0.0, |a: f64, &b| a.max(b));
    let places: Vec<usize> = (0..smooth.len()).filter(|place| smooth[*place] >= best - 1e-9).collect();
    (LOW + places.get(places.len() / 2).copied().unwrap_or(30)) as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_separates_what_can_be_separated() {
        let rows = [(0.1, false), (0.3, false), (0.35, false), (0.6, true), (0.9, true)];
        assert!((0.36..=0.6).contains(&threshold(&rows)));
    }

    #[test]
    fn without_rows_logits_stay_as_they_are() {
        assert_eq!(temperature(std::iter::empty()), 1.0);
    }

    #[test]
    fn overconfident_logits_get_a_temperature_above_one() {
        let logits = [[4.0], [4.0], [4.0], [4.0]];
        let rows = logits.iter().map(|l| &l[..]).zip([1, 1, 1, 0]);
        // Right in three of four cases: the logit should be ln 3 = 1.1.
        assert!((temperature(rows) - 4.0 / 3.0_f64.ln()).abs() < 0.1);
    }
}

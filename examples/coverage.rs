//! How often 95 % intervals cover the truth when a classifier codes the statements: plain and corrected, by simulation
//! from a confusion matrix. `cargo run --release --example coverage [SAMPLES]`.
//!
//! Each sample is a speaker with known shares of favor, against and neutral. Articles (clusters) vary around them; a
//! machine labels each statement by the confusion matrix; a random part is gold. `own` corrects from the speaker's own
//! gold, `pooled` from other speakers' gold alone.

use demarche::score::correct::{Confusion, Sampled, Truth, own};
use demarche::score::{ArticleSum, interval};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;

/// P(machine says column | true row), for favor, against, neutral.
const CONFUSION: [[f64; 3]; 3] = [[0.72, 0.06, 0.22], [0.08, 0.70, 0.22], [0.10, 0.08, 0.82]];
const SPEAKERS: [[f64; 3]; 4] = [[0.6, 0.2, 0.2], [0.9, 0.02, 0.08], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]];

fn main() {
    let samples: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    println!("{:<18} {:>8} {:>5} {:>7} {:>7} {:>7}", "favor/against/0", "articles", "gold", "plain", "own", "pooled");
    let mut sums = [(0u64, 0u64); 3];
    for shares in SPEAKERS {
        for (articles, part) in [(15, 0.6), (40, 0.3), (200, 0.1), (200, 0.3)] {
            let (covered, gold) = coverage(shares, articles, part, samples);
            let share = |(covered, of): (u64, u64)| {
                if of == 0 { "-".to_owned() } else { format!("{:.1} %", covered as f64 / of as f64 * 100.0) }
            };
            let [plain, own, pooled] = covered.map(share);
            let name = shares.map(|share| share.to_string()).join("/");
            println!("{name:<18} {articles:>8} {:>5} {plain:>7} {own:>7} {pooled:>7}", gold as u64 / samples.max(1));
            for (sum, (inside, of)) in sums.iter_mut().zip(covered) {
                sum.0 += inside;
                sum.1 += of;
            }
        }
    }
    let [plain, own, pooled] = sums.map(|(inside, of)| inside as f64 / of.max(1) as f64 * 100.0);
    println!("all: plain {plain:.1} %, own {own:.1} %, pooled {pooled:.1} %; nominal 95 %");
}

/// How often the plain, own and pooled interval held the truth, of how many, over `samples` seeded speakers; and the gold
/// statements of all of them.
pub fn coverage(shares: [f64; 3], articles: usize, part: f64, samples: u64) -> ([(u64, u64); 3], usize) {
    let mut covered = [(0u64, 0u64); 3];
    let mut gold = 0;
    for sample in 0..samples {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(sample);
        let truth = shares[0] - shares[1];
        let unit = draw(shares, articles, part, &mut random);
        gold += unit.iter().filter(|s| s.truth.is_some()).count();
        let mut check = |kind: usize, low: f64, high: f64| {
            covered[kind].0 += u64::from(low <= truth && truth <= high);
            covered[kind].1 += 1;
        };
        let plain = interval(&by_article(&unit), &["coverage", &sample.to_string()]);
        check(0, plain.low, plain.high);
        if let Some(c) = own(&unit) {
            check(1, c.low, c.high);
        }
        let others = draw([0.4, 0.2, 0.4], 60, 1.0, &mut random);
        if let Some(c) = Confusion::learn(others).ok().and_then(|matrix| matrix.correct(&unit)) {
            check(2, c.low, c.high);
        }
    }
    (covered, gold)
}

/// A speaker's statements in `articles` articles of 1 to 4 statements, of which a share `part` is gold.
fn draw(shares: [f64; 3], articles: usize, part: f64, random: &mut Xoshiro256PlusPlus) -> Vec<Sampled> {
    let mut out = vec![];
    for article in 0..articles {
        // One label sets the tone of the article: half of its statements have it.
        let tone = pick(shares, random);
        for _ in 0..random.random_range(1..5) {
            let y = if random.random::<f64>() < 0.5 { tone } else { pick(shares, random) };
            let label = pick(CONFUSION[y], random);
            let score = [0.7, -0.7, 0.0][label];
            let truth = (random.random::<f64>() < part).then_some(Truth::Stance(y));
            out.push(Sampled { article, score, label, truth });
        }
    }
    out
}

fn pick(shares: [f64; 3], random: &mut Xoshiro256PlusPlus) -> usize {
    let at: f64 = random.random();
    if at < shares[0] { 0 } else { 1 + usize::from(at >= shares[0] + shares[1]) }
}

fn by_article(unit: &[Sampled]) -> Vec<ArticleSum> {
    let mut sums: BTreeMap<usize, ArticleSum> = BTreeMap::new();
    for s in unit {
        let sum = sums.entry(s.article).or_default();
        sum.score += (s.score * 1e4).round() as i64;
        sum.statements += 1;
    }
    sums.into_values().collect()
}

//! How often 95 % intervals cover the truth when a classifier codes the statements: plain and corrected, by simulation
//! from confusion matrices. `cargo run --release --example coverage [SAMPLES] [EVALUATION.json]` prints the tables of
//! docs/positions.md; with the JSON of `demarche evaluate --json` also those of the machine that was evaluated.
//!
//! Each sample is a speaker with known shares of favor, against and neutral. Articles (clusters) vary around them; a tenth
//! of the statements are not the speaker's; a machine labels each statement by a confusion matrix; a random part is gold.
//! `own` corrects from the speaker's own gold, `pooled` from other speakers' gold alone. The last tables are of populations of
//! unlike speakers, a random part of whose statements is gold: as `positions` corrects them, and as it would if a speaker
//! with fewer than 20 gold statements had none that count as they are.

use demarche::score::correct::{Confusion, Sampled, Truth, correction, own, pooled};
use demarche::score::{ArticleSum, interval};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// P(machine says column | true row), for favor, against, neutral.
pub type Matrix = [[f64; 3]; 3];

/// A machine of middling quality, whose errors are not even.
pub const FAIR: Matrix = [[0.72, 0.06, 0.22], [0.08, 0.70, 0.22], [0.10, 0.08, 0.82]];
/// A poor one, which sees favor where there is none.
const POOR: Matrix = [[0.65, 0.10, 0.25], [0.20, 0.50, 0.30], [0.25, 0.10, 0.65]];
const SPEAKERS: [[f64; 3]; 4] = [[0.6, 0.2, 0.2], [0.9, 0.02, 0.08], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]];
/// What the machine says of statements that are not the speaker's or not on the theme.
const STRAY: [f64; 3] = [0.25, 0.15, 0.6];
/// The share of those.
const STRAYS: f64 = 0.1;
/// Whose gold the pooled correction is learned from.
const OTHERS: [f64; 3] = [0.4, 0.2, 0.4];

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// True shares of the speaker.
    pub shares: [f64; 3],
    /// The machine's errors for the speaker.
    pub machine: Matrix,
    /// Its errors for the others.
    pub machine_of_others: Matrix,
    /// Articles of the speaker.
    pub articles: usize,
    /// The share of statements that is gold.
    pub part: f64,
    /// Articles of the others, all gold.
    pub others: usize,
}

/// Intervals that held the truth, of how many, and the sum of their widths; the gold statements of all samples.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Plain, own, pooled.
    pub kinds: [(u64, u64, f64); 3],
    gold: u64,
}

impl Counts {
    fn add(mut self, other: Self) -> Self {
        for (sum, more) in self.kinds.iter_mut().zip(other.kinds) {
            *sum = (sum.0 + more.0, sum.1 + more.1, sum.2 + more.2);
        }
        self.gold += other.gold;
        self
    }

    /// The share of the intervals of one kind that held the truth.
    pub fn share(&self, kind: usize) -> f64 {
        self.kinds[kind].0 as f64 / self.kinds[kind].1 as f64
    }
}

fn main() {
    let number =
        |n: String| n.parse().unwrap_or_else(|_| panic!("{n}: no number; expected [SAMPLES] [EVALUATION.json]"));
    let samples: u64 = std::env::args().nth(1).map_or(1000, number);
    let evaluated = std::env::args().nth(2).map(|file| measured(&file)).unwrap_or_default();
    let of = |machine, shares, articles, part| Setting {
        shares,
        machine,
        machine_of_others: machine,
        articles,
        part,
        others: 60,
    };
    let machines = [("A fair machine".to_owned(), FAIR), ("A poor machine".to_owned(), POOR)];
    for (name, machine) in machines.into_iter().chain(evaluated) {
        println!("\n{name}; others' gold: 60 articles.");
        let rows = SPEAKERS.into_iter().flat_map(|shares| {
            [(5, 0.0), (15, 0.6), (40, 0.3), (200, 0.1), (200, 0.3)].map(|(n, part)| of(machine, shares, n, part))
        });
        table(&rows.collect::<Vec<_>>(), samples);
    }
    println!("\nA fair machine, few articles of the speaker, no gold of its own.");
    table(&[1, 2, 3, 4, 8].map(|n| of(FAIR, SPEAKERS[0], n, 0.0)), samples);
    println!("\nA fair machine; others' gold: 25 articles.");
    table(&SPEAKERS.map(|shares| Setting { others: 25, ..of(FAIR, shares, 40, 0.3) }), samples);
    println!("\nA machine that is poor for the speaker and fair for the others: the pooled assumption is wrong.");
    table(&SPEAKERS.map(|shares| Setting { machine_of_others: FAIR, ..of(POOR, shares, 40, 0.3) }), samples);
    for (name, machine) in [("fair", FAIR), ("poor", POOR)] {
        println!("\nPopulations of 40 speakers, each with 3 to 40 articles and shares of its own; a {name} machine.");
        populations(machine, samples.div_ceil(20));
    }
}

/// What is said of the positions of a population by one way to correct them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    /// Positions.
    pub of: f64,
    /// Intervals that hold the mean from which the speaker's articles are drawn.
    pub held: f64,
    /// Half widths.
    pub width: f64,
    /// Squared distance from the mean true stance of the statements that are there.
    pub squares: f64,
    /// Positions that lead beyond the scale.
    pub clamped: f64,
}

/// A speaker's true shares, and the statements with what is true of each.
type Known = ([f64; 3], Vec<(Sampled, Truth)>);

/// How the positions of a population fare with a random `part` of all statements gold: as `positions` corrects them, and where
/// too little own gold counts for the matrix alone.
pub fn population(machine: Matrix, part: f64, sample: u64) -> [Held; 2] {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1000 + sample);
    let speakers: Vec<Known> = (0..40)
        .map(|n| {
            // Even over the shares that there can be.
            let cuts = [random.random::<f64>(), random.random()];
            let (low, high) = (cuts[0].min(cuts[1]), cuts[0].max(cuts[1]));
            let (shares, articles) = ([low, high - low, 1.0 - high], random.random_range(3..41));
            let drawn = draw(shares, machine, articles, 1.0, &mut random);
            let place = |s: &Sampled| Sampled { article: s.article + n * 1000, record: s.record + n * 1000, ..*s };
            let known = drawn.iter().filter_map(|s| Some((place(s), s.truth?)));
            (
                shares,
                known
                    .map(|(s, truth)| (Sampled { truth: (random.random::<f64>() < part).then_some(truth), ..s }, truth))
                    .collect(),
            )
        })
        .collect();
    let matrix = Confusion::learn(speakers.iter().flat_map(|(_, unit)| unit.iter().map(|(s, _)| *s))).ok();
    let mut out = [Held::default(); 2];
    for (shares, known) in &speakers {
        let unit: Vec<Sampled> = known.iter().map(|(s, _)| *s).collect();
        let stances = known.iter().filter_map(|(_, truth)| match truth {
            Truth::Stance(y) => Some([1.0, -1.0, 0.0][*y]),
            Truth::Absent => None,
        });
        let (sum, count) = stances.fold((0.0, 0.0), |(sum, count), stance| (sum + stance, count + 1.0));
        let before = own(&unit).or_else(|| pooled(&uncoded(&unit), matrix.as_ref()));
        for (held, found) in out.iter_mut().zip([correction(&unit, matrix.as_ref()), before]) {
            let Some(c) = found.map(|found| found.corrected) else { continue };
            let truth = shares[0] - shares[1];
            held.of += 1.0;
            held.held += f64::from(u8::from(c.low <= truth && truth <= c.high));
            held.width += (c.high - c.low) / 2.0;
            held.squares += (c.position - sum / f64::max(count, 1.0)).powi(2);
            held.clamped += f64::from(u8::from(c.clamped));
        }
    }
    out
}

fn populations(machine: Matrix, samples: u64) {
    println!("| gold | hand codes as they are | corrected like the others |\n|---|---|---|");
    for part in [0.05, 0.1, 0.5, 1.0] {
        let all: Vec<[Held; 2]> = (0..samples).into_par_iter().map(|n| population(machine, part, n)).collect();
        let cells = [0, 1].map(|kind| {
            let sum = |of: fn(&Held) -> f64| all.iter().map(|held| of(&held[kind])).sum::<f64>();
            let n = sum(|h| h.of);
            format!(
                "{:.1} % (±{:.2}), off by {:.2}, {:.1} % beyond",
                sum(|h| h.held) / n * 100.0,
                sum(|h| h.width) / n,
                (sum(|h| h.squares) / n).sqrt(),
                sum(|h| h.clamped) / n * 100.0
            )
        });
        println!("| {} % | {} |", part * 100.0, cells.join(" | "));
    }
}

/// The same statements without gold.
fn uncoded(unit: &[Sampled]) -> Vec<Sampled> {
    unit.iter().map(|s| Sampled { truth: None, ..*s }).collect()
}

/// The matrices in the JSON of `demarche evaluate --json`: of all targets together, and of each that has ten statements
/// of every label. A statement whose theme was missed has no label and is left out, as it is of a position.
fn measured(file: &str) -> Vec<(String, Matrix)> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
    let confusion = &json["confusion"];
    let targets = confusion["by"].as_object().into_iter().flatten();
    let named = targets.map(|(target, counts)| (format!("The evaluated machine on {target}"), counts));
    let found: Vec<_> = std::iter::once(("The evaluated machine".to_owned(), &confusion["pooled"]))
        .chain(named)
        .filter_map(|(name, counts)| {
            let labels = ["favor", "against", "neutral"];
            let rows = labels.map(|truth| labels.map(|label| counts[truth][label].as_f64().unwrap_or(0.0)));
            let sums = rows.map(|row| row.iter().sum::<f64>());
            (sums.iter().all(|sum| *sum >= 10.0))
                .then(|| (name, std::array::from_fn(|y| rows[y].map(|count| count / sums[y]))))
        })
        .collect();
    assert!(!found.is_empty(), "{file}: no confusion matrix with ten statements of each label");
    found
}

fn table(rows: &[Setting], samples: u64) {
    println!("| true shares (favor/against/neutral) | articles | gold statements | plain | `own` | `pooled` |");
    println!("|---|---|---|---|---|---|");
    let mut all = Counts::default();
    for row in rows {
        let counts = coverage(*row, samples);
        let name = row.shares.map(|share| share.to_string()).join("/");
        let cells = [0, 1, 2].map(|kind| cell(&counts, kind, samples)).join(" | ");
        println!("| {name} | {} | {} | {cells} |", row.articles, counts.gold / samples.max(1));
        all = all.add(counts);
    }
    let error = (0.95f64 * 0.05 / samples as f64).sqrt() * 100.0;
    println!(
        "All rows: {}; {samples} samples a row, standard error of a share of 95 %: {error:.2} points.",
        ["plain", "own", "pooled"]
            .iter()
            .enumerate()
            .filter(|(kind, _)| all.kinds[*kind].1 > 0)
            .map(|(kind, name)| format!("{name} {:.1} %", all.share(kind) * 100.0))
            .collect::<Vec<_>>()
            .join(", ")
    );
}

/// Coverage and mean half width of a kind of interval, where at least half of the samples have it.
fn cell(counts: &Counts, kind: usize, samples: u64) -> String {
    let (_, of, width) = counts.kinds[kind];
    if of * 2 < samples {
        return "-".to_owned();
    }
    format!("{:.1} % (±{:.2})", counts.share(kind) * 100.0, width / of as f64 / 2.0)
}

/// How often the plain, own and pooled interval held the truth over `samples` seeded speakers.
pub fn coverage(setting: Setting, samples: u64) -> Counts {
    (0..samples)
        .into_par_iter()
        .map(|sample| one(setting, sample))
        .collect::<Vec<_>>()
        .into_iter()
        .fold(Counts::default(), Counts::add)
}

fn one(setting: Setting, sample: u64) -> Counts {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(sample);
    let truth = setting.shares[0] - setting.shares[1];
    let unit = draw(setting.shares, setting.machine, setting.articles, setting.part, &mut random);
    let mut counts = Counts { gold: unit.iter().filter(|s| s.truth.is_some()).count() as u64, ..Counts::default() };
    let mut check = |kind: usize, low: f64, high: f64| {
        counts.kinds[kind] = (u64::from(low <= truth && truth <= high), 1, high - low);
    };
    let plain = interval(&by_article(&unit), &["coverage", &sample.to_string()]);
    check(0, plain.low, plain.high);
    if let Some(c) = own(&unit).map(|found| found.corrected) {
        check(1, c.low, c.high);
    }
    let others = draw(OTHERS, setting.machine_of_others, setting.others, 1.0, &mut random);
    if let Some(c) = Confusion::learn(others).ok().and_then(|matrix| pooled(&uncoded(&unit), Some(&matrix))) {
        check(2, c.corrected.low, c.corrected.high);
    }
    counts
}

/// A speaker's statements in `articles` articles of 1 to 4 statements, of which a share `part` is gold.
fn draw(
    shares: [f64; 3],
    machine: Matrix,
    articles: usize,
    part: f64,
    random: &mut Xoshiro256PlusPlus,
) -> Vec<Sampled> {
    let mut out = vec![];
    for article in 0..articles {
        // One label sets the tone of the article: half of its statements have it.
        let tone = pick(shares, random);
        for _ in 0..random.random_range(1..5) {
            let stray = random.random::<f64>() < STRAYS;
            let y = if random.random::<f64>() < 0.5 { tone } else { pick(shares, random) };
            let label = pick(if stray { STRAY } else { machine[y] }, random);
            let score = [0.7, -0.7, 0.0][label];
            let truth = if stray { Truth::Absent } else { Truth::Stance(y) };
            let truth = (random.random::<f64>() < part).then_some(truth);
            out.push(Sampled { article, record: out.len(), score, label, truth });
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

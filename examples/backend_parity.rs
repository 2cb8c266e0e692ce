//! Both backends over labelled sentences: the largest differences between them, and how fast each is.
//!
//! ```sh
//! eval "$(tools/libtorch.sh env)"
//! cargo run --release --features rust-bert --example backend_parity -- GOLD.jsonl [RUNS] [DEVICE]
//! ```
//! Prints differences and rates alone, nothing of how the labels compare with the gold, so that it may run on a test
//! set. Loading is not timed; runs of the two take turns, and the median of RUNS (by default 3) is shown.

use anyhow::{Context, bail};
use demarche::encoder::{BackendKind, Device};
use demarche::evaluate::{GoldArticle, Predicted, read_gold};
use demarche::pipeline::Pipeline;
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else { bail!("GOLD.jsonl is missing") };
    let runs: usize = arguments.get(1).map_or(Ok(3), |runs| runs.parse()).context("RUNS is a number")?;
    let device: Device =
        arguments.get(2).map_or(Ok(Device::Cpu), |device| device.parse()).map_err(anyhow::Error::msg)?;
    let kinds = [(BackendKind::Ndarray, Device::Cpu), (BackendKind::RustBert, device)];
    let themes = Pipeline::builder().build()?.themes();
    let reader = BufReader::new(File::open(path).with_context(|| format!("cannot read {path}"))?);
    let gold = read_gold(reader, path, &themes)?;
    let mut seconds = [vec![], vec![]];
    let mut coded: [Vec<Vec<Predicted>>; 2] = [vec![], vec![]];
    let mut names = [String::new(), String::new()];
    for _ in 0..runs.max(1) {
        for (number, (kind, device)) in kinds.into_iter().enumerate() {
            // A new pipeline each time: a classifier remembers what it has read.
            let pipeline = Pipeline::builder().backend(kind, device).build()?;
            let inputs: Vec<_> = gold.iter().map(GoldArticle::input).collect();
            let start = Instant::now();
            let mut predicted = vec![];
            for inputs in inputs.chunks(64) {
                predicted.append(&mut pipeline.code_gold(inputs)?.predicted);
            }
            seconds[number].push(start.elapsed().as_secs_f64());
            coded[number] = predicted;
            names[number] = pipeline.backend().to_owned();
        }
    }
    let [ours, theirs] = &coded;
    let (mut themes, mut stances, mut labels, mut compared) = (0.0f32, 0.0f32, 0, 0);
    for (a, b) in ours.iter().flatten().zip(theirs.iter().flatten()) {
        for (a, b) in a.coded.themes.iter().zip(&b.coded.themes) {
            themes = themes.max((a.probability - b.probability).abs());
            labels += usize::from(a.present != b.present);
            compared += 1;
        }
        let (a, b) = (a.coded.stances.iter().chain(&a.gold_stances), b.coded.stances.iter().chain(&b.gold_stances));
        let (a, b): (Vec<_>, Vec<_>) = (a.collect(), b.collect());
        labels += a.len().abs_diff(b.len());
        for (a, b) in a.into_iter().zip(b) {
            stances = stances.max((a.favor - b.favor).abs()).max((a.against - b.against).abs());
            labels += usize::from(a.label != b.label);
            compared += 1;
        }
    }
    let sentences: usize = ours.iter().map(Vec::len).sum();
    println!("{sentences} sentences, {compared} labels, {labels} differ");
    println!("largest difference of a probability: themes {themes:.1e}, stances {stances:.1e}");
    for (name, seconds) in names.iter().zip(&mut seconds) {
        seconds.sort_by(f64::total_cmp);
        let median = seconds[seconds.len() / 2];
        println!("{name}: {:.1} sentences a second (median of {})", sentences as f64 / median, seconds.len());
    }
    if labels > 0 || themes > 1e-4 || stances > 1e-4 {
        bail!("the backends disagree");
    }
    Ok(())
}

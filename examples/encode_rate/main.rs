//! How fast the encoder is, by itself (`just bench-peers` compares it with others by this program).
//!
//! - `encode_rate tokenize --model DIR < TEXTS`: token ids, a line a text, special tokens included.
//! - `encode_rate encode --model DIR --ids FILE --threads N [--repetitions R] [--vectors FILE]`: sentences a second,
//!   time to load, time from the start of the process to the first vector, peak memory; one line of JSON.
//! - `encode_rate product --threads N`: the matrix product at the encoder's shapes, GFLOPS, best of 30.

#[path = "../../benches/peers/encoder/harness.rs"]
mod harness;
mod product;

use demarche::encoder::{Backend, Batch, Bert, EncoderError, ModelFolder};
use harness::{Encoder, Failure, Options, measure};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::io::stdin;

/// As in the classifier.
const TOKEN_BUDGET: usize = 512;

struct Ours {
    backend: Box<dyn Backend>,
    threads: ThreadPool,
    budget: usize,
}

impl Encoder for Ours {
    fn encode(&mut self, sequences: &[Vec<u32>]) -> Result<Vec<f32>, Failure> {
        let batches = batches(sequences, self.budget);
        let encode =
            |batch: &Batch| self.backend.encode(batch).map(|vectors| vectors.into_iter().collect::<Vec<f32>>());
        let vectors =
            self.threads.install(|| batches.par_iter().map(encode).collect::<Result<Vec<_>, EncoderError>>())?;
        Ok(vectors.concat())
    }
}

/// Batches in the order of the input, each at most `budget` tokens or one sequence.
fn batches(sequences: &[Vec<u32>], budget: usize) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for ids in sequences {
        if batches.last().is_none_or(|batch| batch.tokens() + ids.len() > budget) {
            batches.push(Batch::default());
        }
        if let Some(batch) = batches.last_mut() {
            batch.push(ids, &vec![0; ids.len()], std::slice::from_ref(&(0..ids.len())));
        }
    }
    batches
}

fn load(options: &Options) -> Result<Ours, Failure> {
    let model = ModelFolder::open(&options.path("model")?)?;
    let backend = Box::new(Bert::new(model.weights, None, &model.config)?);
    let threads = ThreadPoolBuilder::new().num_threads(options.number("threads", 1)?).build()?;
    Ok(Ours { backend, threads, budget: options.number("budget", TOKEN_BUDGET)? })
}

fn tokenize(options: &Options) -> Result<(), Failure> {
    let tokenizer = ModelFolder::open(&options.path("model")?)?.tokenizer;
    let special = tokenizer.special();
    for text in stdin().lines() {
        let ids = tokenizer.ids(&text?)?;
        let framed = [&[special.start], ids.as_slice(), &[special.end]].concat();
        println!("{}", framed.iter().map(u32::to_string).collect::<Vec<_>>().join(" "));
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let options = Options::read(arguments)?;
    match command.as_str() {
        "tokenize" => tokenize(&options),
        "encode" => measure(env!("CARGO_PKG_VERSION"), &options, load),
        "product" => product::measure(options.number("threads", 1)?),
        other => Err(format!("{other:?} is none of tokenize, encode, product").into()),
    }
}

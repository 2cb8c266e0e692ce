//! What every encoder of the comparison does around its own call, ours and the Rust peers: load, one sentence cold,
//! a warm-up, timed passes over all sentences, and one line of JSON. Included by path, so that all measure alike.
//!
//! A file of token ids holds a sequence a line, ids apart by spaces, special tokens included.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// What went wrong; the process ends with it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Sequences that are encoded before the clock starts.
const WARM_UP: usize = 64;

/// `--key value` pairs of the command line.
pub struct Options(HashMap<String, String>);

impl Options {
    /// Reads pairs `--key value`.
    ///
    /// # Errors
    /// If a key has no value.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut pairs = HashMap::new();
        while let Some(key) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{key} has no value"))?;
            pairs.insert(key.trim_start_matches('-').to_owned(), value);
        }
        Ok(Self(pairs))
    }

    /// The value of `--key`.
    ///
    /// # Errors
    /// If it was not given.
    pub fn text(&self, key: &str) -> Result<&str, Failure> {
        self.0.get(key).map(String::as_str).ok_or_else(|| format!("--{key} is missing").into())
    }

    /// The value of `--key` as a path.
    ///
    /// # Errors
    /// If it was not given.
    pub fn path(&self, key: &str) -> Result<PathBuf, Failure> {
        self.text(key).map(PathBuf::from)
    }

    /// The value of `--key`, or `default` if it was not given.
    ///
    /// # Errors
    /// If it is no number.
    pub fn number(&self, key: &str, default: usize) -> Result<usize, Failure> {
        self.0
            .get(key)
            .map_or(Ok(default), |text| text.parse().map_err(|_| format!("--{key} {text}: no number").into()))
    }
}

/// An encoder that is measured.
pub trait Encoder {
    /// The mean over all tokens of each sequence, in their order, end to end: `[sequences * hidden]`.
    ///
    /// # Errors
    /// What the encoder says.
    fn encode(&mut self, sequences: &[Vec<u32>]) -> Result<Vec<f32>, Failure>;
}

/// Measures what `load` gives and prints the line: seconds of each of `--repetitions` passes over `--ids`, milliseconds
/// to load, milliseconds from the start of the process to the first vector, peak memory. `--vectors FILE` takes the
/// vectors as little-endian f32.
///
/// # Errors
/// What the encoder says, or a file that cannot be read or written.
pub fn measure<E: Encoder>(
    version: &str,
    options: &Options,
    load: impl FnOnce(&Options) -> Result<E, Failure>,
) -> Result<(), Failure> {
    let ids = options.path("ids")?;
    let first = read_ids(&ids, 1)?;
    let start = Instant::now();
    let mut encoder = load(options)?;
    let load_ms = start.elapsed().as_secs_f64() * 1e3;
    encoder.encode(&first)?;
    let first_vector_ms = since_process_start()?;

    let sequences = read_ids(&ids, usize::MAX)?;
    encoder.encode(&sequences[..sequences.len().min(WARM_UP)])?;
    let (mut seconds, mut vectors) = (Vec::new(), Vec::new());
    for _ in 0..options.number("repetitions", 1)?.max(1) {
        let start = Instant::now();
        vectors = encoder.encode(&sequences)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    if let Ok(path) = options.path("vectors") {
        let mut file = BufWriter::new(File::create(path)?);
        for value in &vectors {
            file.write_all(&value.to_le_bytes())?;
        }
        file.flush()?;
    }
    println!(
        "{{\"version\": \"{version}\", \"sentences\": {}, \"tokens\": {}, \"seconds\": {seconds:?}, \
         \"sentences_per_second\": {:.2}, \"load_ms\": {load_ms:.1}, \"first_vector_ms\": {first_vector_ms:.1}, \
         \"peak_rss_mb\": {:.1}}}",
        sequences.len(),
        sequences.iter().map(Vec::len).sum::<usize>(),
        sequences.len() as f64 / median(seconds.clone()),
        peak_rss_mb()?,
    );
    Ok(())
}

/// The first `most` sequences of a file of token ids.
fn read_ids(path: &PathBuf, most: usize) -> Result<Vec<Vec<u32>>, Failure> {
    let file = File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    BufReader::new(file)
        .lines()
        .take(most)
        .map(|line| Ok(line?.split_whitespace().map(str::parse).collect::<Result<Vec<u32>, _>>()?))
        .collect()
}

/// Milliseconds since the moment that the caller put into `BENCH_STARTED_NS` (Unix time) when it started this process.
fn since_process_start() -> Result<f64, Failure> {
    match std::env::var("BENCH_STARTED_NS") {
        Ok(started) => {
            Ok((SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as f64 - started.parse::<f64>()?) / 1e6)
        }
        Err(_) => Ok(f64::NAN),
    }
}

/// The most memory that this process held, mapped files included, in MB (10^6 bytes).
fn peak_rss_mb() -> Result<f64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? * 1024.0 / 1e6)
}

/// The middle value; of an even number, the mean of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    (values[(values.len() - 1) / 2] + values[values.len() / 2]) / 2.0
}

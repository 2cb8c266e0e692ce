//! Reads news articles and says who stands where.
//!
//! The crate is one pipeline; each stage is a module, in the order in which data flows:
//!
//! ```text
//! article -> segment -> attribute -> codebook, encoder, classify -> score -> output
//! Article    Sentence   Statement    CodedStatement                 Position
//! ```
//!
//! A lower stage never imports a higher one, and every type keeps offsets into the article's text. The whole job, as the
//! command `classify` does it:
//!
//! ```
//! use demarche::{article::Inputs, job::Job, output::RunWriter, pipeline::Pipeline};
//!
//! # let dir = tempfile::tempdir()?;
//! # let folder = &dir.path().join("run");
//! let inputs = ["data/articles/2023-08-08-wang-lavrov-call.txt"];
//! let pipeline = Pipeline::builder().build()?;
//! let writer = RunWriter::create(folder, false)?.naming(pipeline.directory());
//! let run = Job::new(&pipeline).run(Inputs::new(inputs).open(), writer, pipeline.run_info(&inputs), &mut ())?;
//! for position in &run.positions {
//!     println!("{} on {}: {:+.2}", position.speaker, position.target, position.position);
//! }
//! let losses = run.manifest.counts.problems.total; // each with file, record and reason in problems.jsonl
//! assert!(losses == 0 && run.positions.iter().any(|position| position.speaker == "Wang Yi"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Without a folder, [`Pipeline::code`](pipeline::Pipeline::code) gives the statements of articles, an
//! [`Aggregator`](score::Aggregator) their positions, [`CodedArticle::lines`](pipeline::CodedArticle::lines) what can be written and
//! read back, and [`Runs::of`](output::Runs::of) what the modules `score` and `compare` work on.
//!
//! A program of its own brings the folder `models/default` (beside it, or anywhere, by
//! [`model`](pipeline::PipelineBuilder::model)); codebook, speakers and word lists are compiled in. The crates of the command
//! line stay out with `default-features = false`. A text in memory becomes an article as the reader of files makes one, with its
//! notes, by [`article::Inputs::open_with`]:
//!
//! ```
//! use demarche::article::Inputs;
//!
//! let line = r#"{"id": "a1", "text": "Anna Roe said yes.", "date": "2024-05-01"}"#;
//! let mut read = Inputs::new(["-"]).open_with(move || Box::new(line.as_bytes()));
//! assert!(read.next().is_some_and(|article| article.is_ok_and(|article| article.id == "a1" && article.date.is_some())));
//! ```
#![warn(missing_docs)]

// Their types stand in signatures.
pub use {jiff, serde_json};

pub mod article;
pub mod attribute;
pub mod checksum;
pub mod classify;
pub mod codebook;
pub mod compare;
mod decimals;
pub mod encoder;
pub mod evaluate;
pub mod export;
pub mod job;
pub mod logistic;
pub mod output;
pub mod pipeline;
mod plural;
pub mod problem;
mod recent;
pub mod report;
pub mod review;
pub mod score;
pub mod segment;
pub mod speakers;
pub mod train;
mod xml;

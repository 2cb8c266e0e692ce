//! Reads news articles and says who stands where.
//!
//! The crate is one pipeline; each stage is a module, in the order in which data flows:
//!
//! ```text
//! article -> segment -> attribute -> codebook, encoder, classify -> score -> output
//! Article    Sentence   Statement    CodedStatement                 Position
//! ```
//!
//! A lower stage never imports a higher one, and every type keeps offsets into the article's text. The whole job:
//!
//! ```
//! use demarche::{article::Inputs, pipeline::Pipeline, score::Aggregator};
//!
//! let pipeline = Pipeline::builder().build()?;
//! let mut articles = vec![];
//! for read in Inputs::new(["data/articles/2023-08-08-wang-lavrov-call.txt"]).open() {
//!     match read {
//!         Ok(article) => articles.push(article),
//!         Err(problem) => eprintln!("{}: {}", problem.file, problem.reason),
//!     }
//! }
//! let mut scores = Aggregator::new();
//! for coded in pipeline.code(articles)? {
//!     let article = &coded.article;
//!     coded.statements.iter().for_each(|s| scores.add(&article.id, article.date, article.source.as_deref(), s));
//! }
//! let positions = scores.positions();
//! assert!(positions.iter().any(|position| position.speaker == "Wang Yi" && position.statements > 0));
//! # Ok::<(), demarche::pipeline::PipelineError>(())
//! ```
//!
//! A program of its own brings the folder `models/default` (beside it, or anywhere, by
//! [`model`](pipeline::PipelineBuilder::model)); codebook, speakers and word lists are compiled in. A text in memory becomes an
//! article as the reader of files makes one, with its notes, by [`article::Inputs::open_with`]:
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

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
#![warn(missing_docs)]

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
pub mod report;
pub mod review;
pub mod score;
pub mod segment;
pub mod speakers;
pub mod train;
mod xml;

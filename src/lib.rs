//! Reads news articles and says who stands where.
//!
//! The crate is one pipeline; each stage is a module, in the order in which data flows:
//!
//! ```text
//! article -> segment -> attribute -> classify (codebook, encoder) -> score -> output
//! Article    Sentence   Statement    CodedStatement                  Position
//! ```
//!
//! A lower stage never imports a higher one, and every type keeps offsets into the article's text.
#![warn(missing_docs)]

pub mod article;
pub mod attribute;
pub mod classify;
pub mod codebook;
pub mod encoder;
pub mod evaluate;
pub mod output;
pub mod pipeline;
pub mod problem;
pub mod score;
pub mod segment;

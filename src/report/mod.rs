//! Stage 9, the report: runs that were read back and their numbers in, one HTML page and its figures out.
//!
//! [`report()`] takes a [`Source`] and gives a [`Report`]: a page that needs nothing but itself (styles, script, plots
//! and data are inside), and the same plots as SVG files. `matrix` sorts the estimates into speakers and targets once;
//! every section is a file that turns the matrix into what its part of the page shows: `headline` (sentences),
//! `reading` (what was read), `heat` (the map), `dots`, `timeline` and `network` (plots, drawn on `canvas`), `changes`
//! and `blocs` (over time, and between camps), `evidence` (the statements behind the numbers, as JSON), `method` (limits and citation). `page` puts them into the templates
//! under `templates/`, which escape whatever they are given; `assets/` holds the style sheet and the script. The same
//! source gives the same page, byte for byte.

mod blocs;
mod canvas;
mod changes;
mod dots;
mod evidence;
mod headline;
mod heat;
mod matrix;
mod method;
mod network;
mod page;
mod reading;
mod timeline;
mod words;

pub use canvas::Figure;

use crate::attribute::Directory;
use crate::codebook::Codebook;
use crate::output::{ProblemRow, Runs};
use crate::score::{Correction, Counting, Estimate, Unit};

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Headline of the page; by default it names what the report is about.
    pub title: Option<&'s str>,
    /// The runs.
    pub runs: &'s Runs,
    /// What the runs themselves could not fully read: the rows of their `problems.jsonl`.
    pub problems: &'s [ProblemRow],
    /// The statements by speaker and target. They are not grouped.
    pub units: &'s [Unit],
    /// The numbers of `units`.
    pub estimates: &'s [Estimate],
    /// How statements were counted.
    pub counting: Counting,
    /// Speakers and targets with fewer statements were left out.
    pub min_statements: u64,
    /// How many were.
    pub below: usize,
    /// The directory of speakers.
    pub directory: &'s Directory,
    /// The runs' codebook, where it is at hand: names and propositions for readers.
    pub codebook: Option<&'s Codebook>,
    /// What gold did, where it was given.
    pub gold: Option<&'s GoldNote>,
    /// What it makes of the statements of `units`, one a unit; empty without gold.
    pub corrections: &'s [Option<Correction>],
    /// What else the reader must know: a speaker who was asked for and has no statement, ...
    pub notes: &'s [String],
}

/// What the labelled statements came to.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldNote {
    /// The file, as the user named it.
    pub file: String,
    /// Statements in it.
    pub statements: usize,
    /// Of those, coded statements of the runs with a speaker and a stance.
    pub used: usize,
    /// Why positions could not be corrected.
    pub reasons: Vec<String>,
}

/// A page, and its plots.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The page: HTML, UTF-8.
    pub html: String,
    /// The plots of the page, for papers.
    pub figures: Vec<Figure>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A plot could not be drawn.
    #[error("the plot of {what} could not be drawn: {reason}")]
    Plot {
        /// What it shows.
        what: String,
        /// What the drawing library says.
        reason: String,
    },
    /// The page could not be put together.
    #[error("the page could not be put together: {0}")]
    Page(String),
}

/// Makes the report.
///
/// # Errors
/// [`ReportError`], which no input is known to cause: plots and page are written into memory.
pub fn report(source: &Source<'_>) -> Result<Report, ReportError> {
    let matrix = matrix::Matrix::new(source);
    let dots = dots::dots(&matrix)?;
    let changes = changes::Changes::new(source, &matrix);
    let timelines = timeline::timelines(source, &matrix, &changes)?;
    let network = network::network(source)?;
    let figures = dots.iter().map(|plot| plot.wide.clone());
    let figures = figures.chain(timelines.panels.iter().cloned()).chain(network.iter().map(|n| n.wide.clone()));
    let mut figures: Vec<Figure> = figures.collect();
    if let Some(map) = heat::figure(&matrix)? {
        figures.insert(0, map);
    }
    canvas::tell_apart(&mut figures);
    let html = page::page(source, &matrix, &dots, (&timelines, &changes), network.as_ref())?;
    Ok(Report { html, figures })
}

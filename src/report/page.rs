//! The page: what the sections show, put into the templates, with the styles, the script and the data inside.

use super::changes::{Changes, Turn};
use super::dots::Dots;
use super::headline::Headline;
use super::heat::Row;
use super::matrix::{CLEAR_ARTICLES, CLEAR_STATEMENTS, Matrix, Target};
use super::network::Network;
use super::reading::Reading;
use super::timeline::{Timelines, WINDOWS};
use super::words::{count, thousands};
use super::{ReportError, Source, evidence, headline, heat, method, reading};
use crate::checksum::sha256;
use askama::Template;

const CSS: &str = include_str!("assets/report.css");
const JS: &str = include_str!("assets/report.js");
/// Panels of timelines that are shown at once.
const PANELS: usize = 6;
/// Pairs of the network that are shown at once.
const PAIRS: usize = 12;

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'p> {
    title: &'p str,
    css: &'static str,
    js: &'static str,
    /// Only scripts with this word run, and nothing in the texts can know it.
    nonce: String,
    data: String,
    headline: Headline,
    reading: Reading,
    targets: &'p [Target],
    scale: Vec<(usize, String)>,
    rows: Vec<Row>,
    more: usize,
    beyond: String,
    dots: Vec<Plot>,
    timelines: Vec<String>,
    later: Vec<String>,
    timelines_left_out: usize,
    dated: String,
    marked: bool,
    window: &'static str,
    changed: String,
    changes: &'p [Turn],
    changes_left_out: usize,
    network: Option<Net>,
    statements: String,
    citation: String,
    corrected: bool,
    version: &'static str,
}

/// A plot of a target.
struct Plot {
    name: String,
    proposition: Option<String>,
    wide: String,
    narrow: String,
    note: String,
}

/// The network's part of the page.
struct Net {
    wide: String,
    narrow: String,
    camps: Vec<String>,
    pairs: Vec<Edge>,
    later: Vec<Edge>,
    note: String,
}

struct Edge {
    a: String,
    b: String,
    net: String,
    same: String,
    opposite: String,
    agreement: String,
    with: &'static str,
}

/// The page as HTML.
pub(super) fn page(
    source: &Source<'_>,
    matrix: &Matrix<'_>,
    dots: &[Dots],
    (timelines, changes): (&Timelines, &Changes),
    network: Option<&Network>,
) -> Result<String, ReportError> {
    let title = source.title.unwrap_or("Who stands where");
    let data = evidence::evidence(source, matrix)?;
    let mut nonce = sha256(&data);
    nonce.truncate(32);
    let rows = heat::rows(matrix);
    let beyond = matrix.speakers.len() - rows.len();
    let inline = |(n, figure): (usize, &super::Figure)| figure.inline(&format!("time-{n}"));
    let panels: Vec<String> = timelines.panels.iter().enumerate().map(inline).collect();
    let (first, later) = panels.split_at(panels.len().min(PANELS));
    let page = Page {
        title,
        css: CSS,
        js: JS,
        nonce,
        data,
        headline: headline::headline(source, matrix),
        reading: reading::reading(source, matrix),
        targets: &matrix.targets,
        scale: heat::scale(),
        more: rows.iter().filter(|row| row.more).count(),
        beyond: if beyond > 0 { count(beyond as u64, "speaker") } else { String::new() },
        rows,
        dots: dots.iter().map(|plot| self::plot(matrix, plot)).collect(),
        timelines: first.to_vec(),
        later: later.to_vec(),
        timelines_left_out: timelines.left_out,
        dated: timelines.lead(),
        marked: timelines.marked,
        window: timelines.window,
        changed: changes.lead(),
        changes: &changes.shown,
        changes_left_out: changes.left_out,
        network: network.map(net),
        statements: thousands(matrix.records.len() as u64),
        citation: method::citation(source, matrix, title),
        corrected: matrix.cells.iter().any(|cell| cell.estimate.corrected.is_some()),
        version: env!("CARGO_PKG_VERSION"),
    };
    page.render().map_err(|error| ReportError::Page(error.to_string()))
}

fn plot(matrix: &Matrix<'_>, plot: &Dots) -> Plot {
    let target = &matrix.targets[plot.target];
    let shown = count(plot.shown as u64, "speaker");
    let enough = format!("{CLEAR_STATEMENTS} statements in {CLEAR_ARTICLES} articles");
    let note = match (plot.few, plot.left_out) {
        (0, 0) => format!("All {shown}."),
        (0, n) => format!("The {shown} with the most statements; {} more in the table above.", thousands(n as u64)),
        (few, 0) => {
            format!("The {shown} with at least {enough}; {} with fewer in the table above.", thousands(few as u64))
        }
        (few, n) => format!(
            "The {shown} with the most statements; {} more, and {} with fewer than {enough}, in the table above.",
            thousands(n as u64),
            thousands(few as u64)
        ),
    };
    Plot {
        name: target.name.clone(),
        proposition: target.proposition.clone(),
        wide: plot.wide.inline(&format!("dots-{}-w", plot.target)),
        narrow: plot.narrow.inline(&format!("dots-{}-n", plot.target)),
        note,
    }
}

fn net(network: &Network) -> Net {
    let edge = |pair: &super::network::Pair| Edge {
        a: pair.a.clone(),
        b: pair.b.clone(),
        net: super::words::signed(pair.alike),
        same: thousands(pair.same),
        opposite: thousands(pair.opposite),
        agreement: pair.agreement.map_or_else(String::new, |(share, targets)| {
            format!("{:.0} % over {}", share * 100.0, count(targets, "target"))
        }),
        with: match pair.alike {
            net if net > 0.0 => "mostly the same",
            net if net < 0.0 => "mostly opposite",
            _ => "as often the same as opposite",
        },
    };
    let edges = |pairs: &[super::network::Pair]| pairs.iter().map(edge).collect();
    let (first, later) = network.pairs.split_at(network.pairs.len().min(PAIRS));
    let mut note = format!("The picture has {}", count(network.nodes as u64, "speaker"));
    if network.nodes_left_out > 0 {
        note.push_str(&format!(
            ", those with the most statements that take a side; {} more take one",
            thousands(network.nodes_left_out as u64)
        ));
    }
    note.push('.');
    if network.edges_left_out > 0 {
        note.push_str(&format!(" {} between them are not drawn.", count(network.edges_left_out as u64, "weaker line")));
    }
    if network.left_out > 0 {
        let pairs = count(network.left_out as u64, "weaker pair");
        note.push_str(&format!(" {pairs} are not in the table; demarche compare --min-statements 1 --out writes all."));
    }
    Net {
        wide: network.wide.inline("network-w"),
        narrow: network.narrow.inline("network-n"),
        camps: network.blocs.sentences.clone(),
        pairs: edges(first),
        later: edges(later),
        note,
    }
}

//! The map of speakers and targets: a table in the page, and a plot for papers.

use super::ReportError;
use super::canvas::{Figure, Ink, lines, said, shade, text, wrapped};
use super::matrix::{CLEAR_ARTICLES, CLEAR_STATEMENTS, Cell, Matrix};
use super::words::{count, range, signed};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Speakers that are shown at once.
pub(super) const TOP: usize = 15;
/// Speakers in the table, at most, so that the page stays small; the statements of all are in the page.
pub(super) const ROWS: usize = 400;
/// Speakers in the plot.
const PLOTTED: usize = 20;

/// Upper ends of the steps of the scale, from against to in favor; the last has none.
const STEPS: [f64; 6] = [-0.6, -0.35, -0.1, 0.1, 0.35, 0.6];

/// The step of the scale that `position` is on: 0 (against) to 6 (in favor).
pub(super) fn step(position: f64) -> usize {
    STEPS.iter().position(|end| position < *end).unwrap_or(STEPS.len())
}

/// The steps in words, for the legend.
pub(super) fn scale() -> Vec<(usize, String)> {
    let words = |n: usize| match (n.checked_sub(1).map(|n| STEPS[n]), STEPS.get(n)) {
        (None, Some(&end)) => format!("below {}", signed(end)),
        (Some(start), None) => format!("{} and above", signed(start)),
        (start, end) => format!("{} to {}", signed(start.unwrap_or(-1.0)), signed(end.copied().unwrap_or(1.0))),
    };
    (0..=STEPS.len()).map(|n| (n, words(n))).collect()
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub speaker: usize,
    pub name: String,
    pub statements: String,
    /// Beyond those that are shown at once.
    pub more: bool,
    /// By target.
    pub cells: Vec<Option<Square>>,
}

/// A position in the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Square {
    pub target: usize,
    pub step: usize,
    pub unsure: bool,
    pub few: bool,
    pub position: String,
    pub range: String,
    /// "5 statements in 3 articles".
    pub counts: String,
    pub n: String,
    /// The machine's own number, where the one shown is corrected.
    pub plain: Option<String>,
    /// The correction led beyond -1 or 1, and the position was set to that end.
    pub clamped: bool,
}

impl Square {
    fn new(cell: &Cell<'_>) -> Self {
        let e = cell.estimate;
        Self {
            target: cell.target,
            step: step(cell.position),
            unsure: cell.unsure(),
            few: cell.few(),
            position: signed(cell.position),
            range: range(cell.low, cell.high),
            counts: format!("{} in {}", count(e.statements, "statement"), count(e.articles, "article")),
            n: format!("n {} / {}", e.statements, e.articles),
            clamped: e.corrected.is_some_and(|c| c.clamped),
            plain: e.corrected.map(|_| format!("{} [{}]", signed(e.position), range(e.low, e.high))),
        }
    }
}

/// The rows of the table.
pub(super) fn rows(matrix: &Matrix<'_>) -> Vec<Row> {
    let speakers = matrix.speakers.iter().enumerate().take(ROWS);
    let row = |(speaker, of): (usize, &super::matrix::Speaker)| Row {
        speaker,
        name: of.name.clone(),
        statements: count(of.statements, "statement"),
        more: speaker >= TOP,
        cells: (0..matrix.targets.len()).map(|target| matrix.cell(speaker, target).map(Square::new)).collect(),
    };
    speakers.map(row).collect()
}

/// What the plotted cells hold.
fn key() -> String {
    format!(
        "Position from \u{2212}1 (against, orange) to +1 (in favor, blue), n statements, 95\u{a0}% interval. Framed: the interval \
         lies on one side of 0. Few, and coloured at the edge alone: fewer than {CLEAR_STATEMENTS} statements or \
         {CLEAR_ARTICLES} articles, a first impression."
    )
}

/// The width of the coloured edge of a cell with few statements.
const EDGE: i32 = 8;

/// The map as a plot; `None` where there is no position.
pub(super) fn figure(matrix: &Matrix<'_>) -> Result<Option<Figure>, ReportError> {
    if matrix.cells.is_empty() {
        return Ok(None);
    }
    let (rows, columns) = (matrix.speakers.len().min(PLOTTED), matrix.targets.len());
    let width = 270 + 130 * columns as u32;
    let key = lines(&key(), width as usize / 7);
    let size = (width, 72 + 44 * rows as u32 + 16 * key.len() as u32);
    let title = "Speakers and targets: positions with 95 % intervals".to_owned();
    let description = format!(
        "A table of {rows} speakers and {columns} targets; each cell has the position from -1, against, to +1, in favor, its 95 % \
         interval, and the numbers of statements and articles. A cell with a frame has an interval on one side of 0; one that is marked few is a first impression."
    );
    let figure = Figure::draw("map".into(), title, description, size, |area| {
        for (column, target) in matrix.targets.iter().enumerate() {
            let x = 270 + 130 * column as i32 + 65;
            for (line, words) in wrapped(&target.name, 18).iter().enumerate() {
                let at = (x, 14 + 17 * line as i32);
                area.draw(&Text::new(words.clone(), at, text(13.0, Ink::Text, HPos::Center, VPos::Top)))
                    .map_err(said)?;
            }
        }
        for (line, words) in key.iter().enumerate() {
            let at = (12, 66 + 44 * rows as i32 + 16 * line as i32);
            area.draw(&Text::new(words.clone(), at, text(12.0, Ink::Quiet, HPos::Left, VPos::Top))).map_err(said)?;
        }
        for row in 0..rows {
            let y = 56 + 44 * row as i32;
            let lines = wrapped(&matrix.speakers[row].name, 34);
            for (line, words) in lines.iter().enumerate() {
                let down = y + 20 + 16 * line as i32 - 8 * (lines.len() as i32 - 1);
                let style = text(13.0, Ink::Text, HPos::Right, VPos::Center);
                area.draw(&Text::new(words.clone(), (258, down), style)).map_err(said)?;
            }
            for column in 0..columns {
                let Some(cell) = matrix.cell(row, column) else { continue };
                let x = 270 + 130 * column as i32;
                let corners = [(x + 1, y + 1), (x + 127, y + 41)];
                // A strong colour would say more than one or two statements do.
                let right = if cell.few() { x + 1 + EDGE } else { x + 127 };
                let filled = [corners[0], (right, y + 41)];
                area.draw(&Rectangle::new(filled, shade(step(cell.position)).filled())).map_err(said)?;
                if !cell.unsure() {
                    area.draw(&Rectangle::new(corners, Ink::Text.color().stroke_width(1))).map_err(said)?;
                }
                let few = if cell.few() { "  few" } else { "" };
                let n = format!("{}  n {}{few}", signed(cell.position), cell.estimate.statements);
                let style = text(13.0, Ink::Text, HPos::Center, VPos::Center);
                area.draw(&Text::new(n, (x + 64, y + 14), style)).map_err(said)?;
                let style = text(11.0, Ink::Text, HPos::Center, VPos::Center);
                area.draw(&Text::new(range(cell.low, cell.high), (x + 64, y + 31), style)).map_err(said)?;
            }
        }
        Ok(())
    })?;
    Ok(Some(figure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_covers_all_positions() {
        assert_eq!([-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0].map(step), [0, 1, 2, 3, 4, 5, 6]);
        let words: Vec<String> = scale().into_iter().map(|(_, words)| words).collect();
        assert_eq!((words[0].as_str(), words[3].as_str()), ("below −0.60", "−0.10 to +0.10"));
        assert_eq!(words[6], "+0.60 and above");
    }
}

//! A plot a target: each speaker's position as a dot on its interval, in the order of the positions.

use super::ReportError;
use super::canvas::{Area, Figure, Ink, said, text, wrapped};
use super::matrix::{Cell, Matrix, Target};
use super::words::{DOTS, count, range, signed, slug, thousands};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Speakers in a plot, at most: those with the most statements.
const ROWS: usize = 24;
/// Speakers with more than a first impression from which the others are not drawn: long lines would hide the rest.
const ENOUGH: usize = 3;

/// A target's plot, for wide and for narrow pages.
#[derive(Debug, Clone)]
pub(super) struct Dots {
    /// Number of the target.
    pub target: usize,
    pub wide: Figure,
    pub narrow: Figure,
    pub shown: usize,
    /// Speakers that are not in it because there is little behind their positions.
    pub few: usize,
    /// Further speakers that are not in it.
    pub left_out: usize,
}

/// The plots, a target each.
pub(super) fn dots(matrix: &Matrix<'_>) -> Result<Vec<Dots>, ReportError> {
    (0..matrix.targets.len()).filter_map(|target| plot(matrix, target).transpose()).collect()
}

fn plot(matrix: &Matrix<'_>, target: usize) -> Result<Option<Dots>, ReportError> {
    let mut cells = matrix.of_target(target);
    let mut few = 0;
    if cells.iter().filter(|cell| !cell.few()).count() >= ENOUGH {
        few = cells.len();
        cells.retain(|cell| !cell.few());
        few -= cells.len();
    }
    let left_out = cells.len().saturating_sub(ROWS);
    cells.truncate(ROWS);
    if cells.is_empty() {
        return Ok(None);
    }
    cells.sort_by(|a, b| b.position.total_cmp(&a.position).then(a.speaker.cmp(&b.speaker)));
    let named = &matrix.targets[target];
    let name = format!("positions-{}-{}", slug(&named.theme), slug(&named.id));
    let title = format!("{}: where each speaker stands", named.name);
    let of = |cell: &&Cell<'_>| {
        let speaker = &matrix.speakers[cell.speaker].name;
        let statements = count(cell.estimate.statements, "statement");
        format!("{speaker} {} ({}; {statements})", signed(cell.position), range(cell.low, cell.high))
    };
    let description = format!(
        "Positions from -1, against, to +1, in favor, with 95 % intervals, highest first. {}.",
        cells.iter().map(of).collect::<Vec<_>>().join("; ")
    );
    let draw = |wide: bool| {
        let rows = cells.len() as u32;
        let size = if wide { (860, 54 + 30 * rows) } else { (340, 54 + 42 * rows) };
        Figure::draw(name.clone(), title.clone(), description.clone(), size, |area| rows_of(area, matrix, &cells, wide))
    };
    let wide = draw(true)?.alone(head(&title, named), key(&cells, few + left_out));
    Ok(Some(Dots { target, wide, narrow: draw(false)?, shown: cells.len(), few, left_out }))
}

/// What a file has above the plot.
fn head(title: &str, target: &Target) -> Vec<String> {
    let proposition = target.proposition.as_ref().map(|text| format!("“{text}”"));
    std::iter::once(title.to_owned()).chain(proposition).collect()
}

/// What the marks mean, and how many speakers are not in the plot.
fn key(cells: &[&Cell<'_>], others: usize) -> String {
    let mut key = format!(
        "A dot is a speaker\u{2019}s position, from \u{2212}1 (against) to +1 (in favor), the line its 95\u{a0}% interval; n: \
         statements. {DOTS}"
    );
    if cells.iter().any(|cell| cell.estimate.corrected.is_some()) {
        key.push_str(" A small upright stroke: the plain position, where the dot is the corrected one.");
    }
    if others > 0 {
        let (shown, others) = (count(cells.len() as u64, "speaker"), thousands(others as u64));
        key.push_str(&format!(" The {shown} with the most statements; {others} more are not shown."));
    }
    key
}

/// Draws a row for each of `cells`: the speaker's name at the left or, where there is little room, above the interval.
fn rows_of(area: &Area<'_>, matrix: &Matrix<'_>, cells: &[&Cell<'_>], wide: bool) -> Result<(), String> {
    let mut chart = ChartBuilder::on(area);
    chart.margin_top(4).margin_bottom(4).x_label_area_size(40);
    if wide {
        chart.margin_left(262).margin_right(110);
    } else {
        chart.margin_left(14).margin_right(14);
    }
    let mut chart = chart.build_cartesian_2d(-1.0..1.0, 0.0..cells.len() as f64).map_err(said)?;
    let ticks = |x: &f64| {
        if *x == 0.0 { "0".to_owned() } else { signed(*x).trim_end_matches('0').trim_end_matches('.').to_owned() }
    };
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_labels(5)
        .x_label_formatter(&ticks)
        .x_label_style(text(12.0, Ink::Quiet, HPos::Center, VPos::Top))
        .light_line_style(TRANSPARENT)
        .bold_line_style(Ink::Line.color())
        .axis_style(Ink::Line.color())
        .draw()
        .map_err(said)?;
    let line = |from: (f64, f64), to: (f64, f64), style: ShapeStyle| PathElement::new(vec![from, to], style);
    chart
        .draw_series([line((0.0, 0.0), (0.0, cells.len() as f64), Ink::Quiet.color().stroke_width(1))])
        .map_err(said)?;
    for (side, x, across) in [("← against", -1.0, HPos::Left), ("in favor →", 1.0, HPos::Right)] {
        let label = EmptyElement::at((x, 0.0)) + Text::new(side, (0, 24), text(12.0, Ink::Quiet, across, VPos::Top));
        chart.draw_series([label]).map_err(said)?;
    }
    for (row, cell) in cells.iter().enumerate() {
        // Rows go down, the axis goes up; a name above the interval takes the upper half of its row.
        let y = cells.len() as f64 - row as f64 - if wide { 0.5 } else { 0.72 };
        let ink = Ink::of(cell.low, cell.high).color();
        chart.draw_series([line((cell.low, y), (cell.high, y), ink.stroke_width(2))]).map_err(said)?;
        for end in [cell.low, cell.high] {
            let tick = EmptyElement::at((end, y)) + PathElement::new(vec![(0, -4), (0, 4)], ink.stroke_width(2));
            chart.draw_series([tick]).map_err(said)?;
        }
        let radius = 3 + (cell.estimate.statements as f64).sqrt().min(6.0) as i32;
        chart.draw_series([Circle::new((cell.position, y), radius, ink.filled())]).map_err(said)?;
        if cell.unsure() {
            // Hollow: the side is not clear.
            chart
                .draw_series([Circle::new((cell.position, y), radius - 2, Ink::Paper.color().filled())])
                .map_err(said)?;
        }
        if cell.estimate.corrected.is_some() {
            // Where the machine's own labels put it.
            let plain = EmptyElement::at((cell.estimate.position, y))
                + PathElement::new(vec![(0, -7), (0, 7)], Ink::Text.color().stroke_width(1));
            chart.draw_series([plain]).map_err(said)?;
        }
        let name = &matrix.speakers[cell.speaker].name;
        let numbers = format!("{}  n {}", signed(cell.position), cell.estimate.statements);
        if wide {
            let lines = wrapped(name, 31);
            for (number, words) in lines.iter().enumerate() {
                let down = 14 * number as i32 - 7 * (lines.len() as i32 - 1);
                let style = text(if lines.len() == 1 { 14.0 } else { 12.0 }, Ink::Text, HPos::Right, VPos::Center);
                let label = EmptyElement::at((-1.0, y)) + Text::new(words.clone(), (-14, down), style);
                chart.draw_series([label]).map_err(said)?;
            }
            let style = text(13.0, Ink::Quiet, HPos::Left, VPos::Center);
            chart.draw_series([EmptyElement::at((1.0, y)) + Text::new(numbers, (14, 0), style)]).map_err(said)?;
        } else {
            let label =
                Text::new(super::words::shortened(name, 32), (0, -20), text(13.0, Ink::Text, HPos::Left, VPos::Center));
            chart.draw_series([EmptyElement::at((-1.0, y)) + label]).map_err(said)?;
            let style = text(12.0, Ink::Quiet, HPos::Right, VPos::Center);
            chart.draw_series([EmptyElement::at((1.0, y)) + Text::new(numbers, (0, -20), style)]).map_err(said)?;
        }
    }
    Ok(())
}

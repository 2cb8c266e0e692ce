//! How positions go by month, with bands: a panel for each speaker and target with statements in several months.

use super::canvas::{Area, Figure, Ink, said, text};
use super::matrix::Matrix;
use super::words::{count, range, shortened, signed, slug};
use super::{ReportError, Source};
use crate::score::{By, Counting, Estimate, UNKNOWN, Weight, estimates, units};
use jiff::civil::Date;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::collections::BTreeMap;

/// Months with statements from which there is a panel.
pub(super) const MONTHS: usize = 3;
/// Panels, at most: those with the most statements.
const PANELS: usize = 24;
const SIZE: (u32, u32) = (340, 210);

/// The panels.
#[derive(Debug, Clone, Default)]
pub(super) struct Timelines {
    pub panels: Vec<Figure>,
    /// Speakers and targets with enough months that have no panel.
    pub left_out: usize,
}

/// Months since year 0, and the estimate.
type Point<'e> = (i64, &'e Estimate);

/// One panel for each speaker and target of `matrix` with statements in at least [`MONTHS`] months.
pub(super) fn timelines(source: &Source<'_>, matrix: &Matrix<'_>) -> Result<Timelines, ReportError> {
    let counting = Counting { by: Some(By::Month), ..source.counting };
    let monthly = units(&source.runs.records, counting, source.directory);
    let rows = estimates(&monthly, &source.runs.records, Weight::Statement);
    let mut series: BTreeMap<(&str, &str, &str), Vec<Point<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.group != UNKNOWN) {
        let Some(month) = row.first.map(months) else { continue };
        series.entry((&row.speaker, &row.theme, &row.target)).or_default().push((month, row));
    }
    let mut wanted = vec![];
    for cell in &matrix.cells {
        let e = cell.estimate;
        let Some(points) = series.get_mut(&(e.speaker.as_str(), e.theme.as_str(), e.target.as_str())) else { continue };
        if points.len() >= MONTHS {
            points.sort_by_key(|(month, _)| *month);
            wanted.push((cell, points.clone()));
        }
    }
    wanted.sort_by_key(|(cell, _)| (std::cmp::Reverse(cell.estimate.statements), cell.speaker, cell.target));
    let left_out = wanted.len().saturating_sub(PANELS);
    let panels = wanted.iter().take(PANELS).map(|(cell, points)| {
        let (speaker, target) = (&matrix.speakers[cell.speaker].name, &matrix.targets[cell.target]);
        let of = |(_, row): &Point<'_>| {
            let (position, range) = (signed(row.position), range(row.low, row.high));
            format!("{}: {position} ({range}; {})", row.group, count(row.statements, "statement"))
        };
        let description = format!(
            "Position by month from -1, against, to +1, in favor, with 95 % intervals. {}.",
            points.iter().map(of).collect::<Vec<_>>().join("; ")
        );
        let name = format!("months-{}-{}-{}", slug(speaker), slug(&target.theme), slug(&target.id));
        let title = format!("{speaker}: {}", target.name);
        Figure::draw(name, title, description, SIZE, |area| panel(area, speaker, &target.name, points))
    });
    Ok(Timelines { panels: panels.collect::<Result<_, _>>()?, left_out })
}

fn months(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

fn panel(area: &Area<'_>, speaker: &str, target: &str, points: &[Point<'_>]) -> Result<(), String> {
    for (words, y, size, ink) in [(speaker, 6, 14.0, Ink::Text), (target, 24, 12.0, Ink::Quiet)] {
        let style = text(size, ink, HPos::Left, VPos::Top);
        area.draw(&Text::new(shortened(words, 44), (4, y), style)).map_err(said)?;
    }
    // There are at least MONTHS points.
    let (first, last) = (points[0].0, points[points.len() - 1].0);
    let room = ((last - first) as f64 * 0.04).max(0.2);
    let mut chart = ChartBuilder::on(area)
        .margin_top(46)
        .margin_right(14)
        .margin_bottom(26)
        .margin_left(4)
        .y_label_area_size(34)
        .build_cartesian_2d(first as f64 - room..last as f64 + room, -1.0..1.0)
        .map_err(said)?;
    let ticks = |y: &f64| if *y == 0.0 { "0".to_owned() } else { signed(*y).trim_end_matches(".00").to_owned() };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(3)
        .y_label_formatter(&ticks)
        .y_label_style(text(12.0, Ink::Quiet, HPos::Right, VPos::Center))
        .light_line_style(TRANSPARENT)
        .bold_line_style(Ink::Line.color())
        .axis_style(Ink::Line.color())
        .draw()
        .map_err(said)?;
    for (month, across) in [(first, HPos::Left), (last, HPos::Right)] {
        let words = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        let at = if month == first { first as f64 - room } else { last as f64 + room };
        let label = EmptyElement::at((at, -1.0)) + Text::new(words, (0, 8), text(12.0, Ink::Quiet, across, VPos::Top));
        chart.draw_series([label]).map_err(said)?;
    }
    // A band and a line only over months that follow each other: nothing is known of the months between.
    for stretch in points.chunk_by(|a, b| b.0 == a.0 + 1).filter(|stretch| stretch.len() > 1) {
        let upper = stretch.iter().map(|(month, e)| (*month as f64, e.high));
        let lower = stretch.iter().rev().map(|(month, e)| (*month as f64, e.low));
        let band = Polygon::new(upper.chain(lower).collect::<Vec<_>>(), Ink::Middle.color().mix(0.22).filled());
        chart.draw_series([band]).map_err(said)?;
        let line = stretch.iter().map(|(month, e)| (*month as f64, e.position)).collect::<Vec<_>>();
        chart.draw_series([PathElement::new(line, Ink::Middle.color().stroke_width(2))]).map_err(said)?;
    }
    for (month, e) in points {
        let (x, ink) = (*month as f64, Ink::of(e.low, e.high).color());
        chart.draw_series([PathElement::new(vec![(x, e.low), (x, e.high)], ink.stroke_width(1))]).map_err(said)?;
        let radius = 3 + (e.statements as f64).sqrt().min(5.0) as i32;
        chart.draw_series([Circle::new((x, e.position), radius, ink.filled())]).map_err(said)?;
        if e.low <= 0.0 && e.high >= 0.0 {
            chart.draw_series([Circle::new((x, e.position), radius - 2, Ink::Paper.color().filled())]).map_err(said)?;
        }
    }
    Ok(())
}

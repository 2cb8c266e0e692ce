//! How positions go over time, with bands: a panel for each speaker and target with statements in several windows of time,
//! whose length goes by the time that the articles cover.

use super::canvas::{Area, Figure, Ink, said, text};
use super::changes::Changes;
use super::matrix::{CLEAR_ARTICLES, CLEAR_STATEMENTS, Matrix, Target, few};
use super::words::{DOTS, count, range, shortened, signed, slug, thousands};
use super::{ReportError, Source};
use crate::score::{By, Counting, Estimate, UNKNOWN, Weight, estimates, units};
use jiff::civil::Date;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::collections::BTreeMap;

/// Windows with statements from which there is a panel.
pub(super) const WINDOWS: usize = 3;
/// Panels, at most: those with the most statements.
const PANELS: usize = 24;
const SIZE: (u32, u32) = (340, 210);
/// The opacity of what rests on few statements.
const PALE: f64 = 0.45;

/// The panels.
#[derive(Debug, Clone, Default)]
pub(super) struct Timelines {
    pub panels: Vec<Figure>,
    /// "week", "month", "quarter" or "year".
    pub window: &'static str,
    /// Speakers and targets with enough windows that have no panel.
    pub left_out: usize,
    /// Whether a change is marked in a panel.
    pub marked: bool,
    /// Statements that have no date and so are in no window, of all that count.
    pub undated: u64,
    pub statements: u64,
}

impl Timelines {
    /// What is said where there is no panel, or statements are in none.
    pub fn lead(&self) -> String {
        let Self { window, undated, statements, .. } = self;
        if *undated == *statements && *statements > 0 {
            return "There is no timeline: no article has a date.".to_owned();
        }
        let mut lead = String::new();
        if self.panels.is_empty() {
            lead = format!(
                "No speaker has dated statements on one target in {WINDOWS} {window}s or more, so there is no timeline."
            );
        }
        if *undated > 0 {
            let (of, has) = (count(*statements, "statement"), if *undated == 1 { "has" } else { "have" });
            lead.push_str(&format!(" {} of {of} {has} no date and so no place here.", thousands(*undated)));
        }
        lead.trim_start().to_owned()
    }
}

/// The number of the window, and the estimate.
type Point<'e> = (i64, &'e Estimate);

/// Articles over at most so many days are shown by week, month, quarter; longer ones by year.
const SPANS: [(i64, By, &str); 3] =
    [(120, By::Week, "week"), (4 * 366, By::Month, "month"), (12 * 366, By::Quarter, "quarter")];

/// The windows for `dates`, and their name.
fn windows(dates: impl Iterator<Item = Date> + Clone) -> (By, &'static str) {
    let Some((first, last)) = dates.clone().min().zip(dates.max()) else { return (By::Month, "month") };
    let days = i64::from((last - first).get_days());
    SPANS.iter().find(|(most, ..)| days <= *most).map_or((By::Year, "year"), |(_, by, name)| (*by, name))
}

/// The number of the window of `date`: windows that follow each other have numbers that do.
fn number(by: By, date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()) - 1);
    match by {
        // The 1st of January 0001 is a Monday.
        By::Week => i64::from((date - Date::constant(1, 1, 1)).get_days()).div_euclid(7),
        By::Quarter => year * 4 + month / 3,
        By::Year => year,
        _ => year * 12 + month,
    }
}

/// Where `date` stands among the numbers of windows, each of which stands in its middle; to the day or nearly so.
fn place(by: By, date: Date) -> f64 {
    let day = f64::from(date.day() - 1) / 31.0;
    let share = match by {
        By::Week => f64::from(date.weekday().to_monday_zero_offset()) / 7.0,
        By::Quarter => (f64::from((date.month() - 1) % 3) + day) / 3.0,
        By::Year => f64::from(date.day_of_year() - 1) / 366.0,
        _ => day,
    };
    number(by, date) as f64 + share - 0.5
}

/// One panel for each speaker and target of `matrix` with statements in at least [`WINDOWS`] windows, with the changes that
/// are more than chance.
pub(super) fn timelines(source: &Source<'_>, matrix: &Matrix<'_>, changes: &Changes) -> Result<Timelines, ReportError> {
    let counted = matrix.records.iter().filter_map(|&r| source.runs.records[r].date);
    let (by, window) = windows(counted);
    let counting = Counting { by: Some(by), ..source.counting };
    let apart = units(&source.runs.records, counting, source.directory);
    let rows = estimates(&apart, &source.runs.records, Weight::Statement);
    let mut series: BTreeMap<(&str, &str, &str), Vec<Point<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.group != UNKNOWN) {
        let Some(number) = row.first.map(|date| number(by, date)) else { continue };
        series.entry((&row.speaker, &row.theme, &row.target)).or_default().push((number, row));
    }
    let mut wanted = vec![];
    for cell in &matrix.cells {
        let e = cell.estimate;
        let Some(points) = series.get_mut(&(e.speaker.as_str(), e.theme.as_str(), e.target.as_str())) else { continue };
        if points.len() >= WINDOWS {
            points.sort_by_key(|(number, _)| *number);
            let change = changes.of(&e.speaker, &e.target);
            wanted.push((cell, points.clone(), change));
        }
    }
    wanted.sort_by_key(|(cell, _, change)| {
        (change.is_none(), std::cmp::Reverse(cell.estimate.statements), cell.speaker, cell.target)
    });
    let left_out = wanted.len().saturating_sub(PANELS);
    let marked = wanted.iter().take(PANELS).any(|(.., change)| change.is_some());
    let panels = wanted.iter().take(PANELS).map(|(cell, points, change)| {
        let (speaker, target) = (&matrix.speakers[cell.speaker].name, &matrix.targets[cell.target]);
        let of = |(_, row): &Point<'_>| {
            let (position, range) = (signed(row.position), range(row.low, row.high));
            let few = if few(row) { ", few" } else { "" };
            format!("{}: {position} ({range}; {}{few})", row.group, count(row.statements, "statement"))
        };
        let mut description = format!(
            "Position by {window} from -1, against, to +1, in favor, with 95 % intervals. {}.",
            points.iter().map(of).collect::<Vec<_>>().join("; ")
        );
        if let Some(date) = change {
            description.push_str(&format!(" A dashed line marks a change from {date} on."));
        }
        let name = format!("time-{}-{}-{}", slug(speaker), slug(&target.theme), slug(&target.id));
        let title = format!("{speaker}: {}", target.name);
        let mark = change.map(|date| place(by, date));
        let what = format!("{}, by {window}", shortened(&target.name, 32));
        let figure = Figure::draw(name, title, description, SIZE, |area| panel(area, speaker, &what, points, mark))?;
        Ok(figure.alone(vec![], key(window, target, change.is_some())))
    });
    let undated = matrix.records.iter().filter(|&&r| source.runs.records[r].date.is_none()).count() as u64;
    let panels = panels.collect::<Result<_, ReportError>>()?;
    Ok(Timelines { panels, window, left_out, marked, undated, statements: matrix.records.len() as u64 })
}

/// What the marks of a panel mean.
fn key(window: &str, target: &Target, marked: bool) -> String {
    let mut key = target.proposition.as_ref().map(|text| format!("“{text}” ")).unwrap_or_default();
    key.push_str(&format!(
        "Position by {window} from \u{2212}1 (against) to +1 (in favor), with the 95\u{a0}% interval of each {window} by itself. \
         {DOTS} Pale and dashed: few, fewer than {CLEAR_STATEMENTS} statements or {CLEAR_ARTICLES} articles."
    ));
    if marked {
        key.push_str(" A dashed line from top to bottom: a change that is more than chance.");
    }
    key
}

fn panel(area: &Area<'_>, speaker: &str, target: &str, points: &[Point<'_>], mark: Option<f64>) -> Result<(), String> {
    for (words, y, size, ink) in [(speaker, 6, 14.0, Ink::Text), (target, 24, 12.0, Ink::Quiet)] {
        let style = text(size, ink, HPos::Left, VPos::Top);
        area.draw(&Text::new(shortened(words, 44), (4, y), style)).map_err(said)?;
    }
    // There are at least WINDOWS points.
    let ends = [&points[0], &points[points.len() - 1]];
    let (first, last) = (ends[0].0, ends[1].0);
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
    for ((_, row), at, across) in
        [(ends[0], first as f64 - room, HPos::Left), (ends[1], last as f64 + room, HPos::Right)]
    {
        let words = Text::new(row.group.clone(), (0, 8), text(12.0, Ink::Quiet, across, VPos::Top));
        chart.draw_series([EmptyElement::at((at, -1.0)) + words]).map_err(said)?;
    }
    if let Some(x) = mark {
        // A change inside the first window is marked at the edge.
        let x = x.max(first as f64 - room);
        let line = DashedPathElement::new([(x, -1.0), (x, 1.0)], 4, 4, Ink::Text.color().stroke_width(1));
        chart.draw_series([line]).map_err(said)?;
    }
    // A band and a line only over windows that follow each other: nothing is known of those between.
    for stretch in points.chunk_by(|a, b| b.0 == a.0 + 1).filter(|stretch| stretch.len() > 1) {
        let upper = stretch.iter().map(|(number, e)| (*number as f64, e.high));
        let lower = stretch.iter().rev().map(|(number, e)| (*number as f64, e.low));
        let band = Polygon::new(upper.chain(lower).collect::<Vec<_>>(), Ink::Middle.color().mix(0.22).filled());
        chart.draw_series([band]).map_err(said)?;
        for pair in stretch.windows(2) {
            let line = pair.iter().map(|(number, e)| (*number as f64, e.position)).collect::<Vec<_>>();
            let share = if pair.iter().any(|(_, e)| few(e)) { PALE } else { 1.0 };
            let style = Ink::Middle.color().mix(share).stroke_width(2);
            chart.draw_series([PathElement::new(line, style)]).map_err(said)?;
        }
    }
    for (number, e) in points {
        let (x, ink) = (*number as f64, Ink::of(e.low, e.high).color());
        let ends = [(x, e.low), (x, e.high)];
        // What rests on little must not look like what rests on much.
        let ink = if few(e) { ink.mix(PALE) } else { ink.mix(1.0) };
        if few(e) {
            chart.draw_series([DashedPathElement::new(ends, 3, 3, ink.stroke_width(1))]).map_err(said)?;
        } else {
            chart.draw_series([PathElement::new(ends, ink.stroke_width(1))]).map_err(said)?;
        }
        let radius = 3 + (e.statements as f64).sqrt().min(5.0) as i32;
        chart.draw_series([Circle::new((x, e.position), radius, ink.filled())]).map_err(said)?;
        if e.low <= 0.0 && e.high >= 0.0 {
            chart.draw_series([Circle::new((x, e.position), radius - 2, Ink::Paper.color().filled())]).map_err(said)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn windows_go_by_the_time_that_is_covered_and_follow_each_other() {
        let of = |last: Date| windows([date(2031, 1, 10), last].into_iter()).1;
        assert_eq!([of(date(2031, 3, 10)), of(date(2033, 1, 1)), of(date(2040, 1, 1))], ["week", "month", "quarter"]);
        assert_eq!((of(date(2050, 1, 1)), windows(std::iter::empty()).1), ("year", "month"));
        for by in [By::Week, By::Month, By::Quarter, By::Year] {
            let mut day = date(2029, 12, 1);
            for _ in 0..900 {
                let next = day.tomorrow().unwrap();
                let step = number(by, next) - number(by, day);
                assert_eq!(step, i64::from(by.window(next) != by.window(day)), "{by:?} {next}");
                assert!(place(by, day) < place(by, next) && (place(by, day) - number(by, day) as f64).abs() <= 0.5);
                day = next;
            }
        }
    }
}

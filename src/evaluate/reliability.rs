//! A reliability diagram: do probabilities mean what they say?

use super::report::{Evaluation, HeadReport};
use plotters::prelude::*;

/// Size of one panel, in pixels.
const PANEL: (u32, u32) = (420, 440);

/// A diagram that could not be drawn, with the drawing library's reason.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw the diagram: {0}")]
pub struct DrawError(String);

/// The diagram of the theme head and the stance head as an SVG. A point is a bin of probabilities: how probable the
/// model found its predictions, and how many of them came true; on the diagonal the two agree. The area of a point
/// grows with the number of predictions.
///
/// # Errors
/// [`DrawError`] with what the drawing library says, which writes into memory and is not known to fail.
pub fn reliability_svg(evaluation: &Evaluation) -> Result<String, DrawError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (2 * PANEL.0, PANEL.1)).into_drawing_area();
        area.fill(&WHITE).map_err(|error| DrawError(error.to_string()))?;
        let (left, right) = area.split_horizontally(PANEL.0);
        let heads = &evaluation.calibration;
        panel(&left, "Themes: probability of each theme", "share that has the theme", &heads.theme)?;
        panel(&right, "Stance: probability of the label given", "share that has the label", &heads.stance)?;
        area.present().map_err(|error| DrawError(error.to_string()))?;
    }
    Ok(svg)
}

type Area<'s> = DrawingArea<SVGBackend<'s>, plotters::coord::Shift>;

fn panel(area: &Area<'_>, title: &str, share: &str, head: &HeadReport) -> Result<(), DrawError> {
    let text = |error: DrawingAreaErrorKind<_>| DrawError(DrawingAreaErrorKind::<std::io::Error>::to_string(&error));
    let ece = head.all.ece.map_or_else(|| "no predictions".to_owned(), |ece| format!("ECE {ece:.3}, n {}", head.all.n));
    let mut chart = ChartBuilder::on(area)
        .caption(format!("{title} ({ece})"), ("sans-serif", 14))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(44)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)
        .map_err(text)?;
    chart
        .configure_mesh()
        .x_desc("probability given")
        .y_desc(share)
        .x_labels(6)
        .y_labels(6)
        .light_line_style(TRANSPARENT)
        .draw()
        .map_err(text)?;
    let grey = RGBColor(140, 140, 140);
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], grey)).map_err(text)?;
    let points: Vec<(f64, f64)> = head.bins.iter().map(|bin| (bin.confidence, bin.came_true)).collect();
    chart.draw_series(LineSeries::new(points, BLUE.mix(0.5))).map_err(text)?;
    let circles = head.bins.iter().map(|bin| {
        let radius = 2.0 + 12.0 * (bin.n as f64 / head.all.n.max(1) as f64).sqrt();
        Circle::new((bin.confidence, bin.came_true), radius as u32, BLUE.mix(0.7).filled())
    });
    chart.draw_series(circles).map_err(text)?;
    Ok(())
}

//! Plots by `plotters`, whose colours follow the page's theme.
//!
//! A plot is drawn in the colours of [`Ink`], which no one sees: in the page each becomes a CSS variable of the style
//! sheet, so that a plot is light or dark with the page, and in a file a fixed colour for white paper.

use super::ReportError;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::collections::HashSet;

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Text and marks.
    Text,
    /// Text of less weight.
    Quiet,
    /// Grid lines.
    Line,
    /// In favor, or on the same side.
    Favor,
    /// Against, or on opposite sides.
    Against,
    /// Neither.
    Middle,
    /// What marks are outlined with.
    Paper,
}

/// An ink with the stand-in that is drawn, its CSS variable, and its colour on paper.
type Tint = (Ink, (u8, u8, u8), &'static str, &'static str);

const INKS: [Tint; 7] = [
    (Ink::Text, (1, 0, 1), "var(--ink)", "#1b1d22"),
    (Ink::Quiet, (1, 0, 2), "var(--quiet)", "#565b66"),
    (Ink::Line, (1, 0, 3), "var(--line)", "#c9ccd3"),
    (Ink::Favor, (1, 0, 4), "var(--favor)", "#1f6fb2"),
    (Ink::Against, (1, 0, 5), "var(--against)", "#b35400"),
    (Ink::Middle, (1, 0, 6), "var(--middle)", "#6b7080"),
    (Ink::Paper, (1, 0, 7), "var(--paper)", "#ffffff"),
];

impl Ink {
    /// The stand-in.
    pub fn color(self) -> RGBColor {
        // Invariant: every ink is in the table.
        let (_, (r, g, b), _, _) = INKS[self as usize];
        RGBColor(r, g, b)
    }

    /// The side that an interval lies on.
    pub fn of(low: f64, high: f64) -> Self {
        if low > 0.0 {
            Self::Favor
        } else if high < 0.0 {
            Self::Against
        } else {
            Self::Middle
        }
    }
}

/// The colours of the scale from against to in favor on paper, the same as in the style sheet's light theme.
const SHADES: [(u8, u8, u8); 7] = [
    (224, 130, 20),
    (247, 178, 98),
    (252, 220, 181),
    (240, 240, 242),
    (205, 226, 243),
    (143, 190, 226),
    (74, 148, 205),
];

/// The colour of a step of the scale, 0 (against) to 6 (in favor), on paper.
pub(super) fn shade(step: usize) -> RGBColor {
    let (r, g, b) = SHADES[step.min(SHADES.len() - 1)];
    RGBColor(r, g, b)
}

/// Text of `size` pixels.
pub(super) fn text(size: f64, ink: Ink, across: HPos, down: VPos) -> TextStyle<'static> {
    // The SVG backend divides by 1.24, which is a bitmap font's business.
    ("sans-serif", size * 1.24).into_font().color(&ink.color()).pos(Pos::new(across, down))
}

/// A finished plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name for a file, without extension.
    pub name: String,
    /// What it shows, in a few words.
    pub title: String,
    /// What is to be seen, for who cannot see it.
    pub description: String,
    svg: String,
    size: (u32, u32),
    /// What a file has above and below the plot, where the page has words of its own around it.
    head: Vec<String>,
    key: String,
}

pub(super) type Area<'s> = DrawingArea<SVGBackend<'s>, Shift>;

impl Figure {
    /// Draws a plot of `size` pixels by `draw`, whose errors are the drawing library's words.
    pub(super) fn draw(
        name: String,
        title: String,
        description: String,
        size: (u32, u32),
        draw: impl FnOnce(&Area<'_>) -> Result<(), String>,
    ) -> Result<Self, ReportError> {
        let mut svg = String::new();
        let done = {
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            draw(&area).and_then(|()| area.present().map_err(|error| error.to_string()))
        };
        done.map_err(|reason| ReportError::Plot { what: title.clone(), reason })?;
        // A name may hold what no XML may.
        let whole = |text: String| crate::xml::readable(&text).into_owned();
        Ok(Self {
            name,
            title: whole(title),
            description: whole(description),
            svg: whole(svg),
            size,
            head: vec![],
            key: String::new(),
        })
    }

    /// The same plot, with `head` above it and `key`, which explains its marks, below it where it stands alone, in a file.
    pub(super) fn alone(self, head: Vec<String>, key: String) -> Self {
        let whole = |text: &str| crate::xml::readable(text).into_owned();
        Self { head: head.iter().map(|line| whole(line)).collect(), key: whole(&key), ..self }
    }

    /// The plot as a part of a page, in the page's colours. `id` is its own in the page.
    pub fn inline(&self, id: &str) -> String {
        let svg = self.colored(|(_, _, variable, _)| variable);
        self.titled(&svg, id).replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
    }

    /// The plot as a file, in colours for white paper.
    pub fn file(&self) -> String {
        let svg = self.framed(&self.colored(|(_, _, _, paper)| paper));
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", self.titled(&svg, "figure"))
    }

    /// `svg` between the head and the key.
    fn framed(&self, svg: &str) -> String {
        let body = svg.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>"));
        let Some((body, _)) = body.filter(|_| !self.key.is_empty()) else { return svg.to_owned() };
        let ((width, height), ink) = (self.size, |ink: Ink| INKS[ink as usize].3);
        let words = |text: &str, y: u32, size: u32, color: Ink| {
            let (text, color) = (escaped(text), ink(color));
            format!(
                "<text x=\"12\" y=\"{y}\" font-family=\"sans-serif\" font-size=\"{size}\" fill=\"{color}\">{text}</text>\n"
            )
        };
        // About seven pixels a letter.
        let (mut above, mut top) = (String::new(), 4);
        for (number, part) in self.head.iter().enumerate() {
            let (size, color) = if number == 0 { (15, Ink::Text) } else { (12, Ink::Quiet) };
            for line in lines(part, (width / if number == 0 { 9 } else { 7 }) as usize) {
                top += 18;
                above.push_str(&words(&line, top, size, color));
            }
        }
        let (mut below, mut bottom) = (String::new(), top + height + 4);
        for line in lines(&self.key, (width / 7) as usize) {
            bottom += 16;
            below.push_str(&words(&line, bottom, 12, Ink::Quiet));
        }
        let (top, height) = (if self.head.is_empty() { 0 } else { top + 6 }, bottom + 12);
        format!(
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\">\n{above}<g transform=\"translate(0 {top})\">{body}</g>\n{below}</svg>\n"
        )
    }

    fn colored(&self, of: fn(Tint) -> &'static str) -> String {
        let mut svg = self.svg.clone();
        for ink in INKS {
            let (r, g, b) = ink.1;
            svg = svg.replace(&format!("\"#{r:02X}{g:02X}{b:02X}\""), &format!("\"{}\"", of(ink)));
        }
        svg
    }

    /// Gives the drawing a name and a description that screen readers find.
    fn titled(&self, svg: &str, id: &str) -> String {
        let Some((head, body)) = svg.split_once('>') else { return svg.to_owned() };
        let (title, description) = (escaped(&self.title), escaped(&self.description));
        format!(
            "{head} role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\n<title id=\"{id}-t\">{title}</title>\n\
             <desc id=\"{id}-d\">{description}</desc>{body}"
        )
    }
}

/// Gives each of `figures` a name of its own: two speakers may differ only in what a file's name cannot hold.
pub(super) fn tell_apart(figures: &mut [Figure]) {
    let mut taken = HashSet::new();
    for figure in figures {
        let free = |name: &String| taken.insert(name.clone());
        let numbered = (2..).map(|n| format!("{}-{n}", figure.name));
        if let Some(name) = std::iter::once(figure.name.clone()).chain(numbered).find(free) {
            figure.name = name;
        }
    }
}

fn escaped(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map_or_else(|_| String::new(), |safe| safe.to_string())
}

/// What an error of the drawing library says.
pub(super) fn said<E: std::error::Error + Send + Sync>(error: DrawingAreaErrorKind<E>) -> String {
    error.to_string()
}

/// `name` in lines of at most `width` code points, two at most; what does not fit ends in "…".
pub(super) fn wrapped(name: &str, width: usize) -> Vec<String> {
    let name = name.trim();
    if name.chars().count() <= width {
        return vec![name.to_owned()];
    }
    // The first word, however long, and those after it that fit.
    let mut ends = name.match_indices(' ').map(|(end, _)| end);
    let first = ends.next().unwrap_or(name.len());
    let cut = ends.take_while(|&end| name[..end].chars().count() <= width).last().unwrap_or(first);
    let (first, rest) = name.split_at(cut);
    let rest = rest.trim_start();
    let first = super::words::shortened(first, width);
    if rest.is_empty() { vec![first] } else { vec![first, super::words::shortened(rest, width)] }
}

/// `text` in lines of at most `width` code points, as many as it takes.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        // Invariant: there is always a last line.
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if lines[last].chars().count() + 1 + word.chars().count() <= width {
            lines[last].push(' ');
            lines[last].push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_is_escaped_and_follows_the_theme() {
        let figure = Figure::draw("f".into(), "<b> & \"c\"".into(), "</desc><script>".into(), (50, 50), |area| {
            area.draw(&Text::new("</svg><img>", (1, 1), text(10.0, Ink::Favor, HPos::Left, VPos::Top))).map_err(said)
        })
        .unwrap();
        let inline = figure.inline("x");
        assert!(inline.contains("fill=\"var(--favor)\"") && !inline.contains("http"), "{inline}");
        assert!(!inline.contains("<script>") && !inline.contains("<img>") && !inline.contains("<b>"), "{inline}");
        assert!(figure.file().contains("#1f6fb2"), "{}", figure.file());
    }

    #[test]
    fn every_ink_is_at_its_place() {
        assert!(INKS.iter().enumerate().all(|(n, ink)| ink.0 as usize == n));
    }

    #[test]
    fn long_names_take_two_lines() {
        assert_eq!(wrapped("Mira Oduya", 20), ["Mira Oduya"]);
        assert_eq!(wrapped("Ministry of Fisheries of Harbourland", 22), ["Ministry of Fisheries", "of Harbourland"]);
        assert_eq!(wrapped("Abcdefghijklmnop", 8), ["Abcdefg…"]);
        assert_eq!(wrapped(" Łukasz Wiśniewski", 10), ["Łukasz", "Wiśniewski"]);
        assert_eq!(wrapped("\u{a0} Łukasz  Ąbc Wiśniewski ", 12), ["Łukasz  Ąbc", "Wiśniewski"]);
        assert_eq!(lines("one two three four", 8), ["one two", "three", "four"]);
    }
}

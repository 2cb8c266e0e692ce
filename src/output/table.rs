//! The readable summary at the end of a run.

use super::manifest::Manifest;
use super::{POSITIONS, PROBLEMS};
use crate::score::Position;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that a target needs: "+0.62 [-0.31, +0.80]" on two lines, or its own name.
const TARGET_WIDTH: usize = 18;
/// Columns for the speaker and the number of statements.
const NAME_WIDTH: usize = 34;

/// A table of the first `top` speakers of `positions` (in their order) by target, at most `width` columns wide, and a
/// line that says how many speakers it leaves out. Targets that do not fit beside each other follow in further tables.
/// Empty if nobody has a position.
pub fn positions_table(positions: &[Position], top: usize, width: usize) -> String {
    let mut speakers: Vec<&str> = vec![];
    let mut cells: BTreeMap<(&str, &str, &str), &Position> = BTreeMap::new();
    let mut targets: Vec<(&str, &str)> = vec![];
    for p in positions {
        // A speaker's positions stand together.
        if speakers.last() != Some(&p.speaker.as_str()) {
            speakers.push(&p.speaker);
        }
        if !targets.contains(&(&p.theme, &p.target)) {
            targets.push((&p.theme, &p.target));
        }
        cells.insert((&p.speaker, &p.theme, &p.target), p);
    }
    targets.sort_unstable();
    let shown = &speakers[..top.min(speakers.len())];
    let width = width.clamp(60, 160);
    let beside = ((width - NAME_WIDTH) / TARGET_WIDTH).max(1);
    let mut out = String::new();
    for targets in targets.chunks(beside).filter(|_| !shown.is_empty()) {
        let rows =
            shown.iter().filter(|s| targets.iter().any(|(theme, target)| cells.contains_key(&(**s, *theme, *target))));
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width as u16);
        let header = targets.iter().map(|(theme, target)| format!("{theme}\n{target}"));
        table.set_header(std::iter::once("speaker".to_owned()).chain(header));
        for speaker in rows {
            let of = targets
                .iter()
                .map(|(theme, target)| cells.get(&(*speaker, *theme, *target)).map_or(String::new(), |p| cell(p)));
            table.add_row(std::iter::once((*speaker).to_owned()).chain(of));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        out.push_str(&table.trim_fmt());
        out.push('\n');
    }
    if !shown.is_empty() {
        out.push_str(
            "Position from -1 (against) to +1 (in favor), its 95 % interval, and statements/articles behind it.\n",
        );
    }
    if speakers.len() > shown.len() {
        out.push_str(&format!("{} more speakers are in {POSITIONS}.\n", speakers.len() - shown.len()));
    }
    out
}

fn cell(p: &Position) -> String {
    // Adding 0 turns -0 into 0.
    let two = |value: f64| (value * 100.0).round() / 100.0 + 0.0;
    format!("{:+.2} {}/{}\n[{:+.2}, {:+.2}]", two(p.position), p.statements, p.articles, two(p.low), two(p.high))
}

/// Lines that say what was read, what was not, and where the results are.
pub fn closing_lines(manifest: &Manifest, dir: &Path) -> String {
    let counts = &manifest.counts;
    let mut out = format!(
        "{} articles, {} statements: {} with a theme, {} with a speaker; {:.0} statements/s.\n",
        counts.articles_read, counts.sentences, counts.with_theme, counts.with_speaker, manifest.statements_per_second
    );
    if manifest.interrupted {
        out.push_str("Interrupted: the inputs were not read to the end.\n");
    }
    if counts.problems.total > 0 {
        let by = |severity: &str| counts.problems.by_severity.get(severity).copied().unwrap_or_default();
        out.push_str(&format!(
            "{} not read, {} read with a loss, {} notes: see {}.\n",
            by("error"),
            by("warning"),
            by("note"),
            dir.join(PROBLEMS).display()
        ));
    }
    out.push_str(&format!("Results are in {}.\n", dir.display()));
    out
}

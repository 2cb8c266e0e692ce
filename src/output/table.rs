//! The readable summary at the end of a run.

use super::words::{count, range, signed};
use super::writer::RunSummary;
use super::{POSITIONS, PROBLEMS};
use crate::score::Position;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns of the longest number in a cell, "[-0.31, +0.80]", and the blanks around it.
const CELL_WIDTH: usize = 14;
const MARGIN: usize = 3;
/// Columns for a speaker's name at least; longer names are broken.
const NAME_WIDTH: usize = 20;
/// Lines under the header and the last row only: cells have two lines each, and twenty speakers should fit a screen.
const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// A table of the first `top` speakers of `positions` (in their order) by target, at most `width` columns wide, and a
/// line that says how many speakers it leaves out. Targets that do not fit beside each other follow in further tables.
/// Empty if nobody has a position.
pub fn positions_table(positions: &[Position], top: usize, width: usize) -> String {
    // Names and ids: two speakers may have one name.
    let mut speakers: Vec<(&str, &str)> = vec![];
    let mut cells: BTreeMap<(&str, &str, &str), &Position> = BTreeMap::new();
    let mut targets: Vec<(&str, &str)> = vec![];
    for p in positions {
        // A speaker's positions stand together.
        if speakers.last() != Some(&(&p.speaker, &p.id)) {
            speakers.push((&p.speaker, &p.id));
        }
        if !targets.contains(&(&p.theme, &p.target)) {
            targets.push((&p.theme, &p.target));
        }
        cells.insert((&p.id, &p.theme, &p.target), p);
    }
    targets.sort_unstable();
    let name = |(name, id): (&str, &str)| {
        let one = speakers.iter().find(|(other, _)| *other == name).is_none_or(|(_, first)| *first == id);
        if one { name.to_owned() } else { format!("{name} ({id})") }
    };
    let shown = &speakers[..top.min(speakers.len())];
    let width = width.clamp(60, 160);
    let of_target = |(theme, target): &(&str, &str)| theme.chars().count().max(target.chars().count()).max(CELL_WIDTH);
    let needed = targets.iter().map(of_target).max().unwrap_or(CELL_WIDTH) + MARGIN;
    let beside = ((width - NAME_WIDTH) / needed).max(1);
    let mut out = String::new();
    for targets in targets.chunks(beside).filter(|_| !shown.is_empty()) {
        let rows = shown
            .iter()
            .filter(|(_, id)| targets.iter().any(|(theme, target)| cells.contains_key(&(*id, *theme, *target))));
        let mut table = Table::new();
        table.load_style(STYLE);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width as u16);
        let header = targets.iter().map(|(theme, target)| format!("{theme}\n{target}"));
        table.set_header(std::iter::once("speaker".to_owned()).chain(header));
        for &(speaker, id) in rows {
            let of = targets
                .iter()
                .map(|(theme, target)| cells.get(&(id, *theme, *target)).map_or(String::new(), |p| cell(p)));
            table.add_row(std::iter::once(name((speaker, id))).chain(of));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        out.push_str(&format!("{}\n", table.trim_fmt()));
    }
    if !shown.is_empty() {
        out.push_str("Position: -1 against to +1 in favor, 95 % interval; statements/articles.\n");
    }
    let rest = (speakers.len() - shown.len()) as u64;
    if rest > 0 {
        // None shown, none more.
        let what = if shown.is_empty() { "speaker" } else { "more speaker" };
        let are = if rest == 1 { "is" } else { "are" };
        out.push_str(&format!("{} {are} in {POSITIONS}.\n", count(rest, what)));
    }
    out
}

fn cell(p: &Position) -> String {
    format!("{} {}/{}\n{}", signed(p.position), p.statements, p.articles, range(p.low, p.high))
}

/// Lines that say what was read, what was not, and where the results are.
pub fn closing_lines(summary: &RunSummary, dir: &Path) -> String {
    let manifest = &summary.manifest;
    let counts = &manifest.counts;
    let mut out = format!(
        "{}, {}: {} with a theme, {} with a speaker; {:.0} statements/s.\n",
        count(counts.articles_read, "article"),
        count(counts.sentences, "statement"),
        counts.with_theme,
        counts.with_speaker,
        manifest.statements_per_second
    );
    let of_kind = |kind: &str| counts.problems.by_kind.get(kind).copied().unwrap_or_default();
    // Both change what the numbers mean, and no single row of the problems says how often.
    if summary.undated > 0 {
        let unread = of_kind("bad_date");
        let unread = if unread > 0 { format!(" ({unread} with one that cannot be read)") } else { String::new() };
        out.push_str(&format!(
            "{} without a date{unread}: not in windows of time, changes and timelines.\n",
            count(summary.undated, "article")
        ));
    }
    if of_kind("language") > 0 {
        let verb = if of_kind("language") == 1 { "looks" } else { "look" };
        out.push_str(&format!(
            "{} {verb} like another language than English, the only one that the model knows.\n",
            count(of_kind("language"), "article")
        ));
    }
    if manifest.interrupted {
        out.push_str("Interrupted: the inputs were not read to the end.\n");
    }
    if counts.problems.total > 0 {
        let by = |severity: &str| counts.problems.by_severity.get(severity).copied().unwrap_or_default();
        out.push_str(&format!(
            "{} not read, {}, {}: see {}.\n",
            by("error"),
            count(by("warning"), "warning"),
            count(by("note"), "note"),
            dir.join(PROBLEMS).display()
        ));
    }
    out.push_str(&format!("Results are in {}.\n", dir.display()));
    out
}

#[cfg(test)]
mod tests {
    use super::super::manifest::{Counts, Identity, Manifest, ProblemCounts, RunInfo};
    use super::*;

    const TARGETS: [(&str, &str); 4] = [
        ("bilateral_trade", "closer_ties"),
        ("brics_expansion", "enlargement"),
        ("ukraine", "settlement"),
        ("ukraine", "support"),
    ];

    fn positions(speakers: usize) -> Vec<Position> {
        let row = |n: usize, (theme, target): (&str, &str)| Position {
            speaker: format!("Ministry of Foreign Affairs and Trade No {n}"),
            id: format!("ministry-{n}"),
            theme: theme.into(),
            target: target.into(),
            statements: 1234,
            articles: 567,
            outlets: 3,
            favor: 1000,
            against: 200,
            neutral: 34,
            position: -0.001,
            low: -0.5,
            high: 0.75,
            first: None,
            last: None,
        };
        (0..speakers).flat_map(|n| TARGETS.into_iter().skip(n % 2).map(move |target| row(n, target))).collect()
    }

    #[test]
    fn the_table_fits_its_width_and_says_what_it_leaves_out() {
        for width in [60, 80, 100, 120, 160] {
            let table = positions_table(&positions(5), 3, width);
            let widest = table.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width.max(72), "{widest} columns of {width}:\n{table}");
            assert!(table.contains("2 more speakers are in positions.csv"), "{table}");
            assert!(table.contains("+0.00 1234/567") && table.contains("[-0.50, +0.75]"), "{table}");
            for (_, target) in TARGETS {
                assert!(table.contains(target), "{target} is missing:\n{table}");
            }
        }
    }

    #[test]
    fn two_speakers_of_one_name_have_a_row_each() {
        let mut rows = positions(3);
        rows.iter_mut().for_each(|p| p.speaker = "Anna Roe".into());
        let table = positions_table(&rows, 3, 160);
        for name in ["Anna Roe  ", "Anna Roe (ministry-1)", "Anna Roe (ministry-2)"] {
            assert!(table.contains(name), "{name} is missing:\n{table}");
        }
        assert_eq!(table.matches("1234/567").count(), rows.len(), "{table}");
    }

    #[test]
    fn what_changes_the_meaning_of_the_numbers_is_said_at_the_end() {
        let counts = |kinds: &[(&str, u64)]| Counts {
            articles_read: 7,
            sentences: 1,
            problems: ProblemCounts {
                total: 1,
                by_severity: [("warning".to_owned(), 1)].into(),
                by_kind: kinds.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect(),
            },
            ..Counts::default()
        };
        let info = || RunInfo {
            model: Identity::default(),
            codebook: Identity::default(),
            backend: String::new(),
            attribution: String::new(),
            options: serde_json::Map::new(),
            inputs: vec![],
            started: jiff::Timestamp::now(),
        };
        let lines = |kinds: &[(&str, u64)], undated| {
            let manifest = Manifest::new(info(), counts(kinds), false);
            closing_lines(&RunSummary { manifest, positions: vec![], undated }, Path::new("out"))
        };
        let said = lines(&[("bad_date", 1), ("language", 2)], 5);
        assert!(said.contains("7 articles, 1 statement:") && said.contains("0 not read, 1 warning, 0 notes"), "{said}");
        assert!(said.contains("5 articles without a date (1 with one that cannot be read)"), "{said}");
        assert!(said.contains("2 articles look like another language than English"), "{said}");
        let said = lines(&[], 0);
        assert!(!said.contains("date") && !said.contains("language"), "{said}");
    }

    #[test]
    fn without_positions_there_is_no_table() {
        assert_eq!(positions_table(&[], 20, 100), "");
        assert_eq!(positions_table(&positions(2), 0, 100), "2 speakers are in positions.csv.\n");
    }
}

//! The output of `demarche positions`: a table, CSV and JSON.

use super::words::{count, range, signed};
use crate::decimals::four;
use crate::score::{Actor, Estimate, UNKNOWN};
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use std::collections::HashMap;
use std::io::Write;

const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

const HEADER: [&str; 30] = [
    "speaker",
    "group",
    "speakers",
    "theme",
    "target",
    "statements",
    "copies",
    "repeats",
    "articles",
    "outlets",
    "favor",
    "against",
    "neutral",
    "position",
    "low",
    "high",
    "posterior_low",
    "posterior_high",
    "logit",
    "salience",
    "first",
    "last",
    "corrected",
    "corrected_low",
    "corrected_high",
    "gold",
    "coded",
    "method",
    "note",
    "id",
];

/// Puts the windows of time of a speaker and target together and in order, what has no date last. Speakers stay in the order
/// in which each comes first, and so do a speaker's targets.
pub fn in_order_of_time(estimates: &mut [Estimate]) {
    let (mut speakers, mut targets) = (HashMap::new(), HashMap::new());
    let target = |e: &Estimate| (e.theme.clone(), e.target.clone());
    for (place, e) in estimates.iter().enumerate() {
        speakers.entry(e.speaker.clone()).or_insert(place);
        targets.entry((e.speaker.clone(), target(e))).or_insert(place);
    }
    estimates.sort_by_cached_key(|e| {
        let places = (speakers.get(&e.speaker).copied(), targets.get(&(e.speaker.clone(), target(e))).copied());
        // Names of windows are in the order of time: 2031-09, 2031-10.
        (places, e.group == UNKNOWN, e.group.clone())
    });
}

/// Writes `estimates` as CSV (RFC 4180, UTF-8, a header line).
///
/// # Errors
/// Those of `into`.
pub fn write_estimates(estimates: &[Estimate], into: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(into);
    writer.write_record(HEADER)?;
    let number = |value: f64| four(value).to_string();
    for e in estimates {
        let corrected = |of: fn(&crate::score::Corrected) -> f64| e.corrected.as_ref().map(|c| number(of(c)));
        let date = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string()).unwrap_or_default();
        writer.write_record([
            e.speaker.clone(),
            e.group.clone(),
            e.speakers.to_string(),
            e.theme.clone(),
            e.target.clone(),
            e.statements.to_string(),
            e.copies.to_string(),
            e.repeats.to_string(),
            e.articles.to_string(),
            e.outlets.to_string(),
            e.favor.to_string(),
            e.against.to_string(),
            e.neutral.to_string(),
            number(e.position),
            number(e.low),
            number(e.high),
            number(e.posterior_low),
            number(e.posterior_high),
            number(e.logit),
            number(e.salience),
            date(e.first),
            date(e.last),
            corrected(|c| c.position).unwrap_or_default(),
            corrected(|c| c.low).unwrap_or_default(),
            corrected(|c| c.high).unwrap_or_default(),
            e.corrected.map(|c| c.gold.to_string()).unwrap_or_default(),
            e.corrected.map(|c| c.coded.to_string()).unwrap_or_default(),
            e.corrected.map(|c| c.method.to_string()).unwrap_or_default(),
            notes(e),
            e.id.clone(),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// What a reader of the row should know.
fn notes(estimate: &Estimate) -> String {
    let one = (estimate.statements == 1).then_some("one statement");
    let wide = estimate.corrected_wide().then_some("few articles: corrected interval wider than 95 %");
    let clamped = estimate.corrected.is_some_and(|c| c.clamped).then_some("corrected beyond the scale: set to its end");
    one.into_iter().chain(wide).chain(clamped).collect::<Vec<_>>().join("; ")
}

/// The first `top` of `estimates` for reading, and a line that says how many are left out. The column of corrected
/// positions is there if `gold` is.
pub fn estimates_table(estimates: &[Estimate], top: usize, gold: bool) -> String {
    let shown = &estimates[..top.min(estimates.len())];
    let mut table = Table::new();
    table.load_style(STYLE);
    let mut header = vec![
        "speaker",
        "target",
        "n/art/out",
        "+/-/0",
        "position",
        "95 % by article",
        "95 % by label",
        "logit",
        "salience",
    ];
    if gold {
        header.push("corrected");
    }
    table.set_header(header);
    for e in shown {
        let mut name = Actor { speaker: e.speaker.clone(), group: e.group.clone() }.name();
        if e.speaker.is_empty() {
            name += &format!(" ({})", count(e.speakers, "speaker"));
        }
        let statements = if e.statements == 1 {
            count(1, "statement")
        } else {
            format!("{}/{}/{}", e.statements, e.articles, e.outlets)
        };
        let mut row = vec![
            name,
            e.target.clone(),
            statements,
            format!("{}/{}/{}", e.favor, e.against, e.neutral),
            signed(e.position),
            range(e.low, e.high),
            range(e.posterior_low, e.posterior_high),
            signed(e.logit),
            format!("{:.0} %", e.salience * 100.0),
        ];
        if gold {
            let cell = |c: &crate::score::Corrected| {
                let mark = if c.clamped { "!" } else { "" };
                format!("{}{mark} {} {}", signed(c.position), range(c.low, c.high), c.method)
            };
            row.push(e.corrected.as_ref().map_or("too little gold".to_owned(), cell));
        }
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut out = String::new();
    if !shown.is_empty() {
        out.push_str(&format!("{}\n", table.trim_fmt()));
        out.push_str("n/art/out: statements, articles, outlets. +/-/0: in favor, against, neutral. Position: from -1 (against)\n");
        out.push_str(
            "to +1 (in favor), with its interval by a bootstrap over articles. By label: that of the labels, each\n",
        );
        out.push_str("taken as sure, for small counts; it need not hold the position. docs/positions.md says what they can bear.\n");
    }
    if shown.len() < estimates.len() {
        out.push_str(&format!(
            "{}; --top N shows more, --out DIR writes all.\n",
            count((estimates.len() - shown.len()) as u64, if shown.is_empty() { "row" } else { "more row" })
        ));
    }
    out
}

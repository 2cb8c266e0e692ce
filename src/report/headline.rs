//! What the runs say, in a few sentences that do not say more than the numbers.

use super::Source;
use super::matrix::{CLEAR_ARTICLES, CLEAR_STATEMENTS, Cell, Matrix};
use super::words::{count, list, range, signed, thousands};
use std::collections::HashSet;

/// Targets that are spoken of.
const TARGETS: usize = 5;
/// Speakers that are named for a target, for each kind of sentence.
const NAMED: usize = 3;
/// Distance from 0 from which a speaker with few statements is named at first sight.
const LEANING: f64 = 0.35;

/// The summary.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Headline {
    pub lead: Vec<String>,
    pub items: Vec<Item>,
    pub cautions: Vec<String>,
}

/// What is said on one target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub target: String,
    pub theme: String,
    pub proposition: Option<String>,
    pub sentences: Vec<String>,
}

/// The summary of `matrix`.
pub(super) fn headline(source: &Source<'_>, matrix: &Matrix<'_>) -> Headline {
    let items = (0..matrix.targets.len().min(TARGETS)).map(|target| item(matrix, target)).collect();
    Headline { lead: lead(source, matrix), items, cautions: cautions(source, matrix) }
}

fn lead(source: &Source<'_>, matrix: &Matrix<'_>) -> Vec<String> {
    let records = || matrix.records.iter().map(|&r| &source.runs.records[r]);
    let articles: HashSet<_> = records().map(|r| r.article_key()).collect();
    let undated = articles.iter().filter(|(_, date, _)| date.is_none()).count() as u64;
    let articles = articles.len() as u64;
    let outlets = records().filter_map(|r| r.source.as_deref()).collect::<HashSet<_>>().len() as u64;
    let mut basis = format!(
        "{} of {} in {}",
        count(matrix.records.len() as u64, "statement"),
        count(matrix.speakers.len() as u64, "speaker"),
        count(articles, "article")
    );
    if outlets > 0 {
        basis.push_str(&format!(" from {}", count(outlets, "outlet")));
    }
    if let Some(dates) = super::reading::dates(records().filter_map(|r| r.date)) {
        basis.push_str(&format!(", {dates}"));
        if undated > 0 {
            let (of, has) = (count(articles, "article"), if undated == 1 { "has" } else { "have" });
            basis.push_str(&format!("; {} of the {of} {has} no date", thousands(undated)));
        }
    } else if articles > 0 {
        basis.push_str("; no article has a date");
    }
    let mut lead = vec![format!("This report rests on {basis}.")];
    if matrix.cells.is_empty() {
        lead.push("No speaker has enough statements with a stance, so there is no position to show.".to_owned());
        return lead;
    }
    let most: Vec<String> =
        matrix.speakers.iter().take(NAMED).map(|s| format!("{} ({})", s.name, thousands(s.statements))).collect();
    // By theme: the targets of one theme have the same statements.
    let mut themes: Vec<(&str, u64)> = vec![];
    for target in &matrix.targets {
        match themes.iter_mut().find(|(theme, _)| *theme == target.theme_label) {
            Some((_, most)) => *most = (*most).max(target.statements),
            None => themes.push((&target.theme_label, target.statements)),
        }
    }
    let spoken: Vec<String> =
        themes.iter().take(NAMED).map(|(theme, n)| format!("{theme} ({})", thousands(*n))).collect();
    lead.push(format!(
        "Quoted or reported most {}: {}. Spoken of most: {}. The numbers in brackets are statements.",
        if most.len() == 1 { "is" } else { "are" },
        list(&most),
        list(&spoken)
    ));
    lead
}

fn item(matrix: &Matrix<'_>, target: usize) -> Item {
    let cells = matrix.of_target(target);
    let named = &matrix.targets[target];
    let enough: Vec<&&Cell<'_>> = cells.iter().filter(|cell| !cell.few()).collect();
    let mut sentences =
        vec![format!("{} of {}.", count(named.statements, "statement"), count(cells.len() as u64, "speaker"))];
    for cell in enough.iter().filter(|cell| !cell.unsure()).take(NAMED) {
        let side = match cell.position {
            p if p >= 0.5 => "are mostly in favor",
            p if p > 0.1 => "lean in favor",
            p if p > 0.0 => "are near the middle, a little in favor",
            p if p <= -0.5 => "are mostly against",
            p if p < -0.1 => "lean against",
            _ => "are near the middle, a little against",
        };
        sentences.push(format!("{}: the statements {side} ({}).", name(matrix, cell), numbers(cell)));
    }
    let open: Vec<String> = enough
        .iter()
        .filter(|cell| cell.unsure())
        .take(NAMED)
        .map(|cell| format!("{} ({})", name(matrix, cell), numbers(cell)))
        .collect();
    if !open.is_empty() {
        sentences.push(format!("Not settled by these statements: the side of {}.", list(&open)));
    }
    if enough.is_empty() {
        sentences.push(format!(
            "No speaker has {CLEAR_STATEMENTS} statements in {CLEAR_ARTICLES} articles here, so each position is a first \
             impression at most."
        ));
        for (side, words) in [(1.0, "in favor"), (-1.0, "against")] {
            let leaning: Vec<String> = cells
                .iter()
                .filter(|cell| cell.position * side >= LEANING && cell.estimate.statements >= 2)
                .take(NAMED)
                .map(|cell| format!("{} ({}, {})", name(matrix, cell), signed(cell.position), basis(cell)))
                .collect();
            if !leaning.is_empty() {
                sentences.push(format!("At first sight {words}: {}.", list(&leaning)));
            }
        }
    }
    let (target, theme) = (named.name.clone(), named.theme_label.clone());
    Item { target, theme, proposition: named.proposition.clone(), sentences }
}

fn name<'m>(matrix: &'m Matrix<'_>, cell: &Cell<'_>) -> &'m str {
    &matrix.speakers[cell.speaker].name
}

fn numbers(cell: &Cell<'_>) -> String {
    format!("{}, 95\u{a0}% interval {}; {}", signed(cell.position), range(cell.low, cell.high), basis(cell))
}

fn basis(cell: &Cell<'_>) -> String {
    let e = cell.estimate;
    format!("{} in {}", count(e.statements, "statement"), count(e.articles, "article"))
}

fn cautions(source: &Source<'_>, matrix: &Matrix<'_>) -> Vec<String> {
    let all = matrix.cells.len();
    if all == 0 {
        return vec![];
    }
    let clear = matrix.cells.iter().filter(|cell| !cell.unsure()).count();
    let corrected = matrix.cells.iter().filter(|cell| cell.estimate.corrected.is_some()).count();
    let has = match clear {
        0 => "none has".to_owned(),
        1 => "1 has".to_owned(),
        n => format!("{} have", thousands(n as u64)),
    };
    let rest = match all - clear {
        0 => ".",
        _ if clear == 0 => ": these texts do not settle a side, which is not the same as being neutral.",
        _ => ". For the others these texts do not settle the side, which is not the same as being neutral.",
    };
    let mut cautions =
        vec![format!("Of {}, {has} an interval that lies on one side of 0{rest}", count(all as u64, "position"))];
    let machine = "Labels are a machine's, and it errs";
    cautions.push(match (source.gold.is_some(), corrected) {
        (true, n) if n > 0 && n == all => format!("{machine}. All {all} are corrected for that with labelled statements."),
        (true, n) if n > 0 => format!(
            "{machine}. {} of {all} are corrected for that with labelled statements; the others speak only of which \
             articles were read.",
            thousands(n as u64)
        ),
        (true, _) => format!("{machine}. There were too few labelled statements to correct any position for that."),
        (false, _) => format!(
            "{machine}: these intervals speak only of which articles were read, not of its mistakes. Read the statements \
             behind a number before you cite it, and correct it with labelled statements where it matters."
        ),
    });
    cautions
}

//! The rows of one statement: which of them counts, or what they say together.

use super::cells::shown;
use super::statement::Written;
use std::collections::BTreeSet;

/// What is wrong with a row, by its place.
pub(super) type Wrong = ((u64, usize), String);

/// Rows of the same article and number, of which each is a whole statement: the one that counts, and what is wrong with
/// others. Where rows are signed, one that is counts before one that is not.
pub(super) fn one_of(rows: Vec<Written>, signed: bool) -> (Written, Vec<Wrong>) {
    let chosen = rows.iter().position(|row| !row.coder.is_empty()).or(rows.iter().position(Written::is_changed));
    let mut rows = rows;
    let taken = rows.remove(chosen.filter(|_| signed).unwrap_or(0));
    let mut wrong = vec![];
    for row in rows {
        let other = taken.at.0;
        let reason = if !row.has_text_of(&taken) {
            format!("row {other} has the same article and number, and another text")
        } else if !signed || !row.coder.is_empty() {
            format!("row {other} has the same sentence")
        } else if row.is_changed() {
            format!("nobody stands in \"coder\", and row {other} has the same sentence")
        } else {
            // Nobody has worked on it.
            continue;
        };
        wrong.push((row.at, reason));
    }
    (taken, wrong)
}

/// Rows of the same article and number, of which each is a speaker and a target of the statement, as one.
///
/// # Errors
/// Why they are no rows of one statement.
pub(super) fn together(rows: Vec<Written>) -> Result<Written, Wrong> {
    let mut rows = rows.into_iter();
    let Some(mut all) = rows.next() else { return Err(((0, 0), "there is no row".to_owned())) };
    // Rows with labels and without a signature.
    let mut unsigned = unsigned_row(&all);
    for row in rows {
        let (of, number) = (all.at, row.at.0);
        if !row.has_text_of(&all) {
            return Err((
                of,
                format!("row {number} has the same article and number and another text, {}", shown(row.text())),
            ));
        }
        if !all.coder.is_empty() && !row.coder.is_empty() && all.coder.to_lowercase() != row.coder.to_lowercase() {
            let (one, other) = (shown(&all.coder), shown(&row.coder));
            let reason =
                format!("it is signed by {one}, and in row {number} by {other}; import a table for each coder");
            return Err((of, reason));
        }
        unsigned = unsigned.or(unsigned_row(&row));
        all.coder = if all.coder.is_empty() { row.coder } else { all.coder };
        all.mark = if all.mark.is_empty() { row.mark } else { all.mark };
        if all.broken.is_none() && row.broken.is_some() {
            (all.broken, all.at) = (row.broken, row.at);
        }
        all.filled |= row.filled;
        merge(&mut all.labels.speakers, row.labels.speakers);
        merge(&mut all.labels.themes, row.labels.themes);
        merge(&mut all.labels.stances, row.labels.stances);
    }
    match unsigned {
        Some(number) if !all.coder.is_empty() => {
            Err((all.at, format!("row {number} of it has labels, and nobody stands in \"coder\" there")))
        }
        _ => Ok(all),
    }
}

/// The number of `row`, if it has labels and nobody signed it.
fn unsigned_row(row: &Written) -> Option<u64> {
    (row.filled && row.coder.is_empty()).then_some(row.at.0)
}

fn merge<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for value in more {
        if !list.contains(&value) {
            list.push(value);
        }
    }
}

/// What is to be asked of `rows`, each a speaker and a target of one statement, if a speaker stands beside some of its targets
/// alone: gold has all speakers of a statement on all of its targets.
pub(super) fn gap(rows: &[Written]) -> Option<String> {
    let pairs: BTreeSet<(&str, &str)> = rows.iter().flat_map(pairs).collect();
    let speakers: BTreeSet<&str> = pairs.iter().map(|(speaker, _)| *speaker).collect();
    let targets: BTreeSet<&str> = pairs.iter().map(|(_, target)| *target).collect();
    let all = speakers.iter().flat_map(|speaker| targets.iter().map(move |target| (*speaker, *target)));
    let (speaker, target) = all.into_iter().find(|pair| !pairs.contains(pair))?;
    Some(format!(
        "{} has no row with the target {target:?}, which others of its speakers have. Every speaker of a statement has all its \
         stances; was a name changed in some of its rows only?",
        shown(speaker)
    ))
}

/// Speaker and target of each cell pair of `row`.
fn pairs(row: &Written) -> impl Iterator<Item = (&str, &str)> {
    let targets = || row.labels.stances.iter().map(|(target, _)| target.as_str());
    row.labels.speakers.iter().flat_map(move |speaker| targets().map(move |target| (speaker.as_str(), target)))
}

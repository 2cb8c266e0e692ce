//! What was read and what was not.

use super::Source;
use super::matrix::Matrix;
use super::words::{count, thousands};
use crate::output::{Identity, Tally};
use crate::problem::Severity;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Problems that are listed one by one, at most.
const LISTED: usize = 200;

/// The section's content.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub facts: Vec<Fact>,
    pub runs: Vec<Run>,
    pub kinds: Vec<Kind>,
    pub listed: Vec<Line>,
    /// Problems that are not listed.
    pub unlisted: usize,
    pub notes: Vec<String>,
}

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub name: &'static str,
    pub value: String,
    pub note: String,
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub name: String,
    pub state: &'static str,
    pub inputs: String,
    pub statements: String,
    pub finished: String,
    pub model: String,
    pub model_hash: String,
    pub codebook: String,
    pub codebook_hash: String,
}

/// The problems of a kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kind {
    pub severity: &'static str,
    pub kind: String,
    pub count: String,
    /// What the first of them says.
    pub example: String,
}

/// A problem.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub place: String,
    pub severity: &'static str,
    pub kind: String,
    pub reason: String,
}

/// "from 2031-01-10 to 2031-03-02", "of 2031-01-10", or nothing where there is no date.
pub(super) fn dates(dates: impl Iterator<Item = Date> + Clone) -> Option<String> {
    let (first, last) = (dates.clone().min()?, dates.max()?);
    Some(if first == last { format!("of {first}") } else { format!("from {first} to {last}") })
}

/// What `source` read.
pub(super) fn reading(source: &Source<'_>, matrix: &Matrix<'_>) -> Reading {
    let lines: Vec<(Severity, Line)> = problems(source);
    let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, &str), (u64, &str)> = BTreeMap::new();
    for (severity, line) in &lines {
        kinds.entry((std::cmp::Reverse(*severity), &line.kind)).or_insert((0, &line.reason)).0 += 1;
    }
    let kinds = kinds.into_iter().map(|((severity, kind), (n, example))| Kind {
        severity: word(severity.0),
        kind: super::words::readable(kind),
        count: thousands(n),
        example: example.to_owned(),
    });
    let kinds = kinds.collect();
    let unlisted = lines.len().saturating_sub(LISTED);
    Reading {
        facts: facts(source, matrix),
        runs: runs(source),
        kinds,
        listed: lines.into_iter().take(LISTED).map(|(_, line)| line).collect(),
        unlisted,
        notes: notes(source),
    }
}

fn facts(source: &Source<'_>, matrix: &Matrix<'_>) -> Vec<Fact> {
    let tally = &source.runs.tally;
    let skipped: u64 =
        source.runs.runs.iter().filter_map(|r| r.manifest.as_ref()).map(|m| m.counts.articles_skipped).sum();
    let truncated: u64 = source.runs.runs.iter().filter_map(|r| r.manifest.as_ref()).map(|m| m.counts.truncated).sum();
    let sum = |of: fn(&crate::score::Unit) -> u64| source.units.iter().map(of).sum::<u64>();
    let undated = matrix.records.iter().filter(|&&r| source.runs.records[r].date.is_none()).count() as u64;
    let undated = format!("left out of the timelines, with {} behind the numbers", count(undated, "statement"));
    let below = format!("with fewer than {}", count(source.min_statements, "statement"));
    let fact = |name, value: u64, note: String| Fact { name, value: thousands(value), note };
    let mut facts = vec![
        fact("Articles read", tally.articles, outlets_and_dates(&source.runs.tally)),
        fact("Articles not read", skipped, "records or files that could not be read at all".to_owned()),
        fact("Sentences", tally.statements, format!("{} with a theme", thousands(tally.with_theme))),
        fact("With a speaker", tally.with_speaker, "quoted, reported, or going on with a speaker".to_owned()),
        fact(
            "Speaker not clear",
            tally.unresolved,
            "somebody speaks, but the text is too weak to say who; they count for nobody".to_owned(),
        ),
        fact(
            "Reporter\u{2019}s own",
            tally.statements - tally.with_speaker - tally.unresolved,
            "nobody\u{2019}s position".to_owned(),
        ),
        fact(
            "Statements behind the numbers",
            matrix.records.len() as u64,
            "with a speaker, and a stance on a theme that was found".to_owned(),
        ),
    ];
    for (name, value, note) in [
        ("Articles without a date", tally.undated, &*undated),
        (
            "Copies left out",
            sum(|u| u.copies),
            "the same sentence in several articles counts once, for each speaker and target",
        ),
        ("Repetitions left out", sum(|u| u.repeats), "by the choice that --duplicates made"),
        ("Sentences of two runs", source.runs.reread, "the same sentence in two runs counts once"),
        ("Positions left out", source.below as u64, &below),
        ("Sentences not seen whole", truncated, "longer than the model reads"),
    ] {
        if value > 0 {
            facts.push(fact(name, value, note.to_owned()));
        }
    }
    facts
}

/// Where the articles come from, and when; how many say neither.
fn outlets_and_dates(tally: &Tally) -> String {
    let mut dates = match dates(tally.dates.into_iter().flat_map(|(first, last)| [first, last])) {
        Some(dates) if tally.undated > 0 => format!("{dates}, {} undated", thousands(tally.undated)),
        Some(dates) => dates,
        None => "all undated".to_owned(),
    };
    if tally.outlets > 0 {
        dates.insert_str(0, &format!("{}, ", count(tally.outlets, "outlet")));
    } else if tally.dates.is_none() {
        dates = "without a date or an outlet".to_owned();
    }
    dates
}

fn runs(source: &Source<'_>) -> Vec<Run> {
    let named = |identity: Option<&Identity>| {
        identity.map_or_else(|| ("not known".to_owned(), String::new()), |i| (i.name.clone(), i.sha256.clone()))
    };
    let run = |run: &crate::output::RunNote| {
        let ((model, model_hash), (codebook, codebook_hash)) =
            (named(run.model.as_ref()), named(run.codebook.as_ref()));
        let inputs = run.manifest.as_ref().map(|m| m.inputs.join(", ")).unwrap_or_default();
        Run {
            name: run.run.clone(),
            state: if run.complete { "complete" } else { "only in part" },
            inputs,
            statements: thousands(run.statements),
            finished: run.manifest.as_ref().map_or_else(|| "not finished".to_owned(), |m| day(m.finished)),
            model,
            model_hash,
            codebook,
            codebook_hash,
        }
    };
    source.runs.runs.iter().map(run).collect()
}

/// The day of `time`, in UTC.
pub(super) fn day(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// The problems of reading the runs, then those that the runs had themselves; the heavy ones first.
fn problems(source: &Source<'_>) -> Vec<(Severity, Line)> {
    let line = |file: &str, record: Option<u64>, article: Option<&str>, severity, kind: &str, reason: &str| {
        let mut place = file.to_owned();
        if let Some(record) = record {
            place.push_str(&format!(", record {record}"));
        }
        if let Some(article) = article {
            place.push_str(&format!(", article {article}"));
        }
        (
            severity,
            Line { place, severity: word(severity), kind: super::words::readable(kind), reason: reason.to_owned() },
        )
    };
    let own = source
        .runs
        .problems
        .iter()
        .map(|p| line(&p.file, p.record, p.article.as_deref(), p.severity, p.kind, &p.reason));
    let theirs =
        source.problems.iter().map(|p| line(&p.file, p.record, p.article.as_deref(), p.severity, &p.kind, &p.reason));
    let mut lines: Vec<_> = own.chain(theirs).collect();
    lines.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    lines
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Not read",
        Severity::Warning => "Read with a loss",
        Severity::Note => "Note",
    }
}

fn notes(source: &Source<'_>) -> Vec<String> {
    let mut notes = source.notes.to_vec();
    if source.codebook.is_none() {
        notes.push(
            "The wording of the codebook was not at hand, so themes and targets have their short names; --codebook FILE \
             gives it."
                .to_owned(),
        );
    }
    if let Some(gold) = source.gold {
        notes.push(format!(
            "Labelled statements from {}: {} of {} are coded statements of these runs with a speaker and a stance.",
            gold.file,
            thousands(gold.used as u64),
            thousands(gold.statements as u64)
        ));
        notes.extend(gold.reasons.iter().map(|reason| format!("Not enough labelled statements to correct {reason}.")));
    }
    notes
}

//! What must hold of positions over runs, whatever the statements are.

use super::{By, Counting, Duplicates, Estimate, Record, Weight, estimates, units};
use crate::attribute::{AttributionKind, Directory};
use crate::classify::{Label, StanceScore};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Article, speaker, target, favor, against.
type Row = (u8, u8, u8, f32, f32);

/// Statements of the run `run`, whose articles no other run has.
fn records(run: &str, rows: &[Row]) -> Vec<Record> {
    let record = |(i, &(article, speaker, target, a, b)): (usize, &Row)| {
        let (favor, against) = (a * b, a * (1.0 - b));
        let neutral = 1.0 - favor - against;
        let label = if favor >= against.max(neutral) {
            Label::Favor
        } else if against >= neutral {
            Label::Against
        } else {
            Label::Neutral
        };
        let speakers: &[&str] =
            [&["Ana Ruiz"][..], &["Ben Okello"], &["Ana Ruiz", "Ben Okello"], &[]][usize::from(speaker % 4)];
        Record {
            article: format!("{run}{article}").into(),
            date: (article % 5 != 0)
                .then(|| jiff::civil::date(2031, 1 + (article % 3) as i8, 1 + (article % 20) as i8)),
            source: [None, Some("Harbour Wire"), Some("Quay Post")][usize::from(article % 3)].map(Into::into),
            audience: None,
            title: None,
            url: None,
            i,
            // Every text has another number: no copies.
            text: format!("Sentence {} of the hearing on grain, duties and the harbour", i + 1000 * run.len()),
            neighbours: [None, None],
            speakers: speakers.iter().map(|&s| s.into()).collect(),
            kind: AttributionKind::Direct,
            cue: None,
            themes: vec![],
            stances: vec![StanceScore {
                theme: "trade".into(),
                target: ["ties", "duties"][usize::from(target % 2)].into(),
                label,
                favor,
                against,
                neutral,
            }],
        }
    };
    rows.iter().enumerate().map(record).collect()
}

fn scored(records: &[Record], duplicates: Duplicates, by: Option<By>, weight: Weight) -> Vec<Estimate> {
    static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| Directory::embedded().unwrap());
    estimates(&units(records, Counting { duplicates, keep_copies: false, by }, &DIRECTORY), records, weight)
}

fn plain(records: &[Record]) -> Vec<Estimate> {
    scored(records, Duplicates::All, None, Weight::Statement)
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0u8..12, 0u8..4, 0u8..2, 0f32..=1.0, 0f32..=1.0), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn order_does_not_matter(rows in rows(), turn in 0usize..40) {
        let forward = records("a", &rows);
        let mut turned = forward.clone();
        turned.rotate_left(turn % forward.len().max(1));
        turned.reverse();
        for (duplicates, by) in [
            (Duplicates::All, None),
            (Duplicates::Article, Some(By::Outlet)),
            (Duplicates::Month, Some(By::Year)),
            (Duplicates::Run, Some(By::Role)),
        ] {
            let one = scored(&forward, duplicates, by, Weight::Outlet);
            prop_assert_eq!(one, scored(&turned, duplicates, by, Weight::Outlet));
        }
    }

    #[test]
    fn disjoint_runs_add_up(left in rows(), right in rows()) {
        let (left, right) = (records("a", &left), records("bb", &right));
        let (one, other, both) = (plain(&left), plain(&right), plain(&[left, right].concat()));
        for e in &both {
            let of = |part: &[Estimate]| part.iter().find(|p| (&p.speaker, &p.target) == (&e.speaker, &e.target)).cloned();
            let parts: Vec<Estimate> = [of(&one), of(&other)].into_iter().flatten().collect();
            let sum = |of: fn(&Estimate) -> u64| parts.iter().map(of).sum::<u64>();
            prop_assert_eq!(e.statements, sum(|p| p.statements));
            prop_assert_eq!(e.articles, sum(|p| p.articles));
            prop_assert_eq!((e.favor, e.against, e.neutral), (sum(|p| p.favor), sum(|p| p.against), sum(|p| p.neutral)));
            let mean = parts.iter().map(|p| p.position * p.statements as f64).sum::<f64>() / e.statements as f64;
            prop_assert!((e.position - mean).abs() < 1e-9, "{} is not {mean}", e.position);
        }
        let apart: HashSet<_> = one.iter().chain(&other).map(|e| (&e.speaker, &e.target)).collect();
        prop_assert_eq!(both.len(), apart.len());
    }

    #[test]
    fn numbers_are_within_their_bounds(rows in rows()) {
        let records = records("a", &rows);
        for weight in [Weight::Statement, Weight::Outlet] {
            for e in scored(&records, Duplicates::Week, Some(By::Role), weight).iter().chain(&scored(&records, Duplicates::All, None, weight)) {
                prop_assert!(-1.0 <= e.low && e.low <= e.position && e.position <= e.high && e.high <= 1.0, "{:?}", e);
                prop_assert!(-1.0 <= e.posterior_low && e.posterior_low <= e.posterior_high && e.posterior_high <= 1.0);
                prop_assert!(e.salience > 0.0 && e.salience <= 1.0 && e.logit.is_finite());
                prop_assert_eq!(e.favor + e.against + e.neutral, e.statements);
                prop_assert!(e.articles <= e.statements && e.outlets <= e.articles && e.first <= e.last);
            }
        }
    }
}

#[test]
fn in_a_group_each_speaker_repeats_for_himself() {
    // Two speakers of no known office in one article: each alone, each again, then both together.
    let mut found = scored(
        &records(
            "a",
            &[(1, 0, 0, 0.9, 0.9), (1, 1, 0, 0.9, 0.9), (1, 0, 0, 0.9, 0.9), (1, 1, 0, 0.9, 0.9), (1, 2, 0, 0.9, 0.9)],
        ),
        Duplicates::Article,
        Some(By::Role),
        Weight::Statement,
    );
    let group = found.remove(0);
    assert_eq!((group.speakers, group.statements, group.repeats), (2, 2, 3), "{group:?}");
}

#[test]
fn a_group_has_the_speakers_of_the_target_alone() {
    // Two speakers of no known office, of whom one speaks of duties.
    let found = scored(
        &records("a", &[(1, 0, 0, 0.9, 0.9), (2, 1, 0, 0.9, 0.9), (3, 0, 1, 0.9, 0.9)]),
        Duplicates::All,
        Some(By::Role),
        Weight::Statement,
    );
    let speakers: Vec<_> = found.iter().map(|e| (e.target.as_str(), e.speakers)).collect();
    assert_eq!(speakers, [("ties", 2), ("duties", 1)]);
}

#[test]
fn a_role_is_that_of_the_articles_date() {
    let mut all = records("a", &[(1, 0, 0, 0.9, 0.9), (2, 0, 0, 0.9, 0.9), (3, 0, 0, 0.9, 0.9)]);
    let dates = [jiff::civil::date(2003, 1, 1), jiff::civil::date(2020, 1, 1), jiff::civil::date(2023, 9, 1)];
    for (record, date) in all.iter_mut().zip(dates) {
        (record.date, record.speakers) = (Some(date), vec!["Li Keqiang".into()]);
    }
    let mut groups: Vec<String> =
        scored(&all, Duplicates::All, Some(By::Role), Weight::Statement).into_iter().map(|e| e.group).collect();
    groups.sort();
    assert_eq!(groups, ["(unknown)", "former premier", "premier"]);
}

#[test]
fn opposite_statements_in_nearly_the_same_words_are_no_copies() {
    // Two articles say that he will vote for it, one that he will vote against it.
    let mut all = records("a", &[(1, 0, 0, 1.0, 1.0), (2, 0, 0, 1.0, 0.0), (3, 0, 0, 1.0, 1.0)]);
    for (record, side) in all.iter_mut().zip(["for", "against", "for"]) {
        record.text = format!(
            "Ana Ruiz told the assembly of the northern harbours that she would vote {side} the long resolution on the entry of \
             new members into the union of island states."
        );
    }
    let found = plain(&all);
    let e = &found[0];
    assert_eq!((e.favor, e.against, e.copies), (1, 1, 1), "{e:?}");
    assert_eq!(e.salience, 1.0);
}

#[test]
fn a_long_article_weighs_in_the_interval_by_label_as_in_the_position() {
    // Nine statements in favor in one article, and one against in each of two.
    let rows: Vec<Row> =
        (0..9).map(|_| (1, 0, 0, 1.0, 1.0)).chain([(2, 0, 0, 1.0, 0.0), (3, 0, 0, 1.0, 0.0)]).collect();
    let e = &plain(&records("a", &rows))[0];
    assert!(
        (e.position - 7.0 / 11.0).abs() < 1e-9 && e.posterior_low < e.position && e.position < e.posterior_high,
        "{e:?}"
    );
    // The articles are worth less than two.
    assert!(e.posterior_high - e.posterior_low > 1.0, "{e:?}");
}

#[test]
fn intervals_shrink_with_data_and_one_statement_is_hardly_anything() {
    let width = |articles: u8| {
        let rows: Vec<Row> = (0..articles).map(|n| (n, 0, 0, 0.9, if n % 3 == 0 { 0.2 } else { 0.8 })).collect();
        let found = plain(&records("a", &rows));
        let e = &found[0];
        [e.high - e.low, e.posterior_high - e.posterior_low]
    };
    let widths = [1, 3, 9, 30, 90].map(width);
    assert!(widths.is_sorted_by(|a, b| a[0] > b[0] && a[1] > b[1]), "{widths:?}");
    let one = &plain(&records("a", &[(1, 0, 0, 1.0, 1.0)]))[0];
    assert_eq!((one.statements, one.articles, one.position), (1, 1, 1.0));
    assert!(one.low < 0.0 && one.posterior_low < 0.0, "a single statement does not settle a side: {one:?}");
}

#[test]
fn who_has_the_most_statements_comes_first_and_one_on_two_targets_is_one() {
    // Ana Ruiz speaks three times, Ben Okello twice, each time of both targets.
    let mut records = records(
        "run",
        &[(1, 0, 0, 0.5, 0.5), (2, 0, 0, 0.5, 0.5), (3, 0, 0, 0.5, 0.5), (4, 1, 0, 0.5, 0.5), (5, 1, 0, 0.5, 0.5)],
    );
    for record in &mut records[3..] {
        let other = StanceScore { target: "duties".into(), ..record.stances[0].clone() };
        record.stances.push(other);
    }
    let order: Vec<String> =
        scored(&records, Duplicates::All, None, Weight::Statement).into_iter().map(|e| e.speaker).collect();
    assert_eq!(order, ["Ana Ruiz", "Ben Okello", "Ben Okello"]);
}

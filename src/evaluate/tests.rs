//! Evaluations of a few sentences, with every number computed by hand.

use super::*;
use crate::article::Span;
use crate::attribute::{Attribution, AttributionKind, Speaker, Statement};
use crate::classify::{Label, ThemeScore};
use crate::segment::Sentence;
use std::convert::Infallible;

const GOLD: &str = r#"{"article":"a","i":0,"text":"Ana and Ben want talks.","speakers":["Ana Ruíz","Ben Okoro"],"themes":["war"],"stance":{"talks":"favor","arms":"neutral"}}
{"article":"a","i":1,"text":"No arms, she said.","speakers":["Ana Ruíz"],"themes":["war"],"stance":{"talks":"favor","arms":"against"}}
{"article":"a","i":2,"text":"Prices rose.","speakers":[],"themes":["trade"],"stance":{"ties":"favor"}}
{"article":"b","i":0,"text":"It rained.","speakers":[],"themes":[],"stance":{}}"#;

fn themes() -> Vec<ThemeTargets> {
    let theme = |id: &str, targets: &[&str]| (id.to_owned(), targets.iter().map(|&t| t.to_owned()).collect());
    vec![theme("war", &["talks", "arms"]), theme("trade", &["ties"])]
}

fn theme_of(target: &str) -> &'static str {
    if target == "ties" { "trade" } else { "war" }
}

fn stance(target: &str, label: Label) -> StanceScore {
    let p = |of: Label| if of == label { 0.8 } else { 0.1 };
    StanceScore {
        theme: theme_of(target).to_owned(),
        target: target.to_owned(),
        label,
        favor: p(Label::Favor),
        against: p(Label::Against),
        neutral: p(Label::Neutral),
    }
}

/// A prediction: speakers, themes found, stances towards the targets of found and of gold themes.
fn predicted(speakers: &[&str], found: &[&str], stances: &[(&str, Label)]) -> Predicted {
    let themes = ["war", "trade"].map(|id| {
        let present = found.contains(&id);
        ThemeScore { id: id.into(), probability: if present { 0.9 } else { 0.2 }, present }
    });
    let all: Vec<StanceScore> = stances.iter().map(|&(target, label)| stance(target, label)).collect();
    Predicted {
        coded: CodedStatement {
            statement: Statement {
                sentence: Sentence { index: 0, paragraph: 0, span: Span::default() },
                speakers: speakers
                    .iter()
                    .map(|&s| Speaker { id: String::new(), name: s.into(), surface: s.into() })
                    .collect(),
                attribution: Attribution { kind: AttributionKind::Indirect, confidence: 1.0, ..Attribution::default() },
            },
            themes: themes.to_vec(),
            stances: all.iter().filter(|s| found.contains(&s.theme.as_str())).cloned().collect(),
            tokens: 3,
            truncated: false,
        },
        gold_stances: all,
    }
}

fn run(predictions: Vec<Vec<Predicted>>) -> Evaluation {
    let gold = read_gold(GOLD.as_bytes(), "gold", &themes()).unwrap();
    let canonical = |name: &str, _| deunicode::deunicode(name).to_lowercase();
    let predicted = predict(&gold, GoldArticle::input, |_| Ok::<_, Infallible>(predictions.clone())).unwrap();
    compare(&gold, &predicted, &themes(), &canonical)
}

use Label::{Against, Favor, Neutral};

#[test]
fn perfect_predictions_score_one() {
    let evaluation = run(vec![
        vec![
            predicted(&["Ben Okoro", "ana ruiz"], &["war"], &[("talks", Favor), ("arms", Neutral)]),
            predicted(&["Ana Ruíz"], &["war"], &[("talks", Favor), ("arms", Against)]),
            predicted(&[], &["trade"], &[("ties", Favor)]),
        ],
        vec![predicted(&[], &[], &[])],
    ]);
    assert_eq!(evaluation.themes.macro_f1, Some(1.0));
    assert_eq!((evaluation.stance.mean_macro_f1, evaluation.stance.mean_f_avg), (Some(1.0), Some(1.0)));
    assert_eq!((evaluation.speakers.exact, evaluation.speakers.names.f1), (Some(1.0), Some(1.0)));
    // Ana and Ben for talks; Ana for talks and against arms; the narrator for ties.
    assert_eq!((evaluation.tuples.f1, evaluation.tuples.support, evaluation.tuples.predicted), (Some(1.0), 5, 5));
    // Present themes at 0.9 (gap 0.1, 3 of 8), absent ones at 0.2 (gap 0.2, 5 of 8).
    let theme = &evaluation.calibration.theme.all;
    assert!((theme.ece.unwrap() - (3.0 * 0.1 + 5.0 * 0.2) / 8.0).abs() < 1e-6, "{theme:?}");
    assert!((theme.brier.unwrap() - (3.0 * 0.01 + 5.0 * 0.04) / 8.0).abs() < 1e-6, "{theme:?}");
    // Every label right at 0.8: gap 0.2; squares 0.04 + 0.01 + 0.01.
    let stance = &evaluation.calibration.stance.all;
    assert!((stance.ece.unwrap() - 0.2).abs() < 1e-6 && (stance.brier.unwrap() - 0.06).abs() < 1e-6, "{stance:?}");
    assert_eq!((stance.n, evaluation.calibration.stance.by["talks"].n), (5, 2));
    assert_eq!(evaluation.calibration.attribution.ece, Some(0.0));
    assert_eq!((evaluation.counts.articles, evaluation.counts.sentences), (2, 4));
    assert_eq!((evaluation.counts.gold_with_speaker, evaluation.counts.gold_stances), (2, 5));
}

#[test]
fn wrong_predictions_score_zero() {
    let evaluation = run(vec![
        vec![
            predicted(&["Cy"], &["trade"], &[("talks", Against), ("arms", Favor), ("ties", Against)]),
            predicted(&[], &["trade"], &[("talks", Neutral), ("arms", Favor), ("ties", Against)]),
            predicted(&["Cy"], &["war"], &[("ties", Neutral), ("arms", Favor)]),
        ],
        vec![predicted(&["Cy"], &["war"], &[("arms", Favor)])],
    ]);
    assert_eq!(evaluation.themes.macro_f1, Some(0.0));
    assert_eq!(evaluation.stance.mean_macro_f1, Some(0.0));
    assert_eq!((evaluation.speakers.exact, evaluation.speakers.names.f1), (Some(0.0), Some(0.0)));
    assert_eq!(evaluation.tuples.f1, Some(0.0));
    assert_eq!(evaluation.calibration.attribution.ece, Some(1.0));
}

#[test]
fn mixed_predictions_by_hand() {
    let evaluation = run(vec![
        vec![
            // Ben is missed; talks right, arms wrong.
            predicted(&["Ana Ruíz"], &["war"], &[("talks", Favor), ("arms", Favor)]),
            // The theme is missed, but the stance head is measured all the same: talks wrong, arms right.
            predicted(&["Ana Ruíz"], &[], &[("talks", Neutral), ("arms", Against)]),
            predicted(&["Dee"], &["trade", "war"], &[("ties", Favor), ("talks", Against)]),
        ],
        vec![predicted(&[], &[], &[])],
    ]);
    // war: 1 right, 1 missed, 1 invented; trade perfect.
    let war = evaluation.themes.themes["war"];
    assert_eq!((war.precision, war.recall, war.f1, war.support), (Some(0.5), Some(0.5), Some(0.5), 2));
    assert_eq!(evaluation.themes.macro_f1, Some(0.75));
    // talks, gold favor favor, got favor neutral: favor P 1, R 1/2, F1 2/3; neutral is not in the gold.
    let talks = evaluation.stance.targets["talks"];
    assert!((talks.macro_f1.unwrap() - 2.0 / 3.0).abs() < 1e-12 && talks.neutral.f1 == Some(0.0));
    assert_eq!(talks.f_avg, talks.favor.f1);
    // arms, gold neutral against, got favor against: neutral F1 0, against F1 1; favor is not in the gold.
    let arms = evaluation.stance.targets["arms"];
    assert_eq!((arms.macro_f1, arms.f_avg), (Some(0.5), Some(1.0)));
    let mean = (2.0 / 3.0 + 0.5 + 1.0) / 3.0;
    assert!((evaluation.stance.mean_macro_f1.unwrap() - mean).abs() < 1e-12);
    // Names: Ana, Ana right; Ben missed; Dee invented. Exact: the second sentence and the rain.
    let names = evaluation.speakers.names;
    assert_eq!((names.support, names.predicted, names.precision), (3, 3, Some(2.0 / 3.0)));
    assert_eq!((evaluation.speakers.exact, evaluation.speakers.exact_where_spoken), (Some(0.5), Some(0.5)));
    // End to end. talks: favor right once, missed once, against invented once. arms: neutral found as favor, against missed.
    let talks = evaluation.end_to_end.targets["talks"];
    assert_eq!((talks.favor.precision, talks.favor.recall, talks.against.predicted), (Some(1.0), Some(0.5), 1));
    assert_eq!((talks.macro_f1, talks.f_avg), (talks.favor.f1, talks.favor.f1));
    assert_eq!(evaluation.end_to_end.targets["arms"].macro_f1, Some(0.0));
    let mean = (2.0 / 3.0 + 0.0 + 1.0) / 3.0;
    assert!((evaluation.end_to_end.mean_macro_f1.unwrap() - mean).abs() < 1e-12);
    // talks twice, arms once and ties once; the second sentence, whose theme is missed, has two of them.
    assert_eq!((evaluation.counts.gold_sides, evaluation.counts.sides_theme_missed), (4, 2));
    let shown = evaluation.to_string();
    assert!(shown.contains("of 4 sides in the gold (favor or against), 2 are missed"), "{shown}");
    // Gold tuples 5. Got: Ana talks favor (right), Ana arms favor, Dee ties favor, Dee talks against.
    let tuples = evaluation.tuples;
    assert_eq!((tuples.support, tuples.predicted, tuples.precision, tuples.recall), (5, 4, Some(0.25), Some(0.2)));
}

#[test]
fn a_stance_that_is_not_given_counts_as_missed() {
    let evaluation = run(vec![
        vec![
            predicted(&[], &[], &[("talks", Favor)]),
            predicted(&[], &[], &[("talks", Favor)]),
            predicted(&[], &[], &[]),
        ],
        vec![predicted(&[], &[], &[])],
    ]);
    assert_eq!(evaluation.counts.stances_missing, 3);
    assert_eq!(evaluation.stance.targets["talks"].macro_f1, Some(1.0));
    assert_eq!(evaluation.stance.targets["ties"].favor.recall, Some(0.0));
}

#[test]
fn the_json_has_the_keys_of_the_documentation() {
    let prediction = |_: ()| predicted(&[], &[], &[("talks", Favor)]);
    // Twice over, since what rests on one article has no interval.
    let again = GOLD.replace(r#""article":"a""#, r#""article":"c""#).replace(r#""article":"b""#, r#""article":"d""#);
    let gold = read_gold(format!("{GOLD}\n{again}").as_bytes(), "gold", &themes()).unwrap();
    let predictions: Vec<Vec<Predicted>> =
        gold.iter().map(|article| article.sentences.iter().map(|_| prediction(())).collect()).collect();
    let evaluation = compare(&gold, &predictions, &themes(), &|name: &str, _| name.to_owned());
    let json = serde_json::to_value(&evaluation).unwrap();
    for pointer in [
        "/themes/war/precision",
        "/themes/war/recall",
        "/themes/war/f1",
        "/themes/war/support",
        "/themes/macro_f1",
        "/stance/talks/favor/f1",
        "/stance/talks/against/precision",
        "/stance/talks/neutral/support",
        "/stance/talks/macro_f1",
        "/stance/talks/f_avg",
        "/stance/mean_macro_f1",
        "/end_to_end/talks/favor/recall",
        "/end_to_end/mean_macro_f1",
        "/end_to_end/mean_f_avg",
        "/counts/sides_theme_missed",
        "/intervals/end_to_end/talks/macro_f1",
        "/speakers/exact",
        "/speakers/precision",
        "/speakers/recall",
        "/speakers/f1",
        "/tuples/precision",
        "/tuples/recall",
        "/tuples/f1",
        "/calibration/theme/ece",
        "/calibration/theme/brier",
        "/calibration/stance/ece",
        "/calibration/stance/brier",
        "/calibration/stance/by/talks/ece",
        "/counts/sentences",
        "/confusion/pooled/favor/missing",
        "/confusion/by/talks/neutral/against",
        "/calibration/theme/bins/0/came_true",
        "/intervals/themes/war/recall/1",
        "/intervals/stance/mean_macro_f1/0",
        "/intervals/calibration/stance/by/talks/ece",
    ] {
        assert!(json.pointer(pointer).is_some(), "{pointer} is not in {json}");
    }
    assert!(evaluation.to_string().lines().all(|line| line.chars().count() <= 100), "{evaluation}");
}

#[test]
fn the_confusion_matrix_by_hand() {
    let evaluation = run(vec![
        vec![
            predicted(&[], &[], &[("talks", Favor), ("arms", Favor)]),
            predicted(&[], &[], &[("talks", Against)]),
            predicted(&[], &[], &[("ties", Favor)]),
        ],
        vec![predicted(&[], &[], &[])],
    ]);
    let favor = |found: usize| evaluation.confusion.by["talks"].counts[Favor.index()][found];
    assert_eq!((favor(0), favor(1), favor(2), favor(3)), (1.0, 1.0, 0.0, 0.0));
    // Pooled: favor was found twice of three times; neutral arms as favor; against arms not at all.
    assert_eq!(evaluation.confusion.pooled.counts, [[2.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]]);
    let shown = evaluation.to_string();
    assert!(shown.lines().any(|line| line.split_whitespace().eq(["all", "targets:", "favor", "2", "1", "0", "0"])));
}

#[test]
fn errors_say_what_is_wrong_and_show_its_surroundings() {
    let gold = read_gold(GOLD.as_bytes(), "gold", &themes()).unwrap();
    let predictions = vec![
        vec![
            predicted(&["Ben Okoro", "Ana Ruíz"], &["war"], &[("talks", Favor), ("arms", Neutral)]),
            predicted(&["Ben Okoro"], &["war"], &[("talks", Neutral), ("arms", Against)]),
            predicted(&[], &[], &[("ties", Favor)]),
        ],
        vec![predicted(&[], &[], &[])],
    ];
    let rows = errors(&gold, &predictions, &|name: &str, _| name.to_owned());
    let wrong: Vec<_> = rows.iter().map(|row| (row.i, row.line, row.wrong.as_slice())).collect();
    assert_eq!(wrong, [(1, 2, &["stance", "speakers"][..]), (2, 3, &["themes"][..])]);
    assert_eq!(rows[0].previous, Some("Ana and Ben want talks."));
    assert_eq!((rows[0].gold.stance["talks"], rows[0].predicted.stance["talks"]), (Favor, Neutral));
    assert_eq!(rows[0].probabilities.stance["talks"].neutral, 0.8);
    assert_eq!(rows[1].probabilities.themes["trade"], 0.2);
    // The stance towards a target of a gold theme is shown though the theme was missed.
    assert_eq!(rows[1].predicted.stance["ties"], Favor);
}

/// Articles of one sentence, which has the theme trade or not, and is found to have it or not.
fn many(articles: &[(bool, bool)]) -> Evaluation {
    let rows: Vec<String> = articles
        .iter()
        .enumerate()
        .map(|(n, (gold, _))| {
            let (theme, stance) = if *gold { (r#""trade""#, r#""ties":"favor""#) } else { ("", "") };
            format!(r#"{{"article":"{n}","i":0,"text":"x","speakers":[],"themes":[{theme}],"stance":{{{stance}}}}}"#)
        })
        .collect();
    let gold = read_gold(rows.join("\n").as_bytes(), "gold", &themes()).unwrap();
    let predictions: Vec<Vec<Predicted>> = articles
        .iter()
        .map(|(_, found)| vec![predicted(&[], if *found { &["trade"] } else { &[] }, &[("ties", Favor)])])
        .collect();
    compare(&gold, &predictions, &themes(), &|name: &str, _| name.to_owned())
}

#[test]
fn one_article_has_no_interval_and_says_so() {
    let evaluation = many(&[(true, true)]);
    assert_eq!(evaluation.intervals, Intervals::default());
    assert!(evaluation.to_string().contains("One article gives no intervals"));
}

/// One article has both stances of the gold; the others only false alarms, which say nothing of recall.
#[test]
fn a_figure_that_rests_on_one_article_has_no_interval() {
    let row = |article: &str, i: u32, themes: &str, stance: &str| {
        format!(
            r#"{{"article":"{article}","i":{i},"text":"x","speakers":[],"themes":[{themes}],"stance":{{{stance}}}}}"#
        )
    };
    let trade = |article: &str, i: u32| row(article, i, r#""trade""#, r#""ties":"favor""#);
    let rows = [trade("a", 0), trade("a", 1), row("b", 0, "", ""), row("c", 0, "", "")].join("\n");
    let gold = read_gold(rows.as_bytes(), "gold", &themes()).unwrap();
    let found = || predicted(&[], &["trade"], &[("ties", Favor)]);
    let predictions = vec![vec![found(), predicted(&[], &[], &[("ties", Against)])], vec![found()], vec![found()]];
    let evaluation = compare(&gold, &predictions, &themes(), &|name: &str, _| name.to_owned());
    assert_eq!(evaluation.themes.themes["trade"].recall, Some(0.5));
    let interval = |path: &str| evaluation.intervals.get(path);
    for path in ["themes.trade.recall", "stance.ties.favor.recall", "stance.ties.macro_f1", "stance.mean_f_avg"] {
        assert_eq!(interval(path), None, "{path}");
    }
    for path in ["themes.trade.precision", "themes.trade.f1", "themes.macro_f1", "speakers.exact"] {
        assert!(interval(path).is_some_and(|[low, high]| low <= high), "{path}");
    }
}

/// A share of one half over n articles has the standard error 1/(2 sqrt n).
#[test]
fn intervals_have_the_width_that_theory_gives() {
    let articles: Vec<(bool, bool)> = (0..400).map(|n| (true, n % 2 == 0)).collect();
    let [low, high] = many(&articles).intervals.get("themes.trade.recall").unwrap();
    assert!((low - 0.451).abs() < 0.015 && (high - 0.549).abs() < 0.015, "{low} {high}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(16))]
    #[test]
    fn intervals_hold_the_point_and_shrink_with_data(
        articles in proptest::collection::vec(proptest::prelude::any::<(bool, bool)>(), 2..12)
    ) {
        let few = many(&articles);
        let many = many(&articles.repeat(16));
        for ((path, value), (_, same)) in few.figures().into_iter().zip(many.figures()) {
            let Some(value) = value else { continue };
            // What rests on one article has no interval; sixteen copies of it have.
            let Some([low, high]) = few.intervals.get(&path) else { continue };
            let [inner_low, inner_high] = many.intervals.get(&path).unwrap();
            proptest::prop_assert!((0.0..=2.0).contains(&low) && low <= value && value <= high && high <= 2.0);
            // The same figure with sixteen times the articles: about a quarter of the width.
            proptest::prop_assert!((same.unwrap() - value).abs() < 1e-9);
            let (wide, narrow) = (high - low, inner_high - inner_low);
            proptest::prop_assert!(narrow <= 0.75 * wide + 1e-9, "{path}: {wide} to {narrow}");
        }
    }
}

#[test]
fn a_pipeline_that_loses_sentences_is_found_out() {
    let gold = read_gold(GOLD.as_bytes(), "gold", &themes()).unwrap();
    let error = predict(&gold, GoldArticle::input, |_| Ok::<_, Infallible>(vec![])).unwrap_err();
    assert!(error.to_string().contains("0 statements for the 3 sentences of article a"), "{error}");
}

/// The labelled statements of the research data, where they are at hand.
#[test]
fn the_projects_gold_is_read_and_keeps_its_offsets() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/annotation");
    let theme = |id: &str, targets: &[&str]| (id.to_owned(), targets.iter().map(|&t| t.to_owned()).collect());
    let themes = [
        theme("brics_expansion", &["enlargement"]),
        theme("ukraine", &["settlement", "support"]),
        theme("bilateral_trade", &["closer_ties"]),
    ];
    for name in ["seed_statements", "peoples_daily_statements", "news_statements"] {
        let path = folder.join(name).with_extension("jsonl");
        let Ok(file) = std::fs::read(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            continue;
        };
        let rows = file.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
        let gold = read_gold(&file[..], name, &themes).unwrap();
        assert_eq!(gold.iter().map(|article| article.sentences.len()).sum::<usize>(), rows);
        for article in &gold {
            let input = article.input();
            let chars: Vec<char> = input.article.text.chars().collect();
            for (sentence, gold) in input.sentences.iter().zip(&article.sentences) {
                let by_chars: String = chars[sentence.span.char_start..sentence.span.char_end].iter().collect();
                assert_eq!(by_chars, sentence.span.slice(&input.article.text));
                assert_eq!(by_chars.split_whitespace().next(), gold.text.split_whitespace().next());
            }
        }
    }
}

#[test]
fn errors_by_group_are_counted_beside_the_rest() {
    let gold = read_gold(GOLD.as_bytes(), "gold", &themes()).unwrap();
    let predictions = vec![
        vec![
            predicted(&[], &["war"], &[("talks", Label::Favor), ("arms", Label::Neutral)]),
            predicted(&[], &[], &[("talks", Label::Favor), ("arms", Label::Neutral)]),
            predicted(&[], &["trade"], &[("ties", Label::Favor)]),
        ],
        vec![predicted(&[], &["war"], &[("talks", Label::Neutral), ("arms", Label::Neutral)])],
    ];
    let groups = by_group(&gold, &predictions, "x", |sentence| vec![sentence.fields["article"].clone()]);
    let [a, b] = groups.as_slice() else { panic!("{groups:?}") };
    assert_eq!((a.name.as_str(), a.articles, a.sentences, a.pairs), ("a", 1, 3, None));
    assert_eq!((a.themes_wrong.wrong, a.themes_wrong.of), (1, 3), "the second sentence misses its theme");
    assert_eq!(a.themes_wrong.difference, Some(1.0 / 3.0 - 1.0), "in b the one sentence is wrong");
    assert_eq!((a.stances_wrong.wrong, a.stances_wrong.of), (1, 5), "the gold has no arms in the second sentence");
    assert_eq!(a.themes_wrong.interval, None, "one article gives no interval");
    assert_eq!((b.stances_wrong.of, b.stances_wrong.share), (0, None), "a share of nothing");
    assert_eq!(a.stance_drift.mean, Some(0.2), "one of five was against and is read as neutral");
    assert_eq!((b.stance_drift.mean, b.stance_drift.difference), (None, None), "no stance, no drift");
    assert_eq!(a.by, "x");

    let groups = by_group(&gold, &predictions, "x", |sentence| sentence.speakers.clone());
    let names: Vec<(&str, u64)> = groups.iter().map(|group| (group.name.as_str(), group.sentences)).collect();
    assert_eq!(names, [("Ana Ruíz", 2), ("Ben Okoro", 1)], "a sentence of two speakers stands in two groups");
}

#[test]
fn a_pair_is_right_when_all_of_it_is() {
    let row = |article: &str, pair: &str, test: &str| {
        format!(
            r#"{{"article":"{article}","i":0,"text":"A.","speakers":[],"themes":["trade"],"stance":{{"ties":"favor"}},"pair":"{pair}","test":"{test}"}}"#
        )
    };
    let rows = [row("a", "1", "x"), row("b", "1", "x"), row("c", "2", "x"), row("d", "2", "x")].join("\n");
    let gold = read_gold(rows.as_bytes(), "gold", &themes()).unwrap();
    let labels = [Label::Favor, Label::Favor, Label::Favor, Label::Against];
    let predictions: Vec<_> = labels.map(|label| vec![predicted(&[], &["trade"], &[("ties", label)])]).into();
    let groups = by_group(&gold, &predictions, "x", |sentence| vec![sentence.fields["test"].clone()]);
    assert_eq!(groups[0].pairs, Some(PairCounts { pairs: 2, right: 1 }));
    // Each pair once in its country: half of a pair is none.
    let halves = by_group(&gold, &predictions, "x", |s| vec![(s.line % 2).to_string()]);
    assert_eq!(halves.iter().map(|group| group.pairs).collect::<Vec<_>>(), [None, None]);
    let wrong = &groups[0].stances_wrong;
    let [low, high] = wrong.interval.unwrap();
    assert!((wrong.wrong, wrong.of) == (1, 4) && low < 0.25 && 0.25 < high, "{wrong:?}");
    assert_eq!((wrong.difference, wrong.difference_interval), (None, None), "there is no rest");
}

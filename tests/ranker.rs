//! The ranker of speakers in the whole pipeline, with the shipped model.

use demarche::article::Article;
use demarche::attribute::{Directory, Rules};
use demarche::pipeline::{CodedArticle, Pipeline};
use demarche::segment::{Segmenter, Sentencex};

const TEXT: &str = "Minister Anna Roemer, speaking to reporters, said the tariffs on Eastport would stay. \
                    The Westhaven Industrial Index added 230.81 points, or 0.47%, and ended at 49,625.97 on Friday.";

fn article(id: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: Some("Shares rise in Westhaven".to_owned()),
        text: TEXT.to_owned(),
        ..Article::default()
    }
}

fn speakers(coded: &CodedArticle) -> Vec<Vec<&str>> {
    coded
        .statements
        .iter()
        .map(|s| s.statement.speakers.iter().map(|speaker| speaker.name.as_str()).collect())
        .collect()
}

#[test]
fn the_ranker_takes_from_the_rules_what_only_looks_like_speech() {
    let rules = Rules::new(Directory::embedded().unwrap());
    let alone = rules.attribute(&article("a"), &Sentencex.segment(TEXT)).statements;
    assert_eq!(alone[1].speakers[0].name, "Westhaven Industrial Index", "the rules take the index for a speaker");
    let pipeline = Pipeline::builder().build().unwrap();
    let coded = pipeline.code(vec![article("a")]).unwrap();
    assert_eq!(speakers(&coded[0]), [vec!["Anna Roemer"], vec![]]);
}

#[test]
fn the_manifest_can_say_what_decided() {
    assert_eq!(Pipeline::builder().build().unwrap().attribution(), "rules and ranker");
}

#[test]
fn what_is_noted_of_a_copy_names_the_copy() {
    let text = format!("{TEXT} The mayor called it \u{201c}a good week for the port.\n\nNobody answered.");
    let unbalanced = |id: &str| Article { text: text.clone(), ..article(id) };
    let coded = Pipeline::builder().build().unwrap().code(vec![unbalanced("a"), unbalanced("b")]).unwrap();
    for article in coded {
        let noted: Vec<_> = article.problems.iter().map(|problem| problem.article.as_deref()).collect();
        assert_eq!(noted, [Some(article.article.id.as_str())]);
    }
}

#[test]
fn a_copy_is_read_once_and_says_the_same() {
    let pipeline = Pipeline::builder().build().unwrap();
    let mut coded = pipeline.code(vec![article("a"), article("b")]).unwrap();
    let of_one_call = pipeline.duplicates();
    assert!(of_one_call > 0);
    coded.extend(pipeline.code(vec![article("c")]).unwrap());
    assert!(pipeline.duplicates() > of_one_call, "a copy in a later call");
    for copy in &coded[1..] {
        assert_eq!(speakers(copy), speakers(&coded[0]));
        for (a, b) in copy.statements.iter().zip(&coded[0].statements) {
            assert_eq!((&a.themes, &a.stances), (&b.themes, &b.stances));
            assert_eq!(a.statement.attribution, b.statement.attribution);
        }
    }
    // Alone, in another batch, the article says the same.
    let alone = Pipeline::builder().build().unwrap().code(vec![article("d")]).unwrap();
    assert_eq!(speakers(&alone[0]), speakers(&coded[0]));
}

#[test]
fn a_copy_by_another_outlet_is_encoded_once_and_says_what_it_says_alone() {
    let published = |id: &str, source: &str, day| Article {
        source: Some(source.to_owned()),
        date: Some(jiff::civil::date(2031, 1, day)),
        ..article(id)
    };
    let pipeline = Pipeline::builder().build().unwrap();
    pipeline.code(vec![published("a", "Harbour Wire", 10)]).unwrap();
    let read = pipeline.stop().read();
    let copies = pipeline.code(vec![published("b", "Quay Post", 10), published("c", "Harbour Wire", 11)]).unwrap();
    assert_eq!(pipeline.stop().read(), read);
    let alone = Pipeline::builder().build().unwrap();
    for (copy, again) in copies.iter().zip([published("b", "Quay Post", 10), published("c", "Harbour Wire", 11)]) {
        assert_eq!(*copy, alone.code(vec![again]).unwrap()[0]);
    }
}

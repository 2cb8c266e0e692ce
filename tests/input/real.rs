//! Real texts, where the data pack is at hand; it does not ship.

use super::*;

/// The folder of data that does not ship, from a checkout or a worktree.
fn shared() -> Option<&'static Path> {
    let found = Some(Path::new("../shared")).filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: there is no ../shared");
    }
    found
}

#[test]
fn the_customers_example_is_read_and_cut_into_its_statements() {
    let Some(shared) = shared() else { return };
    let (articles, problems) = read_path(shared.join("examples/2023-08-08-wang-lavrov.txt"));
    assert_eq!((ids(&articles), problems), (vec!["2023-08-08-wang-lavrov"], vec![]));
    assert_eq!((articles[0].date, articles[0].problems.len()), (Some(date(2023, 8, 8)), 0));
    let sentences = Sentencex.segment(&articles[0].text);
    assert_eq!(sentences.len(), 12);
    assert_eq!(sentences.last().map(|sentence| sentence.paragraph), Some(9));
}

#[test]
fn real_articles_are_all_read_and_hardly_one_is_taken_for_another_language() {
    let Some(shared) = shared() else { return };
    let packed = shared.join("data/articles.jsonl.gz");
    let Ok(unpacked) = std::process::Command::new("gzip").arg("-dc").arg(packed).output() else {
        println!("skipped: there is no gzip");
        return;
    };
    let (articles, problems) = read_stdin(unpacked.stdout);
    // The pack names the outlet in another field.
    let kinds: Vec<&str> = problems.iter().map(|problem| problem.kind).collect();
    assert_eq!((articles.len(), kinds), (2371, vec!["unused_field"]));
    let count = |kind: &str| articles.iter().flat_map(|a| &a.problems).filter(|p| p.kind == kind).count();
    println!("language {}, normalized {}, bad_date {}", count("language"), count("normalized"), count("bad_date"));
    assert!(count("language") <= 5, "{}", count("language"));
    // 37 of them give a month and no day.
    assert_eq!((count("bad_date"), count("wrong_type")), (37, 0));
    assert!(articles.iter().filter(|article| article.date.is_some()).count() > 2000);
}

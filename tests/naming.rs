//! Who a name is, over articles: golden files of names, all pairs of the directory's persons, and names of one person in two
//! articles.
//!
//! `tests/naming/*.txt`: a line is a date (or `-`), a name and the id that it must get, separated by `|`. Lines that start
//! with `#` are comments.

use demarche::article::Article;
use demarche::attribute::{Directory, Entry, Rules, SpeakerKind};
use demarche::segment::{Segmenter, Sentencex};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(Directory::embedded().unwrap()));

fn persons() -> impl Iterator<Item = &'static Entry> {
    RULES.directory().entries().iter().filter(|e| e.kind == SpeakerKind::Person)
}

/// The ids of the speakers of each sentence.
fn ids(rules: &Rules, article: &Article) -> Vec<Vec<String>> {
    let out = rules.attribute(article, &Sentencex.segment(&article.text));
    out.statements.into_iter().map(|s| s.speakers.into_iter().map(|s| s.id).collect()).collect()
}

fn article(text: &str, date: Option<&str>) -> Article {
    Article { text: text.into(), date: date.map(|d| d.parse().unwrap()), ..Article::default() }
}

#[test]
fn golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/naming");
    let (mut cases, mut wrong) = (0, String::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            let [date, name, id] = fields[..] else { panic!("{}: {line}", file.display()) };
            cases += 1;
            let got = RULES.directory().id(name, (date != "-").then(|| date.parse().unwrap()));
            if got != id {
                wrong.push_str(&format!("{}: {line}, but is {got}\n", file.display()));
            }
        }
    }
    assert!(cases >= 60, "only {cases} cases found");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn ids_of_the_directory_are_unique_readable_and_stable() {
    let directory = RULES.directory();
    let ids: BTreeSet<&str> = directory.entries().iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids.len(), directory.entries().len());
    assert!(directory.entries().len() >= 400);
    // Every id stands in the file itself, so that a change of names or of the normal form changes none.
    let file = include_str!("../data/speakers.toml");
    assert_eq!(file.lines().filter(|line| line.starts_with("id = ")).count(), ids.len());
    let items: Vec<&str> = directory.entries().iter().filter_map(|e| e.wikidata.as_deref()).collect();
    assert_eq!(items.iter().collect::<BTreeSet<_>>().len(), items.len(), "two speakers of one Wikidata item");
    assert!(items.iter().all(|item| item.strip_prefix('Q').is_some_and(|n| n.parse::<u32>().is_ok())));
}

/// Every name of every person, and the ways in which news writes it, is that person's and nobody else's.
#[test]
fn no_two_persons_of_the_directory_are_one() {
    let directory = RULES.directory();
    let mut forms_of_all = 0;
    for person in persons() {
        for name in std::iter::once(&person.name).chain(&person.aliases) {
            let words: Vec<&str> = name.split(' ').collect();
            let mut forms = vec![name.clone(), name.to_uppercase(), format!("Mr. {name}")];
            if let [first, .., last] = words[..]
                && last != "Jr."
            {
                forms.extend([format!("{first} Q. {last}"), format!("Minister {name}"), format!("{name} Jr.")]);
            }
            // "President Trump Jr." is another's.
            let junior = |e: &Entry| e.id != person.id && e.name.ends_with("Jr.");
            forms.retain(|form| !(form.ends_with("Jr.") && directory.find(form).is_some_and(junior)));
            for form in forms {
                let id = directory.id(&form, None);
                // A surname alone that several have ("Mr. Wang") may be nobody's, but never another's.
                let nobody = directory.by_id(&id).is_none();
                assert!(id == person.id || nobody, "{form} of {} is {id}", person.id);
                assert!(!nobody || form != *name, "{form} of {} is nobody's", person.id);
                forms_of_all += 1;
            }
        }
    }
    assert!(forms_of_all > 1000, "{forms_of_all}");
}

/// Persons who share a word of their names, in one article: each keeps what he says, by full name and in either order.
#[test]
fn persons_of_one_surname_stay_apart_in_an_article() {
    let all: Vec<&Entry> = persons().filter(|p| p.name.contains(' ')).collect();
    let words = |e: &Entry| -> BTreeSet<String> { e.name.split([' ', '-']).map(str::to_lowercase).collect() };
    let mut pairs = 0;
    for a in &all {
        for b in all.iter().filter(|b| b.id != a.id && !words(b).is_disjoint(&words(a))) {
            let text =
                format!("{} said the talks had gone well. {} told reporters that a date had been set.", a.name, b.name);
            assert_eq!(ids(&RULES, &article(&text, None)), [[a.id.clone()], [b.id.clone()]], "{text}");
            pairs += 1;
        }
    }
    assert!(pairs > 200, "{pairs}");
}

#[test]
fn spellings_of_an_unknown_person_share_an_id_over_articles() {
    let id = |text: &str| ids(&RULES, &article(text, None)).remove(0).remove(0);
    for (a, b) in [
        ("Sergei Rohenko said it was late.", "Sergey Rohenko said it was early."),
        ("Oleksandr Rohenko said it was late.", "Senator Aleksandr Rohenko said it was early."),
        ("Dmytro Rohenko said it was late.", "Dr. Dmitro Rohenko said it was early."),
        ("Anna M. Rohenko said it was late.", "Anna Rohenko said it was early."),
    ] {
        assert_eq!(id(a), id(b), "{a} {b}");
    }
    assert_ne!(id("Anna Rohenko said it was late."), id("Boris Rohenko said it was late."));
}

#[test]
fn an_office_of_an_article_is_who_held_it_on_the_day() {
    let text = "The Chinese foreign minister said the talks had gone well.";
    for (date, id) in
        [(Some("2022-11-10"), "wang-yi"), (Some("2023-01-20"), "qin-gang"), (None, "china-foreign-minister")]
    {
        assert_eq!(ids(&RULES, &article(text, date)), [[id]], "{date:?}");
    }
}

#[test]
fn corrections_put_speakers_together_and_apart() {
    let mut directory = Directory::embedded().unwrap();
    let corrections = "[[merge]]\nids = [\"anna-rohenko\", \"m-rohenko\"]\n\
        [[split]]\nid = \"boris-rohenko\"\nsurface = \"Rohenko\"\nto = \"bela-rohenko\"\nname = \"Bela Rohenko\"\narticle = \"two\"\n\
        [[split]]\nid = \"carl-rohenko\"\nsurface = \"Carl Rohenko\"\nto = \"wang-yi\"\n";
    directory.extend("mine", corrections).unwrap();
    let rules = Rules::new(directory);
    assert_eq!(ids(&rules, &article("M. Rohenko said it was late.", None)), [["anna-rohenko"]]);
    assert_eq!(ids(&rules, &article("Carl Rohenko said it was late.", None)), [["wang-yi"]]);
    let text = "Boris Rohenko said it was late. Rohenko said it would rain.";
    assert_eq!(ids(&rules, &article(text, None)), [["boris-rohenko"], ["boris-rohenko"]]);
    let two = Article { id: "two".into(), ..article(text, None) };
    assert_eq!(ids(&rules, &two), [["boris-rohenko"], ["bela-rohenko"]]);
}

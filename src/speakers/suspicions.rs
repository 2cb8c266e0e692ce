//! What looks wrong in a list of speakers: one id for two persons, two ids for one.

use super::found::FoundSpeaker;
use super::pairs::Crowd;
use super::spelling::{is_pair, is_written_otherwise, may_be_one};
use crate::attribute::{Directory, SpeakerKind, normal_words, reads_as_name};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Jaro-Winkler similarity, in [0, 1], from which two spellings may be one name's: "Zelenski" and "Zelensky" have 0.95.
const SPELLING: f64 = 0.9;
/// The same for whole names of several words, which are longer and agree more often by chance.
pub(super) const NAME: f64 = 0.93;
/// Ids listed for a surname alone at most: more than these are no lead.
const CANDIDATES: usize = 3;

/// A surface form that does not fit the speaker who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The speaker's id.
    pub id: String,
    /// The speaker's name.
    pub name: String,
    /// The form that does not fit.
    pub surface: String,
    /// Statements with it.
    pub statements: u64,
    /// One of the articles with it.
    pub article: String,
    /// An id for it.
    pub to: String,
}

/// Why two ids may be of one speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The same words in another order.
    Order,
    /// The same surname, and a given name that the other has as an initial.
    Initial,
    /// One name has further words in the middle.
    Middle,
    /// Nearly the same letters.
    Spelling,
    /// A surname alone.
    Surname,
}

/// Two ids that may be of one speaker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The id that would stay: the directory's, else the one with more statements.
    pub stays: String,
    /// Its name.
    pub name: String,
    /// The other id.
    pub other: String,
    /// Its name.
    pub other_name: String,
    /// Statements of the other.
    pub statements: u64,
    /// Why.
    pub reason: Reason,
}

/// What looks wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Suspicions {
    /// One id for two persons, perhaps.
    pub merges: Vec<Merged>,
    /// Two ids for one person, perhaps.
    pub splits: Vec<Split>,
    /// Among whom two ids that are spelled nearly alike were not sought: they are too many.
    pub crowds: Vec<Crowd>,
}

/// Looks through `speakers`. Persons only: bodies and countries are called by capitals, offices and abbreviations, which
/// similarity of letters says nothing of. Two speakers of the directory are never one.
pub fn suspicions(speakers: &[FoundSpeaker], directory: &Directory) -> Suspicions {
    let persons: Vec<(&FoundSpeaker, Vec<String>)> = speakers
        .iter()
        .filter(|s| match s.kind {
            Some(kind) => kind == SpeakerKind::Person,
            None => reads_as_name(&s.name),
        })
        .map(|s| (s, normal_words(&s.name)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let mut merges: Vec<Merged> = persons.iter().flat_map(|(speaker, _)| merged(speaker, directory)).collect();
    merges.sort_by(|a, b| (b.statements, &a.id, &a.surface).cmp(&(a.statements, &b.id, &b.surface)));
    let (splits, crowds) = splits(&persons);
    Suspicions { merges, splits, crowds }
}

/// The forms of `speaker` with a word that none of its names has, and, of a speaker whom the directory does not know, those
/// that are spelled otherwise than its name: the naming took them for one.
fn merged(speaker: &FoundSpeaker, directory: &Directory) -> Vec<Merged> {
    let entry = directory.by_id(&speaker.id);
    let names = entry.into_iter().flat_map(|e| std::iter::once(&e.name).chain(&e.aliases)).chain(
        // Of an unknown speaker the most frequent name is the standard that the others are held to.
        entry.is_none().then_some(&speaker.name),
    );
    let own: BTreeSet<String> = names.flat_map(|name| normal_words(name)).collect();
    let fits = |word: &String, given: bool| {
        own.iter().any(|o| {
            o == word
                || word.chars().count() == 1 && o.starts_with(word.as_str())
                || strsim::jaro_winkler(o, word) >= SPELLING && !(given && is_pair(o, word))
        })
    };
    let named = speaker.surfaces.iter().filter(|s| reads_as_name(&s.text) && !abbreviates(&s.text, &speaker.name));
    named
        .filter_map(|surface| {
            let words = normal_words(&surface.text);
            let is_stranger = |(at, word): (usize, &String)| !fits(word, at == 0 && words.len() > 1);
            let strangers = words.iter().enumerate().filter(|word| is_stranger(*word)).count();
            // A middle name more is no other person.
            let other = strangers > 0 && !(words.len() > 2 && strangers < words.len() - 1);
            let otherwise = || entry.is_none() && is_written_otherwise(&speaker.name, &surface.text);
            (other || otherwise()).then(|| Merged {
                id: speaker.id.clone(),
                name: speaker.name.clone(),
                surface: surface.text.clone(),
                statements: surface.statements,
                article: surface.article.clone(),
                to: own_id(directory, speaker, &surface.text),
            })
        })
        .collect()
}

/// "WFP" for "World Food Programme": a body that reads as a person's name is no less one.
fn abbreviates(form: &str, name: &str) -> bool {
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).collect::<String>();
    let letters: String = form.chars().filter(|c| c.is_alphabetic()).collect();
    letters.chars().count() > 1 && letters == capitals(form) && letters == capitals(name)
}

/// An id for `form` that is not the speaker's: the directory's or the one of the name's normal form, else the form as it is
/// spelled.
fn own_id(directory: &Directory, speaker: &FoundSpeaker, form: &str) -> String {
    let id = directory.id(form, None);
    if id != speaker.id {
        return id;
    }
    let letters = form.to_lowercase();
    letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Pairs of speakers that may be one, and the crowds whose spellings are not compared.
fn splits(persons: &[(&FoundSpeaker, Vec<String>)]) -> (Vec<Split>, Vec<Crowd>) {
    let names: Vec<&[String]> = persons.iter().map(|(_, words)| words.as_slice()).collect();
    let mut pairs: BTreeMap<(usize, usize), Reason> = BTreeMap::new();
    let crowds = super::pairs::pairs(&names, |a, b| {
        if !(persons[a].0.known && persons[b].0.known)
            && let Some(reason) = same(names[a], names[b])
        {
            pairs.insert((a, b), reason);
        }
    });
    let mut bearers: HashMap<usize, usize> = HashMap::new();
    let alone = |&(a, b): &(usize, usize)| if persons[a].1.len() == 1 { a } else { b };
    for (pair, _) in pairs.iter().filter(|(_, reason)| **reason == Reason::Surname) {
        *bearers.entry(alone(pair)).or_default() += 1;
    }
    pairs.retain(|pair, reason| *reason != Reason::Surname || bearers[&alone(pair)] <= CANDIDATES);
    let mut splits: Vec<Split> = pairs
        .into_iter()
        .map(|((a, b), reason)| {
            // The list has the speaker with more statements first.
            let (stays, other) = if persons[b].0.known { (b, a) } else { (a, b) };
            let (stays, other) = (persons[stays].0, persons[other].0);
            Split {
                stays: stays.id.clone(),
                name: stays.name.clone(),
                other: other.id.clone(),
                other_name: other.name.clone(),
                statements: other.statements,
                reason,
            }
        })
        .collect();
    splits.sort_by(|a, b| {
        (b.statements, a.reason, &a.stays, &a.other).cmp(&(a.statements, b.reason, &b.stays, &b.other))
    });
    (splits, crowds)
}

/// Why the names with these words may be of one person.
fn same(a: &[String], b: &[String]) -> Option<Reason> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (first, last) = (short.first()?, short.last()?);
    if short.len() == 1 {
        return (long.len() > 1 && long.last() == Some(last)).then_some(Reason::Surname).or_else(|| {
            let alike = long.len() == 1 && first.len() > 4 && strsim::jaro_winkler(first, &long[0]) >= NAME;
            alike.then_some(Reason::Spelling)
        });
    }
    if short.iter().collect::<BTreeSet<_>>() == long.iter().collect() {
        return Some(Reason::Order);
    }
    let initial = |x: &str, y: &str| x != y && (x.len() == 1 && y.starts_with(x) || y.len() == 1 && x.starts_with(y));
    if long.last() == Some(last) && initial(first, &long[0]) {
        return Some(Reason::Initial);
    }
    if long.len() > short.len() && long.last() == Some(last) && long.first() == Some(first) {
        return Some(Reason::Middle);
    }
    let pairs = || short.iter().zip(long);
    if short.len() != long.len() || is_pair(first, &long[0]) {
        return None;
    }
    // Every word like its counterpart: "Li Qiang" and "Li Keqiang" differ in one word wholly.
    let like = |x: &String, y: &String| x.len() > 3 && y.len() > 3 && strsim::jaro_winkler(x, y) >= NAME;
    let alike = pairs().all(|(x, y)| x == y || like(x, y));
    // Or one word in two spellings beside words that are the same, of which one is more than an initial.
    let differing: Vec<(&String, &String)> = pairs().filter(|(x, y)| x != y).collect();
    let beside = pairs().any(|(x, y)| x == y && x.len() > 1);
    let spelling = beside && matches!(differing[..], [(x, y)] if may_be_one(x, y));
    (alike || spelling).then_some(Reason::Spelling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speakers::Surface;

    fn speaker(id: &str, name: &str, statements: u64, surfaces: &[&str]) -> FoundSpeaker {
        let surface = |text: &&str| Surface { text: (*text).into(), statements: 1, article: "a".into() };
        let directory = Directory::embedded().unwrap();
        FoundSpeaker {
            id: id.into(),
            name: name.into(),
            known: directory.by_id(id).is_some(),
            kind: directory.by_id(id).map(|e| e.kind),
            statements,
            articles: 1,
            names: vec![name.into()],
            surfaces: surfaces.iter().map(surface).collect(),
        }
    }

    fn found(speakers: &[FoundSpeaker]) -> Suspicions {
        suspicions(speakers, &Directory::embedded().unwrap())
    }

    #[test]
    fn a_form_of_somebody_else_is_suspicious() {
        let surfaces =
            ["Wang", "Wang Yi", "he", "the minister", "Foreign Minister Wang Yi", "Mr. Wang", "Wang Wenbin", "Roe"];
        let merges = found(&[speaker("wang-yi", "Wang Yi", 9, &surfaces)]).merges;
        let named: Vec<(&str, &str)> = merges.iter().map(|m| (m.surface.as_str(), m.to.as_str())).collect();
        assert_eq!(named, [("Roe", "roe"), ("Wang Wenbin", "wang-wenbin")]);
        // Spellings and middle names are no other person; a country is called by much.
        let fine = [
            speaker(
                "sergei-lavrov",
                "Sergei Lavrov",
                3,
                &["Sergey Lavrov", "Lavrov", "Sergei Viktorovich Lavrov", "S. Lavrov"],
            ),
            speaker("westport-grain-traders", "Westport Grain Traders", 3, &["Westport Grain Traders", "WGT"]),
            speaker("china", "China", 3, &["Beijing", "Chinese officials", "the government"]),
            speaker("anna-roe", "Anna Roe", 3, &["Anna Roe", "she", "Dr. Roe", "A. Roe"]),
        ];
        assert_eq!(found(&fine).merges, []);
    }

    /// "y" and "i" are one letter to the naming, and so are spellings of a given name; initials in the middle it leaves out.
    #[test]
    fn what_the_naming_made_one_is_suspicious_where_nobody_is_known() {
        let speakers = [
            speaker("john-smith", "John Smith", 5, &["John Smith", "Smith", "John Smyth"]),
            speaker("mario-roe", "Mario Roe", 4, &["Mario Roe", "Maria Roe", "Mr. Roe"]),
            speaker("anna-lanz", "Anna B. Lanz", 3, &["Anna B. Lanz", "Anna C. Lanz", "Lanz"]),
            speaker("sergei-lavrov", "Sergei Lavrov", 3, &["Sergey Lavrov", "Sergey V. Lavrov"]),
        ];
        let merges = found(&speakers).merges;
        let named: Vec<_> = merges.iter().map(|m| (&*m.id, &*m.surface, &*m.to)).collect();
        let expected = [
            ("anna-lanz", "Anna C. Lanz", "anna-c-lanz"),
            ("john-smith", "John Smyth", "john-smyth"),
            ("mario-roe", "Maria Roe", "maria-roe"),
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn two_ids_of_one_person_are_suspicious() {
        let speakers = [
            speaker("anna-roe", "Anna Roe", 9, &[]),
            speaker("a-roe", "A. Roe", 3, &[]),
            speaker("roe", "Roe", 2, &[]),
            speaker("anna-maria-roe", "Anna Maria Roe", 2, &[]),
            speaker("roe-anna", "Roe Anna", 1, &[]),
            speaker("boris-petrenko", "Boris Petrenko", 1, &[]),
            speaker("boris-petrenka", "Boris Petrenka", 1, &[]),
            speaker("carl-maier", "Carl Maier", 1, &[]),
            speaker("karl-maier", "Karl Maier", 1, &[]),
            speaker("karl-meier", "Karl Meier", 1, &[]),
            speaker("dora-brilliant", "Dora Brilliant", 1, &[]),
            speaker("dora-brillant", "Dora Brillant", 1, &[]),
            speaker("maria-lanz", "Maria Lanz", 1, &[]),
            speaker("mario-lanz", "Mario Lanz", 1, &[]),
            speaker("wang-min", "Wang Min", 1, &[]),
            speaker("wang-ming", "Wang Ming", 1, &[]),
            speaker("tom-mason", "Tom Mason", 1, &[]),
            speaker("tim-mason", "Tim Mason", 1, &[]),
            speaker("bela-quint", "Bela Quint", 1, &[]),
            speaker("lavrov-jr", "Lavroff", 1, &[]),
        ];
        let splits = found(&speakers).splits;
        let has = |a: &str, b: &str| splits.iter().find(|s| s.stays == a && s.other == b).map(|s| s.reason);
        assert_eq!(has("anna-roe", "a-roe"), Some(Reason::Initial));
        assert_eq!(has("anna-roe", "roe"), Some(Reason::Surname));
        assert_eq!(has("anna-roe", "anna-maria-roe"), Some(Reason::Middle));
        assert_eq!(has("anna-roe", "roe-anna"), Some(Reason::Order));
        assert_eq!(has("boris-petrenko", "boris-petrenka"), Some(Reason::Spelling));
        assert_eq!(has("carl-maier", "karl-maier"), Some(Reason::Spelling));
        assert_eq!(has("karl-maier", "karl-meier"), Some(Reason::Spelling));
        assert_eq!(has("dora-brilliant", "dora-brillant"), Some(Reason::Spelling));
        for name in ["lanz", "wang", "mason"] {
            assert!(splits.iter().all(|s| !s.stays.contains(name)), "{splits:?}");
        }
        assert!(splits.iter().all(|s| s.stays != "bela-quint" && s.other != "bela-quint"), "{splits:?}");
    }

    #[test]
    fn two_persons_of_the_directory_are_never_one() {
        let speakers = [
            speaker("li-qiang", "Li Qiang", 9, &[]),
            speaker("li-keqiang", "Li Keqiang", 3, &[]),
            speaker("hillary-clinton", "Hillary Clinton", 2, &[]),
            speaker("bill-clinton", "Bill Clinton", 2, &[]),
        ];
        assert_eq!(found(&speakers), Suspicions::default());
        // The directory's id stays, whoever has more statements.
        let roe = [speaker("lavroff", "S. Lavrov", 9, &[]), speaker("sergei-lavrov", "Sergei Lavrov", 1, &[])];
        assert_eq!(found(&roe).splits[0].stays, "sergei-lavrov");
    }
}

//! The word lists of `data/attribution/`, loaded once.
//!
//! The lists are plain text that anybody can extend. A word has a set of classes, as bits, because "leader" is both a
//! role noun and a title before a name.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Class(u32);

macro_rules! classes {
    ($($name:ident = $bit:expr, $section:literal;)*) => {
        impl Class {
            $(pub const $name: Class = Class(1 << $bit);)*
            fn of_section(section: &str) -> Option<Class> {
                match section { $($section => Some(Class::$name),)* _ => None }
            }
        }
    };
}

classes! {
    ROLE = 0, "role";
    TITLE = 1, "title";
    PEOPLE = 2, "people";
    BODY = 3, "body";
    DOCUMENT = 4, "document";
    AUXILIARY = 5, "auxiliary";
    MODAL = 6, "modal";
    CLAUSE = 7, "clause";
    PREPOSITION = 8, "preposition";
    DETERMINER = 9, "determiner";
    PRONOUN = 10, "pronoun";
    TIME = 11, "time";
    COMMON = 12, "common";
    PAIR = 13, "pair";
    FEMALE = 14, "female";
    DEMONYM = 15, "demonym";
    MALE = 16, "male";
    THING = 17, "thing";
    HONORIFIC = 18, "honorific";
    KIND = 19, "kind";
    STATE = 20, "state";
}

impl Class {
    /// First names.
    pub const GIVEN: Class = Class::FEMALE.or(Class::MALE);

    /// Whether any of the classes of `other` is in this set.
    pub fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// What a reporting verb does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A verb of saying, which may follow the words reported.
    Say,
    /// A speech act, with its object.
    Act,
    /// An act that a government decides.
    Decide,
    /// A belief or intention.
    Think,
}

/// The form in which a verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// "say", which is also a noun for many verbs.
    Base,
    /// "says".
    Third,
    /// "said".
    Past,
    /// "saying".
    Ing,
}

/// A form of a reporting verb. A verb in several lists has several senses, the strongest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verb {
    /// The base form: "say".
    pub base: &'static str,
    pub senses: Vec<Sense>,
    pub form: Form,
}

impl Verb {
    /// Whether the verb has the sense `sense`.
    pub fn is(&self, sense: Sense) -> bool {
        self.senses.contains(&sense)
    }
}

/// Parts of persons' names in small letters.
pub(crate) const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "del", "della", "di", "du", "von", "van", "der", "den", "bin", "bint", "ben", "al", "el",
    "la", "le", "ter", "ibn", "binti", "binte", "anak", "bat", "y", "e", "af", "zu", "zum", "zur", "vom", "op", "ould",
    "ap", "degli", "dei", "dello", "dalla", "'t", "a/l", "a/p", "s/o", "d/o",
];

/// Whether a word with a small letter is a name whose particle is written with it: "al-Roe", "d'Angelo".
pub(crate) fn is_joined_name(word: &str) -> bool {
    let parts = || word.split_once(['-', '\'', '’']);
    word.starts_with(char::is_lowercase)
        && parts().is_some_and(|(particle, name)| {
            (PARTICLES.contains(&particle) || matches!(particle, "d" | "dell" | "dall"))
                && name.starts_with(char::is_uppercase)
                // "Chargé d'Affaires".
                && name != "Affaires"
        })
}

const WORDS: &str = include_str!("../../../data/attribution/words.txt");
const VERBS: &str = include_str!("../../../data/attribution/verbs.txt");

static CLASSES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut classes: HashMap<&'static str, Class> = HashMap::new();
    for (section, line) in lines(WORDS) {
        if let Some(class) = Class::of_section(section) {
            for word in line.split_whitespace() {
                let entry = classes.entry(word).or_default();
                *entry = entry.or(class);
            }
        }
    }
    classes
});

static FORMS: LazyLock<HashMap<String, Verb>> = LazyLock::new(|| {
    let mut forms: HashMap<String, Verb> = HashMap::new();
    for (section, line) in lines(VERBS) {
        let sense = match section {
            "say" => Sense::Say,
            "act" => Sense::Act,
            "decide" => Sense::Decide,
            _ => Sense::Think,
        };
        let mut words = line.split_whitespace();
        let Some(base) = words.next() else { continue };
        let irregular: Vec<&str> = words.collect();
        let mut add = |word: String, form: Form| {
            let verb = forms.entry(word).or_insert_with(|| Verb { base, senses: Vec::new(), form });
            if !verb.senses.contains(&sense) {
                verb.senses.push(sense);
            }
        };
        add(base.to_owned(), Form::Base);
        add(third(base), Form::Third);
        add(ing(base), Form::Ing);
        if irregular.is_empty() {
            add(past(base), Form::Past);
        }
        for word in irregular {
            add(word.to_owned(), Form::Past);
        }
    }
    forms
});

/// The classes of a word in small letters.
pub(crate) fn class_of(lower: &str) -> Class {
    let of = |word: &str| CLASSES.get(word).copied();
    // "Ambassador-designate", "president-elect".
    let stem = || lower.strip_suffix("-designate").or_else(|| lower.strip_suffix("-elect"));
    of(lower).or_else(|| of(stem()?)).unwrap_or_default()
}

/// The words of a class.
pub(crate) fn words_of(class: Class) -> impl Iterator<Item = &'static str> {
    CLASSES.iter().filter(move |(_, c)| c.is(class)).map(|(word, _)| *word)
}

/// The reporting verb that a word in small letters is a form of.
pub(crate) fn verb_of(lower: &str) -> Option<&'static Verb> {
    FORMS.get(lower)
}

/// The lines of a word list with the section that they stand in, without comments.
fn lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then_some((section, line))
    })
}

fn is_vowel(c: Option<char>) -> bool {
    matches!(c, Some('a' | 'e' | 'i' | 'o' | 'u'))
}

/// Whether the last consonant is doubled before -ed and -ing: "admit", "plan", "stop", but not "order" or "exhort".
fn doubles(base: &str) -> bool {
    let mut ends = base.chars().rev();
    let (last, vowel, before) = (ends.next(), ends.next(), ends.next());
    let one_syllable = base.chars().filter(|c| is_vowel(Some(*c))).count() == 1;
    let stressed_end = matches!(base, "admit" | "commit" | "refer" | "expel" | "rebut" | "annul" | "demur" | "permit");
    matches!(last, Some(c) if c.is_alphabetic() && !matches!(c, 'w' | 'x' | 'y') && !is_vowel(last))
        && is_vowel(vowel)
        && !is_vowel(before)
        && (one_syllable || stressed_end)
}

fn third(base: &str) -> String {
    let mut ends = base.chars().rev();
    let (last, before) = (ends.next(), ends.next());
    match last {
        Some('y') if !is_vowel(before) => format!("{}ies", &base[..base.len() - 1]),
        Some('s' | 'x' | 'z') => format!("{base}es"),
        Some('o') if !is_vowel(before) => format!("{base}es"),
        Some('h') if matches!(before, Some('c' | 's')) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

fn past(base: &str) -> String {
    let mut ends = base.chars().rev();
    let (last, before) = (ends.next(), ends.next());
    match last {
        Some('e') => format!("{base}d"),
        Some('y') if !is_vowel(before) => format!("{}ied", &base[..base.len() - 1]),
        Some(c) if doubles(base) => format!("{base}{c}ed"),
        _ => format!("{base}ed"),
    }
}

fn ing(base: &str) -> String {
    match base.strip_suffix('e') {
        Some(stem) if !matches!(base, "see" | "agree" | "disagree" | "decree" | "guarantee") => {
            if base.ends_with("foresee") { format!("{base}ing") } else { format!("{stem}ing") }
        }
        _ => match base.chars().last() {
            Some(c) if doubles(base) => format!("{base}{c}ing"),
            _ => format!("{base}ing"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_has_a_word_twice() {
        for (text, whole) in [(WORDS, true), (VERBS, false)] {
            let mut seen = std::collections::HashSet::new();
            for (section, line) in lines(text) {
                // Of a verb's line the forms follow the verb.
                for word in line.split_whitespace().take(if whole { usize::MAX } else { 1 }) {
                    assert!(seen.insert((section, word)), "{word} stands twice under [{section}]");
                }
            }
        }
    }

    #[test]
    fn verbs_are_inflected() {
        for word in
            ["said", "says", "denied", "denies", "admitted", "urging", "condemned", "agreed", "committed", "stresses"]
        {
            assert!(verb_of(word).is_some(), "{word}");
        }
        assert_eq!(verb_of("said").map(|v| v.form), Some(Form::Past));
        assert!(verb_of("orderred").is_none());
    }

    #[test]
    fn classes_are_sets() {
        assert!(class_of("minister").is(Class::ROLE) && class_of("minister").is(Class::TITLE));
        assert!(!class_of("table").is(Class::ROLE));
    }
}

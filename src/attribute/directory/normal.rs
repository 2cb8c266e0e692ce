//! The normal form of a name, by which a speaker whom the directory does not know is the same in two articles.

use super::names::fold;
use crate::attribute::text::{Class, PARTICLES, class_of, is_joined_name};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

const GIVEN_NAMES: &str = include_str!("../../../data/attribution/given_names.txt");

/// Folded spelling of a given name -> the folded spelling that stands for it.
static GIVEN: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let lines = GIVEN_NAMES.lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let spellings: Vec<String> = line.split_whitespace().map(fold).collect();
            let first = spellings.first().cloned().unwrap_or_default();
            spellings.into_iter().map(move |spelling| (spelling, first.clone()))
        })
        .collect()
});

/// Courtesy titles, before a surname alone too.
const HONORIFICS: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "sen", "rep", "amb", "gov", "gen",
    "lt", "col", "maj", "capt", "hon", "rev", "he",
];
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "phd", "md", "mp", "esq", "obe", "kc", "qc"];

/// The words of a person's name in normal form: folded, without titles before and suffixes after it, without initials in
/// the middle, and the given name in one spelling of its transliterations. "Senator Joseph R. Biden Jr." is "joseph biden",
/// "Oleksandr" and "Alexander" are one. The order of the words stays.
pub fn normal(name: &str) -> Vec<String> {
    let mut words = untitled(name);
    while words.len() > 2 && words.last().is_some_and(|w| SUFFIXES.contains(&w.as_str())) {
        words.pop();
    }
    if words.len() > 2 {
        let last = words.len() - 1;
        let mut at = 0;
        words.retain(|w| {
            at += 1;
            at == 1 || at > last || w.len() > 1
        });
    }
    if words.len() > 1
        && let Some(given) = GIVEN.get(&words[0])
    {
        words[0].clone_from(given);
    }
    words
}

/// A name without the nickname that stands inside it between quotation marks: "Anna \"Nan\" Roe".
fn without_nickname(name: &str) -> Cow<'_, str> {
    let parts = || {
        let (first, rest) = name.split_once(' ').filter(|_| name.contains(['"', '“', '‘', '”']))?;
        let open = rest.find(['"', '“', '‘', '”']).map(|at| at + first.len() + 1)?;
        let (before, from) = name.split_at(open);
        let mark = from.chars().next()?;
        let close = from[mark.len_utf8()..].find(['"', '”', '’'])? + mark.len_utf8();
        let after = from[close..].split_once(' ')?.1;
        (before.ends_with(' ') && !after.is_empty()).then(|| format!("{before}{after}"))
    };
    parts().map_or(Cow::Borrowed(name), Cow::Owned)
}

/// The folded words of a name without the titles before it.
pub(super) fn untitled(name: &str) -> Vec<String> {
    let folded = fold(&without_nickname(name));
    let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let office = |word: &str| class_of(word).is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE));
    let title = is_title;
    // "Secretary of State" is one.
    let joins = |at: usize| at > 0 && matches!(words[at], "of" | "for") && words.get(at + 1).is_some_and(|w| title(w));
    let titles = (0..words.len()).take_while(|&at| title(words[at]) || joins(at)).count();
    // "Foreign Minister Wang Yi", but not "deputy prime minister", nor "General Motors".
    if titles > 0 && words.len() >= titles + 2 && !words[titles..].iter().any(|w| office(&unfolded(w))) {
        words.drain(..titles);
    }
    while words.len() > 1 && HONORIFICS.contains(&words[0]) {
        words.remove(0);
    }
    // "Sheikh Hamad Roe", but "Sheikh Hamad" is more than "Hamad".
    while words.len() > 2 && [words[0], &unfolded(words[0])].iter().any(|w| class_of(w).is(Class::HONORIFIC)) {
        words.remove(0);
    }
    words.into_iter().map(str::to_owned).collect()
}

/// Whether `text` is a person's name, with titles perhaps: "Wang", "Foreign Minister Wang Yi", but not "the minister", "she" or
/// "China's Ministry of Commerce". A guess by capitals and word lists.
pub fn reads_as_name(text: &str) -> bool {
    let small =
        Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DOCUMENT).or(Class::PRONOUN).or(Class::DETERMINER);
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let titles = words.iter().take_while(|w| {
        let word = lower(w);
        class_of(&word).is(Class::TITLE.or(Class::DEMONYM)) || HONORIFICS.contains(&word.as_str())
    });
    let name = &words[titles.count()..];
    let capital = |w: &&str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase());
    // "A. Roe" has an initial, not an article.
    let initial =
        |w: &str| w.ends_with('.') && w.chars().count() == 2 && w.chars().all(|c| c == '.' || c.is_uppercase());
    let particle = |w: &&str| PARTICLES.contains(w) || is_joined_name(w);
    !name.is_empty()
        && !text.contains("'s")
        && !text.contains("’s")
        && name.iter().all(|w| initial(w) || (capital(w) || particle(w)) && !class_of(&lower(w)).is(small))
}

/// Whether a folded word is one of a title before a name.
pub(super) fn is_title(word: &str) -> bool {
    class_of(&unfolded(word)).is(Class::TITLE)
}

/// A folded word as the word lists have it: `fold` writes "i" for "y", and titles have it at the end at most ("deputy").
pub(super) fn unfolded(word: &str) -> String {
    match word.strip_suffix('i') {
        Some(stem) => format!("{stem}y"),
        None => word.to_owned(),
    }
}

/// Words as an identifier: "wang-yi".
pub(super) fn slug(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::{normal, slug};

    #[test]
    fn a_name_has_one_normal_form() {
        for (a, b) in [
            ("Senator Joseph R. Biden Jr.", "Joseph Biden"),
            ("Foreign Minister Wang Yi", "Wang Yi"),
            ("Secretary of State Anna Roe", "Anna Roe"),
            ("Mr. Lavrov", "Lavrov"),
            ("Deputy Prime Minister Anna Roe", "Anna Roe"),
            ("Oleksandr Roe", "Alexander Roe"),
            ("Aleksandr Roe", "Alexandr Roe"),
            ("Dmytro Roe", "Dmitriy Roe"),
            ("Yevhen Roe", "Evgeny Roe"),
            ("Muhammad al-Roe", "Mohamed El-Roe"),
            ("Sergii Roe", "Sergey Roe"),
            ("Sheikh Hamad Roe", "Hamad Roe"),
            ("Anna “Nan” Roe", "Anna Roe"),
            ("Anna \"Nan\" Roe", "Anna Roe"),
        ] {
            assert_eq!(normal(a), normal(b), "{a} / {b}");
        }
    }

    #[test]
    fn what_is_no_title_stays() {
        for (name, words) in [
            ("deputy prime minister", "deputi prime minister"),
            ("General Motors", "general motors"),
            ("J. Roe", "j roe"),
            ("Mike Roe", "mike roe"),
            ("Anna Maria Roe", "anna maria roe"),
        ] {
            assert_eq!(normal(name).join(" "), words, "{name}");
        }
        assert_ne!(normal("Mike Roe"), normal("Michael Roe"));
    }

    #[test]
    fn identifiers_are_small_letters_and_hyphens() {
        assert_eq!((slug("wang yi").as_str(), slug("a  b- ").as_str(), slug("中").as_str()), ("wang-yi", "a-b", ""));
    }
}

//! What stands where a speaker's name belongs: nobody, no name, two persons in the place of one.

/// Words by which a coder, a spreadsheet or a script says that nobody speaks but the reporter.
const NOBODY: [&str; 18] = [
    "none",
    "nobody",
    "no one",
    "no speaker",
    "n/a",
    "na",
    "nil",
    "null",
    "-",
    "--",
    "–",
    "—",
    "reporter",
    "the reporter",
    "narrator",
    "the narrator",
    "0",
    "false",
];
/// Words by which they say that they do not know.
const UNSURE: [&str; 5] = ["?", "??", "???", "unknown", "true"];

/// Whether `name` says that nobody speaks but the reporter.
pub(super) fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name.to_lowercase().as_str())
}

/// Whether `name` says that who labelled did not know, or is what a spreadsheet makes of a box that is ticked.
pub(super) fn is_unsure(name: &str) -> bool {
    UNSURE.contains(&name.to_lowercase().as_str())
}

/// The names of a speaker who looks like several with a stroke between them: "Anna Roe / Ben Poe".
pub(super) fn several_in_one(name: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> = name.split(['/', '|']).map(str::trim).filter(|name| !name.is_empty()).collect();
    (names.len() > 1).then_some(names)
}

/// What a part of an organization's or a person's own name looks like after a comma.
const SUFFIXES: [&str; 18] = [
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "inc", "ltd", "llc", "llp", "plc", "corp", "co", "gmbh", "ag",
    "sa",
];
/// Words of a name that are not capitalized.
const SMALL: [&str; 18] = [
    "of", "the", "and", "for", "de", "da", "di", "du", "del", "van", "von", "der", "den", "bin", "ibn", "al", "la",
    "le",
];

/// The two names of a speaker who looks like two persons with a comma between them: "Anna Roe, Ben Poe". Not "Anna Roe,
/// mayor", "Roe, Anna B.", "Martin Luther King, Jr." or "Ministry of Finance, Norland".
pub(super) fn two_in_one(name: &str) -> Option<(&str, &str)> {
    let (first, second) = name.split_once(',')?;
    let (first, second) = (first.trim(), second.trim());
    let words = |name: &str| name.split_whitespace().count();
    // Of "Roe, Anna" the comma parts one name; two surnames look the same, and are asked about as well.
    let alike = (words(first) == 1) == (words(second.split(',').next().unwrap_or(second)) == 1);
    (is_name(first) && second.split(',').all(|part| is_name(part.trim())) && alike).then_some((first, second))
}

/// Whether every word begins with a capital, but for small ones between others, and it is no suffix.
fn is_name(text: &str) -> bool {
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let small = |word: &str| SMALL.contains(&word) || word.starts_with("al-") || word.starts_with("d'");
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let ends = words.first().zip(words.last()).is_some_and(|(first, last)| capital(first) && capital(last));
    ends && words.iter().all(|word| capital(word) || small(word)) && !SUFFIXES.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_are_told_from_one_with_a_comma() {
        for two in [
            "Anna Roe, Ben Poe",
            "Anna Roe,Ben Poe",
            "Roe, Poe",
            "Ursula von der Leyen, Charles Michel",
            "A B, C D, E F",
        ] {
            assert!(two_in_one(two).is_some(), "{two}");
        }
        for one in [
            "Anna Roe",
            "Anna Roe; Ben Poe",
            "Anna Roe, mayor of Harwell",
            "Roe, Anna B.",
            "Martin Luther King, Jr.",
            "Cobalt Works, Inc.",
            "Ministry of Finance, Norland",
            "Anna Roe,",
        ] {
            assert_eq!(two_in_one(one), None, "{one}");
        }
    }
}

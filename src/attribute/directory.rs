//! The directory of known speakers: canonical names, aliases, country and role.
//!
//! `data/speakers.toml` is embedded; a user's file of the same form extends it or replaces entries by name. A mistake
//! in a file is one error that names the file, the line and what was expected.

use super::names::fold;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use toml::Spanned;

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// A person.
    #[default]
    Person,
    /// A ministry, an organization, a bloc, a company.
    Institution,
    /// A country, which stands for its government.
    Country,
}

/// One known speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Canonical name.
    pub name: String,
    /// Other names: spellings, surnames that need no first name, acronyms, a country's capital.
    pub aliases: Vec<String>,
    /// Adjectives and names of the people of a country: "Chinese".
    pub demonyms: Vec<String>,
    /// Country, by its canonical name.
    pub country: Option<String>,
    /// Office, in words.
    pub role: Option<String>,
    /// Person, institution or country.
    pub kind: SpeakerKind,
}

/// Why a directory could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The file could not be opened or is no UTF-8.
    #[error("{file}: cannot be read: {error}")]
    Read {
        /// The file.
        file: String,
        /// The cause.
        error: std::io::Error,
    },
    /// The file is not of the expected form.
    #[error("{file}, line {line}: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// Line of the mistake, from 1.
        line: usize,
        /// What is wrong and what was expected.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    speaker: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    #[serde(default)]
    demonyms: Vec<String>,
    country: Option<String>,
    role: Option<String>,
    #[serde(default)]
    kind: SpeakerKind,
}

/// Known speakers, with their names indexed.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_bag: HashMap<String, usize>,
    demonyms: HashMap<String, usize>,
    /// Folded first word of each name -> the names (folded words, entry, whether the name is an acronym).
    starts: HashMap<String, Vec<Indexed>>,
}

#[derive(Debug, Clone)]
pub(super) struct Indexed {
    pub words: Vec<String>,
    pub entry: usize,
    /// Written in capitals only, so that "us" is no country.
    pub acronym: bool,
}

const EMBEDDED: &str = include_str!("../../data/speakers.toml");

impl Directory {
    /// The directory that comes with the program.
    ///
    /// # Errors
    /// None for the file as committed, which a test holds.
    pub fn embedded() -> Result<Self, DirectoryError> {
        let mut directory = Self::default();
        directory.extend("data/speakers.toml", EMBEDDED)?;
        Ok(directory)
    }

    /// The embedded directory, extended by the file at `path`.
    ///
    /// # Errors
    /// If the file cannot be read or is not of the form of `data/speakers.toml`.
    pub fn load(path: &Path) -> Result<Self, DirectoryError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| DirectoryError::Read { file: file.clone(), error })?;
        let mut directory = Self::embedded()?;
        directory.extend(&file, &text)?;
        Ok(directory)
    }

    /// Adds the speakers of a TOML text; an entry whose name is known already replaces that one.
    ///
    /// # Errors
    /// At the first mistake, with its line. The directory then holds the entries before it.
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), DirectoryError> {
        let invalid = |at: usize, reason: String| DirectoryError::Invalid {
            file: file.to_owned(),
            line: text[..at.min(text.len())].matches('\n').count() + 1,
            reason,
        };
        let parsed: File = toml::from_str(text).map_err(|error| {
            let expected = "expected [[speaker]] tables with name, and optionally aliases, demonyms, country, role, kind \
                            (person, institution or country)";
            invalid(error.span().map_or(0, |s| s.start), format!("{}; {expected}", error.message().trim()))
        })?;
        let mut replaced = Vec::new();
        for record in &parsed.speaker {
            if fold(record.name.get_ref()).is_empty() {
                return Err(invalid(record.name.span().start, "the name is empty; expected a name".to_owned()));
            }
            if let Some(&old) = self.by_name.get(&fold(record.name.get_ref())) {
                replaced.push(old);
            }
        }
        if !replaced.is_empty() {
            let kept = std::mem::take(&mut self.entries).into_iter().enumerate();
            let kept: Vec<Entry> = kept.filter(|(i, _)| !replaced.contains(i)).map(|(_, e)| e).collect();
            *self = Self::default();
            for entry in kept {
                // Invariant: these names were checked when they were added.
                let _ = self.add(entry);
            }
        }
        for record in parsed.speaker {
            let spans: Vec<usize> = std::iter::once(record.name.span().start)
                .chain(record.aliases.iter().map(|a| a.span().start))
                .collect();
            let entry = Entry {
                name: record.name.into_inner(),
                aliases: record.aliases.into_iter().map(Spanned::into_inner).collect(),
                demonyms: record.demonyms,
                country: record.country,
                role: record.role,
                kind: record.kind,
            };
            let name = entry.name.clone();
            self.add(entry).map_err(|(which, other)| {
                let alias = if which == 0 { "name" } else { "alias" };
                invalid(
                    spans.get(which).copied().unwrap_or(0),
                    format!("this {alias} of {name:?} is already a name of {other:?}; expected a name that only one speaker has"),
                )
            })?;
        }
        Ok(())
    }

    /// Adds an entry; on a clash gives which of its names (0 is the name itself) belongs to whom already.
    fn add(&mut self, entry: Entry) -> Result<(), (usize, String)> {
        let index = self.entries.len();
        let names: Vec<String> = std::iter::once(&entry.name).chain(&entry.aliases).cloned().collect();
        for (which, name) in names.iter().enumerate() {
            match self.by_name.get(&fold(name)) {
                Some(&other) if other != index => return Err((which, self.entries[other].name.clone())),
                _ => self.by_name.insert(fold(name), index),
            };
        }
        for demonym in &entry.demonyms {
            self.demonyms.insert(fold(demonym), index);
        }
        for name in &names {
            let folded = fold(name);
            let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
            let acronym = name.chars().all(|c| !c.is_lowercase()) && name.chars().count() <= 6;
            let start = self.starts.entry(words[0].clone()).or_default();
            start.push(Indexed { words, entry: index, acronym });
            start.sort_by_key(|i| std::cmp::Reverse(i.words.len()));
        }
        self.entries.push(entry);
        if self.entries[index].kind != SpeakerKind::Person {
            for name in &names {
                let bag = self.bag(name);
                // A ministry without its country could be any country's.
                let country =
                    |w: &str| self.by_name.get(w).is_some_and(|&i| self.entries[i].kind == SpeakerKind::Country);
                if bag.contains("ministri") && !bag.split(' ').any(country) && !bag.contains("united states") {
                    continue;
                }
                self.by_bag.entry(bag).or_insert(index);
            }
        }
        Ok(())
    }

    /// The known speakers.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The speaker of that name, in any spelling that the directory knows.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.position(name).map(|i| &self.entries[i])
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        if let Some(&index) = self.by_name.get(&folded) {
            return Some(index);
        }
        let words: Vec<&str> = folded.split(' ').collect();
        // "Antony J. Blinken": initials in the middle do not count.
        if words.len() > 2 {
            let last = words.len() - 1;
            let without: Vec<&str> = words
                .iter()
                .enumerate()
                .filter(|(i, w)| *i == 0 || *i == last || w.len() > 1)
                .map(|(_, w)| *w)
                .collect();
            if without.len() < words.len()
                && let Some(&index) = self.by_name.get(&without.join(" "))
            {
                return Some(index);
            }
        }
        let bag = self.bag(name);
        self.by_bag.get(&bag).copied().or_else(|| {
            // "the Chinese government" is China.
            let rest: Vec<&str> = bag.split(' ').filter(|w| *w != "government").collect();
            let country = self.by_name.get(&rest.join(" ")).copied()?;
            (rest.join(" ").len() < bag.len() && self.entries[country].kind == SpeakerKind::Country).then_some(country)
        })
    }

    /// The canonical name of `name`: the directory's where it is known, else `name` itself.
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        self.find(name).map_or(name, |entry| &entry.name)
    }

    /// A key that is equal for two names of one speaker: through the aliases, else through [`fold`], where "China's
    /// Finance Ministry" and "Ministry of Finance of China" are the same.
    pub fn key(&self, name: &str) -> String {
        match self.position(name) {
            Some(index) => fold(&self.entries[index].name),
            None => self.bag(name),
        }
    }

    /// The country whose adjective or people `word` is: "Chinese".
    pub(super) fn country_of_demonym(&self, word: &str) -> Option<usize> {
        self.demonyms.get(&fold(word)).copied()
    }

    /// The names that begin with the folded word `first`, longest first.
    pub(super) fn starting(&self, first: &str) -> &[Indexed] {
        self.starts.get(first).map_or(&[], Vec::as_slice)
    }

    /// The words of an institution's or office's name without order and small words, adjectives as countries. Names
    /// that hold no word for an office or a body keep their order.
    fn bag(&self, name: &str) -> String {
        let folded = fold(name);
        let office = name.split(|c: char| !c.is_alphanumeric()).any(|w| {
            use super::words::{Class, class_of};
            class_of(&w.to_lowercase()).is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE))
        });
        if !office {
            return folded;
        }
        let mut words: Vec<String> = folded
            .split(' ')
            .filter(|w| {
                !matches!(
                    *w,
                    "inc" | "corp" | "ltd" | "of" | "the" | "for" | "affairs" | "and" | "with" | "a" | "an" | "to"
                )
            })
            .map(|w| match self.demonyms.get(w).or_else(|| self.by_name.get(w)) {
                Some(&i) if self.entries[i].kind == SpeakerKind::Country => fold(&self.entries[i].name),
                _ => match w {
                    "defense" => "defence".to_owned(),
                    "spokesman" | "spokeswoman" | "representative" => "spokesperson".to_owned(),
                    "department" => "ministri".to_owned(),
                    "leader" | "leaders" => "leader".to_owned(),
                    w => w.to_owned(),
                },
            })
            .collect();
        words.sort();
        words.dedup();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[[speaker]]\nname = \"Anna Roe\"\naliases = [\"Roe\"]\n\n[[speaker]]\nname = \"Borduria\"\nkind = \"country\"\ndemonyms = [\"Bordurian\"]\n";

    #[test]
    fn the_embedded_directory_is_valid_and_large() {
        let directory = Directory::embedded().unwrap_or_else(|e| panic!("{e}"));
        assert!(directory.entries().len() >= 250, "{}", directory.entries().len());
        for entry in directory.entries() {
            if let Some(country) = &entry.country {
                assert_eq!(directory.canonical(country), country, "country of {}", entry.name);
            }
        }
    }

    #[test]
    fn names_are_found_through_aliases_and_spellings() {
        let directory = Directory::embedded().unwrap();
        for (name, canonical) in [
            ("Sergey Lavrov", "Sergei Lavrov"),
            ("Volodymyr Zelenskiy", "Volodymyr Zelensky"),
            ("Antony J. Blinken", "Antony Blinken"),
            ("Donald J. Trump", "Donald Trump"),
            ("Beijing", "China"),
            ("the Russian Foreign Ministry", "Russia's Ministry of Foreign Affairs"),
        ] {
            assert_eq!(directory.key(name), directory.key(canonical), "{name}");
        }
        assert_ne!(directory.key("Wang Yi"), directory.key("Wang Wenbin"));
        assert_eq!(directory.canonical("Nobody Known"), "Nobody Known");
    }

    #[test]
    fn a_users_file_extends_and_replaces() {
        let mut directory = Directory::default();
        directory.extend("a", TWO).unwrap();
        directory
            .extend("b", "[[speaker]]\nname = \"anna roe\"\naliases = [\"The Roe\"]\nrole = \"minister\"\n")
            .unwrap();
        assert_eq!(directory.entries().len(), 2);
        assert_eq!(directory.find("Anna Roe").and_then(|e| e.role.as_deref()), Some("minister"));
        assert_eq!(directory.key("Bordurian ministry of trade"), directory.key("Borduria's Trade Ministry"));
    }

    #[test]
    fn a_mistake_is_one_error_with_its_line() {
        for (text, line, part) in [
            (
                "[[speaker]]\nname = \"A B\"\n[[speaker]]\nname = \"C D\"\naliases = [\"A B\"]\n",
                5,
                "already a name of \"A B\"",
            ),
            ("[[speaker]]\nname = \"A B\"\nrank = 1\n", 3, "rank"),
            ("[[speaker]]\nname = \"\"\n", 2, "empty"),
            ("[[speaker]]\nname = \"A\"\nkind = \"planet\"\n", 3, "planet"),
            ("[[speaker]\n", 1, "expected"),
        ] {
            let error = Directory::default().extend("mine.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("mine.toml, line {line}: ")) && error.contains(part), "{error}");
        }
    }
}

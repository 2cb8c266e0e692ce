//! The directory of known speakers: canonical names, aliases, country and role.
//!
//! `data/speakers.toml` is embedded; a user's file of the same form extends it or replaces entries by name or id. A
//! mistake in a file is one error that names the file, the line and what was expected. `extension` adds the speakers of a
//! file, `identity` finds speakers, `tenures` who held an office when, `corrections` what a user has put right.

use super::corrections::{Correction, Corrections};
use super::tenures::{Office, Tenures};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

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
    /// Stable identifier, as in "wang-yi".
    pub id: String,
    /// Wikidata item, as in "Q148".
    pub wikidata: Option<String>,
    /// Other names: spellings, surnames that need no first name, acronyms, a country's capital.
    pub aliases: Vec<String>,
    /// Adjectives and names of the people of a country: "Chinese".
    pub demonyms: Vec<String>,
    /// Country, by its canonical name.
    pub country: Option<String>,
    /// Office, in words.
    pub role: Option<String>,
    /// Offices with dates.
    pub offices: Vec<Office>,
    /// Person, institution or country.
    pub kind: SpeakerKind,
}

impl Entry {
    /// Whether it is a medium that reports what others say.
    pub fn is_outlet(&self) -> bool {
        self.role.as_deref() == Some("news outlet")
    }
}

/// Why a directory could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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

/// Known speakers, with their names indexed.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub(crate) entries: Vec<Entry>,
    pub(super) by_name: HashMap<String, usize>,
    pub(super) by_id: HashMap<String, usize>,
    /// Persons by [`normal`] form, surname-first ones in both orders; a form that two persons have is nobody's.
    pub(super) by_normal: HashMap<String, Option<usize>>,
    pub(crate) tenures: Tenures,
    pub(crate) corrections: Corrections,
    pub(super) by_bag: HashMap<String, usize>,
    pub(super) demonyms: HashMap<String, usize>,
    /// Folded first word of each name -> the names (folded words, entry, whether the name is an acronym).
    pub(super) starts: HashMap<String, Vec<Indexed>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Indexed {
    pub words: Vec<String>,
    pub entry: usize,
    /// Written in capitals only, so that "us" is no country.
    pub acronym: bool,
    /// One word that is the name only behind an article: "the Hague", "the Alliance".
    pub article: bool,
}

const EMBEDDED: &str = include_str!("../../../data/speakers.toml");

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

    /// The directory of a command: the embedded one, extended by the file at `path` where one is named.
    ///
    /// # Errors
    /// Those of [`Directory::load`].
    pub fn open(path: Option<&Path>) -> Result<Self, DirectoryError> {
        path.map_or_else(Self::embedded, Self::load)
    }

    /// What users' files have put right, for each id that they name and in their order: merges first.
    pub fn corrections(&self) -> &[Correction] {
        self.corrections.given()
    }

    /// The known speakers.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names that begin with the folded word `first`, longest first.
    pub(crate) fn starting(&self, first: &str) -> &[Indexed] {
        self.starts.get(first).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[[speaker]]\nname = \"Anna Roe\"\naliases = [\"Roe\"]\n\n[[speaker]]\nname = \"Borduria\"\nkind = \"country\"\ndemonyms = [\"Bordurian\"]\n";

    #[test]
    fn the_embedded_directory_is_valid_and_large() {
        let directory = Directory::embedded().unwrap_or_else(|e| panic!("{e}"));
        assert!(directory.entries().len() >= 400, "{}", directory.entries().len());
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
        // Nobody of the directory: by the normal form.
        assert_eq!(directory.key("Senator Anna B. Roemer"), directory.key("Anna Roemer"));
        assert_ne!(directory.key("Anna Roemer"), directory.key("Bela Roemer"));
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
    fn blanks_around_names_say_nothing() {
        let mut directory = Directory::default();
        let file = "[[speaker]]\nname = ' Łukasz Wiśniewski\u{a0}'\naliases = [' LW ', ' the Baltic Union ']\n";
        directory.extend("a", file).unwrap();
        let entry = &directory.entries()[0];
        assert_eq!(
            (entry.name.as_str(), &entry.aliases[..]),
            ("Łukasz Wiśniewski", &["LW".to_owned(), "the Baltic Union".to_owned()][..])
        );
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
            (
                "[[speaker]]\nname = \"A B\"\nid = \"ab\"\n[[speaker]]\nname = \"C D\"\nid = \"ab\"\n",
                6,
                "the id \"ab\" of \"C D\" is already that of \"A B\"",
            ),
            ("[[speaker]]\nname = \"A B\"\nid = \"A B\"\n", 3, "is no id"),
            ("[[speaker]]\nname = \"A B\"\noffices = [{ titles = [\"mayor\"], from = \"2020\" }]\n", 3, "of whom"),
            (
                "[[speaker]]\nname = \"A B\"\noffices = [\n{ titles = [\"mayor\"], of = \"X\", from = \"2020\" }]\n",
                4,
                "an office of \"X\"",
            ),
            (
                "[[speaker]]\nname = \"A B\"\ncountry = \"A B\"\noffices = [{ titles = [\"mayor\"], from = \"May\" }]\n",
                4,
                "\"May\" is no day",
            ),
            ("[[merge]]\nids = [\"a\"]\n", 2, "two ids"),
            ("[[merge]]\nids = [\"a\", \"b\"]\n[[merge]]\nids = [\"b\", \"a\"]\n", 4, "in a circle"),
            ("[[merge]]\nids = [\"a\", \"b\"]\n[[merge]]\nids = [\"c\", \"b\"]\n", 4, "merged already"),
            ("[[split]]\nid = \"a\"\nsurface = \"A\"\nto = \"A\"\n", 4, "is no id"),
            ("[[speaker]]\nname = \"\"\n", 2, "empty"),
            ("[[speaker]]\nname = \"A\"\nkind = \"planet\"\n", 3, "planet"),
            ("[[speaker]\n", 1, "expected"),
        ] {
            let error = Directory::default().extend("mine.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("mine.toml, line {line}: ")) && error.contains(part), "{error}");
        }
    }
}

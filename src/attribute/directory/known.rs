//! The directory of known speakers: canonical names, aliases, country and role.
//!
//! `data/speakers.toml` is embedded; a user's file of the same form extends it or replaces entries by name or id. A
//! mistake in a file is one error that names the file, the line and what was expected. `identity` finds speakers in it,
//! `tenures` who held an office when, `corrections` what a user has put right.

use super::corrections::{Correction, Corrections};
use super::file::{File, office};
use super::names::fold;
use super::normal::{normal, slug};
use super::tenures::{Office, Tenures};
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
    starts: HashMap<String, Vec<Indexed>>,
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

    /// Adds the speakers and corrections of a TOML text; an entry whose name or id is known already replaces that one.
    ///
    /// # Errors
    /// At the first mistake, with its line. The directory then holds the entries before it.
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), DirectoryError> {
        let invalid = |at: usize, reason: String| DirectoryError::Invalid {
            file: file.to_owned(),
            line: line_of(text, at),
            reason,
        };
        let parsed: File = toml::from_str(text).map_err(|error| {
            let expected = "expected [[speaker]] tables with name, and optionally id, wikidata, aliases, demonyms, country, \
                            role, offices, kind (person, institution or country), and [[merge]] and [[split]] tables";
            invalid(error.span().map_or(0, |s| s.start), format!("{}; {expected}", error.message().trim()))
        })?;
        let File { offices_until, speaker, merge, split } = parsed;
        let until = offices_until.map(|until| super::tenures::days(until.get_ref()).ok_or_else(|| bad_day(&until)));
        let until = until.transpose().map_err(|(at, reason)| invalid(at, reason))?.map(|(_, last)| last);
        let mut replaced = HashMap::new();
        for (number, record) in speaker.iter().enumerate() {
            if fold(record.name.get_ref()).is_empty() {
                return Err(invalid(record.name.span().start, "the name is empty; expected a name".to_owned()));
            }
            let by_id = record.id.as_ref().and_then(|id| self.by_id.get(id.get_ref()));
            for &old in self.by_name.get(&fold(record.name.get_ref())).into_iter().chain(by_id) {
                replaced.insert(old, number);
            }
        }
        // Who is replaced by name keeps the id.
        let mut ids: HashMap<usize, String> = HashMap::new();
        if !replaced.is_empty() {
            let corrections = std::mem::take(&mut self.corrections);
            let old = std::mem::take(&mut self.entries);
            *self = Self { corrections, ..Self::default() };
            for (number, entry) in old.into_iter().enumerate() {
                match replaced.get(&number) {
                    Some(&by) => drop(ids.insert(by, entry.id)),
                    // Invariant: these names were checked when they were added.
                    None => drop(self.add(entry)),
                }
            }
        }
        let mut owners = Vec::new();
        for (number, record) in speaker.into_iter().enumerate() {
            let mut offices = Vec::new();
            for given in &record.offices {
                let of = given.get_ref().of.as_ref().or(record.country.as_ref());
                offices.push(office(given, of, until).map_err(|(at, reason)| invalid(at, reason))?);
                owners.extend(of.map(|of| (of.clone(), given.span().start)));
            }
            let places: Vec<usize> = std::iter::once(record.name.span().start)
                .chain(record.aliases.iter().map(|a| a.span().start))
                .collect();
            let id_place = record.id.as_ref().map_or(places[0], |id| id.span().start);
            // Blanks around a name say nothing, and would be shown.
            let trimmed = |name: Spanned<String>| name.get_ref().trim().to_owned();
            let name = trimmed(record.name);
            let id = record.id.map(Spanned::into_inner).or_else(|| ids.remove(&number));
            let id = id.unwrap_or_else(|| slug(&normal(&name).join(" ")));
            if id.is_empty() || slug(&id) != id {
                return Err(invalid(
                    id_place,
                    format!("{id:?} is no id; expected small letters, digits and hyphens, as in \"wang-yi\""),
                ));
            }
            let entry = Entry {
                id,
                wikidata: record.wikidata,
                aliases: record.aliases.into_iter().map(trimmed).collect(),
                demonyms: record.demonyms,
                country: record.country,
                role: record.role,
                offices,
                kind: record.kind,
                name: name.clone(),
            };
            self.add(entry).map_err(|clash| match clash {
                Clash::Name(which, other) => {
                    let alias = if which == 0 { "name" } else { "alias" };
                    invalid(
                        places.get(which).copied().unwrap_or(0),
                        format!("this {alias} of {name:?} is already a name of {other:?}; expected a name that only one speaker has"),
                    )
                }
                Clash::Id(id, other) => invalid(
                    id_place,
                    format!("the id {id:?} of {name:?} is already that of {other:?}; expected an id that only one speaker has"),
                ),
            })?;
        }
        if let Some((of, at)) = owners.into_iter().find(|(of, _)| self.position(of).is_none()) {
            return Err(invalid(
                at,
                format!("an office of {of:?}, who is no speaker here; expected a country or body"),
            ));
        }
        // Now that all countries are known, whose ministries the others may be.
        self.index_forms();
        self.tenures = Tenures::of(self);
        let place = |at: usize| (file.to_owned(), line_of(text, at));
        self.corrections.extend(merge, split, place).map_err(|(at, reason)| invalid(at, reason))
    }

    /// What users' files have put right, for each id that they name and in their order: merges first.
    pub fn corrections(&self) -> &[Correction] {
        self.corrections.given()
    }

    /// Adds an entry; on a clash gives with whom.
    fn add(&mut self, entry: Entry) -> Result<(), Clash> {
        let index = self.entries.len();
        if let Some(&other) = self.by_id.get(&entry.id) {
            return Err(Clash::Id(entry.id, self.entries[other].name.clone()));
        }
        let names: Vec<String> = std::iter::once(&entry.name).chain(&entry.aliases).cloned().collect();
        for (which, name) in names.iter().enumerate() {
            match self.by_name.get(&fold(name)) {
                Some(&other) if other != index => return Err(Clash::Name(which, self.entries[other].name.clone())),
                _ => self.by_name.insert(fold(name), index),
            };
        }
        self.by_id.insert(entry.id.clone(), index);
        for demonym in &entry.demonyms {
            self.demonyms.insert(fold(demonym), index);
        }
        for name in &names {
            let folded = fold(name);
            let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
            let acronym = name.chars().all(|c| !c.is_lowercase()) && name.chars().count() <= 6;
            let article = name.starts_with("the ") && words.len() == 1;
            let start = self.starts.entry(words[0].clone()).or_default();
            start.push(Indexed { words, entry: index, acronym, article });
            start.sort_by_key(|i| std::cmp::Reverse(i.words.len()));
        }
        self.entries.push(entry);
        Ok(())
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

/// The line of `text` that the byte `at` is in, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// With whom an entry clashes.
enum Clash {
    /// Which of its names (0 is the name itself), and whose it is already.
    Name(usize, String),
    /// The id, and whose it is already.
    Id(String, String),
}

fn bad_day(given: &Spanned<String>) -> (usize, String) {
    let reason = format!("{:?} is no day; expected one as 2023, 2023-07 or 2023-07-25", given.get_ref());
    (given.span().start, reason)
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

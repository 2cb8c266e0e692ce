//! Camps: which outlets and which countries' speakers are put together when errors are compared.

use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

const EMBEDDED: &str = include_str!("../../data/camps.toml");

/// The name of the group of outlets and countries that no camp has.
const OTHER: &str = "(other)";

/// Outlets and countries by camp.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Camps {
    /// Folded name to camp.
    outlets: HashMap<String, String>,
    countries: HashMap<String, String>,
}

/// Why camps could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CampsError {
    /// The file cannot be read.
    #[error("{file}: cannot be read: {error}")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is not of the expected form.
    #[error("{file}: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong, and what was expected.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    camp: Vec<Camp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Camp {
    name: String,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    outlets: Vec<String>,
}

impl Camps {
    /// The camps of `data/camps.toml`, which come with the program.
    ///
    /// # Errors
    /// None for the file as committed, which a test holds.
    pub fn embedded() -> Result<Self, CampsError> {
        Self::parse("data/camps.toml", EMBEDDED)
    }

    /// The camps of a file of that form.
    ///
    /// # Errors
    /// If it cannot be read, is not of that form, or puts one name into two camps.
    pub fn load(path: &Path) -> Result<Self, CampsError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&file, &text),
            Err(error) => Err(CampsError::Read { file, error }),
        }
    }

    fn parse(file: &str, text: &str) -> Result<Self, CampsError> {
        let invalid = |reason: String| CampsError::Invalid { file: file.to_owned(), reason };
        let parsed: File = toml::from_str(text)
            .map_err(|error| invalid(format!("{error}expected [[camp]] tables with name, countries and outlets")))?;
        let mut camps = Self::default();
        for camp in parsed.camp {
            for (names, known) in [(&camp.countries, &mut camps.countries), (&camp.outlets, &mut camps.outlets)] {
                for name in names {
                    if let Some(other) = known.insert(key(name), camp.name.clone()) {
                        let camp = &camp.name;
                        return Err(invalid(format!("{name:?} stands under {other:?} and {camp:?}; expected once")));
                    }
                }
            }
        }
        Ok(camps)
    }

    /// The camp of an outlet; "(other)" where no camp has it.
    pub fn outlet(&self, name: &str) -> &str {
        self.outlets.get(&key(name)).map_or(OTHER, String::as_str)
    }

    /// The camp of a country's speakers; "(other)" where no camp has it.
    pub fn country(&self, name: &str) -> &str {
        self.countries.get(&key(name)).map_or(OTHER, String::as_str)
    }
}

/// Case does not matter.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Directory;

    #[test]
    fn the_embedded_camps_name_countries_as_the_directory_does() {
        let camps = Camps::embedded().unwrap_or_else(|e| panic!("{e}"));
        let directory = Directory::embedded().unwrap();
        let known: Vec<String> = directory.entries().iter().map(|entry| key(&entry.name)).collect();
        for country in camps.countries.keys() {
            assert!(known.contains(country), "{country} is no speaker of the directory");
        }
        for (outlet, camp) in [("RT", "Russian"), ("xinhua", "Chinese"), ("Reuters", "Western"), ("Echo", "(other)")] {
            assert_eq!(camps.outlet(outlet), camp);
        }
        assert_eq!((camps.country("India"), camps.country("Brazil")), ("Indian", "(other)"));
    }

    #[test]
    fn a_mistake_is_one_clear_error() {
        let wrong = |text: &str| Camps::parse("mine.toml", text).unwrap_err().to_string();
        let twice = "[[camp]]\nname = \"A\"\noutlets = [\"Echo\"]\n[[camp]]\nname = \"B\"\noutlets = [\"echo\"]\n";
        assert_eq!(wrong(twice), "mine.toml: \"echo\" stands under \"A\" and \"B\"; expected once");
        assert!(wrong("[[camp]]\nname = \"A\"\npapers = []\n").contains("papers"), "an unknown key");
        assert!(wrong("").contains("expected [[camp]] tables"));
    }
}

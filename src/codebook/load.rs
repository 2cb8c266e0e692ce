//! A codebook file, read, validated and hashed.

use super::file::{File, TargetTable, ThemeTable};
use super::{Codebook, Target, Theme};
use crate::checksum::hexadecimal;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use thiserror::Error;
use toml::Spanned;

/// The text of the default codebook.
const DEFAULT: &str = include_str!("../../data/codebook.toml");

/// Why a codebook could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CodebookError {
    /// The file could not be read.
    #[error("cannot read the codebook {file}: {error}")]
    Read {
        /// Path as the user named it.
        file: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is no codebook.
    #[error("{file}:{line}:{column}: {reason}")]
    Invalid {
        /// Path as the user named it.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in code points.
        column: usize,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// Themes that a program made are no codebook.
    #[error("the codebook {name}: {reason}")]
    Made {
        /// The codebook's name.
        name: String,
        /// What is wrong, and what was expected.
        reason: String,
    },
}

impl Codebook {
    /// The default codebook.
    pub fn default_codebook() -> Self {
        // Invariant: the embedded file is valid; the unit tests load it.
        Self::parse(DEFAULT, "data/codebook.toml").expect("the embedded codebook is valid")
    }

    /// A codebook of `themes` that a program made, validated and hashed as a file's are.
    ///
    /// # Errors
    /// [`CodebookError::Made`] if there is no theme, an id is not one or is taken, or a text is empty.
    pub fn new(name: &str, mut themes: Vec<Theme>) -> Result<Self, CodebookError> {
        let failed = |reason| CodebookError::Made { name: name.to_owned(), reason };
        let mut seen: HashSet<String> = HashSet::new();
        let mut id = |id: &str, what| {
            check_id(id, what).map_err(failed)?;
            let reason = || format!("{what} id {id:?} is taken already; expected an id of its own");
            if seen.insert(id.to_owned()) { Ok(()) } else { Err(failed(reason())) }
        };
        let tidy = |text: &mut String, what: &str, of: &str| {
            *text = tidied(text).ok_or_else(|| failed(format!("the {what} of {of:?} is empty; {A_TEXT}")))?;
            Ok(())
        };
        for theme in &mut themes {
            id(&theme.id, "theme")?;
            tidy(&mut theme.label, "label", &theme.id)?;
            tidy(&mut theme.definition, "definition", &theme.id)?;
            for target in &mut theme.targets {
                id(&target.id, "target")?;
                tidy(&mut target.proposition, "proposition", &target.id)?;
            }
        }
        if themes.is_empty() {
            return Err(failed("no theme; expected at least one".to_owned()));
        }
        Ok(Self { name: name.to_owned(), sha256: digest(&themes), themes })
    }

    /// Reads the codebook at `path`.
    ///
    /// # Errors
    /// [`CodebookError`] with file, line and what was expected.
    pub fn load(path: &Path) -> Result<Self, CodebookError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| CodebookError::Read { file: file.clone(), error })?;
        Self::parse(&text, &file)
    }

    /// Reads a codebook from `text`; `file` is its name in error messages.
    ///
    /// # Errors
    /// [`CodebookError::Invalid`] with line and what was expected.
    pub fn parse(text: &str, file: &str) -> Result<Self, CodebookError> {
        let place = Place { text, file };
        let table: File = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            place.invalid(start, error.message().trim().to_owned())
        })?;
        let mut themes = match &table.extends {
            None => Vec::new(),
            Some(base) if base.get_ref() == "default" => Self::default_codebook().themes,
            Some(base) => {
                let reason = format!(
                    "extends = \"{}\": only \"default\" can be extended; expected extends = \"default\" or no such line",
                    base.get_ref()
                );
                return Err(place.invalid(base.span().start, reason));
            }
        };
        let mut seen: HashMap<String, String> = HashMap::new();
        for theme in &themes {
            seen.insert(theme.id.clone(), "the default codebook".into());
            seen.extend(theme.targets.iter().map(|target| (target.id.clone(), "the default codebook".into())));
        }
        for (number, theme) in (1..).zip(table.theme) {
            themes.push(place.theme(number, theme, &mut seen)?);
        }
        if themes.is_empty() {
            return Err(
                place.invalid(0, "no theme; expected at least one [[theme]] with id, label and definition".into())
            );
        }
        let sha256 = digest(&themes);
        Ok(Self { name: table.name.unwrap_or_else(|| file.to_owned()), themes, sha256 })
    }
}

/// The file under validation, for positions in errors.
struct Place<'a> {
    text: &'a str,
    file: &'a str,
}

impl Place<'_> {
    fn line(&self, byte: usize) -> usize {
        self.text[..byte].matches('\n').count() + 1
    }

    fn invalid(&self, byte: usize, reason: String) -> CodebookError {
        let start = self.text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
        let column = self.text[start..byte].chars().count() + 1;
        CodebookError::Invalid { file: self.file.to_owned(), line: self.line(byte), column, reason }
    }

    /// Theme number `number` of the file, from 1.
    fn theme(
        &self,
        number: usize,
        table: Spanned<ThemeTable>,
        seen: &mut HashMap<String, String>,
    ) -> Result<Theme, CodebookError> {
        let start = table.span().start;
        let ThemeTable { id, label, definition, examples, target } = table.into_inner();
        let what = called("theme", number, id.as_ref());
        let id = self.id(self.field(&id, "id", start, &what)?, "theme", seen)?;
        let label = self.sentence(self.field(&label, "label", start, &what)?, "label")?;
        let definition = self.sentence(self.field(&definition, "definition", start, &what)?, "definition")?;
        let targets = (1..).zip(&target).map(|(number, target)| self.target(number, target, &what, seen));
        let targets = targets.collect::<Result<_, _>>()?;
        Ok(Theme { id, label, definition, examples, targets })
    }

    /// Target number `number` of `theme`, from 1.
    fn target(
        &self,
        number: usize,
        table: &Spanned<TargetTable>,
        theme: &str,
        seen: &mut HashMap<String, String>,
    ) -> Result<Target, CodebookError> {
        let (start, table) = (table.span().start, table.get_ref());
        let what = format!("{} of {theme}", called("target", number, table.id.as_ref()));
        let id = self.id(self.field(&table.id, "id", start, &what)?, "target", seen)?;
        let proposition = self.field(&table.proposition, "proposition", start, &what)?;
        Ok(Target { id, proposition: self.sentence(proposition, "proposition")? })
    }

    /// A field that must be there; `what`, which begins at `start`, is what it is missing in.
    fn field<'f>(
        &self,
        field: &'f Option<Spanned<String>>,
        name: &str,
        start: usize,
        what: &str,
    ) -> Result<&'f Spanned<String>, CodebookError> {
        field.as_ref().ok_or_else(|| self.invalid(start, format!("{what} has no `{name}`; expected {name} = \"...\"")))
    }

    /// A checked identifier; ids of themes and targets share one space, so that a column name means one thing.
    fn id(
        &self,
        id: &Spanned<String>,
        what: &str,
        seen: &mut HashMap<String, String>,
    ) -> Result<String, CodebookError> {
        let (text, start) = (id.get_ref(), id.span().start);
        check_id(text, what).map_err(|reason| self.invalid(start, reason))?;
        let here = format!("line {}", self.line(start));
        if let Some(first) = seen.insert(text.clone(), here) {
            let reason = format!("{what} id {text:?} is taken already, in {first}; expected an id of its own");
            return Err(self.invalid(start, reason));
        }
        Ok(text.clone())
    }

    fn sentence(&self, value: &Spanned<String>, what: &str) -> Result<String, CodebookError> {
        let empty = || self.invalid(value.span().start, format!("the {what} is empty; {A_TEXT}"));
        tidied(value.get_ref()).ok_or_else(empty)
    }
}

/// What the texts of a codebook should be.
const A_TEXT: &str = "expected a phrase or sentence";

/// `text` with single blanks; nothing if that leaves nothing.
fn tidied(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Whether `id` can be the id of a theme or target, which `what` says.
fn check_id(id: &str, what: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if id.is_empty() || !id.chars().all(plain) || id.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!(
            "{what} id {id:?}; expected lower-case letters, digits and _, with a letter first, as in \"energy_exports\""
        ));
    }
    Ok(())
}

/// How an error names a theme or a target: by its id, or where it has none by its number.
fn called(what: &str, number: usize, id: Option<&Spanned<String>>) -> String {
    id.map_or_else(|| format!("{what} number {number}"), |id| format!("{what} {:?}", id.get_ref()))
}

/// SHA-256 of the content; every field ends in a zero byte, every list in two, so that no two codebooks collide.
fn digest(themes: &[Theme]) -> String {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    for theme in themes {
        [&theme.id, &theme.label, &theme.definition].into_iter().for_each(|text| field(text));
        theme.examples.iter().for_each(|text| field(text));
        field("");
        for target in &theme.targets {
            [&target.id, &target.proposition].into_iter().for_each(|text| field(text));
        }
        field("");
    }
    hexadecimal(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Codebook::parse(text, "my.toml").expect_err("the codebook is wrong").to_string()
    }

    #[test]
    fn the_default_has_three_themes_and_four_targets() {
        let codebook = Codebook::default_codebook();
        let targets: Vec<_> = codebook.themes.iter().flat_map(|t| t.targets.iter().map(|t| t.id.as_str())).collect();
        assert_eq!(targets, ["enlargement", "settlement", "support", "closer_ties"]);
        assert_eq!(codebook.themes[1].id, "ukraine");
    }

    #[test]
    fn a_user_codebook_extends_or_replaces() {
        let theme = "[[theme]]\nid = \"climate\"\nlabel = \"Climate\"\ndefinition = \"Global warming.\"\n";
        assert_eq!(Codebook::parse(theme, "f").unwrap().themes.len(), 1);
        let extended = Codebook::parse(&format!("extends = \"default\"\n{theme}"), "f").unwrap();
        assert_eq!(extended.themes.len(), 4);
        assert_ne!(extended.sha256, Codebook::default_codebook().sha256);
    }

    #[test]
    fn a_codebook_that_a_program_made_is_held_to_the_rules_of_files() {
        let read = Codebook::default_codebook();
        let mut themes = read.themes.clone();
        themes[0].definition = themes[0].definition.replace(' ', "  ");
        assert_eq!(Codebook::new(&read.name, themes.clone()).unwrap(), read);
        let refused = |change: &dyn Fn(&mut Vec<Theme>), reason: &str| {
            let mut themes = themes.clone();
            change(&mut themes);
            let error = Codebook::new("mine", themes).unwrap_err().to_string();
            assert!(error.starts_with("the codebook mine: ") && error.contains(reason), "{error}");
        };
        refused(&Vec::clear, "no theme");
        refused(&|t| t[1].id = "Bad Id!".into(), "theme id \"Bad Id!\"; expected lower-case");
        refused(&|t| t[1].targets[1].id = "enlargement".into(), "target id \"enlargement\" is taken");
        refused(&|t| t[1].targets[0].proposition = " ".into(), "the proposition of \"settlement\" is empty");
    }

    #[test]
    fn the_hash_ignores_layout() {
        let spaced = DEFAULT.replace("should admit new", "should  admit   new");
        assert_eq!(Codebook::parse(&spaced, "f").unwrap().sha256, Codebook::default_codebook().sha256);
    }

    #[test]
    fn mistakes_name_line_and_expectation() {
        let whole = "[[theme]]\nid = \"a\"\nlabel = \"A\"\ndefinition = \"A.\"\n";
        let missing = [
            ("[[theme]]\nid = \"b\"\nlabel = \"B\"\n", "my.toml:5:1: theme \"b\" has no `definition`; expected"),
            ("[[theme]]\nlabel = \"B\"\n", "my.toml:5:1: theme number 2 has no `id`; expected id = \"...\""),
            ("[[theme.target]]\nid = \"t\"\n", "my.toml:5:1: target \"t\" of theme \"a\" has no `proposition`"),
            ("[[theme.target]]\nproposition = \"P.\"\n", "my.toml:5:1: target number 1 of theme \"a\" has no `id`"),
        ];
        for (rest, message) in missing {
            let error = error(&format!("{whole}{rest}"));
            assert!(error.starts_with(message), "{error}");
        }
        assert!(error("[[theme]]\nid = \"a\"\nlabel = 3\n").starts_with("my.toml:3:9: invalid type"));
        assert!(
            error("[[theme]]\nid = \"a\"\nlable = \"A\"\n")
                .contains("unknown field `lable`, expected one of `id`, `label`")
        );
        let two = "[[theme]]\nid = \"a\"\nlabel = \"A\"\ndefinition = \"A.\"\n".repeat(2);
        assert_eq!(error(&two), "my.toml:6:6: theme id \"a\" is taken already, in line 2; expected an id of its own");
        assert!(
            error("[[theme]]\nid = \"Not this\"\nlabel = \"A\"\ndefinition = \"A.\"\n")
                .starts_with("my.toml:2:6: theme id")
        );
        assert!(error("").contains("no theme"));
        assert!(error("extends = \"mine\"").starts_with("my.toml:1:11: extends"));
    }
}

//! Adds the speakers and corrections of a file to the directory, or says what is wrong with it and where.

use super::file::{File, Mistake, Record, day, office};
use super::known::{Directory, DirectoryError, Entry, Indexed};
use super::names::fold;
use super::normal::{normal, slug};
use super::tenures::{Office, Tenures};
use jiff::civil::Date;
use std::collections::HashMap;
use toml::Spanned;

impl Directory {
    /// Adds the speakers and corrections of a TOML text; an entry whose name or id is known already replaces that one.
    ///
    /// # Errors
    /// At the first mistake, with its line. The directory then holds the entries before it.
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), DirectoryError> {
        let place = |at: usize| (file.to_owned(), line_of(text, at));
        parsed(text).and_then(|given| self.add_file(given, place)).map_err(|(at, reason)| {
            let (file, line) = place(at);
            DirectoryError::Invalid { file, line, reason }
        })
    }

    /// Adds what a file has; `place` gives the file and line of a byte.
    fn add_file(&mut self, given: File, place: impl Fn(usize) -> (String, usize)) -> Result<(), Mistake> {
        let File { offices_until, speaker, merge, split } = given;
        let until = offices_until.as_ref().map(day).transpose()?.map(|(_, last)| last);
        let mut ids = self.drop_replaced(&speaker)?;
        let mut owners = Vec::new();
        for (number, record) in speaker.into_iter().enumerate() {
            let offices = offices(&record, until, &mut owners)?;
            self.add_record(record, offices, ids.remove(&number))?;
        }
        if let Some((of, at)) = owners.into_iter().find(|(of, _)| self.position(of).is_none()) {
            return Err((at, format!("an office of {of:?}, who is no speaker here; expected a country or body")));
        }
        // Now that all countries are known, whose ministries the others may be.
        self.index_forms();
        self.tenures = Tenures::of(self);
        self.corrections.extend(merge, split, place)
    }

    /// Drops the entries that records of a file replace by name or id. Gives the ids of those that are replaced, by the
    /// number of the record: who is replaced by name keeps the id.
    fn drop_replaced(&mut self, speaker: &[Record]) -> Result<HashMap<usize, String>, Mistake> {
        let mut replaced = HashMap::new();
        for (number, record) in speaker.iter().enumerate() {
            if fold(record.name.get_ref()).is_empty() {
                return Err((record.name.span().start, "the name is empty; expected a name".to_owned()));
            }
            let by_id = record.id.as_ref().and_then(|id| self.by_id.get(id.get_ref()));
            for &old in self.by_name.get(&fold(record.name.get_ref())).into_iter().chain(by_id) {
                replaced.insert(old, number);
            }
        }
        let mut ids = HashMap::new();
        if replaced.is_empty() {
            return Ok(ids);
        }
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
        Ok(ids)
    }

    /// Adds the speaker of a record, whose id is `kept` where it names none and replaces another.
    fn add_record(&mut self, record: Record, offices: Vec<Office>, kept: Option<String>) -> Result<(), Mistake> {
        let starts = std::iter::once(&record.name).chain(&record.aliases).map(|name| name.span().start);
        let places: Vec<usize> = starts.collect();
        let id_place = record.id.as_ref().map_or(record.name.span().start, |id| id.span().start);
        // Blanks around a name say nothing, and would be shown.
        let trimmed = |name: Spanned<String>| name.get_ref().trim().to_owned();
        let name = trimmed(record.name);
        let id = record.id.map(Spanned::into_inner).or(kept).unwrap_or_else(|| slug(&normal(&name).join(" ")));
        if id.is_empty() || slug(&id) != id {
            let reason = format!("{id:?} is no id; expected small letters, digits and hyphens, as in \"wang-yi\"");
            return Err((id_place, reason));
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
                let reason = format!(
                    "this {alias} of {name:?} is already a name of {other:?}; expected a name that only one speaker has"
                );
                (places.get(which).copied().unwrap_or(0), reason)
            }
            Clash::Id(id, other) => {
                let reason = format!(
                    "the id {id:?} of {name:?} is already that of {other:?}; expected an id that only one speaker has"
                );
                (id_place, reason)
            }
        })
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
}

/// The file that a text is.
fn parsed(text: &str) -> Result<File, Mistake> {
    toml::from_str(text).map_err(|error| {
        let expected = "expected [[speaker]] tables with name, and optionally id, wikidata, aliases, demonyms, country, \
                        role, offices, kind (person, institution or country), and [[merge]] and [[split]] tables";
        (error.span().map_or(0, |s| s.start), format!("{}; {expected}", error.message().trim()))
    })
}

/// The offices of a record; adds to `owners` whose they are, and where the file says so.
fn offices(record: &Record, until: Option<Date>, owners: &mut Vec<(String, usize)>) -> Result<Vec<Office>, Mistake> {
    let mut offices = Vec::new();
    for given in &record.offices {
        let of = given.get_ref().of.as_ref().or(record.country.as_ref());
        offices.push(office(given, of, until)?);
        owners.extend(of.map(|of| (of.clone(), given.span().start)));
    }
    Ok(offices)
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

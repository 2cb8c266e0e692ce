//! One name for each speaker of a run or of several.

use super::statement::StatementLine;
use crate::attribute::{Directory, Speaker};
use crate::score::Record;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::sync::Arc;

/// Names of speakers by id, and how often each is used.
#[derive(Default)]
pub(super) struct Names(HashMap<String, BTreeMap<String, u64>>);

/// What naming needs of a line of `statements.jsonl`.
#[derive(Deserialize)]
struct Spoken {
    article: String,
    date: Option<Date>,
    speakers: Vec<Speaker>,
}

impl Names {
    /// The names of a run, as `directory` has them. Lines that cannot be read are left out here; who reads the statements
    /// reports them.
    pub fn of(reader: impl BufRead, directory: &Directory) -> Self {
        let mut names = Self::default();
        // By bytes: a line that is not UTF-8 is no reason to pass over those behind it.
        for line in reader.split(b'\n').map_while(Result::ok) {
            let Ok(spoken) = serde_json::from_slice::<Spoken>(&line) else { continue };
            for mut speaker in spoken.speakers {
                directory.rename(&mut speaker, &spoken.article, spoken.date);
                names.add(&speaker.id, &speaker.name);
            }
        }
        names
    }

    /// Counts a name of the speaker `id`.
    pub fn add(&mut self, id: &str, name: &str) {
        *self.0.entry(id.to_owned()).or_default().entry(name.to_owned()).or_default() += 1;
    }

    /// The most frequent name of each id, the first by alphabet among equals.
    pub fn best(self) -> BTreeMap<String, String> {
        let best = |names: BTreeMap<String, u64>| names.into_iter().rev().max_by_key(|(_, count)| *count);
        self.0.into_iter().filter_map(|(id, names)| Some((id, best(names)?.0))).collect()
    }

    /// Puts names in the place of the ids of `records`, each id's best. Gives the ids by name: where two ids come to one name,
    /// the later id is added to it.
    pub fn name(self, records: &mut [Record]) -> BTreeMap<String, String> {
        let (mut ids, mut by_id) = (BTreeMap::new(), HashMap::<String, Arc<str>>::new());
        for (id, mut name) in self.best() {
            if ids.contains_key(&name) {
                name = format!("{name} ({id})");
            }
            ids.insert(name.clone(), id.clone());
            by_id.insert(id, name.into());
        }
        for record in records {
            for speaker in &mut record.speakers {
                if let Some(name) = by_id.get(&**speaker) {
                    speaker.clone_from(name);
                }
            }
            record.speakers.sort_unstable();
        }
        ids
    }
}

/// Names the speakers of `line` by `directory`, and else by `names`.
pub(super) fn rename(line: &mut StatementLine, directory: &Directory, names: &BTreeMap<String, String>) {
    for speaker in &mut line.speakers {
        directory.rename(speaker, &line.article, line.date);
        if let Some(name) = names.get(&speaker.id) {
            speaker.name.clone_from(name);
        }
    }
}

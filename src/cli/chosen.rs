//! Who is meant by --speakers.

use demarche::attribute::{Directory, fold};
use demarche::output::Runs;
use demarche::score::{By, Unit};
use std::collections::BTreeSet;

/// The speakers and the groups that are meant.
#[derive(Default)]
pub struct Chosen {
    speakers: BTreeSet<String>,
    groups: BTreeSet<String>,
    /// What the user should know: who is nobody, and names of several.
    pub notes: Vec<String>,
}

impl Chosen {
    /// Those of `names`: a speaker by name or id, else a group by name, else a speaker whom the directory does not know by
    /// the last word of the name. Where speakers are put together there are groups alone.
    pub fn new(names: &[String], units: &[Unit], runs: &Runs, directory: &Directory, by: Option<By>) -> Self {
        let mut chosen = Self::default();
        let merged = by.is_some_and(By::merges_speakers);
        for name in names {
            let speakers = if merged { BTreeSet::new() } else { exactly(name, runs, directory) };
            let groups = if speakers.is_empty() { groups(name, units, directory) } else { BTreeSet::new() };
            let by_surname = !merged && speakers.is_empty() && groups.is_empty() && directory.find(name).is_none();
            let speakers = if by_surname { surnamed(name, runs) } else { speakers };
            if by_surname && speakers.len() > 1 {
                let all: Vec<&str> = speakers.iter().map(String::as_str).collect();
                chosen.notes.push(format!("{name} is the name of several: {}", all.join(", ")));
            }
            let known = !speakers.is_empty() || !groups.is_empty();
            chosen.speakers.extend(speakers.iter().cloned());
            chosen.groups.extend(groups.iter().cloned());
            if !known && merged {
                chosen.notes.push(format!("{name} is no group of the runs"));
            } else if !known {
                let reason = "is no speaker of the runs; `demarche speakers RUN` lists them";
                chosen.notes.push(format!("{name} {reason}"));
            } else if !units.iter().any(|u| speakers.contains(&u.actor.speaker) || groups.contains(&u.actor.group)) {
                chosen.notes.push(format!("{name} has no statement with a stance (on the targets that are shown)"));
            }
        }
        chosen
    }

    /// Whether `unit` is of one of them.
    pub fn has(&self, unit: &Unit) -> bool {
        self.speakers.contains(&unit.actor.speaker) || self.groups.contains(&unit.actor.group)
    }
}

fn exactly(name: &str, runs: &Runs, directory: &Directory) -> BTreeSet<String> {
    let known = || runs.ids.values().any(|id| id == name).then(|| name.to_owned());
    let id = runs.ids.get(name).cloned().or_else(known).unwrap_or_else(|| directory.id(name, None));
    runs.ids.iter().filter(|(_, other)| **other == id).map(|(name, _)| name.clone()).collect()
}

fn groups(name: &str, units: &[Unit], directory: &Directory) -> BTreeSet<String> {
    let names = [fold(name), fold(directory.canonical(name))];
    let groups = units.iter().map(|unit| &unit.actor.group).filter(|group| !group.is_empty());
    groups.filter(|group| names.contains(&fold(group))).cloned().collect()
}

fn surnamed(name: &str, runs: &Runs) -> BTreeSet<String> {
    let wanted = fold(name);
    // Two speakers of one name are told apart by an id in brackets.
    let last = |full: &str| full.split(" (").next().and_then(|full| full.split_whitespace().last()).map(fold);
    runs.ids.keys().filter(|full| last(full).as_deref() == Some(wanted.as_str())).cloned().collect()
}

//! Corrections that change nothing: most are typing errors, and nothing else would say so.

use crate::attribute::{Correction, Directory, Speaker, fold};
use crate::problem::{Problem, Severity};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The corrections of a directory, and what of them the statements have.
pub struct Idle<'d> {
    directory: &'d Directory,
    /// Ids that splits name.
    split: HashSet<&'d str>,
    ids: HashSet<String>,
    /// Articles by id and folded surface form, of the splits' ids alone.
    surfaces: HashMap<(String, String), HashSet<String>>,
}

impl<'d> Idle<'d> {
    /// The corrections of `directory`, before any statement was seen; `None` where there are none.
    pub fn new(directory: &'d Directory) -> Option<Self> {
        let corrections = directory.corrections();
        let split = corrections.iter().filter(|given| given.split.is_some()).map(|given| given.id.as_str()).collect();
        let none = corrections.is_empty();
        (!none).then(|| Self { directory, split, ids: HashSet::new(), surfaces: HashMap::new() })
    }

    /// Takes a speaker of a statement of `article`, as the run has it: before any correction.
    pub fn see(&mut self, speaker: &Speaker, article: &str, date: Option<Date>) {
        let id = self.directory.uncorrected_id(speaker, date);
        if self.split.contains(id.as_str()) {
            let surface = (id.clone(), fold(&speaker.surface));
            self.surfaces.entry(surface).or_default().insert(article.to_owned());
        }
        self.ids.insert(id);
    }

    /// What is in the place of an id and is none: names as readers write them.
    pub fn no_ids(&self) -> Vec<Problem> {
        let reason = |id: &str| {
            let meant = self.directory.id(id, None);
            format!("{id:?} is no id, so this correction changes nothing; perhaps {meant:?} is meant")
        };
        let given = self.directory.corrections().iter().filter(|given| !is_id(&given.id));
        given.map(|given| note(given, given.line, reason(&given.id))).collect()
    }

    /// What no statement has that was seen.
    pub fn unused(&self) -> Vec<Problem> {
        let unknown = |id: &str| !self.ids.contains(id) && self.directory.by_id(id).is_none();
        let nobody = |given: &&Correction| is_id(&given.id) && unknown(&given.id);
        let ids = self.directory.corrections().iter().filter(nobody).map(|given| {
            let reason = "changes nothing, unless the runs were coded with it; `demarche speakers` lists the ids";
            note(given, given.line, format!("no statement has the id {:?}, so this correction {reason}", given.id))
        });
        let mut out: Vec<Problem> = ids.collect();
        for given in self.directory.corrections() {
            let Some(split) = &given.split else { continue };
            let found = self.surfaces.get(&(given.id.clone(), fold(&split.surface)));
            let article = split.article.as_ref();
            let fits = found.is_some_and(|articles| article.is_none_or(|article| articles.contains(article)));
            if self.ids.contains(&given.id) && !fits {
                let place = article.map(|article| format!(" in the article {article:?}")).unwrap_or_default();
                let (id, called) = (&given.id, &split.surface);
                let reason = format!(
                    "no statement of {id:?} is by somebody called {called:?}{place}, so this split changes nothing"
                );
                out.push(note(given, split.line, reason));
            }
        }
        out
    }
}

fn note(given: &Correction, line: usize, reason: String) -> Problem {
    Problem::new(Severity::Note, "correction", &given.file, reason).at(Some(line as u64))
}

/// Whether `text` has the form of an id.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '-' || (c.is_alphanumeric() && !c.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[[merge]]\nids = ['mira-oduya', 'm-oduja']\n[[merge]]\nids = ['mira-oduya', 'Tomas Brel']\n\
        [[split]]\nid = 'mira-oduya'\nsurface = 'Tomas  weil'\narticle = 'b'\nto = 'tomas-weil'\n\
        [[split]]\nid = 'mira-oduya'\nsurface = 'the minster'\nto = 'tomas-weil'\n\
        [[split]]\nid = 'mira-oduya'\nsurface = 'she'\narticle = 'zz'\nto = 'tomas-weil'\n";

    #[test]
    fn what_changes_nothing_is_named_with_its_line() {
        let mut directory = Directory::embedded().unwrap();
        assert!(Idle::new(&directory).is_none());
        directory.extend("c.toml", FILE).unwrap();
        let mut idle = Idle::new(&directory).unwrap();
        let of =
            |surface: &str| Speaker { id: "mira-oduya".into(), name: "Mira Oduya".into(), surface: surface.into() };
        for (article, surface) in [("a", "she"), ("b", "Tomas Weil"), ("b", "the minister")] {
            idle.see(&of(surface), article, None);
        }
        let said = |problems: Vec<Problem>| -> Vec<(Option<u64>, String)> {
            problems.into_iter().map(|p| (p.record, p.reason)).collect()
        };
        let shape = said(idle.no_ids());
        assert!(shape.len() == 1 && shape[0].0 == Some(4) && shape[0].1.contains("\"tomas-brel\""), "{shape:?}");
        let unused = said(idle.unused());
        let lines: Vec<_> = unused.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [Some(2), Some(12), Some(16)], "{unused:?}");
        assert!(unused[0].1.contains("m-oduja") && unused[2].1.contains("in the article \"zz\""), "{unused:?}");
    }
}

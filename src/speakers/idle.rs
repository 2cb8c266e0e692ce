//! Corrections that change nothing: most are typing errors, and nothing else would say so.

use crate::attribute::{Directory, Speaker, fold};
use crate::problem::{Problem, Severity};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use toml::Spanned;

/// The tables of a file of corrections; `attribute` checks their form when it reads them.
#[derive(Deserialize)]
struct Tables {
    #[serde(default)]
    merge: Vec<Merge>,
    #[serde(default)]
    split: Vec<Split>,
}

#[derive(Deserialize)]
struct Merge {
    ids: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct Split {
    id: Spanned<String>,
    surface: Spanned<String>,
    article: Option<String>,
}

/// The corrections of a file, and what of them the statements have.
pub struct Idle {
    file: String,
    text: String,
    tables: Tables,
    ids: HashSet<String>,
    /// Articles by id and folded surface form, of the splits' ids alone.
    surfaces: HashMap<(String, String), HashSet<String>>,
}

impl Idle {
    /// The corrections in `text`, of `file`; `None` where there are none.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let tables: Tables = toml::from_str(&text).ok()?;
        let none = tables.merge.is_empty() && tables.split.is_empty();
        (!none).then(|| Self { file: file.into(), text, tables, ids: HashSet::new(), surfaces: HashMap::new() })
    }

    /// Takes a speaker of a statement of `article`, as the run has it: before any correction.
    pub fn see(&mut self, speaker: &Speaker, article: &str, date: Option<Date>, directory: &Directory) {
        // As `Directory::rename` does before it corrects.
        let entry = || directory.find(&speaker.name).or_else(|| directory.holder(&speaker.name, date));
        let id = match directory.by_id(&speaker.id).or_else(entry) {
            Some(entry) => entry.id.clone(),
            None if speaker.id.is_empty() => directory.id(&speaker.name, date),
            None => speaker.id.clone(),
        };
        if self.tables.split.iter().any(|split| *split.id.get_ref() == id) {
            let surface = (id.clone(), fold(&speaker.surface));
            self.surfaces.entry(surface).or_default().insert(article.to_owned());
        }
        self.ids.insert(id);
    }

    /// What is in the place of an id and is none: names as readers write them.
    pub fn no_ids(&self, directory: &Directory) -> Vec<Problem> {
        let reason = |id: &str| {
            let meant = directory.id(id, None);
            format!("{id:?} is no id, so this correction changes nothing; perhaps {meant:?} is meant")
        };
        self.named().filter(|id| !is_id(id.get_ref())).map(|id| self.note(id, reason(id.get_ref()))).collect()
    }

    /// What no statement has that was seen.
    pub fn unused(&self, directory: &Directory) -> Vec<Problem> {
        let unknown = |id: &str| !self.ids.contains(id) && directory.by_id(id).is_none();
        let nobody = |id: &&Spanned<String>| is_id(id.get_ref()) && unknown(id.get_ref());
        let ids = self.named().filter(nobody).map(|id| {
            let reason = "changes nothing, unless the runs were coded with it; `demarche speakers` lists the ids";
            self.note(id, format!("no statement has the id {:?}, so this correction {reason}", id.get_ref()))
        });
        let mut out: Vec<Problem> = ids.collect();
        for Split { id, surface, article } in &self.tables.split {
            let found = self.surfaces.get(&(id.get_ref().clone(), fold(surface.get_ref())));
            let fits = found.is_some_and(|articles| article.as_ref().is_none_or(|article| articles.contains(article)));
            if self.ids.contains(id.get_ref()) && !fits {
                let place = article.as_ref().map(|article| format!(" in the article {article:?}")).unwrap_or_default();
                let (id, called) = (id.get_ref(), surface.get_ref());
                let reason = format!(
                    "no statement of {id:?} is by somebody called {called:?}{place}, so this split changes nothing"
                );
                out.push(self.note(surface, reason));
            }
        }
        out
    }

    fn named(&self) -> impl Iterator<Item = &Spanned<String>> {
        let merged = self.tables.merge.iter().flat_map(|merge| &merge.ids);
        merged.chain(self.tables.split.iter().map(|split| &split.id))
    }

    fn note(&self, at: &Spanned<String>, reason: String) -> Problem {
        let line = self.text[..at.span().start].matches('\n').count() as u64 + 1;
        Problem::new(Severity::Note, "correction", &self.file, reason).at(Some(line))
    }
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
        let directory = Directory::embedded().unwrap();
        let mut idle = Idle::new("c.toml", FILE).unwrap();
        let of =
            |surface: &str| Speaker { id: "mira-oduya".into(), name: "Mira Oduya".into(), surface: surface.into() };
        for (article, surface) in [("a", "she"), ("b", "Tomas Weil"), ("b", "the minister")] {
            idle.see(&of(surface), article, None, &directory);
        }
        let said = |problems: Vec<Problem>| -> Vec<(Option<u64>, String)> {
            problems.into_iter().map(|p| (p.record, p.reason)).collect()
        };
        let shape = said(idle.no_ids(&directory));
        assert!(shape.len() == 1 && shape[0].0 == Some(4) && shape[0].1.contains("\"tomas-brel\""), "{shape:?}");
        let unused = said(idle.unused(&directory));
        let lines: Vec<_> = unused.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [Some(2), Some(12), Some(16)], "{unused:?}");
        assert!(unused[0].1.contains("m-oduja") && unused[2].1.contains("in the article \"zz\""), "{unused:?}");
        assert!(Idle::new("c.toml", "[[speakers]]\nname = 'Anna Roe'\n").is_none());
    }
}

//! Countries and bodies by what they are called instead of their names: "the Gulf state", "the world body".

use super::context::{Context, Resolved};
use crate::attribute::text::{Item, What};
use std::collections::HashMap;
use std::sync::LazyLock;

const CALLED: &str = include_str!("../../../data/attribution/called.txt");

/// Nouns before which a region stands.
const STATES: &[&str] =
    &["country", "nation", "state", "kingdom", "republic", "government", "monarchy", "emirate", "sheikhdom"];

/// Whom the words of a region or a phrase for a body may mean, by names of the directory.
#[derive(Default)]
struct Called {
    regions: HashMap<&'static str, Vec<&'static str>>,
    bodies: HashMap<&'static str, Vec<&'static str>>,
}

static LISTS: LazyLock<Called> = LazyLock::new(|| {
    let mut called = Called::default();
    let mut bodies = false;
    for line in CALLED.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((words, names)) = line.split_once(':') {
            let names = names.split(',').map(str::trim).collect();
            if bodies { &mut called.bodies } else { &mut called.regions }.insert(words.trim(), names);
        } else {
            bodies = line == "[body]";
        }
    }
    called
});

impl Context<'_> {
    /// Whom "the Gulf state" or "the world body" means: of those who may be called so the one that spoke last, else the one
    /// that the article has named last. `None` where it has named none.
    pub(super) fn called(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        let [the, words @ ..] = left else { return None };
        let plain = |i: &Item| matches!(i.what, What::Word | What::Name(_) | What::Possessive);
        if !the.is_word("the") || !right.is_empty() || words.len() < 2 || !words.iter().all(plain) {
            return None;
        }
        let text = self.surface(words).to_lowercase().replace('’', "'");
        let region = || {
            let (region, state) = text.rsplit_once(' ')?;
            LISTS.regions.get(region).filter(|_| STATES.contains(&state))
        };
        let names = LISTS.bodies.get(text.as_str()).or_else(region)?;
        let entries: Vec<usize> = names.iter().filter_map(|name| self.directory.position(name)).collect();
        let known = |entity: usize| self.entity(entity).directory.is_some_and(|entry| entries.contains(&entry));
        let spoken = self.spoken.iter().rev().flatten().filter_map(|s| s.entity).find(|&e| known(e));
        let named = || {
            let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= the.tokens.start);
            before.map(|m| m.entity).find(|&e| known(e))
        };
        let found = spoken.or_else(named)?;
        Some(Resolved::one(self.source_of(found, &self.surface(slice))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::directory::Directory;

    #[test]
    fn all_names_are_of_the_directory() {
        let directory = Directory::embedded().unwrap_or_else(|e| panic!("{e}"));
        let lists = LISTS.regions.values().chain(LISTS.bodies.values());
        assert!(LISTS.regions.len() > 10 && LISTS.bodies.len() > 5);
        for name in lists.flatten() {
            assert_eq!(directory.find(name).map(|entry| entry.name.as_str()), Some(*name));
        }
    }
}

//! What a user has put right: ids of one speaker put together, and surface forms given to another speaker.

use super::file::{Merge, Mistake, Split};
use super::names::fold;
use super::normal::slug;
use crate::attribute::Speaker;
use std::collections::HashMap;
use toml::Spanned;

/// An id that a correction in a user's file names, and what else the correction asks for before it changes anything: so
/// that it can be said of corrections which change nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The id.
    pub id: String,
    /// The file.
    pub file: String,
    /// Line of the id, from 1.
    pub line: usize,
    /// Of a split, which statements of that id it is for.
    pub split: Option<Splits>,
}

/// The statements that a split takes from an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splits {
    /// What they call the speaker.
    pub surface: String,
    /// Line of that, from 1.
    pub line: usize,
    /// The article that they stand in, where it is for one alone.
    pub article: Option<String>,
}

/// Corrections of speakers, of the `[[merge]]` and `[[split]]` tables of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corrections {
    /// Id -> the id that stays.
    merged: HashMap<String, String>,
    /// Id and folded surface form -> to whom it belongs, by article where one is named.
    split: HashMap<(String, String), Vec<Moved>>,
    given: Vec<Correction>,
}

#[derive(Debug, Clone)]
struct Moved {
    article: Option<String>,
    to: String,
    name: String,
}

impl Corrections {
    /// Adds the tables of a file; `place` says in which file and line a byte of it stands.
    pub fn extend(
        &mut self,
        merge: Vec<Merge>,
        split: Vec<Split>,
        place: impl Fn(usize) -> (String, usize),
    ) -> Result<(), Mistake> {
        let given = |id: &Spanned<String>, split: Option<Splits>| {
            let (file, line) = place(id.span().start);
            Correction { id: id.get_ref().clone(), file, line, split }
        };
        for Merge { ids } in merge {
            let at = ids.span().start;
            self.given.extend(ids.get_ref().iter().map(|id| given(id, None)));
            let ids: Vec<String> = ids.into_inner().into_iter().map(Spanned::into_inner).collect();
            let [stays, others @ ..] = ids.as_slice() else {
                return Err((at, "expected two ids or more of one speaker; the first stays".to_owned()));
            };
            if others.is_empty() {
                return Err((at, "expected two ids or more of one speaker; the first stays".to_owned()));
            }
            for other in others {
                if self.last(stays) == *other || stays == other {
                    return Err((at, format!("{other:?} would be merged in a circle; expected one id that stays")));
                }
                let before = self.last(other);
                if before == self.last(stays) {
                    continue;
                }
                if before != *other {
                    return Err((
                        at,
                        format!("{other:?} is merged already, into {before:?}; expected one id that stays"),
                    ));
                }
                self.merged.insert(other.clone(), stays.clone());
            }
        }
        for Split { id, surface, article, to, name } in split {
            if slug(to.get_ref()) != *to.get_ref() || to.get_ref().is_empty() {
                let reason = "is no id; expected small letters, digits and hyphens, as in \"wang-yi\"";
                return Err((to.span().start, format!("{:?} {reason}", to.get_ref())));
            }
            let (_, line) = place(surface.span().start);
            let called = surface.get_ref().clone();
            self.given.push(given(&id, Some(Splits { surface: called.clone(), line, article: article.clone() })));
            let name = name.unwrap_or(called).trim().to_owned();
            let moved = Moved { article, to: to.into_inner(), name };
            self.split.entry((id.into_inner(), fold(surface.get_ref()))).or_default().push(moved);
        }
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.merged.is_empty() && self.split.is_empty()
    }

    /// The ids that they name.
    pub fn given(&self) -> &[Correction] {
        &self.given
    }

    /// Puts `speaker`, of the article `article`, right. Splits come first, then merges. The name is that of a split, if one
    /// applies; after a merge it is still that of the id before.
    pub fn apply(&self, speaker: &mut Speaker, article: &str) {
        if self.is_empty() {
            return;
        }
        let moved = self.split.get(&(speaker.id.clone(), fold(&speaker.surface))).and_then(|moved| {
            let here = moved.iter().find(|m| m.article.as_deref() == Some(article));
            here.or_else(|| moved.iter().find(|m| m.article.is_none()))
        });
        if let Some(moved) = moved {
            speaker.id.clone_from(&moved.to);
            speaker.name.clone_from(&moved.name);
        }
        let last = self.last(&speaker.id);
        if last != speaker.id {
            speaker.id = last.to_owned();
        }
    }

    /// The id that stays of `id`. `extend` lets no circle in.
    fn last<'a>(&'a self, mut id: &'a str) -> &'a str {
        while let Some(next) = self.merged.get(id) {
            id = next;
        }
        id
    }
}

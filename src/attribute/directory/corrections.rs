//! What a user has put right: ids of one speaker put together, and surface forms given to another speaker.

use super::file::{Merge, Mistake, Split};
use super::names::fold;
use super::normal::slug;
use crate::attribute::Speaker;
use std::collections::HashMap;

/// Corrections of speakers, of the `[[merge]]` and `[[split]]` tables of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corrections {
    /// Id -> the id that stays.
    merged: HashMap<String, String>,
    /// Id and folded surface form -> to whom it belongs, by article where one is named.
    split: HashMap<(String, String), Vec<Moved>>,
}

#[derive(Debug, Clone)]
struct Moved {
    article: Option<String>,
    to: String,
    name: String,
}

impl Corrections {
    /// Adds the tables of a file.
    pub fn extend(&mut self, merge: Vec<Merge>, split: Vec<Split>) -> Result<(), Mistake> {
        for Merge { ids } in merge {
            let at = ids.span().start;
            let ids = ids.into_inner();
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
            let name = name.unwrap_or_else(|| surface.clone());
            let moved = Moved { article, to: to.into_inner(), name };
            self.split.entry((id, fold(&surface))).or_default().push(moved);
        }
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.merged.is_empty() && self.split.is_empty()
    }

    /// Puts `speaker`, of the article `article`, right. Splits come first, then merges. Gives the new name where the
    /// speaker became another.
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

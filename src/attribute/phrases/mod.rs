//! Noun phrases that may name a source: those that stand `beside` a cue, with what may stand between them and the verb
//! (`appositions`), those `after` it, and the `parts` of one: its edges, its conjuncts, what kind of office it is; the `verb_group` between a subject and its verb.

mod after;
mod appositions;
mod beside;
mod parts;
mod verb_group;

pub(super) use after::phrase_after;
pub(super) use appositions::subject_up_to;
pub(super) use beside::{Level, Subject, exemplifies, is_naming, phrase_before, subject_before};
pub(super) use parts::{conjuncts, is_description, one_office, serves, strip_determiner, trim};

//! Cues: the words of a sentence that say that somebody says something, each with the phrase that names the source.
//! Verbs of the lists come first (`verbs`), but where they are `silent`, `unsaid` or have other `meanings`: in
//! `clauses` with a subject before them, `inverted`, as `participles`, `passives`, `infinitives` or `quoted_as`.
//! Others tell by what stands beside them (`light_verbs`): their object (`verb_objects`) or particle
//! (`verb_particles`). Then `according` and other words of speech (`minor`), `labels`, the `subjects` of whatever
//! verb, and names that no cue has (`named`).

mod according;
mod clauses;
mod cue;
mod infinitives;
mod inverted;
mod labels;
mod light_verbs;
mod meanings;
mod minor;
mod named;
mod participles;
mod passives;
mod quoted_as;
mod silent;
mod subjects;
mod unsaid;
mod verb_objects;
mod verb_particles;
mod verbs;

pub(super) use cue::{Cue, Manner, find_cues};
pub(super) use labels::{is_rubric, is_teaser};
pub(super) use subjects::first_subject;

//! Who the speakers of runs are: a list of them with what the articles call them, what looks wrong in it, and a file to put
//! it right.
//!
//! [`Found`] takes the statements of read runs one at a time. [`suspicions`] looks for two persons under one id and one person
//! under two. [`template`] writes both as corrections that the user edits and hands back with the directory
//! (`docs/speakers.md`), of which [`Idle`] says what changes nothing. Above `output`; imports `attribute` for the directory
//! and for the normal forms of names.

mod found;
mod idle;
mod pairs;
mod spelling;
mod suspicions;
mod template;

pub use found::{Found, FoundSpeaker, Surface};
pub use idle::Idle;
pub use pairs::{Crowd, Shared};
pub use suspicions::{Merged, Reason, Split, Suspicions, suspicions};
pub use template::template;

//! The directory of speakers: who is `known` by name, alias, country and role (`data/speakers.toml` and a user's
//! `file`, its `extension`), who held an office on a day (`tenures`), and what a user put right (`corrections`). Names
//! are compared folded (`names`) and in a `normal` form; `identity` gives every speaker of an article the id that the
//! same speaker has in every other.

mod corrections;
mod country;
mod extension;
mod file;
mod identity;
mod known;
mod names;
mod normal;
mod tenures;

pub use corrections::{Correction, Splits};
pub(crate) use country::national_adjective;
pub use known::{Directory, DirectoryError, Entry, SpeakerKind};
pub use names::fold;
pub use normal::{normal, reads_as_name};
pub use tenures::Office;

//! From the words that name a source to the speaker: `sources` looks for names, pronouns and pairs, `offices` for "the
//! minister", `bodies` for "the ministry" and groups, `nationals` for "the Finn", and `alternatives` says whom the words may mean besides.

mod alternatives;
mod bodies;
mod documents;
mod nationals;
mod offices;
mod sources;

pub(super) use offices::is_anyone;
pub(super) use sources::{Ahead, Context, Resolved, Source};

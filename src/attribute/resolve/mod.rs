//! From the words that name a source to the speaker: `sources` looks for names and takes what is neither to
//! `pronouns`, `offices` ("the minister", whom `holders` finds), `bodies` ("the ministry"), `documents` ("the statement"), `groups`
//! ("the two sides"), `nationals` ("the Finn"), `called` ("the Gulf state") and `strangers` ("the executive", whom nobody names);
//! `alternatives` says whom the words may mean besides.

mod alternatives;
mod bodies;
mod called;
mod documents;
mod groups;
mod holders;
mod nationals;
mod offices;
mod pronouns;
mod sources;
mod strangers;

pub(super) use offices::is_anyone;
pub(super) use sources::{Ahead, Context, Resolved, Source};

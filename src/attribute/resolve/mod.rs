//! From the words that name a source to the speaker: `sources` takes a phrase apart where "and" joins several, `single` looks
//! at the head of each: a name (`names`), a word of `pronouns`, `offices` ("the minister", whom `holders` finds), `bodies` ("the
//! ministry"), `documents` ("the statement"), `groups` ("the two sides"), `people` ("officials"), `nationals` ("the Finn"), `called`
//! ("the Gulf state") or `strangers` ("the executive", whom nobody names). `context` keeps what the reader knows so far;
//! `alternatives` says whom the words may mean besides.

mod alternatives;
mod bodies;
mod called;
mod context;
mod documents;
mod groups;
mod holders;
mod names;
mod nationals;
mod offices;
mod people;
mod pronouns;
mod single;
mod sources;
mod strangers;

pub(super) use context::{Ahead, Context, Resolved, Source};
pub(super) use offices::is_anyone;

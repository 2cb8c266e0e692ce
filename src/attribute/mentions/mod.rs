//! The names of an article, with their places. `find` reads them off the capitals, `name_ends` says where one ends
//! (`body_names` of bodies), `name_words` which capitals are none, `linking` makes persons, bodies and
//! countries of those that belong together (with `given_names` and `acronyms`), and `describe` finds their offices, countries and sex in the words around them.

mod acronyms;
mod body_names;
mod describe;
mod find;
mod given_names;
mod linking;
mod name_ends;
mod name_words;

pub(super) use find::{Mention, Mentions, find_mentions};
pub(super) use linking::capitalized;
pub(super) use name_words::dateline;

//! The names of an article, with their places. `find` reads them off the capitals, `name_ends` says where one ends
//! (`body_names` of bodies, `particles` of persons), `name_words` and `heads` which capitals are none, `linking` makes persons,
//! bodies and countries of those that belong together (with `given_names`, `other_names` and `acronyms`), and `describe` finds
//! their offices, countries and sex in the words around them.

mod acronyms;
mod body_names;
mod describe;
mod find;
mod given_names;
mod heads;
mod linking;
mod name_ends;
mod name_words;
mod other_names;
mod particles;

pub(super) use find::{Entity, Mention, Mentions, find_mentions};
pub(super) use heads::titles_full_name;
pub(super) use linking::capitalized;
pub(super) use name_words::dateline;
pub(super) use particles::behind_particles;

//! The names of an article, with their places. `find` has each sentence read by `scan`, which takes known names
//! (`known_names`) where they are no part of `longer_names`, leaves out what is `skipped`, and asks what the run of
//! capitals is that is left (`found`). `name_ends` says where one ends (`body_names` and `bodies_ahead` of bodies,
//! `particles` of persons, `next_names` where the next one begins), `name_words` and `heads` which capitals are none.
//! `linking` makes `entities` of those that belong together: persons, bodies and countries (with `single_words`,
//! `given_names`, `other_names` and `acronyms`). `describe` finds their offices, countries and sex in the words around
//! them, `behind_name` in those behind.

mod acronyms;
mod behind_name;
mod bodies_ahead;
mod body_names;
mod describe;
mod entities;
mod find;
mod found;
mod given_names;
mod heads;
mod known_names;
mod linking;
mod longer_names;
mod name_ends;
mod name_words;
mod next_names;
mod other_names;
mod particles;
mod run;
mod scan;
mod single_words;
mod skipped;
mod spelled;

pub(super) use find::{Entity, Mention, Mentions, find_mentions};
pub(super) use heads::titles_full_name;
pub(super) use name_words::dateline;
pub(super) use particles::behind_particles;
pub(super) use spelled::capitalized;

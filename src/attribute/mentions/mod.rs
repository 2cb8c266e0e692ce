//! The names of an article, with their places. `find` has each sentence read by `scan`, which takes known names where they are no
//! part of `longer_names`, leaves out what is `skipped`, and asks of the run of capitals that is left what it is (`found`).
//! `known_names` are those of the directory. `name_ends` says where another ends (`body_names`, `bodies_ahead` of bodies, `particles` of
//! persons, `next_names` where the next begins), `name_words` and `heads` which capitals are
//! none, `linking` makes persons, bodies and countries of those that belong together (with `given_names`, `other_names` and
//! `acronyms`), and `describe` finds their offices, countries and sex in the words around them.

mod acronyms;
mod behind_name;
mod bodies_ahead;
mod body_names;
mod describe;
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
mod skipped;

pub(super) use find::{Mention, Mentions, find_mentions};
pub(super) use heads::titles_full_name;
pub(super) use linking::capitalized;
pub(super) use name_words::dateline;
pub(super) use particles::behind_particles;

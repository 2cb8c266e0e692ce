//! Who speaks in a sentence. Its `candidates` are the sources of its cues, those of sentences that it goes on with
//! (`continuation`, and `runs` by the layout), and the reporter. `features` puts into words what each looks like (`looks`
//! names the values), `members` finds names beside a source, `weigh` makes probabilities of that, and `decide` takes the best.
//! `revise` goes back over the article with what later sentences tell.

mod candidates;
mod continuation;
mod decide;
mod features;
mod joined;
mod looks;
mod members;
mod revise;
mod runs;
mod weigh;

pub(super) use candidates::by_cues;
pub(super) use continuation::{Around, by_form, candidate, signs};
pub(super) use decide::{Candidate, Decision, Reading, Told, choose};
pub(super) use features::{begins_paragraph, of_narrator};
pub(super) use revise::{free_indirect, look_ahead, name_offices};
pub(super) use runs::run_of;
pub(super) use weigh::Rank;

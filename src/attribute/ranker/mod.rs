//! Ranks the mentions of an article as speakers of its sentences, by an encoder that has read both.
//!
//! The rules put forward who may speak; what their features cannot see is how a sentence reads among its neighbours. So
//! an encoder reads the article in the windows of the theme pass (the model's own lower layers, with last layers of its
//! own), and a small network says of a sentence and a mention of a name how far that name speaks there, and of a sentence
//! alone how far nobody does. Of a speaker's mentions in the window the log of the sum counts, as in mention ranking for
//! coreference (Wiseman et al. 2015, "Learning anaphoricity and antecedent ranking features"). The result is added to the
//! log odds of the rules (`weigh`). `training/ranker.py` trains it; `head` holds the network, `spots` says where names
//! stand among the tokens, `scores` answers for one article, `ranked` joins it
//! with the rules, and `copies` keeps what was found in articles that come again.

mod copies;
mod head;
#[cfg(test)]
mod parity;
mod ranked;
mod scores;
mod spots;

pub use ranked::Ranked;
pub(super) use scores::Scores;

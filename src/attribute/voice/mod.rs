//! The voice of a text: who speaks in sentences that name nobody, because the text or a part of it is theirs. `voices` asks
//! its form in turn: `bylines` and remarks that a title announces, `signatures` under posts, `opinion` pieces and their
//! authors, `inserts` with an author of their own, `turns` of transcripts (`floor` says who has the word, `calls` who asks), `conversations`, `correspondence` of several hands.

mod bylines;
mod calls;
mod conversations;
mod correspondence;
mod floor;
mod inserts;
mod opinion;
mod signatures;
mod turns;
mod voices;

pub(super) use bylines::is_byline;
pub(super) use correspondence::dashed_dialogue;
pub(super) use voices::{Voice, is_caption, is_site_line, voices};

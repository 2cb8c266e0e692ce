//! The encoder, by which attribution and classification read: token ids in, one vector a span out.
//!
//! [`Backend`] is what a classifier needs of an encoder: it takes a [`Batch`] of sequences laid end to end, with no
//! padding between them, and gives the mean vector of each span of tokens that is asked for. [`Bert`] is the default
//! backend: a BERT-family encoder on this project's own kernels, with weights memory-mapped from `safetensors`. One call
//! runs on one thread; callers run batches side by side. [`ModelFolder`] finds, checks and opens the files.
//! [`BackendChoice`] opens the backend that was asked for; builds with the feature `rust-bert` have a second one, on
//! libtorch, which also runs models for natural language inference ([`Entailment`]).

mod attention;
mod backend;
mod batch;
mod batches;
mod bert;
mod choice;
mod config;
mod entailment;
mod fingerprint;
mod folder;
mod kernels;
mod sequence;
mod stop;
mod tokenize;
#[cfg(feature = "rust-bert")]
mod torch;
mod weights;
mod windows;

pub use backend::{Backend, EncoderError};
pub use batch::Batch;
pub use bert::Bert;
pub use choice::{BackendChoice, BackendKind, Device};
pub use config::{
    HeadSettings, InputSettings, ModelConfig, StanceSettings, TargetSettings, ThemeSettings, ThemeVector,
    TitleFallback, UnseenSettings,
};
pub use entailment::{Entailment, Reading};
pub use folder::{ModelError, ModelFolder};
pub use stop::Stop;
pub(crate) use stop::Stoppable;
pub use tokenize::{SpecialTokens, Tokenizer};
pub use weights::Weights;

pub(crate) use batches::{flatten, plan};
pub(crate) use fingerprint::fingerprint;
pub(crate) use kernels::gelu;
pub(crate) use sequence::{Sequence, Sequences, Tokens};
pub(crate) use windows::Window;

//! The second backend: libtorch, through the crates `rust-bert` and `tch`, on the processor or a GPU.
//!
//! [`RustBert`] runs the encoder of a model folder; [`NliModel`] a user's own sequence classifier that was trained for
//! natural language inference. Sequences of about one length are padded to the longest (`pad`). One call runs at a
//! time, on libtorch's own threads, since its tensors cannot be shared between threads. The libraries panic where they
//! fail: `contain` turns that into an error. DeBERTa-v2 is written here (`deberta_v2`), because `rust-bert` 0.23
//! computes it otherwise than the model was trained. Built with the feature `rust-bert` alone (docs/backends.md).

mod bert;
mod contain;
mod deberta_v2;
mod device;
mod labels;
mod load;
mod nli;
mod pad;
mod pairs;

pub use bert::RustBert;
pub use nli::NliModel;

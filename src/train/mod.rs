//! Training: a user's own labelled statements in, heads for a new codebook out, on the frozen encoder.
//!
//! Each theme gets a logistic regression on the theme pass' vectors, each target one on what the stance pass' head sees.
//! Neither starts from nothing: the weights are drawn towards what the base model does without training (the codebook
//! entry of a theme, the common stance head), as strongly as serves best on articles that were held out. Thresholds and
//! temperatures come from the same held-out articles, and where a new head does worse there than the base model, the base
//! model's stays. The seed is fixed and sums run in one order, so the same data on the same machine give the same bytes.

mod choose;
mod folder;
mod heads;
mod labels;
mod seen;

pub use folder::{Provenance, WriteError, write_model};
pub use heads::{Examples, Kept, Trained, TrainedTarget, TrainedTheme, Unfinished, train};
pub use labels::{Counted, FEWEST, Shortage, count};
pub use seen::{SENTENCES, TrainedOn};

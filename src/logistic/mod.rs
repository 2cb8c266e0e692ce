//! Regularized logistic regression, for heads on a frozen encoder and for the baselines that ours are compared with.
//!
//! [`fit`] is maximum a posteriori by L-BFGS: binary with one output, multinomial with more, each weight drawn towards
//! its value in a prior model. [`cross_validate`] chooses the strength of that pull, a temperature and a threshold on
//! folds that keep groups (articles) together. [`fit_choices`] is for choices among alternatives.
//! All of it is deterministic: sums run in one order whatever the number of threads, and folds depend on the groups' names
//! alone. A search that ended before the best model says how far from it it is ([`Convergence`]).

mod calibrate;
mod choice;
mod convergence;
mod fit;
mod folds;
mod lbfgs;
mod rows;
mod validate;

pub use choice::{Choice, fit_choices, shares};
pub use convergence::{Convergence, Fitted};
pub use fit::{Linear, fit};
pub use folds::folds;
pub use rows::{Dense, Rows, Sparse};
pub use validate::{Validated, cross_validate};

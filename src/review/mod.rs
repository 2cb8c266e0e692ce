//! Review: what people say of the machine's labels, taken back. What nobody has worked on is told from it as far as it can
//! be: an export that comes back as it went out agrees with the machine in everything, and proves nothing.
//!
//! [`label_studio`] turns Label Studio's export, and [`table()`] a table that came back from a spreadsheet, into gold ([`GoldSentence`](crate::evaluate::GoldSentence)), which
//! corrects positions (`positions --gold`), measures (`evaluate`) and trains (`train`). [`agreement()`] says how far
//! coders agree, a machine among them: Krippendorff's alpha, Cohen's kappa, and the statements that they disagree on.

mod agreement;
mod alpha;
mod cells;
mod columns;
mod imported;
mod label_studio;
mod labels;
mod names;
mod rows;
mod sheet;
mod signature;
mod statement;
mod table;
mod task;

pub use agreement::{Agreement, Coded, Disagreement, Figure, agreement};
pub use columns::Shape;
pub use imported::{AS_EXPORTED, ImportError, Imported};
pub use label_studio::{Annotator, label_studio};
pub use table::table;

//! Is a new head better than what the base model does without it? By the statements that the head had not seen.

use super::heads::Kept;
use crate::classify::{Label, StanceScore};
use crate::codebook::Target;
use crate::evaluate::{GoldSentence, Hits, Predicted, macro_f1};

/// Why a new theme head is not taken: its F1 on held-out statements is worse than that of the base model, `before`.
pub(super) fn worse_theme(rows: &[&GoldSentence], id: &str, before: &[bool], held_out: &[bool]) -> Option<Kept> {
    let f1 = |found: &[bool]| {
        let mut hits = Hits::default();
        rows.iter().zip(found).for_each(|(row, found)| hits.add(row.themes.iter().any(|theme| theme == id), *found));
        hits.scores().f1.unwrap_or_default()
    };
    Kept::if_worse(format!("theme {id:?}"), "F1", f1(before), f1(held_out))
}

/// The same of a target by its macro F1, over the rows numbered `members`, for which `held_out` has a stance each.
pub(super) fn worse_target(
    rows: &[&GoldSentence],
    before: &[&mut Predicted],
    target: &Target,
    members: &[usize],
    held_out: &[StanceScore],
) -> Option<Kept> {
    let label = |stances: &[StanceScore]| stances.iter().find(|stance| stance.target == target.id).map(|s| s.label);
    let old: Vec<Option<Label>> = members.iter().map(|row| label(&before[*row].gold_stances)).collect();
    let new: Vec<Option<Label>> = held_out.iter().map(|stance| Some(stance.label)).collect();
    let of_stances = |found: &[Option<Label>]| {
        let of_label = |label: Label| {
            let mut hits = Hits::default();
            for (row, found) in members.iter().zip(found) {
                hits.add(rows[*row].stance.get(&target.id) == Some(&label), *found == Some(label));
            }
            hits.scores()
        };
        macro_f1(&Label::ALL.map(of_label)).unwrap_or_default()
    };
    Kept::if_worse(format!("target {:?}", target.id), "macro F1", of_stances(&old), of_stances(&new))
}

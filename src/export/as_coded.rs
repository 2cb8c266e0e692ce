//! A mark by which `import` tells labels that nobody touched from labels that somebody worked on.

use crate::checksum::sha256;
use std::collections::{BTreeMap, BTreeSet};

/// The column of `export --to csv` and `--to codes` that holds the mark of the labels beside it.
pub const AS_CODED: &str = "as_coded";

/// The mark of a statement's labels: "m" and 12 hexadecimal digits of SHA-256 over its article and number and, in any
/// order, the names of its speakers, the ids of its themes, and target and label of its stances. A spreadsheet leaves it as it
/// is. Blanks around a value do not count.
pub fn as_coded<'l>(
    (article, i): (&str, u64),
    speakers: impl Iterator<Item = &'l str>,
    themes: impl Iterator<Item = &'l str>,
    stances: impl Iterator<Item = (&'l str, &'l str)>,
) -> String {
    let set = |values: &mut dyn Iterator<Item = &'l str>| values.map(str::trim).collect::<BTreeSet<_>>();
    let (mut speakers, mut themes) = (speakers, themes);
    let stances: BTreeMap<&str, &str> = stances.map(|(target, label)| (target.trim(), label.trim())).collect();
    let labels = serde_json::json!([article.trim(), i, set(&mut speakers), set(&mut themes), stances]);
    let hash = sha256(labels.to_string());
    format!("m{}", &hash[..12])
}

/// The mark of a line of a run.
pub(super) fn of_line(line: &crate::output::StatementLine) -> String {
    as_coded(
        (&line.article, line.i as u64),
        line.speakers.iter().map(|speaker| speaker.name.as_str()),
        line.themes.iter().map(|theme| theme.id.as_str()),
        line.stances.iter().map(|stance| (stance.target.as_str(), stance.label.name())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_holds_to_the_labels_and_not_to_their_order() {
        let mark = |i, speakers: [&'static str; 2], label| {
            as_coded(("a", i), speakers.into_iter(), ["t"].into_iter(), [("p", label)].into_iter())
        };
        let one = mark(0, ["Anna Roe", "Ben Poe"], "favor");
        assert_eq!(one, mark(0, ["Ben Poe ", "Anna Roe"], "favor"));
        assert!(one.len() == 13 && one.starts_with('m'), "{one}");
        for other in [
            mark(1, ["Anna Roe", "Ben Poe"], "favor"),
            mark(0, ["Anna Roe", "Ben Poe"], "against"),
            mark(0, ["Anna Roe", "Anna Roe"], "favor"),
        ] {
            assert_ne!(one, other);
        }
    }
}

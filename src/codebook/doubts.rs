//! What is allowed in a codebook and is seldom meant.

use super::{Codebook, Target};

impl Codebook {
    /// What a user should know of the codebook before believing numbers that come of it, a sentence each.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = vec![];
        let targets: Vec<&Target> = self.themes.iter().flat_map(|theme| &theme.targets).collect();
        for (at, theme) in self.themes.iter().enumerate() {
            if theme.targets.is_empty() {
                doubts.push(format!(
                    "theme {:?} has no target: it is coded for presence alone, and no speaker gets a position on it; add a \
                     [[theme.target]] with id and proposition",
                    theme.id
                ));
            }
            if let Some(first) = self.themes[..at].iter().find(|first| same(&first.label, &theme.label)) {
                doubts.push(format!(
                    "themes {:?} and {:?} have one label, {:?}; readers cannot tell them apart",
                    first.id, theme.id, theme.label
                ));
            }
        }
        for (at, target) in targets.iter().enumerate() {
            if let Some(first) = targets[..at].iter().find(|first| same(&first.proposition, &target.proposition)) {
                doubts.push(format!(
                    "targets {:?} and {:?} have one proposition; each statement on it counts twice",
                    first.id, target.id
                ));
            }
            if target.is_negated() && target.denied().is_none() {
                doubts.push(format!(
                    "the proposition of target {:?} holds a negation: the stance head often reads it as if it were not \
                     there, so positions may have the wrong sign; state it positively (docs/codebook.md)",
                    target.id
                ));
            }
        }
        doubts
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seldom_meant_is_said() {
        assert_eq!(Codebook::default_codebook().doubts(), Vec::<String>::new());
        let theme = |id: &str, label: &str, target: &str, proposition: &str| {
            format!(
                "[[theme]]\nid = {id:?}\nlabel = {label:?}\ndefinition = \"D.\"\n[[theme.target]]\nid = {target:?}\n\
                 proposition = {proposition:?}\n"
            )
        };
        let text = [
            theme("a", "Ports", "t", "Ports should grow."),
            theme("b", "ports", "u", "Ports  should grow."),
            theme("e", "Roads", "w", "Roads should not be sold."),
            theme("c", "Rail", "v", "Rail that isn’t used should be sold."),
            "[[theme]]\nid = \"d\"\nlabel = \"Knots\"\ndefinition = \"Noted.\"\n".to_owned(),
        ];
        let doubts = Codebook::parse(&text.concat(), "f").unwrap().doubts();
        let expected =
            ["themes \"a\" and \"b\"", "theme \"d\" has no target", "targets \"t\" and \"u\"", "target \"v\" holds"];
        assert_eq!(doubts.len(), expected.len(), "{doubts:?}");
        for (doubt, expected) in doubts.iter().zip(expected) {
            assert!(doubt.contains(expected), "{doubt}");
        }
    }
}

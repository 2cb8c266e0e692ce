//! Propositions that deny something, and what they deny.

use super::Target;

/// Words that turn a sentence round.
const NEGATIONS: [&str; 6] = ["not", "never", "no", "none", "nobody", "cannot"];

/// Verbs of a main clause behind which a "not" or "never" can be left out.
const AUXILIARIES: [&str; 25] = [
    "should", "must", "shall", "will", "would", "can", "could", "may", "might", "ought", "is", "are", "was", "were",
    "be", "has", "have", "had", "does", "do", "did", "need", "needs", "dare", "am",
];

/// Contracted negations and the verb in them.
const CONTRACTIONS: [(&str, &str); 14] = [
    ("shouldn't", "should"),
    ("mustn't", "must"),
    ("won't", "will"),
    ("wouldn't", "would"),
    ("can't", "can"),
    ("cannot", "can"),
    ("couldn't", "could"),
    ("isn't", "is"),
    ("aren't", "are"),
    ("doesn't", "does"),
    ("don't", "do"),
    ("hasn't", "has"),
    ("haven't", "have"),
    ("needn't", "need"),
];

/// Words that open a clause of its own: a negation behind one may belong to that clause alone.
const CLAUSES: [&str; 13] =
    ["that", "who", "which", "whose", "whom", "where", "when", "if", "because", "while", "although", "whether", "what"];

/// Words behind a negation that bind it to something else than the verb, or that bound what is denied.
const BOUND: [&str; 10] = ["only", "just", "merely", "solely", "but", "until", "unless", "without", "nor", "any"];

impl Target {
    /// Whether the proposition holds a negation.
    pub fn is_negated(&self) -> bool {
        self.proposition.split_whitespace().any(is_negation)
    }

    /// What the proposition denies, where it has one negation and its main clause is plainly what is denied: "Rents should
    /// not be capped." denies "Rents should be capped.". Whoever is for the one is against the other.
    pub fn denied(&self) -> Option<String> {
        let words: Vec<&str> = self.proposition.split_whitespace().collect();
        let mut negations = (0..words.len()).filter(|at| is_negation(words[*at]));
        let (at, None) = (negations.next()?, negations.next()) else { return None };
        let is_in = |words: &[&str], list: &[&str]| words.iter().any(|word| list.contains(&&*bare(word)));
        let (before, after) = (&words[..at], &words[at + 1..]);
        if after.is_empty() || is_in(before, &CLAUSES) || is_in(after, &BOUND) {
            return None;
        }
        let word = bare(words[at]);
        let rest = || after.iter().copied();
        if let Some((_, verb)) = CONTRACTIONS.iter().find(|(contracted, _)| *contracted == word) {
            return Some(before.iter().copied().chain([*verb]).chain(rest()).collect::<Vec<_>>().join(" "));
        }
        match &*word {
            "not" | "never" if before.last().is_some_and(|verb| AUXILIARIES.contains(&&*bare(verb))) => {
                Some(before.iter().copied().chain(rest()).collect::<Vec<_>>().join(" "))
            }
            "no" if before.is_empty() => {
                let positive = rest().collect::<Vec<_>>().join(" ");
                let mut letters = positive.chars();
                letters.next().map(|first| first.to_uppercase().chain(letters).collect())
            }
            _ => None,
        }
    }
}

fn is_negation(word: &str) -> bool {
    let word = bare(word);
    NEGATIONS.contains(&&*word) || word.ends_with("n't")
}

/// A word in small letters without punctuation around it, its apostrophe straight.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(proposition: &str) -> Option<String> {
        Target { id: "t".to_owned(), proposition: proposition.to_owned() }.denied()
    }

    #[test]
    fn what_a_main_clause_denies() {
        for (proposition, expected) in [
            ("Rents should not be capped.", "Rents should be capped."),
            ("Rents shouldn’t be capped.", "Rents should be capped."),
            ("The state must never sell its ports.", "The state must sell its ports."),
            ("The city cannot afford new quays.", "The city can afford new quays."),
            ("No new member should be admitted.", "New member should be admitted."),
            ("Landlords do not pay enough tax.", "Landlords do pay enough tax."),
        ] {
            assert_eq!(denied(proposition).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_negation_elsewhere_is_left_alone() {
        for proposition in [
            "Rents should be capped.",
            "Landlords who do not repair houses should be fined.",
            "Ports should not only be sold but closed.",
            "Sanctions should not be lifted until the troops leave.",
            "It is not true that ports should never be sold.",
            "Nobody should own a port.",
            "A state with no army should be neutral.",
            "Is it so? No.",
        ] {
            assert_eq!(denied(proposition), None, "{proposition}");
        }
    }
}

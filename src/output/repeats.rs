//! Finds statements that stand in a run twice.

use std::collections::{HashMap, HashSet};

/// The statements of a run that were seen. In a run as it is written this is a number for each article, however many
/// statements there are.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Number of each article, and of its first statement that was not seen, if all before it were.
    articles: HashMap<String, (usize, usize)>,
    /// Further statements, by the number of the article.
    others: HashSet<(usize, usize)>,
    count: u64,
    first: u64,
}

impl Repeats {
    /// Takes in statement `i` of `article`, on `line`; false where it was seen before.
    pub fn insert(&mut self, article: &str, i: usize, line: u64) -> bool {
        let number = self.articles.len();
        let new = match self.articles.get_mut(article) {
            None => {
                self.articles.insert(article.to_owned(), (number, usize::from(i == 0)));
                i == 0 || self.others.insert((number, i))
            }
            Some((number, next)) if i == *next && !self.others.contains(&(*number, i)) => {
                *next += 1;
                true
            }
            Some((number, next)) => i > *next && self.others.insert((*number, i)),
        };
        if !new {
            self.count += 1;
            self.first = if self.first == 0 { line } else { self.first };
        }
        new
    }

    /// How many were seen twice, and the line of the first.
    pub fn found(&self) -> Option<(u64, u64)> {
        (self.count > 0).then_some((self.count, self.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_says_what_a_set_says(lines in proptest::collection::vec((0usize..3, 0usize..6), 0..30)) {
            let (mut repeats, mut set) = (Repeats::default(), HashSet::new());
            for (line, (article, i)) in (1..).zip(lines) {
                prop_assert_eq!(repeats.insert(&article.to_string(), i, line), set.insert((article, i)));
            }
        }
    }

    #[test]
    fn a_run_in_order_takes_a_number_for_each_article() {
        let mut repeats = Repeats::default();
        for article in ["a", "b"] {
            (0..100).for_each(|i| assert!(repeats.insert(article, i, 1)));
        }
        assert!(repeats.others.is_empty() && repeats.found().is_none());
        assert!(!repeats.insert("a", 7, 201) && !repeats.insert("b", 7, 202));
        assert_eq!(repeats.found(), Some((2, 201)));
    }
}

//! What people have labelled, matched with what a machine has coded.

use super::correct::Truth;
use super::record::{By, Record};
use super::units::{Observation, Unit, actors};
use crate::attribute::{Directory, fold};
use crate::classify::Label;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One labelled statement.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldStatement {
    /// Identifier of the article.
    pub article: String,
    /// Number of the sentence.
    pub i: u64,
    /// The sentence.
    pub text: String,
    /// Who speaks.
    pub speakers: Vec<String>,
    /// The stance towards each target of the themes that it has.
    pub stances: BTreeMap<String, Label>,
}

/// Labelled statements, found by article and number or else by text.
#[derive(Debug)]
pub struct Gold<'d> {
    statements: Vec<GoldStatement>,
    /// Their texts, folded.
    folded: Vec<String>,
    by_place: HashMap<(String, u64), usize>,
    /// By folded text; a text that two rows have is found by place only.
    by_text: HashMap<String, Option<usize>>,
    directory: &'d Directory,
    used: RefCell<HashSet<usize>>,
    found: RefCell<HashSet<usize>>,
    /// Rows whose own statement was seen: no other one is meant by their text.
    placed: RefCell<HashSet<usize>>,
}

/// Words from which a text alone says which sentence is meant.
const TEXT_WORDS: usize = super::copies::MIN_WORDS;

impl<'d> Gold<'d> {
    /// From rows whose speakers are compared through `directory`.
    pub fn new(statements: impl IntoIterator<Item = GoldStatement>, directory: &'d Directory) -> Self {
        let statements: Vec<GoldStatement> = statements.into_iter().collect();
        let folded: Vec<String> = statements.iter().map(|gold| fold(&gold.text)).collect();
        let mut by_text = HashMap::new();
        for (number, text) in folded.iter().enumerate() {
            by_text.entry(text.clone()).and_modify(|found| *found = None).or_insert(Some(number));
        }
        let by_place = statements.iter().enumerate().map(|(n, g)| ((g.article.clone(), g.i), n)).collect();
        Self {
            statements,
            folded,
            by_place,
            by_text,
            directory,
            used: RefCell::default(),
            found: RefCell::default(),
            placed: RefCell::default(),
        }
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Rows that were asked for so far.
    pub fn used(&self) -> usize {
        self.used.borrow().len()
    }

    /// Takes note of a statement of a run, with or without a speaker: it is found, if gold has it.
    pub fn see(&self, article: &str, i: u64, text: &str) {
        let text = fold(text);
        self.placed.borrow_mut().extend(self.at_place(article, i, &text));
        self.found.borrow_mut().extend(self.row(article, i, &text));
    }

    /// How many rows are no statement that was seen ([`Gold::see`]), and the first of them.
    pub fn missing(&self) -> (usize, Option<&GoldStatement>) {
        let found = self.found.borrow();
        let mut missing = (0..self.statements.len()).filter(|number| !found.contains(number));
        let first = missing.next();
        (usize::from(first.is_some()) + missing.count(), first.map(|number| &self.statements[number]))
    }

    /// The row of the statement at a place, with a folded text. The same place with another text is another article, or another
    /// segmentation.
    fn at_place(&self, article: &str, i: u64, text: &str) -> Option<usize> {
        let place = self.by_place.get(&(article.to_owned(), i)).copied();
        place.filter(|&n| self.folded[n] == text)
    }

    /// That row, or else the one with this text, if it is long and the row's own statement is not among those that were seen:
    /// somebody else may say the same words elsewhere.
    fn row(&self, article: &str, i: u64, text: &str) -> Option<usize> {
        self.at_place(article, i, text).or_else(|| {
            let long = text.split(' ').count() >= TEXT_WORDS;
            let found = long.then(|| self.by_text.get(text).copied().flatten()).flatten();
            found.filter(|number| !self.placed.borrow().contains(number))
        })
    }

    /// What gold says of `observation`, a statement of `unit` among `records`.
    pub fn truth(&self, records: &[Record], unit: &Unit, observation: &Observation, by: Option<By>) -> Option<Truth> {
        let record = &records[observation.record];
        let number = self.row(&record.article, record.i as u64, &fold(&record.text))?;
        self.used.borrow_mut().insert(number);
        let gold = &self.statements[number];
        let speakers: Vec<String> =
            gold.speakers.iter().map(|s| self.directory.named(s, record.date).to_owned()).collect();
        let key = |name: &str| self.directory.id(name, record.date);
        let (name, group) = (key(&unit.actor.speaker), &unit.actor.group);
        let spoken = actors(&speakers, record, by, self.directory)
            .iter()
            .any(|actor| actor.group == *group && key(&actor.speaker) == name);
        match gold.stances.get(&unit.target) {
            Some(&label) if spoken => Some(Truth::Stance(label.index())),
            _ => Some(Truth::Absent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::AttributionKind;
    use crate::score::Actor;

    #[test]
    fn the_same_words_of_somebody_else_are_not_what_was_labelled() {
        const TEXT: &str = "We will stand with the people of the harbor for as long as it takes.";
        let directory = Directory::embedded().unwrap();
        let row = GoldStatement {
            article: "x".into(),
            i: 0,
            text: TEXT.into(),
            speakers: vec!["Ana Ruiz".into()],
            stances: [("talks".to_owned(), Label::Favor)].into(),
        };
        let record = Record {
            article: "y".into(),
            date: None,
            source: None,
            audience: None,
            title: None,
            url: None,
            i: 3,
            text: TEXT.into(),
            neighbours: [None, None],
            speakers: vec!["Ben Cole".into()],
            kind: AttributionKind::Direct,
            cue: None,
            themes: vec![],
            stances: vec![],
        };
        let observation = Observation { record: 0, article: 0, score: 9000, label: Label::Favor };
        let unit = Unit {
            actor: Actor { speaker: "Ben Cole".into(), group: String::new() },
            speakers: 1,
            theme: "t".into(),
            target: "talks".into(),
            observations: vec![observation],
            copies: 0,
            repeats: 0,
            salience: 1.0,
        };
        let truth = |gold: &Gold<'_>| gold.truth(std::slice::from_ref(&record), &unit, &observation, None);
        // The labelled article is not there under its name: the long text says which sentence is meant, and that it is not his.
        let gold = Gold::new([row.clone()], &directory);
        gold.see("y", 3, TEXT);
        assert!(matches!(truth(&gold), Some(Truth::Absent)));
        // It is there: his words are others.
        let gold = Gold::new([row], &directory);
        gold.see("x", 0, TEXT);
        gold.see("y", 3, TEXT);
        assert!(truth(&gold).is_none());
        assert_eq!(gold.missing().0, 0);
    }
}

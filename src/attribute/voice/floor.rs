//! Who has the word in a transcript: a label gives it, and whoever is not labelled goes on.

use super::bylines::remarks;
use super::calls::{called, passes_word};
use super::turns::{ANSWERS, Labels, QUESTIONERS, as_labelled, guest, is_aside, is_unknown, labelled, one_of};
use super::voices::{Voice, institution, is_direction, is_line};
use crate::attribute::choice::begins_paragraph;
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::Item;

/// Who has the word in a transcript, sentence by sentence.
pub(super) struct Floor<'t, 'c> {
    pub context: &'t Context<'c>,
    pub all: &'t [Vec<Item>],
    pub title: &'t [Item],
    pub publisher: Option<&'t str>,
    pub labels: Labels,
    /// The sentence of the first label.
    pub first: usize,
    /// A turn ends with its paragraph.
    pub report: bool,
    /// Those whom the labels name.
    pub speakers: Vec<Source>,
    pub interviewer: Option<Source>,
    /// Whose the answers are that nothing labels.
    pub guest: Option<Source>,
    pub asker: Option<Source>,
    pub current: Option<Source>,
    /// What is said stands under a heading.
    pub on_somebody: bool,
}

impl Floor<'_, '_> {
    /// The voice of the next sentence, if its turn says so.
    pub fn voice(&mut self, index: usize) -> Option<Voice> {
        let (context, items) = (self.context, &self.all[index]);
        let label = self.labels.turns[index].clone();
        self.on_somebody = self.labels.headings[index] || self.on_somebody && label.is_none();
        if self.on_somebody {
            self.current = None;
            return None;
        }
        let new = index > self.first && items.first().is_some_and(|i| begins_paragraph(context, i.tokens.start));
        let found = self.labels.found[index].as_deref();
        if label.is_none() && self.guest.is_some() && new {
            self.current.clone_from(&self.guest);
        } else if let Some(label) = &label {
            self.current = self.takes(index, label);
        } else if new && is_unknown(found) {
            // "POE: ...", of whom the text says nothing more: another turn all the same.
            let speaker = found.and_then(|label| labelled(context, self.title, label));
            self.current = speaker.map(|speaker| as_labelled(context, items, speaker));
        } else if is_aside(items) {
            self.current = None;
        } else if self.report
            && (index < self.first || begins_paragraph(context, items.first().map_or(0, |i| i.tokens.start)))
        {
            self.current = None;
            return None;
        } else if index < self.first {
            return Some(self.before_first(items));
        }
        match &self.current {
            None if self.report => None,
            Some(speaker) if !is_direction(items) => Some(Voice::Own(vec![speaker.clone()])),
            _ => Some(Voice::Nobody),
        }
    }

    /// Whose turn `label` begins, at the sentence `index`.
    fn takes(&mut self, index: usize, label: &[String]) -> Option<Source> {
        let (context, all) = (self.context, self.all);
        if label.last().is_some_and(|last| QUESTIONERS.contains(&last.as_str())) {
            // "Thanks, Ned. Go ahead": whoever answers does not ask.
            let called = called(context, &all[..index]).filter(|p| !self.speakers.iter().any(|s| s.name == p.name));
            let word_passed = index.checked_sub(1).is_some_and(|before| passes_word(context, &all[before]));
            self.asker = self.interviewer.clone().or(called).or(self.asker.take().filter(|_| !word_passed));
            return self.asker.clone();
        }
        if one_of(label, ANSWERS) {
            // "A: ...": whom the title or the introduction names, else the body that publishes its answers.
            let named = remarks(context, self.title).or_else(|| guest(context, &all[..self.first]));
            return named.or_else(|| institution(context, self.publisher?));
        }
        labelled(context, self.title, label).map(|speaker| as_labelled(context, &all[index], speaker))
    }

    /// What stands before the first turn: lines of place and date, or the end of an answer.
    fn before_first(&self, items: &[Item]) -> Voice {
        let asked = self.labels.turns[self.first].as_ref().is_some_and(|label| one_of(label, QUESTIONERS));
        let answer = asked && !is_line(self.context, items);
        match remarks(self.context, self.title).filter(|_| answer) {
            Some(principal) => Voice::Own(vec![principal]),
            None => Voice::Nobody,
        }
    }
}

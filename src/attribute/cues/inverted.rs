//! Cues whose source stands behind the verb: "..., said Roe".

use super::according::apposition_after;
use super::cue::{Cue, Manner};
use crate::attribute::phrases::{Subject, phrase_after, subject_before};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};
use std::ops::Range;

/// "..., said Roe", "... - said Roe", "\"...\" asks Roe": the source after the verb.
pub(super) fn inverted(items: &[Item], at: usize, words: Range<usize>, cues: &mut Vec<Cue>) {
    let Some(verb) = items[at].verb().filter(|verb| may_stand_first(items, at, verb)) else { return };
    // "Roe said Tuesday the ministry would ...": the day belongs to the verb.
    if items.get(words.end).is_some_and(|i| i.class.is(Class::TIME)) {
        return;
    }
    let Some(source) = phrase_after(items, words.end) else { return };
    let told = Told { items, at, verb, source };
    if told.begins_content() || !told.can_speak() || told.has_own_subject() || told.stands_behind_parenthesis() {
        return;
    }
    let source = told.source;
    let apposition = apposition_after(items, source.end);
    cues.push(Cue { words, source, apposition, manner: Manner::Parenthesis, weight: 0.96 });
}

/// Whether the verb at item `at` may stand before its subject.
fn may_stand_first(items: &[Item], at: usize, verb: &Verb) -> bool {
    let word = &items[at];
    let before = at.checked_sub(1).map(|before| &items[before]);
    // "- We shall win - assured the minister.": in dialogue nobody is addressed.
    let dialogue = || before.is_some_and(|i| i.what == What::Dash) && items[0].what == What::Dash;
    let addressed =
        word.is_any(&["told", "tells"]) || word.is_any(&["informed", "assured", "reminded", "promised"]) && !dialogue();
    // "- believes the expert": after a dash or a quote a belief is told too.
    let told = || verb.is(Sense::Think) && before.is_some_and(|i| matches!(i.what, What::Dash | What::Quote { .. }));
    // "..." write Anna Roe and Bela Poe.
    let several = || before.is_some_and(Item::is_quote) && items[at..].iter().any(|i| i.is_word("and"));
    let finite = match verb.form {
        Form::Ing => false,
        Form::Base => {
            (at > 0 || items.len() == 1)
                && (word.lower == "say" || word.is_any(&["write", "argue", "note"]) && several())
        }
        Form::Third | Form::Past => true,
    };
    finite
        && !addressed
        && (verb.is(Sense::Say) || told())
        // "The group, the Harbor Union, has asked Minister Roe": the subject stands before.
        && !before.is_some_and(|i| i.is_any(&["has", "have", "had"]))
        && items.get(at + 1).is_some_and(|i| !i.is_quote())
}

/// A verb at item `at` with the phrase behind it, which may be its subject.
struct Told<'a> {
    items: &'a [Item],
    at: usize,
    verb: &'a Verb,
    source: Range<usize>,
}

impl<'a> Told<'a> {
    /// The item before the verb.
    fn before(&self) -> Option<&'a Item> {
        self.at.checked_sub(1).map(|before| &self.items[before])
    }

    /// The last item of the phrase.
    fn head(&self) -> &'a Item {
        &self.items[self.source.end - 1]
    }

    /// The item behind the phrase.
    fn behind(&self) -> Option<&'a Item> {
        self.items.get(self.source.end)
    }

    /// Whether the phrase is of somebody who may speak.
    fn can_speak(&self) -> bool {
        let speaker = Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DOCUMENT);
        if self.is_pronoun() {
            self.head().is_any(&["he", "she", "they"])
        } else {
            self.items[self.source.clone()].iter().any(|i| i.is_name() || i.class.is(speaker))
        }
    }

    fn is_pronoun(&self) -> bool {
        self.head().what == What::Word && self.head().class.is(Class::PRONOUN)
    }

    /// Whether what is said begins with the phrase: "Roe, a lawyer for the ministry, said businesses ...", "Roe, a lawyer,
    /// said he's been there".
    fn begins_content(&self) -> bool {
        let named =
            |s: &Subject| s.apposition.is_some() && self.items[s.phrase.end - 1].is_name() && s.phrase.start < 4;
        let verb = |i: &Item| {
            i.what == What::Possessive
                || i.what == What::Word && i.class.is(Class::AUXILIARY.or(Class::MODAL))
                || i.verb().is_some()
        };
        self.head().class.is(Class::PEOPLE)
            && self.before().is_some_and(|i| i.what == What::Comma)
            && subject_before(self.items, self.at).as_ref().is_some_and(named)
            || self.is_pronoun() && self.behind().is_some_and(verb) && !self.before().is_some_and(Item::is_quote)
    }

    /// "Roe said the ministry had ...": the subject stands before the verb, with no break between. But at the end, as in
    /// "misleading says UKSA chief", no comma is needed.
    fn has_own_subject(&self) -> bool {
        let &Told { items, at, .. } = self;
        let other = Class::ROLE.or(Class::PEOPLE).or(Class::PRONOUN).or(Class::BODY).or(Class::DOCUMENT);
        let Some(before) = self.before().filter(|_| !is_behind_break(items, at)) else { return false };
        let at_end = self.source.end + 1 >= items.len() && self.behind().is_none_or(|i| i.what == What::Stop);
        !(at_end
            && items[self.source.clone()].iter().any(Item::is_name)
            && self.verb.form != Form::Base
            && !before.is_name()
            && !before.class.is(other))
    }

    /// "Roe, a lawyer, said the ministry would ..." has its subject before the parenthesis.
    fn stands_behind_parenthesis(&self) -> bool {
        let apart = Class::PREPOSITION.or(Class::TIME).or(Class::CLAUSE);
        let goes_on = |i: &Item| {
            i.class.is(Class::MODAL)
                || i.what == What::Word
                    && !i.class.is(apart)
                    && !i.lower.ends_with("ly")
                    && (!i.class.is(Class::COMMON) || i.class.is(Class::AUXILIARY))
        };
        self.behind().is_some_and(goes_on)
            && self.before().is_some_and(|i| matches!(i.what, What::Comma | What::Close | What::Dash))
            && subject_before(self.items, self.at).is_some()
    }
}

/// Whether a mark separates the verb at item `at` from what stands before it: "..., said", "\"...\" has said".
fn is_behind_break(items: &[Item], at: usize) -> bool {
    match &items[..at] {
        [] => true,
        [.., last]
            if matches!(last.what, What::Comma | What::Dash | What::Quote { .. } | What::Close | What::Other) =>
        {
            true
        }
        [.., mark, auxiliary] => {
            auxiliary.class.is(Class::AUXILIARY) && matches!(mark.what, What::Comma | What::Quote { .. })
                || auxiliary.what == What::Stop
        }
        _ => false,
    }
}

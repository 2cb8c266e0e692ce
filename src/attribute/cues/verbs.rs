//! Cues by a verb of the lists: which of the ways there are to name its source is asked first.

use super::clauses::clause;
use super::cue::{Cue, Manner};
use super::infinitives::infinitive;
use super::inverted::inverted;
use super::light_verbs::light_verb;
use super::minor::adjective;
use super::participles::participle;
use super::passives::done_by;
use super::quoted_as::quoted_as;
use super::silent::{is_assault, is_mute};
use super::subjects::{first_subject, main_clause};
use super::verb_objects::issues_statement;
use crate::attribute::phrases::{Subject, is_naming, phrase_before, subject_before, subject_up_to};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};
use std::ops::Range;

/// Adds the cues of the verb at item `at`, if it is one.
pub(super) fn verb(items: &[Item], at: usize, headline: bool, cues: &mut Vec<Cue>) {
    adjective(items, at, cues);
    if quoted_as(items, at, cues) {
        return;
    }
    // "fired back" says something, though "fire" alone decides.
    let back = items.get(at + 1).is_some_and(|i| i.is_word("back")).then(|| light_verb(items, at)).flatten();
    // "issued a statement" says something, though "issue" alone decides.
    let back = back.or_else(|| issues_statement(items, at));
    let Some(verb) = back.or_else(|| items[at].verb()).or_else(|| light_verb(items, at)) else { return };
    let with_particle = |i: &Item| i.is_word("out") || i.is_word("for") && verb.is(Sense::Act);
    let words = at..at + 1 + usize::from(items.get(at + 1).is_some_and(with_particle));
    // "is calling for", "has been urging", "is now openly warning".
    let progressive = at > 0 && items[at - 1].is_word("also") || is_progressive(items, at);
    // "Adding to the confusion": no words.
    if items[at].is_word("adding") && items.get(at + 1).is_some_and(|i| i.is_word("to")) {
        return;
    }
    if is_assault(items, at) {
        return;
    }
    if verb.form == Form::Ing && (!progressive || verb.is(Sense::Decide)) {
        participle(items, at, verb.senses[0], cues);
        return;
    }
    if is_mute(items, at, verb) || is_naming(items, at) || done_by(items, at, verb, cues) {
        return;
    }
    if let Some(cue) = infinitive(items, at, verb, words.clone()) {
        cues.push(cue);
        return;
    }
    inverted(items, at, words.clone(), cues);
    let subject = subject_before(items, at);
    // "... a just peace and said": what stands before "and" is the end of the clause before, not a subject.
    let joint =
        subject.as_ref().is_some_and(|s| s.group > 0 && matches!(items[s.group - 1].lower.as_str(), "and" | "but"));
    if joint && let Some(cue) = joined(items, at, verb, words.clone()) {
        cues.push(cue);
        return;
    }
    match subject {
        None => cues.extend(joined(items, at, verb, words)),
        Some(subject) if is_relative(items, &subject) && !verb.is(Sense::Think) && !verb.is(Sense::Decide) => {
            cues.extend(relative(items, &subject, verb, words));
        }
        Some(subject) => cues.extend(clause(items, at, headline, verb, subject, words)),
    }
}

/// Whether "is", "was" or the like stands before a participle, with nothing but adverbs between.
fn is_progressive(items: &[Item], at: usize) -> bool {
    let adverb = |i: &&Item| i.what == What::Word && (i.class.is(Class::AUXILIARY) || i.lower.ends_with("ly"));
    let group = items[..at].iter().rev().take(4).take_while(adverb);
    group.into_iter().any(|i| matches!(i.lower.as_str(), "is" | "are" | "was" | "were" | "been" | "'s" | "'re" | "'m"))
}

/// "Roe commands a brigade and said ...": the subject of the clause before.
fn joined(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    let auxiliaries = items[..at].iter().rev().take_while(|i| i.what == What::Word && i.class.is(Class::AUXILIARY));
    let group = at - auxiliaries.count();
    let joint = group > 1 && matches!(items[group - 1].lower.as_str(), "and" | "but");
    // "and has not been told".
    let passive = items[group..at].iter().any(|i| matches!(i.lower.as_str(), "been" | "was" | "were" | "be"));
    let tells = verb.form != Form::Base && verb.is(Sense::Say) | verb.is(Sense::Act) && !passive;
    if !joint || !tells {
        return None;
    }
    // "Roe spoke of a first step and said ...": a verb of no list.
    let main = main_clause(items).filter(|(_, verb)| *verb < at);
    // "Roe met Poe, a lawyer, and said ...": what stands behind the verb is no part of the subject.
    let named = |range: &Range<usize>| items[range.end - 1].is_name();
    let over = |first: &Range<usize>| {
        main.as_ref().is_some_and(|(source, verb)| first.contains(verb) && named(first) && named(source))
    };
    let first = first_subject(items, at).filter(|first| !over(first));
    let source = first.or_else(|| main.map(|(source, _)| source))?;
    Some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.7 })
}

fn is_relative(items: &[Item], subject: &Subject) -> bool {
    let start = subject.phrase.start;
    let who = &items[start];
    // "the general staff, which said": a body of whom more is told, and no thing ("a clause which said").
    let body = || {
        let before = start.checked_sub(2).map(|at| &items[at]);
        items[start - 1].what == What::Comma && before.is_some_and(|i| i.is_name() || i.class.is(Class::BODY))
    };
    subject.phrase.len() == 1 && (who.is_word("who") || who.is_word("which") && start > 1 && body())
}

/// "Roe, who said ...": what comes before.
fn relative(items: &[Item], subject: &Subject, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    let start = subject.phrase.start;
    let end = start - usize::from(start > 0 && items[start - 1].what == What::Comma);
    let mut source = phrase_before(items, end)?;
    let joined = source.start > 0
        && items[source.start - 1].what == What::Word
        && items[source.start - 1].class.is(Class::PREPOSITION);
    // "It was Roe, an editor at the Westport Times, who said": whom the apposition describes.
    if end < start
        && joined
        && let Some(named) = subject_up_to(items, end + 1).filter(|p| items[p.end - 1].is_name())
    {
        source = named;
    }
    // "Roe was among the candidates who said".
    let head = &items[source.end - 1];
    let several = head.what == What::Word && (head.class.is(Class::PEOPLE) || head.lower.ends_with('s'));
    let among = items[..source.start].iter().rposition(|i| i.is_word("among")).filter(|_| several);
    if let Some(subject) = among.and_then(|among| subject_before(items, among).filter(|s| s.group < among))
        && items[subject.phrase.end - 1].is_name()
    {
        let manner = Manner::Clause(verb.senses[0]);
        return Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: 0.8 });
    }
    Some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.45 })
}

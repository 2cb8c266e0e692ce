//! Verbs of which the sentence tells that nobody has said it: what somebody may say, will say, or has kept to himself.

use crate::attribute::phrases::Subject;
use crate::attribute::text::{Form, Item, Sense, Verb, What};

/// Whether the `subject` of the verb at item `at` will say it, may say it, or has not said it: the reporter's words.
pub(super) fn is_unsaid(items: &[Item], at: usize, verb: &Verb, subject: &Subject) -> bool {
    let clause = Clause { items, at, verb, subject, group: &items[subject.group..at] };
    clause.is_possible()
        || clause.is_future()
        || clause.is_undecided()
        || clause.is_kept()
        || clause.is_without_comment()
        || clause.is_passive()
        || clause.is_of_thing()
}

/// A subject with its verb.
struct Clause<'a> {
    items: &'a [Item],
    /// Where the verb stands.
    at: usize,
    verb: &'a Verb,
    subject: &'a Subject,
    /// What stands between the two: "has not".
    group: &'a [Item],
}

impl<'a> Clause<'a> {
    fn word(&self) -> &'a Item {
        &self.items[self.at]
    }

    fn next(&self) -> Option<&'a Item> {
        self.items.get(self.at + 1)
    }

    /// Whether one of `words` stands between subject and verb.
    fn has(&self, words: &[&str]) -> bool {
        self.group.iter().any(|i| i.is_any(words))
    }

    /// "hasn't specified", "has never specified".
    fn is_denied(&self) -> bool {
        self.has(&["not", "never"]) || self.group.iter().any(|i| i.lower.ends_with("n't") || i.lower.ends_with("n’t"))
    }

    /// "Roe may say".
    fn is_possible(&self) -> bool {
        self.subject.modal
            && !self.verb.is(Sense::Think)
            && self.has(&["may", "might", "could", "should", "can", "must"])
    }

    /// "Roe will announce"; but "would only say that" and "would not say" tell what was said.
    fn is_future(&self) -> bool {
        // "She will underscore": what a release says of a journey to come is said already.
        const STRESSED: &[&str] =
            &["emphasize", "emphasise", "underscore", "underline", "stress", "reiterate", "highlight"];
        let short = || self.has(&["'ll"]) || self.has(&["'d"]) && self.verb.form == Form::Base;
        let stressed = || self.has(&["will"]) && self.word().is_any(STRESSED);
        (self.has(&["will", "would"]) || short())
            && !stressed()
            && !self.next().is_some_and(|n| n.is_word("only"))
            && !self.has(&["only", "not"])
            && !self.verb.is(Sense::Think)
            && (!self.verb.is(Sense::Decide) || self.has(&["would"]))
    }

    /// "has not imposed sanctions": what nobody decided; but "has not ruled out".
    fn is_undecided(&self) -> bool {
        const DID: &[&str] = &["has", "have", "had", "hasn't", "haven't", "hadn't"];
        let did = || self.group.iter().any(|i| DID.contains(&i.lower.replace('’', "'").as_str()));
        self.verb.is(Sense::Decide)
            && !self.verb.is(Sense::Say)
            && !self.verb.is(Sense::Think)
            && self.is_denied()
            && did()
            && !self.next().is_some_and(|n| n.is_word("out"))
    }

    /// "did not respond", "has not said when", "has not claimed responsibility".
    fn is_kept(&self) -> bool {
        const KEPT: &[&str] = &[
            "respond",
            "responded",
            "reply",
            "replied",
            "announced",
            "announce",
            "comment",
            "commented",
            "want",
            "released",
            "release",
            "disclose",
            "disclosed",
            "say",
            "specify",
            "specified",
            "answer",
            "answered",
            "elaborate",
            "elaborated",
            "explain",
            "explained",
            "reveal",
            "revealed",
            "mention",
            "mentioned",
        ];
        const OPEN: &[&str] = &["when", "whether", "what", "who", "why", "how", "if", "where", "which"];
        let (word, next) = (self.word(), self.next());
        let kept = || {
            word.is_any(KEPT)
                || word.is_any(&["said", "saying"]) && next.is_none_or(|n| n.what == What::Stop || n.is_any(OPEN))
                || word.lower.starts_with("claim") && next.is_some_and(|n| n.is_word("responsibility"))
        };
        (self.subject.modal || self.is_denied()) && kept()
    }

    /// "told the paper that he had no comment", "no immediate comment".
    fn is_without_comment(&self) -> bool {
        let mut after = self.items[self.at + 1..].iter().skip_while(|i| !i.is_word("no")).skip(1).take(2);
        self.verb.is(Sense::Say) && after.any(|i| i.is_word("comment")) && !self.items.iter().any(Item::is_quote)
    }

    /// "BRICS urged to act": a headline's passive.
    fn is_passive(&self) -> bool {
        const ASKED: &[&str] = &[
            "urged",
            "called",
            "asked",
            "told",
            "encouraged",
            "invited",
            "advised",
            "reminded",
            "expected",
            "ordered",
        ];
        let on_to = || self.items.get(self.at + 2).is_some_and(|n| n.is_word("to"));
        self.verb.form == Form::Past
            && self.word().is_any(ASKED)
            && self.next().is_some_and(|n| n.is_word("to") || n.is_word("on") && on_to())
    }

    /// "It underscores the need": things underscore too.
    fn is_of_thing(&self) -> bool {
        const SPOKEN: &[&str] =
            &["says", "adds", "notes", "claims", "wants", "maintains", "insists", "accuses", "denies"];
        self.items[self.subject.phrase.end - 1].is_word("it")
            && self.verb.form == Form::Third
            && !self.word().is_any(SPOKEN)
    }
}

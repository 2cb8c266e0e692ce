//! Strangers: "an executive said ... the executive added", whom the text never names. "The spokesman" after "A spokesman for
//! the ministry said" is the ministry's, and none of those who were named before.

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Class, Form, Item, Kind, Sense, verb_of};

/// Tokens back to which "the executive" may point.
const REACH: usize = 400;

/// Words that may stand between "an" and "executive".
const BETWEEN: usize = 5;

/// Words between "an executive" and what she does, at most.
const AFTER: usize = 14;

/// Tokens behind the office in which the body stands for which it speaks: "a spokesman for the ministry of transport".
const BEHIND: usize = 8;

impl Context<'_> {
    /// Whom "the HEAD" means where the latest HEAD was a stranger: the body for which she spoke, or nobody who is known.
    pub(super) fn stranger_again(&self, head: &str, slice: &[Item]) -> Option<Resolved> {
        let at = self.stranger(head)?;
        let tokens = &self.reading.tokens;
        let behind = &self.reading.text[tokens[at].start..tokens[(at + BEHIND).min(self.sentence.start - 1)].end];
        let names = |s: &Source| s.kind == SpeakerKind::Institution && behind.contains(s.surface.as_str());
        match self.spoken.last().map(Vec::as_slice) {
            Some([body]) if names(body) => Some(self.called_by(slice, body.clone())),
            _ => Some(Resolved::Anonymous),
        }
    }

    /// Whether "the HEAD" is a stranger.
    pub(super) fn is_stranger(&self, head: &str) -> bool {
        self.stranger(head).is_some()
    }

    /// The token of the latest of those whom the text calls `head`, if she came in without a name: "one executive in the trade",
    /// and not "an executive, Anna Roe". Then "the executive" is nobody who is known.
    fn stranger(&self, head: &str) -> Option<usize> {
        let tokens = &self.reading.tokens;
        let first = self.sentence.start.saturating_sub(REACH);
        let person = |at: usize| {
            let mention = self.reading.mentioned.get(at).copied().flatten();
            mention.is_some_and(|m| {
                let entity = self.reading.mentions.list[m].entity;
                self.entity(entity).kind == SpeakerKind::Person
            })
        };
        for at in (first..self.sentence.start).rev().filter(|&at| tokens[at].lower == head) {
            // "the executive Anna Roe", "an executive, Anna Roe,".
            let comma = usize::from(tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Comma));
            if person(at + 1) || comma == 1 && person(at + 2) {
                return None;
            }
            let near = first.max(at.saturating_sub(BETWEEN));
            let plain = (near..at).rev().take_while(|&before| tokens[before].kind == Kind::Word).last().unwrap_or(at);
            let opens = |&before: &usize| matches!(tokens[before].lower.as_str(), "a" | "an" | "one" | "another");
            if let Some(article) = (plain..at).rev().find(opens) {
                // "Anna Roe, an executive at the harbor": herself.
                let beside = article > 1 && tokens[article - 1].kind == Kind::Comma && person(article - 2);
                // "Roe, who was an executive", "Roe is an executive".
                let is = article > 0 && tokens[article - 1].class.is(Class::AUXILIARY);
                // "one of the executives", "as an executive".
                let as_one = article > 0 && matches!(tokens[article - 1].lower.as_str(), "as" | "like");
                if as_one {
                    continue;
                }
                // "named an executive as her deputy": who has said nothing so far may be named next.
                return (!beside && !is && self.tells_near(article, at)).then_some(at);
            }
        }
        None
    }

    /// "One executive in the trade said", "according to an executive": whether something is said beside the phrase from token
    /// `start` to token `head`, in its sentence.
    fn tells_near(&self, start: usize, head: usize) -> bool {
        let tokens = &self.reading.tokens;
        let stops = |at: &usize| tokens[*at].kind != Kind::Stop;
        let before = (start.saturating_sub(BETWEEN)..start).rev().take_while(stops);
        let after = (head + 1..tokens.len().min(head + AFTER)).take_while(stops);
        before.chain(after).any(|at| {
            let word = tokens[at].lower.as_str();
            matches!(word, "according" | "spoke" | "spoken" | "interviewed")
                || verb_of(word).is_some_and(|v| (v.is(Sense::Say) || v.is(Sense::Act)) && v.form != Form::Base)
        })
    }

    /// Whether the noun at the end of a phrase has a party's nickname for an adjective: "GOP senators" are as loose a group as
    /// "Republican senators".
    pub(super) fn is_party_adjective(&self, left: &[Item]) -> bool {
        left.len().checked_sub(2).is_some_and(|at| left[at].lower == "gop")
    }

    /// "the unnamed woman": whom the text itself says not to name.
    pub(super) fn is_unnamed(&self, left: &[Item]) -> bool {
        left.iter().any(|i| matches!(i.lower.as_str(), "unnamed" | "unidentified"))
    }
}

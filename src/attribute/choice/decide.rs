//! The decision for a sentence: the most probable of its candidates.

use super::weigh::{Features, Rank, knows_word, same, weigh};
use crate::attribute::AttributionKind;
use crate::attribute::resolve::Source;
use crate::attribute::spans::Found;

/// The decision for one sentence.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub sources: Vec<Source>,
    pub kind: AttributionKind,
    pub cue: Option<String>,
    pub confidence: f32,
    /// The word for an office or body that nobody is named for yet: "adviser".
    pub office: Option<String>,
    /// The next best speakers, with their probability.
    pub second: Option<(Vec<Source>, f32)>,
    /// Where its cue stands with source and content.
    pub spans: Option<Found>,
}

impl Decision {
    pub fn narrator(confidence: f32) -> Self {
        Self {
            sources: Vec::new(),
            kind: AttributionKind::Narrator,
            cue: None,
            confidence,
            office: None,
            second: None,
            spans: None,
        }
    }

    /// A sentence with a cue that is too weak to name its speaker.
    pub fn unresolved(doubtful: Self) -> Self {
        let second = Some((doubtful.sources, doubtful.confidence)).filter(|(sources, _)| !sources.is_empty());
        Self { sources: Vec::new(), kind: AttributionKind::Unresolved, office: None, second, ..doubtful }
    }

    /// A sentence that belongs to `sources` by the form of its text.
    pub fn voiced(sources: &[Source]) -> Self {
        Self { sources: sources.to_vec(), kind: AttributionKind::Continued, ..Self::narrator(0.0) }
    }
}

/// A decision that could be taken, with what it looks like.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub decision: Decision,
    /// Strength of its cue by the rules, in [0, 1]; 0 without one.
    pub strength: f32,
    /// The least probability that it has by its form, where the fit knows too little of that form; mostly 0.
    pub floor: f32,
    pub features: Features,
    /// What a ranker says of it, if there is one.
    pub rank: Option<Rank>,
}

/// Which reading of the source of a cue a candidate takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The likeliest by the rules of resolution.
    First,
    /// The next antecedent of a pronoun.
    Second,
    /// The country or party of a group that names nobody: "Westland officials".
    Group,
    /// The body that spoke last: "the analysts".
    Again,
    /// The body that the article names most often: "the company".
    Topic,
}

/// Probability that a name with a verb that nothing is known of needs.
const WEAK: f32 = 0.8;

/// Probability from which a speaker is named: the largest at which, on the development split, no sentence that would be
/// right is lost.
const SURE: f32 = 0.35;

/// The most probable speakers of the candidates. Speakers who are not probable enough are not named, unless the form of
/// the text gives the sentence to them (`own`).
pub(crate) fn choose(candidates: &mut [Candidate], own: bool) -> Decision {
    weigh(candidates);
    // Candidates that name the same speakers speak for each other.
    let agree = |a: &Candidate, b: &Candidate| {
        let (a, b) = (&a.decision.sources, &b.decision.sources);
        a.is_empty() && b.is_empty() || same(a, b)
    };
    let together = |one: &Candidate| -> f32 {
        candidates.iter().filter(|c| agree(one, c)).map(|c| c.decision.confidence).sum::<f32>().min(1.0)
    };
    let probable = |a: &(f32, &Candidate), b: &(f32, &Candidate)| a.0.total_cmp(&b.0);
    // Earlier wins among equals: what comes later is inside what the earlier reports.
    let totals: Vec<(f32, &Candidate)> = candidates.iter().rev().map(|c| (together(c), c)).collect();
    let Some(&(confidence, best)) = totals.iter().max_by(|a, b| probable(a, b)) else {
        return Decision::narrator(0.9);
    };
    // Of those who agree a cue tells more: "Roe added", where he would go on anyway.
    let cued = |c: &&&Candidate| c.decision.cue.is_some() && c.decision.confidence >= 0.1 * confidence;
    let agreeing: Vec<&Candidate> = totals.iter().map(|t| t.1).filter(|c| agree(best, c)).collect();
    let likelier = |a: &&&Candidate, b: &&&Candidate| a.decision.confidence.total_cmp(&b.decision.confidence);
    let told = agreeing.iter().filter(cued).max_by(likelier).or_else(|| agreeing.iter().max_by(likelier));
    let best = told.copied().unwrap_or(best);
    // "Roe walked home": a verb that neither a list nor the labels know is mostly none of speech. A ranker reads it.
    let weak = best.rank.is_none() && best.strength > 0.0 && best.strength <= 0.3 && !knows_word(&best.features);
    let narrator = candidates.iter().find(|c| c.decision.sources.is_empty() && c.decision.cue.is_none());
    if let Some(narrator) = narrator.filter(|_| weak && confidence < WEAK) {
        let second = Some((best.decision.sources.clone(), confidence));
        return Decision { second, confidence: 1.0 - confidence, ..narrator.decision.clone() };
    }
    let other = |(_, c): &&(f32, &Candidate)| !c.decision.sources.is_empty() && !agree(best, c);
    let second = totals.iter().filter(other).max_by(|a, b| probable(a, b));
    let second = second.map(|(confidence, c)| (c.decision.sources.clone(), *confidence));
    let decision = Decision { second, confidence, ..best.decision.clone() };
    if own || decision.sources.is_empty() || decision.confidence >= SURE {
        decision
    } else {
        Decision::unresolved(decision)
    }
}

/// How far the cues of a sentence tell that somebody speaks, against nobody.
pub(crate) struct Told {
    /// First token of a cue, with the probability of the candidates that it gives.
    cues: Vec<(usize, f32)>,
    /// Probability that nobody speaks.
    nobody: f32,
}

impl Told {
    pub fn of(candidates: &[Candidate]) -> Self {
        let mut told = Self { cues: Vec::new(), nobody: 0.0 };
        for candidate in candidates {
            let decision = &candidate.decision;
            match &decision.spans {
                Some(found) => told.cues.push((found.cue.start, decision.confidence)),
                None if decision.sources.is_empty() => told.nobody += decision.confidence,
                None => {}
            }
        }
        told
    }

    /// The probability that the cue that begins at `token` tells that somebody speaks; `None` if it gave no candidate.
    pub fn by(&self, token: usize) -> Option<f32> {
        let of: Vec<f32> = self.cues.iter().filter(|c| c.0 == token).map(|c| c.1).collect();
        let sum: f32 = of.iter().sum();
        (!of.is_empty()).then(|| sum / (sum + self.nobody).max(1e-9))
    }
}

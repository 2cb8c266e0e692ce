//! Passives: "announced by Roe", "was dismissed as a myth by Roe".

use super::cue::{Cue, Manner, behind};
use crate::attribute::phrases::phrase_after;
use crate::attribute::text::{Class, Form, Item, Verb, What};
use std::ops::Range;

/// Verbs that report in the passive.
const SAYING: &[&str] = &[
    "told",
    "repeated",
    "announced",
    "said",
    "confirmed",
    "reported",
    "condemned",
    "criticized",
    "criticised",
    "quoted",
    "rejected",
    "dismissed",
    "echoed",
    "welcomed",
    "called",
    "described",
    "denied",
    "imposed",
    "cited",
    "hailed",
    "claimed",
    "sponsored",
    "co-sponsored",
    "issued",
    "disputed",
    "touted",
    "backed",
    "framed",
    "commented",
    "denounced",
    "praised",
    "proposed",
    "endorsed",
    "opposed",
    "slammed",
    "revealed",
    "disclosed",
    "portrayed",
    "communicated",
    "conveyed",
];

/// Verbs of which the doer may stand some way behind them.
const JUDGED: &[&str] = &[
    "dismissed",
    "condemned",
    "rejected",
    "touted",
    "backed",
    "hailed",
    "denounced",
    "welcomed",
    "criticized",
    "criticised",
    "praised",
    "slammed",
    "opposed",
    "endorsed",
    "echoed",
    "supported",
];

/// "announced by Roe". Gives whether the verb is a passive whose doer follows at once.
pub(super) fn done_by(items: &[Item], at: usize, verb: &Verb, cues: &mut Vec<Cue>) -> bool {
    let perfect = at > 0 && matches!(items[at - 1].lower.as_str(), "has" | "have" | "had" | "also" | "already")
        || items[at].is_word("responded");
    // "announced on Monday by Roe".
    let day =
        |i: &Item| i.class.is(Class::TIME) || matches!(i.lower.as_str(), "on" | "last" | "earlier" | "late" | "this");
    let by = at + 1 + items[at + 1..].iter().take(4).take_while(|i| i.what == What::Word && day(i)).count();
    // "voted by 31 to 27".
    let count = items.get(by + 1).is_some_and(|n| n.lower.starts_with(|c: char| c.is_ascii_digit()));
    if verb.form != Form::Past || perfect || count || !items.get(by).is_some_and(|n| n.is_word("by")) {
        return false;
    }
    // "Roe said by telephone that ...": no doer.
    const MEANS: &[&str] =
        &["telephone", "phone", "email", "e-mail", "text", "video", "videolink", "letter", "radio", "post"];
    if items.get(by + 1).is_some_and(|i| MEANS.contains(&i.lower.as_str())) {
        return false;
    }
    if let Some(source) = phrase_after(items, by + 1).filter(|_| SAYING.contains(&items[at].lower.as_str())) {
        cues.push(Cue { words: at..by + 1, source, apposition: None, manner: Manner::Passive, weight: 0.45 });
    }
    true
}

/// Whether the past form at item `at`, whose auxiliaries begin at `group`, is a passive: "was told", "he's accused of it".
pub(super) fn is_passive(items: &[Item], at: usize, verb: &Verb, group: usize) -> bool {
    const BE: &[&str] = &["was", "were", "been", "be", "being", "is", "are", "'re", "'m"];
    // "He's accused of it" is, "he's called for it" has.
    let is = || {
        items.get(at + 1).is_some_and(|n| n.is_any(&["of", "by", "to", "as", "with"]))
            || items[at].is_any(&["told", "expected", "asked", "convinced", "worried"])
    };
    let group = &items[group..at];
    verb.form == Form::Past && (group.iter().any(|i| i.is_any(BE)) || group.iter().any(|i| i.is_word("'s")) && is())
}

/// "was dismissed as a myth by Roe".
pub(super) fn judged_by(items: &[Item], at: usize, words: Range<usize>) -> Option<Cue> {
    let mut near = behind(items, at, 10).iter().take_while(|i| i.what != What::Comma);
    let by = near.position(|i| i.is_word("by")).filter(|_| items[at].is_any(JUDGED))?;
    let source = phrase_after(items, at + by + 2)?;
    Some(Cue { words, source, apposition: None, manner: Manner::Passive, weight: 0.5 })
}

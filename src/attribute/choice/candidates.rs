//! The candidates by the cues of a sentence: every cue with the speakers that its source may mean.

use super::continuation::signs;
use super::decide::{Candidate, Decision, Reading};
use super::features::{of_cue, of_joint};
use super::joined::join_others;
use super::members::{examples, named_apposition, named_members};
use crate::attribute::AttributionKind;
use crate::attribute::cues::{Cue, Manner, find_cues};
use crate::attribute::directory::{Entry, SpeakerKind};
use crate::attribute::phrases::subject_up_to;
use crate::attribute::resolve::{Context, Resolved, Source, is_anyone};
use crate::attribute::spans::quotation;
use crate::attribute::text::{Class, Item, Sense, What};

/// Probability of a turn that begins with a full name.
const TURN: f32 = 0.75;

/// Probability of a joint statement by the two persons that the text has just said to have met.
const PAIR: f32 = 0.7;

/// Probability of whoever tells what an agency reports.
const PASSED_ON: f32 = 0.6;

/// Probability of those who speak in clauses side by side, whose cues have no candidates of their own.
const JOINT: f32 = 0.7;

/// The candidates by the cues of the sentence itself.
pub(crate) fn by_cues(context: &Context<'_>, items: &[Item], headline: bool) -> Vec<Candidate> {
    let unfinished =
        items.len() < 28 && items.last().is_some_and(|i| !matches!(i.what, What::Stop | What::Quote { .. }));
    let cues = find_cues(items, headline || unfinished);
    let mut candidates = Vec::new();
    // Cues of later clauses whose speakers an earlier one has taken up.
    let mut taken: Vec<usize> = Vec::new();
    let frame = cues.iter().find(|cue| frames(context, items, cue)).map(|cue| cue.manner);
    for (place, cue) in cues.iter().enumerate() {
        if taken.contains(&place) || frame.is_some_and(|frame| is_inside(cue, frame)) {
            continue;
        }
        let Some(mut resolved) = speakers_of(context, items, cue) else { continue };
        // "Traders raised the odds, according to Roe".
        if frame.is_some() && resolved == Resolved::Anonymous && matches!(cue.manner, Manner::Clause(_)) {
            continue;
        }
        let strength = cue.weight * agency(context, items, cue, &resolved);
        if strength <= 0.0 {
            continue;
        }
        let alternatives = context.second_readings(&items[cue.source.clone()], &resolved);
        let others = join_others(context, items, place, &cues, strength, &mut resolved);
        let joint = !others.is_empty();
        taken.extend(others);
        join_before(context, items, cue, &mut resolved);
        for (reading, resolved) in std::iter::once((Reading::First, resolved)).chain(alternatives) {
            let place = (place, cues.iter().filter(|c| c.manner != Manner::Named).count());
            let mut features = of_cue(context, items, cue, &resolved, (reading, strength), place, headline);
            features.extend(framed(cue, &cues));
            let floor = if names_turn(context, items, cue, &resolved) || ends_headline(items, cue, strength) {
                TURN
            } else if joint && reading == Reading::First {
                JOINT
            } else if strength >= 0.8 && names_pair(&items[cue.source.clone()], &resolved) {
                PAIR
            } else {
                0.0
            };
            let spans = quotation(context.reading, items, cue, &cues);
            let decision = Decision { spans, ..decision(context, items, cue, resolved) };
            candidates.push(Candidate { decision, strength, floor, features, rank: None });
        }
    }
    if let Some(comma) = concession(items) {
        // "While Roe has said that she will stay, the harbor is shut": the main clause is the reporter's.
        let starts = |c: &Candidate| c.decision.spans.as_ref().map_or(usize::MAX, |s| s.cue.start);
        let main = items[comma].tokens.start;
        let told = items[comma..].iter().any(|i| i.is_word("said") || i.is_word("says") || i.is_word("say"));
        if !told && !candidates.iter().any(|c| c.strength > 0.3 && starts(c) >= main) {
            candidates.retain(|c| starts(c) >= main);
        }
    }
    if frame.is_none() {
        candidates.extend(together(context, items, &candidates, headline));
    }
    without_press(context, &mut candidates);
    candidates
}

/// "The minister announced this, Westpress reports": what an agency passes on belongs to whom it quotes. (What "the Westport
/// Times reported" has no other source for the reader.)
fn without_press(context: &Context<'_>, candidates: &mut Vec<Candidate>) {
    let press = |c: &Candidate| {
        let sources = &c.decision.sources;
        !sources.is_empty() && sources.iter().all(|s| is_outlet(context, s))
    };
    let passes_on = |c: &Candidate| {
        let parenthesis = c.features.first().is_some_and(|f| f == "manner parenthesis");
        press(c) && parenthesis && c.decision.cue.as_deref() == Some("reports")
    };
    let told = |c: &Candidate| c.strength >= 0.84 && !c.decision.sources.is_empty() && !press(c);
    if candidates.iter().any(passes_on) && candidates.iter().any(told) {
        candidates.retain(|c| !passes_on(c));
        candidates.iter_mut().filter(|c| told(c)).for_each(|c| c.floor = c.floor.max(PASSED_ON));
    }
}

/// The comma that ends the clause of a sentence that begins with "while" or "although".
fn concession(items: &[Item]) -> Option<usize> {
    let first = items.iter().position(|i| !matches!(i.lower.as_str(), "and" | "but" | "yet"))?;
    let opens = matches!(items[first].lower.as_str(), "while" | "although" | "though")
        || items[first].is_word("even") && items.get(first + 1).is_some_and(|i| i.is_word("as") || i.is_word("though"));
    // What stands in quotes or between dashes may hold the main clause.
    let comma = items.iter().position(|i| i.what == What::Comma)?;
    (opens && items[first].what == What::Word && items[comma + 1..].len() > 3).then_some(comma)
}

/// "..., the ministry added", "According to the ministry, ...": the rest of the sentence is what it reports. Labels of 1,700
/// such sentences say so of all but one in fifty, and rare words must not outweigh that.
fn frames(context: &Context<'_>, items: &[Item], cue: &Cue) -> bool {
    // "Roe called it a shame, he said": a pronoun may mean who acts.
    let pronoun = items[cue.source.clone()].iter().all(|i| i.class.is(Class::PRONOUN));
    let first = items[cue.words.start].lower.as_str();
    let according = cue.manner == Manner::According && matches!(first, "according" | "words");
    if !according && (cue.manner != Manner::Parenthesis || cue.weight < 0.96) || pronoun {
        return false;
    }
    // "..., the newspaper reported": what a medium passes on belongs to whom it quotes.
    let press = |s: &Source| context.is_press(s);
    match speakers_of(context, items, cue) {
        Some(Resolved::Speakers(found)) => !found.iter().any(press),
        Some(Resolved::Anonymous) => true,
        None => false,
    }
}

/// Whether a cue tells of an act or a belief that the `frame` reports: "Westland imposed the tariffs, the ministry added".
fn is_inside(cue: &Cue, frame: Manner) -> bool {
    let belief = matches!(cue.manner, Manner::Clause(Sense::Act | Sense::Think));
    matches!(cue.manner, Manner::Subject | Manner::Named | Manner::Clause(Sense::Decide))
        || belief && frame == Manner::Parenthesis
}

/// "According to Roe, Poe asked for it", "Poe, Roe testified, asked for it": what Poe did is what Roe says.
fn framed(cue: &Cue, cues: &[Cue]) -> Option<String> {
    if !matches!(cue.manner, Manner::Clause(_)) {
        return None;
    }
    let frame = |other: &&Cue| match other.manner {
        Manner::According => other.words.start == 0,
        Manner::Parenthesis => other.source.end <= other.words.start,
        _ => false,
    };
    let frame = cues.iter().find(frame)?;
    Some(format!("framed {}", if frame.manner == Manner::According { "according" } else { "parenthesis" }))
}

/// "Westland denied it, as Roe warned of ...", "Roe said ... and Poe backed it": the speakers of the first cue together
/// with those of the next one that names others.
fn together(context: &Context<'_>, items: &[Item], candidates: &[Candidate], headline: bool) -> Option<Candidate> {
    let told = |c: &&Candidate| c.strength >= 0.3 && c.decision.spans.is_some() && !c.decision.sources.is_empty();
    let start = |c: &Candidate| c.decision.spans.as_ref().map_or(0, |s| s.source.start);
    let first = candidates.iter().filter(told).min_by_key(|c| start(c))?;
    let others = |c: &&Candidate| {
        c.decision
            .sources
            .iter()
            .all(|s| first.decision.sources.iter().all(|f| f.name != s.name && f.surface != s.surface))
    };
    let second =
        candidates.iter().filter(told).filter(others).filter(|c| start(c) > start(first)).min_by_key(|c| start(c))?;
    let sources: Vec<Source> = first.decision.sources.iter().chain(&second.decision.sources).cloned().collect();
    let features = of_joint(context, items, (first, second), &sources, headline);
    let decision = Decision { sources, ..first.decision.clone() };
    Some(Candidate { decision, strength: first.strength.min(second.strength), floor: 0.0, features, rank: None })
}

/// "Westland urges talks - adviser": a headline that ends with its source is the source's.
fn ends_headline(items: &[Item], cue: &Cue, strength: f32) -> bool {
    cue.manner == Manner::Label
        && strength >= 0.9
        && cue.words.start > 2
        && cue.source.start == cue.words.end
        && cue.source.end == items.len()
}

/// "They agreed", "the two discussed": the two persons who met.
fn names_pair(phrase: &[Item], resolved: &Resolved) -> bool {
    let Resolved::Speakers(sources) = resolved else { return false };
    let both = phrase.iter().any(|i| matches!(i.lower.as_str(), "they" | "both" | "two"));
    both && sources.len() == 2 && sources.iter().all(|s| s.kind == SpeakerKind::Person)
}

/// "Anna Roe: We wait.": a full name, a colon and a finished sentence are a turn in a conversation. Labels of news have
/// few of them, so the fit knows little of it.
fn names_turn(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: &Resolved) -> bool {
    let Resolved::Speakers(sources) = resolved else { return false };
    let full = |s: &Source| {
        s.kind == SpeakerKind::Person
            && s.entity.is_some_and(|e| {
                let known = &context.reading.mentions.entities[e];
                let again = context.reading.mentions.list.iter().filter(|m| m.entity == e).count() > 1;
                known.words.len() > 1 && (again || known.directory.is_some())
            })
            && s.surface.contains(' ')
    };
    cue.manner == Manner::Label
        && cue.source == (0..1)
        && cue.words == (1..2)
        && items.last().is_some_and(|i| i.what == What::Stop)
        && sources.iter().all(full)
}

/// Whom the source of a cue names, with its apposition.
pub(super) fn speakers_of(context: &Context<'_>, items: &[Item], cue: &Cue) -> Option<Resolved> {
    let mut resolved = context.resolve(items, cue.source.clone());
    // "the Kremlin spokesman, Dmitry Roe, said": the name is in the apposition.
    if let Some(apposition) = &cue.apposition
        && let Some(apposition) = named_apposition(items, apposition)
        && let Some(Resolved::Speakers(named)) = context.resolve(items, apposition)
        && named.iter().all(|n| n.kind == SpeakerKind::Person)
    {
        match &mut resolved {
            // "Roe and her counterpart, Poe, agreed": only the office is named by it. "Roe's adviser, Poe, said" and
            // "the former president of Westland, Poe, said" name the person by the apposition alone.
            Some(Resolved::Speakers(sources))
                if names_person(context, &items[cue.source.clone()])
                    && sources.iter().any(|s| s.kind == SpeakerKind::Person && s.entity.is_some()) =>
            {
                if sources.len() > 1 && sources.iter().any(|s| s.entity.is_none()) {
                    sources.retain(|s| s.entity.is_some());
                    sources.extend(named);
                }
            }
            _ => resolved = Some(Resolved::Speakers(named)),
        }
    }
    // "The largest maker, Roe Motors, said": a body that is described and then named.
    // "The super PAC, the Harbor Fund, said".
    let kind = |s: &Source| s.entity.is_none() || matches!(s.name.as_str(), "PAC" | "NGO") && cue.source.len() > 1;
    let described =
        matches!(&resolved, Some(Resolved::Speakers(found)) if matches!(found.as_slice(), [one] if kind(one)));
    if let Some(apposition) = &cue.apposition
        && described
        && let article = usize::from(items[apposition.start].is_word("the") && apposition.len() > 1)
        && let apposition = (apposition.start + article..apposition.end)
        && let Some(named) = named_apposition(items, &apposition).filter(|named| *named == apposition)
        && let Some(found @ Resolved::Speakers(_)) = context.resolve(items, named)
    {
        resolved = Some(found);
    }
    // "The group, the Harbor Union, said", "The largest makers, among them Roe Foods, said": a body in the apposition.
    if let Some(apposition) = &cue.apposition
        && !matches!(resolved, Some(Resolved::Speakers(_)))
        && let Some(named) = named_members(items, apposition)
        && let Some(found @ Resolved::Speakers(_)) = context.resolve(items, named)
    {
        resolved = Some(found);
    }
    // "The strategist, who did not want to be identified, said".
    if let Some(apposition) = &cue.apposition
        && items[apposition.clone()].iter().any(|i| matches!(i.lower.as_str(), "anonymity" | "identified" | "named"))
        && items[apposition.clone()].iter().any(|i| matches!(i.lower.as_str(), "condition" | "not" | "declined"))
        && let Some(Resolved::Speakers(found)) = &resolved
        && found.iter().all(|s| s.kind == SpeakerKind::Person)
        && !items[cue.source.clone()].iter().any(Item::is_name)
    {
        return Some(Resolved::Anonymous);
    }
    // "Some Democratic politicians praised it, including Senator Roe": who of them is named.
    if resolved == Some(Resolved::Anonymous)
        && matches!(cue.manner, Manner::Clause(Sense::Say | Sense::Act))
        && let Some(found) = examples(context, items, cue)
    {
        resolved = Some(Resolved::Speakers(found));
    }
    // A label in the singular stands for the person whom the outlet does not name: "Roe adviser", but not "Analyst".
    if cue.manner == Manner::Label
        && resolved == Some(Resolved::Anonymous)
        && let Some(last) = items[cue.source.clone()].last()
        && (last.class.is(Class::ROLE) || matches!(last.lower.as_str(), "organizers" | "organisers"))
        && !(is_anyone(&last.lower) && (cue.source.len() == 1 && last.lower != "diplomat" || last.lower == "official"))
        && last.lower != "expert"
    {
        let label = &items[cue.source.clone()];
        let words = context.reading.text_of(&(label[0].tokens.start..last.tokens.end)).to_owned();
        resolved = Some(Resolved::Speakers(vec![Source {
            name: words.clone(),
            surface: words,
            entity: None,
            kind: SpeakerKind::Person,
            female: None,
        }]));
    }
    // "... - TV", "... - Westpress source": media that nobody names, and whom they do not name.
    let label = &items[cue.source.clone()];
    if cue.manner == Manner::Label
        && (label.len() == 1 && matches!(label[0].lower.as_str(), "tv" | "television" | "radio" | "media" | "reports")
            || label.len() > 1 && label.last().is_some_and(|i| i.is_word("source") || i.is_word("sources")))
    {
        return Some(Resolved::Anonymous);
    }
    if let Some(named) = label_of_country(context, items, cue) {
        resolved = Some(Resolved::Speakers(vec![named]));
    }
    resolved
}

/// "Senator Roe, a Republican, and Senator Poe, a Democrat, said": the one before the "and", whom an apposition parts from it.
fn join_before(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: &mut Resolved) {
    let Resolved::Speakers(sources) = resolved else { return };
    let Some(comma) = cue.source.start.checked_sub(2) else { return };
    let joined = items[comma].what == What::Comma && items[comma + 1].is_word("and");
    if !joined || !matches!(cue.manner, Manner::Clause(_) | Manner::Participle) {
        return;
    }
    let Some(before) = subject_up_to(items, comma + 1).filter(|phrase| items[phrase.end - 1].is_name()) else { return };
    if let Some(Resolved::Speakers(mut all)) = context.resolve(items, before) {
        let new: Vec<Source> = sources.iter().filter(|s| all.iter().all(|a| a.name != s.name)).cloned().collect();
        all.extend(new);
        *sources = all;
    }
}

/// The decision for the speakers of a cue.
fn decision(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: Resolved) -> Decision {
    let cue_text =
        context.reading.text_of(&(items[cue.words.start].tokens.start..items[cue.words.end - 1].tokens.end)).to_owned();
    let office = match &resolved {
        Resolved::Speakers(s) if s.len() != 1 || s[0].entity.is_some() => {
            let spokes = items[cue.source.clone()].iter().find(|i| i.lower.starts_with("spokes"));
            spokes.filter(|_| s[0].kind == SpeakerKind::Institution).map(|i| i.lower.clone())
        }
        _ => {
            let source = &items[cue.source.clone()];
            let head = source.iter().position(|i| i.class.is(Class::PREPOSITION)).unwrap_or(source.len());
            source[..head].iter().rfind(|i| i.class.is(Class::ROLE.or(Class::BODY))).map(|i| i.lower.clone())
        }
    };
    // What a name goes with may be a mark or a word that the sentence's end cuts: no cue to show.
    let shown = cue.manner != Manner::Named || cue_text.chars().all(|c| c.is_alphanumeric() || c == '-');
    let cue_text = Some(cue_text).filter(|_| shown);
    let narrator = Decision { office, cue: cue_text, ..Decision::narrator(0.0) };
    match resolved {
        Resolved::Anonymous => narrator,
        Resolved::Speakers(sources) => {
            let share = signs(items).quoted;
            let kind = if share > 0.5 || is_direct(items, cue) {
                AttributionKind::Direct
            } else if share > 0.0 {
                AttributionKind::Mixed
            } else {
                AttributionKind::Indirect
            };
            Decision { sources, kind, ..narrator }
        }
    }
}

/// Whether the words reported stand wholly between quotation marks, however long the rest of the sentence is.
fn is_direct(items: &[Item], cue: &Cue) -> bool {
    let quote = |i: &Item| matches!(i.what, What::Quote { words, ends: true, .. } if words > 2);
    match cue.manner {
        Manner::Parenthesis => {
            let start = cue.words.start.min(cue.source.start);
            items[..start].iter().all(|i| i.is_quote() || matches!(i.what, What::Comma | What::Dash))
                && items[..start].iter().any(quote)
        }
        _ => {
            let next = items[cue.words.end..].iter().find(|i| !matches!(i.what, What::Comma | What::Colon));
            next.is_some_and(quote)
        }
    }
}

/// Whether a phrase itself names a person, other than as the owner of something.
fn names_person(context: &Context<'_>, phrase: &[Item]) -> bool {
    phrase.iter().enumerate().any(|(at, item)| {
        let owner = phrase.get(at + 1).is_some_and(|i| i.what == What::Possessive);
        !owner
            && context.entity_of(item).is_some_and(|e| context.reading.mentions.entities[e].kind == SpeakerKind::Person)
    })
}

/// "Madagascar seeks to join - president": the office is that of the country that the headline begins with.
fn label_of_country(context: &Context<'_>, items: &[Item], cue: &Cue) -> Option<Source> {
    let label = &items[cue.source.clone()];
    let first = items.first()?;
    let entry = context.demonym(first).or_else(|| context.country_of_name(first).filter(|_| first.is_name()))?;
    let known = &context.directory.entries()[entry];
    let last = label.last()?;
    let office = matches!(
        last.lower.as_str(),
        "president" | "ministry" | "minister" | "ambassador" | "envoy" | "embassy" | "mfa" | "premier"
    ) || label.len() > 1 && last.lower.starts_with("advis");
    let bare = label
        .iter()
        .all(|i| i.what == What::Word && !i.class.is(Class::DEMONYM) || i.is_name() && i.lower == "ministry");
    if cue.manner != Manner::Label
        || cue.source.start < items.len() / 2
        || known.kind != SpeakerKind::Country
        || !office
        || !bare
    {
        return None;
    }
    let words = context.reading.text_of(&(label.first()?.tokens.start..last.tokens.end));
    let name = format!("{}'s {words}", known.name);
    let kind = if last.lower == "ministry" { SpeakerKind::Institution } else { SpeakerKind::Person };
    Some(Source {
        name: context.directory.canonical(&name).to_owned(),
        surface: words.to_owned(),
        entity: None,
        kind,
        female: None,
    })
}

/// How far the resolved source fits the kind of act.
fn agency(context: &Context<'_>, items: &[Item], cue: &Cue, resolved: &Resolved) -> f32 {
    let Resolved::Speakers(sources) = resolved else { return 1.0 };
    match cue.manner {
        Manner::Clause(Sense::Decide) => {
            if sources.iter().any(|s| s.entity.is_some() || s.kind != SpeakerKind::Person) { 1.0 } else { 0.6 }
        }
        // A label of capitals that names nobody known ("SEE ALSO: ...").
        Manner::Label
            if cue.words.start < items.len() / 2
                && sources.iter().any(|s| {
                    s.entity.map(|e| &context.reading.mentions.entities[e]).is_some_and(|e| {
                        let once =
                            || context.reading.mentions.list.iter().filter(|m| Some(m.entity) == s.entity).count() < 2;
                        e.directory.is_none()
                            && (e.words.len() == 1 && once()
                                || e.kind != SpeakerKind::Person
                                || e.words.len() > 3
                                || e.name.split(' ').any(|w| w.len() > 2 && w.chars().all(char::is_uppercase)))
                    })
                }) =>
        {
            0.3
        }
        // "BRICS: a harbinger of ..." is a topic; "Beijing: President Roe said ..." a place.
        Manner::Label if cue.words.start < items.len() / 2 && sources.iter().all(|s| s.kind != SpeakerKind::Person) => {
            let next = items.get(cue.words.end);
            if next.is_some_and(|n| n.class.is(Class::DETERMINER)) {
                0.0
            } else if sources.iter().all(|s| s.kind == SpeakerKind::Country) {
                0.8
            } else {
                1.0
            }
        }
        // "..., state media reported": whom they quote says it.
        Manner::Parenthesis | Manner::According if sources.iter().all(|s| is_outlet(context, s)) => 0.85,
        _ => 1.0,
    }
}

fn is_outlet(context: &Context<'_>, source: &Source) -> bool {
    context.directory.find(&source.name).is_some_and(Entry::is_outlet)
}

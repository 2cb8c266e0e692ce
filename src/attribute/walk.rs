//! Walks through an article's sentences in order and decides for each who speaks.
//!
//! What a sentence means rests on those before it, and often on the next: a quote may open before its speaker is named.
//! So the walk goes through the article twice. The first time tells whom each sentence names by itself; the second time
//! a sentence may also be given to whom the next one names.

use super::AttributionKind;
use super::choice::{
    Around, Candidate, Decision, begins_paragraph, by_cues, by_form, candidate, choose, free_indirect, look_ahead,
    name_offices, of_narrator, run_of,
};
use super::cues::is_teaser;
use super::directory::{Directory, SpeakerKind};
use super::ranker::Scores;
use super::resolve::{Ahead, Context, Resolved, Source};
use super::text::{Class, Item, Reading, Sense, What, items_of};
use super::voice::{Voice, dashed_dialogue, is_caption, is_site_line, voices};
use std::ops::Range;

/// The sentences of an article, with what does not change while they are read.
pub(super) struct Walk<'a> {
    reading: &'a Reading<'a>,
    directory: &'a Directory,
    /// Tokens of each sentence.
    ranges: &'a [Range<usize>],
    headlines: &'a [bool],
    /// Tokens of the headline.
    title: Range<usize>,
    all: Vec<Vec<Item>>,
    /// Whether each sentence begins a paragraph.
    new: Vec<bool>,
    voices: Vec<Voice>,
    /// Whether each sentence stands in dialogue behind a dash.
    dialogue: Vec<bool>,
    /// What a ranker says of the article, if there is one.
    scores: Option<&'a Scores<'a>>,
    /// By entity the bytes of its mentions.
    mentioned: Vec<Vec<Range<usize>>>,
}

impl<'a> Walk<'a> {
    pub fn new(
        reading: &'a Reading<'a>,
        directory: &'a Directory,
        ranges: &'a [Range<usize>],
        headlines: &'a [bool],
        title: Range<usize>,
        publisher: Option<&str>,
    ) -> Self {
        let all: Vec<Vec<Item>> = ranges.iter().map(|r| items_of(reading, r.clone())).collect();
        let headline = items_of(reading, title.clone());
        let new = Vec::new();
        let mut mentioned = vec![Vec::new(); reading.mentions.entities.len()];
        reading.mentions.list.iter().for_each(|m| mentioned[m.entity].push(reading.bytes_of(&m.tokens)));
        let voices_to_come = Vec::new();
        let mut walk = Self {
            reading,
            directory,
            ranges,
            headlines,
            title,
            all,
            new,
            voices: voices_to_come,
            dialogue: Vec::new(),
            scores: None,
            mentioned,
        };
        let context = walk.context();
        walk.new = ranges.iter().map(|r| begins_paragraph(&context, r.start)).collect();
        walk.voices = voices(&context, &walk.all, &headline, publisher);
        walk.dialogue = dashed_dialogue(&walk.all);
        for (voice, items) in walk.voices.iter_mut().zip(&walk.all) {
            let nobody = is_caption(&context, items) || is_site_line(&context, items);
            if nobody && !matches!(voice, Voice::Own(_)) {
                *voice = Voice::Nobody;
            } else if is_teaser(items) && matches!(voice, Voice::Argued(_) | Voice::Published(_)) {
                *voice = Voice::Unmarked;
            }
        }
        walk
    }

    /// With `scores` of a ranker, by which candidates are weighed.
    pub fn ranked(mut self, scores: Option<&'a Scores<'a>>) -> Self {
        self.scores = scores;
        self
    }

    /// What the ranker says of each candidate of sentence `index`.
    fn rank(&self, index: usize, candidates: &mut [Candidate]) {
        let Some(scores) = self.scores else { return };
        for candidate in candidates {
            let mentions = |s: &Source| s.entity.map_or(&[][..], |entity| &self.mentioned[entity][..]);
            let speakers: Vec<&[Range<usize>]> = candidate.decision.sources.iter().map(mentions).collect();
            let manner = candidate.features.first().and_then(|f| f.strip_prefix("manner ")).unwrap_or_default();
            let source = self.reading.source_of(&candidate.decision);
            candidate.rank = Some(scores.rank(index, manner, &speakers, source));
        }
    }

    /// What a reader knows who has read the headline alone.
    fn context(&self) -> Context<'a> {
        let mut context = Context {
            reading: self.reading,
            directory: self.directory,
            spoken: Vec::new(),
            focus: Vec::new(),
            pair: Vec::new(),
            sentence: 0..0,
            ahead: Ahead::Nothing,
            since: 0,
            met: false,
        };
        // Before anybody is named, "he" is whom the headline names.
        for mention in self.reading.mentions.list.iter().rev().filter(|m| m.tokens.start >= self.title.start) {
            context.focus.retain(|&e| e != mention.entity);
            context.focus.push(mention.entity);
        }
        context
    }

    /// The decision for each sentence, and the candidates among which it fell. `go_on` is asked before each sentence; what it
    /// fails with ends the walk.
    pub fn decide<E>(&self, go_on: impl Fn() -> Result<(), E>) -> Result<(Vec<Decision>, Vec<Vec<Candidate>>), E> {
        let mut context = self.context();
        let (first, _) = self.pass(&mut context, &[], &go_on)?;
        let mut context = self.context();
        let (mut decisions, found) = self.pass(&mut context, &first, &go_on)?;
        look_ahead(&context, &self.all, &mut decisions);
        free_indirect(&context, &self.all, &mut decisions);
        name_offices(&context, self.ranges, &mut decisions);
        let unresolved = |d: &Decision| d.kind == AttributionKind::Unresolved;
        for decision in decisions.iter_mut().filter(|d| d.sources.is_empty() && !unresolved(d)) {
            decision.kind = AttributionKind::Narrator;
        }
        Ok((decisions, found))
    }

    /// Reads the article once. `earlier` are the decisions of the reading before, if there was one.
    fn pass<E>(
        &self,
        context: &mut Context<'a>,
        earlier: &[Decision],
        go_on: &impl Fn() -> Result<(), E>,
    ) -> Result<(Vec<Decision>, Vec<Vec<Candidate>>), E> {
        let mut decisions: Vec<Decision> = Vec::with_capacity(self.ranges.len());
        let mut considered = Vec::with_capacity(self.ranges.len());
        // A quote of several sentences has one speaker: by quote, the decision of the sentence that named it.
        let mut quote_speaker: Vec<Option<Vec<Source>>> = vec![None; self.reading.quotes.len()];
        for (index, items) in self.all.iter().enumerate() {
            go_on()?;
            context.sentence = self.ranges[index].clone();
            context.ahead = self.all.get(index + 1).map_or(Ahead::Nothing, |next| ahead(next));
            context.since = decisions.iter().rev().take_while(|d| d.cue.is_none()).count();
            // "Roe spoke to Poe, and the leaders discussed the pier": who meets in this sentence.
            let pair = pair_of(context, items);
            let meet = pair.is_some();
            if let Some(pair) = pair {
                context.pair = pair;
            }
            let run = run_of(&self.all, &self.new, index, &decisions, earlier);
            let around = Around { before: decisions.last(), after: earlier.get(index + 1), run };
            let mut found = self.candidates(context, index, &quote_speaker, around);
            let own = matches!(self.voices[index], Voice::Own(_) | Voice::Argued(_) | Voice::Narration(_));
            // In the second reading alone: the ranker was taught on the candidates that the rules come to. Not in argued
            // pieces, whose author it does not see: mostly the name stands outside of the window.
            if !earlier.is_empty() && !matches!(self.voices[index], Voice::Argued(_)) {
                self.rank(index, &mut found);
            }
            let decision = choose(&mut found, own);
            considered.push(found);
            if !decision.sources.is_empty() {
                for item in items {
                    if let What::Quote { quote, .. } = item.what {
                        quote_speaker[quote] = Some(decision.sources.clone());
                    }
                }
                context.spoken.push(decision.sources.clone());
            } else if decision.cue.is_some() {
                // Somebody unnamed spoke; what goes on from here is theirs.
                context.spoken.push(Vec::new());
            }
            context.met = meet && decision.cue.is_none();
            if !is_caption(context, items) {
                update_focus(context, items, &decision, self.dialogue[index]);
            }
            decisions.push(decision);
        }
        Ok((decisions, considered))
    }

    /// The candidates of sentence `index`.
    fn candidates(
        &self,
        context: &Context<'_>,
        index: usize,
        quote_speaker: &[Option<Vec<Source>>],
        around: Around<'_>,
    ) -> Vec<Candidate> {
        let (items, voice, headline) = (&self.all[index], &self.voices[index], self.headlines[index]);
        let open = matches!(voice, Voice::Narration(_) | Voice::Argued(_) | Voice::Published(_) | Voice::Unmarked);
        let mut found = if open { by_cues(context, items, headline) } else { Vec::new() };
        if matches!(voice, Voice::Argued(_)) {
            // Whoever is unnamed speaks in the author's words.
            found.retain(|c| !c.decision.sources.is_empty());
        }
        let told = found.iter().any(|c| c.strength >= 0.8 && !c.decision.sources.is_empty());
        let by_voice = match voice {
            Voice::Own(speakers) => Some(("own", speakers)),
            // What a named source strongly says is no narration.
            Voice::Narration(narrators) if !told => Some(("narration", narrators)),
            Voice::Published(bodies) => Some(("published", bodies)),
            Voice::Argued(authors) => Some(("argued", authors)),
            Voice::Narration(_) | Voice::Nobody | Voice::Unmarked => None,
        };
        if let Some((rule, speakers)) = by_voice {
            let kind = AttributionKind::Continued;
            let by_voice = candidate(context, items, rule, speakers, kind, (&found, around));
            found.push(by_voice);
        }
        if open {
            let by_form = by_form(context, items, quote_speaker, &found, around);
            // Where somebody narrates, only quotes go on.
            let narrated = matches!(voice, Voice::Narration(_));
            found.extend(by_form.into_iter().filter(|c| !narrated || c.features[0] == "manner in_quotes"));
        }
        if matches!(voice, Voice::Published(_) | Voice::Argued(_) | Voice::Unmarked) {
            let features = of_narrator(context, items, headline, &found, around);
            found.push(Candidate {
                decision: Decision::narrator(0.0),
                strength: 0.0,
                floor: 0.0,
                features,
                rank: None,
            });
        }
        found
    }
}

/// Whom the next sentence says to speak: "he said" tells that this one may be his too.
fn ahead(next: &[Item]) -> Ahead {
    let says = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say));
    let near = |at: usize| next[at.saturating_sub(2)..(at + 4).min(next.len())].iter().any(says);
    next.iter()
        .enumerate()
        .find_map(|(at, item)| match item.what {
            What::Word if matches!(item.lower.as_str(), "he" | "she") && near(at) => Some(Ahead::Pronoun),
            What::Name(_) if near(at) => Some(Ahead::Name),
            _ => None,
        })
        .unwrap_or(Ahead::Nothing)
}

/// The persons of "Roe met with Minister Poe and Chancellor Doe", "Roe met Poe", "Roe and her counterpart Poe discussed the pier".
fn pair_of(context: &Context<'_>, items: &[Item]) -> Option<Vec<Source>> {
    const MEETS: &[&str] =
        &["met", "spoke", "spoken", "talked", "conferred", "meeting", "call", "talks", "visited", "conversation"];
    const TOGETHER: &[&str] = &["spoke", "talked", "conferred", "discussed", "held"];
    const MET: &[&str] = &["met", "received", "welcomed", "hosted"];
    let person = |i: &Item| {
        let entity = context.entity_of(i)?;
        (context.reading.mentions.entities[entity].kind == SpeakerKind::Person)
            .then(|| context.source_of(entity, context.reading.text_of(&i.tokens)))
            .filter(|source| context.surely(source))
    };
    // "Westland's Minister Roe": the country is none of them.
    let owner = |at: usize| items.get(at + 1).is_some_and(|i| i.what == What::Possessive);
    let named = |at: usize| person(&items[at]).filter(|_| !owner(at));
    let part = |i: &Item| {
        i.is_name()
            || matches!(i.what, What::Comma | What::Possessive | What::Open | What::Close | What::Other)
            || i.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::BODY).or(Class::ROLE).or(Class::DETERMINER))
            || matches!(i.lower.as_str(), "of" | "and" | "for")
            || i.what == What::Word && context.is_capital(i)
    };
    // Who stands in one phrase from an item on.
    let phrase = |start: usize| (start..items.len()).take_while(|&at| part(&items[at])).filter_map(named);
    let position =
        |words: &[&str]| items.iter().position(|i| i.what == What::Word && words.contains(&i.lower.as_str()));
    let mut all: Vec<Source> = Vec::new();
    // "The Westland side was led by Anna Roe and the Eastland side by Bela Poe".
    let led = items.windows(2).position(|pair| pair[0].is_word("led") && pair[1].is_word("by"));
    if let Some(led) = led.filter(|&led| items[..led].iter().any(|i| matches!(i.lower.as_str(), "side" | "delegation")))
    {
        all.extend((led..items.len()).filter_map(named));
    }
    if all.len() < 2
        && let Some(verb) = position(TOGETHER).or_else(|| position(MET))
    {
        all.clear();
        let subject = (0..verb).rev().take_while(|&at| part(&items[at])).last().unwrap_or(verb);
        all.extend(phrase(subject));
        if all.len() == 1 && MET.contains(&items[verb].lower.as_str()) {
            all.extend(phrase(verb + 1));
        } else if all.len() > 1 && items.get(verb + 1).is_some_and(|i| i.is_word("with")) {
            // "Roe and Poe met with Moe and Doe".
            all.extend(phrase(verb + 2));
        }
    }
    if all.len() < 2
        && let Some(verb) = position(MEETS)
        && let Some(with) =
            items[verb..].iter().take(14).position(|i| i.is_word("with")).or_else(|| spoke_to(items, verb))
        && let Some(first) = (0..verb).find_map(named).or_else(|| he_at_head(context, items))
    {
        all = std::iter::once(first).chain(phrase(verb + with + 1)).collect();
    }
    let mut pair: Vec<Source> = Vec::new();
    for found in all {
        if !pair.iter().any(|p| p.name == found.name) {
            pair.push(found);
        }
    }
    (pair.len() > 1).then_some(pair)
}

/// Whom "he" at the head of a sentence means.
fn he_at_head(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let he = items.first().filter(|i| i.is_word("he") || i.is_word("she"))?;
    match context.pronoun(he) {
        Some(Resolved::Speakers(found)) => found.into_iter().next(),
        _ => None,
    }
}

/// The items from the verb at item `verb` on to the "to" of "spoke to the president of Westland, Anna Roe" or "talked by phone to".
fn spoke_to(items: &[Item], verb: usize) -> Option<usize> {
    let speaks = matches!(items[verb].lower.as_str(), "spoke" | "spoken" | "talked");
    let near = items[verb..].iter().take(4).position(|i| i.is_word("to")).filter(|_| speaks)?;
    // "spoke to Roe's allies": not to Roe.
    let owner = items[verb + near..].iter().take(4).any(|i| i.what == What::Possessive);
    (!owner).then_some(near)
}

/// Remembers whom the sentence is about; in `dialogue` only who speaks.
fn update_focus(context: &mut Context<'_>, items: &[Item], decision: &Decision, dialogue: bool) {
    let speakers: Vec<usize> = decision.sources.iter().filter_map(|s| s.entity).collect();
    // The subject: the first name or pronoun that no preposition stands before and that owns nothing.
    let about = items.iter().enumerate().take(if dialogue { 0 } else { 12 });
    let subject = about.into_iter().find_map(|(at, item)| match item.what {
        What::Name(mention) => {
            let owner = items.get(at + 1).is_some_and(|i| i.what == What::Possessive);
            let aside = at > 0 && items[at - 1].class.is(Class::PREPOSITION);
            (!owner && !aside).then(|| context.reading.mentions.list[mention].entity)
        }
        What::Word if at < 6 && matches!(item.lower.as_str(), "he" | "she") || at == 0 && item.is_word("it") => {
            match context.pronoun(item) {
                Some(Resolved::Speakers(found)) => found.first().and_then(|s| s.entity),
                _ => None,
            }
        }
        _ => None,
    });
    let nobody = speakers.is_empty();
    let named = || items.iter().take(12).find_map(|i| context.entity_of(i)).filter(|_| nobody && !dialogue);
    let subject = subject.or_else(named);
    // Who speaks comes to mind before whom the sentence is about, and whom a paper asks before the paper.
    let answers = asked(context, items).filter(|_| {
        !decision.sources.is_empty() && decision.sources.iter().all(|s| s.kind == SpeakerKind::Institution)
    });
    let entities: Vec<usize> = subject.into_iter().chain(speakers).chain(answers).collect();
    for entity in entities {
        context.focus.retain(|&e| e != entity);
        context.focus.push(entity);
    }
}

/// The person whom the sentence says to be asked: "The paper asked Mr. Roe", but not "asked about Mr. Roe".
fn asked(context: &Context<'_>, items: &[Item]) -> Option<usize> {
    const ASKS: &[&str] = &["asked", "interviewed", "contacted", "approached"];
    let verb = items.iter().position(|i| i.what == What::Word && ASKS.contains(&i.lower.as_str()))?;
    let title = |i: &&Item| i.class.is(Class::TITLE.or(Class::ROLE));
    let named = items[verb + 1..].iter().find(|i| !title(i))?;
    let person = |e: &usize| context.reading.mentions.entities[*e].kind == SpeakerKind::Person;
    context.entity_of(named).filter(person)
}

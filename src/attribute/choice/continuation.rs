//! Sentences without a cue of their own: whether they go on with the speaker of the sentence before.

use super::decide::{Candidate, Decision};
use super::features::{begins_paragraph, of_rule};
use super::runs::Run;
use super::weigh::same;
use crate::attribute::AttributionKind;
use crate::attribute::cues::{first_subject, is_teaser};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::{Context, Resolved, Source};
use crate::attribute::text::{Class, Form, Item, Sense, What};

/// What a sentence without a cue shows of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    /// Share of its words that stand in quotes.
    pub quoted: f32,
    /// It speaks of itself: "I", "we", "our", outside of quotes.
    pub first_person: bool,
    /// One person speaks of himself: "I", "my", outside of quotes.
    pub singular: bool,
    /// "he" or "she" stands outside of quotes.
    pub pronoun: bool,
    /// Words outside of quotes, a name counted as one.
    pub words: usize,
}

/// The decisions for the sentences around one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'d> {
    pub before: Option<&'d Decision>,
    /// What an earlier reading says of the next sentence.
    pub after: Option<&'d Decision>,
    /// The run that the layout puts it in.
    pub run: Option<Run<'d>>,
}

/// The signs of a sentence.
pub(crate) fn signs(items: &[Item]) -> Signs {
    let mut signs = Signs::default();
    let mut quoted = 0;
    for (at, item) in items.iter().enumerate() {
        match item.what {
            What::Quote { words, .. } => quoted += words,
            What::Word => {
                signs.words += 1;
                signs.pronoun |= matches!(item.lower.as_str(), "he" | "she");
                // "World War I", "Elizabeth I": a numeral.
                let numeral = item.lower == "i" && at > 0 && items[at - 1].is_name();
                signs.singular |= !numeral
                    && matches!(item.lower.as_str(), "i" | "my" | "me" | "myself" | "i'm" | "i've" | "i'll" | "i'd");
                signs.first_person |= matches!(
                    item.lower.as_str(),
                    "i" | "we" | "our" | "us" | "my" | "i'm" | "we're" | "we've" | "i've"
                );
            }
            What::Name(_) => {
                signs.words += 1;
            }
            _ => {}
        }
    }
    let total = quoted + signs.words;
    signs.quoted = if total == 0 { 0.0 } else { quoted as f32 / total as f32 };
    signs
}

/// Candidates that no cue of the sentence names: parts of quotes, continuations.
pub(crate) fn by_form(
    context: &Context<'_>,
    items: &[Item],
    quote_speaker: &[Option<Vec<Source>>],
    cues: &[Candidate],
    around: Around<'_>,
) -> Vec<Candidate> {
    let tagged = is_tagged(items);
    let mut forms = Forms { context, items, cues, around, signs: signs(items), tagged, found: Vec::new() };
    forms.impersonal();
    if is_crosshead(context, items) || is_teaser(items) {
        return forms.found;
    }
    if let Some(sources) = in_quotes(items, quote_speaker) {
        forms.propose("in_quotes", sources, AttributionKind::Continued);
        return forms.found;
    }
    let named = cues.iter().any(|cue| !cue.decision.sources.is_empty());
    if is_credit(items) || cues.iter().any(is_stranger) && !named {
        return forms.found;
    }
    // A gloss: "Quote: ...".
    if items.first().is_some_and(|i| i.is_word("quote"))
        && let Some(last) = context.spoken.last()
    {
        forms.propose("gloss", last, AttributionKind::Direct);
        return forms.found;
    }
    forms.named_beside_quote();
    forms.goes_on();
    forms.resumes();
    forms.in_focus();
    forms.found
}

/// What is found in a sentence by its form, and what it is looked for in.
struct Forms<'f, 'c> {
    context: &'f Context<'c>,
    items: &'f [Item],
    cues: &'f [Candidate],
    around: Around<'f>,
    signs: Signs,
    tagged: bool,
    found: Vec<Candidate>,
}

impl Forms<'_, '_> {
    /// Puts `sources` forward by `rule`. The first rule that does so tells most.
    fn propose(&mut self, rule: &'static str, sources: &[Source], kind: AttributionKind) {
        if self.tagged && sources.iter().all(|s| s.kind != SpeakerKind::Person) {
            return;
        }
        if !self.found.iter().any(|c| same(&c.decision.sources, sources)) {
            self.found.push(candidate(self.context, self.items, rule, sources, kind, (self.cues, self.around)));
        }
    }

    /// "It is noted that ...", "As noted, ...": whoever spoke last notes it.
    fn impersonal(&mut self) {
        let context = self.context;
        if is_impersonal(self.items)
            && context.since <= IMPERSONAL
            && let Some(last) = context.spoken.iter().rev().find(|last| !last.iter().all(|s| context.is_press(s)))
        {
            self.propose("impersonal", last, AttributionKind::Continued);
        }
    }

    /// "Roe was vocal about free traders: 'It is ...'": the subject before the colon; who has the run of lines; "'...', Anna Roe".
    fn named_beside_quote(&mut self) {
        let (context, items) = (self.context, self.items);
        let long = |i: &Item| matches!(i.what, What::Quote { words, .. } if words > 4);
        let colon = items.windows(2).position(|pair| pair[0].what == What::Colon && long(&pair[1]));
        let subject = colon.and_then(|at| first_subject(items, at));
        if let Some(Resolved::Speakers(named)) = subject.and_then(|subject| context.resolve(items, subject))
            && named.iter().all(|n| n.kind == SpeakerKind::Person)
        {
            self.propose("colon", &named, AttributionKind::Direct);
        }
        if let Some(run) = self.around.run {
            self.propose(run.rule, run.sources, AttributionKind::Continued);
        }
        if let Some(author) = beside_quote(context, items) {
            self.propose("beside", &[author], AttributionKind::Direct);
        }
    }

    /// A quote, a line of dialogue or plain words that go on with the sentence before, or lead in the next one.
    fn goes_on(&mut self) {
        let (context, items, around) = (self.context, self.items, self.around);
        if self.signs.quoted > 0.5
            && let Some(last) = context.spoken.last().filter(|last| !is_of_other_sex(items, last))
        {
            self.propose("quote_goes_on", last, AttributionKind::Continued);
        }
        // A line of dialogue: "- We would like more."
        if items.first().is_some_and(|i| i.what == What::Dash)
            && items.len() > 4
            && items.last().is_some_and(|i| i.what == What::Stop)
            && let Some(last) = context.spoken.last().filter(|l| !l.is_empty())
        {
            self.propose("dialogue", last, AttributionKind::Continued);
        }
        let before = around.before.filter(|p| !p.sources.is_empty() && !is_of_other_sex(items, &p.sources));
        if let Some(before) = before {
            let rule = if self.signs.first_person { "first_person" } else { "goes_on" };
            self.propose(rule, &before.sources, AttributionKind::Continued);
        }
        if let Some(next) = around.after.filter(|n| !n.sources.is_empty()) {
            self.propose("leads_in", &next.sources, AttributionKind::Continued);
        }
    }

    /// Who spoke before the reporter's aside, and before that another.
    fn resumes(&mut self) {
        let context = self.context;
        let mut spoken = context.spoken.iter().rev().filter(|s| !s.is_empty());
        let Some(last) = spoken.next() else { return };
        self.propose("resumes", last, AttributionKind::Continued);
        let speaks = self.signs.quoted > 0.3 || self.signs.first_person;
        if let Some(other) = spoken.find(|s| !same(s, last)).filter(|_| speaks) {
            self.propose("alternates", other, AttributionKind::Continued);
        }
    }

    /// Whom the text was last about, though somebody else spoke.
    fn in_focus(&mut self) {
        let (context, items) = (self.context, self.items);
        if self.signs.quoted <= 0.3 && !self.signs.first_person && !self.signs.pronoun {
            return;
        }
        let has = |word: &str| items.iter().any(|i| i.is_word(word));
        let other = match (has("she"), has("he")) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        };
        let fits = |s: &Source| other.is_none() || s.female != other;
        let person = |s: &Source| s.kind == SpeakerKind::Person && context.surely(s) && fits(s);
        if let Some(person) = context.recent(&person) {
            self.propose("in_focus", &[person], AttributionKind::Continued);
        }
    }
}

/// "- We would like more - said the minister, Anna Roe.": the line names its speaker, and no body goes on in it.
fn is_tagged(items: &[Item]) -> bool {
    let says = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say) && v.form != Form::Base);
    items.first().is_some_and(|i| i.what == What::Dash)
        && items.windows(2).skip(1).any(|pair| pair[0].what == What::Dash && says(&pair[1]))
}

/// "— Anna Roe contributed to this report."
fn is_credit(items: &[Item]) -> bool {
    items.iter().any(|i| i.lower.starts_with("contribut"))
        && items.iter().any(|i| matches!(i.lower.as_str(), "report" | "story" | "article" | "reporting"))
}

/// "..., the executive said", of whom the text has no name: not whoever spoke before.
fn is_stranger(cue: &Candidate) -> bool {
    cue.strength >= 0.96
        && cue.decision.sources.is_empty()
        && cue.decision.cue.is_some()
        && cue.features.first().is_some_and(|f| f == "manner parenthesis")
        // "They added" goes on.
        && !cue.features.iter().any(|f| f == "source they")
}

/// "She said" beside the words of a man: somebody else, whoever that is.
fn is_of_other_sex(items: &[Item], last: &[Source]) -> bool {
    let verb = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say));
    let said_by = |word: &str| {
        items.windows(2).any(|pair| pair[0].is_word(word) && verb(&pair[1]) || pair[1].is_word(word) && verb(&pair[0]))
    };
    let [one] = last else { return false };
    one.female == Some(false) && said_by("she") || one.female == Some(true) && said_by("he")
}

/// Words that a heading in quotation marks has at most.
const CROSSHEAD: usize = 9;

/// Words that a heading quotes at most, and items that it has besides.
const SCARE: usize = 4;
const SHORT: usize = 6;

/// Whether a sentence is a heading between paragraphs, "'A new age'", or holds no word at all.
pub(super) fn is_crosshead(context: &Context<'_>, items: &[Item]) -> bool {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return true };
    let alone = begins_paragraph(context, first.tokens.start)
        && (last.tokens.end >= context.reading.tokens.len() || begins_paragraph(context, last.tokens.end));
    // "– 'A new age' –".
    let dashed = items.len() <= 4 && first.what == What::Dash && last.what == What::Dash;
    // "'We want' peace", "A 'new age'": a few words of a quote in a heading.
    let scare = |i: &Item| matches!(i.what, What::Quote { words, ends: false, .. } if words <= SCARE);
    let quoted = match items {
        [only] => matches!(only.what, What::Quote { words, ends: false, .. } if words <= CROSSHEAD),
        _ => {
            items.len() <= SHORT
                && items.iter().any(scare)
                && items.iter().all(|i| scare(i) || matches!(i.what, What::Word | What::Name(_)))
        }
    };
    let wordless = !items.iter().any(|i| matches!(i.what, What::Word | What::Name(_) | What::Quote { .. }));
    wordless || dashed || alone && quoted
}

/// The candidate that `rule` puts forward.
pub(crate) fn candidate(
    context: &Context<'_>,
    items: &[Item],
    rule: &'static str,
    sources: &[Source],
    kind: AttributionKind,
    (cues, around): (&[Candidate], Around<'_>),
) -> Candidate {
    let features = of_rule(context, items, rule, sources, (cues, around));
    // "Anna Roe: We wait. We have no ships.": the turn goes on.
    let turn = rule == "first_person" && around.before.is_some_and(|p| p.cue.as_deref() == Some(":"));
    let kind = if sources.is_empty() { AttributionKind::Narrator } else { kind };
    let decision = Decision { kind, ..Decision::voiced(sources) };
    let floor = match rule {
        _ if turn => 0.8,
        "impersonal" => 0.92,
        _ => 0.0,
    };
    Candidate { decision, strength: 0.0, floor, features, rank: None }
}

/// Sentences since the last cue over which "it is noted that" points back.
const IMPERSONAL: usize = 3;

/// Whether a sentence says that something is noted, and not by whom: "It was stressed that ...", "As noted, ...".
fn is_impersonal(items: &[Item]) -> bool {
    const NOTED: &[&str] = &[
        "noted",
        "emphasized",
        "emphasised",
        "stressed",
        "stated",
        "underlined",
        "underscored",
        "reported",
        "recalled",
        "added",
        "indicated",
        "highlighted",
        "specified",
        "pointed",
    ];
    let noted = |i: &Item| i.what == What::Word && NOTED.contains(&i.lower.as_str());
    let mut rest = items.iter().peekable();
    match rest.next() {
        Some(first) if first.is_word("it") => {
            let is = rest.next().is_some_and(|i| matches!(i.lower.as_str(), "is" | "was" | "'s"));
            let rest: Vec<&Item> =
                rest.skip_while(|i| matches!(i.lower.as_str(), "also" | "further" | "separately")).take(3).collect();
            is && rest.first().is_some_and(|i| noted(i)) && rest.iter().any(|i| i.is_word("that"))
        }
        Some(first) if first.is_word("as") => {
            rest.next().is_some_and(|i| noted(i) && !i.is_word("reported"))
                && rest.next().is_some_and(|i| i.what == What::Comma)
        }
        _ => false,
    }
}

/// "'We shall see,' Anna Roe, a lawyer at the court": a name right after the words quoted, without its verb.
fn beside_quote(context: &Context<'_>, items: &[Item]) -> Option<Source> {
    let quote = items.iter().position(|i| matches!(i.what, What::Quote { words, ends: true, .. } if words > 5))?;
    let after = &items[quote + 1..];
    let name = after.iter().position(|i| !i.class.is(Class::TITLE.or(Class::DEMONYM)))?;
    let What::Name(mention) = after[name].what else { return None };
    let entity = context.reading.mentions.list[mention].entity;
    let person = context.reading.mentions.entities[entity].kind == SpeakerKind::Person;
    let ends = after.get(name + 1).is_none_or(|i| matches!(i.what, What::Comma | What::Stop | What::Open));
    (person && ends).then(|| context.source_of(entity, context.reading.text_of(&after[name].tokens)))
}

/// The speakers of a quote that the sentence is inside of and that an earlier sentence names.
fn in_quotes<'q>(items: &[Item], quote_speaker: &'q [Option<Vec<Source>>]) -> Option<&'q [Source]> {
    items.iter().find_map(|item| match item.what {
        What::Quote { quote, words, .. } if words > 2 => quote_speaker[quote].as_deref(),
        _ => None,
    })
}

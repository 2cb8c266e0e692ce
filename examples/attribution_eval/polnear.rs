//! The quotations of PolNeAR, direct and indirect, against those that the rules find.

use anyhow::Result;
use demarche::article::Article;
use demarche::attribute::Rules;
use demarche::segment::{Segmenter, Sentencex};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// Cue words of beliefs, hopes and intentions, which are no speech.
const BELIEFS: &[&str] = &[
    "think",
    "thinks",
    "thought",
    "thinking",
    "believe",
    "believes",
    "believed",
    "want",
    "wants",
    "wanted",
    "hope",
    "hopes",
    "hoped",
    "hoping",
    "expect",
    "expects",
    "expected",
    "know",
    "knows",
    "knew",
    "known",
    "feel",
    "feels",
    "felt",
    "see",
    "sees",
    "saw",
    "seen",
    "plan",
    "plans",
    "planned",
    "planning",
    "fear",
    "fears",
    "feared",
    "understand",
    "found",
    "find",
    "finds",
    "learned",
    "decided",
    "decide",
    "doubt",
    "worry",
    "worried",
    "worries",
    "considering",
    "intends",
    "intend",
    "wondering",
    "wish",
    "views",
    "viewed",
    "view",
    "belief",
    "beliefs",
    "idea",
    "sure",
    "heard",
];

/// Overlaps of content from which a quotation counts as found.
const OVERLAPS: [f64; 2] = [0.3, 0.8];

/// Direct quotes that a word must introduce to be one of speech.
const OFTEN: usize = 3;

/// Words of cues that tell nothing.
const SMALL: &[&str] = &[
    "in",
    "to",
    "a",
    "the",
    "on",
    "of",
    "for",
    "at",
    "as",
    "and",
    "by",
    "with",
    "from",
    "has",
    "had",
    "have",
    "was",
    "were",
    "is",
    "are",
    "be",
    "been",
    "would",
    "will",
    "could",
    "did",
    "not",
    "also",
    "then",
    "later",
    "during",
    "after",
    "before",
    "about",
    "his",
    "her",
    "he",
    "she",
    "it",
    "that",
    "this",
    "an",
    "last",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "week",
    "month",
    "year",
    "night",
    "morning",
    "who",
    "s",
    "where",
    "when",
    "while",
    "its",
    "their",
    "one",
    "recent",
    "more",
    "into",
    "out",
    "up",
    "off",
    "back",
    "over",
    "to",
    "there",
    "like",
];

/// An attribution of the corpus, or one that a tool found.
pub struct Quote {
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
    belief: bool,
    direct: bool,
    /// Of the corpus: the cue is a word that introduces direct quotes.
    speech: bool,
}

/// Counts at one overlap.
#[derive(Default, Clone, Copy)]
pub struct Counts {
    pub gold: usize,
    pub ours: usize,
    pub both: usize,
    with_source: usize,
    right_source: usize,
    right_cue: usize,
}

impl Counts {
    /// Precision, recall and F1 of content, and the shares of matches with the right source and the right cue.
    pub fn figures(&self) -> [f64; 5] {
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        let (p, r) = (share(self.both, self.ours), share(self.both, self.gold));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        [p, r, f, share(self.right_source, self.with_source), share(self.right_cue, self.both)]
    }

    fn row(&self, name: &str) -> String {
        let [p, r, f, source, cue] = self.figures();
        format!("{name:<16} {:>6} {:>6} {p:>7.4} {r:>7.4} {f:>7.4} {source:>8.4} {cue:>7.4}", self.gold, self.ours)
    }
}

/// Rows of the table: which attributions of the corpus count.
pub const KINDS: [&str; 5] = ["all", "direct", "indirect", "of speech", "of speech, indirect"];

/// Counts of each kind at each overlap.
pub type Scores = [[Counts; 5]; 2];

/// Characters that two lists of spans share.
fn shared(a: &[(usize, usize)], b: &[(usize, usize)]) -> usize {
    a.iter().flat_map(|x| b.iter().map(move |y| x.1.min(y.1).saturating_sub(x.0.max(y.0)))).sum()
}

/// Characters that two lists of spans share, as a share of the longer.
fn overlap(a: &[(usize, usize)], b: &[(usize, usize)]) -> f64 {
    let length = |spans: &[(usize, usize)]| spans.iter().map(|s| s.1 - s.0).sum::<usize>();
    shared(a, b) as f64 / length(a).max(length(b)).max(1) as f64
}

/// Whether a content begins or ends with a quotation mark.
fn is_direct(content: &[(usize, usize)], characters: &[char]) -> bool {
    let mark = |c: &char| "\"“”'‘’".contains(*c);
    content.first().and_then(|s| characters.get(s.0)).is_some_and(mark)
}

/// Measures ours on the rows of a PolNeAR file, and prints a table; see [`score`].
pub fn measure(rows: &str, train: &str, rules: &Rules, errors: Option<&str>) -> Result<()> {
    let mut report = String::new();
    let predict =
        |row: &Value, characters: &[char]| our_quotes(row["text"].as_str().unwrap_or_default(), characters, rules);
    let scores = score(rows, &speech_words(train)?, errors.is_some().then_some(&mut report), predict)?;
    print(&scores);
    if let Some(file) = errors {
        std::fs::write(file, report)?;
    }
    Ok(())
}

/// Measures the corpus's annotators on each other, as if one were the corpus and another a tool, each pair both ways, and prints
/// the same table. `first` has one annotation of each article, `second` the others.
pub fn annotators(first: &str, second: &str, train: &str) -> Result<()> {
    let rows: Vec<Value> = second.lines().chain(first.lines()).map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut by_article: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    rows.iter().for_each(|row| by_article.entry(row["id"].as_str().unwrap_or_default()).or_default().push(row));
    let mut pairs = String::new();
    for annotations in by_article.values() {
        for (i, one) in annotations.iter().enumerate() {
            for other in annotations.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other) {
                let mut row = (*one).clone();
                row["other"] = other["attributions"].clone();
                let _ = writeln!(pairs, "{row}");
            }
        }
    }
    let predict = |row: &Value, characters: &[char]| {
        let other = json!({"attributions": row["other"]});
        quotes(&other, characters, &HashSet::new())
    };
    print(&score(&pairs, &speech_words(train)?, None, predict)?);
    Ok(())
}

fn print(scores: &Scores) {
    for (counts, least) in scores.iter().zip(OVERLAPS) {
        println!(
            "overlap {least:<8} {:>6} {:>6} {:>7} {:>7} {:>7} {:>8} {:>7}",
            "gold", "ours", "P", "R", "F1", "source", "cue"
        );
        for (counts, name) in counts.iter().zip(["all", "  direct", "  indirect", "of speech", "  indirect"]) {
            println!("{}", counts.row(name));
        }
    }
}

/// Scores the quotations that `predict` gives for each row of a PolNeAR file by the protocol of GenderGapTracker. Quotations
/// are put together one to one, the largest overlap first. A source is right where it shares at least 0.3 with the corpus's,
/// or is part of it; a cue where the two share a character.
///
/// Cues of speech are told from the rest (support, appearance, criticism by deeds) by their words `speech` ([`speech_words`]).
/// In the rows "of speech" all other attributions of the corpus, and what of ours meets them, are neither right nor wrong, as
/// beliefs are in every row.
pub fn score(
    rows: &str,
    speech: &HashSet<String>,
    mut report: Option<&mut String>,
    mut predict: impl FnMut(&Value, &[char]) -> Vec<Quote>,
) -> Result<Scores> {
    let mut counts = Scores::default();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row)?;
        let text = row["text"].as_str().unwrap_or_default();
        let characters: Vec<char> = text.chars().collect();
        let (gold, ours) = (quotes(&row, &characters, speech), predict(&row, &characters));
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (g, a) in gold.iter().enumerate() {
            pairs.extend(ours.iter().enumerate().map(|(o, b)| (overlap(&a.content, &b.content), g, o)));
        }
        pairs.retain(|p| p.0 > 0.0);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut of_gold, mut of_ours) = (vec![None; gold.len()], vec![None; ours.len()]);
        for (share, g, o) in pairs {
            if of_gold[g].is_none() && of_ours[o].is_none() {
                of_gold[g] = Some((share, o));
                of_ours[o] = Some((share, g));
            }
        }
        for (level, least) in OVERLAPS.into_iter().enumerate() {
            // Errors are listed at the lower overlap.
            let mut report = report.as_deref_mut().filter(|_| level == 0);
            let enough = |pair: &Option<(f64, usize)>| pair.filter(|p| p.0 >= least).map(|p| p.1);
            let mut add = |direct: bool, speech: bool, count: &dyn Fn(&mut Counts)| {
                count(&mut counts[level][0]);
                count(&mut counts[level][if direct { 1 } else { 2 }]);
                if speech {
                    count(&mut counts[level][3]);
                    if !direct {
                        count(&mut counts[level][4]);
                    }
                }
            };
            for (quote, pair) in gold.iter().zip(&of_gold).filter(|(q, _)| !q.belief) {
                add(quote.direct, quote.speech, &|c| c.gold += 1);
                let Some(found) = enough(pair).map(|o| &ours[o]) else {
                    if let Some(report) = &mut report {
                        line(report, "MISS ", quote, &characters);
                    }
                    continue;
                };
                if let Some(report) = &mut report
                    && pair.is_some_and(|p| p.0 < OVERLAPS[1])
                {
                    line(report, "LOOSE", quote, &characters);
                    line(report, "  not", found, &characters);
                }
                let named = !quote.source.is_empty();
                let common = shared(&quote.source, &found.source);
                let inside = common > 0 && common == found.source.iter().map(|s| s.1 - s.0).sum::<usize>();
                let source = named && (overlap(&quote.source, &found.source) >= 0.3 || inside);
                let cue = shared(&quote.cue, &found.cue) > 0;
                add(quote.direct, quote.speech, &|c| {
                    c.both += 1;
                    c.with_source += usize::from(named);
                    c.right_source += usize::from(source);
                    c.right_cue += usize::from(cue);
                });
            }
            // What meets a belief of the corpus, or is one and meets nothing, is neither right nor wrong.
            for (quote, pair) in ours.iter().zip(&of_ours) {
                let met = enough(pair).map(|g| &gold[g]);
                if met.map_or(quote.belief, |gold| gold.belief) {
                    continue;
                }
                let direct = met.unwrap_or(quote).direct;
                add(direct, met.is_none_or(|gold| gold.speech), &|c| c.ours += 1);
                if let (Some(report), None) = (&mut report, met) {
                    line(report, "EXTRA", quote, &characters);
                }
            }
        }
    }
    Ok(counts)
}

fn line(report: &mut String, mark: &str, quote: &Quote, characters: &[char]) {
    let words = |spans: &[(usize, usize)]| -> String {
        let parts = spans.iter().map(|&(a, b)| characters[a..b].iter().collect::<String>().replace('\n', " "));
        parts.collect::<Vec<_>>().join(" / ")
    };
    let _ = writeln!(report, "{mark} [{}] <{}> {}", words(&quote.source), words(&quote.cue), words(&quote.content));
}

/// The words of the cues that introduce at least [`OFTEN`] direct quotes of `rows`.
pub fn speech_words(rows: &str) -> Result<HashSet<String>> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row)?;
        let characters: Vec<char> = row["text"].as_str().unwrap_or_default().chars().collect();
        for quote in quotes(&row, &characters, &HashSet::new()).iter().filter(|q| q.direct) {
            let words: HashSet<String> = words_of(&quote.cue, &characters).collect();
            words.into_iter().for_each(|w| *counts.entry(w).or_default() += 1);
        }
    }
    Ok(counts
        .into_iter()
        .filter(|(word, n)| *n >= OFTEN && !SMALL.contains(&word.as_str()))
        .map(|(word, _)| word)
        .collect())
}

/// The words of spans, in small letters.
fn words_of(spans: &[(usize, usize)], characters: &[char]) -> impl Iterator<Item = String> {
    let words: String = spans.iter().flat_map(|&(a, b)| characters[a..b].iter().chain([&' '])).collect();
    let words = words.to_lowercase();
    words
        .split(|c: char| !c.is_alphanumeric() && c != ':')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The attributions of a row of the corpus, or of a tool's file in its form.
pub fn quotes(row: &Value, characters: &[char], speech: &HashSet<String>) -> Vec<Quote> {
    let spans = |value: &Value| -> Vec<(usize, usize)> {
        let number = |v: &Value| v.as_u64().map_or(0, |n| n as usize);
        value.as_array().into_iter().flatten().map(|s| (number(&s[0]), number(&s[1]))).collect()
    };
    let quote = |a: &Value| {
        let (cue, content) = (spans(&a["cue"]), spans(&a["content"]));
        let belief = words_of(&cue, characters).any(|w| BELIEFS.contains(&w.as_str()));
        let speech = words_of(&cue, characters).any(|w| speech.contains(&w));
        Quote { source: spans(&a["source"]), direct: is_direct(&content, characters), cue, content, belief, speech }
    };
    row["attributions"].as_array().into_iter().flatten().map(quote).collect()
}

/// Ours.
pub fn our_quotes(text: &str, characters: &[char], rules: &Rules) -> Vec<Quote> {
    let article = Article { text: text.to_owned(), ..Article::default() };
    let found = rules.attribute(&article, &Sentencex.segment(text)).quotations;
    found
        .into_iter()
        .map(|q| Quote {
            source: q.spans.source.into_iter().collect(),
            cue: vec![q.spans.cue],
            direct: is_direct(&q.spans.content, characters),
            content: q.spans.content,
            belief: words_of(&[q.spans.cue], characters).any(|w| BELIEFS.contains(&w.as_str())),
            speech: true,
        })
        .collect()
}

//! The sentences of PolNeAR that report speech, against those that the rules find.

use anyhow::Result;
use demarche::article::Article;
use demarche::attribute::{AttributionKind, Attributor, Rules};
use demarche::segment::{Segmenter, Sentencex};
use serde_json::Value;

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

/// Share of a sentence that must be reported for the sentence to count.
const SHARE: f64 = 0.3;

#[derive(Default)]
struct Counts {
    gold: usize,
    ours: usize,
    both: usize,
    with_source: usize,
    right_source: usize,
}

impl Counts {
    fn row(&self, name: &str) -> String {
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        let (p, r) = (share(self.both, self.ours), share(self.both, self.gold));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        let source = share(self.right_source, self.with_source);
        format!("{name:<10} {:>6} {:>6} {p:>7.4} {r:>7.4} {f:>7.4} {source:>8.4}", self.gold, self.ours)
    }
}

/// Measures on the rows of a PolNeAR file and prints a table.
pub fn measure(rows: &str, rules: &Rules) -> Result<()> {
    let (mut direct, mut indirect) = (Counts::default(), Counts::default());
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row)?;
        let text = row["text"].as_str().unwrap_or_default();
        let characters: Vec<char> = text.chars().collect();
        let article = Article { text: text.to_owned(), ..Article::default() };
        let sentences = Sentencex.segment(text);
        let statements = rules.attribute(&article, &sentences).statements;
        let spans = |value: &Value| -> Vec<(usize, usize)> {
            let number = |v: &Value| v.as_u64().map_or(0, |n| n as usize);
            value.as_array().into_iter().flatten().map(|s| (number(&s[0]), number(&s[1]))).collect()
        };
        let words = |spans: &[(usize, usize)]| -> String {
            let parts = spans.iter().map(|&(a, b)| characters[a..b].iter().collect::<String>().to_lowercase());
            parts.collect::<Vec<_>>().join(" ")
        };
        let speech: Vec<(Vec<(usize, usize)>, String)> = row["attributions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|a| !words(&spans(&a["cue"])).split(' ').any(|w| BELIEFS.contains(&w)))
            .map(|a| (spans(&a["content"]), words(&spans(&a["source"]))))
            .collect();
        for statement in &statements {
            let span = statement.sentence.span;
            let (start, end) = (span.char_start, span.char_end);
            let covered = |content: &[(usize, usize)]| -> usize {
                content.iter().map(|&(a, b)| b.min(end).saturating_sub(a.max(start))).sum()
            };
            let best = speech.iter().max_by_key(|(content, _)| covered(content));
            let best = best.filter(|(content, _)| covered(content) as f64 >= SHARE * (end - start).max(1) as f64);
            let quoted = |&(a, b): &(usize, usize)| {
                characters[a..b]
                    .iter()
                    .take(2)
                    .chain(characters[a..b].iter().rev().take(2))
                    .any(|c| "\"“”".contains(*c))
            };
            let sentence = &text[span.byte_start..span.byte_end];
            let is_direct = match best {
                Some((content, _)) => content.iter().any(quoted),
                None => {
                    matches!(statement.attribution.kind, AttributionKind::Direct) || sentence.starts_with(['"', '“'])
                }
            };
            let counts = if is_direct { &mut direct } else { &mut indirect };
            let found = !statement.speakers.is_empty() || statement.attribution.cue.is_some();
            counts.gold += usize::from(best.is_some());
            counts.ours += usize::from(found);
            counts.both += usize::from(found && best.is_some());
            // A pronoun or name in the source of PolNeAR and in ours: the same words, or one in the other.
            if let Some((_, source)) = best.filter(|(_, source)| !source.is_empty() && !statement.speakers.is_empty()) {
                counts.with_source += 1;
                counts.right_source += usize::from(statement.speakers.iter().any(|speaker| {
                    let (surface, name) = (speaker.surface.to_lowercase(), speaker.name.to_lowercase());
                    [&surface, &name].into_iter().any(|ours| {
                        source.contains(ours.as_str())
                            || ours.split(' ').next_back().is_some_and(|l| source.contains(l))
                    })
                }));
            }
        }
    }
    println!("{:<10} {:>6} {:>6} {:>7} {:>7} {:>7} {:>8}", "sentences", "gold", "ours", "P", "R", "F1", "source");
    println!("{}\n{}", direct.row("direct"), indirect.row("indirect"));
    Ok(())
}

//! Corrections to what `sentencex` cuts in news.
//!
//! Each rule answers an error seen in news or in the tuning halves of `examples/segmentation_eval.rs`, which also
//! measures them all; the counts are out of 117,215 sentences of the data pack's 2,371 articles.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A pattern of this file.
fn pattern(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants, and every one is compiled by the tests")]
    Regex::new(pattern).expect("a valid pattern")
}

/// Abbreviations that a name follows, so that no sentence ends in them. `St.` and `Gov.` are left to `sentencex`.
const TITLES: &str = "Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Rev|Sen|Sens|Rep|Reps|Amb|Gen|Lt|Col|Maj|Brig|Capt|Cmdr|Adm|Sgt|Cpl|Pvt|Spc|Atty|MS|MR|MRS|DR";

/// Where a sentence may have to be cut: the end of one that `sentencex` takes for a part of the next. Group 1 is the
/// white space of the cut.
static CUTS: LazyLock<[Regex; 8]> = LazyLock::new(|| {
    [
        // Words that are also abbreviations (of Maine, number, May, ...) and were words: "It was up to me. I left."
        // 40 sentences.
        pattern(r#"\b(?:me|no|may|May|man|mass|miss|ill|art|con|fed|wash)\.(\s+)[“"‘]?\p{Lu}"#),
        // "They met in Washington, D.C. Secretary Roe said": not before what the city has ("D.C. Mayor"). 15 sentences.
        pattern(
            r"\bWashington,? D\.C\.(\s+)(?:The|They|He|She|It|We|In|On|At|As|Both|Secretary|Deputy|Under|Assistant|Special|Counselor|Acting)\b",
        ),
        // "… pouring into the U.S. They have not": a pronoun begins a sentence. 10 sentences.
        pattern(r"\b(?:U\.S|U\.K|U\.N|E\.U)\.(\s+)(?:They|He|She|It|We|But|However|Meanwhile)\b"),
        // A quotation that opens behind a full stop, and is not closed or has an abbreviation before it:
        // "… told me. “They can". 130 sentences.
        pattern(r#"\p{L}{2}\.(\s+)["“]\s?[\p{Lu}\p{N}…]"#),
        // "So great!! I love it.": `sentencex` takes the I for a continuation, as it is after an ellipsis.
        pattern(r"[!?]{2,}(\s+)I\b"),
        // A quotation inside a quotation, both at their end: "“He told me, ‘Sell it.’” The broker did so.".
        pattern(r#"[.!?][’'][”"](\s+)(?:The|They|He|She|It|We|In|On|At|But|And|A|An|His|Her|This|That)\b"#),
        // "... gave its own at 2 p.m. “Ours are right”".
        pattern(r#"\d\s?[ap]\.m\.(\s+)["“]\p{Lu}"#),
        // A whole sentence in brackets: "(He denied this.) The vote is on Monday." 90 sentences.
        pattern(r#"(?:^|[.!?]["”]?\s+)[(\[][^()\[\]]*[\p{L}\p{N}%"”’][.!?]["”]?[)\]](\s+)["“]?\p{Lu}"#),
    ]
});

/// What a cut may not follow: a title.
static TITLE_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:^|[^\p{{L}}.])(?:{TITLES}|St|Gov|No|vs)\.$")));

/// The end of a quotation in a question or a call, after which its cue may come.
static ASKED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[?!…—]["”]$"#));

/// A cue: up to four words of a name, or a pronoun, and a verb of saying.
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:the|The)\s)?(?:[\p{Lu}][\p{L}.’'-]*\s+){1,4}(?:asked|asks|said|says|wondered|wrote|tweeted|added|replied|responded|told|exclaimed|shouted|yelled|demanded|continued|quipped)\b|^[a-z]",
    )
});

/// The start of an abbreviation that was cut in two: "EU-U." before "S."
static CUT_LETTERS: LazyLock<(Regex, Regex)> =
    LazyLock::new(|| (pattern(r"(?:^|[^\p{L}])\p{Lu}\.$"), pattern(r"^\p{Lu}(?:[.,;:’'\s-]|$)")));

/// The number or letter of a list item, a bullet, or `Q.` and `A.` of an interview.
static MARKER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[(\[]?(?:\d{1,3}|\p{L}|[ivx]{1,4})[.)]\)?|[•●▪◦])$"));

/// Bytes of a marker at most.
const LONGEST_MARKER: usize = 16;

/// A time of day before what belongs to it: "at 6 p.m. ET". 60 sentences.
static TIME: LazyLock<(Regex, Regex)> = LazyLock::new(|| {
    let zone = r"^(?:[ECMP][DS]?T|GMT|UTC|CES?T|BST|IST|Eastern|Central|Pacific|Moscow time|local time|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w*\.? \d)(?:\W|$)";
    (pattern(r"\d\s?[ap]\.m\.$"), pattern(zone))
});

/// Cuts `sentence` where a rule says so, and gives the pieces.
pub(super) fn cut(paragraph: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let text = &paragraph[sentence.clone()];
    let mut gaps: Vec<Range<usize>> = CUTS
        .iter()
        .flat_map(|rule| rule.captures_iter(text))
        .filter_map(|found| found.get(1))
        .map(|gap| gap.range())
        .filter(|gap| !TITLE_END.is_match(&text[text.floor_char_boundary(gap.start.saturating_sub(16))..gap.start]))
        .collect();
    gaps.sort_by_key(|gap| gap.start);
    gaps.dedup();
    let (mut pieces, mut start, mut seen, mut open) = (Vec::new(), 0, 0, Open::default());
    for gap in gaps {
        open.read(&text[seen..gap.start]);
        seen = gap.start;
        if open.nothing() {
            pieces.push(sentence.start + start..sentence.start + gap.start);
            start = gap.end;
        }
    }
    pieces.push(sentence.start + start..sentence.end);
    pieces
}

/// Joins what should not have been cut.
pub(super) fn join(paragraph: &str, sentences: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    // Whether the last of them has a letter or a digit: kept, since to look for one at every join takes quadratic time.
    let mut has_words = false;
    for sentence in sentences {
        let next = &paragraph[sentence.clone()];
        let next_has_words = next.contains(char::is_alphanumeric);
        match joined.last_mut() {
            // Nothing but marks is no sentence: a closing quotation mark that was left over, an ellipsis.
            Some(last)
                if !has_words
                    || !next_has_words
                    || belongs(&paragraph[last.clone()], &paragraph[last.end..sentence.start], next) =>
            {
                last.end = sentence.end;
                has_words |= next_has_words;
            }
            _ => {
                joined.push(sentence);
                has_words = next_has_words;
            }
        }
    }
    joined
}

/// Whether `next`, with `gap` before it, goes on with the sentence `last`.
fn belongs(last: &str, gap: &str, next: &str) -> bool {
    // The rules below look at the ends of `last`; bounded pieces keep a chain of joins linear.
    let end = &last[last.floor_char_boundary(last.len().saturating_sub(32))..];
    let marker = last.len() <= LONGEST_MARKER && MARKER.is_match(last);
    let asked = last.starts_with(['“', '"']) && ASKED.is_match(end);
    let letters = gap.is_empty() && CUT_LETTERS.0.is_match(end) && CUT_LETTERS.1.is_match(next);
    let title = next.starts_with(char::is_uppercase) && TITLE_BEFORE.is_match(end);
    let time = TIME.0.is_match(end) && TIME.1.is_match(next);
    let pair = PAIRS.iter().any(|(before, after)| before.is_match(end) && after.is_match(next));
    letters || title || time || marker || pair || (asked && CUE.is_match(next))
}

/// Abbreviations with what has to follow for them to go on: a number, a name, a month.
static PAIRS: LazyLock<[(Regex, Regex); 3]> = LazyLock::new(|| {
    let month = r"^(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w*\.? \d";
    [
        // "Art. 5", "approx. 300 trucks", "Mk. 19".
        (
            pattern(r"(?:^|[^\p{L}.])(?:paras?|Chap|Ch|Secs?|Arts?|cl|approx|incl|est|Mk|Figs?|Vol|Nos)\.$"),
            pattern(r"^\d"),
        ),
        // "Ft. Worth", "the Natl. Association".
        (pattern(r"(?:^|[^\p{L}.])(?:Ft|Mt|Natl)\.$"), pattern(r"^\p{Lu}")),
        // "Mon. June 3".
        (pattern(r"(?:^|[^\p{L}.])(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.$"), pattern(month)),
    ]
});

/// A title at the end.
static TITLE_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:^|[^\p{{L}}.])(?:{TITLES})\.$")));

/// Quotation marks and brackets that are open at some place of a sentence. A mark that closes what was not opened counts as
/// nothing: the sentence began inside a quotation, or the bracket is a list's (`a)`).
#[derive(Default)]
struct Open {
    straight: bool,
    curly: i32,
    round: i32,
}

impl Open {
    fn read(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '"' => self.straight = !self.straight,
                '“' => self.curly += 1,
                '”' => self.curly = (self.curly - 1).max(0),
                '(' | '[' => self.round += 1,
                ')' | ']' => self.round = (self.round - 1).max(0),
                _ => {}
            }
        }
    }

    fn nothing(&self) -> bool {
        !self.straight && self.curly == 0 && self.round == 0
    }
}

//! Is a text English? The model was trained on English and is unreliable on anything else.

use whatlang::{Lang, Script, detect};

/// Bytes of a text that are looked at: enough to be sure, and a bound on the cost.
const SAMPLE: usize = 4096;

/// Letters below which a text in Latin script is not judged: trigrams of a headline prove nothing.
const FEWEST_LETTERS: usize = 80;

/// The language of `text`, in English, if it is reliably another than English.
pub(super) fn foreign_language(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let info = detect(sample)?;
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let sure = info.script() != Script::Latin || (info.is_reliable() && letters >= FEWEST_LETTERS);
    (info.lang() != Lang::Eng && sure).then(|| info.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_passes_and_other_languages_are_named() {
        let cases = [
            (
                "The ministers met on Monday and agreed to go on talking about the tariffs that both sides had raised.",
                None,
            ),
            ("Wang Yi meets Lavrov", None),
            (
                "Die Minister trafen sich am Montag und vereinbarten, weiter über die Zölle zu sprechen, die beide Seiten erhöht hatten.",
                Some("German"),
            ),
            ("Министры встретились в понедельник и договорились продолжить переговоры.", Some("Russian")),
            ("外长们星期一举行了会谈。", Some("Mandarin")),
            ("1, 2, 3.", None),
        ];
        for (text, expected) in cases {
            assert_eq!(foreign_language(text), expected, "{text}");
        }
    }
}

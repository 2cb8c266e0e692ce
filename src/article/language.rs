//! Is a text English? The model was trained on English and is unreliable on anything else.

use whatlang::{Lang, Script, detect};

/// Bytes of a text that are looked at: enough to be sure, and a bound on the cost.
const SAMPLE: usize = 4096;

/// Letters below which a text in Latin script is not judged: trigrams of a headline prove nothing.
const FEWEST_LETTERS: usize = 80;

/// Letters below which a text in Latin script with English words is not judged: names, which are most of a short text,
/// are of any language.
const SURE_LETTERS: usize = 400;

/// Small words that are common in English news, and no words of the other languages in Latin script.
const ENGLISH: [&str; 41] = [
    "about", "after", "against", "also", "and", "because", "been", "before", "but", "could", "from", "have", "his",
    "into", "its", "more", "new", "of", "other", "said", "says", "should", "than", "that", "the", "their", "there",
    "they", "this", "told", "were", "when", "which", "who", "with", "would", "year", "years", "it", "has", "for",
];

/// Tags that say nothing of the language.
const SILENT: [&str; 8] = ["und", "mul", "mis", "zxx", "unknown", "none", "null", "xx"];

/// Whether the tag `lang` (`en`, `en-US`, `eng`, `English`) is of English; nothing if it says no language.
pub(super) fn is_english(lang: &str) -> Option<bool> {
    let language = lang.split(|c: char| !c.is_alphabetic()).find(|part| !part.is_empty())?.to_lowercase();
    let silent = SILENT.contains(&language.as_str());
    (!silent).then(|| ["en", "eng", "english"].contains(&language.as_str()))
}

/// Whether at least one in twelve words of `text` is a small word of English: in English news some three in ten are.
pub(super) fn is_englishlike(text: &str) -> bool {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let (mut words, mut english) = (0, 0);
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(ENGLISH.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    english * 12 >= words && english > 0
}

/// The language of `text`, in English, if it is reliably another than English.
pub(super) fn foreign_language(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let info = detect(sample)?;
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let named = letters < SURE_LETTERS && is_englishlike(sample);
    let sure = info.script() != Script::Latin || (info.is_reliable() && letters >= FEWEST_LETTERS && !named);
    (info.lang() != Lang::Eng && sure).then(|| info.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_whether_it_is_english() {
        for (tags, is) in [
            (["en", "EN-us", "en_GB", "English"], Some(true)),
            (["de", "pt-BR", "French", "русский"], Some(false)),
            (["und", "-", "", "Unknown"], None),
        ] {
            tags.iter().for_each(|tag| assert_eq!(is_english(tag), is, "{tag}"));
        }
    }

    #[test]
    fn english_passes_and_other_languages_are_named() {
        let cases = [
            (
                "The ministers met on Monday and agreed to go on talking about the tariffs that both sides had raised.",
                None,
            ),
            ("Wang Yi meets Lavrov", None),
            (
                "President Volodymyr Zelensky said Ukraine needs more weapons. Wang Yi said China supports peace talks.",
                None,
            ),
            (
                "Le président Volodymyr Zelensky a déclaré que l'Ukraine avait besoin d'armes. Wang Yi a soutenu la paix.",
                Some("French"),
            ),
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

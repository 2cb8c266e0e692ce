//! Remains of where a text comes from: tags and entities of HTML, characters that were decoded wrongly once, data without
//! blanks. They are coded as they stand, and names beside them are read wrong, so that a user should know.

use crate::plural::plural;
use regex::Regex;
use std::sync::LazyLock;

/// Tags that articles on the web have, and entities. No parser: a text that holds one of them was not cleaned.
static HTML: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "(?i)</?(?:p|br|hr|div|span|strong|em|b|i|u|a|ul|ol|li|h[1-6]|blockquote|img|figure|figcaption|table\
                   |tr|td|th|script|style|iframe|section|article)(?:\\s[^<>]{0,500})?/?>\
                   |&(?:nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[mn]dash|hellip|#[0-9]{2,6}|#x[0-9a-f]{2,6});";
    #[expect(clippy::expect_used, reason = "the pattern is a constant, and the tests below compile it")]
    Regex::new(pattern).expect("a valid pattern")
});

/// What UTF-8 becomes where it is read as windows-1252: no language writes these letters before these signs.
static WRONGLY_DECODED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "â€.?|â\u{80}.?|Ã[\u{a0}-\u{bf}]|[ÄÅ][\u{a1}-\u{bf}Ÿž]|Â[\u{a0}-\u{bf}]";
    #[expect(clippy::expect_used, reason = "the pattern is a constant, and the tests below compile it")]
    Regex::new(pattern).expect("a valid pattern")
});

/// Characters without a blank from which a word is none, and no address either.
const UNBROKEN: usize = 2000;

/// The kind of each sort of remains that `text` has, and what to say of it.
pub(super) fn remains(text: &str) -> impl Iterator<Item = (&'static str, String)> {
    let html = HTML.find(text).map(|first| {
        let reason = format!(
            "the text looks like HTML ({}, the first is `{}`); it is coded as it stands, and speakers may be wrong: give \
             plain text, without tags and with entities replaced",
            places(&HTML, text),
            first.as_str().chars().take(40).collect::<String>()
        );
        ("html", reason)
    });
    let wrong = WRONGLY_DECODED.find(text).map(|first| {
        let reason = format!(
            "the text looks like UTF-8 that was decoded wrongly before it came here ({}, the first is `{}`); read it \
             as UTF-8 where it is made, or repair it, e.g. with ftfy",
            places(&WRONGLY_DECODED, text),
            first.as_str()
        );
        ("wrongly_decoded", reason)
    });
    // Chinese has no blanks, and is told as another language.
    let words = text.split_whitespace().filter(|word| word.len() >= UNBROKEN && word.is_ascii());
    let unbroken = words.max_by_key(|word| word.len()).map(|longest| {
        let reason = format!(
            "the text has {} characters without a blank (`{}...`), which is no language; the model sees one unknown word in each \
             piece of them",
            longest.len(),
            &longest[..40]
        );
        ("unbroken", reason)
    });
    html.into_iter().chain(wrong).chain(unbroken)
}

fn places(of: &Regex, text: &str) -> String {
    let count = of.find_iter(text).count() as u64;
    format!("{count} {}", plural(count, "place"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remains_are_told_and_plain_text_is_not() {
        let cases: [(&str, &[&str]); 9] = [
            ("<strong>President X</strong> said no.", &["html"]),
            ("He said no.</p>", &["html"]),
            ("<a href=\"https://example.org\">Wang Yi</a> said no.", &["html"]),
            ("Wang&nbsp;Yi said &quot;no&quot; &#8212; twice.", &["html"]),
            ("Zelenskyâ€™s plan", &["wrongly_decoded"]),
            ("GonzÃ¡lez met ErdoÄŸan for Â£5.", &["wrongly_decoded"]),
            ("<br>Zelenskyâ€™s plan", &["html", "wrongly_decoded"]),
            ("AT&T said 5 < 6 and 7 > 6; Q&A <below>, a & b; <i said no.", &[]),
            ("São Paulo’s Ångström, £5, Ä, Ã, Â; château “é” – SÃO", &[]),
        ];
        let (data, link) =
            (format!("See {} here.", "QUJD".repeat(500)), format!("See https://x.org/{} here.", "a".repeat(900)));
        for (text, expected) in cases.into_iter().chain([(data.as_str(), &["unbroken"][..]), (&link, &[])]) {
            assert_eq!(remains(text).map(|(kind, _)| kind).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

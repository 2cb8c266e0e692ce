//! One form for every text: Unicode NFC, `\n` line ends, no byte-order mark.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Characters without width that are left out at the start of a text.
pub(super) const MARKS: [char; 3] = ['\u{feff}', '\u{200b}', '\u{2060}'];

/// `text` in Unicode NFC with `\n` for CRLF and lone CR, without zero-width marks at its start, and with U+FFFD for NUL,
/// which no text has. Borrowed where nothing had to change, so that well-formed input costs one pass.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    let text = line_ends(text.trim_start_matches(MARKS));
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text };
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    let composed: String = text.nfc().collect();
    if composed == text { text } else { Cow::Owned(composed) }
}

/// What [`normalize`] changed in `raw` to make `text` of it, in words; nothing where it only replaced NUL.
pub(super) fn changes(raw: &str, text: &str) -> Vec<String> {
    let marks = raw.chars().take_while(|c| MARKS.contains(c)).count();
    let mut changes = Vec::new();
    if marks > 0 {
        changes.push(format!("invisible characters at its start left out ({marks}, such as U+FEFF)"));
    }
    if raw.contains('\r') {
        changes.push("line ends made \\n".to_owned());
    }
    if line_ends(raw.trim_start_matches(MARKS)).replace('\0', "\u{fffd}") != text {
        changes.push("composed to Unicode NFC".to_owned());
    }
    changes
}

/// `text` with `\n` for CRLF and lone CR.
pub(super) fn line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    #[test]
    fn composes_and_unifies_line_ends() {
        assert_eq!(normalize("\u{feff}Erdog\u{306}an\r\n\r\nsaid.\rNo."), "Erdoğan\n\nsaid.\nNo.");
    }

    #[test]
    fn text_in_form_is_borrowed() {
        assert!(matches!(normalize("Erdoğan’s plan.\n\nNo."), Cow::Borrowed(_)));
    }

    #[test]
    fn every_change_is_named() {
        let named = |raw: &str| changes(raw, &normalize(raw)).concat();
        assert_eq!(normalize("a\0b"), "a\u{fffd}b");
        assert_eq!(named("a\0b"), "");
        assert_eq!(named("a\r\nb"), "line ends made \\n");
        assert_eq!(named("e\u{301}"), "composed to Unicode NFC");
        assert!(named("\u{feff}\u{200b}a").contains("(2, "));
    }

    proptest! {
        #[test]
        fn idempotent_and_in_form(text in "\\PC*[\r\n\u{301}\u{1100}\u{1161}a-z]*") {
            let once = normalize(&text).into_owned();
            prop_assert!(is_nfc(&once) && !once.contains('\r'));
            let twice = normalize(&once).into_owned();
            prop_assert_eq!(twice, once);
        }
    }
}

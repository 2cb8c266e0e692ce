//! One form for every text: Unicode NFC, `\n` line ends, no byte-order mark.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in Unicode NFC with `\n` for CRLF and lone CR, without zero-width marks at its start. Borrowed where nothing
/// had to change, so that well-formed input costs one pass.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches(['\u{feff}', '\u{200b}', '\u{2060}']);
    let text = line_ends(text);
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    let composed: String = text.nfc().collect();
    if composed == text { text } else { Cow::Owned(composed) }
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

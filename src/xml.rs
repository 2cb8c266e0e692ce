//! What XML can hold.

use std::borrow::Cow;

/// `text` with U+FFFD in the place of the characters that XML 1.0 cannot hold in any form, escaped or not: a single one of
/// them makes a whole file unreadable.
pub(crate) fn readable(text: &str) -> Cow<'_, str> {
    let fits =
        |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.chars().all(fits) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_stand_there_is_replaced() {
        assert_eq!(readable("a\u{1}\u{1b}[b\u{ffff}"), "a\u{fffd}\u{fffd}[b\u{fffd}");
        assert!(matches!(readable("\t\r\n é\u{85}\u{10ffff}"), Cow::Borrowed(_)));
    }
}

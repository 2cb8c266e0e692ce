//! Numbers and names as readers see them.

use crate::plural::plural;

/// Two decimals with a sign; a minus sign, not a hyphen; a rounded -0 is 0.00 without a sign.
pub(super) fn signed(value: f64) -> String {
    let rounded = crate::decimals::rounded(value, 2);
    if rounded == 0.0 { "0.00".to_owned() } else { format!("{rounded:+.2}").replace('-', "\u{2212}") }
}

/// "−0.31 to +0.42".
pub(super) fn range(low: f64, high: f64) -> String {
    format!("{} to {}", signed(low), signed(high))
}

/// "1 statement", "2,310 statements".
pub(super) fn count(n: u64, what: &str) -> String {
    format!("{} {}", thousands(n), plural(n, what))
}

/// What the fill and the size of a dot mean.
pub(super) const DOTS: &str = "Filled: the interval lies on one side of 0 (blue: in favor; orange: against); hollow: it does \
     not. A larger dot rests on more statements.";

/// 12345 as "12,345".
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// An identifier for readers: "closer_ties" is "Closer ties".
pub(super) fn readable(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name for a file: letters and digits of ASCII, hyphens between.
pub(super) fn slug(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("-") }
}

/// `text` in at most `limit` code points, cut between words where it can be, with "…" where it was cut.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", if words.len() * 2 > cut.len() { words } else { &cut })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_read_well() {
        assert_eq!((signed(-0.004), signed(0.126), signed(-0.5)), ("0.00".into(), "+0.13".into(), "−0.50".into()));
        assert_eq!((count(1, "statement"), count(12_345, "query")), ("1 statement".into(), "12,345 queries".into()));
        assert_eq!((thousands(999), thousands(1_000_000)), ("999".into(), "1,000,000".into()));
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!((readable("closer_ties"), readable("")), ("Closer ties".into(), String::new()));
        assert_eq!((slug("Luiz Inácio (Lula)/x"), slug("…!")), ("luiz-inacio-lula-x".into(), "unnamed".into()));
        assert_eq!(shortened("one two three", 9), "one two…");
        assert_eq!(shortened("ééééééééé", 4), "ééé…");
        assert_eq!(shortened("short", 9), "short");
    }
}

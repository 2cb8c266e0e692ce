//! Numbers and problems as a terminal shows them.

use crate::decimals::rounded;
use crate::plural::plural;
use crate::problem::Problem;

/// Two decimals with a sign; a rounded -0 is +0.00.
pub fn signed(value: f64) -> String {
    format!("{:+.2}", rounded(value, 2))
}

/// "[-0.31, +0.42]".
pub(super) fn range(low: f64, high: f64) -> String {
    format!("[{}, {}]", signed(low), signed(high))
}

/// "1 statement", "2 statements".
pub fn count(n: u64, what: &str) -> String {
    format!("{n} {}", plural(n, what))
}

/// Problems for a terminal, a line each: the first ten with their places, and how many more there are.
pub fn listed(problems: &[Problem]) -> Vec<String> {
    const NAMED: usize = 10;
    let place = |p: &Problem| p.record.map(|line| format!(", line {line}")).unwrap_or_default();
    let named = problems.iter().take(NAMED).map(|p| format!("{}{}: {}", p.file, place(p), p.reason));
    let more = problems.len().saturating_sub(NAMED) as u64;
    named.chain((more > 0).then(|| format!("and {}", count(more, "more problem")))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_no_plural_and_nothing_has_a_plus() {
        assert_eq!([0, 1, 2].map(|n| count(n, "statement")), ["0 statements", "1 statement", "2 statements"]);
        assert_eq!(count(3, "copy"), "3 copies");
        assert_eq!(range(-0.001, 0.126), "[+0.00, +0.13]");
    }
}

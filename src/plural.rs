//! The plural of what is counted, the same on the terminal, in the report and in problems.

/// `what`, one word or several of which the last is counted, for `n` of it: "statement", "statements"; "copy", "copies".
pub(crate) fn plural(n: u64, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if n == 1 => what.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{what}s"),
    }
}

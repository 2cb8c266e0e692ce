//! Two spellings of one name, and two names that look like one.

use crate::attribute::normal_words;
use deunicode::deunicode;

/// Letters that are heard alike where English, German, French and romanized names write them differently, longer ones first.
const ALIKE: [(&str, &str); 16] = [
    ("sch", "s"),
    ("ph", "v"),
    ("ow", "au"),
    ("ck", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("ou", "u"),
    ("oo", "u"),
    ("ei", "i"),
    ("ai", "i"),
    ("ie", "i"),
    ("c", "k"),
    ("w", "v"),
    ("f", "v"),
    ("o", "u"),
];

/// Whether two folded words may be one name in two spellings: they sound alike, or, of six letters or five sounds and more,
/// differ in one or in two that change places ("Zhang" and "Zheng" are two).
pub(super) fn may_be_one(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.chars().count() < 3 {
        return false;
    }
    let heard = (sound(short), sound(long));
    let near = |a: &str, b: &str, least: usize| a.chars().count() >= least && strsim::osa_distance(a, b) == 1;
    heard.0 == heard.1 || near(short, long, 6) || near(&heard.0, &heard.1, 5)
}

/// "Maria" and "Mario", "Paul" and "Paula": given names that tell a man from a woman by their last letter.
pub(super) fn is_pair(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let stem = |word: &str| word.strip_suffix(['a', 'o', 'e']).map(str::to_owned);
    match stem(long) {
        // An "e" alone is as often a spelling: "Ann" and "Anne".
        Some(stem) if stem == short => !long.ends_with('e'),
        Some(of_long) => a != b && stem(short) == Some(of_long) && (a.ends_with('a') || b.ends_with('a')),
        None => false,
    }
}

/// A folded word as it is heard: [`ALIKE`], letters once that stand twice, no "h" behind another letter and no last "e".
pub(super) fn sound(word: &str) -> String {
    let mut rest = word;
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        let (heard, length) = ALIKE
            .iter()
            .filter(|(written, _)| rest.starts_with(written))
            .max_by_key(|(written, _)| written.len())
            .map_or((&rest[..first.len_utf8()], first.len_utf8()), |(written, heard)| (*heard, written.len()));
        if !(heard == "h" && !out.is_empty() || out.ends_with(heard)) {
            out.push_str(heard);
        }
        rest = &rest[length..];
    }
    if out.chars().count() > 2 && out.ends_with('e') {
        out.pop();
    }
    out
}

/// The words of a person's name as they are spelled, in small letters without accents: those that are left of it in its normal
/// form, and the initials between them. Nothing where the two do not go together.
fn spelled(name: &str) -> Option<(Vec<String>, Vec<String>)> {
    let ascii = deunicode(name).to_lowercase();
    let words = ascii.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    let (mut initials, mut whole): (Vec<String>, Vec<String>) =
        words.map(str::to_owned).partition(|word| word.len() == 1);
    while whole.len() > 1 && whole.last().is_some_and(|last| matches!(&**last, "jr" | "sr" | "ii" | "iii" | "iv")) {
        whole.pop();
    }
    let normal = normal_words(name);
    if normal.first().is_some_and(|first| first.len() == 1) {
        initials.drain(..1.min(initials.len()));
    }
    let wanted = normal.iter().filter(|word| word.len() > 1).count();
    let from = whole.len().checked_sub(wanted).filter(|_| wanted > 0)?;
    Some((whole.split_off(from), initials))
}

/// Whether the name `form`, which has the same normal form as `name` or is its surname, is spelled in another way or has
/// another initial in the middle: the naming made one of them, and they may be two.
pub(super) fn is_written_otherwise(name: &str, form: &str) -> bool {
    let (Some((words, initials)), Some((form_words, form_initials))) = (spelled(name), spelled(form)) else {
        return false;
    };
    let tail = words.len().checked_sub(form_words.len()).map(|from| &words[from..]);
    let same_normal = tail.is_some_and(|tail| {
        let joined = |words: &[String]| normal_words(&words.join(" "));
        joined(tail) == joined(&form_words)
    });
    let other_initial = initials.first().zip(form_initials.first()).is_some_and(|(a, b)| a != b);
    same_normal && (tail != Some(&form_words[..]) || other_initial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_told_from_other_names() {
        for (a, b) in [
            ("maier", "meier"),
            ("braun", "brown"),
            ("olsen", "olson"),
            ("brilliant", "brillant"),
            ("muhammad", "mohamed"),
            ("stephen", "steven"),
            ("philip", "phillip"),
            ("sara", "sarah"),
            ("mark", "marc"),
            ("jon", "john"),
            ("ann", "anne"),
            ("schulz", "shulz"),
            ("rohenko", "roehnko"),
        ] {
            assert!(may_be_one(a, b) && may_be_one(b, a), "{a} {b}: {} {}", sound(a), sound(b));
        }
        for (a, b) in [("maria", "mario"), ("paul", "paula"), ("erik", "erika")] {
            assert!(is_pair(a, b) && is_pair(b, a), "{a} {b}");
        }
        assert!(!is_pair("ann", "anne") && !is_pair("maria", "maria") && !is_pair("tomas", "tomaz"));
        for (a, b) in
            [("dan", "don"), ("li", "lu"), ("wang", "wong"), ("smith", "jones"), ("tim", "jim"), ("zhang", "zheng")]
        {
            assert!(!may_be_one(a, b), "{a} {b}: {} {}", sound(a), sound(b));
        }
    }

    #[test]
    fn what_the_naming_made_one_is_seen() {
        let roe = "John Smith";
        for form in ["John Smyth", "Smyth", "Sen. John Smyth", "John Smyth Jr."] {
            assert!(is_written_otherwise(roe, form), "{form}");
        }
        assert!(is_written_otherwise("Mohammed Roe", "Muhammad Roe"));
        assert!(is_written_otherwise("Anna B. Roe", "Anna C. Roe"));
        for form in ["Smith", "Mr. Smith", "JOHN SMITH", "John B. Smith", "J. Smith", "Jöhn Smith", "he", "Roe"] {
            assert!(!is_written_otherwise(roe, form), "{form}");
        }
        assert!(!is_written_otherwise("J. B. Roe", "J. Roe"));
    }
}

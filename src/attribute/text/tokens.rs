//! Words and punctuation of an article's text, with offsets and word classes.

use super::words::{Class, class_of};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Comma,
    /// `.`, `!`, `?`, `;` and the ellipsis.
    Stop,
    Colon,
    Dash,
    Open,
    Close,
    /// A quotation mark or apostrophe that stands alone.
    Mark,
    /// The ending `'s` of a possessive.
    Possessive,
    Other,
}

/// One token.
#[derive(Debug, Clone)]
pub(crate) struct Token<'t> {
    pub start: usize,
    pub end: usize,
    pub text: &'t str,
    /// The text in small letters, without typographic apostrophes.
    pub lower: String,
    pub kind: Kind,
    pub class: Class,
}

impl Token<'_> {
    /// Whether the word begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether all letters are capitals, and there are at least two.
    pub fn is_all_capital(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.clone().count() > 1 && letters.all(char::is_uppercase)
    }
}

/// The tokens of `text`, in order. Every character that is neither white space nor invisible is in exactly
/// one token.
pub(crate) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || is_invisible(c) {
            at += c.len_utf8();
        } else if c.is_alphanumeric() {
            at = push_word(text, at, &mut tokens);
        } else {
            let end = at + c.len_utf8();
            // "Westland 's council", as some translations have it.
            let apart = matches!(c, '\'' | '’')
                && text[end..].starts_with(['s', 'S'])
                && !text[end + 1..].starts_with(char::is_alphanumeric)
                && tokens.last().is_some_and(|t: &Token<'_>| t.kind == Kind::Word && t.end + 1 == at);
            if apart {
                tokens.push(token(text, at, end + 1, Kind::Possessive));
                at = end + 1;
                continue;
            }
            // "Jan van 't Roe": the article of a Dutch name.
            if matches!(c, '\'' | '’') && is_dutch_article(text, at) {
                tokens.push(token(text, at, end + 1, Kind::Word));
                at = end + 1;
                continue;
            }
            let kind = match c {
                ',' => Kind::Comma,
                '.' | '!' | '?' | ';' | '…' => Kind::Stop,
                ':' => Kind::Colon,
                '-' | '–' | '—' | '―' | '−' => Kind::Dash,
                '(' | '[' => Kind::Open,
                ')' | ']' => Kind::Close,
                '"' | '“' | '”' | '″' | '„' | '‟' | '«' | '»' | '\'' | '‘' | '’' | '‚' | '`' | '´' => {
                    Kind::Mark
                }
                _ => Kind::Other,
            };
            tokens.push(token(text, at, end, kind));
            at = end;
        }
    }
    tokens
}

/// Pushes the word that starts at `start`, and its possessive ending apart; gives the end.
fn push_word<'t>(text: &'t str, start: usize, tokens: &mut Vec<Token<'t>>) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let inside = match c {
            _ if c.is_alphanumeric() || is_mark_of_letter(c) => true,
            _ if is_invisible(c) => next.is_some_and(char::is_alphanumeric),
            '\'' | '’' | '-' | '‑' => next.is_some_and(char::is_alphanumeric),
            '.' => {
                let (before, after) = (&text[start..start + offset], &text[start + offset + 1..]);
                // "harbor.co.uk": the dot inside the end of an address.
                let inside = after.starts_with("uk") && [".co", ".gov"].iter().any(|end| before.ends_with(end));
                inside
                    || is_name_dot(before, after)
                    || is_acronym_dot(before, next)
                    || is_domain(after)
                    || is_company_dot(before, after)
                    || is_party_dot(before, after)
            }
            ',' => {
                next.is_some_and(|n| n.is_ascii_digit())
                    && text[..start + offset].ends_with(|p: char| p.is_ascii_digit())
            }
            '@' | '_' | '%' => true,
            '/' => is_slashed(&text[start..start + offset], &text[start + offset + 1..]),
            _ => false,
        };
        if !inside {
            break;
        }
        end = start + offset + c.len_utf8();
    }
    let word = &text[start..end];
    let split = ["'s", "’s", "'S", "’S"].iter().find_map(|s| word.strip_suffix(s)).map(str::len).filter(|&n| n > 0);
    // "Moody's cut its rating": a name that is no owner.
    const OWN: &[&str] = &["Moody", "Macy", "Sotheby", "Sainsbury"];
    let split = split.filter(|&n| !OWN.contains(&&word[..n]));
    let kind = if word.starts_with(|c: char| c.is_ascii_digit()) { Kind::Number } else { Kind::Word };
    match split {
        Some(length) => {
            tokens.push(token(text, start, start + length, kind));
            // "He's called for it": a verb, though it is written as the ending of an owner.
            let verb = matches!(tokens.last(), Some(t) if matches!(t.lower.as_str(), "he" | "she" | "it" | "who"));
            let ending = token(text, start + length, end, if verb { Kind::Word } else { Kind::Possessive });
            tokens.push(Token { class: if verb { Class::AUXILIARY } else { ending.class }, ..ending });
        }
        None => match contraction(word) {
            Some((at, class)) => {
                tokens.push(token(text, start, start + at, kind));
                tokens.push(Token { class, ..token(text, start + at, end, kind) });
            }
            None => tokens.push(token(text, start, end, kind)),
        },
    }
    end
}

/// Where the verb of "they've", "we're" or "she'll" begins, and what it is.
fn contraction(word: &str) -> Option<(usize, Class)> {
    let at = word.find(['\'', '’'])?;
    let ending = word[at..].trim_start_matches(['\'', '’']);
    let pronoun =
        matches!(word[..at].to_ascii_lowercase().as_str(), "i" | "you" | "he" | "she" | "it" | "we" | "they" | "who");
    let class = match ending {
        "ve" | "re" | "m" | "d" => Class::AUXILIARY,
        "ll" => Class::AUXILIARY,
        _ => return None,
    };
    pronoun.then_some((at, class))
}

/// Whether the apostrophe at `at` begins the article of a Dutch name: the "'t" of "van 't Roe".
pub(super) fn is_dutch_article(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    let opens = before.ends_with("an ") || before.ends_with("in ") || before.ends_with("op ");
    let name = rest.strip_prefix(['\'', '’']).and_then(|rest| rest.strip_prefix("t "));
    opens && name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// Whether a stroke stands between two letters that are one word: "A/S", "a/l", "s/o".
fn is_slashed(before: &str, after: &str) -> bool {
    let one = |text: &str| text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let letters = after.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or_default();
    one(before) && one(letters)
}

/// Whether a dot stands inside a name: "Ver.di", "Bit.ly". Where a blank is missing behind a sentence, a known word follows.
fn is_name_dot(before: &str, after: &str) -> bool {
    let end = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    end.len() == 2
        && end.chars().all(|c| c.is_ascii_lowercase())
        && before.starts_with(char::is_uppercase)
        && (2..=8).contains(&before.len())
        && class_of(end) == Class::default()
        && !matches!(end, "go" | "am" | "ok" | "oh" | "ms" | "mr" | "dr" | "st")
}

/// Characters that no reader sees, as web pages leave them: soft hyphens, joiners, marks of direction, byte order marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Combining marks belong to the letter before them.
fn is_mark_of_letter(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a text begins with the end of an address: "com" after "Harbor."
fn is_domain(after: &str) -> bool {
    const ENDS: &[&str] = &["com", "org", "net", "gov", "info", "pl", "ru", "ua", "eu", "co.uk", "gov.uk", "tv"];
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '@' | '-'));
    ENDS.iter().any(|end| {
        let word = after.get(..end.len()).filter(|word| word.eq_ignore_ascii_case(end));
        word.is_some_and(|word| ends(&after[end.len()..]) && (word == *end || word == "Com" || word == "Org"))
    })
}

/// Whether a dot after `before` belongs to the word: "U.S.", "Mr.", "Sen.", single initials.
fn is_acronym_dot(before: &str, next: Option<char>) -> bool {
    let last = before.rsplit('.').next().unwrap_or(before);
    let single = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    single && (last.chars().all(char::is_uppercase) || next.is_some_and(char::is_alphanumeric))
        || (before.len() <= 5
            && matches!(
                before.to_ascii_lowercase().as_str(),
                "mr" | "mrs"
                    | "ms"
                    | "dr"
                    | "sen"
                    | "sens"
                    | "rep"
                    | "reps"
                    | "gov"
                    | "gen"
                    | "lt"
                    | "col"
                    | "st"
                    | "sgt"
                    | "prof"
                    | "sec"
                    | "rev"
                    | "jr"
                    | "bros"
                    | "jan"
                    | "feb"
                    | "aug"
                    | "sept"
                    | "oct"
                    | "nov"
                    | "dec"
            ))
}

/// Legal forms of companies that are written with a dot.
pub(crate) const LEGAL_FORMS: &[&str] = &["Inc", "Corp", "Ltd", "Co", "Cos"];

/// Whether a dot ends the legal form in a company's name and no sentence: "Tealmart Inc. said".
fn is_company_dot(before: &str, after: &str) -> bool {
    let goes_on = after.strip_prefix(' ').map_or(after.starts_with([',', '\'', '’', ')']), |rest| {
        rest.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(')
    });
    LEGAL_FORMS.contains(&before) && goes_on
}

/// Whether a dot ends the state in "R-Neb." or "D-Calif.", and no sentence.
fn is_party_dot(before: &str, after: &str) -> bool {
    let state = before.strip_prefix(['R', 'D', 'I']).and_then(|rest| rest.strip_prefix('-'));
    // "R-S.C.": the first of two dots.
    let two = |state: &str| {
        let mut next = after.chars();
        state.chars().count() == 1 && next.next().is_some_and(char::is_uppercase) && next.next() == Some('.')
    };
    state.is_some_and(|state| state.starts_with(char::is_uppercase) && (after.starts_with([',', ')']) || two(state)))
}

fn token(text: &str, start: usize, end: usize, kind: Kind) -> Token<'_> {
    let slice = &text[start..end];
    let mut lower = slice.to_lowercase();
    if lower.contains(is_invisible) {
        lower.retain(|c| !is_invisible(c));
    }
    if lower.contains('’') {
        lower = lower.replace('’', "'");
    }
    // "A. Roe": an initial is no article.
    let initial = slice.len() == 2 && slice.ends_with('.') && slice.starts_with(char::is_uppercase);
    let mut class = if initial { Class::default() } else { class_of(lower.trim_end_matches('.')) };
    // "editor-in-chief", "co-author": the office in a word of several.
    if class == Class::default()
        && let Some((first, last)) = lower.split_once('-')
    {
        let office = if last.starts_with("in-") { class_of(first) } else { class_of(last) };
        if matches!(first, "co" | "ex" | "vice" | "deputy" | "then") || last.starts_with("in-") {
            class = office;
        }
    }
    Token { start, end, text: slice, lower, kind, class }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokenize(text).iter().map(|t| t.text).collect()
    }

    #[test]
    fn parties_keep_the_dots_of_their_states() {
        assert_eq!(
            texts("Roe, R-Neb., and Poe (D-S.C.) rose."),
            ["Roe", ",", "R-Neb.", ",", "and", "Poe", "(", "D-S.C.", ")", "rose", "."]
        );
        // No state, and no letter of one byte.
        assert_eq!(texts("R-N.Éast"), ["R-N", ".", "Éast"]);
    }

    #[test]
    fn words_keep_dots_and_hyphens_but_not_possessives() {
        assert_eq!(
            texts("Mr. Roe’s U.S.-led plan, \"ready\"—now."),
            ["Mr.", "Roe", "’s", "U.S.-led", "plan", ",", "\"", "ready", "\"", "—", "now", "."]
        );
        assert_eq!(texts("1,200 cars in the U.S. today"), ["1,200", "cars", "in", "the", "U.S.", "today"]);
        assert_eq!(texts("by Harbor.com. Roe.Poe came."), ["by", "Harbor.com", ".", "Roe", ".", "Poe", "came", "."]);
    }
}

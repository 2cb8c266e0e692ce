//! Names in an article: which persons, bodies and countries it mentions, and where.
//!
//! A name is a run of capitalized words without titles ("Chinese Foreign Minister Wang Yi" is "Wang Yi"). Names of the
//! directory are found first. A surname or a first name alone means the person whose full name the article gives.
//! Headlines capitalize everything, so in them only names that are known otherwise count.

use super::body_names::{behind_owner, company_ahead, is_body_word, is_company, titled_body_ahead, with_adjective};
use super::describe::describe;
use super::heads::{acts, kind_before_name};
use super::linking::{link, text_of};
use super::name_ends::{begins_name, body_ahead, is_name_word, known_name, name_end, titled_body};
use super::name_words::{
    dateline, is_adjective, is_bare_body, is_measure, is_office, is_participle, is_party_mark, is_place, is_thing,
    office_end, skips,
};
use super::other_names::{is_small_surname, is_surname_again, nickname_inside, party_congress};
use super::particles::is_joined;
use crate::attribute::directory::{Directory, SpeakerKind, fold, national_adjective};
use crate::attribute::text::{Class, Form, Kind, Sense, Token, verb_of};
use std::collections::HashSet;
use std::ops::Range;

/// A person, body or country of one article.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Canonical name of the directory, else the fullest name that the article gives.
    pub name: String,
    pub kind: SpeakerKind,
    /// Position in the directory.
    pub directory: Option<usize>,
    /// Folded words of the name.
    pub words: Vec<String>,
    /// Known to be a woman (true) or a man (false).
    pub female: Option<bool>,
    /// Words for the office, from titles, appositions and the directory, in small letters.
    pub roles: HashSet<String>,
    /// Country, as a position in the directory.
    pub country: Option<usize>,
}

/// A mention of an entity: a range of tokens.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub tokens: Range<usize>,
    pub entity: usize,
}

/// All mentions of an article, in order.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub entities: Vec<Entity>,
    pub list: Vec<Mention>,
}

/// A run of tokens that may be a name, before it is known whose.
pub(super) struct Candidate {
    pub tokens: Range<usize>,
    pub words: Vec<String>,
    pub known: Option<usize>,
    /// Stands where any word is capitalized.
    pub doubtful: bool,
}

/// Finds the mentions in `tokens`. `sentences` are ranges of tokens; those with `headline` set capitalize every word.
pub(crate) fn find_mentions(
    tokens: &[Token<'_>],
    sentences: &[(Range<usize>, bool)],
    directory: &Directory,
) -> Mentions {
    let mut candidates = Vec::new();
    for (number, (range, headline)) in sentences.iter().enumerate() {
        let place = dateline(&tokens[range.clone()], number < HEAD);
        let dateline =
            if place == 0 && number < HEAD { capital_at_head(&tokens[range.clone()], directory) } else { place };
        scan(tokens, (range.start + dateline..range.end, dateline == 0), *headline, directory, &mut candidates);
    }
    let mut mentions = link(candidates, tokens, directory);
    for index in 0..mentions.list.len() {
        describe(&mut mentions, index, tokens, directory);
    }
    mentions
}

/// The length of "RIYADH:" or "KUALA LUMPUR:" at the head of a text: where the news comes from, and no speaker.
fn capital_at_head(tokens: &[Token<'_>], directory: &Directory) -> usize {
    let Some(colon) = tokens.iter().take(4).position(|t| t.kind == Kind::Colon) else { return 0 };
    let words: Vec<&str> = tokens[..colon].iter().map(|t| t.text).collect();
    let name = words.join(" ");
    let of_country = |at: usize| {
        let entry = &directory.entries()[at];
        entry.kind == SpeakerKind::Country && fold(&entry.name) != fold(&name)
    };
    let place = name.chars().count() > 3 && tokens[..colon].iter().all(Token::is_all_capital);
    if place && directory.position(&name).is_some_and(of_country) { colon + 1 } else { 0 }
}

/// The names in a range of tokens, which begins a sentence or stands behind its dateline.
fn scan(
    tokens: &[Token<'_>],
    (range, begins): (Range<usize>, bool),
    headline: bool,
    directory: &Directory,
    out: &mut Vec<Candidate>,
) {
    let mut at = range.start;
    let mut initial = begins;
    while at < range.end {
        let token = &tokens[at];
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            initial = initial && matches!(token.kind, Kind::Mark | Kind::Dash | Kind::Open);
            at += 1;
            continue;
        }
        let start_of_sentence = initial;
        initial = false;
        if let Some((end, entry)) = known_name(tokens, at, range.end, directory) {
            let entry = party_congress(tokens, at, directory).unwrap_or(entry);
            let person = directory.entries()[entry].kind == SpeakerKind::Person;
            // "Trump Organization", "Biden Foundation", "China Daily" are bodies of their own.
            // "Alliance of Harbor Towns", "Reserve Bank of Westport": a body that is more than the known one.
            let body = directory.entries()[entry].kind == SpeakerKind::Institution;
            // "African Union Commission": an organ of a union.
            let organ = body
                && !headline
                && end < range.end
                && tokens[end - 1].lower == "union"
                && matches!(
                    tokens[end].text,
                    "Commission" | "Council" | "Secretariat" | "Assembly" | "Mission" | "Delegation"
                )
                && !is_name_word(tokens, end + 1, range.end);
            if organ && directory.position(&text_of(tokens, &(at..end + 1))).is_none() {
                let words = words(&tokens[at..=end]);
                out.push(Candidate { tokens: at..end + 1, words, known: None, doubtful: false });
                at = end + 1;
                continue;
            }
            let of =
                |at: usize| matches!(tokens[at].lower.as_str(), "of" | "for") && tokens[end - 1].class.is(Class::BODY);
            let past = |at: usize| at + 1 + usize::from(tokens.get(at + 1).is_some_and(|t| t.lower == "the"));
            let more = body
                && !headline
                && end < range.end
                && (end - at == 1
                    && of(end)
                    && is_name_word(tokens, past(end), range.end)
                    && known_name(tokens, past(end), range.end, directory).is_none()
                    || end - at > 1
                        && (tokens[end].is_capital()
                            && is_bare_body(&tokens[end])
                            && !tokens[end - 1].class.is(Class::BODY)
                            // "Ministry of Commerce and Industry" is another than the one of commerce.
                            || tokens[end].lower == "and"
                                && tokens[at + 1].lower == "of"
                                && tokens[at].class.is(Class::BODY)
                                && is_field(tokens, end + 1, range.end)));
            // "Mohammed bin Salman al-Roe" is somebody else.
            let other = person
                && end - at > 1
                && end < range.end
                && is_joined(&tokens[end])
                && directory.position(&text_of(tokens, &(at..end + 1))) != Some(entry);
            let longer = more
                || other
                || !headline && end - at == 1 && is_name_word(tokens, end, range.end) && {
                    let next = &tokens[end];
                    let country = directory.entries()[entry].kind == SpeakerKind::Country;
                    // "Sofia Roe", who is no capital.
                    let given = country
                        && token.class.is(Class::FEMALE.or(Class::MALE))
                        && !next.class.is(Class::TITLE.or(Class::ROLE).or(Class::TIME).or(Class::DEMONYM))
                        && known_name(tokens, end, range.end, directory).is_none();
                    given
                        || next.class.is(Class::BODY)
                        || (directory.entries()[entry].kind == SpeakerKind::Country
                            || body && token.is_all_capital() && directory.position(token.text).is_some())
                            && (body_ahead(tokens, end, range.end)
                                // "the US Defense Intelligence Agency" is known without its country.
                                || !(country && token.is_all_capital())
                                    && titled_body_ahead(tokens, end, range.end, directory))
                        || country && company_ahead(tokens, at, range.end)
                        || (person && !next.class.is(Class::TITLE.or(Class::TIME)) && verb_of(&next.lower).is_none())
                };
            if !longer {
                out.push(Candidate {
                    tokens: at..end,
                    words: words(&tokens[at..end]),
                    known: Some(entry),
                    doubtful: false,
                });
                at = end;
                continue;
            }
        }
        // "French said", where the text has a David French: whether it has one is for `link` to say.
        let says = || {
            tokens.get(at + 1).and_then(|t| verb_of(&t.lower)).is_some_and(|v| v.is(Sense::Say) && v.form == Form::Past)
        };
        // "the Finn said", "the 60-year-old Dane": whoever of that country was spoken of.
        let of_age = |t: &Token<'_>| t.lower == "the" || t.lower.ends_with("-year-old");
        let national = at > range.start && of_age(&tokens[at - 1]) && national_adjective(token.text).is_some();
        if national && !is_name_word(tokens, at + 1, range.end) {
            at += 1;
            continue;
        }
        let article = at > range.start && matches!(tokens[at - 1].lower.as_str(), "the" | "most" | "many" | "some");
        if token.class.is(Class::DEMONYM) && token.is_capital() && !article && says() {
            out.push(Candidate { tokens: at..at + 1, words: words(&tokens[at..=at]), known: None, doubtful: true });
            at += 1;
            continue;
        }
        // "Westport-based Tealmart", "Forcing Roe to ...": the name begins with the next word.
        let before_name = is_name_word(tokens, at + 1, range.end)
            && (is_adjective(token) || start_of_sentence && is_participle(token, &tokens[at + 1]));
        // "A Gallup Poll": no part of a name.
        let poll = matches!(token.text, "Poll" | "Polls") && at > range.start && tokens[at - 1].is_capital();
        // "Secretary (West) Anna Roe": what she is in charge of.
        let charge = at > range.start + 1
            && tokens[at - 1].kind == Kind::Open
            && tokens[at - 2].lower == "secretary"
            && tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Close);
        // "MK Anna Roe", a member of the Knesset; but "the MK Party".
        let member = token.text == "MK" && (1..3).all(|i| is_name_word(tokens, at + i, range.end));
        // "Chief of Staff Anna Roe".
        let staff = token.text == "Staff"
            && at > range.start + 1
            && tokens[at - 1].lower == "of"
            && tokens[at - 2].lower == "chief";
        // "the People's Party", "the Left Bloc": plain words in the names of bodies.
        let plain = !headline
            && token.is_capital()
            && token.class.is(Class::COMMON.or(Class::PEOPLE))
            && !start_of_sentence
            && tokens.get(at + 1).filter(|_| at + 1 < range.end).is_some_and(|next| {
                next.is_capital() && is_bare_body(next) && tokens[at - 1].lower == "the"
                    || next.kind == Kind::Possessive && behind_owner(tokens, at, at + 1, range.end, directory).is_some()
            });
        // "Student Anna Roe": an office with a capital because it begins the sentence.
        let office = start_of_sentence
            && token.class.is(Class::ROLE)
            && !token.class.is(Class::FEMALE.or(Class::MALE))
            && tokens.get(at + 1).is_some_and(|t| t.is_capital() && t.class.is(Class::FEMALE.or(Class::MALE)));
        // "Open Kitchens International said": a name that begins with a verb.
        let company = start_of_sentence
            && verb_of(&token.lower).is_some()
            && is_name_word(tokens, at + 1, range.end)
            && is_name_word(tokens, at + 2, range.end)
            && is_company(&tokens[at..at + 3]);
        // "said He Weiwen": a surname that is a pronoun or an article too.
        let small = !headline && is_small_surname(tokens, at, range.end, start_of_sentence, directory);
        // "..., He said", of whom the text has told so.
        if !headline && !small && token.text == "He" && is_surname_again(tokens, at, out) {
            out.push(Candidate { tokens: at..at + 1, words: words(&tokens[at..=at]), known: None, doubtful: false });
            at += 1;
            continue;
        }
        let skipped = !small
            && (poll
                || staff
                || member
                || charge
                || office
                || before_name
                || start_of_sentence && kind_before_name(tokens, at, range.end)
                || !company && !plain && skips(token, start_of_sentence) && !titled_body(tokens, at, range.end));
        // "Mr. King", who was named "Peter King" before: a surname that is a title too.
        let surname = skipped && token.class.is(Class::TITLE) && is_surname(tokens, at, out);
        if surname {
            out.push(Candidate { tokens: at..at + 1, words: words(&tokens[at..=at]), known: None, doubtful: true });
        }
        // "al-Roe said", of whom the text has no more.
        let particle = is_joined(token);
        if !(token.is_capital() || particle) || skipped {
            at += 1;
            continue;
        }
        let end = name_end(tokens, at, range.end, directory);
        // "Harbor Point-based Roe Investments": the name begins behind the adjective.
        if let Some(adjective) = (at + 1..end.saturating_sub(1)).rfind(|&i| is_adjective(&tokens[i])) {
            at = adjective + 1;
            continue;
        }
        // "Y., said ...": the rest of an abbreviation; "t.co/YyZG": a part of an address.
        let initial = token.text.ends_with('.') && token.text.chars().count() == 2 && end == at + 1;
        let address = at > 0 && tokens[at - 1].text == "/" && tokens[at - 1].end == token.start;
        if initial || address {
            at = end;
            continue;
        }
        let before = at.checked_sub(1).filter(|before| *before >= range.start).map(|before| &tokens[before]);
        // "Dutch Political Director Anna Roe": a part of the title.
        let qualifies = end - at == 1
            && before.is_some_and(|t| t.class.is(Class::DEMONYM))
            && tokens.get(end).is_some_and(|t| t.is_capital() && t.class.is(Class::ROLE))
            && begins_name(tokens, end + 1, range.end);
        // "Westland's International Relations Minister": behind the other words of the title.
        let titles =
            tokens[range.start..at].iter().rev().take_while(|t| t.is_capital() && t.class.is(Class::TITLE)).count();
        let opener = (at - titles).checked_sub(1).filter(|before| *before >= range.start).map(|before| &tokens[before]);
        let office = qualifies || is_office(opener, &tokens[at..end]);
        if is_party_mark(&tokens[at..end])
            || is_measure(&tokens[at..end])
            || is_thing(&tokens[at..end])
            || is_place(tokens, at, end)
            || office
        {
            at = end;
            continue;
        }
        // "the Iowa Republican" is an office, of whoever was spoken of.
        // "Wall Street Democratic donors": no name ends with an adjective.
        let adjective = tokens[end - 1].lower == "democratic" && tokens.get(end).is_some_and(|t| !t.is_capital());
        let party = end - at > 1 && (adjective || matches!(tokens[end - 1].lower.as_str(), "republican" | "democrat"));
        let end = if party { end - 1 } else { end };
        // "NATO Troop Training", "CVMA Anna Roe": an acronym before a name of its own.
        let acronym = token.is_all_capital()
            && token.text.chars().all(char::is_alphabetic)
            && end - at > 2
            && (tokens[at + 1].class.is(Class::FEMALE.or(Class::MALE))
                || known_name(tokens, at, range.end, directory).is_some())
            && tokens[at + 1..end].iter().all(|t| {
                let plain = !t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE)) && !is_body_word(t);
                t.is_capital() && !t.is_all_capital() && plain
            });
        // "Chief Minister of Westshire Anna Bela Roe": a place before the name of its office-holder.
        let placed = at > 1
            && tokens[at - 1].lower == "of"
            && tokens[at - 2].class.is(Class::ROLE)
            && end - at > 2
            && tokens[at..end]
                .iter()
                .all(|t| t.is_capital() && !t.class.is(Class::BODY.or(Class::ROLE).or(Class::PEOPLE).or(Class::TITLE)));
        // "Westport.com Anna Roe was talking": a site before the name of its guest.
        let site = end - at == 3
            && token.text.split_once('.').is_some_and(|(name, end)| {
                name.len() > 2 && (2..=3).contains(&end.len()) && end.chars().all(|c| c.is_ascii_lowercase())
            })
            && tokens[at + 1..end].iter().all(|t| {
                !t.is_all_capital() && !t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE).or(Class::TITLE))
            })
            && !is_company(&tokens[at..end]);
        if site {
            at += 1;
            continue;
        }
        let end = if acronym && !headline || placed { at + 1 } else { end };
        if let Some(name) = office_end(tokens, at, end).filter(|_| !headline) {
            at = name;
            continue;
        }
        let named = acts(tokens, at, end, start_of_sentence);
        // A turn: "Roe: ...", "Roe, quote: ...".
        let turn = tokens.get(end).is_some_and(|n| {
            n.kind == Kind::Colon || n.kind == Kind::Comma && tokens.get(end + 1).is_some_and(|q| q.lower == "quote")
        });
        let named = named || turn;
        // "Rep. Anna Roe (W-Iowa)" on a line of its own.
        let titled = at > range.start
            && tokens[at - 1].text.ends_with('.')
            && tokens[at - 1].class.is(Class::TITLE)
            && (2..=3).contains(&(end - at))
            && token.class.is(Class::FEMALE.or(Class::MALE));
        let doubtful = headline && !titled || (start_of_sentence && end - at == 1 && !token.is_all_capital() && !named);
        let start = if headline { at } else { with_adjective(tokens, &(at..end), range.start, directory) };
        out.push(Candidate { tokens: start..end, words: words(&tokens[start..end]), known: None, doubtful });
        at = end;
    }
}

/// Whether the word at `at` is for what a ministry is in charge of: "Industry".
fn is_field(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    is_name_word(tokens, at, limit)
        && tokens[at].class.is(Class::TITLE)
        && !tokens[at].class.is(Class::ROLE)
        && !is_bare_body(&tokens[at])
        && !is_name_word(tokens, at + 1, limit)
}

/// Sentences at the head of a text that may begin with a dateline without an agency.
const HEAD: usize = 3;

/// The folded words of a name, without a nickname inside it.
fn words(tokens: &[Token<'_>]) -> Vec<String> {
    let nickname = nickname_inside(tokens).unwrap_or_default();
    let own = tokens.iter().enumerate().filter(|(at, t)| t.kind == Kind::Word && !nickname.contains(at));
    own.map(|(_, t)| fold(t.text)).filter(|w| !w.is_empty()).collect()
}

/// Whether the title word at `at` is the surname of a name of several words before it.
fn is_surname(tokens: &[Token<'_>], at: usize, before: &[Candidate]) -> bool {
    let word = fold(tokens[at].text);
    let behind = at.checked_sub(1).map(|i| &tokens[i]);
    tokens[at].is_capital()
        && !tokens.get(at + 1).is_some_and(Token::is_capital)
        && behind.is_none_or(|t| !t.class.is(Class::DETERMINER.or(Class::DEMONYM)) && t.kind != Kind::Possessive)
        && before.iter().any(|c| c.words.len() > 1 && c.known.is_none() && c.words.last() == Some(&word))
}

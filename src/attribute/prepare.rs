//! An article as it is read: tokens with their classes, sentences as ranges of them, quotes and mentions.

use super::directory::Directory;
use super::mentions::{behind_particles, find_mentions, titles_full_name};
use super::text::{Class, Form, Kind, Reading, Token, find_quotes, tokenize, verb_of};
use super::voice::is_byline;
use crate::article::Article;
use crate::segment::Sentence;
use std::ops::Range;

/// An article, ready to be read.
pub(super) struct Prepared<'t> {
    pub reading: Reading<'t>,
    /// The tokens of each sentence.
    pub ranges: Vec<Range<usize>>,
    /// Whether each sentence capitalizes its words as headlines do.
    pub headlines: Vec<bool>,
    /// The tokens of the title; empty where there is none.
    pub title: Range<usize>,
}

/// The text of an article that is read: the headline, which is read for its names only, stands behind the text so that offsets
/// stay.
pub(super) fn text_of(article: &Article) -> String {
    match &article.title {
        Some(title) => format!("{}\n\n{title}", article.text),
        None => article.text.clone(),
    }
}

/// What is found in `text`, which [`text_of`] gave, before anybody asks who speaks.
pub(super) fn prepare<'t>(
    article: &Article,
    text: &'t str,
    sentences: &[Sentence],
    directory: &Directory,
) -> Prepared<'t> {
    let mut tokens = tokenize(text);
    let range = |sentence: &Sentence| {
        let first = tokens.partition_point(|t| t.end <= sentence.span.byte_start);
        first..tokens.partition_point(|t| t.start < sentence.span.byte_end).max(first)
    };
    let ranges: Vec<Range<usize>> = sentences.iter().map(range).collect();
    let headline = |range: &Range<usize>| is_headline(&tokens[range.clone()]) && !is_byline(&tokens[range.clone()]);
    let headlines: Vec<bool> = ranges.iter().map(headline).collect();
    mark_demonyms(&mut tokens, directory);
    mark_first_names_and_titles(&mut tokens);
    let mut pieces: Vec<(Range<usize>, bool)> = ranges.iter().cloned().zip(headlines.iter().copied()).collect();
    let title = tokens.partition_point(|t| t.start < article.text.len())..tokens.len();
    if !title.is_empty() {
        pieces.push((title.clone(), is_headline(&tokens[title.clone()])));
    }
    let mentions = find_mentions(&tokens, &pieces, directory);
    let quotes = find_quotes(&article.text);
    let quoted_tokens = quotes.iter().map(|quote| {
        let tokens = |piece: &Range<usize>| {
            let first = tokens.partition_point(|t| t.start < piece.start);
            first..tokens.partition_point(|t| t.start < piece.end).max(first)
        };
        quote.pieces.iter().map(tokens).collect()
    });
    let quoted = numbered(tokens.len(), quoted_tokens);
    let mentioned = numbered(tokens.len(), mentions.list.iter().map(|mention| vec![mention.tokens.clone()]));
    let reading = Reading { text, date: article.date, tokens, quotes, quoted, mentions, mentioned };
    Prepared { reading, ranges, headlines, title }
}

/// For each of `len` tokens the number of the last thing whose ranges it is in.
fn numbered(len: usize, things: impl Iterator<Item = Vec<Range<usize>>>) -> Vec<Option<usize>> {
    let mut numbers = vec![None; len];
    for (number, ranges) in things.enumerate() {
        ranges.into_iter().for_each(|range| numbers[range].fill(Some(number)));
    }
    numbers
}

/// Sets the class of adjectives of countries, of one word or two ("South African").
fn mark_demonyms(tokens: &mut [Token<'_>], directory: &Directory) {
    let mut before: Option<&mut Token<'_>> = None;
    for token in tokens.iter_mut() {
        if token.is_capital() {
            if directory.country_of_demonym(token.text).is_some() {
                token.class = token.class.or(Class::DEMONYM);
            } else if let Some(before) = before.filter(|b| b.is_capital())
                && directory.country_of_demonym(&format!("{} {}", before.text, token.text)).is_some()
            {
                before.class = before.class.or(Class::DEMONYM);
                token.class = token.class.or(Class::DEMONYM);
            }
        }
        before = Some(token);
    }
}

/// Words that only their neighbour makes a name or a title: "Jan Roe" is no month, "Under Secretary" no place.
fn mark_first_names_and_titles(tokens: &mut [Token<'_>]) {
    // "Roe May ... May said".
    let surname = |at: usize, tokens: &[Token<'_>]| {
        let small = Class::TIME.or(Class::PREPOSITION).or(Class::COMMON).or(Class::TITLE).or(Class::DEMONYM);
        at > 0
            && tokens[at].text == "May"
            && tokens[at - 1].is_capital()
            && !tokens[at - 1].class.is(small)
            && tokens.get(at + 1).is_some_and(|n| n.kind != Kind::Number)
    };
    if (0..tokens.len()).any(|at| surname(at, tokens)) {
        for at in 0..tokens.len().saturating_sub(1) {
            let dated = tokens[at + 1].kind == Kind::Number || at > 0 && tokens[at - 1].class.is(Class::PREPOSITION);
            if tokens[at].text == "May" && !dated {
                tokens[at].class = Class::default();
            }
        }
    }
    mark_titled_surnames(tokens);
    for at in 0..tokens.len().saturating_sub(1) {
        let next_capital = tokens[at + 1].is_capital() && !tokens[at + 1].class.is(Class::TIME.or(Class::TITLE));
        let given = matches!(tokens[at].text, "Jan" | "April" | "June" | "August");
        // "Jan van der Roe".
        if given && (next_capital || behind_particles(tokens, at + 1, tokens.len()).is_some()) {
            tokens[at].class = Class::default();
        } else if tokens[at].text == "Under" && tokens[at + 1].text == "Secretary" {
            tokens[at].class = Class::TITLE;
        } else if titles_full_name(tokens, at, tokens.len()) {
            tokens[at].class = tokens[at].class.or(Class::TITLE);
        }
    }
}

/// "Ann King ... King said": a title or office that is somebody's surname in this article is a name there.
fn mark_titled_surnames(tokens: &mut [Token<'_>]) {
    const SURNAMES: &[&str] = &["King", "Pope", "Bishop", "Judge", "Major", "Marshal", "Dean", "Baron"];
    let lone = |at: usize, tokens: &[Token<'_>]| {
        SURNAMES.contains(&tokens[at].text) && !tokens.get(at + 1).is_some_and(Token::is_capital)
    };
    let office = Class::TITLE.or(Class::ROLE).or(Class::BODY).or(Class::DEMONYM);
    let other = Class::TIME.or(Class::PREPOSITION).or(Class::DETERMINER).or(Class::COMMON);
    let first = |t: &Token<'_>| t.kind == Kind::Word && t.is_capital() && !t.class.is(office.or(other));
    let named = |at: usize, tokens: &[Token<'_>]| {
        // Where a sentence begins, any word has a capital; "the Federal Judge" is nobody's name.
        at > 1
            && first(&tokens[at - 1])
            && tokens[at - 2].kind != Kind::Stop
            && !tokens[at - 2].class.is(Class::DETERMINER)
    };
    let surnames: Vec<&str> =
        (0..tokens.len()).filter(|&at| lone(at, tokens) && named(at, tokens)).map(|at| tokens[at].text).collect();
    for at in 0..tokens.len() {
        let owned = at > 0 && tokens[at - 1].class.is(Class::DETERMINER.or(Class::DEMONYM));
        if surnames.contains(&tokens[at].text) && lone(at, tokens) && !owned {
            tokens[at].class = Class::default();
        }
    }
}

/// Tokens that the label of a turn has, with its colon.
const LABEL: usize = 5;

/// Whether a sentence capitalizes (nearly) every word, as headlines do.
fn is_headline(tokens: &[Token<'_>]) -> bool {
    // "MR ROE: We'll start with Anna Poe": the label of a turn is capitals in any case.
    let label = tokens.iter().take(LABEL).position(|t| t.kind == Kind::Colon);
    let label = label.filter(|&colon| colon > 0 && tokens[..colon].iter().all(Token::is_all_capital));
    if label.is_some() && tokens.last().is_some_and(|t| t.kind == Kind::Stop) {
        return false;
    }
    let tokens = &tokens[label.map_or(0, |colon| colon + 1)..];
    let small = Class::PREPOSITION.or(Class::DETERMINER).or(Class::CLAUSE).or(Class::PRONOUN);
    let long = tokens.iter().filter(|t| t.kind == Kind::Word && t.text.chars().count() > 2 && !t.class.is(small));
    let (all, capital) = long.fold((0, 0), |(all, capital), t| (all + 1, capital + usize::from(t.is_capital())));
    // In a headline a verb has a capital too.
    let plain_verb = tokens.iter().any(|t| {
        t.kind == Kind::Word
            && !t.is_capital()
            && (matches!(
                t.lower.as_str(),
                "met" | "spoke" | "held" | "went" | "came" | "took" | "gave" | "go" | "turn" | "start" | "begin"
            ) || t.class.is(Class::AUXILIARY)
                && !t.class.is(Class::DETERMINER.or(Class::TITLE))
                // "Roe Says He's Ready".
                && !t.text.starts_with(['\'', '’'])
                || verb_of(&t.lower).is_some_and(|v| v.form == Form::Past))
    });
    all >= 4 && tokens.len() <= 26 && capital * 20 >= all * 17 && !plain_verb
}

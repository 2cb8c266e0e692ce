//! "the spokesman", after "A spokesman for the ministry said": who was brought in without a name, not an earlier holder.

use super::sources::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Item, Kind, Token};

/// Tokens back to which "the spokesman" points.
const REACH: usize = 90;

/// Words between an article and its office, at most: "a senior foreign affairs spokesman".
const BETWEEN: usize = 4;

/// Tokens behind the office in which the body stands for which it speaks: "a spokesman for the ministry of transport".
const BEHIND: usize = 8;

impl Context<'_> {
    /// Whom "the HEAD" means where the text's last HEAD was somebody unnamed, else nothing.
    pub(super) fn introduced_without_name(&self, head: &str, slice: &[Item]) -> Option<Resolved> {
        let tokens = &self.reading.tokens;
        let here = slice.first()?.tokens.start;
        let at = (here.saturating_sub(REACH)..here).rev().find(|&at| tokens[at].lower == head)?;
        let article = (at.saturating_sub(BETWEEN + 1)..at).rev().find(|&before| tokens[before].kind != Kind::Word);
        let from = article.map_or(at.saturating_sub(BETWEEN + 1), |before| before + 1);
        let article =
            (from..at).rev().find(|&before| matches!(tokens[before].lower.as_str(), "a" | "an" | "another"))?;
        // "Anna Roe, a spokesman for the ministry, said" has the name; "a spokesman, Bela Poe, said" too.
        let opens = |t: &Token<'_>| matches!(t.kind, Kind::Stop | Kind::Mark | Kind::Colon);
        let first = article == 0 || opens(&tokens[article - 1]) || self.breaks_before(article);
        if !first || tokens[at + 1].kind == Kind::Comma {
            return None;
        }
        let names = |s: &Source| {
            let behind = &self.reading.text[tokens[at].start..tokens[(at + BEHIND).min(here - 1)].end];
            s.kind == SpeakerKind::Institution && behind.contains(s.surface.as_str())
        };
        match self.spoken.last().map(Vec::as_slice) {
            Some([body]) if names(body) => {
                Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..body.clone() }]))
            }
            _ => Some(Resolved::Anonymous),
        }
    }

    /// Whether a line ends before a token.
    fn breaks_before(&self, at: usize) -> bool {
        let tokens = &self.reading.tokens;
        at > 0 && self.reading.text[tokens[at - 1].end..tokens[at].start].contains('\n')
    }
}

//! The form of `data/speakers.toml` and of a user's file.

use super::known::SpeakerKind;
use super::tenures::{Office, days};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Last day on which an office without an end was still held.
    pub offices_until: Option<Spanned<String>>,
    #[serde(default)]
    pub speaker: Vec<Record>,
    #[serde(default)]
    pub merge: Vec<Merge>,
    #[serde(default)]
    pub split: Vec<Split>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub name: Spanned<String>,
    pub id: Option<Spanned<String>>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    #[serde(default)]
    pub demonyms: Vec<String>,
    pub country: Option<String>,
    pub role: Option<String>,
    #[serde(default)]
    pub offices: Vec<Spanned<Tenure>>,
    #[serde(default)]
    pub kind: SpeakerKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tenure {
    titles: Vec<String>,
    pub of: Option<String>,
    from: Spanned<String>,
    to: Option<Spanned<String>>,
}

/// Ids of one speaker; the first stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    pub ids: Spanned<Vec<Spanned<String>>>,
}

/// What is called `surface` is not `id` but `to`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    pub id: Spanned<String>,
    pub surface: Spanned<String>,
    /// Only in this article.
    pub article: Option<String>,
    pub to: Spanned<String>,
    /// The name of `to`, where the directory has none; `surface` if it is left out.
    pub name: Option<String>,
}

/// A mistake: where it stands, and what it is.
pub(super) type Mistake = (usize, String);

/// The office of a table of `offices`, of `of`. Where a month or a year alone is given, the days that are sure count.
/// Without an end it lasts until `until`, or for ever.
pub(super) fn office(given: &Spanned<Tenure>, of: Option<&String>, until: Option<Date>) -> Result<Office, Mistake> {
    let tenure = given.get_ref();
    let of = of.ok_or_else(|| (given.span().start, "an office of whom? Expected `of`, or a country".to_owned()))?;
    let to = tenure.to.as_ref().map(day).transpose()?.map_or(until.unwrap_or(Date::MAX), |(first, _)| first);
    Ok(Office {
        titles: tenure.titles.clone(),
        of: of.clone(),
        from: day(&tenure.from)?.1,
        to,
        open: tenure.to.is_none(),
    })
}

/// The first and the last day that a text may mean.
pub(super) fn day(text: &Spanned<String>) -> Result<(Date, Date), Mistake> {
    let reason = || format!("{:?} is no day; expected one as 2023, 2023-07 or 2023-07-25", text.get_ref());
    days(text.get_ref()).ok_or_else(|| (text.span().start, reason()))
}

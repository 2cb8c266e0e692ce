//! What a score needs of a coded statement, and how it may be asked for.

use crate::attribute::AttributionKind;
use crate::classify::{StanceScore, ThemeScore};
use crate::problem::{UnknownChoice, one_of};
use jiff::civil::Date;
use serde::Serialize;
use std::str::FromStr;
use std::sync::Arc;

/// One coded statement, read back from a run. What the statements of an article have in common is held once.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Identifier of its article.
    pub article: Arc<str>,
    /// The article's date.
    pub date: Option<Date>,
    /// The article's outlet.
    pub source: Option<Arc<str>>,
    /// Whom the article is for (domestic, foreign, ...), where its own field `audience` or the user's table says so.
    pub audience: Option<Arc<str>>,
    /// The article's headline.
    pub title: Option<Arc<str>>,
    /// The article's address.
    pub url: Option<Arc<str>>,
    /// Number of the sentence in the article.
    pub i: usize,
    /// The sentence.
    pub text: String,
    /// The sentences before and after it, where it has a stance and the article has them.
    pub neighbours: [Option<String>; 2],
    /// Canonical names of its speakers, each once; empty where the reporter speaks.
    pub speakers: Vec<Arc<str>>,
    /// How they were found.
    pub kind: AttributionKind,
    /// The cue as it stands in the text, if the sentence has one.
    pub cue: Option<String>,
    /// The themes that it has.
    pub themes: Vec<ThemeScore>,
    /// Its stances; probabilities in [0, 1].
    pub stances: Vec<StanceScore>,
}

/// Identifier, date and outlet: what tells articles apart across runs.
pub type ArticleKey<'r> = (&'r str, Option<Date>, Option<&'r str>);

impl Record {
    /// The article that it stands in. Two articles that agree in all three are one.
    pub fn article_key(&self) -> ArticleKey<'_> {
        (&self.article, self.date, self.source.as_deref())
    }

    /// The order in which statements count: by date (those without one last), outlet, article and sentence.
    pub(super) fn order(&self) -> (bool, Option<Date>, Option<&str>, &str, usize, &str) {
        (self.date.is_none(), self.date, self.source.as_deref(), &self.article, self.i, &self.text)
    }
}

/// How often a speaker's statements with the same label towards the same target count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Every one.
    #[default]
    All,
    /// Once in an article.
    Article,
    /// Once a day.
    Day,
    /// Once in an ISO week.
    Week,
    /// Once in a month.
    Month,
    /// Once over all runs.
    Run,
}

/// Which groups of statements are scored apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Each speaker in each outlet.
    Outlet,
    /// Each speaker before each audience.
    Audience,
    /// Each speaker in each ISO week.
    Week,
    /// Each speaker in each month.
    Month,
    /// Each speaker in each quarter.
    Quarter,
    /// Each speaker in each year.
    Year,
    /// All speakers of a country together.
    Country,
    /// All speakers with the same office together.
    Role,
}

impl By {
    /// Whether speakers are put together.
    pub fn merges_speakers(self) -> bool {
        matches!(self, Self::Country | Self::Role)
    }

    /// Whether groups are windows of time, whose names sort by time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Week | Self::Month | Self::Quarter | Self::Year)
    }

    /// The name of the window of time that `date` is in: `2031-W07`, `2031-02`, `2031-Q1`, `2031`; the month for groups that
    /// are no windows.
    pub fn window(self, date: Date) -> String {
        match self {
            Self::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Quarter => format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
            Self::Year => format!("{:04}", date.year()),
            _ => format!("{:04}-{:02}", date.year(), date.month()),
        }
    }
}

/// How much each statement weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The same.
    #[default]
    Statement,
    /// Each outlet the same: the position is the mean of the outlets' means.
    Outlet,
}

impl FromStr for Duplicates {
    type Err = UnknownChoice;
    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        use Duplicates::{All, Article, Day, Month, Run, Week};
        one_of(
            text,
            &[("all", All), ("article", Article), ("day", Day), ("week", Week), ("month", Month), ("run", Run)],
        )
    }
}

impl FromStr for By {
    type Err = UnknownChoice;
    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        use By::{Audience, Country, Month, Outlet, Quarter, Role, Week, Year};
        one_of(
            text,
            &[
                ("outlet", Outlet),
                ("audience", Audience),
                ("week", Week),
                ("month", Month),
                ("quarter", Quarter),
                ("year", Year),
                ("country", Country),
                ("role", Role),
            ],
        )
    }
}

impl FromStr for Weight {
    type Err = UnknownChoice;
    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        one_of(text, &[("statement", Self::Statement), ("outlet", Self::Outlet)])
    }
}

//! The codebook as it is written: TOML tables, with the place of each value kept for error messages.

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub name: Option<String>,
    pub extends: Option<Spanned<String>>,
    #[serde(default)]
    pub theme: Vec<Spanned<ThemeTable>>,
}

/// A theme as written. Fields that must be there may be missing here, so that the error can name the theme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeTable {
    pub id: Option<Spanned<String>>,
    pub label: Option<Spanned<String>>,
    pub definition: Option<Spanned<String>>,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub target: Vec<Spanned<TargetTable>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetTable {
    pub id: Option<Spanned<String>>,
    pub proposition: Option<Spanned<String>>,
}

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeTable {
    pub id: Spanned<String>,
    pub label: Spanned<String>,
    pub definition: Spanned<String>,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub target: Vec<TargetTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetTable {
    pub id: Spanned<String>,
    pub proposition: Spanned<String>,
}

//! Stage 4, the codebook: which themes there are, and which propositions a speaker may be for or against.
//!
//! The default codebook is compiled in from `data/codebook.toml` and follows the annotation guidelines word for word.
//! A user's file replaces it, or extends it (`extends = "default"`). A codebook is validated and hashed as it is
//! loaded; a mistake is one error with file, line and what was expected.

mod doubts;
mod file;
mod load;
mod negation;

pub use load::CodebookError;

/// Themes, in the order of the output. It comes of [`Codebook::load`], [`Codebook::parse`] or [`Codebook::new`], which validate it;
/// what is changed in it afterwards is not looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Codebook {
    /// The codebook's own name.
    pub name: String,
    /// The themes, at least one, with distinct ids.
    pub themes: Vec<Theme>,
    /// SHA-256 over the name-independent content (ids, labels, definitions, propositions, examples), in hexadecimal.
    pub sha256: String,
}

/// A theme: what a statement may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Stable identifier: lower-case ASCII letters, digits and `_`.
    pub id: String,
    /// Name for readers.
    pub label: String,
    /// What belongs to the theme and what does not.
    pub definition: String,
    /// Sentences that are about the theme, if the author gave any.
    pub examples: Vec<String>,
    /// The theme's targets; a theme without targets is coded for presence alone.
    pub targets: Vec<Target>,
}

/// A proposition that a speaker may favor or oppose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Stable identifier, distinct over the whole codebook: lower-case ASCII letters, digits and `_`.
    pub id: String,
    /// The proposition, a full sentence.
    pub proposition: String,
}

/// A theme's id with the ids of its targets.
pub type ThemeTargets = (String, Vec<String>);

impl Theme {
    /// "LABEL. DEFINITION": what the theme is recognized by where no head was trained for it.
    pub fn entry(&self) -> String {
        format!("{}. {}", self.label, self.definition)
    }
}

impl Codebook {
    /// The theme with this id.
    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// The ids of the themes and of their targets, in the codebook's order: what gold may have labels of.
    pub fn theme_targets(&self) -> Vec<ThemeTargets> {
        let targets = |theme: &Theme| theme.targets.iter().map(|target| target.id.clone()).collect();
        self.themes.iter().map(|theme| (theme.id.clone(), targets(theme))).collect()
    }
}

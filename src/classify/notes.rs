//! How far a model's heads and a codebook fit together: what a user should know before the numbers.

use super::Classifier;
use super::heads::Recognizer;
use crate::codebook::{Codebook, Target, Theme};
use crate::problem::{Problem, Severity};

/// Notes on the themes of `classifier`'s codebook, the file `file`, that the model has no head for, and warnings of those
/// whose head was trained for something else. The heads go by ids; what the ids stood for in training, `trained_on` says,
/// the nearest codebook first. Where none of them knows an id, nothing can be said of it.
pub fn notes(classifier: &Classifier, trained_on: &[&Codebook], file: &str) -> Vec<Problem> {
    let mut notes = vec![];
    let themes = &classifier.codebook().themes;
    let headless: Vec<&str> =
        (0..themes.len()).filter(|at| !classifier.has_theme_head(*at)).map(|at| themes[at].id.as_str()).collect();
    if !headless.is_empty() {
        let reason = format!(
            "without a trained head: {}. A theme without one is recognized by its codebook entry alone, far worse than one \
             with; check some of its statements by hand, or train heads with `demarche train` (docs/codebook.md)",
            headless.join(", ")
        );
        notes.push(Problem::new(Severity::Note, "no_head", file, reason));
    }
    for (id, tokens, read) in classifier.cut() {
        let reason = format!(
            "{id:?} has {tokens} tokens (label and definition of a theme, or a target's proposition), of which the model reads \
             the first {read}: shorten it, what matters first (docs/codebook.md)"
        );
        notes.push(Problem::new(Severity::Warning, "long_entry", file, reason));
    }
    for (at, theme) in themes.iter().enumerate() {
        let known = || trained_on.iter().find_map(|codebook| codebook.theme(&theme.id));
        if classifier.has_theme_head(at)
            && let Some(known) = known()
        {
            notes.extend(theme_differs(theme, known).map(|reason| warning(file, reason)));
        }
        for (number, target) in theme.targets.iter().enumerate() {
            if let Some(denied) = target.denied()
                && classifier.is_reversed(at, number)
            {
                let reason = format!(
                    "target {:?} denies something: the stance is read towards {denied:?}, and favor and against change places \
                     (docs/codebook.md)",
                    target.id
                );
                notes.push(Problem::new(Severity::Note, "denied", file, reason));
            }
            let all = trained_on.iter().flat_map(|codebook| &codebook.themes).flat_map(|theme| &theme.targets);
            if classifier.has_stance_head(at, number)
                && let Some(known) = all.into_iter().find(|known| known.id == target.id)
            {
                notes.extend(target_differs(target, known).map(|reason| warning(file, reason)));
            }
        }
    }
    notes
}

impl Classifier {
    /// What of the codebook is longer than the model reads: the theme's or target's id, its tokens, and how many are read.
    fn cut(&self) -> Vec<(&str, usize, usize)> {
        let settings = &self.sequences.settings;
        let mut cut = Vec::new();
        for (number, theme) in self.codebook.themes.iter().enumerate() {
            let tokens = self.tokenizer.ids(&theme.entry()).map_or(0, |ids| ids.len());
            if matches!(self.recognizers[number], Recognizer::Entry { .. }) && tokens > settings.sentence_tokens {
                cut.push((theme.id.as_str(), tokens, settings.sentence_tokens));
            }
            for (target, ids) in theme.targets.iter().zip(&self.propositions[number]) {
                if ids.len() > settings.proposition_tokens {
                    cut.push((target.id.as_str(), ids.len(), settings.proposition_tokens));
                }
            }
        }
        cut
    }
}

fn warning(file: &str, reason: String) -> Problem {
    Problem::new(Severity::Warning, "other_definition", file, reason)
}

fn theme_differs(theme: &Theme, trained: &Theme) -> Option<String> {
    (theme.definition != trained.definition).then(|| {
        format!(
            "theme {:?} has a trained head, which goes by the id and knows another definition ({:?}): the one given here \
             changes nothing. Give the theme another id, or train a head for it with `demarche train`",
            theme.id, trained.definition
        )
    })
}

fn target_differs(target: &Target, trained: &Target) -> Option<String> {
    (target.proposition != trained.proposition).then(|| {
        format!(
            "target {:?} has a trained stance head, which goes by the id and was trained on another proposition ({:?}). \
             Give the target another id, or train a head for it with `demarche train`",
            target.id, trained.proposition
        )
    })
}

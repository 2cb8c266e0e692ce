//! Are there enough statements of each label?

use crate::classify::Label;
use crate::codebook::Codebook;
use crate::evaluate::GoldArticle;

/// A head is trained from this many statements of a label on; with fewer, the base model's head stays.
pub const FEWEST: usize = 5;
/// Below this many, figures are poor and shown with a warning.
const FEW: usize = 20;
/// Lines that a warning names.
const SHOWN: usize = 5;

/// What can be trained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// For each theme whether it gets a head.
    pub themes: Vec<bool>,
    /// For each target of each theme whether it gets a head.
    pub targets: Vec<Vec<bool>>,
    /// What there is too little of.
    pub shortages: Vec<Shortage>,
}

/// Too few statements of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// What, where, and what follows from it, in a sentence.
    pub reason: String,
}

/// Counts the labels of `gold`.
pub fn count(gold: &[GoldArticle], codebook: &Codebook) -> Counted {
    let rows: Vec<_> = gold.iter().flat_map(|a| a.sentences.iter().map(move |s| (a.file.as_str(), s))).collect();
    let mut counted = Counted { themes: vec![], targets: vec![], shortages: vec![] };
    let mut report = |reason: String| counted.shortages.push(Shortage { reason });
    for theme in &codebook.themes {
        let with: Vec<_> = rows.iter().filter(|(_, row)| row.themes.contains(&theme.id)).collect();
        let (yes, no) = (with.len(), rows.len() - with.len());
        let enough = yes >= FEWEST && no >= FEWEST;
        let places = |lines: &mut dyn Iterator<Item = (&str, u64)>| shown(lines);
        let here = places(&mut with.iter().map(|(file, row)| (*file, row.line)));
        if yes < FEWEST {
            report(format!(
                "theme {:?}: {yes} statements{here}; at least {FEWEST} are needed, so it is recognized as before training",
                theme.id
            ));
        } else if no < FEWEST {
            report(format!(
                "theme {:?}: only {no} statements are without it; at least {FEWEST} are needed, so it is recognized as \
                 before training. Add statements on other matters",
                theme.id
            ));
        } else if yes < FEW {
            report(format!("theme {:?}: only {yes} statements{here}; expect better figures from {FEW} on", theme.id));
        }
        counted.themes.push(enough);
        let mut targets = vec![];
        for target in &theme.targets {
            let of = |label: Label| with.iter().filter(move |(_, row)| row.stance.get(&target.id) == Some(&label));
            let usable = Label::ALL.into_iter().filter(|label| of(*label).count() >= FEWEST).count();
            for label in Label::ALL {
                let n = of(label).count();
                let here = places(&mut of(label).map(|(file, row)| (*file, row.line)));
                if yes >= FEWEST && n < FEWEST {
                    report(format!(
                        "target {:?}: {n} statements {}{here}; fewer than {FEWEST} will hardly be found",
                        target.id,
                        name(label)
                    ));
                }
            }
            if usable < 2 {
                report(format!(
                    "target {:?}: fewer than two labels have {FEWEST} statements, so its stance is read as before \
                     training",
                    target.id
                ));
            }
            targets.push(usable >= 2);
        }
        counted.targets.push(targets);
    }
    counted
}

fn name(label: Label) -> &'static str {
    match label {
        Label::Favor => "in favor",
        Label::Against => "against",
        Label::Neutral => "neutral",
    }
}

/// " (FILE, lines 3, 8)": the first few places.
fn shown(places: &mut dyn Iterator<Item = (&str, u64)>) -> String {
    let all: Vec<(&str, u64)> = places.collect();
    let Some((file, _)) = all.first() else { return String::new() };
    let lines: Vec<String> =
        all.iter().filter(|(of, _)| of == file).take(SHOWN).map(|(_, line)| line.to_string()).collect();
    let more = if lines.len() < all.len() { " and others" } else { "" };
    let word = if all.len() == 1 { "line" } else { "lines" };
    format!(" ({file}, {word} {}{more})", lines.join(", "))
}

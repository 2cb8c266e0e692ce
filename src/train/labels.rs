//! Are there enough statements of each label?

use super::heads::fold_of;
use crate::classify::Label;
use crate::codebook::Codebook;
use crate::evaluate::GoldArticle;
use std::collections::BTreeSet;

/// A head is trained from this many statements of a label on; with fewer, the base model's head stays.
pub const FEWEST: usize = 5;
/// Below this many, figures are poor and shown with a warning.
const FEW: usize = 20;
/// Above this share of the statements, a theme is commoner than in any news: its threshold finds too much there.
const RICH: f64 = 0.2;
/// Lines that a warning names.
const SHOWN: usize = 5;

/// What can be trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// For each theme whether it gets a head.
    pub themes: Vec<bool>,
    /// For each theme the share of the statements that have it, in [0, 1].
    pub shares: Vec<f64>,
    /// For each target of each theme whether it gets a head.
    pub targets: Vec<Vec<bool>>,
    /// What there is too little of, statements without a theme included.
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
    let rows: Vec<_> = gold.iter().flat_map(|a| &a.sentences).map(|s| (&*s.file, s)).collect();
    let folds = fold_of(gold).0;
    let mut counted = Counted { themes: vec![], shares: vec![], targets: vec![], shortages: vec![] };
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
        let share = yes as f64 / rows.len().max(1) as f64;
        if enough && share > RICH {
            report(format!(
                "theme {:?} is in {:.0} % of the statements; its threshold is fitted to that share, and over-calls on news \
                 where the theme is rarer. Add sentences drawn at random from such news, most of which are without it",
                theme.id,
                100.0 * share
            ));
        }
        counted.themes.push(enough);
        counted.shares.push(share);
        let of_theme = rows.iter().zip(&folds).filter(|((_, row), _)| row.themes.contains(&theme.id));
        let held_apart = of_theme.map(|(_, fold)| fold).collect::<BTreeSet<_>>().len() > 1;
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
            if usable >= 2 && !held_apart {
                report(format!(
                    "target {:?}: all statements on its theme are of one article, or of articles that are held out together, so \
                     that a new head cannot be tested; its stance is read as before training. Add statements of other \
                     articles",
                    target.id
                ));
            }
            targets.push(usable >= 2 && held_apart);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::read_gold;

    /// Sentence `i` of an article, on trade or not.
    fn row(i: u32, trade: bool) -> String {
        let (theme, stance) = if trade { (r#""bilateral_trade""#, r#""closer_ties":"favor""#) } else { ("", "") };
        format!(r#"{{"article":"a","i":{i},"text":"x","speakers":[],"themes":[{theme}],"stance":{{{stance}}}}}"#)
    }

    fn read(rows: &[String], file: &str) -> GoldArticle {
        let themes = [("bilateral_trade".to_owned(), vec!["closer_ties".to_owned()])];
        read_gold(rows.join("\n").as_bytes(), file, &themes).unwrap().remove(0)
    }

    #[test]
    fn a_shortage_names_the_file_that_has_the_statement() {
        let mut article = read(&[row(0, false), row(1, false)], "first.jsonl");
        article.sentences.extend(read(&[row(2, false), row(3, true)], "second.jsonl").sentences);
        let counted = count(&[article], &Codebook::default_codebook());
        let reasons: Vec<&str> = counted.shortages.iter().map(|shortage| shortage.reason.as_str()).collect();
        assert!(reasons.iter().any(|reason| reason.contains("1 statements (second.jsonl, line 2)")), "{reasons:?}");
    }

    #[test]
    fn a_target_of_one_article_among_others_gets_no_head() {
        let codebook = Codebook::default_codebook();
        let one: Vec<String> =
            (0..20).map(|i| row(i, true).replace("favor", if i % 2 == 0 { "favor" } else { "against" })).collect();
        let other: Vec<String> = (0..20).map(|i| row(i, false).replace(r#""a""#, r#""b""#)).collect();
        let again: Vec<String> = one.iter().map(|row| row.replace(r#""a""#, r#""c""#)).collect();
        let trained = |gold: &[GoldArticle]| count(gold, &codebook).targets.concat().contains(&true);
        let [one, other, again] = [one, other, again].map(|rows| read(&rows, "g.jsonl"));
        assert!(trained(std::slice::from_ref(&one)), "by sentence, where there is one article alone");
        assert!(!trained(&[one.clone(), other.clone()]));
        assert!(
            count(&[one.clone(), other.clone()], &codebook).shortages.iter().any(|s| s.reason.contains("one article"))
        );
        assert!(trained(&[one, other, again]));
    }

    #[test]
    fn a_sample_that_is_rich_in_a_theme_is_said_to_be() {
        let rows: Vec<String> = (0..20).map(|i| row(i, i < 10)).collect();
        let codebook = Codebook::default_codebook();
        let counted = count(&[read(&rows, "g.jsonl")], &codebook);
        let place = codebook.themes.iter().position(|theme| theme.id == "bilateral_trade").unwrap();
        assert_eq!(counted.shares[place], 0.5);
        assert!(counted.shortages.iter().any(|shortage| shortage.reason.contains("is in 50 % of the statements")));
    }
}

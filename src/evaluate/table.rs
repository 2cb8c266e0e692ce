//! An evaluation as a person reads it.

use super::calibration::{BINS, Calibration};
use super::metrics::Scores;
use super::report::Evaluation;
use comfy_table::{CellAlignment, Table, presets};
use std::fmt;

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        writeln!(f, "{} sentences of {} articles\n", counts.sentences, counts.articles)?;

        let mut scores = table(&["", "precision", "recall", "F1", "gold", "found"]);
        for (id, theme) in &self.themes.themes {
            scores.add_row(row(id, theme));
        }
        scores.add_row(["themes, macro F1".to_owned(), String::new(), String::new(), number(self.themes.macro_f1)]);
        for (id, target) in &self.stance.targets {
            for (label, of) in [("favor", &target.favor), ("against", &target.against), ("neutral", &target.neutral)] {
                scores.add_row(row(&format!("{id}: {label}"), of));
            }
            let mean = format!("{id}, macro F1 (F_avg {})", number(target.f_avg));
            scores.add_row([mean, String::new(), String::new(), number(target.macro_f1)]);
        }
        let mean = format!("stance, mean macro F1 (F_avg {})", number(self.stance.mean_f_avg));
        scores.add_row([mean, String::new(), String::new(), number(self.stance.mean_macro_f1)]);
        scores.add_row(row("speakers", &self.speakers.names));
        scores.add_row(row("(sentence, speaker, target, side)", &self.tuples));
        writeln!(f, "{}\n", scores.trim_fmt())?;
        writeln!(
            f,
            "All speakers right in {} of the sentences, {} of those with a speaker.\n",
            number(self.speakers.exact),
            number(self.speakers.exact_where_spoken)
        )?;

        let mut heads = table(&["calibration", &format!("ECE ({BINS} bins)"), "Brier", "n"]);
        for (name, head) in [("theme", &self.calibration.theme), ("stance", &self.calibration.stance)] {
            heads.add_row(head_row(name, &head.all));
            for (id, of) in &head.by {
                heads.add_row(head_row(&format!("  {id}"), of));
            }
        }
        heads.add_row(head_row("attribution", &self.calibration.attribution));
        writeln!(f, "{}\n", heads.trim_fmt())?;
        writeln!(f, "Stance is measured where the gold has the theme; means are over what occurs in the gold.")?;
        if counts.stances_missing > 0 {
            writeln!(f, "{} stances were not given and count as missed.", counts.stances_missing)?;
        }
        Ok(())
    }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn row(name: &str, scores: &Scores) -> [String; 6] {
    let Scores { precision, recall, f1, support, predicted } = *scores;
    [name.to_owned(), number(precision), number(recall), number(f1), support.to_string(), predicted.to_string()]
}

fn head_row(name: &str, calibration: &Calibration) -> [String; 4] {
    [name.to_owned(), number(calibration.ece), number(calibration.brier), calibration.n.to_string()]
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

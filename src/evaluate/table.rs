//! An evaluation as a person reads it.

use super::calibration::{BINS, Calibration};
use super::confusion::Confusion;
use super::groups::{ErrorShare, GroupReport};
use super::metrics::Scores;
use super::report::Evaluation;
use crate::output::count;
use comfy_table::{CellAlignment, Table, presets};
use std::collections::BTreeMap;
use std::fmt;

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

impl Evaluation {
    /// The tables without speakers and tuples: themes and stances alone.
    pub fn codes_only(&self) -> impl fmt::Display + '_ {
        struct CodesOnly<'e>(&'e Evaluation);
        impl fmt::Display for CodesOnly<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, false)
            }
        }
        CodesOnly(self)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, speakers: bool) -> fmt::Result {
        let counts = &self.counts;
        writeln!(f, "{} of {}", count(counts.sentences, "sentence"), count(counts.articles, "article"))?;
        if counts.truncated > 0 {
            let cut = count(counts.truncated, "sentence");
            writeln!(f, "The model did not see {cut} whole: longer than it reads.")?;
        }
        writeln!(f)?;
        writeln!(f, "{}\n", self.scores(speakers).trim_fmt())?;
        if !self.baselines.is_empty() {
            self.baselines.iter().try_for_each(|baseline| writeln!(f, "{}: {}", baseline.name, baseline.about))?;
            writeln!(f)?;
        }
        if speakers {
            let figures = Figures::of(self);
            let (all, spoken) = (figures.cell("speakers.exact"), figures.cell("speakers.exact_where_spoken"));
            writeln!(f, "All speakers right in {all} of the sentences, {spoken} of those with a speaker.\n")?;
        }
        writeln!(f, "{}\n", self.confusions().trim_fmt())?;
        writeln!(f, "{}\n", self.calibrations(speakers).trim_fmt())?;
        writeln!(f, "Stance is measured where the gold has the theme; means are over what occurs in the gold.")?;
        if speakers {
            writeln!(
                f,
                "End to end: as classify writes them; of {} sides in the gold (favor or against), {} are missed\n\
                 because their theme was not found.",
                counts.gold_sides, counts.sides_theme_missed
            )?;
            if counts.undated > 0 {
                let unread = match counts.dates_unread {
                    0 => String::new(),
                    unread => format!(" ({unread} with one that cannot be read)"),
                };
                let undated = count(counts.undated, "article");
                writeln!(f, "{undated} without a date{unread}: who held an office there is not known.")?;
            }
        }
        if self.intervals != Default::default() {
            writeln!(
                f,
                "Beside each figure: its 95 % interval, by a bootstrap over articles; one of one article has none."
            )?;
        } else {
            writeln!(f, "One article gives no intervals: they tell how much figures differ between articles.")?;
        }
        if !self.groups.is_empty() {
            for of_field in self.groups.chunk_by(|a, b| a.by == b.by) {
                writeln!(f, "\n{}", Self::group_errors(of_field).trim_fmt())?;
            }
            writeln!(f, "\nWrong: shares of sentences (set of themes) and of stances (where the gold has the theme).")?;
            writeln!(f, "Against the rest: the share less that of all other sentences, in points of 100.")?;
            writeln!(
                f,
                "Drift: stances found less the gold's (favor +1, against -1), above 0 if read as more favorable."
            )?;
        }
        if counts.stances_missing > 0 {
            writeln!(f, "{} stances were not given and count as missed.", counts.stances_missing)?;
        }
        Ok(())
    }

    /// Precision, recall and F1 of everything, baselines below each row.
    fn scores(&self, speakers: bool) -> Table {
        let mut rows = Rows {
            table: table(&["", "precision", "recall", "F1", "gold", "found"]),
            ours: Figures::of(self),
            baselines: self.baselines.iter().map(|b| (b.name.as_str(), Figures::of(&b.evaluation))).collect(),
        };
        for id in self.themes.themes.keys() {
            rows.scores(id, &format!("themes.{id}"), |of| of.themes.themes.get(id).copied());
        }
        rows.mean("themes, macro F1", "themes.macro_f1");
        for id in self.stance.targets.keys() {
            let target = |of: &Evaluation| of.stance.targets.get(id).copied();
            let path = |label: &str| format!("stance.{id}.{label}");
            rows.scores(&format!("{id}: favor"), &path("favor"), |of| target(of).map(|t| t.favor));
            rows.scores(&format!("{id}: against"), &path("against"), |of| target(of).map(|t| t.against));
            rows.scores(&format!("{id}: neutral"), &path("neutral"), |of| target(of).map(|t| t.neutral));
            rows.mean(&format!("{id}, macro F1"), &path("macro_f1"));
            rows.mean(&format!("{id}, F_avg"), &path("f_avg"));
        }
        rows.mean("stance, mean macro F1", "stance.mean_macro_f1");
        rows.mean("stance, mean F_avg", "stance.mean_f_avg");
        if speakers {
            for id in self.end_to_end.targets.keys() {
                rows.mean(&format!("end to end: {id}, macro F1"), &format!("end_to_end.{id}.macro_f1"));
            }
            rows.mean("end to end: mean macro F1", "end_to_end.mean_macro_f1");
            rows.mean("end to end: mean F_avg", "end_to_end.mean_f_avg");
            // A baseline has the pipeline's speakers: the same row again would say nothing.
            let baselines = std::mem::take(&mut rows.baselines);
            rows.scores("speakers", "speakers", |of| Some(of.speakers.names));
            rows.baselines = baselines;
            rows.scores("sentence, speaker, target, side", "tuples", |of| Some(of.tuples));
        }
        rows.table
    }

    /// The groups of one field.
    fn group_errors(groups_of: &[GroupReport]) -> Table {
        let pairs = groups_of.iter().any(|group| group.pairs.is_some());
        let by = groups_of.first().map_or("group", |group| &group.by);
        let mut header = vec![by, "articles", "sentences", "themes wrong", "against the rest"];
        header.extend(["stances", "stances wrong", "against the rest", "drift", "against the rest"]);
        header.extend(pairs.then_some("pairs all right"));
        let mut groups = table(&header);
        let share = |of: &ErrorShare| match (of.share, of.interval) {
            (Some(share), Some([low, high])) => format!("{share:.2} {low:.2}–{high:.2}"),
            (Some(share), None) => format!("{share:.2}"),
            _ => "-".to_owned(),
        };
        let rest = |of: &ErrorShare| match (of.difference, of.difference_interval) {
            (Some(gap), Some([low, high])) => {
                format!("{:+.0} ({:+.0} to {:+.0})", 100.0 * gap, 100.0 * low, 100.0 * high)
            }
            _ => "-".to_owned(),
        };
        let signed = |value: Option<f64>, interval: Option<[f64; 2]>| match (value, interval) {
            (Some(value), Some([low, high])) => format!("{value:+.2} ({low:+.2} to {high:+.2})"),
            (Some(value), None) => format!("{value:+.2}"),
            _ => "-".to_owned(),
        };
        for group in groups_of {
            let mut row = vec![group.name.clone(), group.articles.to_string(), group.sentences.to_string()];
            row.extend([share(&group.themes_wrong), rest(&group.themes_wrong), group.stances_wrong.of.to_string()]);
            row.extend([share(&group.stances_wrong), rest(&group.stances_wrong)]);
            let drift = &group.stance_drift;
            row.push(signed(drift.mean, drift.interval));
            row.push(signed(drift.difference, drift.difference_interval));
            row.extend(pairs.then(|| group.pairs.map_or("-".to_owned(), |p| format!("{} of {}", p.right, p.pairs))));
            groups.add_row(row);
        }
        groups
    }

    fn confusions(&self) -> Table {
        let mut matrix = table(&["gold \\ found", "favor", "against", "neutral", "missing"]);
        let mut add = |name: &str, confusion: &Confusion| {
            for (label, row) in Confusion::COLUMNS.iter().zip(confusion.counts) {
                let cells = row.map(|count| format!("{count:.0}"));
                matrix.add_row([format!("{name}: {label}")].into_iter().chain(cells));
            }
        };
        self.confusion.by.iter().for_each(|(id, confusion)| add(id, confusion));
        add("all targets", &self.confusion.pooled);
        matrix
    }

    fn calibrations(&self, speakers: bool) -> Table {
        let figures = Figures::of(self);
        let mut heads = table(&["calibration", &format!("ECE ({BINS} bins)"), "Brier", "n"]);
        let mut add = |name: &str, path: &str, calibration: &Calibration| {
            let [ece, brier] = ["ece", "brier"].map(|figure| figures.cell(&format!("{path}.{figure}")));
            heads.add_row([name.to_owned(), ece, brier, calibration.n.to_string()]);
        };
        for (name, head) in [("theme", &self.calibration.theme), ("stance", &self.calibration.stance)] {
            add(name, &format!("calibration.{name}"), &head.all);
            for (id, of) in &head.by {
                add(&format!("  {id}"), &format!("calibration.{name}.by.{id}"), of);
            }
        }
        if speakers {
            add("attribution", "calibration.attribution", &self.calibration.attribution);
        }
        heads
    }
}

/// The figures of an evaluation by path.
struct Figures<'e> {
    evaluation: &'e Evaluation,
    values: BTreeMap<String, Option<f64>>,
}

impl<'e> Figures<'e> {
    fn of(evaluation: &'e Evaluation) -> Self {
        Self { evaluation, values: evaluation.figures().into_iter().collect() }
    }

    /// "0.843 0.80–0.88": a figure and its interval.
    fn cell(&self, path: &str) -> String {
        let Some(value) = self.values.get(path).copied().flatten() else { return "-".to_owned() };
        match self.evaluation.intervals.get(path) {
            Some([low, high]) => format!("{value:.3} {low:.2}–{high:.2}"),
            None => format!("{value:.3}"),
        }
    }
}

/// The table under construction: each row, and below it the same row of every baseline.
struct Rows<'e> {
    table: Table,
    ours: Figures<'e>,
    baselines: Vec<(&'e str, Figures<'e>)>,
}

impl<'e> Rows<'e> {
    fn each(&mut self, name: &str, cells: impl Fn(&Figures<'e>) -> Vec<String>) {
        let baselines = self.baselines.iter().map(|(name, figures)| (format!("  {name}"), figures));
        for (name, figures) in [(name.to_owned(), &self.ours)].into_iter().chain(baselines) {
            self.table.add_row([name].into_iter().chain(cells(figures)));
        }
    }

    fn scores(&mut self, name: &str, path: &str, of: impl Fn(&'e Evaluation) -> Option<Scores>) {
        self.each(name, |figures| {
            let shares = ["precision", "recall", "f1"].map(|figure| figures.cell(&format!("{path}.{figure}")));
            let counts = of(figures.evaluation).map(|scores| [scores.support, scores.predicted].map(|n| n.to_string()));
            shares.into_iter().chain(counts.into_iter().flatten()).collect()
        });
    }

    fn mean(&mut self, name: &str, path: &str) {
        self.each(name, |figures| vec![String::new(), String::new(), figures.cell(path)]);
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

//! `demarche agreement`.

use super::args::Agreement;
use super::outfile::OutFile;
use super::{Outcome, runs, terminal, trained};
use anyhow::{Context, bail};
use comfy_table::{CellAlignment, Table, TableStyle};
use demarche::attribute::Directory;
use demarche::codebook::Codebook;
use demarche::evaluate::read_gold;
use demarche::output::{RunLines, count};
use demarche::review::{Coded, Figure, agreement};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Agreement) -> anyhow::Result<Outcome> {
    // A coder may be a file or a run's folder.
    let inputs: Vec<PathBuf> =
        runs::files(&args.coders).chain(args.coders.clone()).chain(args.codebook.clone()).collect();
    let inputs: Vec<&Path> = inputs.iter().map(AsRef::as_ref).collect();
    let listing = args.disagreements.as_ref().map(|path| OutFile::create(path, &inputs)).transpose()?;
    let codebook = runs::codebook(args.codebook.as_deref())?;
    let directory = Directory::embedded()?;
    let mut names = Names { directory: &directory, shown: BTreeMap::new() };
    let (mut coders, mut problems) = (vec![], vec![]);
    for path in &args.coders {
        let name = path.display().to_string();
        if coders.iter().any(|(other, _)| *other == name) {
            bail!("{name} is named twice; a coder agrees with itself");
        }
        let statements = if path.is_dir() {
            let mut lines = RunLines::open(path, &directory)?;
            let statements: Vec<Coded> = lines.by_ref().map(|line| coded_by_machine(line, &mut names)).collect();
            problems.extend(lines.finish().1);
            statements
        } else {
            coded_by_person(path, &codebook, &mut names)?
        };
        coders.push((name, statements));
    }
    runs::tell_problems(&problems);
    let found = agreement(&coders, args.seed);
    if found.shared == 0 {
        bail!(
            "no statement (article, number and text) is in two of the files; {} are in one, and {} in several with different \
             texts, which are not compared",
            found.alone,
            found.different_texts
        );
    }
    if let Some(mut listing) = listing {
        for disagreement in &found.disagreements {
            listing.write((serde_json::to_string(disagreement)? + "\n").as_bytes())?;
        }
        listing.finish()?;
    }
    if args.json {
        terminal::print_json(&found)?;
    } else {
        let mut closing = format!(
            "{} coded twice or more, {} by one coder alone; {}",
            count(found.shared as u64, "statement"),
            found.alone,
            count(found.disagreements.len() as u64, "disagreement")
        );
        if found.different_texts > 0 {
            closing += &format!("; {} left out, because the coders have different texts", found.different_texts);
        }
        if found.repeated > 0 {
            closing += &format!("; {} repeated by the same coder, of which the first counts", found.repeated);
        }
        match &args.disagreements {
            Some(path) => closing += &format!(", listed in {}", path.display()),
            None if !found.disagreements.is_empty() => closing += "; --disagreements FILE lists them",
            None => {}
        }
        terminal::print(&format!("{}{closing}.\n", table(&found.figures)))?;
    }
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::WithProblems })
}

/// Makes names of different coders comparable, as `evaluate` does: all spellings of a speaker become the first one seen.
struct Names<'d> {
    directory: &'d Directory,
    /// By the directory's key.
    shown: BTreeMap<String, String>,
}

impl Names<'_> {
    /// The one spelling of `name`; an office is who held it on `date`.
    fn one(&mut self, name: &str, date: Option<Date>) -> String {
        let name = self.directory.named(name, date);
        self.shown.entry(self.directory.key(name)).or_insert_with(|| name.to_owned()).clone()
    }
}

fn coded_by_machine(line: demarche::output::StatementLine, names: &mut Names<'_>) -> Coded {
    Coded {
        article: line.article,
        i: line.i as u64,
        text: line.text,
        speakers: line.speakers.iter().map(|speaker| names.one(&speaker.name, line.date)).collect(),
        themes: line.themes.into_iter().map(|theme| theme.id).collect(),
        stances: line.stances.into_iter().map(|stance| (stance.target, stance.label)).collect(),
    }
}

fn coded_by_person(path: &Path, codebook: &Codebook, names: &mut Names<'_>) -> anyhow::Result<Vec<Coded>> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let articles = read_gold(BufReader::new(file), &name, &codebook.theme_targets())?;
    trained::warn_of_exported(&articles, &name);
    let mut coded = |date: Option<Date>, gold: demarche::evaluate::GoldSentence| Coded {
        article: gold.article,
        i: gold.i,
        text: gold.text,
        speakers: gold.speakers.iter().map(|name| names.one(name, date)).collect(),
        themes: gold.themes.into_iter().collect(),
        stances: gold.stance,
    };
    let dated = articles.into_iter().flat_map(|article| {
        let date = article.date();
        article.sentences.into_iter().map(move |sentence| (date, sentence))
    });
    Ok(dated.map(|(date, sentence)| coded(date, sentence)).collect())
}

fn table(figures: &[Figure]) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header(["", "statements", "agree", "alpha", "95 %", "ordinal", "kappa"]);
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    for figure in figures {
        table.add_row([
            figure.what.clone(),
            figure.statements.to_string(),
            format!("{:.0} %", figure.observed * 100.0),
            number(figure.alpha),
            figure.interval.map_or("-".to_owned(), |[low, high]| format!("[{low:.2}, {high:.2}]")),
            number(figure.ordinal),
            number(figure.kappa),
        ]);
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    format!("{}\n", table.trim_fmt())
}

//! What `positions`, `compare` and `report` share: correcting positions with labelled statements.

use super::args::Correction;
use super::{runs, trained};
use anyhow::{Context, bail};
use demarche::codebook::Codebook;
use demarche::evaluate::read_gold;
use demarche::output::{RunLines, RunNote, Runs, check_alike, count, read_runs};
use demarche::problem::{Problem, Severity};
use demarche::score::correct::{FEW_ARTICLES, OWN_ARTICLES, OWN_STATEMENTS};
use demarche::score::{Corrected, Estimate, Gold, GoldStatement, Method, Unit, units};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What gold did.
pub struct Said {
    /// All units, and their corrections.
    units: Vec<Unit>,
    found: demarche::score::Corrections,
    /// Rows of gold, and those that are coded statements with a speaker and a stance.
    pub rows: usize,
    pub used: usize,
    /// Positions of which gold has all statements and confirms none, of those that are shown.
    none_confirmed: usize,
    /// Why positions could not be corrected.
    pub reasons: Vec<String>,
    /// The runs of --gold-run.
    pub runs: Vec<RunNote>,
    /// What was not read of the runs of --gold-run, or only in part; rows of gold that are in no run.
    pub problems: Vec<Problem>,
}

impl Said {
    /// Corrects `rows`.
    pub fn correct(&self, rows: &mut [Estimate]) {
        demarche::score::correct(rows, &self.units, &self.found);
    }

    /// The corrections of `units`, in their order.
    pub fn of(&self, units: &[Unit]) -> Vec<Option<demarche::score::Correction>> {
        let key = |unit: &'_ Unit| (unit.actor.clone(), unit.theme.clone(), unit.target.clone());
        let all: HashMap<_, _> = self.units.iter().map(key).zip(&self.found.of_units).collect();
        units.iter().map(|unit| all.get(&key(unit)).and_then(|found| (*found).clone())).collect()
    }

    /// Lines that say on what the corrections of `rows` rest, of whose intervals so many are `wide`.
    pub fn text(&self, rows: impl IntoIterator<Item = Option<Corrected>>, wide: usize) -> String {
        let rows: Vec<Option<Corrected>> = rows.into_iter().collect();
        let those = |of: fn(&Corrected) -> bool| rows.iter().flatten().filter(|c| of(c)).count();
        let mut out = format!(
            "{} of {} gold statements are coded statements with a speaker and a stance; {} of {} positions corrected.\n",
            self.used,
            self.rows,
            rows.iter().flatten().count(),
            rows.len()
        );
        let pooled = those(|c| c.method == Method::Pooled);
        if pooled > 0 {
            out.push_str(&format!(
                "{pooled} of them are pooled: right if the classifier errs for the speaker as for the others, which these data do \
                 not show. {OWN_STATEMENTS} labelled statements of the speaker on the target, in {OWN_ARTICLES} articles, do \
                 without that.\n"
            ));
        }
        let coded = those(|c| c.method == Method::Coded);
        if coded > 0 {
            out.push_str(&format!("{coded} of them are coded by hand throughout, and are what the hand codes say.\n"));
        }
        let clamped = those(|c| c.clamped);
        if clamped > 0 {
            let (lead, are) = if clamped == 1 { ("correction leads", "is") } else { ("corrections lead", "are") };
            out.push_str(&format!(
                "{clamped} {lead} beyond -1 or 1, where no position is, and {are} set to that end (marked !).\n"
            ));
        }
        if self.none_confirmed > 0 {
            out.push_str(&format!(
                "Of {} positions gold has all statements and confirms none as the speaker's on the theme: they are not \
                 corrected, and nobody's.\n",
                self.none_confirmed
            ));
        }
        if wide > 0 {
            out.push_str(&format!(
                "{wide} corrected intervals rest on fewer than {FEW_ARTICLES} articles of the speaker, too few to tell how far \
                 articles differ, and are kept wider than 95 %.\n"
            ));
        }
        self.reasons.iter().for_each(|reason| out.push_str(&format!("Not enough gold to correct {reason}.\n")));
        out
    }
}

/// Reads the labelled statements, if there are any, by the codebook in `codebook` or else the one that is shipped.
pub fn read<'d>(
    choice: &Correction,
    codebook: Option<&Path>,
    counted: &'d runs::Counted,
) -> anyhow::Result<Option<Gold<'d>>> {
    let Some(path) = &choice.gold else { return Ok(None) };
    let codebook = runs::codebook(codebook)?;
    if let Some(other) = other_codebook(&counted.runs, &codebook) {
        bail!(
            "{other} was coded with another codebook than {}; name it with --codebook, so that gold can be read",
            codebook.name
        );
    }
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let articles = read_gold(BufReader::new(file), &name, &codebook.theme_targets())?;
    trained::warn_of_exported(&articles, &name);
    let texts: Vec<String> = articles.iter().flat_map(|a| &a.sentences).map(|s| s.text.clone()).collect();
    trained::warn_of_runs(&counted.runs, &name, &texts)?;
    let statements = articles.into_iter().flat_map(|a| a.sentences).map(GoldStatement::from);
    Ok(Some(Gold::new(statements, &counted.directory)))
}

/// The name of a run that was coded with another codebook than `codebook`.
pub fn other_codebook<'r>(runs: &'r Runs, codebook: &Codebook) -> Option<&'r str> {
    let other = |r: &&demarche::output::RunNote| r.codebook.as_ref().is_some_and(|c| c.sha256 != codebook.sha256);
    runs.runs.iter().find(other).map(|r| r.run.as_str())
}

/// Reads the runs of --gold-run. What they have in common with the runs that are scored is left out: a labelled statement
/// is one witness, wherever it was coded.
fn read_others(choice: &Correction, mixed: bool, counted: &runs::Counted) -> anyhow::Result<Runs> {
    let mut others = read_runs(&choice.gold_run, mixed, &counted.directory)?;
    // Another model or codebook errs otherwise: what it says of its own gold corrects nothing here.
    let mut different = check_alike(counted.runs.runs.iter().chain(&others.runs), mixed)?;
    different.retain(|problem| !counted.runs.problems.contains(problem) && !others.problems.contains(problem));
    others.problems.extend(different);
    let scored: HashSet<_> = counted.runs.records.iter().map(|r| (r.article_key(), r.i, r.text.as_str())).collect();
    let before = others.records.len();
    others.records.retain(|r| !scored.contains(&(r.article_key(), r.i, r.text.as_str())));
    let twice = before - others.records.len();
    if twice > 0 {
        let name = choice.gold_run.iter().map(|run| run.display().to_string()).collect::<Vec<_>>().join(", ");
        let reason =
            format!("{twice} of its statements are those of the runs that are scored; as gold they count once");
        others.problems.push(Problem::new(Severity::Note, "gold_run_twice", name, reason));
    }
    Ok(others)
}

/// Rows of `gold` that are no statement of the runs, which are read once more: those without a speaker are not kept.
fn not_found(choice: &Correction, gold: &Gold<'_>, counted: &runs::Counted) -> anyhow::Result<Option<Problem>> {
    let scored = counted.runs.runs.iter().map(|run| Path::new(&run.run));
    for run in scored.chain(choice.gold_run.iter().map(AsRef::as_ref)) {
        RunLines::open(run, &counted.directory)?.for_each(|line| gold.see(&line.article, line.i as u64, &line.text));
    }
    let (missing, Some(first)) = gold.missing() else { return Ok(None) };
    let text: String = first.text.chars().take(60).collect();
    let reason = format!(
        "{} of {} found in no run, neither by article and number with the same text nor by a long text alone, and correct nothing; \
         the first is sentence {} of article {:?}, {text:?}. Were texts cut or changed, or statements of another run labelled?",
        count(missing as u64, "sentence"),
        gold.len(),
        first.i,
        first.article
    );
    let name = choice.gold.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    Ok(Some(Problem::new(Severity::Warning, "gold_not_found", name, reason)))
}

/// What `gold` says of every unit of the runs, whoever is shown.
pub fn corrections(choice: &Correction, mixed: bool, gold: &Gold<'_>, counted: &runs::Counted) -> anyhow::Result<Said> {
    let others = if choice.gold_run.is_empty() { Runs::default() } else { read_others(choice, mixed, counted)? };
    let other_units = units(&others.records, counted.counting, &counted.directory);
    // Before anything is matched by its text alone.
    let missing = not_found(choice, gold, counted)?;
    let by = counted.counting.by;
    // All of gold, whoever is shown; in the order of `units`, so that what is shown does not change the last digit either.
    let mut all: Vec<Unit> = counted.units.iter().chain(&counted.aside).cloned().collect();
    all.sort_by(|a, b| (&a.actor, &a.theme, &a.target).cmp(&(&b.actor, &b.theme, &b.target)));
    let found = demarche::score::corrections(
        &all,
        &other_units,
        |unit, o| gold.truth(&counted.runs.records, unit, o, by),
        |unit, o| gold.truth(&others.records, unit, o, by),
    );
    if gold.used() == 0 {
        bail!(
            "no statement of the gold file is a coded statement with a speaker and a stance in the runs; gold must be \
               drawn from their statements.jsonl, or its own articles coded and named with --gold-run"
        );
    }
    let mut reasons = found.reasons.clone();
    // Where all that is shown is corrected, by hand codes or its own gold, no matrix was needed.
    let key = |unit: &'_ Unit| (unit.actor.clone(), unit.theme.clone(), unit.target.clone());
    let corrected = all.iter().zip(&found.of_units).filter(|(_, of)| of.is_some());
    let corrected: HashSet<_> = corrected.map(|(unit, _)| key(unit)).collect();
    reasons.retain(|(target, _)| counted.units.iter().any(|u| u.target == *target && !corrected.contains(&key(u))));
    let reasons = reasons.into_iter().map(|(target, reason)| format!("{target}: {reason}")).collect();
    let shown: HashSet<_> = counted.units.iter().map(key).collect();
    let none_confirmed = found.none_confirmed.iter().filter(|&&number| shown.contains(&key(&all[number]))).count();
    let (runs, problems) = (others.runs, others.problems.into_iter().chain(missing).collect());
    Ok(Said { units: all, found, rows: gold.len(), used: gold.used(), none_confirmed, reasons, runs, problems })
}

//! The statements behind the numbers, as the JSON that the page's script reads.
//!
//! Texts stand once, in lists that rows point into by number. `docs/report.md` says what each field is; the script in
//! `assets/report.js` is the other side of it.

use super::matrix::{Matrix, Target};
use super::words::shortened;
use super::{ReportError, Source};
use crate::attribute::AttributionKind;
use crate::decimals::four;
use crate::score::{ArticleKey, Record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Bytes of JSON above which the context of statements is shortened.
const BUDGET: usize = 2_000_000;
/// Code points of each neighbouring sentence, the longest that fits first.
const CONTEXTS: [usize; 5] = [usize::MAX, 240, 160, 100, 60];

#[derive(Serialize)]
struct Evidence<'s> {
    /// Code points to which neighbours were shortened, or null.
    context: Option<usize>,
    speakers: Vec<&'s str>,
    themes: Vec<(&'s str, &'s str)>,
    targets: Vec<TargetNote<'s>>,
    articles: Vec<Article<'s>>,
    texts: Vec<String>,
    rows: Vec<Row<'s>>,
    cells: Vec<CellNote>,
}

#[derive(Serialize)]
struct TargetNote<'s> {
    name: &'s str,
    theme: usize,
    proposition: Option<&'s str>,
}

/// Id, headline, date, outlet, address.
type Article<'s> = (&'s str, Option<&'s str>, Option<jiff::civil::Date>, Option<&'s str>, Option<&'s str>);

/// Article, number of the sentence, its text, the one before, the one after, how it was attributed, the cue, the themes
/// (number, probability in thousandths), the stances.
type Row<'s> =
    (usize, usize, usize, Option<usize>, Option<usize>, &'static str, Option<&'s str>, Vec<(usize, u32)>, Vec<Stance>);

/// Target, label (0 favor, 1 against, 2 neutral), probabilities in thousandths in the same order, and the speakers for
/// whom it counts.
type Stance = (usize, usize, [u32; 3], Vec<usize>);

#[derive(Serialize)]
struct CellNote {
    s: usize,
    t: usize,
    n: u64,
    articles: u64,
    outlets: u64,
    labels: [u64; 3],
    position: [f64; 3],
    posterior: [f64; 2],
    salience: f64,
    copies: u64,
    repeats: u64,
    dates: Option<(jiff::civil::Date, jiff::civil::Date)>,
    corrected: Option<[f64; 3]>,
}

/// The JSON, which may stand in a script element: it has no `<`.
pub(super) fn evidence(source: &Source<'_>, matrix: &Matrix<'_>) -> Result<String, ReportError> {
    let order = order(source, matrix);
    let mut json = String::new();
    for context in CONTEXTS {
        let evidence = gather(source, matrix, &order, context);
        json = serde_json::to_string(&evidence).map_err(|error| ReportError::Page(error.to_string()))?;
        if json.len() <= BUDGET {
            break;
        }
    }
    Ok(json.replace('<', "\\u003c"))
}

/// The records that count, the newest first, those without a date last.
fn order(source: &Source<'_>, matrix: &Matrix<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = matrix.records.iter().copied().collect();
    let key = |r: &Record| (std::cmp::Reverse(r.date), r.source.clone(), r.article.clone(), r.i, r.text.clone());
    order.sort_by_cached_key(|&r| key(&source.runs.records[r]));
    order
}

/// Texts by number, each once.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.numbers.insert(text.to_owned(), self.all.len());
        self.all.push(text.to_owned());
        self.all.len() - 1
    }

    /// The number of a neighbour: whole where it is there already, else shortened.
    fn neighbour(&mut self, text: &str, limit: usize) -> usize {
        match self.numbers.get(text) {
            Some(&number) => number,
            None => self.number(&shortened(text, limit)),
        }
    }
}

fn gather<'s>(source: &Source<'s>, matrix: &'s Matrix<'s>, order: &[usize], context: usize) -> Evidence<'s> {
    let records = &source.runs.records;
    let themes = themes(source, matrix, order);
    let theme_number: HashMap<&str, usize> = themes.iter().map(|(id, _)| *id).zip(0..).collect();
    let counted = counted(source, matrix);
    let mut texts = Texts::default();
    order.iter().for_each(|&r| {
        texts.number(&records[r].text);
    });
    let mut articles: Vec<Article<'s>> = vec![];
    let mut numbers: HashMap<ArticleKey<'s>, usize> = HashMap::new();
    let rows = order.iter().map(|&r| {
        let record: &'s Record = &records[r];
        let key = record.article_key();
        let article = *numbers.entry(key).or_insert_with(|| {
            let (title, url) = (record.title.as_deref(), record.url.as_deref());
            articles.push((&record.article, title, record.date, record.source.as_deref(), url));
            articles.len() - 1
        });
        let [before, after] =
            [0, 1].map(|side| record.neighbours[side].as_ref().map(|text| texts.neighbour(text, context)));
        let stances = record.stances.iter().filter_map(|stance| {
            let (target, speakers) = counted.get(&(r, stance.theme.as_str(), stance.target.as_str()))?;
            let probabilities = [stance.favor, stance.against, stance.neutral].map(thousandths);
            Some((*target, stance.label.index(), probabilities, speakers.clone()))
        });
        let stances = stances.collect();
        let themes =
            record.themes.iter().filter_map(|t| Some((*theme_number.get(t.id.as_str())?, thousandths(t.probability))));
        let (kind, cue) = (manner(record.kind), record.cue.as_deref());
        (article, record.i, texts.number(&record.text), before, after, kind, cue, themes.collect(), stances)
    });
    let rows = rows.collect();
    Evidence {
        context: (context != usize::MAX).then_some(context),
        speakers: matrix.speakers.iter().map(|s| s.name.as_str()).collect(),
        targets: matrix.targets.iter().map(|t| note(t, &theme_number)).collect(),
        themes,
        articles,
        texts: texts.all,
        rows,
        cells: cells(matrix),
    }
}

/// Ids and names of the themes that targets or statements have.
fn themes<'s>(source: &Source<'s>, matrix: &'s Matrix<'s>, order: &[usize]) -> Vec<(&'s str, &'s str)> {
    let mut themes: BTreeMap<&str, &str> = BTreeMap::new();
    for &r in order {
        themes.extend(source.runs.records[r].themes.iter().map(|t| (t.id.as_str(), t.id.as_str())));
    }
    themes.extend(matrix.targets.iter().map(|t| (t.theme.as_str(), t.theme_label.as_str())));
    themes.into_iter().collect()
}

/// For each record, theme and target: the target's number, and for which speakers the statement counts.
fn counted<'s>(source: &Source<'s>, matrix: &Matrix<'s>) -> BTreeMap<(usize, &'s str, &'s str), (usize, Vec<usize>)> {
    let speakers: HashMap<&str, usize> = matrix.speakers.iter().map(|s| s.name.as_str()).zip(0..).collect();
    let targets: HashMap<(&str, &str), usize> =
        matrix.targets.iter().map(|t| (t.theme.as_str(), t.id.as_str())).zip(0..).collect();
    let mut counted: BTreeMap<(usize, &str, &str), (usize, BTreeSet<usize>)> = BTreeMap::new();
    for unit in source.units {
        let (speaker, target) =
            (speakers[unit.actor.speaker.as_str()], targets[&(unit.theme.as_str(), unit.target.as_str())]);
        for o in &unit.observations {
            let entry =
                counted.entry((o.record, &unit.theme, &unit.target)).or_insert_with(|| (target, BTreeSet::new()));
            entry.1.insert(speaker);
        }
    }
    counted.into_iter().map(|(key, (target, speakers))| (key, (target, speakers.into_iter().collect()))).collect()
}

fn note<'s>(target: &'s Target, themes: &HashMap<&str, usize>) -> TargetNote<'s> {
    TargetNote { name: &target.name, theme: themes[target.theme.as_str()], proposition: target.proposition.as_deref() }
}

fn cells(matrix: &Matrix<'_>) -> Vec<CellNote> {
    let cell = |cell: &super::matrix::Cell<'_>| {
        let e = cell.estimate;
        CellNote {
            s: cell.speaker,
            t: cell.target,
            n: e.statements,
            articles: e.articles,
            outlets: e.outlets,
            labels: [e.favor, e.against, e.neutral],
            position: [e.position, e.low, e.high].map(four),
            posterior: [e.posterior_low, e.posterior_high].map(four),
            salience: four(e.salience),
            copies: e.copies,
            repeats: e.repeats,
            dates: e.first.zip(e.last),
            corrected: e.corrected.map(|c| [c.position, c.low, c.high].map(four)),
        }
    };
    matrix.cells.iter().map(cell).collect()
}

fn thousandths(probability: f32) -> u32 {
    (probability * 1000.0).round() as u32
}

fn manner(kind: AttributionKind) -> &'static str {
    match kind {
        AttributionKind::Direct => "quoted",
        AttributionKind::Indirect => "reported",
        AttributionKind::Mixed => "reported, partly quoted",
        AttributionKind::Continued => "goes on",
        AttributionKind::Narrator => "nobody with a name",
        AttributionKind::Unresolved => "speaker not clear",
    }
}

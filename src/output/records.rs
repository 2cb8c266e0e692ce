//! Puts the statements of runs into the records that scores are made of.
//!
//! A reporter's own sentence is nobody's position: it is counted, and not kept. Of what somebody says, the parts that a
//! whole article has in common are held once, and the sentences beside it only where it has a stance. So the memory that
//! a corpus takes is a few hundred bytes for each sentence with a speaker.

use super::naming::Names;
use super::runs::Runs;
use super::statement::{Place, StatementLine};
use crate::attribute::AttributionKind;
use crate::classify::ThemeScore;
use crate::score::Record;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What the statements of all runs are, reporters' own among them; one that two runs coded counts once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// Statements.
    pub statements: u64,
    /// Those with a speaker.
    pub with_speaker: u64,
    /// Those without, in which somebody speaks all the same, and it is not clear who.
    pub unresolved: u64,
    /// Those with a theme.
    pub with_theme: u64,
    /// Articles: what differs in identifier, date or outlet.
    pub articles: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Outlets.
    pub outlets: u64,
    /// The first and the last date.
    pub dates: Option<(Date, Date)>,
}

/// Texts, each held once.
#[derive(Default)]
struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}

/// Identifier, date and outlet of an article.
type Article = (Arc<str>, Option<Date>, Option<Arc<str>>);

/// The statements of several runs, taken in one after the other.
#[derive(Default)]
pub(super) struct Gathered {
    /// Those with a speaker; in the place of names they have ids, which `names` knows.
    pub records: Vec<Record>,
    pub names: Names,
    pub tally: Tally,
    /// Statements left out because an earlier run has the same.
    pub reread: u64,
    shared: Shared,
    articles: HashSet<Article>,
    outlets: HashSet<Arc<str>>,
    /// Statements of earlier runs.
    seen: HashMap<Place, Seen>,
    /// The themes and targets that each run has stances on.
    targets: Vec<HashSet<(String, String)>>,
}

/// A statement of an earlier run.
struct Seen {
    /// The run that had it first.
    run: usize,
    /// Its record, if somebody speaks.
    record: Option<usize>,
    /// Whether it has a theme.
    themed: bool,
}

impl Gathered {
    /// Takes in the statements of a run. `last` says that no other run follows, so that nothing need be remembered for it.
    /// `mixed` says that runs may have other codebooks: what this one says of targets that an earlier run with the same
    /// statement has nowhere is added to it.
    pub fn run(&mut self, lines: impl Iterator<Item = StatementLine>, last: bool, mixed: bool) {
        // Within a run every sentence is another; between runs the same sentence was coded twice.
        let mut own: Vec<(Place, Seen)> = vec![];
        let mut targets = HashSet::new();
        let mut before: Option<(Arc<str>, usize, String)> = None;
        // The record whose next sentence has not come yet.
        let mut open: Option<usize> = None;
        for line in lines {
            let article = self.shared.get(&line.article);
            let follows = before.take().filter(|(other, i, _)| *other == article && i + 1 == line.i);
            if let (Some(record), true) = (open.take(), follows.is_some()) {
                self.records[record].neighbours[1] = Some(line.text.clone());
            }
            let follows = follows.map(|(_, _, text)| text);
            before = Some((article, line.i, line.text.clone()));
            if !last {
                targets.extend(line.stances.iter().map(|s| (s.theme.clone(), s.target.clone())));
            }
            if !(last && self.seen.is_empty()) {
                let place = line.place();
                if let Some(seen) = self.seen.get_mut(&place) {
                    self.reread += 1;
                    if mixed {
                        let known = &self.targets[seen.run];
                        self.tally.with_theme += u64::from(!seen.themed && !line.themes.is_empty());
                        seen.themed |= !line.themes.is_empty();
                        open = seen.record.filter(|&n| add(&mut self.records[n], line, known, follows));
                    }
                    continue;
                }
                let record = (!line.speakers.is_empty()).then_some(self.records.len());
                own.push((place, Seen { run: self.targets.len(), record, themed: !line.themes.is_empty() }));
            }
            self.count(&line);
            if line.speakers.is_empty() {
                continue;
            }
            let mut record = record(line, &mut self.names, &mut self.shared);
            if !record.stances.is_empty() {
                record.neighbours[0] = follows;
                open = Some(self.records.len());
            }
            self.records.push(record);
        }
        self.seen.extend(own);
        self.targets.push(targets);
    }

    /// What was gathered; of the runs themselves the reader has to say.
    pub fn into_runs(mut self) -> Runs {
        let ids = self.names.name(&mut self.records);
        Runs { records: self.records, tally: self.tally, ids, reread: self.reread, ..Runs::default() }
    }

    fn count(&mut self, line: &StatementLine) {
        let tally = &mut self.tally;
        tally.statements += 1;
        tally.with_speaker += u64::from(!line.speakers.is_empty());
        let unresolved = line.speakers.is_empty() && line.attribution.kind == AttributionKind::Unresolved;
        tally.unresolved += u64::from(unresolved);
        tally.with_theme += u64::from(!line.themes.is_empty());
        let source = line.source.as_deref().map(|outlet| self.shared.get(outlet));
        if self.articles.insert((self.shared.get(&line.article), line.date, source.clone())) {
            tally.articles += 1;
            tally.undated += u64::from(line.date.is_none());
            tally.outlets += u64::from(source.is_some_and(|outlet| self.outlets.insert(outlet)));
            if let Some(date) = line.date {
                let (first, last) = tally.dates.unwrap_or((date, date));
                tally.dates = Some((first.min(date), last.max(date)));
            }
        }
    }
}

/// Adds to `record` the themes and stances that another run's `line` has of the same sentence, as far as they are none of
/// the targets `known`. Whether the sentence after it is to be kept now.
fn add(record: &mut Record, line: StatementLine, known: &HashSet<(String, String)>, follows: Option<String>) -> bool {
    let without = record.stances.is_empty();
    for stance in line.stances {
        let key = (&stance.theme, &stance.target);
        let has = record.stances.iter().any(|s| (&s.theme, &s.target) == key);
        if !has && !known.contains(&(key.0.clone(), key.1.clone())) {
            record.stances.push(stance);
        }
    }
    for theme in line.themes {
        if record.themes.iter().all(|t| t.id != theme.id) {
            record.themes.push(ThemeScore { id: theme.id, probability: theme.probability, present: true });
        }
    }
    let first = without && !record.stances.is_empty();
    if first {
        record.neighbours[0] = follows;
    }
    first
}

/// The records of `lines`, and the id of each speaker by name: where two ids come to one name, the later id is added to it.
pub(crate) fn named_records(lines: impl Iterator<Item = StatementLine>) -> (Vec<Record>, BTreeMap<String, String>) {
    let (mut shared, mut names) = (Shared::default(), Names::default());
    let mut records: Vec<Record> = lines.map(|line| record(line, &mut names, &mut shared)).collect();
    let ids = names.name(&mut records);
    (records, ids)
}

/// What a score needs of a line. In the place of its speakers' names it has their ids, which `names` learns.
fn record(line: StatementLine, names: &mut Names, shared: &mut Shared) -> Record {
    line.speakers.iter().for_each(|s| names.add(&s.id, &s.name));
    let ids: BTreeSet<&str> = line.speakers.iter().map(|s| s.id.as_str()).collect();
    let speakers = ids.into_iter().map(|id| shared.get(id)).collect();
    let audience = line.extra.get("audience").and_then(|name| name.as_str());
    Record {
        article: shared.get(&line.article),
        date: line.date,
        source: line.source.map(|text| shared.get(&text)),
        audience: audience.map(|text| shared.get(text)),
        title: line.title.map(|text| shared.get(&text)),
        url: line.url.map(|text| shared.get(&text)),
        i: line.i,
        text: line.text,
        neighbours: [None, None],
        speakers,
        kind: line.attribution.kind,
        cue: line.attribution.cue,
        themes: line
            .themes
            .into_iter()
            .map(|t| ThemeScore { id: t.id, probability: t.probability, present: true })
            .collect(),
        stances: line.stances,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::read_statements;

    fn line(article: &str, i: usize, speaker: &str, with_stance: bool) -> StatementLine {
        let speakers: Vec<_> = [speaker]
            .iter()
            .filter(|s| !s.is_empty())
            .map(|s| serde_json::json!({ "id": s, "name": s, "surface": s }))
            .collect();
        let stances = with_stance.then(|| {
            serde_json::json!({ "theme": "t", "target": "u", "label": "favor", "favor": 1.0, "against": 0.0, "neutral": 0.0 })
        });
        let line = serde_json::json!({
            "article": article, "date": null, "source": "Harbour Wire", "i": i, "paragraph": 0, "start": 0, "end": 1,
            "text": format!("{article} {i}"), "speakers": speakers,
            "attribution": { "kind": "indirect", "cue": null, "confidence": 1.0 }, "themes": [],
            "theme_probabilities": {}, "stances": stances.into_iter().collect::<Vec<_>>(), "tokens": 3, "truncated": false,
        });
        read_statements(line.to_string().as_bytes()).next().unwrap().unwrap()
    }

    #[test]
    fn reporters_sentences_are_counted_and_stand_beside_stances_only() {
        let mut all = Gathered::default();
        let run =
            || [line("a", 0, "", false), line("a", 1, "Ana", true), line("a", 2, "", false), line("b", 3, "Ana", true)];
        all.run(run().into_iter(), false, false);
        assert_eq!((all.tally.statements, all.tally.with_speaker, all.tally.articles, all.tally.undated), (4, 2, 2, 2));
        let beside: Vec<_> = all.records.iter().map(|r| r.neighbours.each_ref().map(|n| n.as_deref())).collect();
        assert_eq!(beside, [[Some("a 0"), Some("a 2")], [None, None]]);
        // The same again, and one sentence more: only that counts, and it knows what stands before it.
        all.run(run().into_iter().chain([line("b", 4, "Ben", true)]), true, false);
        assert_eq!((all.reread, all.records.len(), all.tally.statements, all.tally.outlets), (4, 3, 5, 1));
        assert_eq!(all.records[2].neighbours, [Some("b 3".to_owned()), None]);
    }

    #[test]
    fn runs_of_two_codebooks_give_each_statement_the_targets_of_both() {
        let other = |mut line: StatementLine| {
            line.stances.iter_mut().for_each(|stance| stance.target = "w".into());
            line
        };
        let run = || vec![line("a", 0, "Ana", true), line("a", 1, "Ana", false), line("a", 2, "", false)];
        let also = || vec![other(line("a", 0, "Ana", true)), other(line("a", 1, "Ana", true)), line("a", 2, "", false)];
        let held = |all: &Gathered| {
            let of = |r: &Record| {
                let mut targets: Vec<String> = r.stances.iter().map(|s| s.target.clone()).collect();
                targets.sort();
                (targets, r.neighbours.clone())
            };
            all.records.iter().map(of).collect::<Vec<_>>()
        };
        let both = |first: Vec<StatementLine>, second: Vec<StatementLine>, mixed| {
            let mut all = Gathered::default();
            all.run(first.into_iter(), false, mixed);
            all.run(second.into_iter(), true, mixed);
            assert_eq!((all.reread, all.tally.statements), (3, 3));
            held(&all)
        };
        let found = both(run(), also(), true);
        assert_eq!(found[0].0, ["u", "w"]);
        assert_eq!(found[1], (vec!["w".to_owned()], [Some("a 0".to_owned()), Some("a 2".to_owned())]));
        assert_eq!(found, both(also(), run(), true), "whichever is named first");
        // A target that the first run has, but not here, is what it says of the statement.
        let more = vec![line("a", 0, "Ana", true), line("a", 1, "Ana", true), line("a", 2, "", false)];
        assert_eq!(both(run(), more, true), both(run(), run(), true));
        assert_eq!(both(run(), also(), false), both(run(), run(), false));
    }
}

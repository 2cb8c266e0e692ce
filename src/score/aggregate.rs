//! Sums coded statements by speaker and target.

use super::Position;
use super::interval::{ArticleSum, interval};
use crate::attribute::{Directory, Speaker};
use crate::classify::{CodedStatement, Label};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Sums coded statements, one at a time, into positions.
///
/// A statement with several speakers counts for each of them; one without a speaker is counted but not scored. Articles
/// are told apart by their identifiers: two articles with the same identifier are one cluster.
#[derive(Debug, Clone, Default)]
pub struct Aggregator {
    names: Names,
    cells: HashMap<Key, Cell>,
    /// Statements with a stance, by speaker: orders the speakers.
    spoken: HashMap<u32, u64>,
    /// The names under which statements have a speaker, and how often.
    called: HashMap<u32, BTreeMap<String, u64>>,
    /// Names of speakers by id that come before what statements call them.
    known: HashMap<String, String>,
    statements: u64,
    narrated: u64,
}

/// Speaker, theme, target.
type Key = (u32, u32, u32);

#[derive(Debug, Clone, Default)]
struct Cell {
    articles: HashMap<u32, ArticleSum>,
    outlets: HashSet<u32>,
    favor: u64,
    against: u64,
    neutral: u64,
    first: Option<Date>,
    last: Option<Date>,
}

impl Aggregator {
    /// An empty aggregator.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the speakers that `directory` knows as it does; others have the name that most of their statements have.
    pub fn naming(mut self, directory: &Directory) -> Self {
        self.known = directory.entries().iter().map(|e| (e.id.clone(), e.name.clone())).collect();
        self
    }

    /// Adds one statement of the article `article`, published on `date` by `source`.
    pub fn add(&mut self, article: &str, date: Option<Date>, source: Option<&str>, coded: &CodedStatement) {
        if coded.stances.is_empty() {
            return;
        }
        self.statements += 1;
        // A speaker whom attribution found twice in a sentence still makes one statement.
        let key = |s: &Speaker| if s.id.is_empty() { s.name.clone() } else { s.id.clone() };
        let speakers: BTreeMap<String, &str> =
            coded.statement.speakers.iter().map(|s| (key(s), s.name.as_str())).collect();
        if speakers.is_empty() {
            self.narrated += 1;
            return;
        }
        let article = self.names.id(article);
        let outlet = source.map(|source| self.names.id(source));
        for (id, name) in speakers {
            let speaker = self.names.id(&id);
            *self.spoken.entry(speaker).or_default() += 1;
            let called = self.called.entry(speaker).or_default();
            *called.entry(name.to_owned()).or_default() += 1;
            for stance in &coded.stances {
                let key = (speaker, self.names.id(&stance.theme), self.names.id(&stance.target));
                let cell = self.cells.entry(key).or_default();
                let sum = cell.articles.entry(article).or_default();
                sum.score += ten_thousandths(stance.favor) - ten_thousandths(stance.against);
                sum.statements += 1;
                cell.outlets.extend(outlet);
                *cell.count(stance.label) += 1;
                cell.widen(date, date);
            }
        }
    }

    /// Statements with a stance towards some target, with or without a speaker.
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// Those without a speaker: nobody's position.
    pub fn narrated(&self) -> u64 {
        self.narrated
    }

    /// Every speaker's position on every target that the speaker has statements on: the speaker with the most
    /// statements first, then by name and id; a speaker's targets in the same way.
    pub fn positions(&self) -> Vec<Position> {
        let mut rows: Vec<(u64, Position)> = self
            .cells
            .par_iter()
            .map(|(&key, cell)| (self.spoken.get(&key.0).copied().unwrap_or_default(), self.position(key, cell)))
            .collect();
        rows.sort_by(|(a_spoken, a), (b_spoken, b)| {
            (b_spoken, &a.speaker, &a.id, b.statements, &a.theme, &a.target).cmp(&(
                a_spoken,
                &b.speaker,
                &b.id,
                a.statements,
                &b.theme,
                &b.target,
            ))
        });
        rows.into_iter().map(|(_, position)| position).collect()
    }

    /// The name of the speaker with that number: the directory's, else the most frequent one, the first by alphabet among
    /// equals.
    fn name(&self, speaker: u32) -> &str {
        let id = self.names.list[speaker as usize].as_str();
        let called = self.called.get(&speaker).and_then(|names| names.iter().rev().max_by_key(|(_, count)| **count));
        self.known.get(id).or(called.map(|(name, _)| name)).map_or(id, String::as_str)
    }

    fn position(&self, (speaker, theme, target): Key, cell: &Cell) -> Position {
        let name = self.name(speaker).to_owned();
        let [id, theme, target] = [speaker, theme, target].map(|id| self.names.list[id as usize].clone());
        let speaker = name;
        let articles: Vec<ArticleSum> = cell.articles.values().copied().collect();
        let interval = interval(&articles, &[&speaker, &theme, &target]);
        Position {
            speaker,
            id,
            theme,
            target,
            statements: articles.iter().map(|sum| sum.statements).sum(),
            articles: articles.len() as u64,
            outlets: cell.outlets.len() as u64,
            favor: cell.favor,
            against: cell.against,
            neutral: cell.neutral,
            position: interval.position,
            low: interval.low,
            high: interval.high,
            first: cell.first,
            last: cell.last,
        }
    }
}

impl Cell {
    fn count(&mut self, label: Label) -> &mut u64 {
        match label {
            Label::Favor => &mut self.favor,
            Label::Against => &mut self.against,
            Label::Neutral => &mut self.neutral,
        }
    }

    fn widen(&mut self, first: Option<Date>, last: Option<Date>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.into_iter().chain(last).max();
    }
}

/// A probability in units of 0.0001.
pub(super) fn ten_thousandths(probability: f32) -> i64 {
    (f64::from(probability) * 1e4).round() as i64
}

/// Each name kept once, known by its number.
#[derive(Debug, Clone, Default)]
struct Names {
    list: Vec<String>,
    ids: HashMap<String, u32>,
}

impl Names {
    fn id(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        // More than four thousand million names do not fit into memory.
        let id = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;
    use crate::attribute::{Attribution, AttributionKind, Statement};
    use crate::classify::StanceScore;
    use crate::segment::Sentence;
    use proptest::prelude::*;

    fn coded(speakers: &[&str], stances: &[(&str, f32, f32)]) -> CodedStatement {
        let stances = stances.iter().map(|&(target, favor, against)| StanceScore {
            theme: "theme".into(),
            target: target.into(),
            label: if favor > 0.5 {
                Label::Favor
            } else if against > 0.5 {
                Label::Against
            } else {
                Label::Neutral
            },
            favor,
            against,
            neutral: 1.0 - favor - against,
        });
        CodedStatement {
            statement: Statement {
                sentence: Sentence { index: 0, paragraph: 0, span: Span::default() },
                speakers: speakers
                    .iter()
                    .map(|&s| Speaker { id: String::new(), name: s.into(), surface: s.into() })
                    .collect(),
                attribution: Attribution { kind: AttributionKind::Indirect, confidence: 1.0, ..Attribution::default() },
            },
            themes: vec![],
            stances: stances.collect(),
            tokens: 5,
            truncated: false,
        }
    }

    #[test]
    fn joint_statements_count_for_each_and_narrated_ones_for_nobody() {
        let mut sums = Aggregator::new();
        let date = jiff::civil::date(2023, 8, 8);
        sums.add("a", Some(date), Some("Echo"), &coded(&["Ana", "Ben"], &[("t", 0.8, 0.1)]));
        sums.add("b", None, None, &coded(&["Ana", "Ana"], &[("t", 0.1, 0.6)]));
        sums.add("b", None, None, &coded(&[], &[("t", 0.1, 0.6)]));
        sums.add("b", None, None, &coded(&["Ben"], &[]));
        let positions = sums.positions();
        assert_eq!((sums.statements(), sums.narrated(), positions.len()), (3, 1, 2));
        let ana = &positions[0];
        assert_eq!((ana.speaker.as_str(), ana.statements, ana.articles, ana.outlets), ("Ana", 2, 2, 1));
        assert_eq!((ana.favor, ana.against, ana.neutral), (1, 1, 0));
        assert!((ana.position - 0.1).abs() < 1e-9, "(0.7 - 0.5) / 2, not {}", ana.position);
        assert_eq!((ana.first, ana.last), (Some(date), Some(date)));
        assert_eq!(ana.share(Label::Favor), 0.5);
        assert_eq!((positions[1].speaker.as_str(), positions[1].statements), ("Ben", 1));
    }

    #[test]
    fn speakers_with_most_statements_come_first() {
        let mut sums = Aggregator::new();
        for (speaker, target) in [("Zoe", "t"), ("Zoe", "u"), ("Cy", "t"), ("Al", "t"), ("Zoe", "u")] {
            sums.add("a", None, None, &coded(&[speaker], &[(target, 0.5, 0.2)]));
        }
        let order: Vec<_> = sums.positions().into_iter().map(|p| (p.speaker, p.target)).collect();
        let expected = [("Zoe", "u"), ("Zoe", "t"), ("Al", "t"), ("Cy", "t")];
        assert_eq!(order, expected.map(|(s, t)| (s.to_owned(), t.to_owned())));
    }

    #[test]
    fn two_speakers_of_one_name_stay_apart_and_in_order() {
        let of = |id: &str, target: &str| {
            let mut statement = coded(&["Anna Roe"], &[(target, 0.5, 0.2)]);
            statement.statement.speakers[0].id = id.to_owned();
            statement
        };
        for _ in 0..20 {
            let mut sums = Aggregator::new();
            for id in ["roe-b", "roe-a", "roe-c"] {
                ["t", "u"].iter().for_each(|target| sums.add("a", None, None, &of(id, target)));
            }
            let order: Vec<_> = sums.positions().into_iter().map(|p| format!("{} {}", p.id, p.target)).collect();
            assert_eq!(order, ["roe-a t", "roe-a u", "roe-b t", "roe-b u", "roe-c t", "roe-c u"]);
        }
    }

    type Row = (u8, u8, u8, f32, f32);

    fn add(sums: &mut Aggregator, &(article, speaker, target, a, b): &Row) {
        let (favor, against) = (a * b, a * (1.0 - b));
        let target = ["t", "u"][usize::from(target % 2)];
        let speakers = [&["Ana"][..], &["Ben"], &["Ana", "Ben"], &[]][usize::from(speaker % 4)];
        let date = jiff::civil::date(2023, 1, 1 + (article % 20) as i8);
        let source = ["Echo", "Post"][usize::from(article % 2)];
        sums.add(&format!("art{article}"), Some(date), Some(source), &coded(speakers, &[(target, favor, against)]));
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop::collection::vec((0u8..12, 0u8..4, 0u8..2, 0f32..=1.0, 0f32..=1.0), 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn order_does_not_matter(rows in rows(), seed in 0usize..97) {
            let (mut forward, mut shuffled) = (Aggregator::new(), Aggregator::new());
            rows.iter().for_each(|row| add(&mut forward, row));
            let mut other = rows.clone();
            other.sort_by_key(|row| (usize::from(row.0) * 31 + usize::from(row.1) * 17 + seed) % 23);
            other.reverse();
            other.iter().for_each(|row| add(&mut shuffled, row));
            prop_assert_eq!(forward.positions(), shuffled.positions());
        }

        #[test]
        fn positions_are_bounded_and_counts_add_up(rows in rows()) {
            let mut sums = Aggregator::new();
            rows.iter().for_each(|row| add(&mut sums, row));
            for p in sums.positions() {
                prop_assert!(-1.0 <= p.low && p.low <= p.position && p.position <= p.high && p.high <= 1.0);
                prop_assert_eq!(p.favor + p.against + p.neutral, p.statements);
                prop_assert!(p.articles <= p.statements && p.outlets <= p.articles);
            }
        }
    }

    #[test]
    fn intervals_shrink_with_data_on_average() {
        let width = |articles: u32| {
            let mut sums = Aggregator::new();
            for article in 0..articles {
                for speaker in 0..30 {
                    // A fixed, uneven pattern of stances that differs by speaker.
                    let favor = [0.9, 0.2, 0.6, 0.1, 0.7][((article * 7 + speaker * 3) % 5) as usize];
                    let stance = ("t", favor, (1.0 - favor) * 0.8);
                    sums.add(&article.to_string(), None, None, &coded(&[&format!("s{speaker}")], &[stance]));
                }
            }
            let positions = sums.positions();
            positions.iter().map(|p| p.high - p.low).sum::<f64>() / positions.len() as f64
        };
        let widths = [1, 3, 10, 30, 100].map(width);
        assert!(widths.is_sorted_by(|a, b| a > b), "{widths:?}");
    }
}

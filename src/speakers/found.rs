//! The speakers of statements.

use crate::attribute::{Directory, SpeakerKind};
use crate::output::{Place, StatementLine};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a speaker is called in a statement, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Surface {
    /// The words.
    pub text: String,
    /// Statements.
    pub statements: u64,
    /// One of the articles with it.
    pub article: String,
}

/// One speaker of the runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundSpeaker {
    /// The id.
    pub id: String,
    /// The directory's name, else the most frequent one.
    pub name: String,
    /// Whether the directory has the id.
    pub known: bool,
    /// Person, institution or country, where the directory says.
    #[serde(skip)]
    pub kind: Option<SpeakerKind>,
    /// Statements with this speaker.
    pub statements: u64,
    /// Articles with one.
    pub articles: u64,
    /// Names under which articles give the speaker, the most frequent first.
    pub names: Vec<String>,
    /// What statements call the speaker, the most frequent first.
    pub surfaces: Vec<Surface>,
}

/// Identifier, date and outlet of an article.
type Article = (String, Option<Date>, Option<String>);

/// Collects the speakers of statements.
#[derive(Debug, Default)]
pub struct Found {
    by_id: HashMap<String, Sum>,
    /// Statements seen: one that two runs have counts once.
    seen: HashSet<Place>,
    /// Numbers of articles.
    articles: HashMap<Article, usize>,
    /// Statements that were counted.
    pub statements: u64,
    /// Statements left out because another run has them.
    pub reread: u64,
}

#[derive(Debug, Default)]
struct Sum {
    statements: u64,
    articles: HashSet<usize>,
    names: BTreeMap<String, u64>,
    surfaces: BTreeMap<String, (u64, String)>,
}

impl Found {
    /// Adds a statement.
    pub fn add(&mut self, line: &StatementLine) {
        if !self.seen.insert(line.place()) {
            self.reread += 1;
            return;
        }
        self.statements += 1;
        let next = self.articles.len();
        let article = *self.articles.entry((line.article.clone(), line.date, line.source.clone())).or_insert(next);
        let mut ids = HashSet::new();
        for speaker in &line.speakers {
            let sum = self.by_id.entry(speaker.id.clone()).or_default();
            sum.statements += u64::from(ids.insert(&speaker.id));
            sum.articles.insert(article);
            *sum.names.entry(speaker.name.clone()).or_default() += 1;
            sum.surfaces.entry(speaker.surface.clone()).or_insert_with(|| (0, line.article.clone())).0 += 1;
        }
    }

    /// The speakers, those with the most statements first, then by id.
    pub fn speakers(self, directory: &Directory) -> Vec<FoundSpeaker> {
        let mut speakers: Vec<FoundSpeaker> =
            self.by_id.into_iter().map(|(id, sum)| speaker(id, sum, directory)).collect();
        speakers.sort_by(|a, b| (b.statements, &a.id).cmp(&(a.statements, &b.id)));
        speakers
    }
}

fn speaker(id: String, sum: Sum, directory: &Directory) -> FoundSpeaker {
    let entry = directory.by_id(&id);
    let mut names: Vec<(String, u64)> = sum.names.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
    let surface = |(text, (statements, article))| Surface { text, statements, article };
    let mut surfaces: Vec<Surface> = sum.surfaces.into_iter().map(surface).collect();
    surfaces.sort_by_key(|surface| std::cmp::Reverse(surface.statements));
    FoundSpeaker {
        name: entry.map(|e| e.name.clone()).or_else(|| names.first().cloned()).unwrap_or_else(|| id.clone()),
        known: entry.is_some(),
        kind: entry.map(|e| e.kind),
        statements: sum.statements,
        articles: sum.articles.len() as u64,
        names,
        surfaces,
        id,
    }
}

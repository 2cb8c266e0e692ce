//! A database of Discourse Network Analyzer 3: its SQLite tables, with an article a document and a speaker's stance on
//! a target a statement of the tool's own type "DNA Statement" (person, organization, concept, agreement).
//!
//! A run keeps sentences, not articles, so a document's text is put together from them: each stands at its place, and
//! what was between them is blank. The tool counts positions in UTF-16 units. Names are cut at its limit of 190
//! characters.

use super::dna_events::{NEUTRAL, events, neutral};
use super::{Context, ExportError, Exported, Lines, count_note, other};
use crate::output::{StatementLine, persist, temporary, writing};
use jiff::tz::TimeZone;
use rusqlite::{Connection, Statement, params};
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// Longest value of a variable, a title or an outlet, in characters.
const LIMIT: usize = 190;
const TABLES: &str = include_str!("dna.sql");

pub(super) fn write(lines: Lines<'_>, out: &Path, context: &Context) -> Result<Exported, ExportError> {
    let file = temporary(out)?;
    let exported = database(lines, file.path(), context).map_err(writing(out))?;
    persist(file, out)?;
    Ok(exported)
}

fn database(lines: Lines<'_>, path: &Path, context: &Context) -> io::Result<Exported> {
    let mut connection = Connection::open(path).map_err(other)?;
    // What can be rolled back in a file that is thrown away if anything fails needs no file of its own.
    connection.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(())).map_err(other)?;
    let transaction = connection.transaction().map_err(other)?;
    transaction.execute_batch(TABLES).map_err(other)?;
    let exported = Writer::new(&transaction, context).map_err(other)?.all(lines)?;
    transaction.commit().map_err(other)?;
    connection.close().map_err(|(_, error)| other(error))?;
    Ok(exported)
}

/// One of the tool's variables of short text, by its number in `dna.sql`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Variable {
    Person = 1,
    Organization = 2,
    Concept = 3,
}

const AGREEMENT: i64 = 4;

struct Writer<'c> {
    context: &'c Context,
    document: Statement<'c>,
    statement: Statement<'c>,
    entity: Statement<'c>,
    short_text: Statement<'c>,
    boolean: Statement<'c>,
    entities: HashMap<(Variable, String), i64>,
    documents: i64,
    statements: i64,
    cut: u64,
}

impl<'c> Writer<'c> {
    fn new(connection: &'c Connection, context: &'c Context) -> rusqlite::Result<Self> {
        Ok(Self {
            context,
            document: connection.prepare(
                "INSERT INTO DOCUMENTS (ID, Title, Text, Coder, Source, Notes, Date) VALUES (?, ?, ?, 1, ?, ?, ?)",
            )?,
            statement: connection.prepare(
                "INSERT INTO STATEMENTS (ID, StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, 1, ?, ?, ?, 1)",
            )?,
            entity: connection
                .prepare("INSERT INTO ENTITIES (ID, VariableId, Value, Red, Green, Blue) VALUES (?, ?, ?, 0, 0, 0)")?,
            short_text: connection
                .prepare("INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)")?,
            boolean: connection.prepare("INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)")?,
            entities: HashMap::new(),
            documents: 0,
            statements: 0,
            cut: 0,
        })
    }

    fn all(mut self, lines: Lines<'_>) -> io::Result<Exported> {
        let (mut left_out, mut undated) = (0, 0);
        let mut article: Vec<StatementLine> = vec![];
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            left_out += neutral(&line);
            article.push(line);
            if lines.peek().is_none_or(|next| next.article != article[0].article) {
                undated += u64::from(article[0].date.is_none());
                self.article(&article).map_err(other)?;
                article.clear();
            }
        }
        let notes = [
            count_note(left_out, "neutral stance", NEUTRAL),
            count_note(undated, "document", "without a date, set to 1970-01-01, since the tool wants one"),
            count_note(self.cut, "text", "(names, titles) cut at 190 characters"),
            Some("open it in Discourse Network Analyzer as coder Admin with the password demarche".to_owned()),
        ];
        Ok(Exported { rows: self.statements as u64, notes: notes.into_iter().flatten().collect() })
    }

    fn article(&mut self, lines: &[StatementLine]) -> rusqlite::Result<()> {
        let Some(first) = lines.first() else { return Ok(()) };
        self.documents += 1;
        let (text, places) = document(lines);
        let title = self.short(first.title.as_deref().unwrap_or(&first.article));
        let source = self.short(first.source.as_deref().unwrap_or_default());
        let midnight = first.date.and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
        let seconds = midnight.map_or(0, |midnight| midnight.as_second());
        self.document.execute(params![self.documents, title, text, source, first.article, seconds])?;
        for (line, (start, end)) in lines.iter().zip(places) {
            for (speaker, concept, agreement) in events(line) {
                self.statements += 1;
                self.statement.execute(params![self.statements, self.documents, start as i64, end as i64])?;
                let (person, organization) = self.context.person_or_organization(speaker);
                for (variable, value) in [
                    (Variable::Person, person),
                    (Variable::Organization, organization),
                    (Variable::Concept, concept.as_str()),
                ] {
                    let entity = self.entity(variable, value)?;
                    self.short_text.execute(params![self.statements, variable as i64, entity])?;
                }
                self.boolean.execute(params![self.statements, AGREEMENT, agreement])?;
            }
        }
        Ok(())
    }

    fn entity(&mut self, variable: Variable, value: &str) -> rusqlite::Result<i64> {
        let value = self.short(value);
        if let Some(id) = self.entities.get(&(variable, value.clone())) {
            return Ok(*id);
        }
        let id = self.entities.len() as i64 + 1;
        self.entity.execute(params![id, variable as i64, value])?;
        self.entities.insert((variable, value), id);
        Ok(id)
    }

    fn short(&mut self, value: &str) -> String {
        let short: String = value.chars().take(LIMIT).collect();
        self.cut += u64::from(short.len() < value.len());
        short
    }
}

/// An article's text with its sentences in their places, and where each stands, in UTF-16 units.
fn document(lines: &[StatementLine]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    // Code points, which is what a run counts, and UTF-16 units.
    let (mut chars, mut units, mut paragraph) = (0, 0, 0);
    let mut places = vec![];
    for line in lines {
        let gap = line.start.saturating_sub(chars);
        text.push_str(&" ".repeat(gap.saturating_sub(1)));
        if gap > 0 {
            text.push(if line.paragraph > paragraph { '\n' } else { ' ' });
        }
        (chars, units, paragraph) = (chars + gap, units + gap, line.paragraph);
        let start = units;
        text.push_str(&line.text);
        chars += line.text.chars().count();
        units += line.text.encode_utf16().count();
        places.push((start, units));
    }
    (text, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stand_at_their_places_in_utf16_units() {
        let line = |start: usize, text: &str, paragraph: usize| -> StatementLine {
            let end = start + text.chars().count();
            serde_json::from_value(serde_json::json!({
                "article": "a", "date": null, "source": null, "i": 0, "paragraph": paragraph, "start": start, "end": end,
                "text": text, "speakers": [], "attribution": {"kind": "narrator", "cue": null, "confidence": 1.0},
                "themes": [], "theme_probabilities": {}, "stances": [], "tokens": 3, "truncated": false
            }))
            .unwrap()
        };
        let (text, places) = document(&[line(0, "A 😀 b.", 0), line(8, "Ças.", 0), line(15, "End.", 1)]);
        assert_eq!(text, "A 😀 b.  Ças.  \nEnd.");
        let units: Vec<u16> = text.encode_utf16().collect();
        let slice = |(start, end): (usize, usize)| String::from_utf16(&units[start..end]).unwrap();
        assert_eq!(places.into_iter().map(slice).collect::<Vec<_>>(), ["A 😀 b.", "Ças.", "End."]);
    }
}

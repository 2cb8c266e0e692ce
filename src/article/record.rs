//! A record (a JSON object, a CSV row, a text file) becomes an [`Article`].

use super::columns::{Columns, FIELDS};
use super::date::{NoDay, parse_date};
use super::inputs::Settings;
use super::language::{foreign_language, is_english};
use super::normalize::{changes, normalize};
use super::remains::remains;
use super::{Article, Origin};
use crate::problem::{Problem, Severity};
use encoding_rs::Encoding;
use serde_json::{Map, Value};

const TEXT: usize = 0;
const ID: usize = 1;
const DATE: usize = 2;
const SOURCE: usize = 3;
const LANG: usize = 6;

/// Kind of the problem of an article that is left out since it is not in English ([`super::Inputs::english_only`]).
pub const OTHER_LANGUAGE: &str = "other_language";

/// Names under which other tools keep what is called `source` here.
const OUTLETS: [&str; 2] = ["outlet", "publisher"];

/// Makes the articles of one input, and remembers what is reported once an input.
pub(super) struct Assembler {
    file: String,
    stem: String,
    settings: Settings,
    seen: [bool; FIELDS.len()],
    /// Fields that were read under their own names, for want of the columns that the user named.
    own_name: [bool; FIELDS.len()],
    /// A field that looks like the source, and is not taken for it.
    outlet: Option<String>,
    told_encodings: Vec<&'static Encoding>,
}

impl Assembler {
    /// For the input shown as `file`, whose articles without an id are named after `stem`.
    pub fn new(file: String, stem: String, settings: Settings) -> Self {
        let none = [false; FIELDS.len()];
        Self { file, stem, settings, seen: none, own_name: none, outlet: None, told_encodings: vec![] }
    }

    /// A problem at a record of this input.
    pub fn problem(&self, severity: Severity, kind: &'static str, record: Option<u64>, reason: String) -> Problem {
        Problem::new(severity, kind, &self.file, reason).at(record)
    }

    /// The problem of an input that could not be read on.
    pub fn io_problem(&self, record: Option<u64>, error: &std::io::Error) -> Problem {
        self.problem(Severity::Error, "read", record, format!("cannot read on: {error}; the rest is missing"))
    }

    /// The column mapping of this input.
    pub fn columns(&self) -> &Columns {
        &self.settings.columns
    }

    /// The column that `field` is read from.
    fn column(&self, field: usize) -> &str {
        let own = FIELDS[field];
        if self.own_name[field] { own } else { self.settings.columns.column(own).unwrap_or_default() }
    }

    /// The article that `fields` gives. `record` is its number in the input, `None` where the input is one article;
    /// `encodings` are those that it was in, if others than UTF-8. Errors if there is no text, or the text is in another
    /// language and such are not wanted.
    pub fn article(
        &mut self,
        fields: Map<String, Value>,
        record: Option<u64>,
        encodings: impl IntoIterator<Item = &'static Encoding>,
    ) -> Result<Article, Problem> {
        let names: Vec<String> = fields.keys().cloned().collect();
        let mut values: [Option<Value>; FIELDS.len()] = Default::default();
        let mut extra = Map::new();
        for (name, value) in fields {
            match self.settings.columns.field(&name) {
                Some(field) => {
                    self.seen[field] = true;
                    values[field] = (!value.is_null()).then_some(value);
                }
                None => {
                    if self.outlet.is_none() && OUTLETS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                        self.outlet = Some(name.clone());
                    }
                    extra.insert(name, value);
                }
            }
        }
        let mut problems = Vec::new();
        self.fall_back(&names, &mut values, &mut extra, record, &mut problems);
        let id = self.id(values[ID].take(), record, &mut problems);
        let text = self.text(values[TEXT].take(), &names, record, &mut problems).map_err(|p| p.of(&id))?;
        self.tell_encodings(encodings, record, &mut problems);
        let date = values[DATE].take().and_then(|value| match date_of(&value) {
            Ok(date) => Some(date),
            Err(_) if is_blank(&value) => None,
            Err(why) => {
                let column = record.map_or_else(String::new, |_| format!("`{}`: ", self.column(DATE)));
                let reason = format!("{column}{value} {why}. The article is read without a date");
                problems.push(self.problem(Severity::Warning, "bad_date", record, reason));
                None
            }
        });
        let [_, _, _, source, title, url, lang] = values;
        let mut string = |value: Option<Value>, field: usize| self.string(value?, field, record, &mut problems);
        let (source, title, url, lang) = (string(source, 3), string(title, 4), string(url, 5), string(lang, 6));
        let source = source.or_else(|| self.settings.source.clone());
        if let Some(language) = self.other_language(&text, lang.as_deref()) {
            if self.settings.english_only {
                let reason = format!("{language}, which is not English; left out, as was asked");
                return Err(self.problem(Severity::Note, OTHER_LANGUAGE, record, reason).of(&id));
            }
            let reason = format!("{language}; the models read English, do not trust its codes");
            problems.push(self.problem(Severity::Warning, "language", record, reason));
        }
        let origin = Origin { file: self.file.clone(), record };
        Ok(Article { id, date, source, title, url, lang, text, extra, origin, problems })
    }

    /// At the end of the input: columns that the user named and no record had.
    pub fn unseen_columns(&self) -> impl Iterator<Item = Problem> {
        let missing = self.settings.columns.given().filter(|(field, _)| !self.seen[*field] && !self.own_name[*field]);
        let text = missing.map(|(field, column)| {
            let reason = format!("no record has the field `{column}`, which --columns names for {}", FIELDS[field]);
            self.problem(Severity::Warning, "unknown_column", None, reason)
        });
        text.collect::<Vec<_>>().into_iter()
    }

    /// Takes fields from columns of their own names where those that the user named are missing: one mapping serves all
    /// inputs, and not every one of them needs it. Once the named column was seen, only a text is still looked for so,
    /// since without it the article is lost.
    fn fall_back(
        &mut self,
        names: &[String],
        values: &mut [Option<Value>; FIELDS.len()],
        extra: &mut Map<String, Value>,
        record: Option<u64>,
        problems: &mut Vec<Problem>,
    ) {
        let absent = |(field, column): &(usize, &str)| {
            (*field == TEXT || !self.seen[*field]) && !names.iter().any(|name| name == column)
        };
        let missing = self.settings.columns.given().filter(absent).map(|(field, column)| (field, column.to_owned()));
        for (field, column) in missing.collect::<Vec<_>>() {
            let own = FIELDS[field];
            let Some(value) = extra.shift_remove(own) else { continue };
            values[field] = (!value.is_null()).then_some(value);
            if !std::mem::replace(&mut self.own_name[field], true) {
                let reason = format!("there is no `{column}`, which --columns names for {own}; `{own}` is read");
                problems.push(self.problem(Severity::Note, "unknown_column", record, reason));
            }
        }
    }

    /// That `text` is in another language than English, and how that is known: what the record says goes before a guess.
    fn other_language(&self, text: &str, lang: Option<&str>) -> Option<String> {
        match lang.and_then(|tag| Some((tag, is_english(tag)?))) {
            Some((tag, false)) => Some(format!("`{}` says that the text is in `{tag}`", self.column(LANG))),
            Some((_, true)) => None,
            None => foreign_language(text).map(|language| format!("the text looks like {language}")),
        }
    }

    /// At the end of the input: a field that seems to hold the source where no record has one.
    pub fn unused_source(&self) -> Option<Problem> {
        let outlet = self.outlet.as_ref().filter(|_| !self.seen[SOURCE])?;
        let reason = format!(
            "no record has the field `source`, and `{outlet}` looks like it: who publishes a text helps to decide who speaks \
             in it, and groups by outlet need it. Give --columns source={outlet}"
        );
        Some(self.problem(Severity::Note, "unused_field", None, reason))
    }

    fn id(&self, value: Option<Value>, record: Option<u64>, problems: &mut Vec<Problem>) -> String {
        let given = match value {
            Some(Value::Number(number)) => Some(number.to_string()),
            // Not composed to NFC as texts are, so that it can be joined with tables of the user's.
            Some(Value::String(id)) => {
                let bare = id.trim();
                if bare.len() < id.len() && !bare.is_empty() {
                    let reason = format!("blanks around the {} {id:?} are left out", self.column(ID));
                    problems.push(self.problem(Severity::Note, "normalized", record, reason));
                }
                (!bare.is_empty()).then(|| bare.to_owned())
            }
            None => None,
            Some(value) => self.string(value, ID, record, problems),
        };
        given.unwrap_or_else(|| match record {
            Some(number) => format!("{}:{number}", self.stem),
            None => self.stem.clone(),
        })
    }

    fn text(
        &mut self,
        value: Option<Value>,
        names: &[String],
        record: Option<u64>,
        problems: &mut Vec<Problem>,
    ) -> Result<String, Problem> {
        let error = |kind, reason| self.problem(Severity::Error, kind, record, reason);
        let asked = self.settings.columns.column("text").unwrap_or_default();
        let there = [asked, FIELDS[TEXT]].into_iter().find(|column| names.iter().any(|name| name == column));
        let raw = match (value, there) {
            (Some(Value::String(raw)), _) => raw,
            (Some(value), column) => {
                let column = column.unwrap_or(asked);
                return Err(error("wrong_type", format!("`{column}` must be a string, not {}", type_of(&value))));
            }
            (None, Some(column)) if column == asked || self.own_name[TEXT] => {
                return Err(error("missing_text", format!("no text: `{column}` is null")));
            }
            (None, _) => {
                let names = listed(names);
                let reason = format!("no text: there is no `{asked}` among {names}; name it with --columns text=NAME");
                return Err(error("missing_text", reason));
            }
        };
        let text = normalize(&raw);
        if text.trim().is_empty() {
            return Err(error("empty", "the text is empty".to_owned()));
        }
        let lost = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        if lost > 0 {
            let nul = if raw.contains('\0') { " (NUL is none)" } else { "" };
            let reason =
                format!("{lost} characters could not be decoded{nul} and are U+FFFD; check the file's encoding");
            problems.push(self.problem(Severity::Warning, "encoding", record, reason));
        }
        let changed = if text == raw { Vec::new() } else { changes(&raw, &text) };
        if !changed.is_empty() {
            let reason = format!("text changed: {}; offsets count in the changed text", changed.join(", "));
            problems.push(self.problem(Severity::Note, "normalized", record, reason));
        }
        let remains = remains(&text).map(|(kind, reason)| self.problem(Severity::Warning, kind, record, reason));
        problems.extend(remains);
        Ok(text.into_owned())
    }

    /// Each encoding once an input: the guess is made anew for every line or cell, and may be another one.
    fn tell_encodings(
        &mut self,
        encodings: impl IntoIterator<Item = &'static Encoding>,
        record: Option<u64>,
        problems: &mut Vec<Problem>,
    ) {
        for encoding in encodings {
            if self.told_encodings.contains(&encoding) {
                continue;
            }
            self.told_encodings.push(encoding);
            let reason = format!("not UTF-8; read as {}, the likeliest encoding", encoding.name());
            problems.push(self.problem(Severity::Note, "encoding", record, reason));
        }
    }

    fn string(&self, value: Value, field: usize, record: Option<u64>, problems: &mut Vec<Problem>) -> Option<String> {
        match value {
            Value::String(text) => Some(normalize(text.trim()).into_owned()).filter(|text| !text.is_empty()),
            other => {
                let reason =
                    format!("`{}` must be a string, not {}; it is left out", self.column(field), type_of(&other));
                problems.push(self.problem(Severity::Warning, "wrong_type", record, reason));
                None
            }
        }
    }
}

/// Up to a dozen names in backticks.
pub(super) fn listed(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    if names.len() > shown.len() {
        shown.push(format!("{} more", names.len() - shown.len()));
    }
    if shown.is_empty() { "the fields (there are none)".to_owned() } else { shown.join(", ") }
}

fn date_of(value: &Value) -> Result<jiff::civil::Date, NoDay> {
    match value {
        Value::String(text) => parse_date(text),
        // 20230808, as spreadsheets write it.
        Value::Number(number) => parse_date(&number.to_string()),
        _ => Err(NoDay::Unknown),
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

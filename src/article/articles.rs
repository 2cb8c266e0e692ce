//! The iterator over all inputs.

use super::csv::Csv;
use super::encoding::open_text;
use super::find::{Found, Source};
use super::jsonl::JsonLines;
use super::record::Assembler;
use super::txt::read_article;
use super::{Article, Format, Inputs};
use crate::problem::{Problem, Severity};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

type Records = Box<dyn Iterator<Item = Result<Article, Problem>> + Send>;
type OpenStdin = Box<dyn FnOnce() -> Box<dyn Read + Send> + Send>;

/// Every article of all inputs, in order; in place of what could not be read, the [`Problem`] that says why. Holds one
/// record in memory at a time, besides the list of files and a few bytes for each id.
pub struct Articles {
    inputs: Inputs,
    found: std::vec::IntoIter<Found>,
    stdin: Option<OpenStdin>,
    records: Option<Records>,
    bytes_total: Option<u64>,
    bytes_read: Arc<AtomicU64>,
    /// How often each id was given out.
    ids: HashMap<String, u32>,
    /// What stands under each id, as a hash.
    seen: HashSet<[u8; 16]>,
}

impl Articles {
    pub(super) fn new(inputs: Inputs, mut found: Vec<Found>, stdin: OpenStdin) -> Self {
        found.extend(columns_of_no_use(&inputs, &found).map(Found::Problem));
        let sizes = found.iter().filter_map(|found| match found {
            Found::Source(source) => Some(source.bytes),
            Found::Problem(_) => None,
        });
        let bytes_total = sizes.sum();
        let (found, bytes_read) = (found.into_iter(), Arc::default());
        let (ids, seen) = (HashMap::new(), HashSet::new());
        Self { inputs, found, stdin: Some(stdin), records: None, bytes_total, bytes_read, ids, seen }
    }

    /// The files that are still to be read, as they were found: all of them before the first article is taken.
    pub fn files(&self) -> Vec<PathBuf> {
        let path = |found: &Found| match found {
            Found::Source(source) => source.path.clone(),
            Found::Problem(_) => None,
        };
        self.found.as_slice().iter().filter_map(path).collect()
    }

    /// Bytes of all inputs together; `None` if standard input or a pipe is among them.
    pub fn bytes_total(&self) -> Option<u64> {
        self.bytes_total
    }

    /// Bytes read so far. Runs ahead of the articles given out by a buffer or so.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// The counter behind [`Articles::bytes_read`], for a progress bar on another thread.
    pub fn byte_counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    fn open(&mut self, source: Source) -> Result<Records, Problem> {
        let error = |kind, reason: String| Problem::new(Severity::Error, kind, &source.file, reason);
        let reader: Box<dyn Read + Send> = match (&source.path, self.stdin.take_if(|_| source.path.is_none())) {
            (Some(path), _) => Box::new(File::open(path).map_err(|e| error("read", format!("cannot be read: {e}")))?),
            (None, Some(stdin)) => stdin(),
            (None, None) => return Err(error("repeated", "standard input can be read only once".to_owned())),
        };
        let own = Arc::new(Own::default());
        let counted = Counted { reader, count: Arc::clone(&self.bytes_read), own: Arc::clone(&own) };
        let input = open_text(Box::new(counted)).map_err(|e| error("read", format!("cannot be read: {e}")))?;
        let input = input.map_err(|what| error("binary", what.to_owned()))?;
        let limit = self.inputs.limit;
        let mut settings = self.inputs.settings.clone();
        if source.format == Format::Txt {
            settings.columns = super::Columns::default();
        }
        let shrunk = std::iter::once_with({
            let (file, bytes) = (source.file.clone(), source.bytes);
            move || bytes.and_then(|bytes| own.shrunk(bytes, &file)).map(Err)
        });
        let assembler = Assembler::new(source.file, source.stem, settings);
        let records: Records = match source.format {
            Format::Txt => Box::new(std::iter::once(read_article(input, assembler, limit))),
            Format::Jsonl => Box::new(JsonLines::new(input, assembler, limit)),
            Format::Csv => Box::new(Csv::new(input, assembler, limit)),
        };
        Ok(Box::new(records.chain(shrunk.flatten())))
    }

    /// Makes the article's id unique in the run, and names it in its problems. The same article a second time is a problem:
    /// it would count twice.
    fn register(&mut self, mut article: Article) -> Result<Article, Problem> {
        if !self.seen.insert(fingerprint(&article)) {
            let reason = format!("the article `{}` was read before, with the same text; it counts once", article.id);
            let problem = Problem::new(Severity::Warning, "repeated", article.origin.file, reason);
            return Err(problem.at(article.origin.record).of(article.id));
        }
        if self.ids.contains_key(&article.id) {
            let mut new = String::new();
            while new.is_empty() || self.ids.contains_key(&new) {
                let count = self.ids.entry(article.id.clone()).or_default();
                *count += 1;
                new = format!("{}#{count}", article.id);
            }
            let reason = format!("the id `{}` was given before; this article is `{new}`", article.id);
            let problem = Problem::new(Severity::Warning, "duplicate_id", &article.origin.file, reason);
            article.problems.push(problem.at(article.origin.record));
            article.id = new;
        }
        self.ids.insert(article.id.clone(), 1);
        for problem in &mut article.problems {
            problem.article = Some(article.id.clone());
        }
        Ok(article)
    }
}

/// That the user names columns where no input has any.
fn columns_of_no_use(inputs: &Inputs, found: &[Found]) -> Option<Problem> {
    let (_, column) = inputs.settings.columns.given().next()?;
    let mut files = found.iter().filter_map(|found| match found {
        Found::Source(source) => Some(source),
        Found::Problem(_) => None,
    });
    let first = files.clone().next()?;
    let reason = format!("--columns names `{column}`, but every input is a text file, which has no columns");
    files
        .all(|source| source.format == Format::Txt)
        .then(|| Problem::new(Severity::Warning, "unknown_column", &first.file, reason))
}

/// A hash of what makes an article the same: as given, before its id is made unique.
fn fingerprint(article: &Article) -> [u8; 16] {
    let mut hash = Sha256::new();
    let date = article.date.map(|date| date.to_string());
    let fields =
        [Some(&article.id), Some(&article.text), article.title.as_ref(), article.source.as_ref(), date.as_ref()];
    for field in fields {
        // Lengths first, so that no two articles are the same bytes.
        hash.update(field.map_or(u64::MAX, |field| field.len() as u64).to_le_bytes());
        hash.update(field.map_or("", String::as_str));
    }
    let mut fingerprint = [0; 16];
    fingerprint.copy_from_slice(&hash.finalize()[..16]);
    fingerprint
}

impl Iterator for Articles {
    type Item = Result<Article, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.records.as_mut().and_then(Iterator::next) {
                return Some(item.and_then(|article| self.register(article)));
            }
            self.records = None;
            match self.found.next()? {
                Found::Problem(problem) => return Some(Err(problem)),
                Found::Source(source) => match self.open(source) {
                    Ok(records) => self.records = Some(records),
                    Err(problem) => return Some(Err(problem)),
                },
            }
        }
    }
}

/// What one input gave.
#[derive(Default)]
struct Own {
    bytes: AtomicU64,
    /// Whether it was read to its end.
    ended: AtomicBool,
}

impl Own {
    /// That the end came before `bytes`, which the input had when the job began.
    fn shrunk(&self, bytes: u64, file: &str) -> Option<Problem> {
        let read = self.bytes.load(Ordering::Relaxed);
        (self.ended.load(Ordering::Relaxed) && read < bytes).then(|| {
            let reason = format!(
                "it had {bytes} bytes when the job began and ended after {read}: it was cut while it was read, or is being \
                 written; what stood behind is missing"
            );
            Problem::new(Severity::Error, "shrunk", file, reason)
        })
    }
}

/// A reader that counts what it reads.
struct Counted<R> {
    reader: R,
    /// Of all inputs.
    count: Arc<AtomicU64>,
    own: Arc<Own>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        self.own.bytes.fetch_add(read as u64, Ordering::Relaxed);
        self.own.ended.fetch_or(read == 0 && !buffer.is_empty(), Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_is_cut_while_it_is_read_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let line = format!("{{\"text\":\"{}\"}}\n", "The harbor is open. ".repeat(200));
        std::fs::File::create(&path).unwrap().write_all(line.repeat(50).as_bytes()).unwrap();
        let mut articles = Inputs::new([path.display().to_string()]).open();
        assert!(articles.next().is_some_and(|read| read.is_ok()));
        File::options().write(true).open(&path).unwrap().set_len(40 * line.len() as u64).unwrap();
        let problems: Vec<Problem> = articles.filter_map(Result::err).collect();
        // The same text again is one more problem, of each of the others.
        let shrunk: Vec<&Problem> = problems.iter().filter(|p| p.kind == "shrunk").collect();
        assert!(shrunk.len() == 1 && shrunk[0].reason.contains(&format!("after {}", 40 * line.len())), "{shrunk:?}");
        let whole = Inputs::new([path.display().to_string()]).open().filter_map(Result::err);
        assert!(whole.into_iter().all(|problem| problem.kind != "shrunk"));
    }
}

//! What the user names on the command line, and how it is to be read.

use super::columns::Columns;
use super::find::{Found, find};
use super::{Articles, Format};
use std::io::Read;

/// Bytes of one line, row or text file: far more than any article, and a bound on memory.
const RECORD_LIMIT: usize = 16 << 20;

/// Inputs to read articles from, and how.
///
/// ```no_run
/// use demarche::article::Inputs;
///
/// let articles = Inputs::new(["data/articles", "more/*.jsonl", "-"]).columns("text=body".parse()?).open();
/// for article in articles {
///     match article {
///         Ok(article) => println!("{}: {} bytes", article.id, article.text.len()),
///         Err(problem) => eprintln!("{}: {}", problem.file, problem.reason),
///     }
/// }
/// # Ok::<(), demarche::article::ColumnsError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Inputs {
    names: Vec<String>,
    pub(super) format: Option<Format>,
    pub(super) settings: Settings,
    pub(super) limit: usize,
}

/// How records become articles.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// Which column is which field.
    pub columns: Columns,
    /// The source of articles that bring none.
    pub source: Option<String>,
    /// Whether articles in other languages are left out.
    pub english_only: bool,
}

impl Inputs {
    /// Inputs by name: a file, a folder (walked in sorted order, hidden files left out), a glob, or `-` for JSON Lines
    /// on standard input. They are read in the order given; a file that several of them name is read once.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { names, format: None, settings: Settings::default(), limit: RECORD_LIMIT }
    }

    /// Reads every file as `format`, whatever its extension; `None` goes by extension.
    pub fn format(self, format: Option<Format>) -> Self {
        Self { format, ..self }
    }

    /// Takes an article's fields from other columns than those of their names.
    pub fn columns(mut self, columns: Columns) -> Self {
        self.settings.columns = columns;
        self
    }

    /// Gives articles that bring no source (every text file) this one: the outlet, or whoever publishes them.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.settings.source = Some(source.into());
        self
    }

    /// Leaves out articles in other languages than English; each is a problem of kind `other_language`.
    pub fn english_only(mut self, only: bool) -> Self {
        self.settings.english_only = only;
        self
    }

    /// Passes over (and reports) a line, row or text file of more than `bytes` bytes. Default: 16 MiB.
    pub fn record_limit(self, bytes: usize) -> Self {
        Self { limit: bytes.max(1), ..self }
    }

    /// Looks the files up and starts reading. What cannot be found or read is an item of the iterator.
    pub fn open(self) -> Articles {
        self.open_with(|| Box::new(std::io::stdin()))
    }

    /// The same with another standard input, which is opened when its turn comes.
    pub fn open_with(self, stdin: impl FnOnce() -> Box<dyn Read + Send> + Send + 'static) -> Articles {
        let found: Vec<Found> = find(&self.names, self.format);
        Articles::new(self, found, Box::new(stdin))
    }
}

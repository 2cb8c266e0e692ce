//! Names of inputs to files: folders are walked, globs matched, what is no input is reported.

use super::Format;
use super::record::listed;
use crate::problem::{Problem, Severity};
use globset::GlobBuilder;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Extensions of files that hold articles often enough, so that to pass one over is a loss.
const DOCUMENTS: [&str; 15] = [
    "json", "html", "htm", "xhtml", "xml", "doc", "docx", "odt", "rtf", "pdf", "epub", "xls", "xlsx", "ods", "parquet",
];

/// A step of the job: an input to read, or a problem to report in its place.
#[derive(Debug)]
pub(super) enum Found {
    Source(Source),
    Problem(Problem),
}

/// An input to read.
#[derive(Debug)]
pub(super) struct Source {
    /// `None` is standard input.
    pub path: Option<PathBuf>,
    /// As the user named it.
    pub file: String,
    /// Names the articles that have no id.
    pub stem: String,
    pub format: Format,
    /// Size; `None` where it cannot be known (standard input, a pipe).
    pub bytes: Option<u64>,
    /// The path below the folder or glob it was found by, without its extension: the stem, if stems collide.
    long_stem: String,
}

/// The inputs behind `names`, in order; `format` overrides the files' extensions.
pub(super) fn find(names: &[String], format: Option<Format>) -> Vec<Found> {
    let mut finder = Finder { format, found: Vec::new(), known: HashMap::new(), stdin: false };
    for name in names {
        finder.name(name);
    }
    let mut found = finder.found;
    tell_stems_apart(&mut found);
    found
}

struct Finder {
    format: Option<Format>,
    found: Vec<Found>,
    /// Canonical paths of the files found so far, and how they were found.
    known: HashMap<PathBuf, PathBuf>,
    stdin: bool,
}

impl Finder {
    fn name(&mut self, name: &str) {
        let path = Path::new(name);
        if name == "-" {
            self.standard_input();
        } else if path.is_dir() {
            self.folder(path, name, true);
        } else if path.exists() || path.is_symlink() {
            self.file(path, Path::new(path.file_name().unwrap_or_default()), true);
        } else if name.contains(['*', '?', '[', '{']) {
            self.glob(name);
        } else {
            self.error("not_found", name, "there is no such file or folder");
        }
    }

    fn error(&mut self, kind: &'static str, file: impl Into<String>, reason: impl Into<String>) {
        self.problem(Severity::Error, kind, file, reason);
    }

    fn problem(&mut self, severity: Severity, kind: &'static str, file: impl Into<String>, reason: impl Into<String>) {
        self.found.push(Found::Problem(Problem::new(severity, kind, file, reason)));
    }

    fn standard_input(&mut self) {
        if std::mem::replace(&mut self.stdin, true) {
            return self.error("repeated", "-", "standard input can be read only once");
        }
        let (file, stem) = ("-".to_owned(), "stdin".to_owned());
        let format = self.format.unwrap_or(Format::Jsonl);
        self.found.push(Found::Source(Source { path: None, file, long_stem: stem.clone(), stem, format, bytes: None }));
    }

    /// All files below `folder`, in sorted order; `named` if the user named it, so that one without an input is an error.
    fn folder(&mut self, folder: &Path, name: &str, named: bool) {
        let before = self.found.len();
        let walk = WalkDir::new(folder).min_depth(1).follow_links(true).sort_by_file_name();
        let mut hidden = Vec::new();
        let shown = |entry: &DirEntry| {
            let left_out = is_hidden(entry);
            // What no reader would read is not missed either.
            if left_out && (entry.file_type().is_dir() || Format::of(entry.path()).is_some()) {
                hidden.push(entry.path().strip_prefix(folder).unwrap_or(entry.path()).display().to_string());
            }
            !left_out
        };
        for entry in walk.into_iter().filter_entry(shown) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.file(entry.path(), entry.path().strip_prefix(folder).unwrap_or(entry.path()), false),
                Err(error) => self.walk_error(folder, &error),
            }
        }
        if named && self.nothing_since(before) {
            self.error("no_input", name, "the folder holds no .txt, .jsonl or .csv file (hidden files are left out)");
        }
        self.hidden(name, &hidden);
    }

    /// Whether no input was found since there were `before` of what is found, and nothing said that explains it.
    fn nothing_since(&self, before: usize) -> bool {
        let something =
            |found: &Found| !matches!(found, Found::Problem(p) if ["unknown_format", "hidden"].contains(&p.kind));
        !self.found[before..].iter().any(something)
    }

    fn walk_error(&mut self, folder: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(folder).display().to_string();
        match (error.loop_ancestor(), error.io_error()) {
            (Some(ancestor), _) => {
                // What lies behind it is walked anyway.
                let reason = format!("a link back to {}, which is being walked; not followed", ancestor.display());
                self.problem(Severity::Note, "cycle", path, reason);
            }
            (None, Some(io)) => self.error("read", path, format!("cannot be read: {io}")),
            (None, None) => self.error("read", path, error.to_string()),
        }
    }

    /// Files and folders that match `pattern`, in sorted order. `*` stays inside a folder, `**` does not.
    fn glob(&mut self, pattern: &str) {
        // The paths that are walked have neither `//` nor `/./` nor a leading `./`.
        let plain: PathBuf = Path::new(pattern).components().filter(|part| *part != Component::CurDir).collect();
        let glob = match GlobBuilder::new(&plain.to_string_lossy()).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => return self.error("bad_glob", pattern, format!("not a valid pattern: {}", error.kind())),
        };
        let is_literal = |part: &Component| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
        let base: PathBuf = plain.components().take_while(is_literal).collect();
        let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
        // Without `**` no match lies deeper than the pattern; a brace may hide separators, so it is not counted.
        let deepest = plain.components().count().saturating_sub(base.components().count());
        let unbounded = pattern.contains("**") || pattern.contains('{');
        let depth = if unbounded { usize::MAX } else { deepest.max(1) + usize::from(base == Path::new(".")) };
        let walk = WalkDir::new(&base).min_depth(1).max_depth(depth).follow_links(true).sort_by_file_name();
        let before = self.found.len();
        let mut matched = false;
        let mut hidden = Vec::new();
        let shown = |entry: &DirEntry| {
            let left_out = is_hidden(entry);
            let path = entry.path().strip_prefix(".").unwrap_or(entry.path());
            if left_out && glob.is_match(path) && (entry.file_type().is_dir() || Format::of(path).is_some()) {
                hidden.push(path.display().to_string());
            }
            !left_out
        };
        let mut entries = walk.into_iter().filter_entry(shown);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // No such folder, or a link to nothing: an input that is missing if its name is one that was asked for.
                Err(error) if error.io_error().is_some_and(|io| io.kind() == std::io::ErrorKind::NotFound) => {
                    let link = error.path().map(|path| path.strip_prefix(".").unwrap_or(path));
                    let hidden = |path: &Path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
                    if error.depth() > 0 && link.is_some_and(|link| glob.is_match(link) && !hidden(link)) {
                        self.walk_error(&base, &error);
                    }
                    continue;
                }
                Err(error) => {
                    self.walk_error(&base, &error);
                    continue;
                }
            };
            let path = entry.path().strip_prefix(".").unwrap_or(entry.path());
            if !glob.is_match(path) {
                continue;
            }
            if entry.file_type().is_dir() {
                self.folder(path, &path.display().to_string(), false);
                // Everything in it was looked at.
                entries.skip_current_dir();
            } else {
                self.file(path, path.strip_prefix(&base).unwrap_or(path), false);
            }
            matched = true;
        }
        if !matched && self.found.len() == before {
            self.error("no_input", pattern, "nothing matches the pattern (hidden files are left out)");
        } else if self.nothing_since(before) {
            self.error("no_input", pattern, "what matches the pattern is no .txt, .jsonl or .csv file, and holds none");
        }
        self.hidden(pattern, &hidden);
    }

    /// Notes the `hidden` files and folders that were left out of `name`.
    fn hidden(&mut self, name: &str, hidden: &[String]) {
        if !hidden.is_empty() {
            let reason = format!("hidden, and left out: {}; name them to have them read", listed(hidden));
            self.problem(Severity::Note, "hidden", name, reason);
        }
    }

    /// One file; `named` if the user named it, so that an unknown format is an error and not a thing to pass over.
    fn file(&mut self, path: &Path, below: &Path, named: bool) {
        let file = path.display().to_string();
        let metadata = match path.metadata() {
            Ok(metadata) => metadata,
            Err(error) => return self.error("read", file, format!("cannot be read: {error}")),
        };
        if !named && !metadata.is_file() {
            // Opening a pipe that nobody writes to would wait for good.
            return self.error("read", file, "not a regular file but a pipe or device; name it to have it read");
        }
        // Behind /dev/fd/63 is a pipe that has no path of its own.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let stream = !metadata.is_file() || path.starts_with("/dev");
        let known = self.format.or_else(|| Format::of(path).or_else(|| Format::of(&canonical)));
        let Some(format) = known.or(stream.then_some(Format::Jsonl)) else {
            return self.unknown_format(path, file, named);
        };
        if let Some(first) = self.known.get(&canonical) {
            if named {
                self.problem(Severity::Note, "repeated", file, "named more than once; it is read once");
            } else if first != path {
                let reason = format!("the same file as {}; it is read once", first.display());
                self.problem(Severity::Note, "repeated", file, reason);
            }
            return;
        }
        self.known.insert(canonical, path.to_owned());
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let long_stem = below.with_extension("").to_string_lossy().replace('\\', "/");
        let bytes = metadata.is_file().then_some(metadata.len());
        self.found.push(Found::Source(Source { path: Some(path.to_owned()), file, stem, format, bytes, long_stem }));
    }

    fn unknown_format(&mut self, path: &Path, file: String, named: bool) {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let packed = matches!(extension.as_str(), "gz" | "bz2" | "xz" | "zst" | "zip");
        let inner = Format::of(Path::new(path.file_stem().unwrap_or_default()));
        if packed && (named || inner.is_some()) {
            let reason = format!("packed (.{extension}); unpack it first, e.g. `gunzip -k {file}`");
            self.error("packed", file, reason);
        } else if named && DOCUMENTS.contains(&extension.as_str()) {
            let reason = format!("a .{extension} file is not read; {}", advice(&extension));
            self.error("unknown_format", file, reason);
        } else if named {
            let reason = "unknown extension; say what it is with --input-format txt, jsonl or csv";
            self.error("unknown_format", file, reason);
        } else if DOCUMENTS.contains(&extension.as_str()) {
            let reason = format!(
                "passed over: a .{extension} file may hold articles, but is not read; {}, or keep it in another folder",
                advice(&extension)
            );
            self.problem(Severity::Warning, "unknown_format", file, reason);
        } else {
            let reason = "passed over: not a .txt, .jsonl or .csv file";
            self.problem(Severity::Note, "unknown_format", file, reason);
        }
    }
}

/// What to do with a file that is no plain text.
fn advice(extension: &str) -> &'static str {
    match extension {
        "json" => "if it has one object a line, name it .jsonl; else make it so, e.g. with `jq -c '.[]' FILE`",
        "xls" | "xlsx" | "ods" | "parquet" => "save it as CSV (.csv) or JSON Lines (.jsonl)",
        _ => "save it as plain text (.txt), or what it holds as JSON Lines (.jsonl) or CSV (.csv)",
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

/// Where two sources have the same stem, each is named by its path below the folder that was walked.
fn tell_stems_apart(found: &mut [Found]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let sources =
        || found.iter().filter_map(|found| if let Found::Source(source) = found { Some(source) } else { None });
    for source in sources() {
        *counts.entry(source.stem.clone()).or_default() += 1;
    }
    for found in found {
        if let Found::Source(source) = found
            && counts.get(&source.stem).is_some_and(|&count| count > 1)
        {
            source.stem.clone_from(&source.long_stem);
        }
    }
}

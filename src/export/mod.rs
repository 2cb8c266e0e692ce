//! Stage 8, export: a run's statements in the formats that other tools read.
//!
//! Each format is one function from statements to a file (or a folder of files): [`jsonl`](Format::Jsonl),
//! [`csv`](Format::Csv), [`arrow`](Format::Arrow) and [`parquet`](Format::Parquet) hold every field of every statement
//! under one schema (`row`); the others hold what their tool knows, and what that leaves out is counted in
//! [`Exported::notes`]. Statements come one at a time and go out as they come, except where a tool wants them sorted.
//! `docs/export.md` says which reader proves which format.

mod as_coded;
mod blind;
#[cfg(feature = "columnar")]
mod card;
mod codes;
#[cfg(feature = "columnar")]
mod columnar;
mod conll;
mod csv;
#[cfg(feature = "sqlite")]
mod dna;
mod dna_events;
mod doccano;
mod format;
mod graphml;
#[cfg(feature = "columnar")]
mod huggingface;
mod label_studio;
mod row;
mod sample;

pub use as_coded::{AS_CODED, as_coded};
pub use blind::CODER;
pub use format::Format;
pub use row::read_csv;

#[cfg(feature = "columnar")]
pub use columnar::{read_arrow, read_parquet};

use crate::attribute::{Directory, SpeakerKind};
use crate::codebook::Codebook;
use crate::output::{OutputError, StatementLine, count, write_whole};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Statements, one at a time.
type Lines<'l> = &'l mut dyn Iterator<Item = StatementLine>;
/// The file that they go to.
type Out<'f> = &'f mut (dyn Write + Send);

/// What an export needs to know besides the statements.
#[derive(Debug, Clone)]
pub struct Context {
    /// The codebook that the run was coded with.
    pub codebook: Codebook,
    /// Who the speakers are.
    pub directory: Directory,
    /// Name and version of the model that coded the run.
    pub model: String,
    /// Name of the exported data set.
    pub name: String,
    /// Licence of the texts, for the data set's card: an identifier that Hugging Face knows, or "other".
    pub licence: String,
    /// Seed of splits and samples.
    pub seed: u64,
    /// Take a random sample of this many statements, in random order, where the format is for labelling.
    pub sample: Option<usize>,
    /// Leave out all that the machine says of a statement, and put the statements in random order, where the format is for
    /// labelling.
    pub blind: bool,
    /// Take only statements with a speaker and a stance, which positions are made of, where the format is for labelling.
    pub counted: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// Rows, tasks, lines, events: whatever the format counts.
    pub rows: u64,
    /// What the format could not hold, and what to do with the files.
    pub notes: Vec<String>,
}

/// Why a run could not be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A format's writer refused.
    #[error("{} cannot be written as {format}: {reason}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The format.
        format: Format,
        /// What the writer said.
        reason: String,
    },
    /// The program was built without this format.
    #[error(
        "this program was built without {format}; build it with the feature {feature}: cargo build --features {feature}"
    )]
    NotBuilt {
        /// The format.
        format: Format,
        /// The feature.
        feature: &'static str,
    },
}

/// `error`, told as the refusal of `format`'s own writer unless the system is behind it: permissions and free space have to do
/// with the one and not with the other.
fn refused(format: Format, error: ExportError) -> ExportError {
    match error {
        ExportError::Output(OutputError::Write { path, error }) if !is_of_system(&error) => {
            ExportError::Write { path, format, reason: error.to_string() }
        }
        error => error,
    }
}

/// Whether `error` comes from the system, through whatever library.
fn is_of_system(error: &(dyn std::error::Error + 'static)) -> bool {
    // It names no source.
    if let Some(error) = error.downcast_ref::<::csv::Error>() {
        return error.is_io_error();
    }
    match error.downcast_ref::<io::Error>() {
        None => error.source().is_some_and(is_of_system),
        Some(error) => match error.get_ref() {
            Some(inner) if matches!(error.kind(), ErrorKind::Other | ErrorKind::InvalidData) => is_of_system(inner),
            _ => true,
        },
    }
}

/// Writes `lines` as `format` to `out`: a file, or a folder where [`Format::is_folder`]. Files appear when they are whole, and
/// replace those of their names, also where there is no statement.
///
/// # Errors
/// [`ExportError`]; nothing stands under a file's name then but what stood there before.
pub fn export(format: Format, lines: Lines<'_>, out: &Path, context: &Context) -> Result<Exported, ExportError> {
    write(format, lines, out, context).map_err(|error| refused(format, error))
}

fn write(format: Format, lines: Lines<'_>, out: &Path, context: &Context) -> Result<Exported, ExportError> {
    let mut exported = Exported::default();
    let mut whole = |write: &mut dyn FnMut(Out<'_>) -> io::Result<Exported>| {
        write_whole(out, |file| write(file).map(|done| exported = done))?;
        Ok(std::mem::take(&mut exported))
    };
    // Formats that go through a run a line at a time do so too with what was chosen of it.
    let mut some;
    let streams = matches!(format, Format::Jsonl | Format::Csv | Format::Codes) && !context.blind;
    let lines: Lines<'_> = if streams && (context.sample.is_some() || context.counted) {
        some = sample::chosen(lines, context).into_iter().map(|(line, _)| line);
        &mut some
    } else {
        lines
    };
    let done = match format {
        Format::Jsonl if context.blind => return whole(&mut |file| blind::jsonl(lines, file, context)),
        Format::Csv if context.blind => return whole(&mut |file| blind::csv(lines, file, context)),
        Format::Codes if context.blind => return whole(&mut |file| blind::codes(lines, file, context)),
        Format::Jsonl => whole(&mut |file| csv::jsonl(lines, file)),
        Format::Csv => whole(&mut |file| csv::csv(lines, file)),
        Format::Codes => whole(&mut |file| codes::write(lines, file)),
        Format::DnaEvents => whole(&mut |file| dna_events::write(lines, file, context)),
        Format::Graphml => whole(&mut |file| graphml::write(lines, file, context)),
        Format::Doccano => whole(&mut |file| doccano::write(lines, file, context)),
        Format::Conll => whole(&mut |file| conll::write(lines, file)),
        Format::LabelStudio => label_studio::write(lines, out, context),
        #[cfg(feature = "columnar")]
        Format::Arrow => whole(&mut |file| columnar::arrow(lines, file)),
        #[cfg(feature = "columnar")]
        Format::Parquet => whole(&mut |file| columnar::parquet(lines, file)),
        #[cfg(feature = "columnar")]
        Format::HuggingFace => huggingface::write(lines, out, context),
        #[cfg(feature = "sqlite")]
        Format::Dna => dna::write(lines, out, context),
        #[cfg(not(feature = "columnar"))]
        Format::Arrow | Format::Parquet | Format::HuggingFace => {
            Err(ExportError::NotBuilt { format, feature: "columnar" })
        }
        #[cfg(not(feature = "sqlite"))]
        Format::Dna => Err(ExportError::NotBuilt { format, feature: "sqlite" }),
    };
    let order = context.order_note().filter(|_| format.is_for_labelling());
    done.map(|done| Exported { notes: order.into_iter().chain(done.notes).collect(), ..done })
}

impl Context {
    /// Person and organization as Discourse Network Analyzer has them: the one of the two that the speaker is.
    fn person_or_organization<'s>(&self, speaker: &'s str) -> (&'s str, &'s str) {
        match self.directory.find(speaker).map(|entry| entry.kind) {
            Some(SpeakerKind::Institution | SpeakerKind::Country) => ("", speaker),
            Some(SpeakerKind::Person) | None => (speaker, ""),
        }
    }
}

/// `n things`, one in the singular, and `rest`; or nothing to say.
fn count_note(n: u64, what: &str, rest: &str) -> Option<String> {
    (n > 0).then(|| format!("{} {rest}", count(n, what)))
}

/// What is said of themes and stances that the codebook has no place for.
fn unknown_notes(themes: u64, stances: u64) -> impl Iterator<Item = String> {
    let rest = |what: &str| format!("left out: the codebook has no such {what}; --codebook names the one of the run");
    let notes = [count_note(themes, "theme", &rest("theme")), count_note(stances, "stance", &rest("target"))];
    notes.into_iter().flatten()
}

/// An error of another library as one of input and output.
fn other(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_refuses_is_told_from_a_full_disk() {
        let told = |error: io::Error| {
            let error = OutputError::Write { path: "out".into(), error };
            refused(Format::Csv, error.into()).to_string()
        };
        assert_eq!(told(other(std::fmt::Error)), format!("out cannot be written as csv: {}", std::fmt::Error));
        let full = || io::Error::from(ErrorKind::StorageFull);
        let path = io::Error::new(ErrorKind::PermissionDenied, "at some path");
        let wrapped = [
            io::Error::from(::csv::Error::from(full())),
            #[cfg(feature = "columnar")]
            other(arrow_schema::ArrowError::from(full())),
            #[cfg(feature = "columnar")]
            other(parquet::errors::ParquetError::from(full())),
        ];
        for error in [full(), other(full()), path].into_iter().chain(wrapped) {
            let told = told(error);
            assert!(told.contains("check permissions and free space"), "{told}");
        }
    }
}

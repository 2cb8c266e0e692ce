//! A file that a command writes beside its output.

use anyhow::{Context, bail};
use demarche::output::{persist, temporary};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that appears under its name only when it is complete, so that a command that fails costs no older file.
pub struct OutFile {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl OutFile {
    /// Prepares to write `path`, before the work whose result it is to hold. `inputs` are files that it must not be.
    pub fn create(path: &Path, inputs: &[&Path]) -> anyhow::Result<Self> {
        refuse_input(path, inputs)?;
        if path.is_dir() {
            bail!("{} is a folder; expected the name of a file", path.display());
        }
        let file = temporary(path)?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    /// Writes some bytes.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).with_context(|| format!("{} cannot be written", self.path.display()))
    }

    /// Puts the file in its place.
    pub fn finish(self) -> anyhow::Result<()> {
        let shown = || format!("{} cannot be written", self.path.display());
        let file = self.file.into_inner().map_err(|error| error.into_error()).with_context(shown)?;
        Ok(persist(file, &self.path)?)
    }
}

/// Refuses to write `path` if it is one of the files `inputs`.
pub fn refuse_input(path: &Path, inputs: &[&Path]) -> anyhow::Result<()> {
    let same = |input: &&Path| input.canonicalize().ok().is_some_and(|i| path.canonicalize().is_ok_and(|p| p == i));
    if let Some(input) = inputs.iter().find(|input| same(input)) {
        bail!("{} is an input and would be overwritten; choose another name", input.display());
    }
    Ok(())
}

//! Keeps two jobs from writing into one folder.

use super::writer::{OutputError, writing};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Name of the file that a job holds locked while it writes into a folder.
const LOCK: &str = ".demarche.lock";

/// A folder that this job alone writes into, until it is dropped. The system releases the lock of a job that is killed;
/// the file that it leaves behind stops nobody.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Locked as long as it is open.
    _file: File,
}

impl Lock {
    /// Locks `dir`, which is there.
    ///
    /// # Errors
    /// [`OutputError::Busy`] if another job has it, [`OutputError::Write`] if the folder cannot be written.
    pub fn take(dir: &Path) -> Result<Self, OutputError> {
        let path = dir.join(LOCK);
        loop {
            let options = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
            let file = options.map_err(writing(&path))?;
            match file.try_lock() {
                // The job that had it may have taken the file away between the two calls.
                Ok(()) if !is_at(&file, &path) => {}
                // A file system without locks must not keep anybody from working.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Self { path, _file: file }),
                Err(TryLockError::WouldBlock) => return Err(OutputError::Busy { dir: dir.to_owned(), file: LOCK }),
            }
        }
    }

    /// Whether a job writes into `dir` now.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn check(dir: &Path) -> Result<(), OutputError> {
        if dir.join(LOCK).exists() { Self::take(dir).map(drop) } else { Ok(()) }
    }

    /// Whether a job that writes into `dir` is at work now, as far as the system tells.
    pub fn is_held(dir: &Path) -> bool {
        let file = File::open(dir.join(LOCK));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked: a later job makes a file of its own.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: fs::Metadata| (found.dev(), found.ino());
    file.metadata().map(place).ok() == fs::metadata(path).map(place).ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_job_at_a_time_and_a_file_left_behind_stops_nobody() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(LOCK), "").unwrap();
        let first = Lock::take(dir.path()).unwrap();
        for second in [Lock::take(dir.path()).map(drop), Lock::check(dir.path())] {
            assert!(second.unwrap_err().to_string().contains("another job is writing into"));
        }
        assert!(Lock::is_held(dir.path()));
        drop(first);
        assert!(!Lock::is_held(dir.path()));
        assert!(!dir.path().join(LOCK).exists());
        Lock::check(dir.path()).unwrap();
        Lock::take(dir.path()).unwrap();
    }
}

//! Files that appear under their name only when they are whole.

use super::writer::{OutputError, writing};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// Links that are followed at most; the system's own limit.
const LINKS: usize = 40;

/// Temporary files of this process that may be there still: a signal ends it without dropping them.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn made() -> MutexGuard<'static, Vec<PathBuf>> {
    // The list is whole whatever panicked.
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes away the [`temporary`] files of a process that is about to end without dropping them. No further one can be made: who
/// asks for one waits for the end.
pub fn abandon_temporaries() {
    let made = made();
    // One that was moved to its place is not there any more, and one that cannot be taken away cannot be helped.
    made.iter().for_each(|path| drop(fs::remove_file(path)));
    std::mem::forget(made);
}

/// The file that takes what is meant for `path`: the end of a link, which need not be there yet. `None` for a device or a
/// pipe, which is written into: a file in its place would end it.
fn destination(path: &Path) -> Option<PathBuf> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return None;
    }
    let mut place = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&place) {
            Ok(target) => place = place.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => break,
        }
    }
    Some(place)
}

/// A file to be moved to `path` by [`persist`] when it is whole; dropped before, it leaves nothing.
///
/// # Errors
/// If the folder cannot be written.
pub fn temporary(path: &Path) -> Result<NamedTempFile, OutputError> {
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; results are not.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".demarche-");
    let mut listed = made();
    listed.retain(|path| path.exists());
    let made = match destination(path) {
        Some(place) => {
            builder.tempfile_in(place.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new(".")))
        }
        None => builder.tempfile(),
    };
    made.inspect(|file| listed.push(file.path().to_owned())).map_err(writing(path))
}

/// Moves a [`temporary`] file to `path`. A link stays, and its target is replaced; a device or a pipe gets the bytes.
///
/// # Errors
/// If it cannot be moved there.
pub fn persist(temporary: NamedTempFile, path: &Path) -> Result<(), OutputError> {
    match destination(path) {
        Some(place) => temporary.persist(place).map(drop).map_err(|failed| writing(path)(failed.error)),
        None => {
            let copied = File::open(temporary.path()).and_then(|mut whole| {
                let mut into = OpenOptions::new().write(true).open(path)?;
                io::copy(&mut whole, &mut into)
            });
            copied.map(drop).map_err(writing(path))
        }
    }
}

/// Tries whether files can be written into `dir`, and leaves nothing behind: a folder that is not there is made and taken
/// away again.
///
/// # Errors
/// If it cannot be made or written.
pub fn try_folder(dir: &Path) -> Result<(), OutputError> {
    let missing = dir.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists());
    let made: Vec<_> = missing.collect();
    let tried = fs::create_dir_all(dir).and_then(|()| tempfile::tempfile_in(dir).map(drop)).map_err(writing(dir));
    // The deepest first; one that somebody else has put something into meanwhile stays.
    for part in made {
        let _ = fs::remove_dir(part);
    }
    tried
}

/// Writes a file beside `path` and moves it there when it is whole.
///
/// # Errors
/// If the folder or the file cannot be written.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> Result<(), OutputError> {
    let temporary = temporary(path)?;
    let mut buffer = BufWriter::new(temporary.as_file());
    write(&mut buffer).and_then(|()| buffer.flush()).map_err(writing(path))?;
    drop(buffer);
    persist(temporary, path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{FileTypeExt, symlink};

    fn write(path: &Path) {
        write_whole(path, |file| file.write_all(b"new")).unwrap();
    }

    #[test]
    fn links_stay_and_their_targets_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir(path("disk")).unwrap();
        fs::write(path("disk/old"), "old").unwrap();
        symlink("disk/old", path("link")).unwrap();
        symlink("link", path("second")).unwrap();
        symlink("disk/none", path("dangling")).unwrap();
        ["second", "dangling"].into_iter().for_each(|name| write(&path(name)));
        for (name, target) in [("link", "disk/old"), ("second", "link"), ("dangling", "disk/none")] {
            assert_eq!(fs::read_link(path(name)).unwrap(), Path::new(target));
            assert_eq!(fs::read_to_string(path(name)).unwrap(), "new", "{name}");
        }
    }

    #[test]
    fn a_pipe_is_written_into() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        write(&pipe);
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), "new");
    }
}

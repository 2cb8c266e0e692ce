//! The run that `--force` replaces, kept until the new one is finished.

use super::manifest::Manifest;
use super::writer::{OutputError, writing};
use super::{COMPARISON, COMPARISON_TABLES, MANIFEST, POSITIONS, POSITIONS_JSON, PROBLEMS, STATEMENTS};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the folder, inside the run's, that keeps the run that is being replaced.
const REPLACED: &str = "replaced-run";

/// The files of a run. The manifest is moved last: of a run that is only half moved, the statements are together.
const FILES: [&str; 4] = [STATEMENTS, PROBLEMS, POSITIONS, MANIFEST];

/// The files of `dir` that go when its run does: the run's, and what `positions` and `compare` made, which beside another
/// run would pass for results of that. Tables are theirs where the JSON is there that they are written with.
fn files(dir: &Path) -> Vec<&'static str> {
    let there = |file: &&str| dir.join(file).symlink_metadata().is_ok();
    let tables = COMPARISON_TABLES.into_iter().filter(|_| there(&COMPARISON));
    tables.chain([POSITIONS_JSON, COMPARISON]).chain(FILES).filter(there).collect()
}

/// What is at one of the places of a run's files in `dir` and is no file, if anything is.
pub(super) fn no_file(dir: &Path) -> Option<PathBuf> {
    FILES.map(|file| dir.join(file)).into_iter().find(|path| fs::metadata(path).is_ok_and(|found| !found.is_file()))
}

/// Moves the run in `dir` into a folder of its own, and gives that. Only a finished run takes the place of one that is kept
/// there already; one that did not finish goes, and the one that is kept stays.
pub(super) fn set_aside(dir: &Path) -> Result<Option<PathBuf>, OutputError> {
    let kept = dir.join(REPLACED);
    let there = files(dir);
    let mut known = !files(&kept).is_empty();
    if known && finished(dir) {
        discard(&kept);
        known = false;
    }
    if there.is_empty() {
        return Ok(known.then_some(kept));
    }
    fs::create_dir_all(&kept).map_err(writing(&kept))?;
    for file in there {
        let path = dir.join(file);
        let gone = if known { fs::remove_file(&path) } else { fs::rename(&path, kept.join(file)) };
        gone.map_err(writing(&path))?;
    }
    Ok(Some(kept))
}

/// Whether the run in `dir` came to its end.
fn finished(dir: &Path) -> bool {
    manifest(dir).is_some_and(|manifest| manifest.replaces())
}

fn manifest(dir: &Path) -> Option<Manifest> {
    serde_json::from_slice(&fs::read(dir.join(MANIFEST)).ok()?).ok()
}

/// Whether the run in `dir` read no article, and stands in the place of no other: nobody misses it.
pub(super) fn is_of_nothing(dir: &Path) -> bool {
    manifest(dir).is_some_and(|manifest| manifest.counts.articles_read == 0) && !dir.join(REPLACED).exists()
}

/// Takes away what [`set_aside`] gave. What is not a run's stays; that it cannot be taken away harms nothing.
pub(super) fn discard(kept: &Path) {
    for file in files(kept) {
        let _ = fs::remove_file(kept.join(file));
    }
    let _ = fs::remove_dir(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest_text(interrupted: bool) -> String {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/runs/one/manifest.json"));
        text.unwrap().replace("\"interrupted\": false", &format!("\"interrupted\": {interrupted}"))
    }

    #[test]
    fn the_last_finished_run_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = (|name: &str| dir.path().join(name), dir.path().join(REPLACED));
        let statements = || fs::read_to_string(kept.join(STATEMENTS)).unwrap();
        assert_eq!(set_aside(dir.path()).unwrap(), None);
        // A finished run, one that was interrupted in its place, one that was cut off, and a finished one.
        for (run, of, left) in [
            ("first", Some(manifest_text(false)), "first"),
            ("second", Some(manifest_text(true)), "first"),
            ("third", None, "first"),
            ("fourth", Some(manifest_text(false)), "fourth"),
        ] {
            fs::write(path(STATEMENTS), run).unwrap();
            of.into_iter().for_each(|text| fs::write(path(MANIFEST), text).unwrap());
            assert_eq!(set_aside(dir.path()).unwrap().as_ref(), Some(&kept));
            assert!(statements() == left && !path(STATEMENTS).exists() && !path(MANIFEST).exists(), "{run}");
        }
        assert_eq!(set_aside(dir.path()).unwrap().as_ref(), Some(&kept), "nothing in its place");
        discard(&kept);
        assert!(!kept.exists());
    }

    #[test]
    fn results_of_other_commands_go_with_the_run_that_they_are_of() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = (|name: &str| dir.path().join(name), dir.path().join(REPLACED));
        let results = [COMPARISON, "networks.csv", POSITIONS_JSON, POSITIONS];
        results.iter().for_each(|name| fs::write(path(name), "old").unwrap());
        fs::write(path("notes.txt"), "mine").unwrap();
        set_aside(dir.path()).unwrap();
        assert!(results.iter().all(|name| !path(name).exists() && kept.join(name).exists()));
        // A job that is cut off now costs them nothing either.
        fs::write(path(STATEMENTS), "cut off").unwrap();
        set_aside(dir.path()).unwrap();
        assert!(!path(STATEMENTS).exists() && !kept.join(STATEMENTS).exists());
        discard(&kept);
        assert!(!kept.exists() && path("notes.txt").exists());
        // A table of that name that is nobody's result stays.
        fs::write(path("networks.csv"), "mine").unwrap();
        assert_eq!(set_aside(dir.path()).unwrap(), None);
    }

    #[test]
    fn a_run_that_read_nothing_is_missed_by_nobody() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| fs::write(dir.path().join(MANIFEST), text).unwrap();
        write(&manifest_text(false));
        assert!(!is_of_nothing(dir.path()));
        write(&manifest_text(false).replace("\"articles_read\": 14", "\"articles_read\": 0"));
        assert!(is_of_nothing(dir.path()));
        fs::create_dir(dir.path().join(REPLACED)).unwrap();
        assert!(!is_of_nothing(dir.path()), "the run that it replaced would be lost");
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_is_found() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(no_file(dir.path()), None);
        fs::create_dir(dir.path().join(POSITIONS)).unwrap();
        assert_eq!(no_file(dir.path()), Some(dir.path().join(POSITIONS)));
    }
}

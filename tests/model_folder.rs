//! A model folder whose files are not what `SHA256SUMS` says is refused, whatever else is wrong with them.

use demarche::encoder::{ModelError, ModelFolder};
use std::fs;
use std::path::Path;

/// A copy of the shipped model in which `spoil` changed the bytes of `name`.
fn spoilt(name: &str, spoil: impl FnOnce(&mut Vec<u8>)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let path = folder.path().join(name);
    let mut bytes = fs::read(&path).unwrap();
    spoil(&mut bytes);
    fs::write(path, bytes).unwrap();
    folder
}

#[test]
fn one_changed_byte_of_any_file_is_found() {
    for name in ["config.json", "tokenizer.json", "model.safetensors", "speakers.safetensors"] {
        let folder = spoilt(name, |bytes| *bytes.last_mut().unwrap() ^= 1);
        let error = ModelFolder::open(folder.path()).unwrap_err();
        assert!(matches!(&error, ModelError::Hash { path, .. } if path.ends_with(name)), "{name}: {error}");
    }
}

#[test]
fn the_check_comes_before_what_cannot_be_read() {
    for name in ["model.safetensors", "speakers.safetensors"] {
        let folder = spoilt(name, |bytes| bytes.truncate(1000));
        let error = ModelFolder::open(folder.path()).unwrap_err();
        assert!(matches!(&error, ModelError::Hash { path, .. } if path.ends_with(name)), "{name}: {error}");
    }
}

#[test]
fn what_was_built_of_a_changed_file_is_not_given() {
    let folder = spoilt("model.safetensors", |bytes| *bytes.last_mut().unwrap() ^= 1);
    let mut built = false;
    let given = ModelFolder::open_with(folder.path(), |_| {
        built = true;
        Ok::<_, ModelError>(())
    });
    assert!(built, "the folder is built from while its files are checked");
    assert!(matches!(given, Err(ModelError::Hash { .. })));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = spoilt("config.json", |_| ());
    fs::remove_file(folder.path().join("speakers.safetensors")).unwrap();
    let error = ModelFolder::open(folder.path()).unwrap_err();
    assert!(matches!(&error, ModelError::Read { path, .. } if path.ends_with("speakers.safetensors")), "{error}");
}

//! A model folder whose files are not what `SHA256SUMS` says is refused, whatever else is wrong with them; so is one whose
//! files do not make a model.

use demarche::classify::Classifier;
use demarche::codebook::Codebook;
use demarche::encoder::{Backend, BackendChoice, Batch, EncoderError, ModelError, ModelFolder};
use ndarray::Array2;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::sync::Arc;

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
    for name in ["config.json", "tokenizer.json", "model.safetensors", "speakers.safetensors", "entries.safetensors"] {
        let folder = spoilt(name, |bytes| *bytes.last_mut().unwrap() ^= 1);
        let error = ModelFolder::open(folder.path()).unwrap_err();
        assert!(matches!(&error, ModelError::Hash { path, .. } if path.ends_with(name)), "{name}: {error}");
    }
}

#[test]
fn the_check_comes_before_what_cannot_be_read() {
    for name in ["model.safetensors", "speakers.safetensors", "entries.safetensors"] {
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
    for name in ["speakers.safetensors", "entries.safetensors"] {
        let folder = spoilt("config.json", |_| ());
        fs::remove_file(folder.path().join(name)).unwrap();
        let error = ModelFolder::open(folder.path()).unwrap_err();
        assert!(matches!(&error, ModelError::Read { path, .. } if path.ends_with(name)), "{error}");
    }
}

/// Its head would read the vectors of another encoder than the one that it was trained on.
#[test]
fn a_branch_without_layers_is_refused() {
    let folder = spoilt("speakers.safetensors", |bytes| {
        let all = SafeTensors::deserialize(bytes).unwrap();
        let head = all.iter().filter(|(name, _)| !name.starts_with("encoder.layer."));
        let head = safetensors::serialize(head, None).unwrap();
        *bytes = head;
    });
    let sums = fs::read_to_string(folder.path().join("SHA256SUMS")).unwrap();
    let line = |line: &str| match line.split_once("  ") {
        Some((_, name)) if name == "speakers.safetensors" => {
            let hash = Sha256::digest(fs::read(folder.path().join(name)).unwrap());
            format!("{}  {name}\n", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        _ => format!("{line}\n"),
    };
    fs::write(folder.path().join("SHA256SUMS"), sums.lines().map(line).collect::<String>()).unwrap();
    let model = ModelFolder::open(folder.path()).unwrap();
    let error = BackendChoice::default().backend(&model).err().unwrap();
    assert!(matches!(&error, ModelError::Invalid { path, .. } if path.ends_with("speakers.safetensors")), "{error}");
    assert!(error.to_string().contains("no layer"), "{error}");
}

/// An encoder that always fails.
struct Failing;

impl Backend for Failing {
    fn name(&self) -> &str {
        "failing"
    }

    fn hidden_size(&self) -> usize {
        384
    }

    fn max_tokens(&self) -> usize {
        512
    }

    fn encode(&self, _: &Batch) -> Result<Array2<f32>, EncoderError> {
        Err(EncoderError::Library { backend: "failing".into(), reason: "out of memory".into() })
    }
}

#[test]
fn an_encoder_that_fails_on_a_codebook_is_not_blamed_on_a_file() {
    let model = ModelFolder::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default")).unwrap();
    let theme = "name = \"a\"\n[[theme]]\nid = \"fish\"\nlabel = \"Fish\"\ndefinition = \"Fish.\"\n";
    let target = "[[theme.target]]\nid = \"more\"\nproposition = \"There should be more fish.\"\n";
    let codebook = Codebook::parse(&format!("{theme}{target}"), "codebook.toml").unwrap();
    let failing: Arc<dyn Backend> = Arc::new(Failing);
    let error = Classifier::new(&model, codebook, Arc::clone(&failing), Some(failing)).err().unwrap();
    assert!(matches!(error, ModelError::Encoder(EncoderError::Library { .. })), "{error}");
}

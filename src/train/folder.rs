//! Writes a model folder: the base model's encoder, with other heads.

use super::heads::Trained;
use super::seen::{SENTENCES, TrainedOn};
use crate::checksum::{listed, sha256};
use crate::codebook::Codebook;
use crate::decimals::rounded;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use thiserror::Error;

const SUMS: &str = "SHA256SUMS";

/// What a model was made from; stands in its `config.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// SHA-256 of the base model's `SHA256SUMS`, in hexadecimal.
    pub base: String,
    /// SHA-256 of the labelled statements, in hexadecimal.
    pub data: String,
    /// The same of each of their files.
    pub files: Vec<String>,
    /// Number of labelled statements.
    pub statements: usize,
    /// Their sentences.
    pub sentences: TrainedOn,
}

/// Why a model could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file of the base model is not of the expected form.
    #[error("{}: {reason}", path.display())]
    Base {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// Rows of a head, under construction.
#[derive(Default)]
struct Rows {
    weights: Vec<f32>,
    biases: Vec<f32>,
}

impl Rows {
    /// Row `row` of `name` in the base model.
    fn copy(&mut self, base: &SafeTensors<'_>, name: &str, row: usize) -> Result<(), String> {
        for (part, values) in [("weight", &mut self.weights), ("bias", &mut self.biases)] {
            let name = format!("{name}.{part}");
            let tensor = base.tensor(&name).map_err(|error| error.to_string())?;
            if tensor.dtype() != Dtype::F32 {
                return Err(format!("tensor {name} is {:?}; expected F32", tensor.dtype()));
            }
            let width: usize = tensor.shape()[1..].iter().product();
            let bytes = tensor.data().get(row * width * 4..(row + 1) * width * 4);
            let bytes = bytes.ok_or_else(|| format!("tensor {name} has no row {row}"))?;
            values.extend(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])));
        }
        Ok(())
    }

    fn push(&mut self, weights: &[f64], bias: f64) {
        self.weights.extend(weights.iter().map(|weight| *weight as f32));
        self.biases.push(bias as f32);
    }

    /// The tensors, as (name, shape, little-endian bytes).
    fn tensors(self, name: &str) -> [(String, Vec<usize>, Vec<u8>); 2] {
        let rows = self.biases.len();
        let width = self.weights.len() / rows.max(1);
        let bytes = |values: Vec<f32>| values.into_iter().flat_map(f32::to_le_bytes).collect();
        [
            (format!("{name}.weight"), vec![rows, width], bytes(self.weights)),
            (format!("{name}.bias"), vec![rows], bytes(self.biases)),
        ]
    }
}

/// Writes into the folder `out`, which is there and empty: the encoder of the folder `base` with the heads `trained`.
/// Heads of the base for themes and targets that were not trained stay. `codebook_file` is copied.
///
/// # Errors
/// [`WriteError`], naming the file.
pub fn write_model(
    base: &Path,
    out: &Path,
    trained: &Trained,
    codebook: &Codebook,
    codebook_file: &Path,
    provenance: &Provenance,
) -> Result<(), WriteError> {
    let invalid = |name: &str, reason: String| WriteError::Base { path: base.join(name), reason };
    let mut config: Value = serde_json::from_slice(&read(base.join("config.json"))?)
        .map_err(|error| invalid("config.json", error.to_string()))?;
    let weights = read(base.join("model.safetensors"))?;
    let tensors = SafeTensors::deserialize(&weights).map_err(|e| invalid("model.safetensors", e.to_string()))?;
    let weights = heads(&tensors, &mut config["demarche"], trained, codebook)
        .map_err(|reason| invalid("model.safetensors", reason))?;
    let settings = &mut config["demarche"];
    settings["name"] = format!("{} + {}", settings["name"].as_str().unwrap_or("model"), codebook.name).into();
    settings["trained"] = json!({
        "demarche": env!("CARGO_PKG_VERSION"),
        "base_sha256": provenance.base,
        "codebook_sha256": codebook.sha256,
        "data_sha256": provenance.data,
        "data_files_sha256": provenance.files,
        "statements": provenance.statements,
        "unfinished": trained.unfinished.iter().map(|unfinished| &unfinished.what).collect::<Vec<_>>(),
        "kept": trained.kept.iter().map(|kept| &kept.what).collect::<Vec<_>>(),
    });
    // Invariant: a value that was read as JSON can be written as JSON.
    let config = serde_json::to_string_pretty(&config).expect("a JSON value") + "\n";

    let mut files = vec![
        ("config.json", config.into_bytes()),
        ("tokenizer.json", read(base.join("tokenizer.json"))?),
        ("model.safetensors", weights),
        ("codebook.toml", read(codebook_file.to_owned())?),
    ];
    // What the base learned, its heads that stay and its encoder keep.
    let of_base = TrainedOn::read(base).map_err(|error| invalid(SENTENCES, error.to_string()))?;
    let sentences = of_base.unwrap_or_default().and(provenance.sentences.clone());
    files.push((SENTENCES, sentences.to_text().into_bytes()));
    let base_sums = read(base.join(SUMS))?;
    for name in ["speakers.safetensors", "entries.safetensors", "NOTICE"] {
        files.extend(read_optional(base, name, &base_sums)?.map(|bytes| (name, bytes)));
    }
    let sums: String = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
    files.push((SUMS, sums.into_bytes()));
    for (name, bytes) in files {
        let path = out.join(name);
        fs::write(&path, bytes).map_err(|error| WriteError::File { path, error })?;
    }
    Ok(())
}

fn read(path: PathBuf) -> Result<Vec<u8>, WriteError> {
    fs::read(&path).map_err(|error| WriteError::File { path, error })
}

/// A file that not every model has; none where the folder `base` has no such file and `sums`, its `SHA256SUMS`, names none.
fn read_optional(base: &Path, name: &str, sums: &[u8]) -> Result<Option<Vec<u8>>, WriteError> {
    match read(base.join(name)) {
        Err(WriteError::File { error, .. }) if error.kind() == ErrorKind::NotFound && listed(sums, name).is_none() => {
            Ok(None)
        }
        read => read.map(Some),
    }
}

/// The weights with the new heads, whose settings go into `settings`, the "demarche" object of `config.json`.
fn heads(
    base: &SafeTensors<'_>,
    settings: &mut Value,
    trained: &Trained,
    codebook: &Codebook,
) -> Result<Vec<u8>, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (old_themes, old_targets) = (list(&settings["themes"]), list(&settings["stance"]["targets"]));
    let mut themes = Rows::default();
    let mut theme_settings = vec![];
    for theme in &trained.themes {
        let id = &codebook.themes[theme.theme].id;
        theme.model.parts().for_each(|(weights, bias)| themes.push(weights, bias));
        let (threshold, temperature) = (theme.threshold, rounded(theme.temperature, 3));
        let reads = if theme.by_likeness { "entries" } else { "model" };
        theme_settings.push(json!({"id": id, "threshold": threshold, "temperature": temperature, "reads": reads}));
    }
    for (row, old) in old_themes.into_iter().enumerate() {
        if theme_settings.iter().all(|new| new["id"] != old["id"]) {
            themes.copy(base, "theme", row)?;
            theme_settings.push(old);
        }
    }
    let mut targets = Rows::default();
    let mut target_settings = vec![];
    for target in &trained.targets {
        let id = &codebook.themes[target.theme].targets[target.target].id;
        target.model.parts().for_each(|(weights, bias)| targets.push(weights, bias));
        target_settings.push(json!({"id": id, "temperature": rounded(target.temperature, 3)}));
    }
    for (number, old) in old_targets.into_iter().enumerate() {
        if target_settings.iter().all(|new| new["id"] != old["id"]) {
            (3 * number..3 * number + 3).try_for_each(|row| targets.copy(base, "stance.target", row))?;
            target_settings.push(old);
        }
    }
    settings["themes"] = theme_settings.into();
    let has_targets = !target_settings.is_empty();
    settings["stance"]["targets"] = target_settings.into();

    let mut new: Vec<(String, Vec<usize>, Vec<u8>)> = themes.tensors("theme").into();
    if has_targets {
        new.extend(targets.tensors("stance.target"));
    }
    let mut views: Vec<(Cow<'_, str>, TensorView<'_>)> = vec![];
    for (name, shape, bytes) in &new {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(|error| error.to_string())?;
        views.push((name.into(), view));
    }
    let kept = base.iter().filter(|(name, _)| !name.starts_with("theme.") && !name.starts_with("stance.target."));
    views.extend(kept.map(|(name, view)| (name.into(), view)));
    // `serialize` sorts, so the same tensors give the same bytes.
    serialize(views, None).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_base_is_left_out_only_where_the_base_has_none() {
        let base = tempfile::tempdir().unwrap();
        let of = |name: &str| read_optional(base.path(), name, b"00  entries.safetensors\n").map_err(|e| e.to_string());
        fs::write(base.path().join("speakers.safetensors"), "x").unwrap();
        // A folder stands for whatever can be seen and not read.
        fs::create_dir(base.path().join("NOTICE")).unwrap();
        assert_eq!(of("speakers.safetensors"), Ok(Some(b"x".to_vec())), "whether or not it is named");
        assert!(of("NOTICE").unwrap_err().contains("NOTICE: "));
        assert!(of("entries.safetensors").unwrap_err().contains("entries.safetensors: "), "it is named");
        assert_eq!(of("other"), Ok(None));
    }
}

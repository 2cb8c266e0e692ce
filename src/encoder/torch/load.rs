//! Variables of a model filled from tensors that are on disk.

use crate::encoder::ModelError;
use safetensors::{Dtype, SafeTensors};
use std::path::Path;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

/// Fills every variable of `store` with what `read` gives for its name and shape, converted to f32, and freezes it.
pub(super) fn fill(
    store: &mut VarStore,
    read: impl Fn(&str, &[i64]) -> Result<Tensor, ModelError>,
) -> Result<(), ModelError> {
    let mut variables: Vec<(String, Tensor)> = store.variables().into_iter().collect();
    variables.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, mut variable) in variables {
        let tensor = read(&name, &variable.size())?;
        no_grad(|| variable.copy_(&tensor));
    }
    store.freeze();
    Ok(())
}

/// The tensors of a `safetensors` file, by the names that Hugging Face gives them.
pub(super) struct File<'b> {
    path: &'b Path,
    tensors: SafeTensors<'b>,
}

impl<'b> File<'b> {
    pub fn parse(path: &'b Path, bytes: &'b [u8]) -> Result<Self, ModelError> {
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| ModelError::Invalid {
            path: path.to_owned(),
            reason: format!("no safetensors file: {error}"),
        })?;
        Ok(Self { path, tensors })
    }

    /// The tensor `name`, which must have `shape`.
    pub fn tensor(&self, name: &str, shape: &[i64]) -> Result<Tensor, ModelError> {
        let invalid = |reason: String| ModelError::Invalid { path: self.path.to_owned(), reason };
        // The oldest models name the scale and shift of a normalization as TensorFlow does.
        let old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        let view = self.tensors.tensor(name).or_else(|_| self.tensors.tensor(&old)).map_err(|_| {
            invalid(format!("no tensor {name}; expected a sequence classifier of the model_type in config.json"))
        })?;
        let found: Vec<i64> = view.shape().iter().map(|side| *side as i64).collect();
        if found != shape {
            return Err(invalid(format!("tensor {name} has shape {found:?}; by config.json it has {shape:?}")));
        }
        let kind = match view.dtype() {
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half,
            Dtype::BF16 => Kind::BFloat16,
            Dtype::F64 => Kind::Double,
            other => return Err(invalid(format!("tensor {name} is {other:?}; expected F32, F16, BF16 or F64"))),
        };
        Tensor::f_from_data_size(view.data(), shape, kind).map_err(|error| invalid(format!("tensor {name}: {error}")))
    }
}

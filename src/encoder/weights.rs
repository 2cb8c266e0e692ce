//! Tensors of a `safetensors` file, memory-mapped and read as f32.

use super::folder::ModelError;
use half::f16;
use half::slice::HalfFloatSliceExt;
use memmap2::Mmap;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A `safetensors` file of f32 or f16 tensors, and of i8 matrices whose row r is to be multiplied with value r of the f32
/// tensor `NAME.scale` (symmetric quantization by row: the scale is the row's largest absolute value over 127).
#[derive(Debug)]
pub struct Weights {
    path: PathBuf,
    map: Mmap,
    tensors: HashMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    shape: Vec<usize>,
    values: Values,
    bytes: Range<usize>,
}

/// How a tensor's values stand in the file.
#[derive(Debug, Clone)]
enum Values {
    Single,
    Half,
    /// With the rows' scales: their bytes in the file.
    Eighth(Range<usize>),
}

impl Weights {
    /// Maps the file, hands its bytes to `check`, and reads its header.
    ///
    /// # Errors
    /// [`ModelError`] if the file cannot be read, `check` refuses it, or it is no `safetensors` file of such
    /// tensors.
    pub(super) fn open(path: &Path, check: impl FnOnce(&[u8]) -> Result<(), ModelError>) -> Result<Self, ModelError> {
        let read = |error| ModelError::Read { path: path.to_owned(), error };
        let file = File::open(path).map_err(read)?;
        // SAFETY: the map is read-only. Changing the file while it is mapped would change the tensors; model files
        // are not written in place by this program, and the user's guide says not to.
        let map = unsafe { Mmap::map(&file) }.map_err(read)?;
        check(&map)?;
        let mut tensors = HashMap::new();
        {
            let invalid = |reason: String| ModelError::Invalid { path: path.to_owned(), reason };
            let parsed =
                SafeTensors::deserialize(&map).map_err(|error| invalid(format!("no safetensors file: {error}")))?;
            let bytes = |view: &TensorView<'_>| {
                let start = view.data().as_ptr() as usize - map.as_ptr() as usize;
                start..start + view.data().len()
            };
            for (name, view) in parsed.iter() {
                let values = match view.dtype() {
                    Dtype::F32 => Values::Single,
                    Dtype::F16 => Values::Half,
                    Dtype::I8 => {
                        let scale = parsed.tensor(&format!("{name}.scale")).ok();
                        let fits = |scale: &TensorView<'_>| {
                            scale.dtype() == Dtype::F32
                                && view.shape().len() == 2
                                && scale.shape() == &view.shape()[..1]
                        };
                        let scale = scale.filter(fits).ok_or_else(|| {
                            invalid(format!(
                                "tensor {name} is I8; expected a matrix, and {name}.scale with an F32 a row"
                            ))
                        })?;
                        Values::Eighth(bytes(&scale))
                    }
                    other => return Err(invalid(format!("tensor {name} is {other:?}; expected F32, F16 or I8"))),
                };
                tensors.insert(name.to_owned(), Entry { shape: view.shape().to_vec(), values, bytes: bytes(&view) });
            }
        }
        Ok(Self { path: path.to_owned(), map, tensors })
    }

    /// The tensor `name`, which must have `shape`, in row-major order.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] if it is not there or has another shape.
    pub fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let entry = self.entry(name, shape)?;
        let mut values = vec![0.0; shape.iter().product()];
        self.read(entry, 0, &mut values);
        Ok(values)
    }

    /// Copies row `row` of the matrix `table` into `values`.
    pub(super) fn row(&self, table: &Table, row: usize, values: &mut [f32]) {
        self.read(&table.0, row * values.len(), values);
    }

    /// A matrix that stays on disk and is read row by row.
    pub(super) fn table(&self, name: &str, shape: [usize; 2]) -> Result<Table, ModelError> {
        self.entry(name, &shape).map(|entry| Table(entry.clone()))
    }

    fn entry(&self, name: &str, shape: &[usize]) -> Result<&Entry, ModelError> {
        let invalid = |reason: String| ModelError::Invalid { path: self.path.clone(), reason };
        let entry = self.tensors.get(name).ok_or_else(|| invalid(format!("no tensor {name}")))?;
        if entry.shape != shape {
            return Err(invalid(format!("tensor {name} has shape {:?}; expected {shape:?}", entry.shape)));
        }
        Ok(entry)
    }

    /// Reads `values.len()` elements from element `first` on; of an i8 matrix, whole rows.
    fn read(&self, entry: &Entry, first: usize, values: &mut [f32]) {
        let part = |width: usize| {
            let start = entry.bytes.start + first * width;
            &self.map[start..start + values.len() * width]
        };
        match &entry.values {
            Values::Single => singles(part(4), values),
            Values::Half => {
                // Through a small buffer: the tensor need not be aligned in the file.
                let mut buffer = [f16::ZERO; 512];
                for (bytes, values) in part(2).chunks(1024).zip(values.chunks_mut(512)) {
                    let buffer = &mut buffer[..values.len()];
                    for (half, pair) in buffer.iter_mut().zip(bytes.chunks_exact(2)) {
                        *half = f16::from_le_bytes([pair[0], pair[1]]);
                    }
                    buffer.convert_to_f32_slice(values);
                }
            }
            Values::Eighth(scales) => {
                let columns = entry.shape[1].max(1);
                let bytes = part(1).chunks_exact(columns);
                let scales = self.map[scales.clone()].chunks_exact(4).skip(first / columns);
                for ((bytes, scale), row) in bytes.zip(scales).zip(values.chunks_exact_mut(columns)) {
                    let mut factor = [0.0];
                    singles(scale, &mut factor);
                    for (value, byte) in row.iter_mut().zip(bytes) {
                        *value = f32::from(byte.cast_signed()) * factor[0];
                    }
                }
            }
        }
    }
}

/// Little-endian f32 values.
fn singles(bytes: &[u8], values: &mut [f32]) {
    for (value, quad) in values.iter_mut().zip(bytes.chunks_exact(4)) {
        *value = f32::from_le_bytes([quad[0], quad[1], quad[2], quad[3]]);
    }
}

/// A matrix that stays on disk.
#[derive(Debug)]
pub(super) struct Table(Entry);

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::serialize_to_file;

    fn open(tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> Result<Weights, ModelError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.safetensors");
        let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
            (*name, TensorView::new(*dtype, shape.clone(), bytes).expect("as many bytes as the shape says"))
        });
        serialize_to_file(views, None, &path).expect("written");
        Weights::open(&path, |_| Ok(()))
    }

    fn singles(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn rows_of_bytes_are_multiplied_with_their_scales() {
        let bytes = vec![127, 0x81, 1, 0, 2, 0x80];
        let scale = ("m.scale", Dtype::F32, vec![2], singles(&[0.5, 2.0]));
        let weights = open(&[("m", Dtype::I8, vec![2, 3], bytes), scale]).expect("opened");
        assert_eq!(weights.tensor("m", &[2, 3]).expect("read"), [63.5, -63.5, 0.5, 0.0, 4.0, -256.0]);
        let table = weights.table("m", [2, 3]).expect("a table");
        let mut row = [0.0; 3];
        weights.row(&table, 1, &mut row);
        assert_eq!(row, [0.0, 4.0, -256.0]);
    }

    #[test]
    fn bytes_without_scales_are_refused() {
        for scale in [None, Some(("m.scale", Dtype::F32, vec![3], singles(&[1.0; 3])))] {
            let mut tensors = vec![("m", Dtype::I8, vec![2, 3], vec![0; 6])];
            tensors.extend(scale);
            let error = open(&tensors).expect_err("refused").to_string();
            assert!(error.contains("tensor m is I8; expected a matrix, and m.scale with an F32 a row"), "{error}");
        }
    }
}

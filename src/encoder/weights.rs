//! Tensors of a `safetensors` file, memory-mapped and read as f32.
//!
//! A matrix may be stored in 8 bits: row `r` of the tensor `NAME` is then its signed bytes times element `r` of the f32
//! tensor `NAME.scale` (symmetric quantization by rows).

use super::folder::ModelError;
use half::f16;
use half::slice::HalfFloatSliceExt;
use memmap2::Mmap;
#[cfg(unix)]
use memmap2::UncheckedAdvice;
use ndarray::Array2;
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A `safetensors` file of tensors in f32, f16 or 8 bits.
#[derive(Debug)]
pub struct Weights {
    path: PathBuf,
    map: Mmap,
    tensors: HashMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    shape: Vec<usize>,
    stored: Stored,
    bytes: Range<usize>,
}

/// How a number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stored {
    Single,
    Half,
    /// To be scaled by rows.
    Byte,
}

impl Stored {
    fn width(self) -> usize {
        match self {
            Self::Single => 4,
            Self::Half => 2,
            Self::Byte => 1,
        }
    }
}

impl Weights {
    /// Maps the file and reads its header.
    ///
    /// # Errors
    /// [`ModelError`] if the file cannot be read or is no `safetensors` file of f32, f16 and i8 tensors.
    pub(super) fn open(path: &Path) -> Result<Self, ModelError> {
        let read = |error| ModelError::Read { path: path.to_owned(), error };
        let file = File::open(path).map_err(read)?;
        // SAFETY: the map is read-only. Changing the file while it is mapped would change the tensors; model files
        // are not written in place by this program, and the user's guide says not to.
        let map = unsafe { Mmap::map(&file) }.map_err(read)?;
        let mut tensors = HashMap::new();
        {
            let invalid = |reason: String| ModelError::Invalid { path: path.to_owned(), reason };
            let parsed =
                SafeTensors::deserialize(&map).map_err(|error| invalid(format!("no safetensors file: {error}")))?;
            for (name, view) in parsed.iter() {
                let stored = match view.dtype() {
                    Dtype::F32 => Stored::Single,
                    Dtype::F16 => Stored::Half,
                    Dtype::I8 => Stored::Byte,
                    other => return Err(invalid(format!("tensor {name} is {other:?}; expected F32, F16 or I8"))),
                };
                let start = view.data().as_ptr() as usize - map.as_ptr() as usize;
                let bytes = start..start + view.data().len();
                tensors.insert(name.to_owned(), Entry { shape: view.shape().to_vec(), stored, bytes });
            }
        }
        Ok(Self { path: path.to_owned(), map, tensors })
    }

    /// Gives the memory back that what was read so far takes up. Tensors can be read as before, from the system's cache.
    ///
    /// A tensor is mostly copied once: what was only passed through would count as memory in use for as long as the program
    /// runs.
    pub(super) fn release(&self) {
        #[cfg(unix)]
        // SAFETY: the map is read-only, of a file and shared, so that a page that is read again comes from the file as
        // before. That it fails is of no consequence: the pages stay.
        let _ = unsafe { self.map.unchecked_advise(UncheckedAdvice::DontNeed) };
    }

    /// The tensor `name`, which must have `shape`, in row-major order.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] if it is not there or has another shape.
    pub fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let rows = shape.first().copied().unwrap_or(1);
        let mut values = vec![0.0; shape.iter().product()];
        let (width, rows) = (values.len() / rows.max(1), self.rows_of(name, shape, rows)?);
        values.chunks_mut(width.max(1)).enumerate().for_each(|(row, values)| rows.read(row, values));
        Ok(values)
    }

    /// The rows of the matrix `name`, to be read one at a time.
    ///
    /// # Errors
    /// As [`Weights::tensor`].
    pub(super) fn rows(&self, name: &str, [rows, columns]: [usize; 2]) -> Result<Rows<'_>, ModelError> {
        self.rows_of(name, &[rows, columns], rows)
    }

    fn rows_of(&self, name: &str, shape: &[usize], rows: usize) -> Result<Rows<'_>, ModelError> {
        let entry = self.entry(name, shape)?;
        let scales = match entry.stored {
            Stored::Byte => Some(self.tensor(&format!("{name}.scale"), &[rows])?),
            Stored::Single | Stored::Half => None,
        };
        Ok(Rows { weights: self, entry, scales })
    }

    /// The same as a matrix.
    ///
    /// # Errors
    /// As [`Weights::tensor`].
    pub fn matrix(&self, name: &str, [rows, columns]: [usize; 2]) -> Result<Array2<f32>, ModelError> {
        let values = self.tensor(name, &[rows, columns])?;
        // Invariant: `tensor` gives as many values as the shape has.
        Ok(Array2::from_shape_vec((rows, columns), values).expect("the tensor has the shape that was asked for"))
    }

    /// Whether there is a tensor `name`.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The names of all tensors, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// Copies row `row` of the matrix `table` into `values`.
    pub(super) fn row(&self, table: &Table, row: usize, values: &mut [f32]) {
        self.read(&table.entry, row * values.len(), values);
        if let Some(scales) = &table.scales {
            values.iter_mut().for_each(|value| *value *= scales[row]);
        }
    }

    /// A matrix that stays on disk and is read row by row.
    pub(super) fn table(&self, name: &str, shape: [usize; 2]) -> Result<Table, ModelError> {
        let rows = self.rows(name, shape)?;
        Ok(Table { entry: rows.entry.clone(), scales: rows.scales })
    }

    pub(super) fn invalid(&self, reason: String) -> ModelError {
        ModelError::Invalid { path: self.path.clone(), reason }
    }

    fn entry(&self, name: &str, shape: &[usize]) -> Result<&Entry, ModelError> {
        let entry = self.tensors.get(name).ok_or_else(|| self.invalid(format!("no tensor {name}")))?;
        if entry.shape != shape {
            return Err(self.invalid(format!("tensor {name} has shape {:?}; expected {shape:?}", entry.shape)));
        }
        Ok(entry)
    }

    /// Reads `values.len()` elements as they are stored, from element `first` on.
    fn read(&self, entry: &Entry, first: usize, values: &mut [f32]) {
        let width = entry.stored.width();
        let start = entry.bytes.start + first * width;
        let bytes = &self.map[start..start + values.len() * width];
        match entry.stored {
            Stored::Half => {
                // Through a small buffer: the tensor need not be aligned in the file.
                let mut buffer = [f16::ZERO; 512];
                for (bytes, values) in bytes.chunks(1024).zip(values.chunks_mut(512)) {
                    let buffer = &mut buffer[..values.len()];
                    for (half, pair) in buffer.iter_mut().zip(bytes.chunks_exact(2)) {
                        *half = f16::from_le_bytes([pair[0], pair[1]]);
                    }
                    buffer.convert_to_f32_slice(values);
                }
            }
            Stored::Single => {
                for (value, quad) in values.iter_mut().zip(bytes.chunks_exact(4)) {
                    *value = f32::from_le_bytes([quad[0], quad[1], quad[2], quad[3]]);
                }
            }
            Stored::Byte => {
                for (value, byte) in values.iter_mut().zip(bytes) {
                    *value = f32::from(i8::from_le_bytes([*byte]));
                }
            }
        }
    }
}

/// A matrix that stays on disk.
#[derive(Debug, Clone)]
pub(super) struct Table {
    entry: Entry,
    /// One a row, if it is stored in 8 bits.
    scales: Option<Vec<f32>>,
}

/// Rows of a tensor.
#[derive(Debug)]
pub(super) struct Rows<'w> {
    weights: &'w Weights,
    entry: &'w Entry,
    /// One a row, if it is stored in 8 bits.
    scales: Option<Vec<f32>>,
}

impl Rows<'_> {
    /// Reads row `row`, which has as many values as `values`.
    pub(super) fn read(&self, row: usize, values: &mut [f32]) {
        self.weights.read(self.entry, row * values.len(), values);
        if let Some(scales) = &self.scales {
            values.iter_mut().for_each(|value| *value *= scales[row]);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// What of the map the process holds in memory, in KiB, by the kernel's account.
    fn held(map: &Mmap) -> usize {
        let begins = format!("{:x}-", map.as_ptr() as usize);
        let account = std::fs::read_to_string("/proc/self/smaps").expect("Linux keeps it");
        let of_map = account.lines().skip_while(|line| !line.starts_with(&begins));
        let line = of_map.filter_map(|line| line.strip_prefix("Rss:")).next().expect("the map is listed");
        line.trim_end_matches("kB").trim().parse().expect("a number")
    }

    #[test]
    fn what_was_read_is_given_back_and_can_be_read_again() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default/model.safetensors");
        let weights = Weights::open(&path).expect("the shipped model");
        let (name, shape) = ("encoder.layer.0.intermediate.dense.weight", [1536, 384]);
        assert!(held(&weights.map) < 8192, "the header alone is read");
        let first = weights.tensor(name, &shape).expect("it is there");
        assert!(held(&weights.map) > 1024, "the tensor takes up a megabyte");
        weights.release();
        assert_eq!(held(&weights.map), 0);
        assert_eq!(weights.tensor(name, &shape).expect("it is there"), first);
    }
}

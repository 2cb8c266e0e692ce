//! Padded batches, as the peers take them, and the mean over the tokens of each sequence.

use crate::harness::{Encoder, Failure};

/// A batch of sequences, padded to the longest.
pub struct Batch {
    /// Token ids, 0 where padded: `[rows * length]`.
    pub ids: Vec<i64>,
    /// 1 for tokens, 0 for padding: `[rows * length]`.
    pub mask: Vec<i64>,
    /// Sequences.
    pub rows: usize,
    /// Tokens of the longest.
    pub length: usize,
}

/// A model that takes padded batches.
pub trait Model {
    /// Hands the last hidden states, `[rows * length * hidden]`, to `pool`.
    ///
    /// # Errors
    /// What the library says.
    fn forward(&mut self, batch: &Batch, pool: &mut dyn FnMut(&[f32])) -> Result<(), Failure>;
}

/// A model in batches of `size`, in the order of the input.
pub struct Padded<M> {
    /// The model.
    pub model: M,
    /// Sequences of a batch.
    pub size: usize,
}

impl<M: Model> Encoder for Padded<M> {
    fn encode(&mut self, sequences: &[Vec<u32>]) -> Result<Vec<f32>, Failure> {
        let mut vectors = Vec::new();
        for chunk in sequences.chunks(self.size) {
            let length = chunk.iter().map(Vec::len).max().unwrap_or(0);
            let mut batch = Batch {
                ids: vec![0; chunk.len() * length],
                mask: vec![0; chunk.len() * length],
                rows: chunk.len(),
                length,
            };
            for (row, ids) in chunk.iter().enumerate() {
                for (column, id) in ids.iter().enumerate() {
                    batch.ids[row * length + column] = i64::from(*id);
                    batch.mask[row * length + column] = 1;
                }
            }
            self.model.forward(&batch, &mut |states| {
                let hidden = states.len() / (batch.rows * batch.length);
                for (row, ids) in chunk.iter().enumerate() {
                    let start = vectors.len();
                    vectors.resize(start + hidden, 0.0f32);
                    let mean = &mut vectors[start..];
                    for token in 0..ids.len() {
                        let from = (row * length + token) * hidden;
                        for (sum, value) in mean.iter_mut().zip(&states[from..from + hidden]) {
                            *sum += value / ids.len() as f32;
                        }
                    }
                }
            })?;
        }
        Ok(vectors)
    }
}

//! Feature rows, dense or sparse.

const LANES: usize = 8;

/// Rows of features.
pub trait Rows: Sync {
    /// Number of features.
    fn width(&self) -> usize;
    /// The product of row `row` with `weights`, which has [`Rows::width`] entries.
    fn dot(&self, row: usize, weights: &[f64]) -> f64;
    /// Adds `factor` times row `row` to `sum`, which has [`Rows::width`] entries.
    fn add(&self, row: usize, factor: f64, sum: &mut [f64]);
}

/// Rows of which every feature is held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dense {
    width: usize,
    values: Vec<f32>,
}

impl Dense {
    /// Rows of equal length.
    pub fn new<'v>(rows: impl IntoIterator<Item = &'v [f32]>) -> Self {
        let mut dense = Self::default();
        for row in rows {
            dense.width = row.len();
            dense.values.extend_from_slice(row);
        }
        dense
    }

    /// The mean length (Euclidean) of the rows; 1 where there is none, or where all are zero.
    pub fn mean_length(&self) -> f64 {
        let rows = self.values.chunks(self.width.max(1));
        let count = rows.len() as f64;
        let sum: f64 = rows.map(|row| row.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt()).sum();
        if sum > 0.0 { sum / count } else { 1.0 }
    }

    /// The same rows, every value multiplied by `factor`.
    pub fn scaled(mut self, factor: f64) -> Self {
        self.values.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32);
        self
    }
}

impl Rows for Dense {
    fn width(&self) -> usize {
        self.width
    }

    fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        // Eight sums at a time, which the compiler can keep in vector registers: one sum would wait for itself.
        let values = &self.values[row * self.width..(row + 1) * self.width];
        let (values, weights) = (values.chunks_exact(LANES), weights.chunks_exact(LANES));
        let rest = values.remainder().iter().zip(weights.remainder()).map(|(value, weight)| f64::from(*value) * weight);
        let rest: f64 = rest.sum();
        let mut sums = [0.0; LANES];
        for (values, weights) in values.zip(weights) {
            for lane in 0..LANES {
                sums[lane] += f64::from(values[lane]) * weights[lane];
            }
        }
        sums.iter().sum::<f64>() + rest
    }

    fn add(&self, row: usize, factor: f64, sum: &mut [f64]) {
        let values = &self.values[row * self.width..(row + 1) * self.width];
        values.iter().zip(sum).for_each(|(value, sum)| *sum += factor * f64::from(*value));
    }
}

/// Rows of which most features are zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sparse {
    width: usize,
    rows: Vec<Vec<(u32, f32)>>,
}

impl Sparse {
    /// Rows of (feature, value), features below `width`.
    pub fn new(width: usize, rows: Vec<Vec<(u32, f32)>>) -> Self {
        Self { width, rows }
    }
}

impl Rows for Sparse {
    fn width(&self) -> usize {
        self.width
    }

    fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        self.rows[row].iter().map(|&(feature, value)| f64::from(value) * weights[feature as usize]).sum()
    }

    fn add(&self, row: usize, factor: f64, sum: &mut [f64]) {
        self.rows[row].iter().for_each(|&(feature, value)| sum[feature as usize] += factor * f64::from(value));
    }
}

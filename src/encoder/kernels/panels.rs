//! Matrices laid out for the matrix product: panels of 32 columns, each panel row after row.

use super::LANES;

/// 32 neighbouring values of a row, aligned to a cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(in crate::encoder) struct Lane(pub(super) [f32; LANES]);

/// A matrix `[depth, columns]` in panels: `[columns / 32, depth]` lanes, the last panel filled up with zeros.
///
/// Weights are packed once, at load; attention packs keys and values a head at a time, into a buffer that it keeps.
#[derive(Debug, Clone, Default)]
pub(in crate::encoder) struct Panels {
    lanes: Vec<Lane>,
    depth: usize,
    columns: usize,
}

impl Panels {
    /// Of `weight^T`, where `weight` is `[columns, depth]` in row-major order, as PyTorch stores a linear map.
    pub(in crate::encoder) fn transposed(weight: &[f32], columns: usize, depth: usize) -> Self {
        let mut panels = Self::default();
        panels.pack_transposed(|column| &weight[column * depth..], columns, depth);
        panels
    }

    /// Packs the matrix whose columns are the first `depth` values of `column(0)`, `column(1)`, ...
    pub(in crate::encoder) fn pack_transposed<'a>(
        &mut self,
        column: impl Fn(usize) -> &'a [f32],
        columns: usize,
        depth: usize,
    ) {
        self.resize(depth, columns);
        for (panel, lanes) in self.lanes.chunks_exact_mut(depth).enumerate() {
            for lane in 0..LANES.min(columns - panel * LANES) {
                for (target, value) in lanes.iter_mut().zip(column(panel * LANES + lane)) {
                    target.0[lane] = *value;
                }
            }
        }
    }

    /// Packs the matrix whose rows are the first `columns` values of `row(0)`, `row(1)`, ...
    pub(in crate::encoder) fn pack_rows<'a>(&mut self, row: impl Fn(usize) -> &'a [f32], depth: usize, columns: usize) {
        self.resize(depth, columns);
        for l in 0..depth {
            for (panel, part) in row(l)[..columns].chunks(LANES).enumerate() {
                self.lanes[panel * depth + l].0[..part.len()].copy_from_slice(part);
            }
        }
    }

    /// Counts the zeros that fill up the last panel as columns: products then write whole panels, which is faster.
    pub(in crate::encoder) fn widen(&mut self) {
        self.columns = self.columns.next_multiple_of(LANES);
    }

    fn resize(&mut self, depth: usize, columns: usize) {
        (self.depth, self.columns) = (depth, columns);
        self.lanes.clear();
        self.lanes.resize(columns.div_ceil(LANES) * depth, Lane::default());
    }

    /// Rows of the matrix.
    pub(in crate::encoder) fn depth(&self) -> usize {
        self.depth
    }

    /// Columns of the matrix.
    pub(in crate::encoder) fn columns(&self) -> usize {
        self.columns
    }

    /// Rows `rows` of panel `panel`.
    #[inline(always)]
    pub(super) fn part(&self, panel: usize, rows: std::ops::Range<usize>) -> &[Lane] {
        &self.lanes[panel * self.depth + rows.start..panel * self.depth + rows.end]
    }
}

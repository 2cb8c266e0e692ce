//! Matrices laid out for the matrix product: panels of 32 columns, each panel row after row.

use super::LANES;

/// 32 neighbouring values of a row, aligned to a cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(in crate::encoder) struct Lane(pub(super) [f32; LANES]);

/// Rows of a panel that are turned together.
const TURNED: usize = 64;

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
    /// Of the matrix `[depth, columns]` whose column `c` is what `column(c, values)` writes: the rows of a linear map as
    /// PyTorch stores it.
    pub(in crate::encoder) fn of_columns(columns: usize, depth: usize, column: impl Fn(usize, &mut [f32])) -> Self {
        let mut lanes = Vec::with_capacity(columns.div_ceil(LANES) * depth);
        let mut values = vec![0.0; LANES * depth];
        let mut panel = vec![Lane::default(); depth];
        for first in (0..columns).step_by(LANES) {
            let width = LANES.min(columns - first);
            values
                .chunks_exact_mut(depth)
                .take(width)
                .enumerate()
                .for_each(|(lane, values)| column(first + lane, values));
            values[width * depth..].fill(0.0);
            // Turned a few rows at a time, which stay in the first-level cache, and outside the panels, whose pages are
            // then touched once.
            for start in (0..depth).step_by(TURNED) {
                let rows = start..depth.min(start + TURNED);
                for (lane, values) in values.chunks_exact(depth).enumerate() {
                    for (target, value) in panel[rows.clone()].iter_mut().zip(&values[rows.clone()]) {
                        target.0[lane] = *value;
                    }
                }
            }
            lanes.extend_from_slice(&panel);
        }
        Self { lanes, depth, columns }
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

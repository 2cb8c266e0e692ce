//! Sums in the registers of the processor.

use super::dispatch::fused;

/// Neighbouring values, held in one vector register or in several.
///
/// # Safety
/// The functions may be called only where the processor has the instructions that the implementation names, from code
/// that is compiled for them, and with slices of at least `WIDTH` values.
pub(super) trait Register: Copy {
    /// How many values: divides [`LANES`](super::LANES).
    const WIDTH: usize;
    /// The first values.
    unsafe fn load(values: &[f32]) -> Self;
    /// Writes the first values.
    unsafe fn store(self, values: &mut [f32]);
    /// `self + other`.
    unsafe fn add(self, other: Self) -> Self;
    /// `self += value * other`.
    unsafe fn add_product(&mut self, value: f32, other: Self);
}

/// For any processor: arrays, of which the compiler makes what the target has (on aarch64 that is NEON).
#[derive(Clone, Copy)]
pub(super) struct Portable([f32; 16]);

/// aarch64 has fused multiply-add always; elsewhere it would be a call.
const FUSED: bool = cfg!(target_arch = "aarch64");

// No instruction beyond the target's own is used, so each of these may be called anywhere.
impl Register for Portable {
    const WIDTH: usize = 16;

    #[inline(always)]
    unsafe fn load(values: &[f32]) -> Self {
        Self(std::array::from_fn(|i| values[i]))
    }

    #[inline(always)]
    unsafe fn store(self, values: &mut [f32]) {
        values[..16].copy_from_slice(&self.0);
    }

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    #[inline(always)]
    unsafe fn add_product(&mut self, value: f32, other: Self) {
        *self = Self(std::array::from_fn(|i| fused::<FUSED>(value, other.0[i], self.0[i])));
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod x86 {
    use super::Register;
    use std::arch::x86_64::{
        __m256, __m512, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps,
        _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    /// AVX-512F: two registers.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512(__m512, __m512);

    // SAFETY of every block: the caller has AVX-512F, and slices of 32 values (the trait's conditions); they are read
    // and written as two halves of sixteen, unaligned.
    impl Register for Avx512 {
        const WIDTH: usize = 32;

        #[inline(always)]
        unsafe fn load(values: &[f32]) -> Self {
            unsafe { Self(_mm512_loadu_ps(values.as_ptr()), _mm512_loadu_ps(values.as_ptr().add(16))) }
        }

        #[inline(always)]
        unsafe fn store(self, values: &mut [f32]) {
            unsafe {
                _mm512_storeu_ps(values.as_mut_ptr(), self.0);
                _mm512_storeu_ps(values.as_mut_ptr().add(16), self.1);
            }
        }

        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            unsafe { Self(_mm512_add_ps(self.0, other.0), _mm512_add_ps(self.1, other.1)) }
        }

        #[inline(always)]
        unsafe fn add_product(&mut self, value: f32, other: Self) {
            unsafe {
                let value = _mm512_set1_ps(value);
                self.0 = _mm512_fmadd_ps(value, other.0, self.0);
                self.1 = _mm512_fmadd_ps(value, other.1, self.1);
            }
        }
    }

    /// AVX2 and FMA: two registers.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2(__m256, __m256);

    // SAFETY of every block: the caller has AVX2 and FMA, and slices of 16 values (the trait's conditions); they are read
    // and written as two halves of eight, unaligned.
    impl Register for Avx2 {
        const WIDTH: usize = 16;

        #[inline(always)]
        unsafe fn load(values: &[f32]) -> Self {
            unsafe { Self(_mm256_loadu_ps(values.as_ptr()), _mm256_loadu_ps(values.as_ptr().add(8))) }
        }

        #[inline(always)]
        unsafe fn store(self, values: &mut [f32]) {
            unsafe {
                _mm256_storeu_ps(values.as_mut_ptr(), self.0);
                _mm256_storeu_ps(values.as_mut_ptr().add(8), self.1);
            }
        }

        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            unsafe { Self(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
        }

        #[inline(always)]
        unsafe fn add_product(&mut self, value: f32, other: Self) {
            unsafe {
                let value = _mm256_set1_ps(value);
                self.0 = _mm256_fmadd_ps(value, other.0, self.0);
                self.1 = _mm256_fmadd_ps(value, other.1, self.1);
            }
        }
    }
}

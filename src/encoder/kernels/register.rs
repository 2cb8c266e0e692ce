//! Sixteen sums in the registers of the processor.

use super::LANES;
use super::dispatch::fused;

/// Sixteen values held in one vector register, or in several.
///
/// # Safety
/// The functions may be called only where the processor has the instructions that the implementation names, from code
/// that is compiled for them.
pub(super) trait Register: Copy {
    /// The values of `lane`.
    unsafe fn load(lane: &[f32; LANES]) -> Self;
    /// Writes the values into `lane`.
    unsafe fn store(self, lane: &mut [f32; LANES]);
    /// `self + other`.
    unsafe fn add(self, other: Self) -> Self;
    /// `self + value * other`.
    unsafe fn add_product(self, value: f32, other: Self) -> Self;
}

/// For any processor: arrays, of which the compiler makes what the target has (on aarch64 that is NEON).
#[derive(Clone, Copy)]
pub(super) struct Portable([f32; LANES]);

/// aarch64 has fused multiply-add always; elsewhere it would be a call.
const FUSED: bool = cfg!(target_arch = "aarch64");

// No instruction beyond the target's own is used, so each of these may be called anywhere.
impl Register for Portable {
    #[inline(always)]
    unsafe fn load(lane: &[f32; LANES]) -> Self {
        Self(*lane)
    }

    #[inline(always)]
    unsafe fn store(self, lane: &mut [f32; LANES]) {
        *lane = self.0;
    }

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    #[inline(always)]
    unsafe fn add_product(self, value: f32, other: Self) -> Self {
        Self(std::array::from_fn(|i| fused::<FUSED>(value, other.0[i], self.0[i])))
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod x86 {
    use super::{LANES, Register};
    use std::arch::x86_64::{
        __m256, __m512, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps,
        _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    /// AVX-512F: one register.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512(__m512);

    // SAFETY of every block: the caller has AVX-512F (the trait's condition); loads and stores are of sixteen values,
    // unaligned ones.
    impl Register for Avx512 {
        #[inline(always)]
        unsafe fn load(lane: &[f32; LANES]) -> Self {
            Self(unsafe { _mm512_loadu_ps(lane.as_ptr()) })
        }

        #[inline(always)]
        unsafe fn store(self, lane: &mut [f32; LANES]) {
            unsafe { _mm512_storeu_ps(lane.as_mut_ptr(), self.0) }
        }

        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            Self(unsafe { _mm512_add_ps(self.0, other.0) })
        }

        #[inline(always)]
        unsafe fn add_product(self, value: f32, other: Self) -> Self {
            Self(unsafe { _mm512_fmadd_ps(_mm512_set1_ps(value), other.0, self.0) })
        }
    }

    /// AVX2 and FMA: two registers.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2(__m256, __m256);

    // SAFETY of every block: the caller has AVX2 and FMA (the trait's condition); each lane is read and written as two
    // halves of eight values, unaligned.
    impl Register for Avx2 {
        #[inline(always)]
        unsafe fn load(lane: &[f32; LANES]) -> Self {
            unsafe { Self(_mm256_loadu_ps(lane.as_ptr()), _mm256_loadu_ps(lane.as_ptr().add(8))) }
        }

        #[inline(always)]
        unsafe fn store(self, lane: &mut [f32; LANES]) {
            unsafe {
                _mm256_storeu_ps(lane.as_mut_ptr(), self.0);
                _mm256_storeu_ps(lane.as_mut_ptr().add(8), self.1);
            }
        }

        #[inline(always)]
        unsafe fn add(self, other: Self) -> Self {
            unsafe { Self(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
        }

        #[inline(always)]
        unsafe fn add_product(self, value: f32, other: Self) -> Self {
            unsafe {
                let value = _mm256_set1_ps(value);
                Self(_mm256_fmadd_ps(value, other.0, self.0), _mm256_fmadd_ps(value, other.1, self.1))
            }
        }
    }
}

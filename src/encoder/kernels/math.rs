//! Elementary functions in a form that the compiler vectorizes: no branch, no call.

use super::dispatch::fused;

/// e^x for x in [-87, 88]; arguments outside are clamped, and NaN is taken for -87. Relative error at most 2e-7.
///
/// Range reduction to 2^n * e^r with |r| <= ln(2)/2, then the polynomial of Cephes' `expf` (Moshier).
#[inline(always)]
pub(super) fn exp<const FMA: bool>(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    // Not `clamp`, which gives NaN for NaN: `max` gives the number.
    #[expect(clippy::manual_clamp, reason = "NaN must not pass")]
    let x = x.max(-87.0).min(88.0);
    let n = fused::<FMA>(x, std::f32::consts::LOG2_E, ROUND) - ROUND;
    let r = fused::<FMA>(n, -LN2_LOW, fused::<FMA>(n, -LN2_HIGH, x));
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = fused::<FMA>(p, r, c);
    }
    let e = fused::<FMA>(p * r, r, r + 1.0);
    // n is an integer in [-126, 127], so the exponent field neither over- nor underflows. (Truncating without a check
    // of the range is what the instruction does.)
    // SAFETY: x is a number in [-87, 88] whatever it was before, NaN and the infinities included, so n is a finite integer
    // within the range of i32.
    let n = unsafe { n.to_int_unchecked::<i32>() };
    e * f32::from_bits(((n + 127) as u32) << 23)
}

/// The error function, absolute error at most 5e-7.
///
/// x times a polynomial of degree 14 in x^2 on |x| <= 3.9, beyond which erf is 1 within 4e-8: fitted to erf(x) / x at
/// 400 Chebyshev nodes by least squares, weighted by |x|, in the variable that maps [0, 3.9^2] to [-1, 1].
#[inline(always)]
pub(super) fn erf<const FMA: bool>(x: f32) -> f32 {
    const LIMIT: f32 = 3.9;
    const FROM_HIGHEST: [f32; 15] = [
        0.001_543_203,
        -0.004_024_766,
        0.003_140_393_6,
        -0.003_536_324_2,
        0.012_010_569,
        -0.022_083_146,
        0.030_118_184,
        -0.041_824_967,
        0.057_592_49,
        -0.073_986_42,
        0.090_717_085,
        -0.109_517_045,
        0.134_688_45,
        -0.181_011_45,
        0.362_584,
    ];
    let x = x.clamp(-LIMIT, LIMIT);
    let u = fused::<FMA>(x * x, 2.0 / (LIMIT * LIMIT), -1.0);
    let mut p = FROM_HIGHEST[0];
    for c in &FROM_HIGHEST[1..] {
        p = fused::<FMA>(p, u, *c);
    }
    x * p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_its_bound() {
        for i in -8700..8800 {
            let x = i as f32 / 100.0;
            let exact = f64::from(x).exp();
            for e in [exp::<true>(x), exp::<false>(x)] {
                assert!(((f64::from(e) - exact) / exact).abs() < 2e-7, "exp({x}) = {e}");
            }
        }
        assert!(exp::<true>(-1e30) < 2e-38 && exp::<true>(1e30).is_finite());
        assert_eq!(exp::<true>(0.0), 1.0);
        for e in [exp::<true>, exp::<false>] {
            assert_eq!((e(f32::NAN), e(f32::NEG_INFINITY), e(f32::INFINITY)), (e(-87.0), e(-87.0), e(88.0)));
        }
    }

    #[test]
    fn erf_is_within_its_bound() {
        for i in -60_000..60_000 {
            let x = i as f32 / 10_000.0;
            let exact = libm::erf(f64::from(x));
            for e in [erf::<true>(x), erf::<false>(x)] {
                assert!((f64::from(e) - exact).abs() < 5e-7, "erf({x}) = {e}, not {exact}");
            }
        }
        for x in [1e-40f32, f32::MAX, f32::INFINITY] {
            assert!((erf::<true>(x) - libm::erff(x)).abs() < 5e-7 && erf::<true>(-x) == -erf::<true>(x));
        }
    }
}

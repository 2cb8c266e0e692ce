//! Elementary functions in a form that the compiler vectorizes: no branch, no call.

/// e^x for x in [-87, 88]; arguments outside are clamped. Relative error at most 2e-7.
///
/// Range reduction to 2^n * e^r with |r| <= ln(2)/2, then the polynomial of Cephes' `expf` (Moshier).
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let n = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + c;
    }
    let e = p * r * r + r + 1.0;
    // n is an integer in [-126, 127], so the exponent field neither over- nor underflows.
    e * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

/// The error function, absolute error at most 5e-7 (Abramowitz and Stegun 7.1.26 in f32).
#[inline(always)]
pub(super) fn erf(x: f32) -> f32 {
    let magnitude = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * magnitude);
    let mut p = 1.061_405_4;
    for c in [-1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6] {
        p = p * t + c;
    }
    (1.0 - p * t * exp(-magnitude * magnitude)).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_its_bound() {
        for i in -8700..8800 {
            let x = i as f32 / 100.0;
            let exact = f64::from(x).exp();
            assert!(((f64::from(exp(x)) - exact) / exact).abs() < 2e-7, "exp({x}) = {}", exp(x));
        }
        assert!(exp(-1e30) < 2e-38 && exp(1e30).is_finite());
    }

    #[test]
    fn erf_is_within_its_bound() {
        // Reference values from Abramowitz and Stegun, table 7.1.
        for (x, exact) in [(0.0, 0.0), (0.1, 0.112_462_92), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (2.0, 0.995_322_3)]
        {
            assert!((erf(x) - exact).abs() < 5e-7, "erf({x}) = {}", erf(x));
            assert!((erf(-x) + exact).abs() < 5e-7);
        }
        assert_eq!((erf(40.0), erf(-40.0)), (1.0, -1.0));
    }
}

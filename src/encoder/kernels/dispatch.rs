//! Which instructions a kernel is compiled for, chosen at run time.

/// Makes `$name`, which runs `$body` compiled for AVX-512, for AVX2 with FMA, or for the target's baseline (on aarch64
/// that is NEON with FMA), whichever the processor has. `$body` is generic over a constant: whether fused
/// multiply-add is at hand.
macro_rules! vectorized {
    ($(#[$doc:meta])* $name:ident, $body:ident, ($($arg:ident: $type:ty),* $(,)?)) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                fn avx512($($arg: $type),*) {
                    $body::<true>($($arg),*);
                }
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $type),*) {
                    $body::<true>($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor has AVX-512F, as was just asked.
                    return unsafe { avx512($($arg),*) };
                }
                if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has AVX2 and FMA, as was just asked.
                    return unsafe { avx2($($arg),*) };
                }
            }
            #[cfg(target_arch = "aarch64")]
            $body::<true>($($arg),*);
            #[cfg(not(target_arch = "aarch64"))]
            $body::<false>($($arg),*);
        }
    };
}

pub(super) use vectorized;

/// `a * b + c`, fused where the kernel is compiled for it.
#[inline(always)]
pub(super) fn fused<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

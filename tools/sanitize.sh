#!/usr/bin/env bash
# AddressSanitizer over the encoder: its kernels against their scalar twins, the packed weights and the memory-mapped model
# files (held to the Python reference), then a whole job on the sample articles. Stops at the first error. Not part of
# CI: it builds every dependency anew.
# Usage: bash tools/sanitize.sh
set -euo pipefail
cd "$(dirname "$0")/.."
# The sanitizers' flags are for nightly toolchains alone; this lets a stable one take them.
export RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address" ASAN_OPTIONS="detect_stack_use_after_return=1"
target=$(rustc -vV | sed -n 's/^host: //p')
build=(--target "$target" --target-dir "${CARGO_TARGET_DIR:-target}/sanitizer")
cargo test "${build[@]}" --lib -- encoder:: attribute::ranker
cargo run "${build[@]}" -- classify data/articles --out target/sanitizer-demo --force

#!/usr/bin/env bash
# Fuzzes each target for some seconds (1200 unless told) at low priority: `fuzz/run.sh [SECONDS [TARGET...]]`.
# Seeds: fuzz/seeds and the texts of the golden files. What was found goes to fuzz/corpus (kept from run to run, not in git),
# what breaks a target to fuzz/artifacts, and libFuzzer's last lines to the terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-1200}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(quotes attribution)
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked --version 0.13.1
# The sanitizers' flags are for nightly toolchains alone; this lets a stable one take them.
export RUSTC_BOOTSTRAP=1

seeds=target/fuzz-seeds
mkdir -p "$seeds"
cp fuzz/seeds/*.txt "$seeds"
# A case of a golden file: its text, a line ---, and what is expected.
for file in tests/attribution/*.txt; do
    awk -v out="$seeds/$(basename "$file" .txt)-" '
        /^#/ { next }
        /^===$/ { case_number++; expected = 0; next }
        /^---$/ { expected = 1; next }
        sub(/^title: /, "") { printf "%s\n===\n", $0 > (out case_number + 0); next }
        !expected { print > (out case_number + 0) }' "$file"
done

for target in "${targets[@]}"; do
    mkdir -p "fuzz/corpus/$target"
    nice -n 15 cargo fuzz build "$target"
    nice -n 15 cargo fuzz run "$target" "fuzz/corpus/$target" "$seeds" -- -max_total_time="$seconds" -max_len=4000 \
        -timeout=10 -dict=fuzz/marks.dict -print_final_stats=1 2>&1 | tee "target/fuzz-$target.log" | tail -n 12
done

#!/usr/bin/env bash
# textacy, dependency rules over spaCy, and demarche on PolNeAR's development split, one thread each, one after the other, scored
# by one program: benches/peers/attribution/run.sh [SHARED]. The table goes to the terminal and to target/peers/attribution.md.
# Needs Python 3.9 to 3.12 and PyPI (a virtual environment in target/peers), and the data pack in SHARED (../shared).
set -euo pipefail
cd "$(dirname "$0")/../../.."
data=${1:-../shared}/data/attribution
split=${SPLIT:-dev}
here=benches/peers/attribution
work=target/peers
mkdir -p "$work"

if [ ! -x "$work/attribution-venv/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$work/attribution-venv"
fi
"$work/attribution-venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cargo build --quiet --release --example attribution_eval

files=()
for tool in textacy paragraphs dependency; do
    "$work/attribution-venv/bin/python" "$here/extract.py" "$tool" "$data/polnear_$split.jsonl.gz" "$work/$tool-$split.jsonl"
    files+=("$work/$tool-$split.jsonl")
done
target/release/examples/attribution_eval --polnear "$data/polnear_$split.jsonl.gz" "$data/polnear_train.jsonl.gz" "${files[@]}" |
    tee "$work/attribution.md"

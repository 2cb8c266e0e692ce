#!/usr/bin/env bash
# textacy, dependency rules over spaCy, and demarche on PolNeAR's development split, one thread each, one after the other, scored
# by one program: benches/peers/attribution/run.sh [SHARED]. The table goes to the terminal and into docs/attribution.md.
# SPLIT=train looks at the training split instead, and leaves the docs alone.
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
{
    "${CARGO_TARGET_DIR:-target}/release/examples/attribution_eval" \
        --polnear "$data/polnear_$split.jsonl.gz" "$data/polnear_train.jsonl.gz" "${files[@]}"
    echo
    echo "PolNeAR $split, $(date -u +%Y-%m-%d), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
        "$("$work/attribution-venv/bin/python" --version), demarche at $(git rev-parse --short HEAD)."
} | tee "$work/attribution-$split.md"

# The development split's table stands in the docs.
if [ "$split" = dev ]; then
    awk -v table="$work/attribution-$split.md" '
        /^<!-- table -->$/ { print; while ((getline line < table) > 0) print line; inside = 1; next }
        /^<!-- end -->$/ { inside = 0 }
        !inside' docs/attribution.md >"$work/attribution-docs.md"
    cp "$work/attribution-docs.md" docs/attribution.md
fi

#!/usr/bin/env bash
# From a clean clone to the table in docs/performance.md: builds the encoder and its peers, makes the input, measures
# all in turn, checks that the vectors agree, writes the table. Everything that it makes lies in target/peers.
#
#   run.sh                    the whole comparison: 2,000 sentences, 5 repetitions, about an hour on two quiet cores
#   run.sh --with-rust-bert   with rust-bert too (libtorch by tools/libtorch.sh, and ten minutes more to compile)
#   run.sh --short            600 sentences and a third of what grows, in 5 repetitions
#   run.sh --check            one repetition of little input, to see that all runs; the table goes to target/peers only
#
# Needs Rust, Python 3.11 or later, 6 GB of disk, and PyPI and crates.io when it runs for the first time.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=benches/peers/encoder work=target/peers
sentences=2000 repetitions=5 docs=docs/performance.md
peers=(ort rten candle) options=()
for argument in "$@"; do
    case $argument in
    --with-rust-bert) peers+=(rust-bert) options+=(--with-rust-bert) ;;
    --short) sentences=600 options+=(--growth 288) ;;
    --check) sentences=96 repetitions=1 docs=$work/check.md options+=(--small --growth 96) ;;
    *) echo "run.sh: unknown argument $argument; see its head" >&2 && exit 2 ;;
    esac
done
mkdir -p "$work"

echo "== Python"
if ! cmp -s "$here/requirements.txt" "$work/venv/installed"; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$work/venv/installed"
fi
python=$work/venv/bin/python

echo "== Rust"
cargo build --release --locked --bin demarche --example encode_rate
build() { cargo build --release --locked --manifest-path "$here/$1/Cargo.toml" --target-dir "$work/rust"; }
for peer in "${peers[@]}"; do
    if [ "$peer" = rust-bert ]; then
        tools/libtorch.sh >/dev/null
        export DEMARCHE_LIBTORCH=${DEMARCHE_LIBTORCH:-$PWD/target/libtorch}
        # In a shell of its own: its library path is not for the other peers.
        (eval "$(tools/libtorch.sh env)" && build "$peer")
    else
        build "$peer"
    fi
done

echo "== Input"
if ! cmp -s models/default/SHA256SUMS "$work/model/made-of"; then
    "$python" "$here/export.py" models/default "$work/model"
    cp models/default/SHA256SUMS "$work/model/made-of"
fi
"$python" "$here/inputs.py" data/gold/*.jsonl --encode_rate target/release/examples/encode_rate --model models/default \
    --sentences "$sentences" --out "$work"

"$python" "$here/compare.py" --out "$work/results.json" --repetitions "$repetitions" "${options[@]}"
if [ "$docs" != docs/performance.md ]; then
    cp docs/performance.md "$docs"
fi
"$python" "$here/table.py" "$work/results.json" "$docs"
echo "== $docs"

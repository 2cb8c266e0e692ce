#!/usr/bin/env bash
# A model of DeBERTa-v3-base's size, with random weights, end to end on the backend rust-bert: held to transformers, then
# coding the sample articles. Needs the packages of training/requirements.txt (PYTHON names their interpreter) and the
# libtorch of `just libtorch`. PROFILE=dev takes an unoptimized build; libtorch itself is the same.
set -euo pipefail
cd "$(dirname "$0")/../.."
eval "$(tools/libtorch.sh env)"
profile=${PROFILE:-release} model=target/deberta-v3-base-random
[ -e "$model/expected.json" ] || "${PYTHON:-training/venv/bin/python}" tests/rust_bert/models.py --base "$model"
DEMARCHE_NLI_BASE=$PWD/$model cargo test --profile "${TEST_PROFILE:-dev}" --features rust-bert --test rust_bert -- \
    --nocapture deberta_v3_base
cargo run --profile "$profile" --features rust-bert --quiet -- classify data/articles --out target/nli-base --force \
    --quiet --top 3 --backend rust-bert --nli-model "$model"

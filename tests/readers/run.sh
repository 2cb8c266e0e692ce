#!/usr/bin/env bash
# Exports a small run in every format and reads each with the tool it is for. Needs Python 3; installs the readers into
# target/readers-venv, and skips with a message where they cannot be had. Usage: run.sh [DEMARCHE [RUN]]
set -euo pipefail
cd "$(dirname "$0")/../.."
demarche=${1:-target/debug/demarche}
venv=target/readers-venv
if ! [ -e "$venv/ready" ]; then
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet -r tests/readers/requirements.txt; }; then
        echo "tests/readers: skipped, because the readers cannot be installed here"
        exit 0
    fi
    touch "$venv/ready"
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
run=${2:-tests/fixtures/runs/one}
for pair in jsonl:statements.jsonl csv:statements.csv arrow:statements.arrow parquet:statements.parquet codes:codes.csv \
    dna:run.dna dna-events:events.csv graphml:actors.graphml huggingface:hub label-studio:tasks doccano:doccano.jsonl \
    conll:spans.conll; do
    "$demarche" export "$run" --to "${pair%%:*}" --out "$out/${pair#*:}" >/dev/null
done
"$venv/bin/python" tests/readers/read.py "$out"

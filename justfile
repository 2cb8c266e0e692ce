# Every recipe is one line over cargo or Python: nobody needs `just`.

# the main job on the sample articles
run *ARGS="data/articles --out target/demo --force":
    cargo run --release -- classify {{ARGS}}

# all tests
test *ARGS:
    cargo test {{ARGS}}

# what CI checks besides the tests
check:
    cargo fmt --check && cargo clippy --all-targets -- -D warnings && RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet

# statements a second of each stage and of the whole job
bench *ARGS:
    cargo bench {{ARGS}}

# rebuild the model from the annotations and the data pack (training/README.md)
train:
    bash training/train.sh

# the same with baselines that learn from the training split and the statements in own words
baselines *ARGS:
    for split in train test; do python3 training/join.py $split --shared ../shared --out target/gold-$split.jsonl; done && cargo run --release -- evaluate target/gold-test.jsonl --baselines --baseline-train target/gold-train.jsonl data/gold/seed.jsonl data/gold/re*.jsonl {{ARGS}}

# the model on both test sets, whose texts are joined from the data pack
evaluate *ARGS:
    for split in test test2; do python3 training/join.py $split --shared ../shared --out target/gold-$split.jsonl && cargo run --release -- evaluate target/gold-$split.jsonl {{ARGS}} || exit 1; done

# the same sentences, read in their whole articles
evaluate-whole *ARGS:
    for split in test test2; do python3 training/join.py $split --shared ../shared --out target/gold-$split.jsonl --articles target/articles-$split.jsonl && cargo run --release -- evaluate target/gold-$split.jsonl --articles target/articles-$split.jsonl {{ARGS}} || exit 1; done

# errors on the test set by outlet, by the outlets' camps and by the speakers' (docs/evaluate.md)
camps: (evaluate "--by" "source,outlet-camp,speaker-camp")

# whether the stance follows the sentence: errors by kind of change
robustness *ARGS:
    cargo run --release -- evaluate data/gold/robustness.jsonl --by test {{ARGS}}

# ten other political topics: codebook entries alone against heads from 32 statements a label
topics *ARGS:
    cargo build --release && python3 training/topics.py {{ARGS}}

# write the model's figures into its card and the README (training/card.py; --baselines, --topics for what takes minutes)
card *ARGS:
    cargo build --release && python3 training/card.py {{ARGS}}

# surface forms of articles of the data pack with their speakers, for a person to judge (docs/speakers.md)
speaker-sample *ARGS:
    cargo run --release --example speaker_sample -- ../shared/data {{ARGS}}

# every export format, read by the tool that it is for (Python readers from PyPI)
readers:
    cargo build && bash tests/readers/run.sh

# the report in Debian's chromium (needs node and npm): click, keyboard, axe in both themes and at 380 px
browser:
    cargo build --quiet && cd tests/browser && npm ci --silent --no-audit --no-fund && npm test

# our encoder beside ONNX Runtime, PyTorch, rten and candle, into docs/performance.md (an hour; --short, --check: less)
bench-peers *ARGS:
    bash benches/peers/encoder/run.sh {{ARGS}}

# textacy, spaCy dependency rules and demarche on PolNeAR, one table (docs/attribution.md)
attribution-peers *ARGS:
    bash benches/peers/attribution/run.sh {{ARGS}}

# fuzz the quote matcher and attribution, 20 minutes each unless told (fuzz/README.md)
fuzz *ARGS:
    bash fuzz/run.sh {{ARGS}}

# AddressSanitizer over the kernels, the mapped weights and a whole job
sanitize:
    bash tools/sanitize.sh

# the libtorch folder for --features rust-bert: made or checked, and what the build needs in the environment
libtorch:
    @bash tools/libtorch.sh

# the program with both backends (docs/backends.md)
rust-bert *ARGS:
    eval "$(bash tools/libtorch.sh env)" && cargo run --release --features rust-bert -- {{ARGS}}

# both backends on the test set: differences and rates alone
parity *ARGS:
    python3 training/join.py test --shared ../shared --out target/gold-test.jsonl && eval "$(bash tools/libtorch.sh env)" && cargo run --release --features rust-bert --example backend_parity -- target/gold-test.jsonl {{ARGS}}

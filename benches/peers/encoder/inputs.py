"""The sentences of the comparison: token ids, one sequence a line, in two orders.

`inputs.py GOLD... --encode_rate BINARY --model DIR --out DIR`. Sentences in our own words (data/gold), drawn with a seed
to lengths of 6 to 62 tokens, special tokens included, with a mean of about 30; where none is that long, two are joined.
Tokenized once, by our tokenizer, for all encoders.
"""

import argparse
import json
import random
import subprocess
from pathlib import Path

SHORTEST, MODE, LONGEST = 6, 22, 62


def texts(files):
    """Distinct sentences, in the order of the files."""
    seen = {}
    for file in files:
        for line in Path(file).read_text().splitlines():
            seen.setdefault(" ".join(json.loads(line)["text"].split()))
    return list(seen)


def draw(sequences, number, rng):
    """`number` sequences of lengths from a triangular distribution; each source sentence is used at most once."""
    free = {}
    for ids in rng.sample(sequences, len(sequences)):
        free.setdefault(len(ids), []).append(ids)

    def take(length):
        nearest = min((n for n in free if free[n] and SHORTEST <= n <= LONGEST), key=lambda n: (abs(n - length), n))
        return free[nearest].pop()

    longest_single = 42
    drawn = []
    for _ in range(number):
        length = round(rng.triangular(SHORTEST, LONGEST, MODE))
        if length <= longest_single:
            drawn.append(take(length))
        else:
            first = take(length // 2)
            drawn.append((first[:-1] + take(length - len(first) + 2)[1:])[:LONGEST])
    return drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--encode_rate", required=True, help="the example of that name, built")
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    command = [args.encode_rate, "tokenize", "--model", args.model]
    lines = subprocess.run(command, input="\n".join(texts(args.gold)), text=True, check=True, capture_output=True).stdout
    sequences = [line.split() for line in lines.splitlines()]
    drawn = draw(sequences, args.sentences, random.Random(args.seed))
    for order, rows in {"unsorted": drawn, "sorted": sorted(drawn, key=len)}.items():
        (Path(args.out) / f"{order}.ids").write_text("".join(" ".join(row) + "\n" for row in rows))
    lengths = [len(row) for row in drawn]
    print(f"{len(drawn)} sentences, {min(lengths)} to {max(lengths)} tokens, mean {sum(lengths) / len(lengths):.1f}")


if __name__ == "__main__":
    main()

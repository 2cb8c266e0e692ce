"""What the shipped model computes in PyTorch, for the Rust encoder to agree with within 1e-4.

`python training/parity.py models/default --out tests/fixtures/parity.json`
The sentences are in our own words (parity_sentences.jsonl); "repeat" and "times" spell out the long ones.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch

from codebook import TARGETS
from export import own_heads
from inputs import InputConfig, Inputs
from data import Run, Statement
from model import load_shipped, pad
from windows import windows_of

KEPT = 8  # numbers of each pooled vector that are written, beside its norm


def read_inputs(folder):
    """The `Inputs` that config.json asks for."""
    raw = json.loads((Path(folder) / "config.json").read_text())["demarche"]["inputs"]
    return Inputs(Path(folder) / "tokenizer.json", InputConfig(**raw))


def rounded(tensor):
    return [round(float(x), 6) for x in tensor.flatten()]


def articles(path):
    """Articles of one sentence, and after every fifth of them one of all five, whose windows have context and gaps."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.append(row)
        text = row["text"] + row.get("repeat", "") * row.get("times", 0)
        before = [row["previous"]] if row.get("previous") else []
        yield {"title": row.get("title"), "sentences": before + [text], "speakers": [False] * len(before) + [row["speaker"]]}
        if len(rows) % 5 == 0:
            texts = [row["text"] for row in rows[-5:]] * 4
            yield {"title": None if len(rows) % 2 else "A title of its own", "sentences": texts,
                   "speakers": [row["speaker"] for row in rows[-5:]] * 4}


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    model, inputs = load_shipped(args.model), read_inputs(args.model)
    _, heads = own_heads(args.model)

    def vector(sequence):
        return model.pool(*pad([sequence]))

    def passed(sequence, window):
        ids, types, spans = sequence
        spans = [(start, max(end, start + 1)) for start, end in (spans[window.span(n)] for n in window.read)]
        pooled = vector((ids, types, spans))
        return {"ids": ids, "types": types, "spans": spans, "pooled": [rounded(row[:KEPT]) for row in pooled],
                "norms": rounded(pooled.norm(dim=1)), "theme_logits": [rounded(row) for row in model.theme_logits(pooled)],
                "stance_logits": [rounded(row) for row in model.stance_logits(pooled)],
                "target_logits": [rounded(row) for row in torch.cat([model.stance_logits(pooled, head) for head in heads.values()], 1)]}

    cases = []
    targets = list(TARGETS)
    for number, article in enumerate(articles(Path(__file__).with_name("parity_sentences.jsonl"))):
        target = targets[number % len(targets)]
        proposition = TARGETS[target][1]
        rows = [Statement("", text, article["title"], None, speaks, [], {}, "", i=i)
                for i, (text, speaks) in enumerate(zip(article["sentences"], article["speakers"]))]
        run = Run("", article["title"], None, [], rows, [])
        read = list(range(number % 2, len(rows), 1 + number % 3))  # the stance pass leaves sentences out
        case = article | {"target": target, "proposition": proposition, "read": read, "theme": [], "stance": []}
        for window in windows_of(inputs, run):
            case["theme"].append(passed(inputs.theme(window.sentences, window.title), window))
        for window in windows_of(inputs, run, read, inputs.config.stance_context):
            sequence = inputs.stance(proposition, window.sentences, window.has_speaker, window.title)
            case["stance"].append(passed(sequence, window))
        cases.append(case)

    digest = hashlib.sha256((Path(args.model) / "model.safetensors").read_bytes()).hexdigest()
    head = {"model_sha256": digest, "torch": torch.__version__, "kept": KEPT}
    body = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    out = Path(args.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + body + "\n]}\n", encoding="utf-8")
    lengths = [len(window["ids"]) for case in cases for window in case["theme"] + case["stance"]]
    print(f"{out}: {len(cases)} cases, {len(lengths)} windows of {min(lengths)} to {max(lengths)} tokens, {out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

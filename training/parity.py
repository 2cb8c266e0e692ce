"""What the shipped model computes in PyTorch, for the Rust encoder to agree with within 1e-4.

`python training/parity.py models/default --out tests/fixtures/parity.json`
The sentences are in our own words (parity_sentences.jsonl); "repeat" and "times" spell out the long ones.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch

from codebook import ENTRIES, TARGETS, THEMES
from inputs import Context, InputConfig, Inputs
from model import load_shipped, pad

KEPT = 16  # numbers of each pooled vector that are written, beside its norm


def read_inputs(folder):
    """The `Inputs` that config.json asks for."""
    raw = json.loads((Path(folder) / "config.json").read_text())["demarche"]["inputs"]
    stance = {key: raw["stance"][key] for key in ("title_tokens", "previous_tokens")}
    config = InputConfig(raw["sentence_tokens"], raw["proposition_tokens"], Context(**raw["theme"]), Context(**stance),
                         raw["stance"]["speaker_role"], raw["stance"]["narrator_role"],
                         raw["title_fallback"])
    return Inputs(Path(folder) / "tokenizer.json", config)


def rounded(tensor):
    return [round(float(x), 6) for x in tensor.flatten()]


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    model, inputs = load_shipped(args.model), read_inputs(args.model)

    def vector(sequence):
        return model.pool(*pad([sequence]))

    entries = [{"theme": theme, "text": ENTRIES[theme], "ids": inputs.entry(ENTRIES[theme])[0]} for theme in THEMES]
    entry_vectors = torch.cat([vector(inputs.entry(ENTRIES[theme])) for theme in THEMES])
    for entry, pooled in zip(entries, entry_vectors):
        entry |= {"pooled": rounded(pooled[:KEPT]), "norm": round(float(pooled.norm()), 6)}

    cases = []
    targets = list(TARGETS)
    for number, line in enumerate(Path(__file__).with_name("parity_sentences.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        text = row["text"] + row.get("repeat", "") * row.get("times", 0)
        title, previous = row.get("title"), row.get("previous")
        target = targets[number % len(targets)]
        proposition = TARGETS[target][1]
        passes = {"theme": inputs.theme(text, title, previous),
                  "stance": inputs.stance(text, proposition, row["speaker"], title, previous)}
        case = {"text": text, "title": title, "previous": previous, "speaker": row["speaker"], "target": target,
                "proposition": proposition}
        for name, sequence in passes.items():
            pooled = vector(sequence)
            case[name] = {"ids": sequence[0], "types": sequence[1], "pooled": rounded(pooled[0, :KEPT]),
                          "norm": round(float(pooled.norm()), 6)}
            if name == "theme":
                case[name] |= {"logits": rounded(model.theme_logits(pooled)),
                               "entry_logits": rounded(model.label_logits(pooled, entry_vectors))}
            else:
                case[name]["logits"] = rounded(model.stance_logits(pooled))
        cases.append(case)

    digest = hashlib.sha256((Path(args.model) / "model.safetensors").read_bytes()).hexdigest()
    head = {"model_sha256": digest, "torch": torch.__version__, "kept": KEPT, "entries": entries}
    body = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    out = Path(args.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + body + "\n]}\n", encoding="utf-8")
    lengths = [len(case["theme"]["ids"]) for case in cases]
    print(f"{out}: {len(cases)} cases, theme pass {min(lengths)} to {max(lengths)} tokens, {out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

"""What the ranker of mentions computes in PyTorch, for Rust to agree with: tests/fixtures/ranker.json.

`python training/ranker_parity.py models/default --out tests/fixtures/ranker.json`
Sentences of parity_sentences.jsonl, in our own words; each gets some ranges of tokens for names.
"""

import argparse
import copy
import hashlib
import json
from pathlib import Path

import torch
from torch.nn import functional as F

from mentions import MANNERS, relation
from model import load_shipped
from parity import articles, read_inputs, rounded
from ranker import FILE, FIRST, Ranker, load


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    folder = Path(args.model)
    model, inputs = load_shipped(folder), read_inputs(folder)
    layers = model.encoder.encoder.layer
    ranker = Ranker([copy.deepcopy(layer) for layer in layers[FIRST:]], model.encoder.config.hidden_size, 0.0)
    load(ranker, folder / FILE)
    ranker.eval()
    model.encoder.encoder.layer = layers[:FIRST]
    cases = []
    for article in articles(Path(__file__).with_name("parity_sentences.jsonl")):
        sentences = article["sentences"][:12]
        if len(sentences) < 2 or not all(inputs.cut(text) for text in sentences):
            continue
        start, first, end = inputs.windows(sentences)[-1]
        lead = sentences[0] if start else None
        ids, types, spans = inputs.theme(sentences[start:end], (article["title"] or "").strip() or lead)
        states = model.encoder(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([types])).last_hidden_state
        for layer in ranker.layers:
            states = layer(states)[0]
        mean = lambda a, b: states[0, a:b].mean(0)
        names = [(n, k, k + 1 + k % 2) for n in range(start, end) for k in range(0, spans[n - start][1] - spans[n - start][0] - 1, 7)]
        case = {"title": article["title"], "sentences": sentences, "names": names, "read": [], "pairs": []}
        of_names = [mean(spans[n - start][0] + a, spans[n - start][0] + b) for n, a, b in names]
        for n in range(first, end):
            vector = mean(*spans[n - start])
            case["read"].append([n, *rounded(ranker.nobody(vector)), *rounded(ranker.absent(vector))])
            for number, ((m, _, _), name) in enumerate(zip(names, of_names)):
                manner, source = MANNERS[(n + number) % len(MANNERS)], number % 3 == 0
                inner = ranker.sentence(vector) + ranker.mention(name) + ranker.both(vector * name)
                inner = inner + ranker.relation.weight[relation(n, m, source)] + ranker.manner.weight[MANNERS.index(manner)]
                case["pairs"].append([n, number, source, manner, *rounded(ranker.out(F.gelu(inner)))])
        cases.append(case)
    digest = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    body = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    out = Path(args.out)
    out.write_text(f'{{"sha256": "{digest}", "cases": [\n{body}\n]}}\n', encoding="utf-8")
    print(f"{out}: {len(cases)} cases, {sum(len(c['pairs']) for c in cases)} pairs, {out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()

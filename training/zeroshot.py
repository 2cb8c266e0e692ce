"""The similarity head on topics that no training saw: its scalars, its figures, and the threshold for unseen themes.

`python training/zeroshot.py models/default --data ../shared/data [--write]`
Texts of the pair sets against the topics of codebooks of ten. The scale and the bias are fitted on topics that trained
the encoder, the threshold and the figures are of topics that were held out.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F

from export import calibration_of, update
from model import load_shipped, pool_all
from pairs import BY_TARGET, STANCE, stance_pairs
from parity import read_inputs

CODEBOOKS, SIZE, FITTED = 40, 10, 400


def cosines(model, inputs, pairs):
    """([texts, topics] cosines, [texts, topics] whether the topic is the text's own)."""
    topics = sorted({p.target for p in pairs})
    texts = F.normalize(torch.cat(pool_all(model, [inputs.theme([p.text]) for p in pairs])), dim=-1)
    entries = F.normalize(torch.cat(pool_all(model, [inputs.entry(topic) for topic in topics])), dim=-1)
    return (texts @ entries.T).float().cpu().numpy(), np.array([[p.target == topic for topic in topics] for p in pairs])


def codebooks(gold):
    """Sets of columns, each with the rows on one of its topics and twice as many on none: as in news."""
    rng = random.Random(1)
    for _ in range(CODEBOOKS):
        columns = sorted(rng.sample(range(gold.shape[1]), min(SIZE, gold.shape[1])))
        own = gold[:, columns].any(1)
        none = np.flatnonzero(~own).tolist()
        rows = np.flatnonzero(own).tolist() + rng.sample(none, min(2 * int(own.sum()), len(none)))
        yield np.ix_(sorted(rows), columns)


def fit_head(model, inputs, pairs):
    """(scale, bias) by logistic regression on the topics of `pairs`."""
    cosine, gold = cosines(model, inputs, random.Random(1).sample(pairs, min(FITTED, len(pairs))))
    x = np.concatenate([cosine[cells].ravel() for cells in codebooks(gold)])
    y = np.concatenate([gold[cells].ravel() for cells in codebooks(gold)])
    fitted = LogisticRegression(C=1e6).fit(x[:, None], y)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def figures(probability, gold, threshold):
    rows = []
    for cells in codebooks(gold):
        guess, right = probability[cells] >= threshold, gold[cells]
        hits = (guess & right).sum()
        rows.append((hits / max(1, guess.sum()), hits / right.sum(), 2 * hits / max(1, guess.sum() + right.sum())))
    return np.mean(rows, axis=0)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--data", required=True)
    parser.add_argument("--write", action="store_true", help="store scalars and threshold in the folder")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model, inputs = load_shipped(args.model), read_inputs(args.model)
    pairs = [p for p in stance_pairs(Path(args.data) / "stance_pairs.jsonl.gz", STANCE) if p.dataset in BY_TARGET]
    scale, bias = float(model.label_scale), float(model.label_bias)
    if args.write:
        scale, bias = fit_head(model, inputs, [p for p in pairs if not p.held_out])
    cosine, gold = cosines(model, inputs, [p for p in pairs if p.held_out])
    probability = 1 / (1 + np.exp(-(scale * cosine + bias)))
    best = float(max(np.round(np.arange(0.1, 0.91, 0.05), 2), key=lambda t: figures(probability, gold, t)[2]))
    first = np.mean(np.concatenate(
        [(probability[c].argmax(1) == gold[c].argmax(1))[gold[c].any(1)] for c in codebooks(gold)]))
    print(f"{len(gold)} texts, {gold.shape[1]} unseen topics, {CODEBOOKS} codebooks of {SIZE}: the right topic comes first in {first:.3f}")
    for threshold in sorted({0.5, best}):
        precision, recall, f1 = figures(probability, gold, threshold)
        print(f"  threshold {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    print(f"label.scale {scale:.2f} label.bias {bias:.2f}")
    if args.write:
        update(args.model, calibration_of(args.model) | {"unseen_threshold": best},
               tensors={"label.scale": torch.tensor([scale]), "label.bias": torch.tensor([bias])})


if __name__ == "__main__":
    main()

"""A head of its own for each target of the codebook, on the finished encoder.

`python training/heads.py models/default --prepared training/work/prepared.pkl` (after `evaluate.py --calibrate`)
The common stance head reads any proposition; training cannot ask it to favour four of them. So for each of the codebook's
targets, logistic regression on what the head's last layer is linear in (tanh(dense(pooled)), of all training sentences) is
added to the common head's log-probabilities, and shift, temperature and label offsets are fitted on development again. Both
are linear in the same numbers, so this costs nothing when the model is used.
"""

import argparse
import pickle

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import StandardScaler

from batching import half_precision
from codebook import LABELS, TARGETS
from export import calibration_of, update
from metrics import calibrate_target
from model import load_shipped, pool_all
from parity import read_inputs
from windows import windows_of

STRENGTH = 0.01  # C of the regression; 0.001 to 0.1 differ by under a point of macro-F1 on development


@torch.no_grad()
def features(model, inputs, runs, target):
    """(tanh(dense(pooled)) [sentences, width], labels) of the sentences with a stance on `target`."""
    sequences, reads, labels = [], [], []
    for run in runs:
        wanted = [n for n, row in enumerate(run.rows) if target in row.stance]
        for window in windows_of(inputs, run, wanted, inputs.config.stance_context):
            if window.read:
                sequences.append(inputs.stance(TARGETS[target][1], window.sentences, window.has_speaker, window.title))
                reads.append([window.span(n) for n in window.read])
                labels += [LABELS.index(run.rows[n].stance[target]) for n in window.read]
    with half_precision():
        vectors = pool_all(model, sequences)
    pooled = torch.cat([of[spans].float() for of, spans in zip(vectors, reads)])
    return torch.tanh(model.stance_dense(pooled)), torch.tensor(labels)


def regression(inner, labels):
    """(weight [labels, width], bias [labels]) of logits for `inner` as it is."""
    scaler = StandardScaler().fit(inner)
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(scaler.transform(inner), labels)
    if fitted.coef_.shape[0] != len(LABELS):
        raise SystemExit(f"expected all of {LABELS} among the labels")
    weight = fitted.coef_ / scaler.scale_
    return torch.tensor(weight, dtype=torch.float32), torch.tensor(fitted.intercept_ - weight @ scaler.mean_, dtype=torch.float32)


def f1(logits, gold):
    return f1_score(gold, logits.argmax(1), labels=sorted(set(gold.tolist())), average="macro", zero_division=0)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--prepared", required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    with open(args.prepared, "rb") as file:
        prepared = pickle.load(file)
    model, inputs = load_shipped(args.model), read_inputs(args.model)
    out, weights, biases, before, after = [], [], [], [], []
    for target in TARGETS:
        inner, gold = features(model, inputs, prepared["dev_runs"], target)
        common = inner @ model.stance_out.weight.T + model.stance_out.bias
        with torch.enable_grad():
            shift, temperature, offsets = calibrate_target(common, gold)
        weight, bias = regression(*(part.numpy() for part in features(model, inputs, prepared["runs"], target)))
        before.append(f1((common + shift) / temperature + torch.tensor(offsets), gold))
        weight = model.stance_out.weight / temperature + weight
        bias = (model.stance_out.bias + shift) / temperature + torch.tensor(offsets) + bias
        logits = inner @ weight.T + bias
        with torch.enable_grad():
            shift, temperature, offsets = calibrate_target(logits, gold)
        after.append(f1(logits, gold))
        print(f"{target}: macro-F1 {before[-1]:.3f} by the common head, {after[-1]:.3f} by both ({len(gold)} sentences); "
              f"temperature {temperature:.2f}, offsets {offsets}", flush=True)
        out.append({"id": target, "temperature": round(temperature, 3), "label_offsets": offsets})
        weights.append(weight)
        biases.append(bias + shift)
    print(f"mean {np.mean(before):.3f}, {np.mean(after):.3f}")
    update(args.model, calibration_of(args.model), out, {"stance.target.weight": torch.cat(weights), "stance.target.bias": torch.cat(biases)})


if __name__ == "__main__":
    main()

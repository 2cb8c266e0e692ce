"""Figures of an exported folder (its f16 weights) on development data.

`python training/evaluate.py models/default --annotation ../shared/annotation --labels LABELS`
With --calibrate, a bias for favor and against, temperatures and thresholds are fitted on these data and written into the folder first.
With --no-context, title and previous sentence are hidden: what the context is worth.
"""

import argparse
from dataclasses import replace

import torch

from data import load_all
from export import calibration_of, update
from metrics import calibrate, class_bias, predict, report
from model import load_shipped
from parity import read_inputs
from train import split


def part(themes, stances, start, stop):
    """The predictions of rows start..stop."""
    out = {}
    for target, (numbers, gold, logits) in stances.items():
        keep = [k for k, n in enumerate(numbers) if start <= n < stop]
        if keep:
            out[target] = ([numbers[k] - start for k in keep], gold[keep], logits[keep])
    return themes[start:stop], out


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--annotation", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--no-context", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model, inputs, calibration = load_shipped(args.model), read_inputs(args.model), calibration_of(args.model)
    rows, dev = load_all(args.annotation, args.labels, None)
    rows = dev + split(rows)[1]
    if args.no_context:
        rows = [replace(row, title=None, previous=None) for row in rows]
    themes, stances = predict(model, inputs, rows)
    if args.calibrate:
        shift = class_bias(stances)
        stances = {target: (numbers, gold, logits + shift) for target, (numbers, gold, logits) in stances.items()}
        print(f"added to the logits of favor, against, neutral: {[round(x, 1) for x in shift.tolist()]}")
        calibration |= calibrate(themes, stances, rows)
        update(args.model, calibration, {"stance.out.bias": model.stance_out.bias + shift})
    for title, start, stop in (("dev", 0, len(dev)), ("fold", len(dev), len(rows)), ("dev and fold", 0, len(rows))):
        report(*part(themes, stances, start, stop), rows[start:stop], calibration, title)


if __name__ == "__main__":
    main()

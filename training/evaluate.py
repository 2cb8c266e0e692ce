"""Figures of an exported folder (its f16 weights) on development data.

`python training/evaluate.py models/default --annotation ../shared/annotation --labels LABELS --data ../shared/data`
With --calibrate, temperatures and thresholds of the themes, and for each target of the codebook a shift of the logits, a
temperature and label offsets, are fitted on these data and written into the folder first. Those of a theme that dev*.jsonl
hold often enough come from there alone: whole articles, in which a theme is as frequent as in news. The fold's sentences were
mostly chosen because of their themes, so that thresholds fitted on them are too low.
With --calibrate-themes, only temperatures and thresholds of the themes are fitted and written, and the weights stay as they are.
With --no-context, title and previous sentence are hidden: what the context is worth.
"""

import argparse
from dataclasses import replace

import torch
from torch.nn import functional as F

from codebook import THEMES
from data import load_all, pack_texts
from export import calibration_of, own_heads, update
from metrics import THIN, calibrate, calibrate_target, predict, report
from model import load_shipped
from parity import read_inputs
from prepare import split


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
    parser.add_argument("--data", required=True)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--calibrate-themes", action="store_true")
    parser.add_argument("--no-context", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model, inputs, calibration = load_shipped(args.model), read_inputs(args.model), calibration_of(args.model)
    rows, dev = load_all(args.annotation, args.labels, None)
    rows = dev + split(rows)[1]
    texts = pack_texts(args.data)
    if args.no_context:  # each sentence an article of its own
        rows, texts = [replace(row, article=f"{row.article} {row.i}", title=None, previous=None, i=0) for row in rows], None
    targets, heads = ([], {}) if args.calibrate else own_heads(args.model)
    themes, stances = predict(model, inputs, rows, texts, heads=heads)
    if args.calibrate or args.calibrate_themes:
        fitted = calibrate(themes, stances, rows)
        calibration |= fitted if args.calibrate else {key: fitted[key] for key in ("thresholds", "theme_temperature")}
        as_in_news = calibrate(*part(themes, stances, 0, len(dev)), dev)
        for theme in THEMES:
            if sum(theme in row.themes for row in dev) >= THIN:
                for key in ("thresholds", "theme_temperature"):
                    calibration[key][theme] = as_in_news[key][theme]
    if args.calibrate_themes:
        update(args.model, calibration)
    if args.calibrate:
        weights, biases = [], []
        for target, (numbers, gold, logits) in stances.items():
            shift, temperature, offsets = calibrate_target(logits, gold)
            print(f"{target}: shift {[round(x, 2) for x in shift.tolist()]}, temperature {temperature:.2f}, offsets {offsets}")
            targets.append({"id": target, "temperature": round(temperature, 3), "label_offsets": offsets})
            weights.append(model.stance_out.weight)
            biases.append(model.stance_out.bias + shift)
            stances[target] = (numbers, gold, logits + shift)
        update(args.model, calibration, targets, {"stance.target.weight": torch.cat(weights), "stance.target.bias": torch.cat(biases)})
    for target in targets:
        numbers, gold, logits = stances[target["id"]]
        stances[target["id"]] = (numbers, gold, F.log_softmax(logits / target["temperature"], -1))
    offsets = {target["id"]: target["label_offsets"] for target in targets}
    calibration |= {"stance_temperature": 1.0} if targets else {}
    for title, start, stop in (("dev", 0, len(dev)), ("fold", len(dev), len(rows)), ("dev and fold", 0, len(rows))):
        report(*part(themes, stances, start, stop), rows[start:stop], calibration, title, offsets=offsets)


if __name__ == "__main__":
    main()

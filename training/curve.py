"""A learning curve: quality on development against the number of labelled sentences, drawn as an SVG.

`python training/curve.py --prepared training/work/prepared.pkl --out docs/learning_curve.svg` (half an hour of two cores)
On the frozen vectors of the base (all-MiniLM-L6-v2, in windows as the shipped model reads them), logistic regression: for each
share of the labelled articles three draws. Development is the whole articles of dev*.jsonl, which hold no BRICS enlargement;
themes at the threshold that is best there, stances where the theme is in gold.
"""

import argparse
import pickle
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import numpy as np
import torch
from matplotlib import pyplot
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import StandardScaler

from batching import half_precision
from codebook import LABELS, TARGETS, THEMES
from metrics import best_threshold
from model import Demarche, pool_all
from pairs import in_fold
from parity import read_inputs
from windows import windows_of

matplotlib.rcParams["svg.hashsalt"] = "demarche"  # the same file from the same figures

SHIPPED = Path(__file__).resolve().parent.parent / "models/default"
SHARES, DRAWS = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0), 3


def read(model, inputs, windows):
    """The vectors of what the windows read: `windows` are (sequence, [(span, anything)])."""
    with half_precision():
        vectors = pool_all(model, [sequence for sequence, _ in windows])
    return np.concatenate([of[[span for span, _ in places]].float().numpy() for of, (_, places) in zip(vectors, windows)])


def theme_data(model, inputs, runs):
    """(vectors, gold [sentences, themes], articles)"""
    windows = [(inputs.theme(w.sentences, w.title), [(w.span(n), run.rows[n]) for n in w.read]) for run in runs for w in windows_of(inputs, run)]
    rows = [row for _, places in windows for _, row in places]
    return read(model, inputs, windows), np.array([[theme in row.themes for theme in THEMES] for row in rows]), [row.article for row in rows]


def stance_data(model, inputs, runs, target):
    proposition, windows = TARGETS[target][1], []
    for run in runs:
        wanted = [n for n, row in enumerate(run.rows) if target in row.stance]
        for w in windows_of(inputs, run, wanted, inputs.config.stance_context, gaps=True):
            sequence = inputs.stance(proposition, w.sentences, w.has_speaker, w.title)
            windows.append((sequence, [(w.span(n), run.rows[n]) for n in w.read]))
    rows = [row for _, places in windows for _, row in places]
    return read(model, inputs, windows), np.array([LABELS.index(row.stance[target]) for row in rows]), [row.article for row in rows]


def drawn(articles, share, draw):
    """Which rows are of the articles of a draw; draws of a third and less have none in common."""
    width, begin = round(1000 * share), draw * 1000 // DRAWS
    parts = range(begin, begin + width), range(begin + width - 1000)  # around the end
    inside = {article: any(in_fold(article, 1000, part) for part in parts) for article in set(articles)}
    return np.array([inside[article] for article in articles])


def fitted(train, development, of_class=None):
    vectors, gold = train
    scale = StandardScaler().fit(vectors)
    model = LogisticRegression(C=0.1, max_iter=300, class_weight=of_class).fit(scale.transform(vectors), gold)
    return model, scale.transform(development)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--prepared", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    with open(args.prepared, "rb") as file:
        prepared = pickle.load(file)
    whole = {row.article for row in prepared["dev"]}
    development = [run for run in prepared["dev_runs"] if run.article in whole]
    inputs, model = read_inputs(SHIPPED), Demarche.from_base()
    points = defaultdict(list)
    train, held = theme_data(model, inputs, prepared["runs"]), theme_data(model, inputs, development)
    sizes = {}
    for share in SHARES:
        for draw in range(1 if share == 1.0 else DRAWS):
            mask = drawn(train[2], share, draw)
            sizes[share, draw] = int(mask.sum())
            for k, theme in enumerate(THEMES):
                if held[1][:, k].any():
                    lr, vectors = fitted((train[0][mask], train[1][mask, k]), held[0])
                    probability = lr.predict_proba(vectors)[:, 1]
                    points["theme", theme].append((share, draw, f1_score(held[1][:, k], probability >= best_threshold(probability, held[1][:, k]))))
    for target in TARGETS:
        train, held = (stance_data(model, inputs, runs, target) if any(target in row.stance for run in runs for row in run.rows) else None
                       for runs in (prepared["runs"], development))
        for share, draw in sizes if held else ():
            mask = drawn(train[2], share, draw)
            if len(set(train[1][mask])) > 1:
                lr, vectors = fitted((train[0][mask], train[1][mask]), held[0], "balanced")
                points["stance", target].append((share, draw, f1_score(held[1], lr.predict(vectors), average="macro", zero_division=0)))
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), sharex=True)
    for (kind, name), values in points.items():
        by_share = defaultdict(list)
        for share, _, value in values:
            by_share[share].append(value)
        x = [np.mean([n for (s, _), n in sizes.items() if s == share]) for share in by_share]
        y = [np.mean(of) for of in by_share.values()]
        axis = axes[int(kind == "stance")]
        axis.plot(x, y, marker="o", markersize=3, label=name)
        axis.fill_between(x, [min(of) for of in by_share.values()], [max(of) for of in by_share.values()], alpha=0.15)
        print(kind, name, " ".join(f"{n:.0f}:{value:.3f}" for n, value in zip(x, y)), flush=True)
    for axis, label in zip(axes, ("F1 of a theme", "macro-F1 of stances on a target")):
        axis.set(xscale="log", xlabel="labelled sentences in training", ylabel=label)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(args.out, metadata={"Date": None})


if __name__ == "__main__":
    main()

"""Figures on labelled statements, with gold speakers and, for stance, gold themes; and the calibration of the heads."""

import numpy as np
import torch
from sklearn.metrics import f1_score, precision_recall_fscore_support
from torch.nn import functional as F

from codebook import LABELS, TARGETS, THEMES
from data import runs as runs_of
from model import pool_all
from windows import windows_of


def predict(model, inputs, rows, texts=None, runs=None, themes=True, stances=True, heads=None):
    """Theme logits [n, themes], and per target (row numbers, gold labels, stance logits) where its theme is in gold.

    `runs`, if they were made before, stand for those of the rows; what is not asked for is None. `heads`: by target the
    (weight, bias) of a stance head of its own.
    """
    all_runs = runs or runs_of(rows, texts)
    return (theme_predictions(model, inputs, rows, all_runs) if themes else None,
            stance_predictions(model, inputs, all_runs, heads or {}) if stances else None)


@torch.no_grad()
def theme_predictions(model, inputs, rows, all_runs):
    themes = torch.zeros(len(rows), len(THEMES))
    places, sequences = [], []
    for run in all_runs:
        for window in windows_of(inputs, run):
            sequences.append(inputs.theme(window.sentences, window.title))
            places.append([(run.numbers[n], window.span(n)) for n in window.read])
    for vectors, place in zip(pool_all(model, sequences), places):
        logits = model.theme_logits(vectors).cpu()
        for number, span in place:
            themes[number] = logits[span]
    return themes


@torch.no_grad()
def stance_predictions(model, inputs, all_runs, heads):
    stances = {}
    for target, (_, proposition) in TARGETS.items():
        places, sequences = [], []
        for run in all_runs:
            read = [n for n, row in enumerate(run.rows) if target in row.stance]
            for window in windows_of(inputs, run, read, inputs.config.stance_context):
                sequences.append(inputs.stance(proposition, window.sentences, window.has_speaker, window.title))
                places.append([(run.numbers[n], window.span(n), LABELS.index(run.rows[n].stance[target])) for n in window.read])
        if not sequences:
            continue
        numbers, logits, gold = [], [], []
        for vectors, place in zip(pool_all(model, sequences), places):
            of_window = model.stance_logits(vectors, heads.get(target)).cpu()
            for number, span, label in place:
                numbers.append(number)
                gold.append(label)
                logits.append(of_window[span])
        stances[target] = (numbers, torch.tensor(gold), torch.stack(logits))
    return stances


def gold_themes(rows):
    return torch.tensor([[float(theme in row.themes) for theme in THEMES] for row in rows])


def temperature_of(loss_at):
    """The temperature, of a fine grid in [0.4, 4], with the least loss."""
    grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 80))
    return float(grid[int(np.argmin([loss_at(t) for t in grid]))])


THIN = 100  # sentences of a theme in development, under which their best threshold is mostly chance


def best_threshold(probability, gold):
    """The threshold with the best F1; of equal ones the middle, held inside [0.2, 0.8].

    A theme that development is thin in gets half of its best F1, which is the best threshold of calibrated
    probabilities (Lipton, Elkan and Naryanaswamy 2014).
    """
    grid = np.arange(0.2, 0.805, 0.01)
    scores = np.array([f1_score(gold, probability >= t, zero_division=0) for t in grid])
    # smoothed over a few neighbours, so that one lucky sentence does not set it
    smooth = np.convolve(np.pad(scores, 5, mode="edge"), np.ones(11) / 11, mode="valid")
    if gold.sum() < THIN:
        return round(float(smooth.max()) / 2, 2)
    best = np.flatnonzero(smooth >= smooth.max() - 1e-9)
    return round(float(grid[best[len(best) // 2]]), 2)


def calibrate(themes, stances, rows):
    """Temperatures by negative log likelihood and thresholds by F1 on development rows."""
    gold = gold_themes(rows)
    out = {"thresholds": {}, "theme_temperature": {}}
    for k, theme in enumerate(THEMES):
        if gold[:, k].sum() < 5:
            out["theme_temperature"][theme], out["thresholds"][theme] = 1.0, 0.5
            continue
        t = temperature_of(lambda t: float(F.binary_cross_entropy_with_logits(themes[:, k] / t, gold[:, k])))
        out["theme_temperature"][theme] = round(t, 3)
        out["thresholds"][theme] = best_threshold(torch.sigmoid(themes[:, k] / t).numpy(), gold[:, k].numpy())
    logits = torch.cat([s[2] for s in stances.values()])
    labels = torch.cat([s[1] for s in stances.values()])
    out["stance_temperature"] = round(temperature_of(lambda t: float(F.cross_entropy(logits / t, labels))), 3)
    return out


def calibrate_target(logits, gold):
    """What makes a target's probabilities true: (shift of the logits, temperature, label offsets).

    Shift and temperature by negative log likelihood, both drawn towards none (a prior of some ten sentences). Training
    weights rare labels up, so that they are found; the shift takes that out of the probabilities, and the offsets, added
    to the log-probabilities before the largest is chosen as the label, leave it in the choice.
    """
    shift, log_t = torch.zeros(3, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([shift, log_t], max_iter=100)

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy((logits + shift) / log_t.exp(), gold, reduction="sum") + 5 * (shift**2).sum() + 5 * (log_t**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    shift, temperature = shift.detach() - shift.detach()[2], float(log_t.detach().exp())
    return shift, temperature, [round(-x, 3) for x in (shift / temperature).tolist()[:2]] + [0.0]


def expected_calibration_error(confidence, right, bins=10):
    edges = np.clip((confidence * bins).astype(int), 0, bins - 1)
    return float(sum(abs(confidence[edges == b].mean() - right[edges == b].mean()) * (edges == b).mean()
                     for b in range(bins) if (edges == b).any()))


def report(themes, stances, rows, calibration, title, say=print, offsets=None):
    """Prints the table and returns (theme macro-F1, mean stance macro-F1) over what occurs in gold.

    With `offsets`, by target, the stance logits are log-probabilities already.
    """
    gold = gold_themes(rows).numpy()
    say(f"{title}: {len(rows)} sentences")
    theme_f1 = []
    for k, theme in enumerate(THEMES):
        p = torch.sigmoid(themes[:, k] / calibration["theme_temperature"][theme]).numpy()
        guess = p >= calibration["thresholds"][theme]
        precision, recall, f1, _ = precision_recall_fscore_support(gold[:, k], guess, average="binary", zero_division=0)
        if gold[:, k].sum():
            theme_f1.append(f1)
        confidence = np.where(p >= 0.5, p, 1 - p)
        ece = expected_calibration_error(confidence, (p >= 0.5) == (gold[:, k] > 0))
        say(f"  {theme:16} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}  n {int(gold[:, k].sum()):4}  "
            f"threshold {calibration['thresholds'][theme]:.2f} T {calibration['theme_temperature'][theme]:.2f} ECE {ece:.3f}")
    means, sides, guesses = [], [], []
    for target, (_, labels, logits) in stances.items():
        guess = (logits + torch.tensor((offsets or {}).get(target, [0.0, 0.0, 0.0]))).argmax(1)
        guesses.append(guess)
        present = sorted(set(labels.tolist()))
        each = f1_score(labels, guess, labels=[0, 1, 2], average=None, zero_division=0)
        means.append(f1_score(labels, guess, labels=present, average="macro", zero_division=0))
        sides.append((each[0] + each[1]) / 2)
        counts = [int((labels == c).sum()) for c in range(3)]
        say(f"  {target:16} macro-F1 {means[-1]:.3f}  " + "  ".join(
            f"{name} {each[c]:.3f} (n {counts[c]})" for c, name in enumerate(LABELS)))
    logits = torch.cat([s[2] for s in stances.values()]) / calibration["stance_temperature"]
    labels = torch.cat([s[1] for s in stances.values()])
    guess = torch.cat(guesses)
    p = torch.softmax(logits, 1).gather(1, guess.unsqueeze(1)).squeeze(1)
    ece = expected_calibration_error(p.numpy(), (guess == labels).numpy())
    say(f"  theme macro-F1 {np.mean(theme_f1):.3f}  mean stance macro-F1 {np.mean(means):.3f}  f_avg {np.mean(sides):.3f}  "
        f"stance accuracy {float((guess == labels).float().mean()):.3f} T {calibration['stance_temperature']:.2f} ECE {ece:.3f}")
    return float(np.mean(theme_f1)), float(np.mean(means))

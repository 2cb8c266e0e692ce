"""Stage 2: themes, stances and the zero-shot head on the labelled statements, from the weights of intermediate.py.

`python training/train.py --annotation ../shared/annotation --labels LABELS --data ../shared/data
    --init training/work/intermediate.pt --out training/work/model.pt`
Development is dev*.jsonl of LABELS and one fold, by article, of the rest (where BRICS and trade are); neither trains.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from batching import batches, pooled
from codebook import ENTRIES, LABELS, TARGETS, THEMES
from data import OWN_WORDS, in_fold, load_all, stance_pairs, statements
from export import UNCALIBRATED
from inputs import Inputs
from intermediate import TOPICS, stance_loss, topic_loss
from metrics import calibrate, predict, report
from model import Demarche, base_folder
from targets import PRESENT, Targets

FOLDS, FOLD = 12, 2
REPLAY = {"RUW": 5000, "GWSD": 2010, "NewsMTSC-target-sentiment": 3000, "SemEval2016-T6": 3000, "IBM-claim-stance": 1500,
          "IAM": 1500, "Perspectrum": 2500}
TITLE_DROPPED, PREVIOUS_DROPPED, ROLE_FLIPPED = 0.25, 0.15, 0.10
# A title says what an article is on, not what each of its sentences is on: a sentence without a theme gets the title
# of an article on one, and one with a theme a title from elsewhere, so that the sentence's own words decide.
TITLE_SWAPPED = {"without theme": 0.30, "with theme": 0.08}
EASY_LOSS, EASY_KEPT = 0.05, 0.35      # sentences without a theme that the model already knows: fewer, weighted up
FIRST_KEPT = 0.6                       # and in the first epoch, when nothing is known yet, of all without a theme
SETTLEMENT_NEUTRAL_KEPT = 0.4          # most Ukraine sentences are neutral on settlement
TOKENS = 1280
HEADS_FASTER = 4                       # the heads' learning rate, as a multiple of the encoder's
EMA = 0.99


def split(train):
    """(training rows, development fold): whole articles; what was written for training always trains."""
    held = [row for row in train if row.kind not in OWN_WORDS and in_fold(row.article, FOLDS, FOLD)]
    kept = [row for row in train if row.kind in OWN_WORDS or not in_fold(row.article, FOLDS, FOLD)]
    return kept, held


def class_weights(rows):
    """Per target, the root of the inverse frequency of a label, in [0.5, 3]."""
    out = {}
    for target in TARGETS:
        counts = Counter(row.stance[target] for row in rows if target in row.stance)
        if target == "settlement":
            counts["neutral"] = int(counts["neutral"] * SETTLEMENT_NEUTRAL_KEPT)
        total = sum(counts.values())
        out[target] = [min(3.0, max(0.5, (total / (3 * max(1, counts[label]))) ** 0.5)) for label in LABELS]
    return out


class Sampler:
    """The steps of an epoch: (task, rows) with the augmentation drawn anew."""

    def __init__(self, inputs, rows, replay, seed, targets, stance_focus=False):
        self.inputs, self.rows, self.replay, self.seed, self.targets = inputs, rows, replay, seed, targets
        # with focus: fewer theme batches and settlement's neutral, and twice what takes a side on settlement
        self.theme_share = 0.4 if stance_focus else 1.0
        self.neutral_kept = 0.2 if stance_focus else SETTLEMENT_NEUTRAL_KEPT
        self.repeats = 2 if stance_focus else 1
        self.topical = [pair for pair in replay if pair.dataset in TOPICS]
        self.loss = [1.0] * len(rows)
        on_theme = {row.article for row in rows if row.themes}
        titled = [row for row in rows if row.title and row.kind != "unlabelled"]
        self.titles = {"without theme": sorted({row.title for row in titled if row.article in on_theme}),
                       "with theme": sorted({row.title for row in titled if row.article not in on_theme})}

    def context(self, rng, row):
        kind = "with theme" if row.themes else "without theme"
        title = row.title
        if rng.random() < TITLE_DROPPED:
            title = None
        elif row.kind != "unlabelled" and len(row.text.split()) >= 8 and rng.random() < TITLE_SWAPPED[kind]:
            title = rng.choice(self.titles[kind])
        previous = None if rng.random() < PREVIOUS_DROPPED else row.previous
        return title, previous

    def epoch(self, number):
        rng = random.Random(self.seed * 1000 + number)
        themes, stances = [], []
        for n, row in enumerate(self.rows):
            kept = 1.0
            if not row.themes and max(self.targets.themes(row)) < PRESENT:
                kept = FIRST_KEPT if number == 0 else EASY_KEPT if self.loss[n] < EASY_LOSS else 1.0
            if rng.random() < kept * self.theme_share:
                themes.append((n, self.inputs.theme(row.text, *self.context(rng, row)), 1 / kept))
            stance = self.targets.stances(row)
            sided = row.stance.get("settlement", "neutral") != "neutral"
            for target, chances in list(stance.items()) * (self.repeats if sided else 1):
                if target == "settlement" and chances[LABELS.index("neutral")] > 0.5 and rng.random() > self.neutral_kept:
                    continue
                has_speaker = row.has_speaker != (rng.random() < ROLE_FLIPPED)
                sequence = self.inputs.stance(row.text, TARGETS[target][1], has_speaker, *self.context(rng, row))
                stances.append((target, chances, sequence))
        seed = rng.randrange(2**31)
        steps = [("theme", b) for b in batches(themes, [len(x[1][0]) for x in themes], TOKENS, seed)]
        steps += [("stance", b) for b in batches(stances, [len(x[2][0]) for x in stances], TOKENS, seed)]
        again = rng.sample(self.replay, min(700, len(self.replay)))
        steps += [("replay", b) for b in batches(again, [len(self.inputs.stance(p.text, p.target, True)[0]) for p in again],
                                                 TOKENS, seed)]
        topical = rng.sample(self.topical, min(480, len(self.topical)))
        steps += [("topic", topical[i : i + 24]) for i in range(0, len(topical), 24)]
        rng.shuffle(steps)
        return steps


def step_loss(model, inputs, sampler, weights, task, batch, number):
    if task == "topic":
        return 0.3 * topic_loss(model, inputs, batch)
    if task == "replay":
        vectors = pooled(model, [inputs.stance(p.text, p.target, p.has_speaker) for p in batch])
        return 0.3 * stance_loss(model.stance_logits(vectors), batch)
    if task == "stance":
        logits = model.stance_logits(pooled(model, [sequence for _, _, sequence in batch]))
        chances = torch.tensor([chances for _, chances, _ in batch])
        each = F.cross_entropy(logits, chances, reduction="none")
        weight = (chances * torch.tensor([weights[target] for target, _, _ in batch])).sum(1)
        return (each * weight).mean()
    vectors = pooled(model, [sequence for _, sequence, _ in batch])
    gold = torch.tensor([sampler.targets.themes(sampler.rows[n]) for n, _, _ in batch])
    each = F.binary_cross_entropy_with_logits(model.theme_logits(vectors), gold, reduction="none").sum(1)
    floor = torch.special.entr(gold).add(torch.special.entr(1 - gold)).sum(1)  # what soft targets cost at the least
    for (n, _, _), value in zip(batch, (each - floor).tolist()):
        sampler.loss[n] = value
    loss = (each * torch.tensor([weight for _, _, weight in batch])).mean()
    if number % 3 == 0:  # the zero-shot head on the codebook's own entries
        entries = pooled(model, [inputs.entry(ENTRIES[theme]) for theme in THEMES])
        loss = loss + 0.2 * F.binary_cross_entropy_with_logits(model.label_logits(vectors, entries), gold)
    return loss


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--annotation", "--labels", "--data", "--init", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--synthetic", default=str(Path(__file__).with_name("synthetic.jsonl")))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10**9, help="stop, with the learning rate at its end, after so many")
    parser.add_argument("--teacher", help="what teacher.py wrote: its logits for the statements")
    parser.add_argument("--more", nargs="*", default=[], help="statements without labels, which the teacher has read")
    parser.add_argument("--stance-focus", action="store_true", help="a last phase, mostly of stance: see Sampler")
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--hold", type=float, default=0.0, help="the share of the steps before the learning rate falls")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    inputs = Inputs(base_folder() / "tokenizer.json")
    rows, dev = load_all(args.annotation, args.labels, args.synthetic)
    rows, fold = split(rows)
    rows += [replace(row, kind="unlabelled") for path in args.more for row in statements(path, "unlabelled")]
    replay = [p for p in stance_pairs(Path(args.data) / "stance_pairs.jsonl.gz", REPLAY) if not p.held_out]
    print(f"{len(rows)} training statements {dict(Counter(r.kind for r in rows))}, dev {len(dev)}, fold {len(fold)}", flush=True)

    model = Demarche.from_base()
    if args.init != "base":
        model.load_state_dict(torch.load(args.init, weights_only=True)["model"])
    model.encoder.embeddings.word_embeddings.weight.requires_grad = False
    body = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": args.learning_rate}, {"params": heads, "lr": HEADS_FASTER * args.learning_rate}],
                                  weight_decay=0.01)
    average = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}
    sampler, weights = Sampler(inputs, rows, replay, args.seed, Targets(args.teacher), args.stance_focus), class_weights(rows)
    total = min(args.steps, args.epochs * len(sampler.epoch(0)))
    done, start, losses = 0, time.time(), defaultdict(list)
    for epoch in range(args.epochs):
        steps = sampler.epoch(epoch)[: total - done]
        for number, (task, batch) in enumerate(steps):
            model.train()
            falling = (1 - done / total) / (1 - args.hold) if args.hold < 1 else 1.0
            rate = min((done + 1) / 60, 1.0, max(0.03, falling))
            for group, base in zip(optimizer.param_groups, (1, HEADS_FASTER)):
                group["lr"] = args.learning_rate * base * rate
            loss = step_loss(model, inputs, sampler, weights, task, batch, number)
            loss.backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            decay = min(EMA, done / (done + 10))
            with torch.no_grad():
                for name, p in model.named_parameters():
                    if p.requires_grad:
                        average[name].lerp_(p, 1 - decay)
            losses[task].append(float(loss))
            if done % 100 == 0:  # a snapshot, to be calibrated by calibrate.py if the run is cut short
                snapshot = model.state_dict() | average
                torch.save({"model": snapshot, "inputs": asdict(inputs.config), "calibration": UNCALIBRATED}, args.out)
            if number % 50 == 49:
                recent = {name: round(sum(x[-30:]) / len(x[-30:]), 3) for name, x in losses.items()}
                print(f"epoch {epoch} {number + 1}/{len(steps)} {time.time() - start:.0f} s {recent}", flush=True)
        raw = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(raw | average)
        themes, stances = predict(model, inputs, dev + fold)
        calibration = UNCALIBRATED | calibrate(themes, stances, dev + fold)
        report(themes, stances, dev + fold, calibration, f"epoch {epoch}, averaged weights, dev and fold", lambda s: print(s, flush=True))
        torch.save({"model": model.state_dict(), "inputs": asdict(inputs.config), "calibration": calibration}, args.out)
        model.load_state_dict(raw)


if __name__ == "__main__":
    main()

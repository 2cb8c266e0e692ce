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

from batching import DEVICE, batches, half_precision, pooled
from codebook import ENTRIES, LABELS, TARGETS, THEMES
from data import OWN_WORDS, load_all, pack_texts, runs
from export import UNCALIBRATED
from inputs import Inputs
from intermediate import TOPICS, pair_sequence, stance_loss, topic_loss
from metrics import calibrate, predict, report
from model import Demarche, base_folder, load_shipped
from pairs import REPLAY, in_fold, stance_pairs
from windows import windows_of

FOLDS, FOLD = 12, 2
TITLE_DROPPED, CONTEXT_DROPPED, ALONE, ROLE_FLIPPED = 0.20, 0.15, 0.10, 0.05
# A title says what an article is on, not what each of its sentences is on: a window without a theme gets the title
# of an article on one, and one with a theme a title from elsewhere, so that the sentences' own words decide.
TITLE_SWAPPED = {"without theme": 0.25, "with theme": 0.06}
THEMELESS_KEPT = 0.5                   # of the windows without a theme, an epoch: they are more than half, and easy
SETTLEMENT_NEUTRAL_KEPT = 0.35         # of the windows on Ukraine in which nobody takes a side on settlement
RARE, RARE_REPEATED = "BRICS", 4        # real news on BRICS, mostly not on its enlargement, is rare and easily mistaken
REPLAYED, TOPICAL = 500, 360           # pairs, and texts on topics, an epoch
SMOOTHING = 0.03
TOKENS = 2048
HEADS_FASTER = 4                       # the heads' learning rate, as a multiple of the encoder's
EMA = 0.995


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
        total = sum(counts.values())
        out[target] = [min(3.0, max(0.5, (total / (3 * max(1, counts[label]))) ** 0.5)) for label in LABELS]
    return out


class Sampler:
    """The steps of an epoch: (task, items) with windows and augmentation drawn anew."""

    def __init__(self, inputs, rows, texts, replay, seed, theme_share=1.0):
        self.inputs, self.replay, self.seed, self.theme_share = inputs, replay, seed, theme_share
        self.runs = runs(rows, texts)
        rare = [run for run in self.runs if run.rows[0].kind == "news" and any(RARE in row.text for row in run.rows)]
        self.runs += rare * (RARE_REPEATED - 1)
        self.topical = [pair for pair in replay if pair.dataset in TOPICS]
        on_theme = {row.article for row in rows if row.themes}
        titled = [row for row in rows if row.title]
        self.titles = {"without theme": sorted({row.title for row in titled if row.article in on_theme}),
                       "with theme": sorted({row.title for row in titled if row.article not in on_theme})}

    def varied(self, rng, run):
        """The run as it could also have stood: without its title or context, cut at another place, a role mistaken."""
        if rng.random() < TITLE_DROPPED:
            run = replace(run, title=None, lead=None)
        if rng.random() < CONTEXT_DROPPED:
            run = replace(run, context=[])
        cut = rng.randrange(len(run.rows)) if len(run.rows) > 1 else 0
        parts = [run]
        if cut and rng.random() < 0.5:  # windows begin elsewhere in each epoch
            before = [row.text for row in run.rows[:cut]][-6:]
            lead = run.lead or (run.rows[0].text if run.rows[0].i == 0 and not run.title else None)
            parts = [replace(run, rows=run.rows[:cut]), replace(run, rows=run.rows[cut:], context=before, lead=lead)]
        if rng.random() < ALONE:
            parts = [replace(run, rows=[row], context=[], lead=None) for row in run.rows]
        for part in parts:
            flipped = [replace(row, has_speaker=not row.has_speaker) if rng.random() < ROLE_FLIPPED else row for row in part.rows]
            yield replace(part, rows=flipped, numbers=[])

    def title(self, rng, window, run):
        kind = "with theme" if any(run.rows[n].themes for n in window.read) else "without theme"
        words = sum(len(sentence.split()) for sentence in window.sentences)
        return rng.choice(self.titles[kind]) if words >= 8 and rng.random() < TITLE_SWAPPED[kind] else window.title

    def epoch(self, number):
        rng = random.Random(self.seed * 1000 + number)
        themes, stances = [], []
        for whole in self.runs:
            for run in self.varied(rng, whole):
                for window in windows_of(self.inputs, run):
                    easy = not any(run.rows[n].themes or RARE in run.rows[n].text for n in window.read)
                    if rng.random() > self.theme_share * (THEMELESS_KEPT if easy else 1.0):
                        continue
                    sequence = self.inputs.theme(window.sentences, self.title(rng, window, run))
                    themes.append((sequence, [(window.span(n), run.rows[n]) for n in window.read]))
            for run in self.varied(rng, whole):
                for target, (_, proposition) in TARGETS.items():
                    read = [n for n, row in enumerate(run.rows) if target in row.stance]
                    for window in windows_of(self.inputs, run, read):
                        taken = [(window.span(n), run.rows[n]) for n in window.read]
                        sided = any(row.stance[target] != "neutral" for _, row in taken)
                        if target == "settlement" and not sided and rng.random() > SETTLEMENT_NEUTRAL_KEPT:
                            continue
                        sequence = self.inputs.stance(proposition, window.sentences, window.has_speaker, window.title)
                        stances.append((sequence, [(span, row, target) for span, row in taken]))
        seed = rng.randrange(2**31)
        steps = [("theme", b) for b in batches(themes, [len(x[0][0]) for x in themes], TOKENS, seed)]
        steps += [("stance", b) for b in batches(stances, [len(x[0][0]) for x in stances], TOKENS, seed)]
        again = rng.sample(self.replay, min(REPLAYED, len(self.replay)))
        steps += [("replay", b) for b in batches(again, [len(pair_sequence(self.inputs, p)[0]) for p in again], TOKENS, seed)]
        topical = rng.sample(self.topical, min(TOPICAL, len(self.topical)))
        steps += [("topic", topical[i : i + 24]) for i in range(0, len(topical), 24)]
        rng.shuffle(steps)
        return steps


def read_vectors(model, batch):
    """The vectors of the sentences that are read, and what the batch says of each."""
    vectors = pooled(model, [sequence for sequence, _ in batch])
    places, said, offset = [], [], 0
    for sequence, taken in batch:
        places += [offset + span for span, *_ in taken]
        said += [rest for _, *rest in taken]
        offset += len(sequence[2])
    return vectors[places], said


def step_loss(model, inputs, weights, task, batch, number):
    if task == "topic":
        return 0.3 * topic_loss(model, inputs, batch)
    if task == "replay":
        return 0.3 * stance_loss(model.stance_logits(pooled(model, [pair_sequence(inputs, p) for p in batch])), batch)
    vectors, said = read_vectors(model, batch)
    if task == "stance":
        numbers = [LABELS.index(row.stance[target]) for row, target in said]
        labels = torch.tensor(numbers, device=DEVICE)
        weight = torch.tensor([weights[target][label] for (_, target), label in zip(said, numbers)], device=DEVICE)
        each = F.cross_entropy(model.stance_logits(vectors), labels, reduction="none", label_smoothing=SMOOTHING)
        return (each * weight).mean()
    gold = torch.tensor([[float(theme in row.themes) for theme in THEMES] for row, in said], device=DEVICE)
    loss = F.binary_cross_entropy_with_logits(model.theme_logits(vectors), gold, reduction="none").sum(1).mean()
    if number % 3 == 0:  # the zero-shot head on the codebook's own entries
        entries = pooled(model, [inputs.entry(ENTRIES[theme]) for theme in THEMES])
        loss = loss + 0.2 * F.binary_cross_entropy_with_logits(model.label_logits(vectors, entries), gold)
    return loss


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--annotation", "--labels", "--data", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--init", required=True, help="a checkpoint, or a folder as it is shipped, to go on from")
    parser.add_argument("--synthetic", default=str(Path(__file__).with_name("synthetic.jsonl")))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=2e-4)
    parser.add_argument("--steps", type=int, default=10**9, help="stop, with the learning rate at its end, after so many")
    parser.add_argument("--theme-share", type=float, default=1.0, help="of the theme windows, for a stage that is mostly stance")
    parser.add_argument("--share", type=float, default=1.0, help="of the articles, for a learning curve")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    inputs = Inputs(base_folder() / "tokenizer.json")
    rows, dev = load_all(args.annotation, args.labels, args.synthetic)
    rows, fold = split(rows)
    rows = [row for row in rows if in_fold(row.article, 1000, range(round(1000 * args.share)))]
    texts = pack_texts(args.data)
    replay = [p for p in stance_pairs(Path(args.data) / "stance_pairs.jsonl.gz", REPLAY) if not p.held_out]
    print(f"{len(rows)} training statements {dict(Counter(r.kind for r in rows))}, dev {len(dev)}, fold {len(fold)}", flush=True)

    if Path(args.init).is_dir():
        model = load_shipped(args.init)
    else:
        model = Demarche.from_base()
        model.load_state_dict(torch.load(args.init, weights_only=True)["model"])
    model = model.to(DEVICE)
    model.encoder.embeddings.word_embeddings.weight.requires_grad = False
    body = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": args.learning_rate}, {"params": heads, "lr": HEADS_FASTER * args.learning_rate}],
                                  weight_decay=0.01)
    average = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}
    sampler, weights = Sampler(inputs, rows, texts, replay, args.seed, args.theme_share), class_weights(rows)
    total = min(args.steps, sum(len(sampler.epoch(number)) for number in range(args.epochs)))
    done, start, losses = 0, time.time(), defaultdict(list)
    for epoch in range(args.epochs):
        steps = sampler.epoch(epoch)[: total - done]
        for number, (task, batch) in enumerate(steps):
            model.train()
            rate = min((done + 1) / 100, 1.0 - 0.97 * done / total)
            for group, base in zip(optimizer.param_groups, (1, HEADS_FASTER)):
                group["lr"] = args.learning_rate * base * rate
            with half_precision():
                loss = step_loss(model, inputs, weights, task, batch, number)
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
            losses[task].append(loss.detach())
            if number % 50 == 49:
                recent = {name: round(float(sum(x[-30:])) / len(x[-30:]), 3) for name, x in losses.items()}
                print(f"epoch {epoch} {number + 1}/{len(steps)} {time.time() - start:.0f} s {recent}", flush=True)
        raw = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(raw | average)
        themes, stances = predict(model, inputs, dev + fold, texts)
        calibration = UNCALIBRATED | calibrate(themes, stances, dev + fold)
        report(themes, stances, dev + fold, calibration, f"epoch {epoch}, averaged weights, dev and fold", lambda s: print(s, flush=True))
        state = {name: value.cpu() for name, value in model.state_dict().items()}
        torch.save({"model": state, "inputs": asdict(inputs.config), "calibration": calibration}, args.out)
        model.load_state_dict(raw)


if __name__ == "__main__":
    main()

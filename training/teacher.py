"""A teacher of base size for the shipped encoder: themes and the four stances of a sentence in one pass.

`python training/teacher.py train --annotation ../shared/annotation --labels LABELS --base all-mpnet-base-v2 --out teacher.pt`
`python training/teacher.py label teacher.pt --base ... --annotation ... --labels ... [--more FILE] --out targets.pt`

It learns from the labelled statements alone and is never shipped. Its heads know the codebook's targets only, so that one
pass of 70 tokens serves all of them; the student reads propositions and keeps that ability (distill.py).
"""

import argparse
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

from batching import batches
from codebook import LABELS, TARGETS, THEMES
from data import load_all, statements
from metrics import calibrate, report
from train import TITLE_SWAPPED, class_weights, split

START, END = 0, 2  # of all-mpnet-base-v2's vocabulary
SENTENCE, TITLE, PREVIOUS = 128, 24, 32
TITLE_DROPPED, PREVIOUS_DROPPED, ROLE_FLIPPED = 0.15, 0.15, 0.10
TOKENS = 1280
EMA = 0.99


class Teacher(nn.Module):
    """MPNet, the mean over the tokens of the sentence, a linear theme head and a stance head over all targets."""

    def __init__(self, base):
        super().__init__()
        from transformers import MPNetModel

        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.theme = nn.Linear(width, len(THEMES))
        self.stance_dense = nn.Linear(width, width)
        self.stance_out = nn.Linear(width, len(TARGETS) * len(LABELS))
        self.dropout = nn.Dropout(0.1)

    def forward(self, sequences):
        """[(ids, tokens of the sentence)] to theme logits [n, themes] and stance logits [n, targets, labels]."""
        length = max(len(ids) for ids, _ in sequences)
        ids = torch.ones(len(sequences), length, dtype=torch.long)
        mask, sentence = torch.zeros(len(sequences), length), torch.zeros(len(sequences), length)
        for row, (i, n) in enumerate(sequences):
            ids[row, : len(i)] = torch.tensor(i)
            mask[row, : len(i)] = 1
            sentence[row, :n] = 1
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        pooled = self.dropout((states * sentence.unsqueeze(-1)).sum(1) / sentence.sum(1, keepdim=True))
        stance = self.stance_out(self.dropout(torch.tanh(self.stance_dense(pooled))))
        return self.theme(pooled), stance.view(-1, len(TARGETS), len(LABELS))


class Inputs:
    """`<s> role sentence </s></s> title </s></s> sentence before </s>`."""

    def __init__(self, base):
        self.tokenizer = Tokenizer.from_file(str(Path(base) / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.cache = {}

    def ids(self, text):
        if text not in self.cache:
            self.cache[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.cache[text]

    def sequence(self, text, has_speaker, title, previous):
        first = [START] + self.ids("speaker :" if has_speaker else "reporter :") + self.ids(text)[:SENTENCE] + [END]
        rest = [END] + self.ids(title)[:TITLE] + [END] if title else []
        rest += [END] + self.ids(previous)[-PREVIOUS:] + [END] if previous else []
        return first + rest, len(first)


@torch.no_grad()
def forward_all(model, inputs, rows, budget=4096):
    """Theme logits [n, themes] and stance logits [n, targets, labels] of all rows, in their order."""
    model.eval()
    sequences = [inputs.sequence(r.text, r.has_speaker, r.title, r.previous) for r in rows]
    order = batches(list(range(len(rows))), [len(s[0]) for s in sequences], budget, 0)
    themes, stances = torch.zeros(len(rows), len(THEMES)), torch.zeros(len(rows), len(TARGETS), len(LABELS))
    for numbers in order:
        themes[numbers], stances[numbers] = model([sequences[n] for n in numbers])
    return themes, stances


def by_target(stances, rows):
    """The logits in the form of metrics.predict: per target, of the rows that have it in gold."""
    out = {}
    for k, target in enumerate(TARGETS):
        numbers = [n for n, row in enumerate(rows) if target in row.stance]
        if numbers:
            gold = torch.tensor([LABELS.index(rows[n].stance[target]) for n in numbers])
            out[target] = (numbers, gold, stances[numbers, k])
    return out


def epoch_items(rows, inputs, titles, losses, number, seed):
    """(row number, sequence, weight), drawn anew: of the sentences without a theme that are already known, a third."""
    rng = random.Random(seed * 1000 + number)
    items = []
    for n, row in enumerate(rows):
        kept = 1.0
        if not row.themes:
            kept = 0.6 if number == 0 else 0.35 if losses[n] < 0.05 else 1.0
        if rng.random() >= kept:
            continue
        kind = "with theme" if row.themes else "without theme"
        title = row.title
        if rng.random() < TITLE_DROPPED:
            title = None
        elif len(row.text.split()) >= 8 and rng.random() < TITLE_SWAPPED[kind]:
            title = rng.choice(titles[kind])
        previous = None if rng.random() < PREVIOUS_DROPPED else row.previous
        has_speaker = row.has_speaker != (rng.random() < ROLE_FLIPPED)
        items.append((n, inputs.sequence(row.text, has_speaker, title, previous), 1 / kept))
    return batches(items, [len(x[1][0]) for x in items], TOKENS, rng.randrange(2**31))


def train(args):
    torch.manual_seed(args.seed)
    inputs, model = Inputs(args.base), Teacher(args.base)
    rows, dev = load_all(args.annotation, args.labels, args.synthetic)
    rows, fold = split(rows)
    dev = dev + fold
    print(f"{len(rows)} training statements, {len(dev)} of development", flush=True)
    on_theme = {row.article for row in rows if row.themes}
    titles = {"without theme": sorted({r.title for r in rows if r.title and r.article in on_theme}),
              "with theme": sorted({r.title for r in rows if r.title and r.article not in on_theme})}
    for name, p in model.encoder.named_parameters():
        if name.startswith("embeddings") or any(name.startswith(f"encoder.layer.{k}.") for k in range(args.frozen)):
            p.requires_grad = False
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=args.learning_rate, weight_decay=0.01)
    trained = {n: p for n, p in model.named_parameters() if p.requires_grad}
    average = {n: p.detach().clone() for n, p in trained.items()}
    weights = class_weights(rows)
    weights = torch.tensor([weights[target] for target in TARGETS])
    gold_themes = torch.tensor([[float(t in row.themes) for t in THEMES] for row in rows])
    gold_stances = torch.tensor([[LABELS.index(row.stance[t]) if t in row.stance else -1 for t in TARGETS] for row in rows])
    losses = [1.0] * len(rows)
    total = int(args.epochs * 0.8 * len(epoch_items(rows, inputs, titles, losses, 1, args.seed)))
    done, start, recent, first_epoch, skipped = 0, time.time(), [], 0, 0
    resume = Path(f"{args.out}.resume")
    if resume.exists():
        state = torch.load(resume, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, losses, done, first_epoch, skipped = (state[k] for k in ("average", "losses", "done", "epoch", "batches"))
        print(f"resumed after step {done}", flush=True)
    for epoch in range(first_epoch, args.epochs):
        before = list(losses)  # what the epoch's sentences were drawn by: a resumed run must draw the same
        if epoch == first_epoch and skipped:
            before = state["before"]
        for position, batch in enumerate(epoch_items(rows, inputs, titles, before, epoch, args.seed)):
            if epoch == first_epoch and position < skipped:
                continue
            model.train()
            rate = min((done + 1) / 60, 1.0, max(0.02, 1 - done / total))
            for group, faster in zip(optimizer.param_groups, (1, 8)):
                group["lr"] = args.learning_rate * faster * rate
            numbers = [n for n, _, _ in batch]
            themes, stances = model([s for _, s, _ in batch])
            each = F.binary_cross_entropy_with_logits(themes, gold_themes[numbers], reduction="none").sum(1)
            for n, value in zip(numbers, each.tolist()):
                losses[n] = value
            theme_loss = (each * torch.tensor([w for _, _, w in batch])).mean()
            gold = gold_stances[numbers]
            present = gold >= 0
            stance_loss = torch.zeros(())
            if present.any():
                ce = F.cross_entropy(stances[present], gold[present], reduction="none", label_smoothing=0.03)
                of = weights.expand(len(numbers), -1, -1)[present].gather(1, gold[present].unsqueeze(1)).squeeze(1)
                stance_loss = (ce * of).sum() / len(numbers)
            (theme_loss + 2 * stance_loss).backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            decay = min(EMA, done / (done + 10))
            with torch.no_grad():
                for n, p in trained.items():
                    average[n].lerp_(p, 1 - decay)
            recent = (recent + [(float(theme_loss), float(stance_loss))])[-40:]
            if done % 40 == 0:
                means = [round(sum(x) / len(x), 3) for x in zip(*recent)]
                print(f"epoch {epoch} step {done}/{total} {time.time() - start:.0f} s theme, stance {means}", flush=True)
            if done % 100 == 0:
                state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "losses": losses,
                         "before": before, "done": done, "epoch": epoch, "batches": position + 1}
                torch.save(state, f"{resume}.new")
                Path(f"{resume}.new").rename(resume)
        raw = {n: v.clone() for n, v in model.state_dict().items()}
        model.load_state_dict(raw | average)
        themes, stances = forward_all(model, inputs, dev)
        stances = by_target(stances, dev)
        report(themes, stances, dev, calibrate(themes, stances, dev), f"epoch {epoch}, averaged weights", lambda s: print(s, flush=True))
        torch.save({n: v.half() for n, v in model.state_dict().items()}, args.out)
        model.load_state_dict(raw)


def label(args):
    """Logits for every labelled statement and for those of --more (the same records without labels)."""
    inputs, model = Inputs(args.base), Teacher(args.base)
    model.load_state_dict({n: v.float() for n, v in torch.load(args.model, weights_only=True).items()})
    rows, _ = load_all(args.annotation, args.labels, args.synthetic)
    rows, _ = split(rows)
    more = [replace(row, kind="unlabelled") for path in args.more for row in statements(path, "unlabelled")]
    start = time.time()
    themes, stances = forward_all(model, inputs, rows + more)
    print(f"{len(rows)} labelled and {len(more)} unlabelled statements in {time.time() - start:.0f} s")
    keys = [(row.article, row.i, row.text) for row in rows + more]
    torch.save({"keys": keys, "themes": themes, "stances": stances}, args.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=("train", "label"))
    parser.add_argument("model", nargs="?")
    for name in ("--annotation", "--labels", "--base", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--synthetic", default=str(Path(__file__).with_name("synthetic.jsonl")))
    parser.add_argument("--more", nargs="*", default=[])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--frozen", type=int, default=4, help="layers, from below, that do not train")
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    (train if args.task == "train" else label)(args)


if __name__ == "__main__":
    main()

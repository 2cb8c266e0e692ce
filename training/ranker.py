"""Trains the ranker of mentions: the last layers of a second encoder on the first ones of the shipped model, and a head.

`python training/ranker.py models/default --examples train.jsonl --development dev.jsonl dev2.jsonl`
writes speakers.safetensors into the folder of the model (matrices in 8 bits, a scale a row) and its SHA256SUMS. With --measure
it reads the file that is there and prints how often the right speakers come first. The first layers stay as they are,
so their states are worked out once; whoever trains the model anew must train the ranker anew.

A candidate's logit is a mix of the rules' log odds (those of rules that have not seen the article) and of the network's,
and all candidates of a sentence stand against each other and "none of them", as in src/attribute/choice/weigh.rs. On top of
that loss the network is taught to do without the rules.
"""

import argparse
import copy
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

from batching import batches, half_precision
from export import write_sums
from mentions import MANNERS, NEVER, RELATIONS, collate, windows
from model import load_shipped
from parity import read_inputs

FIRST = 4            # the first layer that is the ranker's own
INNER = 128
FILE = "speakers.safetensors"
ALONE = 0.5          # weight of the loss without the rules
EMA = 0.998
WEIGHTS = [round(0.1 * n, 1) for n in range(2, 13)]  # tried on development, of the rules and of the network


class Ranker(nn.Module):
    def __init__(self, layers, width, dropout):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.sentence = nn.Linear(width, INNER)
        self.mention = nn.Linear(width, INNER, bias=False)
        self.both = nn.Linear(width, INNER, bias=False)
        self.relation = nn.Embedding(RELATIONS, INNER)
        self.manner = nn.Embedding(len(MANNERS), INNER)
        self.absent_manner = nn.Embedding(len(MANNERS), 1)
        self.out = nn.Linear(INNER, 1)
        self.nobody, self.absent = (nn.Sequential(nn.Linear(width, INNER), nn.GELU(), nn.Dropout(dropout), nn.Linear(INNER, 1)) for _ in range(2))
        self.dropout = nn.Dropout(dropout)
        self.of_rules = nn.Parameter(torch.tensor(1.0))
        for module in (self.out, self.manner, self.absent_manner):
            nn.init.zeros_(module.weight)
        nn.init.zeros_(self.out.bias)
        for module in self.layers.modules():
            if isinstance(module, nn.Dropout):
                module.p = dropout

    def forward(self, batch):
        """The network's logit of each candidate."""
        states = batch["states"]
        with half_precision():
            for layer in self.layers:
                states = layer(states, attention_mask=batch["mask"])[0]
        sums = F.pad(states.float().cumsum(1), (0, 0, 1, 0))

        def means(spans):
            row, start, end = spans.unbind(1)
            return self.dropout((sums[row, end] - sums[row, start]) / (end - start).unsqueeze(1))

        sentences, mentions = means(batch["sentences"]), means(batch["mentions"])
        slot, s, m, relation, manner = batch["pairs"].unbind(1)
        inner = self.sentence(sentences)[s] + self.mention(mentions)[m] + self.both(sentences[s] * mentions[m])
        inner = inner + self.relation(relation) + self.manner(manner)
        pairs = self.out(self.dropout(F.gelu(inner))).squeeze(1)
        # A slot is a speaker of a candidate: the log of the sum over his mentions.
        at, candidate, of_manner = batch["slots"].unbind(1)
        largest = torch.full((len(at),), NEVER).scatter_reduce(0, slot, pairs.detach(), "amax")
        total = torch.zeros(len(at)).index_add(0, slot, (pairs - largest[slot]).exp())
        absent = (self.absent(sentences)[at] + self.absent_manner(of_manner)).squeeze(1)
        slots = torch.where(total > 0, total.clamp(min=1e-9).log() + largest, absent)
        size = len(batch["candidates"])
        total = torch.zeros(size).index_add(0, candidate, slots)
        count = torch.zeros(size).index_add(0, candidate, torch.ones(len(at)))
        nobody = self.nobody(sentences).squeeze(1)[batch["candidates"]]
        return torch.where(count > 0, total / count.clamp(min=1), nobody)


def choice_loss(logits, batch):
    """By sentence the negative log of the share of the right candidates, or of "none", whose logit is 0, where none is right."""
    of, size = batch["candidates"], len(batch["sentences"])
    largest = torch.zeros(size).scatter_reduce(0, of, logits.detach(), "amax")
    odds, none = (logits - largest[of]).exp(), (-largest).exp()
    total = torch.zeros(size).index_add(0, of, odds) + none
    right = torch.zeros(size).index_add(0, of, odds * batch["right"])
    possible = torch.zeros(size).index_add(0, of, batch["right"].float()) > 0
    return total.log() - torch.where(possible, right, none).clamp(min=1e-8).log(), possible


def verdicts(logits, batch):
    """By sentence (right, somebody is found to speak, somebody speaks). Candidates that name the same speakers add up."""
    totals = defaultdict(lambda: defaultdict(float))
    right = defaultdict(set)
    for n, logit, speakers, is_right in zip(batch["candidates"].tolist(), logits.tolist(), batch["speakers"], batch["right"].tolist()):
        totals[n][speakers] += np.exp(logit)
        if is_right:
            right[n].add(speakers)
    best = {n: max(of, key=of.get) for n, of in totals.items()}
    return [(best[n] in right[n], bool(best[n]), batch["spoken"][n]) for n in best]


@torch.no_grad()
def read(ranker, data):
    """Batches of `data` with the network's logits, on the rules as committed."""
    ranker.eval()
    out = []
    for start in range(0, len(data), 8):
        part = data[start : start + 8]
        batch = collate([w for w, _ in part], [s for _, s in part], True)
        logits = ranker(batch)
        out.append((logits, {k: v for k, v in batch.items() if k not in ("states", "mask")}))
    ranker.train()
    return out


def figures(answers, of_rules, of_rank):
    loss, all_verdicts = [], []
    for logits, batch in answers:
        mixed = of_rules * batch["rules"] + of_rank * logits
        loss += choice_loss(mixed, batch)[0].tolist()
        all_verdicts += verdicts(mixed, batch)
    right, found, spoken = (np.array(x) for x in zip(*all_verdicts))
    return {"loss": np.mean(loss), "right": right.mean(), "speaks": 2 * (found & spoken).sum() / max(1, found.sum() + spoken.sum())}


def show(name, answers, of_rules, of_rank):
    for what, weights in (("rules", (1, 0)), ("network", (0, 1)), ("both", (of_rules, of_rank))):
        of = figures(answers, *weights)
        print(f"{name:<8} {what:<8} loss {of['loss']:.3f}  right {of['right']:.3f}  whether somebody speaks, F1 {of['speaks']:.3f}", flush=True)


@torch.no_grad()
def with_states(model, all_windows):
    """[(window, states of its tokens after the layers that are shared)], in half precision."""
    encoder = copy.copy(model.encoder)
    out = [None] * len(all_windows)
    order = sorted(range(len(all_windows)), key=lambda i: len(all_windows[i].ids))
    for begin in range(0, len(order), 16):
        taken = order[begin : begin + 16]
        longest = max(len(all_windows[i].ids) for i in taken)
        ids, types, mask = (torch.zeros(len(taken), longest, dtype=torch.long) for _ in range(3))
        for row, i in enumerate(taken):
            size = len(all_windows[i].ids)
            ids[row, :size], types[row, :size], mask[row, :size] = torch.tensor(all_windows[i].ids), torch.tensor(all_windows[i].types), 1
        with half_precision():
            states = encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        for row, i in enumerate(taken):
            out[i] = all_windows[i], states[row, : len(all_windows[i].ids)].half().numpy().copy()
    return out


def train(ranker, data, development, args):
    body, heads = list(ranker.layers.parameters()), [p for n, p in ranker.named_parameters() if not n.startswith("layers.")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": args.learning_rate}, {"params": heads, "lr": 5 * args.learning_rate}], weight_decay=0.05)
    lengths = [len(window.ids) for window, _ in data]
    steps = args.epochs * len(batches(data, lengths, args.tokens, 0))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / (0.05 * steps + 1), max(0.02, 1 - s / steps)))
    average = copy.deepcopy(ranker)
    step, losses, start = 0, [], time.time()
    for epoch in range(args.epochs):
        for members in batches(data, lengths, args.tokens, args.seed * 1000 + epoch):
            batch = collate([w for w, _ in members], [s for _, s in members], False)
            logits = ranker(batch)
            joined, _ = choice_loss(ranker.of_rules * batch["rules"] + logits, batch)
            alone, possible = choice_loss(logits, batch)
            (joined.mean() + ALONE * (alone * possible).mean()).backward()
            nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(ranker.parameters()), 1 - min(EMA, (step + 1) / (step + 10)))
            losses.append(joined.mean().item())
            if step % 200 == 0:
                print(f"step {step} of {steps}: loss {np.mean(losses[-200:]):.3f}, {time.time() - start:.0f} s", flush=True)
        for name, of in development.items():
            show(name, read(average, of), average.of_rules.item(), 1.0)
    return average


def tensors_of(ranker, of_rules, of_rank):
    """The tensors of speakers.safetensors, by the names that src/attribute/ranker/head.rs reads."""
    out = {}

    def matrix(name, values):
        scale = values.abs().amax(1).clamp(min=1e-12) / 127
        out[name] = torch.round(values / scale[:, None]).clamp(-127, 127).to(torch.int8)
        out[f"{name}.scale"] = scale

    state = {name: value.detach().float() for name, value in ranker.state_dict().items()}
    for name, value in state.items():
        if name.startswith("layers."):
            number, rest = name.removeprefix("layers.").split(".", 1)
            name = f"encoder.layer.{FIRST + int(number)}.{rest}"
            matrix(name, value) if value.dim() == 2 else out.__setitem__(name, value)
    for name in ("sentence", "mention", "both", "out"):
        matrix(f"rank.{name}.weight", state[f"{name}.weight"])
    for name in ("sentence", "out"):
        out[f"rank.{name}.bias"] = state[f"{name}.bias"]
    for name in ("nobody", "absent"):
        for number, part in ((0, "inner"), (3, "out")):
            matrix(f"rank.{name}.{part}.weight", state[f"{name}.{number}.weight"])
            out[f"rank.{name}.{part}.bias"] = state[f"{name}.{number}.bias"]
    out["rank.relation.weight"] = state["relation.weight"]
    for number, name in enumerate(MANNERS):
        out[f"rank.manner.{name}"] = state["manner.weight"][number]
        out[f"rank.absent.manner.{name}"] = state["absent_manner.weight"][number]
    out["rank.weight_of_rules"], out["rank.weight_of_rank"] = torch.tensor([of_rules]), torch.tensor([of_rank])
    return {name: value.contiguous().clone() for name, value in out.items()}


def load(ranker, file):
    """What `tensors_of` has written, into `ranker`; the two weights."""
    stored = load_file(str(file))
    value = lambda name: stored[name].float() * stored[f"{name}.scale"][:, None] if f"{name}.scale" in stored else stored[name]
    places = {}
    for name in ranker.state_dict():
        if name.startswith("layers."):
            number, rest = name.removeprefix("layers.").split(".", 1)
            places[name] = value(f"encoder.layer.{FIRST + int(number)}.{rest}")
        elif name.split(".")[0] in ("nobody", "absent"):
            head, number, kind = name.split(".")
            places[name] = value(f"rank.{head}.{'inner' if number == '0' else 'out'}.{kind}")
        elif name == "manner.weight":
            places[name] = torch.stack([value(f"rank.manner.{m}") for m in MANNERS])
        elif name == "absent_manner.weight":
            places[name] = torch.stack([value(f"rank.absent.manner.{m}") for m in MANNERS])
        elif name == "of_rules":
            places[name] = stored["rank.weight_of_rules"][0]
        else:
            places[name] = value(f"rank.{name}")
    ranker.load_state_dict(places)
    return stored["rank.weight_of_rules"].item(), stored["rank.weight_of_rank"].item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--examples")
    parser.add_argument("--development", nargs="+", required=True)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    folder = Path(args.model)
    model = load_shipped(folder)
    inputs = read_inputs(folder)
    layers = model.encoder.encoder.layer
    ranker = Ranker([copy.deepcopy(layer) for layer in layers[FIRST:]], model.encoder.config.hidden_size, args.dropout)
    model.encoder.encoder.layer = layers[:FIRST]
    development = {Path(file).stem: with_states(model, windows(inputs, file)) for file in args.development}
    if args.measure:
        weights = load(ranker, folder / FILE)
        for name, of in development.items():
            show(name, read(ranker, of), *weights)
        return
    data = with_states(model, windows(inputs, args.examples))
    print(f"{len(data)} windows, {sum(len(w.rows) for w, _ in data)} labelled sentences", flush=True)
    ranker = train(ranker, data, development, args)
    answers = {name: read(ranker, of) for name, of in development.items()}
    everything = [answer for of in answers.values() for answer in of]
    of_rules, of_rank = min(((a, b) for a in WEIGHTS for b in WEIGHTS), key=lambda weights: figures(everything, *weights)["loss"])
    print(f"weights of the rules and of the network: {of_rules}, {of_rank}")
    for name, of in answers.items():
        show(name, of, of_rules, of_rank)
    save_file(tensors_of(ranker, of_rules, of_rank), str(folder / FILE))
    (folder / FILE).chmod(0o644)
    write_sums(folder)


if __name__ == "__main__":
    main()

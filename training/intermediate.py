"""Stage 1: stance and entailment on public pair sets, and texts against topics, before the in-domain stage.

`python training/intermediate.py --data ../shared/data --out training/work/intermediate.pt`
"""

import argparse
import random
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import torch
from sklearn.metrics import f1_score
from torch import nn
from torch.nn import functional as F

from batching import DEVICE, batches, half_precision, pooled
from inputs import Inputs
from model import Demarche, base_folder, pool_all
from pairs import NLI, STANCE, nli_pairs, stance_pairs

TOPICS = ("SemEval2016-T6", "GWSD", "IBM-claim-stance", "IAM", "Perspectrum")  # text with its topic against other topics
TOPIC_TEXTS = 2400
TOKENS = 1536
LEARNING_RATE = 1.2e-4


def pair_sequence(inputs, pair):
    return inputs.stance(pair.target, [pair.text], [pair.has_speaker])


def stance_loss(logits, pairs):
    labels = torch.tensor([pair.label for pair in pairs], device=logits.device)
    mask = torch.tensor([[False, False, pair.mask] for pair in pairs], device=logits.device)
    logits = logits.masked_fill(mask, -1e4)
    return F.cross_entropy(logits, labels, label_smoothing=0.0)


def nli_loss(logits, pairs):
    labels = torch.tensor([pair.label for pair in pairs], device=logits.device)
    log_p = F.log_softmax(logits, -1)
    log_p = torch.cat([log_p, torch.logsumexp(log_p[:, 1:], -1, keepdim=True)], 1)  # 3: not_entailment
    return F.nll_loss(log_p, labels)


def topic_loss(model, inputs, pairs):
    """Each text against the topics of its batch: its own is right, another one's is taken as wrong."""
    topics = sorted({pair.target for pair in pairs})
    texts = pooled(model, [inputs.theme([pair.text]) for pair in pairs])
    logits = model.label_logits(texts, pooled(model, [inputs.entry(topic) for topic in topics]))
    gold = torch.tensor([[float(pair.target == topic) for topic in topics] for pair in pairs], device=logits.device)
    weight = torch.where(gold > 0, (gold.numel() - gold.sum()) / gold.sum() / 4, torch.ones_like(gold))
    return F.binary_cross_entropy_with_logits(logits, gold, weight=weight)


def step_loss(model, inputs, nli_out, task, rows):
    if task == "topic":
        return 0.5 * topic_loss(model, inputs, rows)
    vectors = pooled(model, [pair_sequence(inputs, p) for p in rows])
    if task == "stance":
        return stance_loss(model.stance_logits(vectors), rows)
    return 0.5 * nli_loss(nli_out(model.dropout(torch.tanh(model.stance_dense(vectors)))), rows)


@torch.no_grad()
def report(model, inputs, pairs):
    scores = defaultdict(list)
    vectors = torch.cat(pool_all(model, [pair_sequence(inputs, p) for p in pairs]))
    logits = model.stance_logits(vectors).cpu()
    for pair, row in zip(pairs, logits):
        scores[pair.dataset].append((pair.label, int(row[:2].argmax() if pair.mask else row.argmax())))
    for dataset, rows in scores.items():
        gold, guess = zip(*rows)
        f1 = f1_score(gold, guess, labels=sorted(set(gold)), average="macro", zero_division=0)
        print(f"  {dataset:28} {len(rows):5} held-out pairs, macro-F1 {f1:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    data = Path(args.data)
    inputs = Inputs(base_folder() / "tokenizer.json")
    stance = stance_pairs(data / "stance_pairs.jsonl.gz", STANCE)
    nli = nli_pairs(data / "nli_pairs.jsonl.gz", NLI)
    held = [pair for pair in stance if pair.held_out]
    stance = [pair for pair in stance if not pair.held_out]
    nli = [pair for pair in nli if not pair.held_out]
    topical = [pair for pair in stance if pair.dataset in TOPICS]
    topical = random.Random(args.seed).sample(topical, min(TOPIC_TEXTS, len(topical)))

    model = Demarche.from_base().to(DEVICE)
    model.encoder.embeddings.word_embeddings.weight.requires_grad = False  # kept: words that training never shows
    nli_out = nn.Linear(model.stance_out.in_features, 3).to(DEVICE)
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")] + list(nli_out.parameters())
    body = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]

    def length(pair):
        return len(pair_sequence(inputs, pair)[0])

    steps = [("stance", b) for b in batches(stance, [length(p) for p in stance], TOKENS, args.seed)]
    steps += [("nli", b) for b in batches(nli, [length(p) for p in nli], TOKENS, args.seed)]
    steps += [("topic", topical[i : i + 24]) for i in range(0, len(topical), 24)]
    random.Random(args.seed).shuffle(steps)
    optimizer = torch.optim.AdamW([{"params": body, "lr": LEARNING_RATE}, {"params": heads, "lr": 10 * LEARNING_RATE}],
                                  weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / 60, max(0.05, 1 - step / len(steps))))
    print(f"{len(stance)} stance pairs, {len(nli)} entailment pairs, {len(topical)} topic texts, {len(steps)} steps", flush=True)
    losses, start = defaultdict(list), time.time()
    for number, (task, rows) in enumerate(steps):
        model.train()
        with half_precision():
            loss = step_loss(model, inputs, nli_out, task, rows)
        loss.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        losses[task].append(float(loss))
        if number % 50 == 49:
            recent = {name: round(sum(x[-30:]) / len(x[-30:]), 3) for name, x in losses.items()}
            print(f"{number + 1}/{len(steps)} {time.time() - start:.0f} s {recent}", flush=True)
    Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": {name: value.cpu() for name, value in model.state_dict().items()}, "inputs": asdict(inputs.config)}, args.out)
    report(model, inputs, held)


if __name__ == "__main__":
    main()

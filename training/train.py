"""Trains a teacher on the labels, or students on the labels and on what teachers say, if they have any; from prepare.py's file.

`python training/train.py teacher --prepared FILE --base FOLDER --out teacher.pt --steps 1600 --learning-rate 5e-5`
`python training/train.py student --prepared FILE --base FOLDER --teachers a.pt b.pt --out student.pt --steps 6000 --learning-rate 2.5e-4`
A student reads the same windows as its teachers in each step, so that they tell it of every variant (Beyer et al. 2022,
"Knowledge distillation: a good teacher is patient and consistent"); the teachers take turns. It learns their answers and,
with --states-weight, the states of their last layer at first, token by token (Jiao et al. 2020, "TinyBERT"). With --layers 6 12
students of several depths learn from the same steps. With --opinions, what teachers said before of the unlabelled sentences, a
student learns that, of their windows as they stand; where there are teachers too, it only says which stances they are asked.
"""

import argparse
import json
import pickle
import time
from collections import defaultdict, deque
from dataclasses import asdict, replace
from pathlib import Path

import torch
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from torch import nn
from torch.nn import functional as F

import teacher
from batching import DEVICE, HALF_PRECISION, half_precision
from codebook import ENTRIES, LABELS, TARGETS, THEMES
from export import UNCALIBRATED
from inputs import Inputs
from metrics import calibrate, gold_themes, predict, report
from model import Demarche, base_folder, grown, load_shipped, pool_all
from pairs import BY_TARGET, in_fold
from steps import Sampler, stream
from windows import windows_of
from zeroshot import fit_head

LABEL_SHARE = 0.5                      # of a labelled sentence's loss, what the label says; the rest is the teachers'
PRESENT = 0.15                         # themes at least as probable to the teachers have their stances read in unlabelled news
WEIGHTS = {"theme": 1.0, "stance": 1.0, "pairs": 0.3, "entailment": 0.15, "topic": 0.3}  # of the losses
WARMING_WEIGHTS = WEIGHTS | {"pairs": 1.0, "entailment": 0.5, "topic": 0.5}
ENTRIES_WEIGHT = 0.2
STATES_UNTIL = 0.6  # the share of the steps at which the weight of the loss on the teachers' states has fallen to nothing
EMA = 0.998
WARM_UP = 0.05                         # share of the training in which the learning rate rises
ON_THEME = {"ukraine": {"RUW"}}        # pair sets that are on a theme, and are left out with it


def to_device(step):
    """The arrays of a step as tensors: (ids, types, mask, spans)."""
    def move(array):
        tensor = torch.from_numpy(array)
        return (tensor.pin_memory() if DEVICE.type == "cuda" else tensor).to(DEVICE, non_blocking=True)

    ids, types = move(step.ids).long(), move(step.types).long()
    mask = (torch.arange(ids.shape[1], device=DEVICE) < move(step.lengths).unsqueeze(1)).long()
    return ids, types, mask, move(step.spans).long()


def vectors(model, tensors):
    """The means over the spans, [spans, width], and the states of all tokens, [sequences, length, width]."""
    ids, types, mask, spans = tensors
    states = model.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
    sums = F.pad(states.float().cumsum(1), (0, 0, 1, 0))
    rows, starts, ends = spans.unbind(1)
    return (sums[rows, ends] - sums[rows, starts]) / (ends - starts).unsqueeze(1), states


class Net(nn.Module):
    """A model with, for training alone, a head for entailment and maps from its states to those of its teachers."""

    def __init__(self, model, teachers=()):
        super().__init__()
        self.model = model
        width = model.stance_out.in_features
        self.entailment = nn.Linear(width, 3)
        self.to_teacher = nn.ModuleList(nn.Linear(width, net.model.stance_out.in_features) for net in teachers)

    def forward(self, task, tensors, entries=None):
        """Logits of a task, [spans, ...], those against the entries, if the step has any, and the states of the tokens."""
        model = self.model
        read, states = vectors(model, tensors)
        matched = model.label_logits(read, vectors(model, entries)[0]) if entries else None
        if task == "theme":
            return model.theme_logits(read), matched, states
        if task == "topic":
            return None, matched, states
        if task == "entailment":
            return self.entailment(model.dropout(torch.tanh(model.stance_dense(read)))), None, states
        return model.stance_logits(read), None, states


@torch.no_grad()
def taught(teacher, step, tensors, entries):
    """A teacher's probabilities for what `Net.forward` gives logits of, and its states."""
    out, matched, states = teacher(step.task, tensors, entries)
    if step.task == "pairs":
        out = out.masked_fill(no_neutral(step, out), -1e4)
    if out is not None:
        out = torch.sigmoid(out) if step.task == "theme" else torch.softmax(out, -1)
    return out, None if matched is None else torch.sigmoid(matched), states


def no_neutral(step, logits):
    mask = torch.zeros(len(step.masked), logits.shape[1], dtype=torch.bool)
    mask[:, 2] = torch.from_numpy(step.masked)
    return mask.to(logits.device)


def soft_cross_entropy(logits, probabilities):
    return -(F.log_softmax(logits.float(), -1) * probabilities).sum(-1)


def theme_loss(logits, gold, soft, share):
    """Of each span and theme: by the label, as far as there is one, and by the teachers, as far as there are any."""
    known = gold >= 0
    wanted = gold.clamp(min=0) if soft is None else torch.where(known, share * gold + (1 - share) * soft, soft)
    loss = F.binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none")
    return loss * known if soft is None else loss


def states_loss(mapped, states, mask):
    """How far the mapped states of a student point away from its teacher's, over the tokens that are there."""
    away = 1 - F.cosine_similarity(mapped.float(), states.float(), dim=-1)
    return (away * mask).sum() / mask.sum()


def step_loss(net, step, tensors, entries, weights, answer=None, turn=0, states_weight=0.0):
    """The loss of a student or teacher on a step. `answer` is what `taught` gives, if the teacher number `turn` was asked."""
    with half_precision():
        logits, matched, states = net(step.task, tensors, entries)
    soft, soft_matched, wanted = answer or (None, None, None)
    gold = torch.from_numpy(step.gold).to(DEVICE)
    share = LABEL_SHARE if answer else 1.0
    if step.task == "theme":
        loss = theme_loss(logits, gold, soft, share).sum(1).mean()
        if matched is not None:
            loss = loss + ENTRIES_WEIGHT * theme_loss(matched, gold, soft_matched, share).mean()
    elif step.task == "stance":
        weight, known = torch.from_numpy(step.weight).to(DEVICE), (gold[:, 0] >= 0).float()
        loss = share * known * soft_cross_entropy(logits, gold.clamp(min=0))
        if soft is not None:
            loss = loss + (1 - share * known) * soft_cross_entropy(logits, soft)
        loss = (loss * weight).mean()
    elif step.task == "topic":
        hot = F.one_hot(gold, matched.shape[1]).float()
        weight = torch.where(hot > 0, (hot.numel() - hot.sum()) / hot.sum() / 4, torch.ones_like(hot))
        loss = F.binary_cross_entropy_with_logits(matched.float(), hot, weight=weight)
        if soft_matched is not None:
            loss = share * loss + (1 - share) * F.binary_cross_entropy_with_logits(matched.float(), soft_matched, weight=weight)
    else:
        if step.task == "pairs":
            logits = logits.masked_fill(no_neutral(step, logits), -1e4)
            loss = F.cross_entropy(logits.float(), gold)
        else:  # 3: "not entailment", contradiction or neutral
            log_p = F.log_softmax(logits.float(), -1)
            loss = F.nll_loss(torch.cat([log_p, torch.logsumexp(log_p[:, 1:], -1, keepdim=True)], 1), gold)
        if soft is not None:
            loss = share * loss + (1 - share) * soft_cross_entropy(logits, soft).mean()
    loss = weights[step.task] * loss
    if answer and states_weight > 0:
        with half_precision():
            mapped = net.to_teacher[turn](states)
        loss = loss + states_weight * states_loss(mapped, wanted, tensors[2])
    return loss


class Fit:
    """A net in training: what moves its weights, and their running mean."""

    def __init__(self, net, args):
        self.net = net
        for name, parameter in net.named_parameters():
            if "word_embeddings" in name:
                parameter.requires_grad = False  # kept: words that training never shows
        self.body = [p for n, p in net.named_parameters() if n.startswith("model.encoder.") and p.requires_grad]
        heads = [p for n, p in net.named_parameters() if not n.startswith("model.encoder.")]
        rates = ((self.body, args.learning_rate), (heads, args.heads_faster * args.learning_rate))
        groups = [{"params": of, "lr": rate, "peak": rate} for of, rate in rates]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=DEVICE.type == "cuda")
        self.trained = self.body + heads
        self.mean = [p.detach().clone() for p in self.trained]
        self.losses = defaultdict(lambda: deque(maxlen=40))

    def step(self, task, loss, done, rate):
        """`rate`: the share of the learning rate."""
        loss.backward()
        nn.utils.clip_grad_norm_(self.body, 1.0)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        self.optimizer.step()
        self.optimizer.zero_grad()
        torch._foreach_lerp_(self.mean, [p.detach() for p in self.trained], 1 - min(EMA, (done + 1) / (done + 10)))
        self.losses[task].append(loss.detach())

    @torch.no_grad()
    def finish(self):
        """What stays in the net is the running mean."""
        self.net.eval()
        for parameter, mean in zip(self.trained, self.mean):
            parameter.copy_(mean)

    def recent(self):
        return {name: round(float(sum(x)) / len(x), 3) for name, x in self.losses.items()}


def fit(nets, teachers, sampler, args):
    """Trains each of `nets`, {name: net}, on the same steps: as many as are asked for, or as the seconds allow."""
    fits = {name: Fit(net.train(), args) for name, net in nets.items()}
    start = time.time()
    steps = stream(sampler, args.warming, args.processes)
    for done, step in enumerate(steps):
        progress = max(done / args.steps, (time.time() - start) / args.seconds if args.seconds else 0.0)
        if progress >= 1:
            print(f"{done} steps in {time.time() - start:.0f} s", flush=True)
            break
        tensors, entries = to_device(step), to_device(step.entries) if step.entries else None
        turn = done % len(teachers) if teachers else 0
        answer = taught(teachers[turn], step, tensors, entries) if teachers else None
        weights = WARMING_WEIGHTS if done < args.warming_steps else WEIGHTS
        states_weight = args.states_weight * (1 - progress / STATES_UNTIL)
        rate = min((progress + 1 / args.steps) / WARM_UP, 1.0 - 0.98 * progress)
        for of in fits.values():
            of.step(step.task, step_loss(of.net, step, tensors, entries, weights, answer, turn, states_weight), done, rate)
        if done % 200 == 199:
            for name, of in fits.items():
                print(f"{name} {done + 1} ({progress:.0%}) {time.time() - start:.0f} s {of.recent()}", flush=True)
    steps.close()
    for of in fits.values():
        of.finish()


def opinions(teachers, inputs, runs, out):
    """The runs of unlabelled sentences with every theme of at least `PRESENT` and the stances that the teachers choose.

    Their probabilities, in the order of the rows, go to `out`.
    """
    rows = [replace(row) for run in runs for row in run.rows]
    numbered, at = [], 0
    for run in runs:
        numbered.append(replace(run, rows=rows[at : at + len(run.rows)], numbers=list(range(at, at + len(run.rows)))))
        at += len(run.rows)
    themes = sum(torch.sigmoid(predict(net.model, inputs, rows, runs=numbered, stances=False)[0]) for net in teachers) / len(teachers)
    for row, of_row in zip(rows, (themes > PRESENT).tolist()):
        row.themes = [theme for theme, present in zip(THEMES, of_row) if present]
        row.stance = {target: "neutral" for target, (theme, _) in TARGETS.items() if theme in row.themes}
    chosen = [predict(net.model, inputs, rows, runs=numbered, themes=False)[1] for net in teachers]
    kept = {}
    for target, (numbers, _, _) in chosen[0].items():
        mean = sum(torch.softmax(stances[target][2].float(), -1) for stances in chosen) / len(chosen)
        kept[target] = (numbers, mean.half())
        for n, label in zip(numbers, mean.argmax(1).tolist()):
            rows[n].stance[target] = LABELS[label]
    with open(out, "wb") as file:
        pickle.dump((themes.half(), kept), file)
    return numbered


def recalled(runs, path, learned):
    """The runs with the opinions that an earlier student's run wrote: as probabilities to learn from, where they are `learned`."""
    with open(path, "rb") as file:
        themes, stances = pickle.load(file)
    if len(themes) != sum(len(run.rows) for run in runs):
        raise ValueError(f"{path} is on {len(themes)} sentences, which are not these: give the --prepared that it was made with")
    rows = [replace(row, soft={"themes": of_row}) for row, of_row in zip((r for run in runs for r in run.rows), themes.float().tolist())]
    for target, (numbers, probabilities) in stances.items():
        for n, of_row in zip(numbers, probabilities.float()):
            rows[n].soft[target] = (of_row / of_row.sum()).tolist()
            rows[n].stance = rows[n].stance | {target: LABELS[int(of_row.argmax())]}
            rows[n].themes = sorted({TARGETS[t][0] for t in rows[n].stance})
    if not learned:
        rows = [replace(row, soft=None) for row in rows]
    ready = iter(rows)
    return [replace(run, rows=[next(ready) for _ in run.rows]) for run in runs]


def without(runs, theme):
    """The runs without the sentences on a theme: they are cut where one stood, which stays as context."""
    out = []
    for run in runs:
        part = None
        for n, row in enumerate(run.rows):
            if theme in row.themes:
                part = None
                continue
            if part is None:
                before = (run.context + [r.text for r in run.rows[:n]])[-6:]
                part = replace(run, context=before, lead=run.lead or (run.rows[0].text if n and run.rows[0].i == 0 else None), rows=[], numbers=[])
                out.append(part)
            part.rows.append(row)
    return out


def measure_unseen(model, inputs, prepared, theme):
    """A theme that was left out of training, from its codebook entry alone, on all of development."""
    pairs = [pair for pair in prepared["pairs"] if pair.dataset in BY_TARGET]
    scale, bias = fit_head(model, inputs, pairs)
    with torch.no_grad():
        model.label_scale.fill_(scale)
        model.label_bias.fill_(bias)
        entry = pool_all(model, [inputs.entry(ENTRIES[theme])])[0]
        model.theme_logits = lambda pooled: model.label_logits(pooled, entry).expand(-1, len(THEMES))
        rows = prepared["dev"] + prepared["fold"]
        themes, stances = predict(model, inputs, rows, runs=prepared["dev_runs"])
    probability, gold = torch.sigmoid(themes[:, 0]).numpy(), gold_themes(rows)[:, THEMES.index(theme)].numpy()
    scores = {t / 100: f1_score(gold, probability >= t / 100, zero_division=0) for t in range(5, 96, 5)}
    best = max(scores, key=scores.get)
    print(f"{theme}, left out: average precision {average_precision_score(gold, probability):.3f}, area under the curve "
          f"{roc_auc_score(gold, probability):.3f}, F1 " + ", ".join(f"{scores[t]:.3f} at {t}" for t in (0.25, 0.5, best)), flush=True)
    for target, (of, _) in TARGETS.items():
        if of == theme:
            _, labels, logits = stances[target]
            print(f"  {target}: stance macro-F1 {f1_score(labels, logits.argmax(1), average='macro', zero_division=0):.3f} "
                  f"of {len(labels)} sentences", flush=True)


def measure(model, inputs, prepared, out):
    """Development: prints the table, and writes the logits beside the checkpoint."""
    rows = prepared["dev"] + prepared["fold"]
    themes, stances = predict(model, inputs, rows, runs=prepared["dev_runs"])
    calibration = UNCALIBRATED | calibrate(themes, stances, rows)
    report(themes, stances, rows, calibration, out, lambda line: print(line, flush=True))
    with open(Path(out).with_suffix(".logits.pkl"), "wb") as file:
        pickle.dump((themes, stances), file)
    return calibration


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["teacher", "student"])
    parser.add_argument("--prepared", required=True)
    parser.add_argument("--base", help="the folder of the teachers' base")
    parser.add_argument("--teachers", nargs="*", default=[])
    parser.add_argument("--opinions", help="what was said in an earlier run of the same --prepared, of the unlabelled sentences")
    parser.add_argument("--layers", type=int, nargs="*", default=[], help="of the students; without it as many as --init or the base has")
    parser.add_argument("--init", help="a student's weights: a folder as it is shipped; without it those of its base")
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seconds", type=float, help="fewer steps, where they would take longer")
    parser.add_argument("--leave-out", choices=THEMES, help="train without the sentences on a theme, and measure it unseen")
    parser.add_argument("--share", type=float, default=1.0, help="of the labelled articles, for a learning curve")
    parser.add_argument("--tokens", type=int, default=16384, help="in a batch, with its padding")
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--heads-faster", type=float, default=4.0)
    parser.add_argument("--states-weight", type=float, default=0.0, help="of a student's loss on the states of its teachers, at first")
    parser.add_argument("--warming", type=int, default=0, help="rounds of the pairs alone, before the news")
    parser.add_argument("--unlabelled", type=float, default=1.0, help="share of the unlabelled runs")
    parser.add_argument("--processes", type=int, default=5, help="that make the steps")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.leave_out and (args.init or args.teachers or args.opinions):
        parser.error("--leave-out goes without --init, --teachers and --opinions, which know the theme")
    if not args.base and (args.what == "teacher" or args.teachers):
        parser.error("--base is needed")
    if args.what == "teacher" and (args.teachers or args.opinions or args.layers or args.init or args.states_weight):
        parser.error("--teachers, --opinions, --layers, --init and --states-weight are a student's")
    if args.states_weight and not args.teachers:
        parser.error("--states-weight needs --teachers, whose states they are")
    if len(set(args.layers)) < len(args.layers):
        parser.error("--layers names a depth twice")
    start = time.time()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1 if DEVICE.type == "cuda" else 2)
    torch.set_float32_matmul_precision("high")
    with open(args.prepared, "rb") as file:
        prepared = pickle.load(file)
    prepared["runs"] = [run for run in prepared["runs"] if in_fold(run.article, 1000, range(round(1000 * args.share)))]
    if args.leave_out:
        prepared["runs"] = without(prepared["runs"], args.leave_out)
        prepared["pairs"] = [pair for pair in prepared["pairs"] if pair.dataset not in ON_THEME.get(args.leave_out, ())]
    inputs = Inputs((Path(args.init) if args.init else base_folder()) / "tokenizer.json")
    runs, unlabelled = prepared["runs"], prepared["unlabelled"][: round(args.unlabelled * len(prepared["unlabelled"]))]
    used = runs + prepared["dev_runs"] + (unlabelled if args.teachers or args.opinions else [])
    inputs.fill([row.text for run in used for row in run.rows] + [pair.text for pair in prepared["pairs"] + prepared["entailment"]])
    teachers = []
    for path in args.teachers:
        net = Net(teacher.from_base(args.base))
        net.load_state_dict(torch.load(path, weights_only=True))
        net.model.encoder.to(torch.bfloat16 if HALF_PRECISION else torch.float32)
        teachers.append(net.to(DEVICE).eval().requires_grad_(False))
    if args.what == "student":
        if args.opinions:
            runs = runs + recalled(unlabelled, args.opinions, learned=not teachers)
        elif teachers:
            with half_precision():
                runs = runs + opinions(teachers, inputs, unlabelled, Path(args.out).with_suffix(".opinions.pkl"))
            print(f"opinions after {time.time() - start:.0f} s", flush=True)
        model = load_shipped(args.init) if args.init else Demarche.from_base()
        shown = [inputs.theme(window.sentences, window.title) for run in runs[:: max(1, len(runs) // 16)] for window in windows_of(inputs, run)]
        students = [grown(model, layers, shown[:16]) for layers in args.layers] or [model]
        nets = {student.encoder.config.num_hidden_layers: Net(student, teachers) for student in students}
    else:
        nets = {args.what: Net(teacher.from_base(args.base))}
    sampler = Sampler(inputs, runs, prepared["pairs"], prepared["entailment"], args.seed, args.tokens, args.leave_out)
    as_read = inputs.config
    args.warming_steps = sum(len(sampler.piece(number)) for number in range(-args.warming, 0))
    inputs.config = as_read  # which the sampler varies
    print(f"{args.what} {args.out}: ready after {time.time() - start:.0f} s, {args.warming_steps} steps of pairs alone", flush=True)
    for net in nets.values():
        net.to(DEVICE)
    fit(nets, teachers, sampler, args)
    for layers, net in nets.items():
        out = Path(args.out) if len(nets) == 1 else Path(args.out).with_stem(f"{Path(args.out).stem}{layers}")
        if args.what == "teacher":
            torch.save({name: value.cpu() for name, value in net.state_dict().items()}, out)
        if args.leave_out:
            measure_unseen(net.model, inputs, prepared, args.leave_out)
            continue
        calibration = measure(net.model, inputs, prepared, out)
        if args.what == "student":
            state = {name: value.cpu() for name, value in net.model.state_dict().items()}
            torch.save({"model": state, "inputs": asdict(inputs.config), "calibration": calibration, "layers": layers}, out)
        print(json.dumps({"out": str(out), "seconds": round(time.time() - start)}), flush=True)


if __name__ == "__main__":
    main()

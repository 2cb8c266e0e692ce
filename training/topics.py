"""Ten political topics: the codebook's entries alone against heads that `demarche train` makes from a few statements.

`python3 training/topics.py --shared ../shared` (needs target/release/demarche; Python's own library is enough)
Of each topic in topics.toml, statements of debates and articles that the encoder was not trained on, nor on near copies
of: for each seed, N of each side for training with N on other matters, the rest for testing. A near copy of a training
statement is not tested on. One codebook of all ten topics; "zero-shot" is the model with that codebook, "trained" the
model that `demarche train` makes of it. The encoder saw other statements on most of these topics with a similar
proposition, which helps the zero-shot rows; how many, the table says.
"""

import argparse
import json
import math
import random
import re
import statistics
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from pairs import BY_TARGET, STANCE, read_jsonl, stance_pairs

ROOT = Path(__file__).resolve().parent.parent
NEAR = 0.5           # share of common words from which on two statements are copies of each other
OFF_TOPIC = 200      # statements on other matters that are tested on
SIDES = ("favor", "against")


def words(text):
    return frozenset(re.findall(r"\w+", text.lower()))


class Copies:
    """Finds near copies of texts that were added."""

    def __init__(self, texts=()):
        self.by_word = defaultdict(set)
        for text in texts:
            self.add(text)

    def add(self, text):
        of = words(text)
        for word in of:
            self.by_word[word].add(of)

    def has(self, text):
        of = words(text)
        # Copies share at least NEAR of these words, so at least one of the rarest ones.
        rarest = sorted(of, key=lambda word: (len(self.by_word.get(word, ())), word))
        rarest = rarest[: len(of) - math.ceil(NEAR * len(of)) + 1]
        others = set().union(*(self.by_word.get(word, ()) for word in rarest))
        return any(len(of & other) >= NEAR * len(of | other) for other in others)


def pools(topics, path):
    """({topic: {text: side}}, [texts on other matters], {topic: pairs that trained}), in a fixed order."""
    trained = [pair for pair in stance_pairs(path, STANCE) if not pair.held_out]
    seen = {pair.text for pair in trained}
    like_seen = Copies(seen)
    topic_of = {target: (topic["id"], sides) for topic in topics
                for name, sides in (("same", SIDES), ("opposite", SIDES[::-1])) for target in topic[name]}
    shown = defaultdict(int)
    for pair in trained:
        if pair.target in topic_of:
            shown[topic_of[pair.target][0]] += 1
    found, other = defaultdict(set), []
    for row in read_jsonl(path):
        if row["dataset"] not in BY_TARGET or row["label"] not in SIDES or row["text"] in seen:
            continue
        if row["target"] in topic_of:
            if like_seen.has(row["text"]):
                continue
            topic, sides = topic_of[row["target"]]
            found[row["text"]].add((topic, sides[SIDES.index(row["label"])]))
        else:
            other.append(row["text"])
    by_topic = {topic["id"]: {} for topic in topics}
    for text, places in found.items():  # a text that two topics have, or both sides, is nobody's
        if len(places) == 1:
            (topic, side), = places
            by_topic[topic][text] = side
    return by_topic, sorted(set(other) - set(found)), shown


def split(by_topic, other, n, seed):
    """(training rows, test rows): (text, topic or None, side or None)."""
    rng = random.Random(seed)
    train = []
    for topic, texts in by_topic.items():
        for side in SIDES:
            train += [(text, topic, side) for text in rng.sample([t for t, s in texts.items() if s == side], n)]
    off = rng.sample(other, n + OFF_TOPIC)
    train += [(text, None, None) for text in off[:n]]
    known = Copies(text for text, *_ in train)
    rest = [(text, topic, side) for topic, texts in by_topic.items() for text, side in texts.items()]
    rest += [(text, None, None) for text in off[n:]]
    return train, [row for row in rest if not known.has(row[0])]


def write(rows, path):
    """Gold records: each statement is an article of its own; nobody is said to speak."""
    with path.open("w", encoding="utf-8") as out:
        for number, (text, topic, side) in enumerate(rows):
            record = {"article": f"{path.stem}-{number}", "i": 0, "text": text, "speakers": [], "themes": [topic] if topic else [],
                      "stance": {target(topic): side} if topic else {}}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def target(topic):
    """The id of a topic's target: no theme may have the same."""
    return topic + "_side"


def write_codebook(topics, path):
    quoted = json.dumps  # a JSON string is a TOML string
    text = 'name = "ten topics"\n'
    for topic in topics:
        text += f'\n[[theme]]\nid = "{topic["id"]}"\nlabel = {quoted(topic["label"])}\ndefinition = {quoted(topic["definition"])}\n'
        text += f'[[theme.target]]\nid = "{target(topic["id"])}"\nproposition = {quoted(topic["proposition"])}\n'
    path.write_text(text, encoding="utf-8")


def demarche(binary, *args):
    run = subprocess.run([binary, *map(str, args), "--quiet"], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{binary} {args[0]} failed: {run.stderr.strip()}")
    return run.stdout


def figures(binary, gold, rows, *options):
    """{topic: (theme F1, stance macro-F1, the same with neutral left out)}."""
    errors = gold.with_suffix(".errors.jsonl")
    report = json.loads(demarche(binary, "evaluate", gold, "--json", "--errors", errors, *options))
    found = {(topic, number): side for number, (_, topic, side) in enumerate(rows) if topic}
    for error in read_jsonl(errors):  # what was found right is not listed
        for topic in error["gold"]["themes"]:
            stance = error["probabilities"]["stance"][target(topic)]
            found[topic, error["line"] - 1] = max(SIDES, key=lambda side: stance[side])
    out = {}
    for topic in report["themes"]:
        if topic != "macro_f1":
            pairs = [(side, found[topic, number]) for number, (_, of, side) in enumerate(rows) if of == topic]
            out[topic] = (report["themes"][topic]["f1"], report["stance"][target(topic)]["macro_f1"], macro_f1(pairs))
    return out


def macro_f1(pairs):
    def f1(label):
        both = sum(gold == label == guess for gold, guess in pairs)
        return 2 * both / max(1, sum((gold == label) + (guess == label) for gold, guess in pairs))
    return statistics.mean(f1(side) for side in SIDES)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--per-label", type=int, default=32)
    parser.add_argument("--binary", default=str(ROOT / "target/release/demarche"))
    parser.add_argument("--model", type=Path, default=ROOT / "models/default")
    parser.add_argument("--work", type=Path, default=ROOT / "target/topics")
    args = parser.parse_args()
    topics = tomllib.loads(Path(__file__).with_name("topics.toml").read_text(encoding="utf-8"))["topic"]
    by_topic, other, shown = pools(topics, args.shared / "data/stance_pairs.jsonl.gz")
    args.work.mkdir(parents=True, exist_ok=True)
    codebook, model = args.work / "codebook.toml", args.work / "model"
    write_codebook(topics, codebook)
    zero, trained, tested = defaultdict(list), defaultdict(list), defaultdict(list)
    for seed in range(1, args.seeds + 1):
        train, test = split(by_topic, other, args.per_label, seed)
        write(train, args.work / "train.jsonl")
        write(test, args.work / "test.jsonl")
        demarche(args.binary, "train", "--data", args.work / "train.jsonl", "--codebook", codebook, "--out", model, "--force",
                 "--model", args.model, "--take-all")
        for into, options in ((zero, ("--model", args.model, "--codebook", codebook)), (trained, ("--model", model))):
            for topic, of in figures(args.binary, args.work / "test.jsonl", test, *options).items():
                into[topic].append(of)
        for topic in by_topic:
            tested[topic].append([sum(of == topic and side == s for _, of, side in test) for s in SIDES])
    print(f"{args.model.name} (model): {args.per_label} statements a label, seeds 1 to {args.seeds}; means, zero-shot -> trained")
    print(f"{'topic':20} {'seen':>5} {'favor':>6} {'against':>8}   {'theme F1':15} {'stance macro-F1':17} without neutral")
    better = [0, 0, 0]
    for topic in by_topic:
        before, after = ([statistics.mean(column) for column in zip(*of[topic])] for of in (zero, trained))
        favor, against = (statistics.mean(column) for column in zip(*tested[topic]))
        better = [n + (a > b) for n, b, a in zip(better, before, after)]
        cells = [f"{b:.2f} -> {a:.2f}{'' if a > b else ' no':3}" for b, a in zip(before, after)]
        print(f"{topic:20} {shown[topic]:5} {favor:6.0f} {against:8.0f}   " + "    ".join(cells))
    means = [[statistics.mean(statistics.mean(run[column] for run in of[topic]) for topic in by_topic) for column in range(3)]
             for of in (zero, trained)]
    print(f"{'mean':43} " + "    ".join(f"{b:.2f} -> {a:.2f}{'':3}" for b, a in zip(*means)))
    print(f"{'trained is better on':43} " + "    ".join(f"{n} of {len(by_topic)}".ljust(15) for n in better))


if __name__ == "__main__":
    main()

"""What training reads, in one file: runs of labelled and unlabelled sentences, development, and the public pair sets.

`python training/prepare.py --annotation ../shared/annotation --labels LABELS --data ../shared/data --out training/work/prepared.pkl`
Development is dev*.jsonl of LABELS and one fold, by article, of the rest (where BRICS and trade are); neither trains.
Unlabelled are the sentences of the pack's articles and briefs that nobody labelled, but those of articles of development and
the test sets, and of the outlets in held_outlets.txt.
"""

import argparse
import pickle
import re
from collections import Counter
from pathlib import Path

import sentencex

from data import OWN_WORDS, Run, Statement, held_outlets, load_all, pack_texts, runs
from pairs import NLI, STANCE, in_fold, nli_pairs, read_jsonl, stance_pairs
from steps import UNLABELLED

FOLDS, FOLD = 12, 2
SPEECH = re.compile(r"[\"“”]|\b(?:sa(?:id|ys|ying)|t(?:old|ells)|add(?:s|ed)|stress(?:es|ed)|urg(?:es|ed)|warn(?:s|ed)|call(?:s|ed) (?:for|on)|"
                    r"according to|claim(?:s|ed)|argu(?:es|ed)|not(?:es|ed)|announced|insist(?:s|ed)|accus(?:es|ed)|condemn(?:s|ed)|tweeted|wrote)\b")


def split(train):
    """(training rows, development fold): whole articles; what was written for training always trains."""
    held = [row for row in train if row.kind not in OWN_WORDS and in_fold(row.article, FOLDS, FOLD)]
    kept = [row for row in train if row.kind in OWN_WORDS or not in_fold(row.article, FOLDS, FOLD)]
    return kept, held


def unlabelled_runs(data, labelled, barred):
    """The sentences of the pack that nobody labelled, as runs; whether somebody speaks is guessed from a few words."""
    held = held_outlets()
    known = {}
    for row in labelled:
        known.setdefault(row.article, set()).add(" ".join(row.text.split()))
    out = []
    for name in ("articles", "briefs"):
        for record in read_jsonl(Path(data) / f"{name}.jsonl.gz"):
            article, title = record["id"], record.get("title") or None
            if article in barred or record.get("outlet") in held:
                continue
            texts = [" ".join(s.split()) for part in record["text"].split("\n") for s in sentencex.segment("en", part) if s.strip()]
            run = None
            for i, text in enumerate(texts):
                if text in known.get(article, ()):
                    run = None
                    continue
                if run is None:
                    run = Run(article, title, texts[0] if i else None, texts[max(0, i - 6) : i], [], [])
                    out.append(run)
                run.rows.append(Statement(article, text, title, None, bool(SPEECH.search(text)), [], {}, UNLABELLED, "", i))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--annotation", "--labels", "--data", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--synthetic", default=str(Path(__file__).with_name("synthetic.jsonl")))
    args = parser.parse_args()
    rows, dev = load_all(args.annotation, args.labels, args.synthetic)
    labelled, (rows, fold) = rows + dev, split(rows)
    annotations = Path(__file__).resolve().parent.parent / "data/annotations"
    barred = {row["article"] for path in annotations.glob("*test*.jsonl") for row in read_jsonl(path)}
    barred |= {row.article for row in dev + fold}
    texts = pack_texts(args.data)
    pairs = stance_pairs(Path(args.data) / "stance_pairs.jsonl.gz", STANCE)
    entailment = nli_pairs(Path(args.data) / "nli_pairs.jsonl.gz", NLI)
    prepared = {
        "runs": runs(rows, texts),
        "unlabelled": unlabelled_runs(args.data, labelled, barred),
        "dev": dev, "fold": fold, "dev_runs": runs(dev + fold, texts),
        "pairs": [pair for pair in pairs if not pair.held_out],
        "entailment": [pair for pair in entailment if not pair.held_out],
    }
    Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    with open(args.out, "wb") as out:
        pickle.dump(prepared, out)
    print(f"{len(rows)} labelled sentences {dict(Counter(r.kind for r in rows))} in {len(prepared['runs'])} runs, "
          f"{sum(len(r.rows) for r in prepared['unlabelled'])} unlabelled in {len(prepared['unlabelled'])}, dev {len(dev)}, "
          f"fold {len(fold)}, {len(pairs)} stance pairs, {len(entailment)} entailment pairs")


if __name__ == "__main__":
    main()

"""The public pair sets, and how many of each train. Needs nothing but Python's own library."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass

from codebook import LABELS

# At most so many pairs of a set, by hash; those held out never train.
STANCE = {"RUW": 5000, "SemEval2016-T6": 3000, "GWSD": 2010, "NewsMTSC-target-sentiment": 3000, "Perspectrum": 2500,
          "IBM-claim-stance": 1500, "IAM": 1500, "UNSCon": 316}
NLI = {"RTE": 2000, "SICK": 4000, "MED": 1500}


def read_jsonl(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def in_fold(key, folds, fold):
    """Whether a key (an article, a text) falls in a fold, or a range of them: by hash, so that it never moves."""
    number = int(hashlib.sha1(key.encode()).hexdigest(), 16) % folds
    return number in fold if isinstance(fold, range) else number == fold


@dataclass
class Pair:
    """A text and a proposition for the stance pass; `mask` leaves neutral out of the softmax where a set has none."""

    dataset: str
    text: str
    target: str
    label: int
    mask: bool
    has_speaker: bool
    held_out: bool = False


NO_NEUTRAL = {"Perspectrum", "IAM", "IBM-claim-stance", "UNSCon"}
BY_TARGET = {"Perspectrum", "IAM", "IBM-claim-stance"}
NARRATED = {"NewsMTSC-target-sentiment"}


def stance_pairs(path, keep):
    """Rows of stance_pairs.jsonl.gz, at most `keep[dataset]` of each, evenly spread; one text stays in one fold."""
    out = []
    rows = read_jsonl(path)
    for dataset, limit in keep.items():
        of_set = [row for row in rows if row["dataset"] == dataset]
        of_set.sort(key=lambda row: hashlib.sha1((row["text"] + row["target"]).encode()).hexdigest())
        for row in of_set[:limit]:
            text = re.sub(r"\s*#SemST\b", "", row["text"])
            key = row["target"] if dataset in BY_TARGET else text
            out.append(Pair(dataset, text, row["target"], LABELS.index(row["label"]), dataset in NO_NEUTRAL,
                            dataset not in NARRATED, held_out=in_fold(key, 25, 0)))
    return out


def nli_pairs(path, keep):
    """Entailment pairs for a head of their own: 0 entailment, 1 contradiction, 2 neutral, 3 not_entailment (1 or 2)."""
    names = ["entailment", "contradiction", "neutral", "not_entailment"]
    out = []
    rows = read_jsonl(path)
    for dataset, limit in keep.items():
        of_set = [row for row in rows if row["dataset"] == dataset]
        of_set.sort(key=lambda row: hashlib.sha1((row["premise"] + row["hypothesis"]).encode()).hexdigest())
        out += [Pair(dataset, row["premise"], row["hypothesis"], names.index(row["label"]), False, True,
                     held_out=in_fold(row["premise"], 25, 0)) for row in of_set[:limit]]
    return out

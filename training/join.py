"""Joins the labels of data/annotations with the texts of the data pack, which may not be shipped.

`python3 training/join.py test --shared ../shared --out target/gold-test.jsonl`
A label names its sentence by article, number, offsets (code points) and the start of the sentence's SHA-256. Every
label must find its sentence: one that does not is reported, and the exit code is 1.
`pack` writes the labels that come with the data pack instead: its news and its trade reports, with our corrections of the
speakers, without the outlets of the test sets.
"""

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("title", "date", "source")


def rows(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def digest(text, length):
    return hashlib.sha256(text.encode()).hexdigest()[:length]


class Texts:
    """Looks a labelled sentence up."""

    def __init__(self, shared):
        self.articles = {}
        for name in ("articles", "briefs"):
            for row in rows(shared / f"data/{name}.jsonl.gz"):
                self.articles[row["id"]] = {"text": row["text"], "title": row["title"], "date": row["date"], "source": row["outlet"]}
        for row in rows(shared / "data/headlines.jsonl.gz"):
            text = row["text"].strip()
            self.articles["headline:" + digest(text, 12)] = {"text": text, "title": None, "date": row["date"], "source": row["outlet"]}
        # Sentences of the first pack of labels have no offsets: they stand in it whole.
        self.sentences = {(row["article"], row["i"]): row for row in rows(shared / "annotation/news_statements.jsonl")}

    def find(self, label):
        """The sentence's text and its article's fields, or None."""
        whole = self.sentences.get((label["article"], label["i"]))
        article = self.articles.get(label["article"])
        candidates = [(whole["text"], whole)] if whole else []
        if article and label["start"] is not None:
            candidates.append((article["text"][label["start"]:label["end"]], article))
        for text, fields in candidates:
            if digest(text, 16) == label["sha256"]:
                return {"text": text} | {key: fields.get(key) for key in KEPT if fields.get(key)}
        return None


def pack_labels(annotation):
    """The labelled news of the data pack that may train."""
    held = {line.strip() for line in (ROOT / "training/held_outlets.txt").read_text(encoding="utf-8").splitlines()}
    changes = {
        (change["article"], change["i"]): change["should_be"]
        for change in rows(ROOT / "data/annotations/corrections.jsonl")
        if change["field"] == "speakers"
    }
    for name in ("news_statements", "peoples_daily_statements"):
        for row in rows(annotation / f"{name}.jsonl"):
            if row["source"] not in held:
                yield row | {"speakers": changes.get((row["article"], row["i"]), row["speakers"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", choices=["train", "dev", "dev2", "dev3", "dev4", "dev5", "dev6", "dev7", "test", "test2", "pack"])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=Path, help="writes the whole articles too, for `demarche evaluate --articles`")
    args = parser.parse_args()
    if not args.shared.is_dir():
        sys.exit(f"{args.shared}: no such folder; the texts of the labelled sentences are in the data pack, which does not ship")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    if args.split == "pack":
        with args.out.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in pack_labels(args.shared / "annotation"))
        return
    texts = Texts(args.shared)
    missing, seen, whole = 0, set(), {}
    with args.out.open("w", encoding="utf-8") as out:
        for number, label in enumerate(rows(ROOT / f"data/annotations/{args.split}.jsonl"), 1):
            # The number says what stands beside a sentence, so that two with one number would mix two places.
            place = (label["article"], label["i"])
            if place in seen:
                sys.exit(f"data/annotations/{args.split}.jsonl:{number}: sentence {label['i']} of {label['article']} is there twice")
            seen.add(place)
            found = texts.find(label)
            if found is None:
                missing += 1
                print(f"data/annotations/{args.split}.jsonl:{number}: no such sentence in {args.shared}", file=sys.stderr)
                continue
            if label["article"] in texts.articles:
                whole[label["article"]] = texts.articles[label["article"]]
            record = {key: label[key] for key in ("article", "i", "kind", "speakers", "themes", "stance") if key in label}
            out.write(json.dumps(record | found, ensure_ascii=False) + "\n")
    if args.articles:
        with args.articles.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps({"id": key} | article, ensure_ascii=False) + "\n" for key, article in whole.items())
    print(f"{args.out}: {number - missing} statements, {missing} not found")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

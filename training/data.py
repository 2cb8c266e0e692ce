"""The labelled statements, as plain lists of dataclasses."""

from dataclasses import dataclass
from pathlib import Path

from codebook import LABELS, TARGETS, THEMES
from pairs import read_jsonl


CORRECTIONS = Path(__file__).resolve().parent.parent / "data/annotations/corrections.jsonl"
OWN_WORDS = {"synthetic", "restated"}  # written for labels that are thin: for training only, never for measuring


@dataclass
class Statement:
    """A sentence with its labels, or with what teachers say of it, and its context."""

    article: str
    text: str
    title: str | None
    previous: str | None
    has_speaker: bool
    themes: list
    stance: dict
    kind: str
    source: str = ""
    i: int = 0
    soft: dict | None = None  # what teachers say of a sentence that nobody labelled: "themes" and each target, probabilities


@dataclass
class Run:
    """Sentences that follow each other in an article, with what stands before them."""

    article: str
    title: str | None
    lead: str | None   # the article's first sentence, if it is not the run's own
    context: list      # sentences before the run, which are not read
    rows: list
    numbers: list      # of the rows, in the list that was given to `runs`


def held_outlets():
    """The outlets of the test set: nothing of theirs may train."""
    lines = Path(__file__).with_name("held_outlets.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def statements(path, kind):
    """Records of one file in document order; "previous" is the record i-1 of the same article, else the field."""
    out = []
    rows = read_jsonl(path)
    by_place = {(row["article"], row["i"]): row for row in rows}
    for row in rows:
        unknown = set(row["themes"]) - set(THEMES)
        wanted = {t for t, (theme, _) in TARGETS.items() if theme in row["themes"]}
        if unknown or set(row["stance"]) != wanted or not set(row["stance"].values()) <= set(LABELS):
            raise ValueError(f"{path}: {row['article']} {row['i']}: themes {row['themes']}, stance {row['stance']}")
        before = by_place.get((row["article"], row["i"] - 1))
        out.append(Statement(row["article"], row["text"], row.get("title") or None, before["text"] if before else row.get("previous"),
                             bool(row["speakers"]), row["themes"], row["stance"],
                             row["kind"] if row.get("kind") in OWN_WORDS else kind, row.get("source") or "", row["i"]))
    return out


def corrected(rows, path):
    """The rows of the first pack with the labels that a check of it changed (corrections.jsonl)."""
    changes = {}
    for change in read_jsonl(path):
        changes.setdefault((change["article"], change["i"]), []).append(change)
    for row in rows:
        for change in changes.get((row.article, row.i), []):
            name, _, part = change["field"].partition(".")
            if name == "stance":
                row.stance[part] = change["should_be"]
            elif name == "themes":
                row.themes = change["should_be"]
            elif name == "speakers":
                row.has_speaker = bool(change["should_be"])
    for row in rows:  # a theme that was added or taken away changes which targets have a stance
        wanted = [target for target, (theme, _) in TARGETS.items() if theme in row.themes]
        row.stance = {target: row.stance.get(target, "neutral") for target in wanted}
    return rows


def without_held(rows):
    held = held_outlets()
    return [row for row in rows if row.source not in held]


def runs(rows, texts=None):
    """The rows as runs; `texts`, {article: text}, gives what stands before a run that does not begin its article."""
    by_article = {}
    for n, row in enumerate(rows):
        by_article.setdefault((row.article, row.kind == "dev"), []).append(n)
    out = []
    for (article, _), numbers in by_article.items():
        numbers.sort(key=lambda n: rows[n].i)
        first = rows[numbers[0]]
        lead = first.text if first.i == 0 else None
        for n in numbers:
            row = rows[n]
            if out and out[-1].article == article and rows[out[-1].numbers[-1]].i == row.i - 1:
                out[-1].rows.append(row)
                out[-1].numbers.append(n)
                continue
            context = before(row, (texts or {}).get(article)) if row.i else []
            out.append(Run(article, row.title, lead if row.i else None, context, [row], [n]))
    return out


def before(row, text, characters=500):
    """The sentences before a row in the article's text, else its "previous"."""
    import sentencex  # not on every machine that trains

    place = text.find(row.text) if text else -1
    if place < 0:
        return [row.previous] if row.previous else []
    parts = [part.strip() for part in sentencex.segment("en", text[max(0, place - characters) : place])]
    parts = [part for part in parts if part]
    return parts[1:] if place > characters else parts  # the first is cut where the characters begin


def pack_texts(data):
    """{article: text} of the data pack's articles and briefs."""
    return {row["id"]: row["text"] for name in ("articles", "briefs") for row in read_jsonl(Path(data) / f"{name}.jsonl.gz")}


def load_all(annotation, labels, synthetic):
    """(train, dev): dev is dev*.jsonl of `labels`; test*.jsonl is never opened, outlets of the test set are left out."""
    annotation, labels = Path(annotation), Path(labels)
    train = statements(annotation / "seed_statements.jsonl", "seed")
    first_pack = corrected(statements(annotation / "news_statements.jsonl", "news"), CORRECTIONS)
    train += without_held(first_pack)
    train += without_held(statements(annotation / "peoples_daily_statements.jsonl", "news"))
    for path in sorted(labels.glob("train*.jsonl")):
        train += without_held(statements(path, "news"))
    if synthetic and Path(synthetic).exists():
        train += statements(synthetic, "synthetic")
    dev = [row for path in sorted(labels.glob("dev*.jsonl")) for row in statements(path, "dev")]
    seen = {row.article for row in dev}
    return [row for row in train if row.article not in seen], dev

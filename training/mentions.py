"""What the ranker of mentions learns from: windows of articles with the candidates of their labelled sentences.

`cargo run --release --example attribution_fit -- --examples FILE ...` writes the articles, one a line: the candidates that the
rules weigh in each labelled sentence, where the text names their speakers, and which are right. Offsets are bytes.
"""

import bisect
import json
import math
from dataclasses import dataclass

import torch

NEVER = -30.0            # log odds, where there is nothing to sum
LEAST, SPARE = 1e-4, 1e-3  # of the rules' probabilities, of a candidate and of "none"
RELATIONS = 16           # how a mention stands to the sentence: see `relation`
# How the rules come to a candidate; number 0 is any other manner.
MANNERS = ("other named resumes goes_on leads_in say subject parenthesis act alternates quote_goes_on own in_focus joint decide "
           "published think participle according argued label first_person in_quotes narration colon dialogue beside passive "
           "block speech later_block gloss").split()


@dataclass
class Candidate:
    speakers: tuple      # names; empty where nobody is named
    mentions: list       # for each speaker the places that name it: (sentence, first token, token after the last)
    source: list         # the place of the words that name the source of the cue, if there is one
    held_out: float      # probability by rules that have not seen the article
    committed: float     # by the rules as committed
    right: bool
    manner: int


@dataclass
class Window:
    ids: list
    types: list
    spans: list          # tokens of the sentences that it shows
    start: int           # number of the first of them
    rows: list           # (sentence, whether its label names a speaker, candidates)


def places(article, raw, encodings, limit, ranges):
    """Ranges of bytes to (sentence, first token, token after the last), as far as tokens are read."""
    starts, out = [start for start, _ in article["sentences"]], []
    for start, end in ranges:
        n = bisect.bisect_right(starts, start) - 1
        if n < 0 or start >= article["sentences"][n][1]:
            continue  # in the headline
        first, last = starts[n], article["sentences"][n][1]
        begin, stop = len(raw[first:start].decode()), len(raw[first : min(end, last)].decode())
        tokens = [i for i, (a, b) in enumerate(encodings[n].offsets[:limit]) if a < stop and b > begin]
        if tokens:
            out.append((n, tokens[0], tokens[-1] + 1))
    return out


def windows(inputs, file):
    """The windows of the theme pass that read a labelled sentence."""
    out = []
    for line in open(file, encoding="utf-8"):
        article = json.loads(line)
        raw = article["text"].encode()
        sentences = [raw[start:end].decode() for start, end in article["sentences"]]
        encodings = inputs.tokenizer.encode_batch(sentences, add_special_tokens=False)
        inputs._cache |= {text: encoding.ids for text, encoding in zip(sentences, encodings)}
        labelled = {row["at"]: row for row in article["labelled"]}
        title, known = (article["title"] or "").strip() or None, {}

        def found(ranges):
            key = tuple(map(tuple, ranges))
            if key not in known:
                known[key] = places(article, raw, encodings, inputs.config.sentence_tokens, ranges)
            return known[key]

        for start, first, end in inputs.windows(sentences):
            if not any(n in labelled for n in range(first, end)):
                continue
            ids, types, spans = inputs.theme(sentences[start:end], title or (sentences[0] if start > 0 else None))
            rows = []
            for n in range(first, end):
                if n in labelled:
                    candidates = [Candidate(tuple(sorted(c["speakers"])),
                                            [[p for p in found(m) if start <= p[0] < end] for m in c["mentions"]],
                                            [p for p in found([c["source"]]) if p[0] == n] if c["source"] else [],
                                            c["held_out"], c["old"], c["right"], manner(c["manner"]))
                                  for c in labelled[n]["candidates"]]
                    rows.append((n, labelled[n]["spoken"], candidates))
            out.append(Window(ids, types, spans, start, rows))
    return out


def manner(feature):
    name = (feature or "").removeprefix("manner ")
    return MANNERS.index(name) if name in MANNERS else 0


def relation(sentence, mentioned, source):
    """The same as `relation` in src/attribute/ranker/head.rs."""
    before = sentence - mentioned
    distance = 0 if before == 0 else min(1 + before, 5) if before > 0 else 6 if before == -1 else 7
    return distance + (RELATIONS // 2 if source else 0)


def integers(rows, width):
    """Rows of `width` integers as a tensor, also where there are none: a batch may name nobody."""
    return torch.tensor(rows, dtype=torch.long).reshape(-1, width)


def collate(windows, states, committed):
    """Tensors of a batch of windows with the states of their tokens. `committed`: the rules' probabilities as committed."""
    length = max(len(s) for s in states)
    padded = torch.zeros(len(windows), length, states[0].shape[1])
    mask = torch.zeros(len(windows), 1, 1, length)
    sentences, spoken, mentions, pairs, numbers = [], [], [], [], {}
    slots, candidates, rules, right, speakers = [], [], [], [], []
    for row, (window, of_tokens) in enumerate(zip(windows, states)):
        padded[row, : len(of_tokens)] = torch.from_numpy(of_tokens).float()
        mask[row, :, :, len(of_tokens) :] = -1e4

        def number(place):
            sentence, first, last = place
            start = window.spans[sentence - window.start][0]
            key = (row, start + first, start + last)
            if key not in numbers:
                numbers[key] = len(mentions)
                mentions.append(key)
            return numbers[key]

        for n, speaks, of_sentence in window.rows:
            s, (start, end) = len(sentences), window.spans[n - window.start]
            sentences.append((row, start, max(end, start + 1)))
            spoken.append(speaks)
            probabilities = [c.committed if committed else c.held_out for c in of_sentence]
            none = math.log(max(SPARE, 1 - sum(probabilities)))
            for c, p in zip(of_sentence, probabilities):
                rules.append(math.log(max(p, LEAST)) - none)
                right.append(c.right)
                speakers.append(c.speakers)
                for of_speaker in c.mentions:
                    slot = len(slots)
                    slots.append((s, len(candidates), c.manner))
                    pairs += [(slot, s, number(m), relation(n, m[0], True), c.manner) for m in c.source]
                    pairs += [(slot, s, number(m), relation(n, m[0], False), c.manner) for m in of_speaker]
                candidates.append(s)
    return {"states": padded, "mask": mask, "sentences": torch.tensor(sentences), "spoken": spoken,
            "mentions": integers(mentions, 3), "pairs": integers(pairs, 5), "slots": integers(slots, 3),
            "candidates": torch.tensor(candidates), "speakers": speakers,
            "rules": torch.tensor(rules), "right": torch.tensor(right)}

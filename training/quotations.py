"""PolNeAR's attributions (Newell, Margolin and Ruths, LREC 2018) as a second task for the layers of the ranker: source, cue and content.

`attribution_eval --examples FILE --polnear POLNEAR.jsonl.gz TRAIN.jsonl.gz` writes the articles with their sentences. In the windows of the
theme pass one head says which tokens begin a cue, another which tokens stand in the cue, source and content of a cue
that is given by its first token. Both are left behind when the layers have been taught: attribution marks no spans with them.
"""

import json
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

NEAR = 6        # sentences from the cue within which source and content are sought
DISTANCES = 32  # see `distance`
ROLES = 3       # cue, source, content


@dataclass
class Window:
    ids: list
    types: list
    sentence: np.ndarray  # by token the number of its sentence, -1 for others
    first: int            # the first token of a sentence that the window reads
    cues: list            # (first token, tokens of the cue, of the source, of the content)

    @property
    def rows(self):
        return self.cues


def windows(inputs, file):
    """{article: its windows} of a file of `attribution_eval --examples`."""
    out = {}
    for line in open(file, encoding="utf-8"):
        article = json.loads(line)
        raw = article["text"].encode()
        sentences = [raw[start:end].decode() for start, end in article["sentences"]]
        starts = [len(raw[:start].decode()) for start, _ in article["sentences"]]
        encodings = inputs.tokenizer.encode_batch(sentences, add_special_tokens=False)
        inputs._cache |= {text: encoding.ids for text, encoding in zip(sentences, encodings)}
        of_article = out.setdefault(article["id"], [])
        for start, first, end in inputs.windows(sentences):
            ids, types, spans = inputs.theme(sentences[start:end], sentences[0] if start > 0 else None)
            sentence, places = np.full(len(ids), -1), np.full((len(ids), 2), -1)
            for n, (begin, stop) in zip(range(start, end), spans):
                sentence[begin:stop] = n
                places[begin:stop] = np.array(encodings[n].offsets[: stop - begin]) + starts[n]

            def tokens(parts):
                inside = np.zeros(len(ids), dtype=bool)
                for a, b in parts:
                    inside |= (places[:, 0] < b) & (places[:, 1] > a)
                return np.flatnonzero(inside & (sentence >= 0))

            cues = [tuple(tokens(one[role]) for role in ("cue", "source", "content")) for one in article["attributions"]]
            begin = spans[first - start][0]
            cues = [(cue[0], cue, source, content) for cue, source, content in cues if len(cue) and cue[0] >= begin]
            of_article.append(Window(ids, types, sentence, begin, cues))
    return out


def distance(token, cue):
    """0 to 5 exactly, then by half octaves; 16 more before the cue."""
    steps = np.abs(token - cue)
    far = np.minimum(6 + np.floor(2 * np.log2(np.maximum(steps, 1) / 6)).astype(int), 15)
    return np.where(steps < 6, steps, far) + np.where(token < cue, 16, 0)


class QuotationHead(nn.Module):
    def __init__(self, width, inner=128, dropout=0.15):
        super().__init__()
        self.begins = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Dropout(dropout), nn.Linear(inner, 1))
        self.cue = nn.Linear(width, inner)
        self.token = nn.Linear(width, inner, bias=False)
        self.both = nn.Linear(width, inner, bias=False)
        self.distance = nn.Embedding(DISTANCES, inner)
        self.sentence = nn.Embedding(4, inner)  # the cue's, the next, a later, an earlier
        self.out = nn.Linear(inner, ROLES)
        self.dropout = nn.Dropout(dropout)

    def loss(self, states, windows):
        """(of the cues, of the roles), each the sum of the cross entropy over a batch's tokens, a cue. `states`: [windows, tokens, width]."""
        states = self.dropout(states)
        begins = self.begins(states).squeeze(-1)
        asked, starts, pairs, roles = [], [], [], []
        for row, window in enumerate(windows):
            known = np.flatnonzero(window.sentence >= 0)
            read, first = known[known >= window.first], {cue[0] for cue in window.cues}
            asked += [(row, t) for t in read]
            starts += [float(t in first) for t in read]
            for cue, *of_roles in window.cues:
                away = window.sentence[known] - window.sentence[cue]
                near, away = known[np.abs(away) <= NEAR], away[np.abs(away) <= NEAR]
                place = np.select([away == 0, away == 1, away > 1], [0, 1, 2], 3)
                columns = np.full_like(near, row), np.full_like(near, cue), near, distance(near, cue), place
                pairs.append(np.stack(columns, 1))
                roles.append(np.stack([np.isin(near, tokens) for tokens in of_roles], 1))
        row, token = torch.tensor(np.array(asked)).unbind(1)
        of_cues = F.binary_cross_entropy_with_logits(begins[row, token], torch.tensor(starts), reduction="sum")
        if not pairs:
            return of_cues, states.sum() * 0
        row, cue, token, away, place = torch.tensor(np.concatenate(pairs)).unbind(1)
        inner = self.cue(states)[row, cue] + self.token(states)[row, token] + self.both(states[row, cue] * states[row, token])
        inner = inner + self.distance(away) + self.sentence(place)
        logits = self.out(self.dropout(F.gelu(inner)))
        of_roles = F.binary_cross_entropy_with_logits(logits, torch.tensor(np.concatenate(roles)).float(), reduction="sum")
        return of_cues / len(pairs), of_roles / len(pairs)

"""The similarity head that training has beside the others: its scale and bias (train.py --leave-out). What ships compares
sentences with entries by another encoder (entries.py).

Texts of the pair sets stand against the topics of codebooks of ten."""

import random

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F

from model import pool_all

CODEBOOKS, SIZE, FITTED = 40, 10, 400


def cosines(model, inputs, pairs):
    """([texts, topics] cosines, [texts, topics] whether the topic is the text's own)."""
    topics = sorted({p.target for p in pairs})
    texts = F.normalize(torch.cat(pool_all(model, [inputs.theme([p.text]) for p in pairs])), dim=-1)
    entries = F.normalize(torch.cat(pool_all(model, [inputs.entry(topic) for topic in topics])), dim=-1)
    return (texts @ entries.T).float().cpu().numpy(), np.array([[p.target == topic for topic in topics] for p in pairs])


def codebooks(gold):
    """Sets of columns, each with the rows on one of its topics and twice as many on none: as in news."""
    rng = random.Random(1)
    for _ in range(CODEBOOKS):
        columns = sorted(rng.sample(range(gold.shape[1]), min(SIZE, gold.shape[1])))
        own = gold[:, columns].any(1)
        none = np.flatnonzero(~own).tolist()
        rows = np.flatnonzero(own).tolist() + rng.sample(none, min(2 * int(own.sum()), len(none)))
        yield np.ix_(sorted(rows), columns)


def fit_head(model, inputs, pairs):
    """(scale, bias) by logistic regression on the topics of `pairs`."""
    cosine, gold = cosines(model, inputs, random.Random(1).sample(pairs, min(FITTED, len(pairs))))
    x = np.concatenate([cosine[cells].ravel() for cells in codebooks(gold)])
    y = np.concatenate([gold[cells].ravel() for cells in codebooks(gold)])
    fitted = LogisticRegression(C=1e6).fit(x[:, None], y)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])

"""The steps of training: windows of labelled and unlabelled news, drawn and varied anew in each epoch, as padded arrays."""

import multiprocessing
import os
import random
from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from batching import batches
from codebook import ENTRIES, LABELS, TARGETS, THEMES
from windows import windows_of

# What a window reads and what it shows before, in tokens: one of these an eighth of an epoch, so that both can be chosen later.
WINDOWS = ((256, 64), (256, 128), (128, 128), (192, 192))
TITLE_DROPPED, CONTEXT_DROPPED, ALONE, ROLE_FLIPPED = 0.20, 0.15, 0.10, 0.05
# A title says what an article is on, not what each of its sentences is on: a window without a theme gets the title
# of an article on one, and one with a theme a title from elsewhere, so that the sentences' own words decide.
TITLE_SWAPPED = {"without theme": 0.25, "with theme": 0.06}
THEMELESS_KEPT = {"labelled": 0.5, "unlabelled": 0.25}  # of the windows without a theme, an epoch: most, and easy
SETTLEMENT_NEUTRAL_KEPT = 0.35         # of the windows on Ukraine in which nobody takes a side on settlement
RARE, RARE_REPEATED = "BRICS", 4        # real news on BRICS, mostly not on its enlargement, is rare and easily mistaken
PAIRS, TOPICAL = 1500, 720             # pairs, and texts on topics, an epoch
TOPICS = ("SemEval2016-T6", "GWSD", "IBM-claim-stance", "IAM", "Perspectrum")  # text with its topic against other topics
ENTAILMENT = 600                       # entailment pairs an epoch
UNLABELLED = "unlabelled"              # the kind of a row whose themes and stances are a teacher's
SMOOTHING = 0.03                       # of the labels of stances
PIECES = 8                             # of an epoch: what one process makes at a time


@dataclass
class Step:
    """One batch: padded token arrays [sequences, length], the spans that are read, and what the labels say of each."""

    task: str
    ids: np.ndarray
    types: np.ndarray
    lengths: np.ndarray
    spans: np.ndarray                  # [spans, 3]: sequence, first token, token after the last
    gold: np.ndarray                   # probabilities of themes or labels [spans, 3], -1 where nobody knows; else classes [spans]
    weight: np.ndarray                 # [spans], of stances
    masked: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))  # pairs: whether the set has no neutral
    entries: "Step | None" = None      # what texts are matched with: codebook entries or topics


def padded(task, sequences, spans, gold, weight, **rest):
    """`spans`: for each sequence the numbers of the spans in it that are read, in the order of `gold`."""
    length = -(-max(len(ids) for ids, _, _ in sequences) // 8) * 8  # fast attention wants masks in steps of eight
    ids = np.zeros((len(sequences), length), np.int32)
    types = np.zeros((len(sequences), length), np.int8)
    places = []
    for row, ((i, t, s), read) in enumerate(zip(sequences, spans)):
        ids[row, : len(i)], types[row, : len(t)] = i, t
        # an empty sentence takes the [SEP] behind it
        places += [(row, s[n][0], max(s[n][1], s[n][0] + 1)) for n in read]
    lengths = np.array([len(i) for i, _, _ in sequences], np.int32)
    return Step(task, ids, types, lengths, np.array(places, np.int32), np.array(gold), np.array(weight, np.float32), **rest)


def pair_sequence(inputs, pair):
    return inputs.stance(pair.target, [pair.text], [pair.has_speaker])


def entries_step(inputs, texts):
    sequences = [inputs.entry(text) for text in texts]
    return padded("entries", sequences, [[0]] * len(sequences), [0] * len(sequences), [1.0] * len(sequences))


def class_weights(rows):
    """Per target, the root of the inverse frequency of a label, in [0.5, 3]."""
    out = {}
    for target in TARGETS:
        counts = Counter(row.stance[target] for row in rows if target in row.stance and row.kind != UNLABELLED)
        total = sum(counts.values())
        out[target] = {label: min(3.0, max(0.5, (total / (3 * max(1, counts[label]))) ** 0.5)) for label in LABELS}
    return out


class Sampler:
    """Draws the steps of an epoch, piece by piece, with windows and augmentation drawn anew."""

    def __init__(self, inputs, runs, pairs, entailment, seed, tokens, left_out=None):
        """`left_out`: a theme of which nothing is known, so that its entry is not learned as wrong for every sentence."""
        self.inputs, self.pairs, self.entailment, self.seed, self.tokens = inputs, pairs, entailment, seed, tokens
        self.left_out = left_out
        rare = [run for run in runs if run.rows[0].kind == "news" and any(RARE in row.text for row in run.rows)]
        self.runs = runs + rare * (RARE_REPEATED - 1)
        self.topical = [pair for pair in pairs if pair.dataset in TOPICS]
        rows = [row for run in runs for row in run.rows]
        self.weights = class_weights(rows)
        on_theme = {row.article for row in rows if row.themes}
        titled = [row for row in rows if row.title]
        self.titles = {"without theme": sorted({row.title for row in titled if row.article in on_theme}),
                       "with theme": sorted({row.title for row in titled if row.article not in on_theme})}

    def varied(self, rng, run):
        """The run as it could also have stood: without its title or context, cut at another place, a role mistaken."""
        if rng.random() < TITLE_DROPPED:
            run = replace(run, title=None, lead=None)
        if rng.random() < CONTEXT_DROPPED:
            run = replace(run, context=[])
        cut = rng.randrange(len(run.rows)) if len(run.rows) > 1 else 0
        parts = [run]
        if cut and rng.random() < 0.5:  # windows begin elsewhere in each epoch
            before = (run.context + [row.text for row in run.rows[:cut]])[-6:]
            lead = run.lead or (run.rows[0].text if run.rows[0].i == 0 and not run.title else None)
            parts = [replace(run, rows=run.rows[:cut]), replace(run, rows=run.rows[cut:], context=before, lead=lead)]
        if rng.random() < ALONE:
            parts = [replace(run, rows=[row], context=[], lead=None) for row in run.rows]
        for part in parts:
            flipped = [replace(row, has_speaker=not row.has_speaker) if rng.random() < ROLE_FLIPPED else row for row in part.rows]
            yield replace(part, rows=flipped, numbers=[])

    def title(self, rng, window, run):
        kind = "with theme" if any(run.rows[n].themes for n in window.read) else "without theme"
        words = sum(len(sentence.split()) for sentence in window.sentences)
        return rng.choice(self.titles[kind]) if words >= 8 and rng.random() < TITLE_SWAPPED[kind] else window.title

    def theme_windows(self, rng, whole):
        for run in self.varied(rng, whole):
            for window in windows_of(self.inputs, run):
                easy = not any(run.rows[n].themes or RARE in run.rows[n].text for n in window.read)
                kept = THEMELESS_KEPT[UNLABELLED if run.rows[0].kind == UNLABELLED else "labelled"]
                if not easy or rng.random() < kept:
                    sequence = self.inputs.theme(window.sentences, self.title(rng, window, run))
                    yield sequence, [(window.span(n), run.rows[n]) for n in window.read]

    def stance_windows(self, rng, whole):
        for run in self.varied(rng, whole):
            for target, (_, proposition) in TARGETS.items():
                read = [n for n, row in enumerate(run.rows) if target in row.stance]
                for window in windows_of(self.inputs, run, read, self.inputs.config.stance_context, gaps=True):
                    rows = [run.rows[n] for n in window.read]
                    sided = any(row.stance[target] != "neutral" for row in rows)
                    if target == "settlement" and not sided and rng.random() > SETTLEMENT_NEUTRAL_KEPT:
                        continue
                    sequence = self.inputs.stance(proposition, window.sentences, window.has_speaker, window.title)
                    yield sequence, [(window.span(n), row, target) for n, row in zip(window.read, rows)]

    def theme_gold(self, row):
        if row.kind == UNLABELLED:
            return row.soft["themes"] if row.soft else [-1.0] * len(THEMES)
        return [-1.0 if theme == self.left_out else float(theme in row.themes) for theme in THEMES]

    def stance_gold(self, row, target):
        """(probabilities of the labels, weight)"""
        if row.kind == UNLABELLED:
            return row.soft[target] if row.soft else [-1.0] * len(LABELS), 1.0
        label = row.stance[target]
        return [(label == other) * (1 - SMOOTHING) + SMOOTHING / len(LABELS) for other in LABELS], self.weights[target][label]

    def theme_step(self, batch, with_entries):
        gold = [self.theme_gold(row) for _, taken in batch for _, row in taken]
        entries = entries_step(self.inputs, [ENTRIES[theme] for theme in THEMES]) if with_entries else None
        spans = [[span for span, _ in taken] for _, taken in batch]
        return padded("theme", [s for s, _ in batch], spans, np.array(gold, np.float32), [1.0] * len(gold), entries=entries)

    def stance_step(self, batch):
        gold, weight = zip(*(self.stance_gold(row, target) for _, of_window in batch for _, row, target in of_window))
        spans = [[span for span, *_ in of_window] for _, of_window in batch]
        return padded("stance", [s for s, _ in batch], spans, np.array(gold, np.float32), weight)

    def pair_step(self, task, batch):
        gold = np.array([pair.label for pair in batch], np.int64)
        return padded(task, [pair_sequence(self.inputs, pair) for pair in batch], [[0]] * len(batch), gold, [1.0] * len(batch),
                      masked=np.array([pair.mask for pair in batch]))

    def topic_step(self, batch):
        """Each text against the topics of its batch: its own is right, another one's is taken as wrong."""
        topics = sorted({pair.target for pair in batch})
        gold = np.array([topics.index(pair.target) for pair in batch], np.int64)
        return padded("topic", [self.inputs.theme([pair.text]) for pair in batch], [[0]] * len(batch), gold, [1.0] * len(batch),
                      entries=entries_step(self.inputs, topics))

    def piece(self, number):
        """Part `number % PIECES` of an epoch. Pairs alone, all of them, where `number` is negative: the warming up."""
        rng = random.Random(self.seed * 100003 + number)
        read, before = rng.choice(WINDOWS)
        self.inputs.config = replace(self.inputs.config, window_tokens=read, context_tokens=before)
        seed = rng.randrange(2**31)
        runs = []
        if number >= 0:
            order = list(range(len(self.runs)))
            random.Random(self.seed * 1000 + number // PIECES).shuffle(order)
            runs = [self.runs[n] for n in order[number % PIECES :: PIECES]]
        themes = [window for run in runs for window in self.theme_windows(rng, run)]
        stances = [window for run in runs for window in self.stance_windows(rng, run)]

        def cut(items, lengths):
            return batches(items, lengths, self.tokens, seed)

        def drawn(pairs, size):
            size = size // PIECES if number >= 0 else len(pairs)
            return rng.sample(pairs, min(size, len(pairs)))

        steps = [self.theme_step(b, n % 3 == 0) for n, b in enumerate(cut(themes, [len(s[0]) for s, _ in themes]))]
        steps += [self.stance_step(b) for b in cut(stances, [len(s[0]) for s, _ in stances])]
        for task, pairs, size in (("pairs", self.pairs, PAIRS), ("entailment", self.entailment, ENTAILMENT)):
            taken = drawn(pairs, size)
            steps += [self.pair_step(task, b) for b in cut(taken, [len(pair_sequence(self.inputs, p)[0]) for p in taken])]
        topical = drawn(self.topical, TOPICAL)
        steps += [self.topic_step(topical[i : i + 48]) for i in range(0, len(topical), 48)]
        rng.shuffle(steps)
        return steps


def _piece(number):
    return _SAMPLER.piece(number)


def stream(sampler, warming, processes):
    """Steps without end, made by other processes; first `warming` rounds of the pairs alone."""
    global _SAMPLER
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # which does not survive a fork
    _SAMPLER = sampler  # inherited by the forked processes, so that nothing is copied
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        ahead, number = [], -warming
        while True:
            while len(ahead) < 2 * processes:
                ahead.append(pool.apply_async(_piece, (number,)))
                number += 1
            yield from ahead.pop(0).get()

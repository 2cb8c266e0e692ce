"""Token sequences of the passes. The Rust encoder builds the same ones; tests/fixtures/parity.json holds both to it.

Both passes read a window: consecutive sentences of an article, of which some are read (scored) and those before them
are context. Every part is tokenized by itself, without special tokens, cut, and the ids are concatenated. The vector
of a sentence is the mean over its own tokens.
"""

from dataclasses import asdict, dataclass

from tokenizers import Tokenizer

CLS, SEP = 101, 102


@dataclass
class InputConfig:
    """The "inputs" object of config.json, all lengths in tokens."""

    sentence_tokens: int = 128
    title_tokens: int = 24
    proposition_tokens: int = 48
    window_tokens: int = 256   # of a window's own sentences, each with a role and its [SEP]
    context_tokens: int = 64   # of the sentences before them, in the theme pass
    stance_context_tokens: int | None = None  # the same in the stance pass; None: as many as for themes
    speaker_role: str = "speaker :"
    narrator_role: str = "reporter :"
    title_fallback: str = "first_sentence"  # what stands in for a title that an article does not have

    @property
    def stance_context(self):
        return self.context_tokens if self.stance_context_tokens is None else self.stance_context_tokens

    def to_json(self):
        return asdict(self)


class Inputs:
    """Texts to (ids, types, spans), with a cache, since training meets each text many times."""

    def __init__(self, tokenizer_file, config=None):
        self.tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.config = config or InputConfig()
        self._cache = {}

    def ids(self, text):
        text = text or ""
        if text not in self._cache:
            self._cache[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self._cache[text]

    def fill(self, texts):
        """Tokenizes many texts at once, on all processors."""
        texts = sorted(set(texts))
        self._cache |= {text: e.ids for text, e in zip(texts, self.tokenizer.encode_batch(texts, add_special_tokens=False))}

    def cut(self, text):
        return self.ids(text)[: self.config.sentence_tokens]

    def windows(self, sentences, read=None, context=None):
        """[(first of the context, first read, end)] over `sentences`, so that every number in `read` is read once.

        A window starts at a sentence to be read, ends with one, and takes what stands between; it holds as many
        sentences as fit `window_tokens`, and before them as many as fit `context` (`context_tokens`).
        """
        config = self.config
        role = max(len(self.ids(config.speaker_role)), len(self.ids(config.narrator_role)))
        lengths = [role + len(self.cut(s)) + 1 for s in sentences]
        read = range(len(sentences)) if read is None else read
        out = []
        for n in read:
            if out and sum(lengths[out[-1][1] : n + 1]) <= config.window_tokens:
                out[-1][2] = n + 1
                continue
            start, room = n, config.context_tokens if context is None else context
            while start and lengths[start - 1] <= room:
                start -= 1
                room -= lengths[start]
            out.append([start, n, n + 1])
        return [tuple(w) for w in out]

    def _sentences(self, head, roles, sentences):
        ids, types, spans = head, [0] * len(head), []
        for role, sentence in zip(roles, sentences):
            ids = ids + self.ids(role) + self.cut(sentence) + [SEP]
            spans.append((len(ids) - 1 - len(self.cut(sentence)), len(ids) - 1))
        return ids, types + [1] * (len(ids) - len(types)), spans

    def _title(self, title):
        title = self.ids(title)[: self.config.title_tokens]
        return title + [SEP] if title else []

    def theme(self, sentences, title=None):
        """[CLS] title [SEP] sentence [SEP] sentence [SEP] ...; without a title [CLS] sentence [SEP] ..."""
        return self._sentences([CLS] + self._title(title), [""] * len(sentences), sentences)

    def stance(self, proposition, sentences, have_speakers, title=None):
        """[CLS] proposition [SEP] title [SEP] role sentence [SEP] role sentence [SEP] ..."""
        config = self.config
        head = [CLS] + self.ids(proposition)[: config.proposition_tokens] + [SEP] + self._title(title)
        roles = [config.speaker_role if speaks else config.narrator_role for speaks in have_speakers]
        return self._sentences(head, roles, sentences)

    def entry(self, text):
        """[CLS] text [SEP]: a codebook entry "LABEL. DEFINITION", in the form of a sentence without a title."""
        return self.theme([text])

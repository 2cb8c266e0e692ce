"""Token sequences of the passes. The Rust encoder builds the same ones; tests/fixtures/parity.json holds both to it.

Every part is tokenized by itself, without special tokens, cut, and the ids are concatenated.
"""

from dataclasses import asdict, dataclass, field

from tokenizers import Tokenizer

CLS, SEP = 101, 102


@dataclass
class Context:
    """How many tokens of the title (its first) and of the sentence before (its last) a pass may see."""

    title_tokens: int = 24
    previous_tokens: int = 40


@dataclass
class InputConfig:
    """The "inputs" object of config.json."""

    sentence_tokens: int = 128
    proposition_tokens: int = 48
    theme: Context = field(default_factory=Context)
    stance: Context = field(default_factory=Context)
    speaker_role: str = "speaker :"
    narrator_role: str = "reporter :"
    title_fallback: str = "first_sentence"  # what stands in for a title that an article does not have

    def to_json(self):
        out = asdict(self)
        out["stance"] |= {"speaker_role": out.pop("speaker_role"), "narrator_role": out.pop("narrator_role")}
        return out


class Inputs:
    """Text to (ids, types), with a cache, since training meets each text many times."""

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

    def _context(self, context, title, previous):
        head = self.ids(title)[: context.title_tokens]
        tail = self.ids(previous)[-context.previous_tokens:] if context.previous_tokens else []
        return head + tail

    def theme(self, sentence, title=None, previous=None):
        """[CLS] sentence [SEP] title previous [SEP]; without context [CLS] sentence [SEP]."""
        first = [CLS] + self.ids(sentence)[: self.config.sentence_tokens] + [SEP]
        rest = self._context(self.config.theme, title, previous)
        rest = rest + [SEP] if rest else []
        return first + rest, [0] * len(first) + [1] * len(rest)

    def stance(self, sentence, proposition, has_speaker, title=None, previous=None):
        """[CLS] role sentence [SEP] proposition [SEP] title previous [SEP]; the last part only where there is any."""
        config = self.config
        role = config.speaker_role if has_speaker else config.narrator_role
        first = [CLS] + self.ids(role) + self.ids(sentence)[: config.sentence_tokens] + [SEP]
        rest = self.ids(proposition)[: config.proposition_tokens] + [SEP]
        context = self._context(config.stance, title, previous)
        rest += context + [SEP] if context else []
        return first + rest, [0] * len(first) + [1] * len(rest)

    def entry(self, text):
        """[CLS] text [SEP]: a codebook entry "LABEL. DEFINITION"; it is cut at sentence_tokens like a sentence."""
        ids = [CLS] + self.ids(text)[: self.config.sentence_tokens] + [SEP]
        return ids, [0] * len(ids)

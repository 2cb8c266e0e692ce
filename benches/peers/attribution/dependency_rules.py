"""Quotations by rules over spaCy's dependencies, in the manner that Asr et al. describe ("The Gender Gap Tracker", PLOS ONE
2021): clauses that depend on a verb of speech, "according to", quotes beside a verb of speech, and floating quotes, which go to
the speaker before them. Own code: none of theirs was read or copied.

The verbs are demarche's own (data/attribution/verbs.txt), so that the comparison is one of methods and not of word lists.
"""
from pathlib import Path

VERBS = Path(__file__).parents[3] / "data/attribution/verbs.txt"
# These five, and that verbs inside quotes are left alone, were chosen by content F1 (the sum over both overlaps) on every
# twelfth article of PolNeAR's training split. FLOATING_JOINS: a floating quote goes on with the attribution before it, rather
# than making one of its own.
SECTIONS = ("say", "act", "think")
FLOATING_JOINS = True
# Tokens from which a quote without a verb of its own is one of speech and not a title or a name.
FLOATING = 5
# Tokens between a quote and the verb that introduces it.
NEAR = 4
# Dependencies of a verb that are what it reports.
COMPLEMENTS = ("ccomp", "xcomp")

OPEN = "“"
CLOSE = "”"
STRAIGHT = '"'


def read_verbs(sections=SECTIONS):
    """The base forms of the verbs in the sections of the word list."""
    verbs, section = set(), None
    for line in VERBS.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#") and section in sections:
            verbs.add(line.split()[0])
    return verbs


SPEECH = read_verbs()


def marks(doc):
    """Quotes as ranges of tokens with their marks. A mark without a partner ends with its paragraph, and a quote that opens
    each paragraph anew is one quote a paragraph."""
    found, start = [], None
    for token in doc:
        if start is not None and "\n" in token.text:
            found.append((start, token.i))
            start = None
        elif start is None and (token.text in (OPEN, "``") or token.text == STRAIGHT):
            start = token.i
        elif start is not None and token.text in (CLOSE, "''", STRAIGHT):
            found.append((start, token.i + 1))
            start = None
        elif token.text == OPEN:
            found.append((start, token.i))
            start = token.i
    if start is not None:
        found.append((start, len(doc)))
    return [quote for quote in found if quote[1] - quote[0] > 2]


def subject(verb):
    """The head of the verb's subject; of a verb joined to another ("and said", "adding"), that one's."""
    seen = set()
    while verb.i not in seen:
        seen.add(verb.i)
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj"):
                return child
        if verb.dep_ in ("relcl", "acl"):
            return verb.head
        if verb.dep_ not in ("conj", "xcomp", "advcl"):
            return None
        verb = verb.head
    return None


def tokens_of(head, without=()):
    """The tokens under `head`, without those under `without`."""
    left_out = {token.i for other in without for token in other.subtree}
    return {token.i for token in head.subtree} - left_out


def source_of(head):
    """The noun phrase of a subject, without relative clauses and what follows them."""
    clauses = [child for child in head.children if child.dep_ in ("relcl", "acl", "advcl", "punct", "parataxis")]
    tokens = tokens_of(head, clauses)
    while tokens and max(tokens) != head.i and head.doc[max(tokens)].is_punct:
        tokens.discard(max(tokens))
    return tokens


def runs(doc, tokens):
    """Tokens as ranges of characters, without white space, commas and stops at their edges."""
    out, tokens = [], sorted(tokens)
    start = 0
    for at in range(1, len(tokens) + 1):
        if at < len(tokens) and tokens[at] == tokens[at - 1] + 1:
            continue
        first, last = tokens[start], tokens[at - 1]
        start = at
        while first <= last and (doc[first].is_space or doc[first].text in ",.;:-—–"):
            first += 1
        while last >= first and (doc[last].is_space or doc[last].text in ",.;:-—–"):
            last -= 1
        if first <= last:
            out.append([doc[first].idx, doc[last].idx + len(doc[last])])
    return out


class Reading:
    """What is found in a document."""

    def __init__(self, doc):
        self.doc = doc
        self.quotes = marks(doc)
        self.quote_of = {i: quote for quote in self.quotes for i in range(*quote)}
        self.found = []

    def read(self):
        """Every kind of quotation, in order of its first content."""
        for token in self.doc:
            if token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in SPEECH:
                self.verb(token)
            elif token.lower_ == "according":
                self.according(token)
        self.found.sort(key=lambda quotation: min(quotation["content"]))
        self.floating()
        return self.found

    def verb(self, verb):
        """The clause of a verb of speech, before, after or around it; else the quotes beside it. Verbs inside a quote are left
        to whoever is quoted."""
        speaker = subject(verb)
        if speaker is None or verb.i in self.quote_of:
            return
        source = source_of(speaker)
        cue = {verb.i} | {child.i for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt")}
        content = set()
        for child in verb.children:
            if child.dep_ in COMPLEMENTS:
                content |= tokens_of(child)
        if not content and verb.dep_ == "parataxis":
            # "The port, he said, would open": the verb hangs on the clause that it reports.
            content = tokens_of(verb.head, [verb])
        content -= source | cue
        content = self.widened(content, source | cue, verb)
        if content:
            self.found.append({"verb": verb.i, "source": source, "cue": cue, "content": content})

    def widened(self, content, without, verb):
        """The content with the quotes that it reaches into, to their marks; a verb that has none takes the quote beside it."""
        own = self.quote_of.get(verb.i)
        quotes = {self.quote_of[i] for i in content if i in self.quote_of} - {own}
        if not content:
            sentence = verb.sent
            for quote in self.quotes:
                inside = quote[0] < sentence.end and quote[1] > sentence.start
                distance = min(abs(quote[0] - verb.i), abs(quote[1] - verb.i))
                if inside and distance <= NEAR and quote != own:
                    quotes.add(quote)
        for quote in quotes:
            content |= set(range(*quote))
        return content - without

    def according(self, token):
        """"According to X, ...": the rest of the sentence."""
        to = next((child for child in token.children if child.lower_ == "to"), None)
        noun = next((child for child in to.children if child.dep_ == "pobj"), None) if to is not None else None
        if noun is None:
            return
        source, cue = source_of(noun), {token.i, to.i}
        sentence = token.sent
        phrase = {t.i for t in token.subtree}
        content = set(range(sentence.start, sentence.end)) - phrase - source - cue
        if content:
            self.found.append({"verb": token.i, "source": source, "cue": cue, "content": content})

    def floating(self):
        """Quotes that nothing took and that begin a sentence: the last speaker goes on."""
        taken = {i for quotation in self.found for i in quotation["content"]}
        for quote in self.quotes:
            begins = quote[0] - self.doc[quote[0]].sent.start <= 1
            if not begins or quote[1] - quote[0] < FLOATING or taken.intersection(range(*quote)):
                continue
            before = [quotation for quotation in self.found if max(quotation["content"]) < quote[0]]
            if not before:
                continue
            last = max(before, key=lambda quotation: max(quotation["content"]))
            if FLOATING_JOINS:
                last["content"] |= set(range(*quote))
            else:
                self.found.append({**last, "content": set(range(*quote))})


def quotations(doc):
    """The quotations of a parsed document: spans of source, cue and content in characters."""
    out = []
    for quotation in Reading(doc).read():
        spans = {part: runs(doc, quotation[part]) for part in ("source", "cue", "content")}
        if spans["content"]:
            out.append(spans)
    return out

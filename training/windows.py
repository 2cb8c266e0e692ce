"""The windows of a run, for both passes: which sentences stand in one sequence, and which of them are read."""

from dataclasses import dataclass

NARRATED = False  # whether a sentence of the context, of which that is not known, has a speaker


@dataclass
class Window:
    """Sentences of one sequence; `read` are numbers of the run's rows, of whom a label is asked."""

    title: str | None
    sentences: list
    has_speaker: list
    read: list
    offset: int  # the number of the run's first row among the window's sentences, negative where the window begins later

    def span(self, n):
        """The place of row `n` of the run among the window's sentences."""
        return n + self.offset


def windows_of(inputs, run, read=None, context=None, gaps=False):
    """The windows that read the rows `read` of a run (all by default), with `context` tokens before them.

    They are cut as if all rows were read, which is how the program reads. With `gaps` a window starts and ends with a row of
    `read`: so the shipped weights were trained.
    """
    skip = len(run.context)
    sentences = run.context + [row.text for row in run.rows]
    has_speaker = [NARRATED] * skip + [row.has_speaker for row in run.rows]
    wanted = [skip + n for n in (range(len(run.rows)) if read is None else read)]
    cut = wanted if gaps else range(skip, len(sentences))
    out = []
    for start, first, end in inputs.windows(sentences, cut, context):
        inside = [n - skip for n in wanted if first <= n < end]
        if not inside:
            continue
        title = run.title
        if not title:  # the article's first sentence, where the window does not hold it
            title = run.lead or (run.rows[0].text if run.rows[0].i == 0 and start > skip else None)
        out.append(Window(title, sentences[start:end], has_speaker[start:end], inside, skip - start))
    return out

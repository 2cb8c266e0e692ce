"""What a statement teaches: its labels, the teacher's probabilities, or a mean of both."""

import torch

from codebook import LABELS, TARGETS, THEMES

TEACHER_SHARE = 0.5  # of what a labelled statement teaches; of an unlabelled one it is the whole
PRESENT = 0.5        # the teacher's probability of a theme from which an unlabelled statement also teaches stances
SMOOTHING = 0.03


class Targets:
    """Chances of themes and of stance labels by statement. Without a teacher these are the labels themselves."""

    def __init__(self, teacher_file=None):
        self.taught = {}
        if teacher_file:
            state = torch.load(teacher_file, weights_only=True)
            themes, stances = torch.sigmoid(state["themes"]).tolist(), torch.softmax(state["stances"], -1).tolist()
            self.taught = {tuple(key): pair for key, *pair in zip(state["keys"], themes, stances)}

    def _of(self, row):
        return self.taught.get((row.article, row.i, row.text))

    def themes(self, row):
        """[themes], each in [0, 1]."""
        gold = [float(theme in row.themes) for theme in THEMES]
        taught = self._of(row)
        if not taught:
            return gold
        share = 1.0 if row.kind == "unlabelled" else TEACHER_SHARE
        return [share * p + (1 - share) * y for p, y in zip(taught[0], gold)]

    def stances(self, row):
        """Target to the chances of favor, against and neutral, which add up to 1."""
        taught = self._of(row)
        if row.kind == "unlabelled":
            return {target: taught[1][k] for k, (target, (theme, _)) in enumerate(TARGETS.items())
                    if taught[0][THEMES.index(theme)] >= PRESENT}
        out = {}
        for k, target in enumerate(TARGETS):
            if target in row.stance:
                gold = [SMOOTHING / 3 + (1 - SMOOTHING) * (label == row.stance[target]) for label in LABELS]
                out[target] = gold
                if taught:
                    out[target] = [TEACHER_SHARE * p + (1 - TEACHER_SHARE) * y for p, y in zip(taught[1][k], gold)]
        return out

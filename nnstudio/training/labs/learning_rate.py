"""From too small to too large."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import SetTraining
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, settled

FACTORS: Final = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0)


class LearningRateLab(Lab):
    """Learning rates around the one in force, a hundred times smaller and larger."""

    declaration = Declaration(
        id="learning_rate",
        name=msg("Learning rate lab"),
        help=msg("The learning rate in force, and smaller and larger ones: too small creeps, too large leaps about."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return multiples of the rate in force, rounded to two digits."""
        rate = document.training.learning_rate
        rates = [rate if factor == 1 else float(f"{factor * rate:.1e}") for factor in FACTORS]
        found = (
            Variant(msg("α = {value}", value=f"{each:g}"), SetTraining((("learning_rate", each),))) for each in rates
        )
        return settled(document, found)

"""The same way down, with other legs."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import SetTraining
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.optimizers import optimizers
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, settled

RACERS: Final = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "nadam", "adamw")


class OptimizerLab(Lab):
    """The optimisers that are taught, each with its declared numbers, and the one in force as it is."""

    declaration = Declaration(
        id="optimizer",
        name=msg("Optimiser race"),
        help=msg("Optimisers from the same first weights over the same batches, all with the learning rate in force."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each optimiser."""
        own = document.training.optimizer
        racers = RACERS if own in RACERS else (own, *RACERS)
        made = (
            Variant(optimizers[each].declaration.name, None if each == own else SetTraining((("optimizer", each),)))
            for each in racers
        )
        return settled(document, made)

"""How many samples a step."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import SetTraining
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, settled

SIZES: Final = (1, 4, 16, 64, 256)


class BatchLab(Lab):
    """From one sample a step to the whole training set."""

    declaration = Declaration(
        id="batch",
        name=msg("Batch lab"),
        help=msg("From single samples to the whole set at once: small batches step often and jump, large ones glide."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each size below that of the training set, that of the document, and the whole set."""
        own = document.training.batch_size
        sizes = sorted({min(size, samples) for size in (*SIZES, samples)} | {own})
        found = (Variant(msg("batch size {count}", count=size), SetTraining((("batch_size", size),))) for size in sizes)
        return settled(document, found)

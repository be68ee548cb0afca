"""How hard the weights are held."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import SetTraining
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.text import Message, msg
from nnstudio.training.lab import Lab, Variant, settled

PENALTIES: Final = (
    (0.0, 0.0),
    (0.0, 1e-4),
    (0.0, 1e-3),
    (0.0, 1e-2),
    (0.0, 0.1),
    (1e-4, 0.0),
    (1e-3, 0.0),
    (1e-2, 0.0),
)
"""Pairs of λ₁ and λ₂."""


class RegularisationLab(Lab):
    """Without a penalty, and with L2 and L1 of several strengths."""

    declaration = Declaration(
        id="regularisation",
        name=msg("Regularisation lab"),
        help=msg(
            "Penalties on the weights. L2 shrinks them, L1 makes many of them zero; too much and nothing is learnt."
        ),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each penalty, and that of the document."""
        own = document.training.l1, document.training.l2
        pairs = PENALTIES if own in PENALTIES else (*PENALTIES, own)
        found = (Variant(_named(l1, l2), SetTraining((("l1", l1), ("l2", l2)))) for l1, l2 in pairs)
        return settled(document, found)


def _named(l1: float, l2: float) -> Message:
    if l1 and l2:
        return msg("λ₁ = {l1}, λ₂ = {l2}", l1=f"{l1:g}", l2=f"{l2:g}")
    if not l1 and not l2:
        return msg("no penalty")
    return msg("L2, λ₂ = {value}", value=f"{l2:g}") if l2 else msg("L1, λ₁ = {value}", value=f"{l1:g}")

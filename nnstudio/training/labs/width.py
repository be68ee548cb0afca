"""How many neurons."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import SetEach
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, hidden, settled

FACTORS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
WIDEST: Final = 1024


class WidthLab(Lab):
    """All hidden layers narrower or wider by the same factor."""

    declaration = Declaration(
        id="width",
        name=msg("Width lab"),
        help=msg("All hidden layers with fewer or more neurons. Too few cannot bend enough; many learn sooner."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each factor, at least one neuron a layer."""
        nodes = hidden(document, "units")
        if not nodes:
            return ()
        title, found = msg("Change the number of neurons"), []
        for factor in FACTORS:
            units = [max(1, round(factor * int(node.value("units", 4)))) for node in nodes]
            if max(units) <= WIDEST or factor <= 1:
                changes = tuple((node.id, (("units", unit),)) for node, unit in zip(nodes, units, strict=True))
                name = msg("neurons: {sizes}", sizes="-".join(map(str, units)))
                found.append(Variant(name, SetEach(changes, title)))
        return settled(document, found)

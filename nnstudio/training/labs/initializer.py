"""Where one sets out from."""

from __future__ import annotations

from typing import Final

from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializers import initializers
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, set_all, settled, with_parameter

KINDS: Final = ("zeros", "uniform", "normal", "xavier_uniform", "he_normal", "lecun_normal", "orthogonal")


class InitializerLab(Lab):
    """The same initialiser for every layer that has one."""

    declaration = Declaration(
        id="initializer",
        name=msg("Initialisation lab"),
        help=msg(
            "First weights of all layers drawn in other ways. Zeros never tell neurons apart; too small ones let the "
            "signal fade, too large ones saturate."
        ),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each initialiser, and the network as it is."""
        nodes = with_parameter(document, "initializer")
        if not nodes:
            return ()
        title = msg("Change the initial weights")
        made = [
            Variant(initializers[kind].declaration.name, set_all(nodes, "initializer", kind, title)) for kind in KINDS
        ]
        return settled(document, (*made, Variant(msg("as it is"))))

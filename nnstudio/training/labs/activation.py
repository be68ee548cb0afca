"""What bends the net input."""

from __future__ import annotations

from typing import Final

from nnstudio.document.model import Document
from nnstudio.engine.activations import activations
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg
from nnstudio.training.lab import Lab, Variant, hidden, set_all, settled

KINDS: Final = ("identity", "logistic", "tanh", "relu", "leaky_relu", "elu", "swish", "gelu")


class ActivationLab(Lab):
    """The same activation for every hidden layer; the output's belongs to the target and stays."""

    declaration = Declaration(
        id="activation",
        name=msg("Activation lab"),
        help=msg("Another activation in all hidden layers. Without one the whole network is linear, however deep."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return one for each activation, and the network as it is."""
        nodes = hidden(document, "activation")
        if not nodes:
            return ()
        title = msg("Change the activations")
        made = [
            Variant(activations[kind].declaration.name, set_all(nodes, "activation", kind, title)) for kind in KINDS
        ]
        return settled(document, (*made, Variant(msg("as it is"))))

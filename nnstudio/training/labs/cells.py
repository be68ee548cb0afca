"""Which cell carries the memory of a sequence on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nnstudio.document.edits import ReplaceNetwork
from nnstudio.document.model import Document, Node, Parameters
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg
from nnstudio.training.lab import Lab, Variant, settled

CELLS: Final[tuple[tuple[Message, str, Parameters], ...]] = (
    (msg("simple recurrent"), "simple_rnn", ()),
    (msg("LSTM, f begins at 0.5"), "lstm", (("forget_bias", 0.0),)),
    (msg("LSTM, f begins at 1"), "lstm", (("forget_bias", 10.0),)),
    (msg("LSTM without forget gate"), "lstm", (("variant", "no_forget"),)),
    (msg("GRU"), "gru", ()),
)


class CellLab(Lab):
    """The recurrent layers of the document, all of one kind after the other."""

    declaration = Declaration(
        id="cells",
        name=msg("Memory lab"),
        help=msg(
            "The recurrent layers as each kind of cell. The longer the sequence, the fewer of them remember its "
            "beginning: take Recall a bit in Data, and make it longer."
        ),
        aliases=("LSTM", "GRU", "RNN", "long-range", "vanishing", "长程依赖", "長程依賴"),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return the document as it is, and one for each cell."""
        if not any(_is_recurrent(node) for node in document.network.nodes):
            return ()
        found = (Variant(name, _with(document, kind, values)) for name, kind, values in CELLS)
        return settled(document, (*found, Variant(msg("as it is"))))


def _is_recurrent(node: Node) -> bool:
    return layers[node.kind].declaration.group == "recurrent"


def _with(document: Document, kind: str, values: Parameters) -> ReplaceNetwork:
    """Return the edit that makes all recurrent layers of one kind; what they share of their settings stays."""
    nodes = tuple(_as(node, kind, values) if _is_recurrent(node) else node for node in document.network.nodes)
    return ReplaceNetwork(replace(document.network, nodes=nodes))


def _as(node: Node, kind: str, values: Parameters) -> Node:
    known = {parameter.id for parameter in layers[kind].declaration.parameters}
    kept = {name: value for name, value in node.parameters if name in known and name not in ("forget_bias", "variant")}
    return replace(node, kind=kind, parameters=tuple({**kept, **dict(values)}.items()))

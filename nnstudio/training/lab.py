"""What a lab is: one thing about a document is varied, all else stays, and each variant is trained beside the others.

The labs themselves are a file each in ``labs``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from nnstudio.document.edits import Edit, SetEach
from nnstudio.document.kinds import OUTPUT
from nnstudio.document.model import Document, Node, Parameters
from nnstudio.document.paths import ancestors, topological_order
from nnstudio.engine.declaration import Declared, Value
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layers import layers
from nnstudio.text import Message


@dataclass(frozen=True)
class Variant:
    """One of the documents that are compared: ``edit`` makes it of the present one, which None leaves as it is."""

    name: Message
    edit: Edit | None = None

    def applied(self, document: Document) -> Document:
        """Return the document that it stands for.

        Raises
        ------
        EditError, ParameterError : it cannot be made of this document.
        """
        return document if self.edit is None else self.edit.applied(document)


class Lab(Declared, ABC):
    """Base of the labs. Data, split and seeds are the document's own for every variant."""

    @abstractmethod
    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return what is compared, of a document with so many training samples; none where there is nothing to vary.

        One of them is the document as it is, where that is among them.
        """


def settled(document: Document, variants: Iterable[Variant]) -> tuple[Variant, ...]:
    """Return the variants that can be made, each document once; an edit that would change nothing is no edit."""
    found: list[tuple[Variant, Document]] = []
    for variant in variants:
        try:
            made = variant.applied(document)
        except NnstudioError:
            # A copy of a block that does not fit onto itself: not everything can be varied everywhere.
            continue
        if all(made != other for _, other in found):
            found.append((Variant(variant.name) if made == document else variant, made))
    return tuple(variant for variant, _ in found)


def with_parameter(document: Document, parameter: str) -> tuple[Node, ...]:
    """Return the layers that are trained and have a hyper-parameter of that name, in the order they compute."""
    network = document.network
    trained = ancestors(network, (node.id for node in network.of_kind(OUTPUT)))
    order = (network.by_id[node] for node in topological_order(network) if node in trained)
    return tuple(node for node in order if any(p.id == parameter for p in layers[node.kind].declaration.parameters))


def hidden(document: Document, parameter: str) -> tuple[Node, ...]:
    """Return those of them that stand before another: the last ones have the shape and the range of the target."""
    network, found = document.network, with_parameter(document, parameter)
    weighted = {node.id for node in with_parameter(document, "initializer")}
    before = {node.id for node in found if _feeds(document, node.id, weighted)}
    return tuple(node for node in network.nodes if node.id in before)


def _feeds(document: Document, start: str, weighted: set[str]) -> bool:
    """Whether a layer with weights follows."""
    network, stack, seen = document.network, [start], {start}
    while stack:
        for wire in network.outgoing[stack.pop()]:
            if wire.target in weighted:
                return True
            if wire.target not in seen:
                seen.add(wire.target)
                stack.append(wire.target)
    return False


def set_all(nodes: Iterable[Node], parameter: str, value: Value, title: Message) -> Edit:
    """Return the edit that gives each of these layers the same value."""
    values: Parameters = ((parameter, value),)
    return SetEach(tuple((node.id, values) for node in nodes), title)

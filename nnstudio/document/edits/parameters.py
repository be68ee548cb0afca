"""Change a layer's hyper-parameters or its name."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from nnstudio.document.edits.add import unique_name
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.errors import EditError
from nnstudio.document.kinds import applicable, normalised
from nnstudio.document.model import Document, Node, Parameters
from nnstudio.document.wording import parameter_name
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg

LONGEST_NAME = 60


@dataclass(frozen=True)
class SetParameters(Edit):
    """Set hyper-parameters of a layer: (name, value) pairs; the others stay, and those of a replaced activation go."""

    id: str
    values: Parameters

    @property
    def name(self) -> Message:
        """Name the parameter if it is one."""
        if len(self.values) == 1:
            return msg("Change {parameter}", parameter=parameter_name(self.values[0][0]))
        return msg("Change parameters")

    @property
    def merge_key(self) -> Hashable:
        """A slider's steps: the same layer and the same parameters."""
        return ("parameters", self.id, tuple(name for name, _ in self.values))

    def applied(self, document: Document) -> Document:
        """Return the document with the layer's parameters set."""
        return with_node(document, _set(require_node(document, self.id), self.values))


def _set(node: Node, values: Parameters) -> Node:
    layer, asked = layers[node.kind], dict(values)
    kept = applicable(layer, {**dict(node.parameters), **asked})
    return replace(node, parameters=normalised(layer, {**kept, **asked}, node.name))


@dataclass(frozen=True)
class SetEach(Edit):
    """Set hyper-parameters of many layers, each its own, all or none; ``changes`` are (id, values) pairs."""

    changes: tuple[tuple[str, Parameters], ...]
    title: Message

    @property
    def name(self) -> Message:
        """Return the name given."""
        return self.title

    def applied(self, document: Document) -> Document:
        """Return the document with all of them set."""
        made = {node: _set(require_node(document, node), values) for node, values in self.changes}
        nodes = tuple(made.get(node.id, node) for node in document.network.nodes)
        return replace(document, network=replace(document.network, nodes=nodes))


@dataclass(frozen=True)
class RenameLayer(Edit):
    """Give a layer another name; a number is added where another layer has it."""

    id: str
    title: str

    @property
    def name(self) -> Message:
        """Say that a layer is renamed."""
        return msg("Rename layer")

    @property
    def is_layout(self) -> bool:
        """Only what the student reads changes: the engine knows layers by id."""
        return True

    def applied(self, document: Document) -> Document:
        """Return the document with the layer renamed."""
        node = require_node(document, self.id)
        wanted = checked_name(self.title, node.name)
        others = (other.name for other in document.network.nodes if other.id != node.id)
        return with_node(document, replace(node, name=unique_name(wanted, others)))


def checked_name(wanted: str, place: str) -> str:
    """Return a name without the blanks around it.

    Raises
    ------
    EditError : it is empty, too long, or has characters that cannot be seen.
    """
    name = " ".join(wanted.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise EditError(
            place,
            msg("a name of 1 to {longest} characters", longest=LONGEST_NAME),
            msg("{count} characters", count=len(name)) if name.isprintable() else msg("characters that cannot be seen"),
            msg("Type a short name."),
        )
    return name


def with_node(document: Document, node: Node) -> Document:
    """Return the document with the node of the same id replaced."""
    nodes = tuple(node if each.id == node.id else each for each in document.network.nodes)
    return replace(document, network=replace(document.network, nodes=nodes))

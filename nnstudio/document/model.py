"""The document: everything that a student edits, frozen, so that an edit makes a new one and undo keeps the old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from nnstudio.data.settings import DataSettings
from nnstudio.data.table import ImportedTable
from nnstudio.engine.declaration import Value

Parameters = tuple[tuple[str, Value], ...]
"""Hyper-parameters as pairs sorted by name; those that are left out have their declared default."""

COLORS: Final = ("red", "orange", "green", "teal", "blue", "purple", "grey")
"""The colours that something may be given, by name; what a name looks like is the theme's business."""


@dataclass(frozen=True)
class Node:
    """One layer on the canvas.

    ``id`` never changes and never is used again (``n1``, ``n2`` …); ``kind`` is an id of ``engine.layers``; ``name`` is
    what the student reads; ``x``, ``y`` is the centre on the canvas in pixels; ``color`` one of :data:`COLORS` or none.
    """

    id: str
    kind: str
    name: str
    parameters: Parameters = ()
    x: float = 0.0
    y: float = 0.0
    color: str = ""

    def value(self, parameter: str, default: Value = "") -> Value:
        """Return a hyper-parameter that was set, else ``default``."""
        return dict(self.parameters).get(parameter, default)


@dataclass(frozen=True)
class Wire:
    """A link from the output of ``source`` into input number ``port`` of ``target`` (node ids)."""

    source: str
    target: str
    port: int = 0


@dataclass(frozen=True)
class Group:
    """A named block of layers. ``members`` are ids of nodes, notes and other groups, each in one group at most.

    ``id`` is ``g`` and a number. ``folded`` shows the block as one box.
    """

    id: str
    name: str
    members: tuple[str, ...]
    folded: bool = False
    color: str = ""


@dataclass(frozen=True)
class Note:
    """A text on the canvas; ``x``, ``y`` is its upper left corner. ``id`` is ``t`` and a number."""

    id: str
    text: str
    x: float = 0.0
    y: float = 0.0
    width: float = 192.0
    height: float = 96.0
    color: str = ""


@dataclass(frozen=True)
class Network:
    """Nodes, wires, groups and notes, in the order in which they were added; ``next_id`` numbers the next of them.

    ``down``: layers follow one another from top to bottom, with their ports there, not from left to right.
    """

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    next_id: int = 1
    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()
    down: bool = False

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, tuple[Wire, ...]]:
        """For each node the wires into it, by port."""
        return _grouped(self.nodes, ((wire.target, wire) for wire in sorted(self.wires, key=lambda w: w.port)))

    @cached_property
    def outgoing(self) -> dict[str, tuple[Wire, ...]]:
        """For each node the wires out of it, in the order in which they were drawn."""
        return _grouped(self.nodes, ((wire.source, wire) for wire in self.wires))

    @cached_property
    def groups_by_id(self) -> dict[str, Group]:
        """Every group by its id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def notes_by_id(self) -> dict[str, Note]:
        """Every note by its id."""
        return {note.id: note for note in self.notes}

    def of_kind(self, kind: str) -> tuple[Node, ...]:
        """Return the nodes of one kind."""
        return tuple(node for node in self.nodes if node.kind == kind)

    @property
    def next_node(self) -> str:
        """The id that the next node added will get."""
        return f"n{self.next_id}"


def _grouped(nodes: Iterable[Node], pairs: Iterable[tuple[str, Wire]]) -> dict[str, tuple[Wire, ...]]:
    groups: dict[str, list[Wire]] = {node.id: [] for node in nodes}
    for node, wire in pairs:
        groups.setdefault(node, []).append(wire)
    return {node: tuple(wires) for node, wires in groups.items()}


@dataclass(frozen=True)
class OutputLoss:
    """The loss of its own that one of several outputs has: the output layer's id, the loss's, and its parameters."""

    output: str
    loss: str
    parameters: Parameters = ()


@dataclass(frozen=True)
class TrainingSettings:
    """How the network learns. ``loss``, ``optimizer`` and ``schedule`` are ids of the engine's registries.

    ``validate_every`` counts steps (not seconds), so that a run is reproducible. ``stop_epoch`` 0 means never.
    ``clip_norm`` and ``clip_value`` bound the gradient (0: not). A run stops by itself where ``patience`` validations
    in a row (0: never) brought no loss lower by ``minimum_change``, then with the best weights if ``restore_best``; or
    where the gradient's norm is below ``gradient_tolerance``. ``loss_weights`` are pairs of an output layer's id and by
    what its loss counts beside the others', sorted; an output that is not named counts 1. ``output_losses`` are the
    losses of outputs beside others that have their own, sorted; the rest have ``loss``.
    """

    loss: str = "binary_cross_entropy"
    loss_parameters: Parameters = ()
    optimizer: str = "adam"
    optimizer_parameters: Parameters = ()
    learning_rate: float = 0.01
    batch_size: int = 10
    l1: float = 0.0
    l2: float = 0.0
    dtype: str = "float32"
    seed: int = 0
    validate_every: int = 20
    stop_epoch: int = 0
    schedule: str = "constant"
    schedule_parameters: Parameters = ()
    clip_norm: float = 0.0
    clip_value: float = 0.0
    patience: int = 0
    minimum_change: float = 0.0
    restore_best: bool = True
    gradient_tolerance: float = 0.0
    loss_weights: Parameters = ()
    output_losses: tuple[OutputLoss, ...] = ()

    def loss_at(self, output: str) -> tuple[str, Parameters]:
        """Return the loss of one of several outputs, with its parameters."""
        own = next((each for each in self.output_losses if each.output == output), None)
        return (self.loss, self.loss_parameters) if own is None else (own.loss, own.parameters)


@dataclass(frozen=True)
class Document:
    """The whole of what is edited; ``table`` is the student's own imported data, if any.

    ``template`` is the id of the template that it was made of, whose note says what to look at; it changes nothing.
    """

    network: Network = field(default_factory=Network)
    data: DataSettings = field(default_factory=DataSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    table: ImportedTable | None = None
    title: str = ""
    template: str = ""

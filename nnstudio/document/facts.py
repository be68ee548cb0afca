"""What the checks look at: shapes inferred as far as they go, and the layers that lead to the output."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstudio.data.samples import DataShape
from nnstudio.data.source import shape_of
from nnstudio.document.kinds import INPUT, OUTPUT, Inference, infer, is_variadic, ports
from nnstudio.document.model import Document, Network, Node, Parameters
from nnstudio.document.paths import ancestors, topological_order
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.typing import Shape


@dataclass(frozen=True)
class Facts:
    """A document with what was inferred from it.

    ``inputs`` are the known shapes into each node, by port; ``failures`` the errors of layers whose inputs are all
    known. ``multiply_adds`` are a sample's, of the layers that have any.
    """

    document: Document
    data: DataShape | None
    data_error: NnstudioError | None
    order: tuple[str, ...]
    trained: frozenset[str]
    shapes: dict[str, Shape] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    multiply_adds: dict[str, int] = field(default_factory=dict)
    failures: dict[str, NnstudioError] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        """The document's network."""
        return self.document.network

    def inputs_of(self, node_id: str) -> tuple[Shape | None, ...]:
        """Return the shapes into a node by port, None where unknown; ports without a wire are left out."""
        return tuple(self.shapes.get(wire.source) for wire in self.network.incoming[node_id])

    def fed_outputs(self) -> tuple[Node, ...]:
        """Return the output layers that have an input, in the order in which they were added."""
        return tuple(node for node in self.network.of_kind(OUTPUT) if self.network.incoming[node.id])

    def loss_at(self, output: str) -> tuple[str, Parameters]:
        """Return the loss that judges an output, with its parameters: its own only where it stands beside others."""
        settings = self.document.training
        several = len(self.fed_outputs()) > 1
        return settings.loss_at(output) if several else (settings.loss, settings.loss_parameters)


def facts_of(document: Document) -> Facts:
    """Infer what can be inferred."""
    data: DataShape | None = None
    error: NnstudioError | None = None
    try:
        data = shape_of(document.data, document.table)
    except NnstudioError as caught:
        error = caught
    network = document.network
    outputs = network.of_kind(OUTPUT)
    trained = ancestors(network, (node.id for node in outputs)) if outputs else network.by_id
    facts = Facts(document, data, error, topological_order(network), frozenset(trained))
    for node_id in facts.order:
        _infer_node(facts, network.by_id[node_id])
    return facts


def is_complete(network: Network, node: Node) -> bool:
    """Return whether every input that a layer needs has its wire."""
    wired = len(network.incoming[node.id])
    return wired >= 2 if is_variadic(node.kind) else wired == len(ports(node.kind))


def _infer_node(facts: Facts, node: Node) -> None:
    if node.kind == INPUT:
        if facts.data is not None:
            facts.shapes[node.id] = facts.data.inputs
        return
    wires, shapes = facts.network.incoming[node.id], facts.shapes
    known = tuple([shapes[wire.source] for wire in wires if wire.source in shapes])
    inference = infer(node.kind, node.parameters, known) if known and is_complete(facts.network, node) else Inference()
    if inference.error is not None and len(known) == len(wires):
        facts.failures[node.id] = inference.error
    if inference.shape is None or len(known) < len(wires):
        inference = _supposed(node, known)
    if inference.shape is not None:
        facts.shapes[node.id] = inference.shape
    if inference.count:
        facts.counts[node.id] = inference.count
    if inference.multiply_adds:
        facts.multiply_adds[node.id] = inference.multiply_adds


def _supposed(node: Node, known: tuple[Shape, ...]) -> Inference:
    """Return what a layer in trouble would give if the trouble were mended, so that those after it need not suffer."""
    if is_variadic(node.kind):
        return Inference(known[0]) if known else Inference()
    for shape in known:
        flat = infer(node.kind, node.parameters, (flattened(shape),))
        if flat.shape is not None:
            return flat
    # A layer that gives the same for any input, such as dense: its shape is known, its count is not.
    guesses = {infer(node.kind, node.parameters, ((length,),)).shape for length in (1, 2)} if not known else {None}
    return Inference(guesses.pop()) if len(guesses) == 1 else Inference()


def flattened(shape: Shape) -> Shape:
    """Return the shape as one axis."""
    size = 1
    for length in shape:
        size *= length
    return (size,)

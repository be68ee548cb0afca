"""A network has data, one input and at least one output."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.edits import AddLayer, Connect, Edit, RemoveLayers, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import INPUT, OUTPUT, is_variadic
from nnstudio.document.layout import free_place, place_before
from nnstudio.document.model import Network, Node
from nnstudio.document.problem import Problem, Severity, of_error
from nnstudio.text import msg


def check_ends(facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the data, the input and the outputs."""
    if facts.data_error is not None:
        yield of_error("", facts.data_error.place, facts.data_error)
    inputs = [node for node in facts.network.of_kind(INPUT) if node.id in facts.trained]
    if not facts.network.of_kind(INPUT):
        yield _no_input(facts.network)
    for extra in inputs[1:]:
        yield _second_input(facts.network, inputs[0], extra)
    if not facts.network.of_kind(OUTPUT):
        yield _no_output(facts.network)


def _no_input(network: Network) -> Problem:
    unfed = [node for node in network.nodes if not network.incoming[node.id]]
    fix: Edit = AddLayer(INPUT, *_before_all(network))
    if len(unfed) == 1:
        add = AddLayer(INPUT, *place_before(network, unfed[0]))
        fix = Several((add, Connect(network.next_node, unfed[0].id)), msg("Add an input"))
    return Problem(
        "",
        Severity.ERROR,
        "",
        msg("an input layer"),
        msg("none"),
        msg("Drag an input onto the canvas and connect it to the first layer."),
        fix,
    )


def _before_all(network: Network) -> tuple[float, float]:
    first = min(network.nodes, key=lambda node: node.y if network.down else node.x, default=None)
    return place_before(network, first) if first else (0.0, 0.0)


def _second_input(network: Network, first: Node, extra: Node) -> Problem:
    fed = {wire.target for wire in network.outgoing[first.id]}
    moved = tuple(
        Connect(first.id, wire.target, wire.port)
        for wire in network.outgoing[extra.id]
        # A join that both feed has enough with one of them.
        if wire.target not in fed or not is_variadic(network.by_id[wire.target].kind)
    )
    return Problem(
        extra.id,
        Severity.ERROR,
        extra.name,
        msg("one input"),
        msg("a second one"),
        msg("All samples enter through one input: connect its layers to {layer}.", layer=first.name),
        Several((*moved, RemoveLayers((extra.id,))), msg("Join the inputs")),
    )


def _no_output(network: Network) -> Problem:
    ends = [node for node in network.nodes if not network.outgoing[node.id]]
    end = ends[0].id if len(ends) == 1 else ""
    x, y = free_place(network, end)
    return Problem(
        "",
        Severity.ERROR,
        "",
        msg("an output layer"),
        msg("none"),
        msg("Drag an output onto the canvas and connect the last layer to it."),
        AddLayer(OUTPUT, x, y, connect_from=end),
    )

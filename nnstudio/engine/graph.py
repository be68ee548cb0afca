"""The layers as a directed acyclic graph, and the shape of what each of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nnstudio.engine.demands import instance, row, unknown
from nnstudio.engine.errors import GraphError, NnstudioError
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape
from nnstudio.text import Message, msg

_NODES = msg("nodes, each with its name, its layer and its inputs")
_MADE = msg("Make each with GraphNode(name, layer, inputs).")
_NAMES = msg("the names of the layers that feed it")
_IN_BRACKETS = msg("Write them in brackets, one of them too: ('x',).")


@dataclass(frozen=True)
class GraphNode:
    """One layer with the names of the nodes that feed it, in the order of its ports."""

    name: str
    layer: Layer
    inputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what it is made of; a list of names will do.

        Raises
        ------
        ParameterError : a name that is no text, no layer, inputs that are no names.
        """
        instance("name", self.name, str, msg("a name"))
        instance(self.name, self.layer, Layer, msg("a layer, as layers.make gives it"))
        object.__setattr__(self, "inputs", row(self.name, self.inputs, str, _NAMES, _IN_BRACKETS))


@dataclass(frozen=True)
class Graph:
    """Layers and their links. A name is used once; every input names a node.

    Raises
    ------
    GraphError : a name used twice, a link from nowhere, a cycle (on the first use of :attr:`order`).
    ParameterError : something else than nodes.
    """

    nodes: tuple[GraphNode, ...]

    def __post_init__(self) -> None:
        """Check the names; the cycle is found by :attr:`order`."""
        object.__setattr__(self, "nodes", row("graph", self.nodes, GraphNode, _NODES, _MADE))
        seen: set[str] = set()
        for node in self.nodes:
            if node.name in seen:
                raise GraphError(
                    node.name, msg("a name of its own"), msg("a name used twice"), msg("Rename one of them.")
                )
            seen.add(node.name)
        for node in self.nodes:
            for source in node.inputs:
                if source not in seen:
                    raise _unknown(node.name, source)

    def __getitem__(self, name: str) -> GraphNode:
        """Return the node of that name; UnknownNameError, which is a KeyError, if there is none."""
        # Asked for with every number that is looked at: nothing but a look-up.
        try:
            return self._by_name[name]
        except (KeyError, TypeError):
            # Some things could not even be looked up.
            raise unknown("graph", name, self._by_name) from None

    @cached_property
    def _by_name(self) -> dict[str, GraphNode]:
        return {node.name: node for node in self.nodes}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The names in topological order: each after what feeds it (Kahn 1962), ties in the order of ``nodes``."""
        waiting = {node.name: set(node.inputs) for node in self.nodes}
        order: list[str] = []
        while waiting:
            ready = [name for name, sources in waiting.items() if not sources]
            if not ready:
                raise _cycle(_one_cycle(waiting))
            for name in ready:
                del waiting[name]
            for sources in waiting.values():
                sources.difference_update(ready)
            order += ready
        return tuple(order)

    @cached_property
    def consumers(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each node, which ports (node, port number) read its output."""
        found: dict[str, list[tuple[str, int]]] = {node.name: [] for node in self.nodes}
        for name in self.order:
            for port, source in enumerate(self[name].inputs):
                found[source].append((name, port))
        return {name: tuple(ports) for name, ports in found.items()}

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The names of the input layers, in order."""
        return tuple(node.name for node in self.nodes if node.layer.is_source)

    @cached_property
    def sinks(self) -> tuple[str, ...]:
        """The names of the output layers, in order."""
        return tuple(node.name for node in self.nodes if node.layer.is_sink)


def _unknown(name: str, source: str) -> GraphError:
    return GraphError(
        name,
        msg("an input from a layer of the network"),
        msg("a link from {source}", source=repr(source)),
        msg("Connect it to a layer that exists."),
    )


def _one_cycle(waiting: Mapping[str, set[str]]) -> list[str]:
    """Return the names of one cycle in the direction of its links, the first one again at the end.

    Every node of ``waiting`` is fed by another one of it, so that who walks against the links must come round.
    """
    path = [min(waiting)]
    while path.count(path[-1]) == 1:
        path.append(min(waiting[path[-1]]))
    cycle = path[path.index(path[-1]) : -1][::-1]
    first = cycle.index(min(cycle))
    return [*cycle[first:], *cycle[: first + 1]]


def _cycle(names: Sequence[str]) -> GraphError:
    return GraphError(
        names[0],
        msg("layers without a cycle"),
        msg("a cycle through {names}", names=" → ".join(names)),
        msg("Remove one link of the cycle; recurrent layers keep their loop inside."),
    )


def infer_shapes(graph: Graph) -> dict[str, Shape]:
    """Return the outside shape of each node's output, one sample of it, in topological order.

    Raises
    ------
    GraphError : a cycle, a missing or surplus input, no input or output layer, a layer that reaches no output.
    ShapeError : shapes that a layer cannot take.
    """
    instance("graph", graph, Graph, msg("a graph of layers"))
    shapes: dict[str, Shape] = {}
    for name in graph.order:
        node = graph[name]
        _check_ports(node)
        try:
            shapes[name] = node.layer.infer_shape(tuple(shapes[source] for source in node.inputs))
        except NnstudioError as error:
            raise type(error)(name, error.expected, error.received, error.advice) from None
    _check_ends(graph)
    return shapes


def _check_ports(node: GraphNode) -> None:
    wanted, given = len(node.layer.ports), len(node.inputs)
    if node.layer.variadic and given < 2:
        raise _ports(node.name, msg("two inputs or more"), given)
    if not node.layer.variadic and given != wanted:
        raise _ports(node.name, msg("{count} inputs", count=wanted), given)


def _ports(name: str, expected: Message, given: int) -> GraphError:
    received = msg("{count} inputs", count=given) if given else msg("no input")
    advice = msg("Draw a link into it.") if given == 0 else msg("Add or remove links.")
    return GraphError(name, expected, received, advice)


def _check_ends(graph: Graph) -> None:
    where = graph.nodes[0].name if graph.nodes else "network"
    if not graph.sources:
        raise GraphError(where, msg("an input layer"), msg("none"), msg("Drag an input layer onto the canvas."))
    if not graph.sinks:
        raise GraphError(where, msg("an output layer"), msg("none"), msg("Drag an output layer onto the canvas."))
    for name in graph.order:
        if not graph.consumers[name] and not graph[name].layer.is_sink:
            raise GraphError(
                name,
                msg("a link to a next layer"),
                msg("an output that nothing reads"),
                msg("Connect its output, or delete the layer."),
            )

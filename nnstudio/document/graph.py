"""From the document's network to the engine's graph."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from nnstudio.data.samples import DataShape
from nnstudio.document.kinds import INPUT, OUTPUT, layer_of
from nnstudio.document.model import Document, Network, Node
from nnstudio.document.paths import ancestors, topological_order
from nnstudio.engine.graph import Graph, GraphNode
from nnstudio.engine.layer import Layer
from nnstudio.engine.layers.input import Input


def to_graph(document: Document, shape: DataShape) -> Graph:
    """Return the engine's graph of the layers that lead to an output, named by id; the input has the data's shape.

    Raises
    ------
    GraphError, ShapeError, ParameterError : what ``analyse`` would have said; ask it first.
    """
    network = document.network
    trained = ancestors(network, (node.id for node in network.of_kind(OUTPUT)))
    order = [network.by_id[node_id] for node_id in topological_order(network) if node_id in trained]
    # The outputs in the order in which they were added: the first one's answer is the network's.
    inner = [node for node in order if node.kind != OUTPUT]
    return Graph(tuple(_graph_node(network, node, shape) for node in (*inner, *network.of_kind(OUTPUT))))


KEPT: Final = 64


class Graphs:
    """Remembers the last graphs by the network's identity: undo brings a network back, and its graph with it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, DataShape], tuple[Network, Graph]] = OrderedDict()

    def of(self, document: Document, shape: DataShape) -> Graph:
        """Return :func:`to_graph` of a document; it raises what that raises."""
        key = id(document.network), shape
        kept = self._kept.get(key)
        graph = kept[1] if kept is not None else to_graph(document, shape)
        # The network itself is kept too, else another one could come to have its id.
        self._kept[key] = document.network, graph
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return graph


def _graph_node(network: Network, node: Node, shape: DataShape) -> GraphNode:
    layer = input_layer(shape) if node.kind == INPUT else layer_of(node.kind, node.parameters)
    return GraphNode(node.id, layer, tuple(wire.source for wire in network.incoming[node.id]))


def input_layer(shape: DataShape) -> Layer:
    """Return the engine's input layer for data of this shape."""
    return Input(shape.inputs)

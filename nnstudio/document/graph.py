"""From the document's network to the engine's graph."""

from __future__ import annotations

from nnstudio.data.samples import DataShape
from nnstudio.document.kinds import INPUT, OUTPUT, layer_of
from nnstudio.document.model import Document, Network, Node
from nnstudio.document.paths import ancestors, topological_order
from nnstudio.engine.graph import Graph, GraphNode
from nnstudio.engine.layer import Layer
from nnstudio.engine.layers.input import Input


def to_graph(document: Document, shape: DataShape) -> Graph:
    """Return the engine's graph of the layers that lead to the output, named by id; the input has the data's shape.

    Raises
    ------
    GraphError, ShapeError, ParameterError : what ``analyse`` would have said; ask it first.
    """
    network = document.network
    trained = ancestors(network, (node.id for node in network.of_kind(OUTPUT)))
    order = (network.by_id[node_id] for node_id in topological_order(network) if node_id in trained)
    return Graph(tuple(_graph_node(network, node, shape) for node in order))


def _graph_node(network: Network, node: Node, shape: DataShape) -> GraphNode:
    layer = input_layer(shape) if node.kind == INPUT else layer_of(node.kind, node.parameters)
    return GraphNode(node.id, layer, tuple(wire.source for wire in network.incoming[node.id]))


def input_layer(shape: DataShape) -> Layer:
    """Return the engine's input layer for data of this shape."""
    return Input(shape.inputs)

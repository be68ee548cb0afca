"""What is compared between two documents: by identity first, and with the same outcome as comparing all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data import prepare
from nnstudio.document import Document, RemoveLayers, SetParameters, apply, to_graph
from nnstudio.document.difference import difference, exchanged
from nnstudio.document.graph import Graphs
from nnstudio.document.model import Network, Node, Wire
from nnstudio.document.templates import opening_document

THINGS = [[k] for k in range(8)]
PICKS = st.lists(st.sampled_from(THINGS), unique_by=id)


@given(before=PICKS, after=PICKS)
def test_exchanged_is_the_difference_by_identity(before, after):
    out, put = exchanged(before, after)
    assert [id(each) for each in out] == [id(each) for each in before if all(each is not one for one in after)]
    assert [id(each) for each in put] == [id(each) for each in after if all(each is not one for one in before)]


NODES = st.lists(
    st.builds(Node, st.sampled_from("abcde"), st.sampled_from(("dense", "add")), st.sampled_from(("x", "y"))),
    unique_by=lambda node: node.id,
)
WIRES = st.lists(st.builds(Wire, st.sampled_from("abc"), st.sampled_from("cde"), st.integers(0, 1)), unique=True)


def seen(network: Network) -> tuple[object, ...]:
    """What the engine sees of a network, in no order."""
    layers = frozenset((node.id, node.kind, node.parameters) for node in network.nodes)
    return layers, frozenset((wire.source, wire.target, wire.port) for wire in network.wires)


@given(nodes=NODES, wires=WIRES, later_nodes=NODES, later_wires=WIRES, shared=st.booleans())
def test_a_network_differs_where_the_engine_sees_another(nodes, wires, later_nodes, later_wires, shared):
    before = Document(Network(tuple(nodes), tuple(wires)))
    kept = [each for each in nodes if all(each.id != other.id for other in later_nodes)] if shared else []
    after = Document(Network((*later_nodes, *kept), tuple(later_wires)))
    assert difference(before, after).network == (seen(before.network) != seen(after.network))
    copied = tuple(replace(node, name="other") for node in reversed(nodes))
    assert not difference(before, Document(Network(copied, tuple(map(replace, wires))))).network


def test_a_deletion_leaves_the_wires_that_stay_as_they_are():
    document = opening_document()
    layer = next(node for node in document.network.nodes if node.kind == "dense")
    after = apply(document, RemoveLayers((layer.id,)))
    out, put = exchanged(document.network.wires, after.network.wires)
    assert all(layer.id in (wire.source, wire.target) for wire in out)
    assert len(put) < len(out)


def test_a_network_that_comes_back_brings_its_graph_along():
    document = opening_document()
    shape = prepare(document.data, document.table).shape
    layer = next(node for node in document.network.nodes if node.kind == "dense")
    other = apply(document, SetParameters(layer.id, (("units", 7),)))
    graphs = Graphs()
    first = graphs.of(document, shape)
    assert first == to_graph(document, shape)
    assert graphs.of(other, shape) == to_graph(other, shape)
    assert graphs.of(other, shape) != first
    assert graphs.of(document, shape) is first

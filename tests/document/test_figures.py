"""What layers cost and see, layer by layer and together, with trouble elsewhere too."""

from __future__ import annotations

import pytest

from nnstudio.document import (
    AddLayer,
    Connect,
    Disconnect,
    Document,
    SetParameters,
    SetTraining,
    analyse,
    apply,
    templates,
)
from nnstudio.document import opening_document as opening
from nnstudio.document.figures import Figures, depth_of, figures_of, total_of
from nnstudio.document.kinds import infer
from nnstudio.document.model import Network, Node, Wire


def figures(document: Document) -> dict[str, Figures]:
    return figures_of(document, analyse(document))


def by_name(document: Document) -> dict[str, Figures]:
    found = figures(document)
    return {node.name: found[node.id] for node in document.network.nodes}


def chain(count: int) -> Document:
    nodes = [Node("n1", "input", "in"), *(Node(f"n{i}", "dense", f"d{i}", (("units", 5),)) for i in range(2, count))]
    nodes.append(Node(f"n{count}", "output", "out"))
    wires = tuple(Wire(f"n{i}", f"n{i + 1}") for i in range(1, count))
    return Document(Network(tuple(nodes), wires, count + 1))


def test_the_opening_network() -> None:
    # 2-6-4-1 in float32: 2·6 + 6·4 + 4·1 products, 51 parameters, 14 numbers go along the wires.
    found = by_name(opening())
    hidden = found["Hidden 1"]
    assert hidden == Figures(shape=(6,), parameters=18, multiply_adds=12, weights=72, activations=24, field=(2,))
    assert hidden.memory(1) == 72 + 24
    assert hidden.memory(10) == 72 + 240
    total = total_of(figures(opening()))
    assert (total.parameters, total.multiply_adds, total.weights, total.activations) == (51, 40, 204, 4 * 14)
    assert total.memory(10) == 204 + 40 * 14


@pytest.mark.parametrize(
    ("template", "parameters", "multiply_adds", "fields"),
    [
        ("lenet5", 60_850, 328_096, {"C1": 5, "S2": 6, "C3": 14, "S4": 16, "C5": 32}),
        ("vgg", 25_274, 386_688, {"Convolution": 3, "Convolution 2": 5, "Max pooling": 6, "Convolution 3": 8}),
        ("resnet", 4_980, 542_784, {"Convolution 3": 7, "Convolution 4": 9, "Residual projection": 13}),
        ("transformer", 10_754, 211_200, {}),
    ],
)
def test_figures_are_those_of_the_same_networks_in_pytorch(
    template: str, parameters: int, multiply_adds: int, fields: dict[str, int]
) -> None:
    # Written down from PyTorch 2: numel, half of FlopCounterMode's, and which pixels of a large picture have a
    # gradient; VGG's third convolution would see 10 × 10, but the picture is only 8 × 8. In
    # LeNet-5 a filter of C3 is a convolution of the maps that it sees, and subsampling multiplies once for each output.
    found = by_name(templates[template]().document())
    total = total_of(found)
    assert (total.parameters, total.multiply_adds) == (parameters, multiply_adds)
    assert {name: found[name].field for name in fields} == {name: (side, side) for name, side in fields.items()}


def test_twice_the_width_takes_twice_the_memory() -> None:
    wide = apply(opening(), SetTraining((("dtype", "float64"),)))
    narrow, twice = total_of(figures(opening())), total_of(figures(wide))
    assert (twice.weights, twice.activations) == (2 * (narrow.weights or 0), 2 * (narrow.activations or 0))


def test_totals_survive_a_layer_in_error() -> None:
    whole = total_of(figures(opening()))
    ids = {node.name: node.id for node in opening().network.nodes}
    broken = apply(opening(), AddLayer("convolution2d", 0, 300))
    broken = apply(broken, Connect(ids["Hidden 2"], "n6"))
    found = by_name(broken)
    assert analyse(broken).errors or analyse(broken).problems
    assert found["Convolution"].multiply_adds is None
    assert found["Convolution"].memory(1) is None
    assert total_of(figures(broken)).multiply_adds == whole.multiply_adds


def test_a_cut_wire_hides_only_what_depends_on_it() -> None:
    cut = apply(opening(), Disconnect(next(wire for wire in opening().network.wires if wire.target == "n3")))
    found = by_name(cut)
    assert found["Hidden 1"].field == (2,)
    assert found["Hidden 2"].field is None
    assert found["Hidden 2"].parameters is None
    assert found["Hidden 2"].shape == (4,)
    assert found["Output layer"].multiply_adds == 4


@pytest.mark.parametrize("units", [6, 7, 8])
def test_an_edit_asks_only_the_layers_that_it_touches(units: int) -> None:
    document = chain(1000)
    figures(document)
    edited = apply(document, SetParameters("n500", (("units", units + 100),)))
    before = infer.cache_info().misses
    figures(edited)
    # The one that changed, and the one that it feeds.
    assert infer.cache_info().misses - before <= 2


DEPTHS = [("circles", 3), ("perceptron", 1), ("lenet5", 7), ("lstm", 2), ("mlp", 3)]


@pytest.mark.parametrize(("name", "depth"), DEPTHS)
def test_layers_are_counted_along_the_longest_way(name: str, depth: int) -> None:
    document = templates[name]().document()
    assert depth_of(document.network, analyse(document)) == depth


def test_of_an_empty_canvas_there_are_no_layers() -> None:
    assert depth_of(Network(), analyse(Document(Network()))) == 0

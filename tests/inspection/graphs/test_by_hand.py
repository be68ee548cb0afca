"""A network written down by hand makes the network's own numbers, forward and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from inspected import network, primed

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import read, run
from nnstudio.inspection import Step, Trace, describe
from nnstudio.inspection.graphs import fold
from nnstudio.inspection.graphs.by_hand import by_hand
from nnstudio.inspection.graphs.folding import By, Path, paths_by_name

CASES = (
    ((2, 6, 4, 1), ("tanh", "tanh", "logistic"), "binary_cross_entropy"),
    ((3, 2, 2), ("relu", "identity"), "mse"),
    ((2, 2), ("logistic",), "half_mse"),
    ((11, 2, 3), ("tanh", "logistic"), "binary_cross_entropy"),
    ((2, 3, 2), ("tanh", "identity"), "mae"),
    ((2, 3, 3), ("tanh", "softmax"), "cross_entropy"),
    ((2, 3), ("softmax",), "cross_entropy"),
    ((2, 3, 3), ("relu", "identity"), "cross_entropy_logits"),
)


def trace_of(widths: tuple[int, ...], activations: tuple[str, ...], loss: str, dtype: str) -> Trace:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(4, widths[0])), random.integers(0, 2, size=(4, widths[-1])).astype(float)
    if loss.startswith("cross_entropy"):
        y = np.eye(widths[-1])[random.integers(0, widths[-1], 4)]
    return Trace(primed(network(widths, activations, loss=loss, dtype=dtype), x, y), sample=2)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("widths", "activations", "loss"), CASES)
def test_its_numbers_are_the_networks(
    widths: tuple[int, ...], activations: tuple[str, ...], loss: str, dtype: str
) -> None:
    trace = trace_of(widths, activations, loss, dtype)
    text = by_hand(trace)
    assert text is not None
    made = run(read(text))
    assert made.error is None
    names = made.names
    close = {"rel": 1e-9, "abs": 1e-12} if dtype == "float64" else {"rel": 2e-4, "abs": 1e-6}

    def own(step: Step) -> float:
        main = describe(trace, step).main
        assert main is not None
        return main.result

    def value(name: str) -> Value:
        found = names[name]
        assert isinstance(found, Value)
        return found

    for number, (inputs, units) in enumerate(pairwise(widths), 1):
        layer, prefix = f"h{number}", f"{number}_"
        for unit in range(units):
            # Of an identity there is no step of its own.
            made_by = "z" if activations[number - 1] == "identity" else "a"
            data = own(Step("forward", layer, made_by, (unit,)))
            assert value(f"a{prefix}{unit + 1}").data == pytest.approx(data, **close)
            bias = own(Step("backward", layer, "bias_grad", (unit,)))
            assert value(f"b{prefix}{unit + 1}").grad == pytest.approx(bias, **close)
            for place in range(inputs):
                bar = "_" if max(inputs, units) >= 10 else ""
                grad = own(Step("backward", layer, "weight_grad", (place, unit)))
                assert value(f"w{prefix}{place + 1}{bar}{unit + 1}").grad == pytest.approx(grad, **close)
    # One pass forward gives the same slope, for one weight.
    first = next(name for name in names if name.startswith("w"))
    assert value("L").tangent == pytest.approx(value(first).grad, rel=1e-12)
    assert value("L").data == pytest.approx(own(Step("loss", "y", "loss", ())), **close)


def boxes(trace: Trace, by: By) -> dict[Path, list[str]]:
    text = by_hand(trace)
    assert text is not None
    scratch = run(read(text))
    order = [each.node for each in scratch.made]
    folded = fold(order, paths_by_name(order), by)
    assert sorted(len(box.values) for box in folded.boxes) == sorted(len(set(box.values)) for box in folded.boxes)
    assert sum(len(box.values) for box in folded.boxes) == len(order)
    return {box.path: [node.label for node in box.values if node.label] for box in folded.boxes if box.is_group}


def test_it_folds_by_neuron_and_by_layer() -> None:
    trace = trace_of((2, 2, 1), ("tanh", "logistic"), "half_mse", "float64")
    neurons = boxes(trace, "neuron")
    assert set(neurons) == {("Layer 1", "1"), ("Layer 1", "2"), ("Layer 2", "1")}
    assert set(neurons["Layer 1", "2"]) == {"w1_12", "w1_22", "b1_2", "z1_2", "a1_2"}
    layers = boxes(trace, "layer")
    assert set(layers) == {("Layer 1",), ("Layer 2",)}
    assert {"w1_11", "a1_1", "w1_12", "a1_2"} <= set(layers["Layer 1",])
    assert "x1" not in layers["Layer 1",]


def test_a_softmax_is_one_box_behind_its_neurons() -> None:
    trace = trace_of((2, 3, 3), ("tanh", "softmax"), "cross_entropy", "float64")
    neurons = boxes(trace, "neuron")
    assert set(neurons["Layer 2",]) == {"e2_1", "e2_2", "e2_3", "s2", "a2_1", "a2_2", "a2_3"}
    assert "z2_1" in neurons["Layer 2", "1"]
    layers = boxes(trace, "layer")
    assert set(layers) == {("Layer 1",), ("Layer 2",)}
    assert {"z2_1", "s2", "a2_3"} <= set(layers["Layer 2",])


def test_what_has_other_names_is_not_folded() -> None:
    order = [each.node for each in run(read("z1 = Value(1.0)\na1 = tanh(z1 * 2)\nL = a1**2")).made]
    assert paths_by_name(order) == {}


def test_what_cannot_be_written_is_none() -> None:
    assert by_hand(trace_of((2, 3, 1), ("softplus", "identity"), "mse", "float32")) is None
    assert by_hand(trace_of((2, 2), ("identity",), "huber", "float32")) is None
    assert by_hand(trace_of((40, 9, 1), ("tanh", "identity"), "mse", "float32")) is None

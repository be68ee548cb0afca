"""A network written down by hand makes the network's own numbers, forward and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from inspected import network, primed

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import read, run
from nnstudio.inspection import Step, Trace, describe
from nnstudio.inspection.graphs.by_hand import by_hand

CASES = (
    ((2, 6, 4, 1), ("tanh", "tanh", "logistic"), "binary_cross_entropy"),
    ((3, 2, 2), ("relu", "identity"), "mse"),
    ((2, 2), ("logistic",), "half_mse"),
    ((11, 2, 3), ("tanh", "logistic"), "binary_cross_entropy"),
    ((2, 3, 2), ("tanh", "identity"), "mae"),
)


def trace_of(widths: tuple[int, ...], activations: tuple[str, ...], loss: str, dtype: str) -> Trace:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(4, widths[0])), random.integers(0, 2, size=(4, widths[-1])).astype(float)
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
        layer, prefix = f"h{number}", f"{number}_" if len(widths) > 2 else ""
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


def test_what_cannot_be_written_is_none() -> None:
    assert by_hand(trace_of((2, 3, 1), ("softplus", "identity"), "mse", "float32")) is None
    assert by_hand(trace_of((2, 2), ("identity",), "huber", "float32")) is None
    assert by_hand(trace_of((40, 9, 1), ("tanh", "identity"), "mse", "float32")) is None

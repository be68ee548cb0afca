"""The inspected network and its sample as a program of the scratch pad: built by hand, out of nothing but numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.engine.loss_options import SUM, share_of
from nnstudio.engine.scalars.scratch.grammar import LONGEST, LONGEST_LINE, MOST_LINES
from nnstudio.inspection.layer_views.cells import numbers, parameter
from nnstudio.inspection.trace import Trace
from nnstudio.text import tr

_FEW = 10
"""Widths below which indices need no bar between them."""
_SOFTMAX = "softmax"
_ACTIVATIONS = {"identity": "{z}", "tanh": "tanh({z})", "logistic": "sigmoid({z})", "relu": "relu({z})"}
"""How the pad writes those that are of one neuron alone, by their ids."""


def _crossed(a: str, y: str) -> str:
    """Return the surprise at a target of 0, of 1, or in between."""
    yes, no = f"log({a})", f"log(1 - {a})"
    return {"0.0": f"-{no}", "1.0": f"-{yes}"}.get(y, f"-({y} * {yes} + (1 - {y}) * {no})")


def _surprise(a: str, y: str) -> str:
    return {"0.0": "", "1.0": f"-log({a})"}.get(y, f"-{y} * log({a})")


def _chosen(z: str, y: str) -> str:
    return {"0.0": "", "1.0": f"-{z}"}.get(y, f"-{y} * {z}")


_LOGITS = "cross_entropy_logits"
_LOSSES: dict[str, tuple[float, Callable[[str, str], str]]] = {
    "half_mse": (0.5, lambda a, y: f"({a} - {y})**2"),
    "mse": (1.0, lambda a, y: f"({a} - {y})**2"),
    "mae": (1.0, lambda a, y: f"abs({a} - {y})"),
    "binary_cross_entropy": (1.0, _crossed),
    "cross_entropy": (1.0, _surprise),
    _LOGITS: (1.0, _chosen),
}
"""The factor of a loss and its part for one output ("": it has none), by its id."""


def by_hand(trace: Trace) -> str | None:
    """Return a program that makes each number of the network out of Values, and sends the gradient back both ways.

    Its numbers are the plan's: weights ``w1_21`` (layer, from, to) and inputs as they stand; by such names the pad
    folds its graph. None where the network is no chain of dense layers with functions and a loss that the pad writes,
    or is too large for it.
    """
    order = trace.graph.order
    loss = trace.plan.loss_of(order[-1])
    weighted = loss.values.get("class_weights") or loss.values.get("smoothing")
    if not _is_plain(trace, order) or loss.declaration.id not in _LOSSES or weighted:
        return None
    # So large a network is not even written.
    if sum(parameter(trace, name, "weight").size for name in order[1:-1]) > MOST_LINES:
        return None
    lines = list(_Hand(trace).lines(order))
    text = "\n".join(lines) + "\n"
    fits = len(lines) <= MOST_LINES and len(text) <= LONGEST and max(map(len, lines)) <= LONGEST_LINE
    return text if fits else None


def _is_plain(trace: Trace, order: tuple[str, ...]) -> bool:
    """Whether layers are dense, follow one another, and have functions that the pad knows."""
    chained = all(trace.graph[here].inputs == (before,) for before, here in pairwise(order))
    dense = all(trace.layer(name).declaration.id == "dense" for name in order[1:-1])
    if len(order) < 3 or not (chained and dense) or any(len(trace.shape(name)) != 1 for name in order):
        return False
    return all(trace.layer(name).values["activation"] in {*_ACTIVATIONS, _SOFTMAX} for name in order[1:-1])


@dataclass(frozen=True, eq=False)
class _Hand:
    """Writes a network down, line by line."""

    trace: Trace

    def number(self, value: float) -> str:
        """Return the shortest figures that are the same number again in the run's precision."""
        return np.format_float_positional(self.trace.plan.loss.dtype.type(value), unique=True, trim="0")

    def lines(self, order: tuple[str, ...]) -> Iterator[str]:
        """Yield the sample, layer by layer the neurons, the loss and its ways back and forward."""
        trace, (source, *inner, sink) = self.trace, order
        outputs = [f"x{number}" for number in range(1, trace.shape(source)[0] + 1)]
        yield f"# {trace.name(source)}"
        for name, x in zip(outputs, numbers(trace, source, "a"), strict=True):
            yield f"{name} = Value({self.number(x)})"
        first = ""
        for number, layer in enumerate(inner, 1):
            prefix = f"{number}_"
            made = list(self.layer(layer, prefix, outputs))
            first = first or made[1].split()[0]
            yield from made
            outputs = [f"a{prefix}{unit}" for unit in range(1, trace.shape(layer)[0] + 1)]
        yield from self.loss(sink, outputs)
        yield "L.backward()"
        yield f"L.forward({first})"

    def layer(self, layer: str, prefix: str, inputs: list[str]) -> Iterator[str]:
        """Yield the lines of a layer: neuron by neuron its weights, its bias, its net input and its activation."""
        weights, biases = parameter(self.trace, layer, "weight"), self.biases(layer)
        function = _ACTIVATIONS.get(str(self.trace.layer(layer).values["activation"]))
        bar = "_" if max(weights.shape) >= _FEW else ""
        yield f"# {self.trace.name(layer)}"
        for unit, column in enumerate(weights.T, 1):
            names = [f"w{prefix}{number}{bar}{unit}" for number in range(1, len(inputs) + 1)]
            yield from (f"{name} = Value({self.number(weight)})" for name, weight in zip(names, column, strict=True))
            terms = [f"{name} * {x}" for name, x in zip(names, inputs, strict=True)]
            if biases is not None:
                yield f"b{prefix}{unit} = Value({self.number(biases[unit - 1])})"
                terms.append(f"b{prefix}{unit}")
            yield f"z{prefix}{unit} = {' + '.join(terms)}"
            if function is not None:
                yield f"a{prefix}{unit} = {function.format(z=f'z{prefix}{unit}')}"
        if function is None:
            yield from _softmax(prefix, len(weights.T))

    def biases(self, layer: str) -> npt.NDArray[np.float64] | None:
        """Return a layer's biases, if it has any."""
        entries = self.trace.plan.sites[layer].arenas.layout.entries
        return parameter(self.trace, layer, "bias") if (layer, "bias") in entries else None

    def loss(self, sink: str, outputs: list[str]) -> Iterator[str]:
        """Yield the lines of the sample's loss, and what the plan has for it."""
        trace, loss = self.trace, self.trace.plan.loss_of(sink)
        factor, part = _LOSSES[loss.declaration.id]
        factor *= share_of(str(loss.values.get("reduction", SUM)), len(outputs))
        targets = (trace.value(Place(sink, "target", (unit,), trace.sample)) for unit in range(len(outputs)))
        each = (part(a, self.number(y)) for a, y in zip(outputs, targets, strict=True))
        parts = " + ".join(filter(None, each)) or f"0 * {outputs[0]}"
        if loss.declaration.id == _LOGITS:
            parts = f"log({' + '.join(f'exp({z})' for z in outputs)}) + {parts}"
        yield f"# {loss.declaration.name}"
        yield f"L = {parts}" if factor == 1 else f"L = {factor!r} * ({parts})"
        own = np.format_float_positional(trace.value(Place(sink, "loss", (), trace.sample)), precision=6, trim="-")
        yield f"# {tr('The inspected network itself has L = {loss} for this sample, and the same gradients', loss=own)}"


def _softmax(prefix: str, units: int) -> Iterator[str]:
    """Yield the lines that make a layer's net inputs into probabilities: powers of e, their sum, shares of it."""
    powers = [f"e{prefix}{unit}" for unit in range(1, units + 1)]
    total = f"s{prefix.removesuffix('_')}"
    yield from (f"{power} = exp(z{prefix}{unit})" for unit, power in enumerate(powers, 1))
    yield f"{total} = {' + '.join(powers)}"
    yield from (f"a{prefix}{unit} = {power} / {total}" for unit, power in enumerate(powers, 1))

"""Neurons, layers and networks of a program: made within the limits, called so that each number knows its neuron."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nnstudio.engine.scalars.network import MLP, Layer, Neuron
from nnstudio.engine.scalars.scratch.grammar import Span
from nnstudio.engine.scalars.value import Value, wrapped
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.engine.scalars.scratch.evaluation import Evaluation
    from nnstudio.engine.scalars.scratch.records import Thing


class Networks:
    """Draws weights from one generator, so that a program gives the same numbers each time it is run."""

    def __init__(self, work: Evaluation) -> None:
        self.work = work
        self._random = np.random.default_rng(0)
        self._calls: Counter[str] = Counter()

    def new(self, name: str, span: Span, taken: Sequence[Thing]) -> Neuron | Layer | MLP:
        """Return a new Neuron(n), Layer(n, m) or MLP(n, [m, …])."""
        sizes = [self._width(taken[0], span)]
        if len(taken) > 1:
            rest = taken[1] if name == "MLP" and isinstance(taken[1], list) else [taken[1]]
            sizes += [self._width(each, span) for each in rest]
        widths = sizes if len(sizes) > 1 else [*sizes, 1]
        self.work.allow(sum((here + 1) * there for here, there in pairwise(widths)), span)
        if name == "Neuron":
            return Neuron(sizes[0], random=self._random)
        if name == "Layer":
            return Layer(sizes[0], sizes[1], random=self._random)
        return MLP(sizes[0], sizes[1:], random=self._random)

    def _width(self, thing: Thing, span: Span) -> int:
        if not isinstance(thing, float) or not thing.is_integer() or not 1 <= thing <= 1000:
            problem = msg("a width is a whole number from 1 to 1000")
            raise self.work.wrong(span, problem, msg("Write {example}.", example="MLP(2, [3, 1])"))
        return int(thing)

    def called(
        self, network: Neuron | Layer | MLP, name: str, given: Sequence[Value | float], span: Span
    ) -> Value | list[Thing]:
        """Return what it makes of the inputs: a Value where there is one output only, else a list."""
        inputs = [self.work.made(wrapped(each), span) for each in given]
        self._calls[name] += 1
        owner = f"{name}({self._calls[name]})" if self._calls[name] > 1 else name
        if isinstance(network, Neuron):
            return self._neuron(network, inputs, (owner,), span)
        layers = network.layers if isinstance(network, MLP) else [network]
        found = inputs
        for number, layer in enumerate(layers, 1):
            path = (owner, str(number)) if isinstance(network, MLP) else (owner,)
            found = [
                self._neuron(neuron, found, (*path, str(place)), span) for place, neuron in enumerate(layer.neurons, 1)
            ]
        return found[0] if len(found) == 1 else [*found]

    def _neuron(self, neuron: Neuron, inputs: list[Value], owner: tuple[str, ...], span: Span) -> Value:
        self.work.allow(3 * len(inputs) + 4, span)
        return self.work.made(neuron(inputs), span, owner)

"""Why activations must bend: a stack of linear layers is one matrix, and with a bent one between it is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio import engine
from nnstudio.engine.typing import Array


@dataclass(frozen=True, eq=False)
class Collapsed:
    """A stack beside the one layer that it would be if nothing bent.

    ``matrices``, ``biases`` : of the stack, ``(D, H)`` and ``(H,)`` each. ``product`` = W₁W₂… and ``bias`` = (…(b₁W₂ +
    b₂)…): the one layer. ``x`` ``(D,)`` gives ``stack`` and ``single`` ``(K,)``. ``difference`` : the largest over many
    x; ``bound`` : what rounding alone may leave.
    """

    matrices: tuple[Array, ...]
    biases: tuple[Array, ...]
    product: Array
    bias: Array
    x: Array
    stack: Array
    single: Array
    difference: float
    bound: float

    @property
    def equal(self) -> bool:
        """Whether the stack is the one layer, as far as rounding can tell."""
        return self.difference <= self.bound


class Collapse:
    """Dense layers of ``widths`` (inputs first), all with one activation function but the last, which is linear."""

    def __init__(self, widths: tuple[int, ...] = (2, 3, 3, 2), activation: str = "identity", seed: int = 1) -> None:
        self.widths, self.activation, self.seed = widths, activation, seed
        nodes = [engine.GraphNode("x", engine.layers.make("input", shape=(widths[0],)))]
        for number, units in enumerate(widths[1:], start=1):
            bend = activation if number < len(widths) - 1 else "identity"
            layer = engine.layers.make("dense", units=units, activation=bend)
            nodes.append(engine.GraphNode(f"h{number}", layer, (nodes[-1].name,)))
        nodes.append(engine.GraphNode("y", engine.layers.make("output"), (nodes[-1].name,)))
        graph = engine.Graph(tuple(nodes))
        self._program = engine.compile(graph, "half_mse", "sgd", learning_rate=1.0, dtype="float64", seed=seed)
        self._layers = [node.name for node in nodes[1:-1]]
        self._give_biases()

    def _give_biases(self) -> None:
        """Draw biases: a network begins with none, and one without them would hide half of what collapses."""
        random = np.random.default_rng(self.seed)
        for name in self._layers:
            count = self._program.parameter(name, "bias").shape[0]
            self._program.set_parameter(name, "bias", np.asarray(random.uniform(-0.5, 0.5, (count,)), np.float64))

    def at(self, x: Array) -> Collapsed:
        """Return both for one x ``(D,)``."""
        x = np.asarray(x, np.float64)
        matrices = tuple(np.array(self._program.parameter(name, "weight")) for name in self._layers)
        biases = tuple(np.array(self._program.parameter(name, "bias")) for name in self._layers)
        product, bias = np.eye(self.widths[0]), np.zeros(self.widths[0])
        size = np.ones(self.widths[0])
        for matrix, own in zip(matrices, biases, strict=True):
            product, bias = product @ matrix, bias @ matrix + own
            size = size @ np.abs(matrix) + np.abs(own)
        many = np.random.default_rng(self.seed).uniform(-2, 2, (64, self.widths[0]))
        difference = float(np.abs(self._program.predict(many) - (many @ product + bias)).max())
        bound = 8 * sum(self.widths) * float(np.finfo(np.float64).eps) * float(size.max()) * 2
        stack = np.array(self._program.predict(x[None, :])[0])
        return Collapsed(matrices, biases, product, bias, x, stack, x @ product + bias, difference, bound)

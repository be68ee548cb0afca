"""A neuron alone: a program of the engine with one dense layer of one unit, so that its numbers are the engine's."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio import engine
from nnstudio.engine import Plan
from nnstudio.engine.typing import Array
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Description
from nnstudio.inspection.expression import renamed
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

BENDS = ("step", "identity", "logistic", "tanh", "relu", "leaky_relu", "softplus")
"""Activation functions offered for a single neuron, by their ids."""
_LAYER, _INPUT, _OUTPUT = "neuron", "x", "y"


@dataclass(frozen=True)
class Nudge:
    """What a small change of one number does: ``change`` of the activation, and what the slope ``foretold``.

    ``slope`` is ∂a/∂(the number). ``flipped`` : a step neuron has gone from 0 to 1 or back, which no slope foretells.
    """

    delta: float
    before: float
    after: float
    slope: float
    flipped: bool

    @property
    def change(self) -> float:
        """Δa."""
        return self.after - self.before

    @property
    def foretold(self) -> float:
        """(∂a/∂w) Δw."""
        return self.slope * self.delta


class OneNeuron:
    r"""A neuron ``a = f(Σ wᵢxᵢ + b)`` in double precision.

    ``inputs`` how many; ``activation`` an id of the engine's; ``name`` what the reader calls it. Weights and bias begin
    at 0.
    """

    def __init__(self, inputs: int = 2, activation: str = "step", name: str = "") -> None:
        self.inputs, self.activation = inputs, activation
        self.name = name
        nodes = (
            engine.GraphNode(_INPUT, engine.layers.make("input", shape=(inputs,))),
            engine.GraphNode(_LAYER, engine.layers.make("dense", units=1, activation=activation), (_INPUT,)),
            engine.GraphNode(_OUTPUT, engine.layers.make("output"), (_LAYER,)),
        )
        self._program = engine.compile(
            engine.Graph(nodes), "half_mse", "sgd", learning_rate=1.0, dtype="float64", seed=0
        )
        self.set(np.zeros(inputs), 0.0)

    @property
    def weights(self) -> Array:
        """Return a copy of w ``(D,)``."""
        return np.array(self._program.parameter(_LAYER, "weight")[:, 0])

    @property
    def bias(self) -> float:
        """Return b; the threshold of a step neuron is θ = −b."""
        return float(self._program.parameter(_LAYER, "bias")[0])

    def set(self, weights: Array, bias: float) -> None:
        """Write weights ``(D,)`` and bias."""
        self._program.set_parameter(_LAYER, "weight", np.asarray(weights, np.float64).reshape(self.inputs, 1))
        self._program.set_parameter(_LAYER, "bias", np.array([bias], np.float64))

    def outputs(self, x: Array) -> Array:
        """Return a ``(N,)`` for x ``(N, D)``."""
        return np.array(self._program.predict(np.asarray(x, np.float64))[:, 0])

    def nets(self, x: Array) -> Array:
        """Return z ``(N,)`` for x ``(N, D)``, as the engine's own pass leaves them."""
        x = np.asarray(x, np.float64)
        return np.array(self._plan(x).quantity(_LAYER, "z")[:, 0])

    def described(self, x: Array, features: tuple[str, ...] = ()) -> tuple[Description, Description | None]:
        """Return the inspection's words and lines of z and a for one x ``(D,)``; None where a is z itself.

        Of a neuron alone they are z, a, b and wᵢ: there is no other to be told from by a second index.
        """
        plan = self._plan(np.asarray(x, np.float64)[None, :])
        trace = Trace(plan, names={_LAYER: self.name}, features=features)
        z, a = (Step("forward", _LAYER, quantity, (0,)) for quantity in ("z", "a"))
        return self._alone(describe(trace, z)), self._alone(describe(trace, a)) if trace.fine.find(a) >= 0 else None

    def _alone(self, description: Description) -> Description:
        symbols = {f"{letter}_{{1}}": letter for letter in "zab"}
        symbols |= {f"w_{{{number}1}}": f"w_{{{number}}}" for number in range(1, self.inputs + 1)}
        lines = tuple(
            replace(line, symbol=symbols.get(line.symbol, line.symbol), expression=renamed(line.expression, symbols))
            for line in description.lines
        )
        return replace(description, lines=lines)

    def slopes(self, x: Array) -> tuple[Array, float, Array]:
        """Return ∂a/∂w ``(D,)``, ∂a/∂b and ∂a/∂x ``(D,)`` at one x ``(D,)``: the plan's own f′(z) times x, 1 and w."""
        x = np.asarray(x, np.float64)
        plan = self._plan(x[None, :])
        plan.backward()
        known = plan.sites[_LAYER].quantities
        slope = float(plan.quantity(_LAYER, "slope")[0, 0]) if "slope" in known else 1.0
        return slope * x, slope, slope * self.weights

    def nudged(self, number: int, delta: float, x: Array) -> Nudge:
        """Return what adding ``delta`` to a weight (by its number from 0; ``inputs`` means the bias) does at x."""
        weights, bias = self.weights, self.bias
        by_weight, by_bias, _ = self.slopes(x)
        before = float(self.outputs(x[None, :])[0])
        moved = weights.copy()
        if number < self.inputs:
            moved[number] += delta
        self.set(moved, bias + (delta if number == self.inputs else 0.0))
        after = float(self.outputs(x[None, :])[0])
        self.set(weights, bias)
        slope = float(by_weight[number]) if number < self.inputs else by_bias
        return Nudge(delta, before, after, slope, self.activation == "step" and after != before)

    def line(
        self, box: tuple[float, float, float, float], x: Array | None = None
    ) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return where z = 0 crosses the box (left, bottom, right, top) of x₁ and x₂; None where it does not.

        Further inputs are held at ``x``.
        """
        first, second = (float(weight) for weight in self.weights[:2])
        bias = self.bias + (float(self.weights[2:] @ x[2:]) if x is not None else 0.0)
        left, bottom, right, top = box
        found: list[tuple[float, float]] = []
        if second:
            across = ((x, -(first * x + bias) / second) for x in (left, right))
            found += [(x, y) for x, y in across if bottom <= y <= top]
        if first:
            upward = ((-(second * y + bias) / first, y) for y in (bottom, top))
            found += [(x, y) for x, y in upward if left <= x <= right]
        ends = sorted({(float(x), float(y)) for x, y in found})
        return (ends[0], ends[-1]) if len(ends) > 1 else None

    def _plan(self, x: Array) -> Plan:
        plan = self._program.plan(len(x))
        plan.load(*self._program.arrange(x, np.zeros((len(x), 1))))
        plan.forward()
        return plan

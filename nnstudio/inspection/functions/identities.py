"""Identities between functions (A2), each checked over a range: the engine's function against what it should equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.engine.declaration import Value
from nnstudio.inspection.functions.sampled import Numbers
from nnstudio.text import Message, msg

Sides = Callable[[Numbers, float], tuple[Numbers, Numbers]]
REACH = 10.0
POINTS = 20001
_ROUNDING = 8.0
"""Units of eps, of the largest number on either side, that two right answers may differ by."""


@dataclass(frozen=True)
class Identity:
    """Two ways to one function. ``sides(x, γ)`` works both out; ``said`` : what it is good for, or where it ends.

    ``parameter`` : the least, the first and the greatest γ that is offered, if it has one.
    """

    id: str
    formula: str
    said: Message
    sides: Sides
    parameter: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Checked:
    """Both sides over the range, the largest deviation and where it is; ``bound`` is what rounding may leave."""

    x: Numbers
    left: Numbers
    right: Numbers
    largest: float
    where: float
    bound: float

    @property
    def holds(self) -> bool:
        """Whether the sides are equal but for rounding."""
        return self.largest <= self.bound


def check_identity(identity: Identity, gamma: float = 1.0, reach: float = REACH) -> Checked:
    """Work out both sides at 20,001 places from ``-reach`` to ``reach``, in float64."""
    x = np.linspace(-reach, reach, POINTS)
    left, right = identity.sides(x, gamma)
    apart = np.abs(left - right)
    worst = int(apart.argmax())
    size = max(1.0, float(np.abs(left).max()), float(np.abs(right).max()))
    bound = _ROUNDING * float(np.finfo(np.float64).eps) * size
    return Checked(x, left, right, float(apart[worst]), float(x[worst]), bound)


def _value(key: str, x: Numbers, **parameters: Value) -> Numbers:
    return engine.plot(engine.activations[key](**parameters), x)[0]


def _slope(key: str, x: Numbers, **parameters: Value) -> Numbers:
    return engine.plot(engine.activations[key](**parameters), x)[1]


def _logistic_slope(x: Numbers, gamma: float) -> tuple[Numbers, Numbers]:
    a = _value("logistic", x)
    return _slope("logistic", x), a * (1 - a)


def _elu(x: Numbers, gamma: float) -> tuple[Numbers, Numbers]:
    return _value("elu", x, gamma=gamma), np.maximum(0, x) + np.minimum(0, gamma * (np.exp(np.minimum(x, 0)) - 1))


def _leaky(x: Numbers, gamma: float) -> tuple[Numbers, Numbers]:
    return _value("leaky_relu", x, gamma=gamma), np.maximum(0, x) + gamma * np.minimum(0, x)


def _leaky_as_maximum(x: Numbers, gamma: float) -> tuple[Numbers, Numbers]:
    return _value("leaky_relu", x, gamma=gamma), np.maximum(gamma * x, x)


IDENTITIES: Final = (
    Identity(
        "logistic_slope",
        r"\sigma'(x) = \sigma(x) \, (1 - \sigma(x))",
        msg("The slope costs one multiplication once σ is known; it is never above 1/4."),
        _logistic_slope,
    ),
    Identity(
        "tanh_slope",
        r"\tanh'(x) = 1 - \tanh^2(x)",
        msg("The slope comes from the value; it is 1 at 0."),
        lambda x, _: (_slope("tanh", x), 1 - _value("tanh", x) ** 2),
    ),
    Identity(
        "tanh_logistic",
        r"\tanh(x) = 2 \, \sigma(2x) - 1",
        msg("Tanh is the logistic function, stretched and moved so that it is centred on 0."),
        lambda x, _: (_value("tanh", x), 2 * _value("logistic", 2 * x) - 1),
    ),
    Identity(
        "elu",
        r"\mathrm{ELU}(x) = \max(0, x) + \min(0, \gamma (e^{x} - 1))",
        msg("One of the two terms is always 0."),
        _elu,
        (0.01, 1.0, 3.0),
    ),
    Identity(
        "leaky_relu",
        r"\mathrm{LeakyReLU}(x) = \max(0, x) + \gamma \min(0, x)",
        msg("It holds for every γ."),
        _leaky,
        (0.0, 0.1, 2.0),
    ),
    Identity(
        "leaky_maximum",
        r"\mathrm{LeakyReLU}(x) = \max(\gamma x, x)",
        msg("The same only while γ ≤ 1. Above, the maximum takes the wrong branch on both sides."),
        _leaky_as_maximum,
        (0.0, 0.1, 2.0),
    ),
    Identity(
        "softplus_slope",
        r"\mathrm{softplus}'(x) = \sigma(x)",
        msg("Softplus is the area under the logistic function."),
        lambda x, _: (_slope("softplus", x), _value("logistic", x)),
    ),
    Identity(
        "swish",
        r"\mathrm{swish}(x) = x \, \sigma(\beta x)",
        msg("A line times its own gate; γ here stands for β."),
        lambda x, beta: (_value("swish", x, beta=beta), x * _value("logistic", beta * x)),
        (0.01, 1.0, 10.0),
    ),
    Identity(
        "mirror",
        r"\sigma(-x) = 1 - \sigma(x)",
        msg("A turn by half a circle about (0, 1/2) leaves it as it is."),
        lambda x, _: (_value("logistic", -x), 1 - _value("logistic", x)),
    ),
    Identity(
        "gelu",
        r"\mathrm{GELU}(x) \approx x \, \sigma(1.702 \, x)",
        msg("Only nearly: the logistic form is an approximation, and here is how good it is."),
        lambda x, _: (_value("gelu", x), x * _value("logistic", 1.702 * x)),
    ),
)
"""All of them, in the order in which they are offered."""

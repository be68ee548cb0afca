"""Swish, GELU and others as soft gates (A7): ``f(z) = z g(z)``, how far open the gate is, and its two limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.inspection.functions.sampled import POINTS, Numbers

GATED: Final = ("swish", "gelu", "gelu_tanh", "gelu_logistic", "mish", "hard_swish", "relu")
"""Functions that are z times a gate of z alone; a ReLU's gate is a step."""
_AT_ZERO = 1e-9
_FINE = 20001


@dataclass(frozen=True, eq=False)
class Gated:
    """``value`` = f(z) = z ``gate``, both ``(N,)``; the largest distance from the line z/2 and from the ReLU."""

    z: Numbers
    value: Numbers
    gate: Numbers
    from_line: float
    from_relu: float


def gated(function: Activation, reach: float) -> Gated:
    """Return the function and its gate from ``-reach`` to ``reach``."""
    z, fine = (np.linspace(-reach, reach, count) for count in (POINTS, _FINE))
    value = engine.plot(function, z)[0]
    own, relu = (engine.plot(each, fine)[0] for each in (function, engine.activations.make("relu")))
    line, ramp = (float(np.abs(own - limit).max()) for limit in (fine / 2, relu))
    return Gated(z, value, gate(function, z), line, ramp)


def gate(function: Activation, z: Numbers) -> Numbers:
    """Return ``g(z) = f(z)/z``, at 0 its limit: where f(0) = 0 that is f′(0)."""
    value, slope = engine.plot(function, z)
    near = np.abs(z) < _AT_ZERO
    return np.asarray(np.where(near, slope, value / np.where(near, 1.0, z)), np.float64)

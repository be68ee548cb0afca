"""What the GELUs share: the gate's place and width, and the net input as the gate sees it."""

from __future__ import annotations

from typing import Final

import numpy as np

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.engine.elementary import beside
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg

GATE: Final = (
    Parameter(
        "mean",
        msg("Middle of the gate"),
        Kind.REAL,
        0.0,
        msg("The z at which the gate is half open."),
        minimum=-10.0,
        maximum=10.0,
        symbol="μ",
    ),
    Parameter(
        "deviation",
        msg("Width of the gate"),
        Kind.REAL,
        1.0,
        msg("The standard deviation of the normal distribution: how slowly the gate opens."),
        minimum=0.01,
        maximum=100.0,
        symbol="s",
        logarithmic=True,
    ),
)
"""The parameters μ and s of the normal distribution whose share below z is the gate."""


def emit_standardised(emit: Emitter, z: Array, mean: float, deviation: float, a: Array) -> Array:
    """Emit ``(z − μ)/s`` into a buffer that is kept beside ``a`` as ``normal``; for 0 and 1 return z itself."""
    if (mean, deviation) == (0.0, 1.0):
        return z
    normal = beside(emit, a, "normal")
    emit.call(np.subtract, z, emit.constant(mean), normal)
    emit.call(np.divide, normal, emit.constant(deviation), normal)
    return normal


def written_standardised(mean: float, deviation: float) -> str:
    """Return ``(z − μ)/s`` as a formula's text; for 0 and 1 it is z itself."""
    return "z" if (mean, deviation) == (0.0, 1.0) else f"((z - {mean!r}) / {deviation!r})"

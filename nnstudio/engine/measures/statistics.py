"""How the numbers of each layer are spread: activations, net inputs, gradients, weights, and what an update changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.demands import instance
from nnstudio.engine.places import A_PLAN
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import A_PROGRAM, Program
from nnstudio.engine.typing import Array

_PIECE = 1 << 14
"""Numbers that are widened at once."""


@dataclass(frozen=True)
class Spread:
    """Mean, standard deviation (of the population), least, largest and Euclidean norm of ``count`` numbers."""

    mean: float
    std: float
    least: float
    largest: float
    norm: float
    count: int


def spread(values: Array) -> Spread:
    """Return how any numbers are spread, computed in double precision; NaN and infinities show in the result."""
    numbers = np.asarray(values, np.float64).ravel()
    if not numbers.size:
        return Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    with np.errstate(invalid="ignore", over="ignore"):
        return Spread(
            float(numbers.mean()),
            float(numbers.std()),
            float(numbers.min()),
            float(numbers.max()),
            float(np.linalg.norm(numbers)),
            numbers.size,
        )


def layer_spreads(plan: Plan, quantity: str) -> dict[str, Spread]:
    """Return the spread of ``z``, ``a``, ``slope``, ``grad_a`` or ``grad_z`` over batch and neurons, layer by layer.

    Layers without it are left out; they come in the order of the graph. Gradients are those of L, the batch's mean.
    """
    instance("plan", plan, Plan, A_PLAN)
    return {
        name: spread(plan.quantity(name, quantity))
        for name in plan.graph.order
        if quantity in plan.sites[name].quantities
    }


@dataclass(frozen=True)
class Magnitude:
    """Euclidean norm and root mean square of numbers."""

    norm: float
    rms: float


def magnitudes(plan: Plan, quantity: str) -> dict[str, Magnitude]:
    """Return the magnitude of a quantity, as :func:`layer_spreads` takes it, where no more is asked: it costs less."""
    found = {}
    for name in plan.graph.order:
        if quantity in plan.sites[name].quantities:
            numbers = np.asarray(plan.quantity(name, quantity), np.float64).ravel()
            with np.errstate(invalid="ignore", over="ignore"):
                norm = float(np.sqrt(np.vdot(numbers, numbers)))
            found[name] = Magnitude(norm, norm / max(numbers.size, 1) ** 0.5)
    return found


def gradient_norms(program: Program) -> dict[str, float]:
    """Return ``‖∂L/∂θ‖`` of each layer that learns: over depth it shows gradients that vanish or explode."""
    return _norms(instance("program", program, Program, A_PROGRAM), program.grad)


def weight_norms(program: Program) -> dict[str, float]:
    """Return ``‖θ‖`` of each layer that learns."""
    return _norms(instance("program", program, Program, A_PROGRAM), program.theta)


def _norms(program: Program, flat: Array) -> dict[str, float]:
    squares: dict[str, float] = {}
    for (layer, _), placed in program.layout.entries.items():
        squares[layer] = squares.get(layer, 0.0) + _square(flat[placed.start : placed.stop])
    return {layer: math.sqrt(total) for layer, total in squares.items()}


def _square(values: Array, before: Array | None = None) -> float:
    """Return ``Σ v²``, of the changes where there is a ``before``, in double precision, piece by piece in the cache."""
    total = 0.0
    for start in range(0, values.size, _PIECE):
        part = values[start : start + _PIECE].astype(np.float64)
        if before is not None:
            part -= before[start : start + _PIECE]
        total += float(part @ part)
    return total


@dataclass(frozen=True)
class Change:
    """How much an update moved a parameter: ``‖Δθ‖``, ``‖θ‖`` before, and their ratio.

    About 10⁻³ is usual; far above it the learning rate is too large, far below too small.
    """

    update: float
    norm: float

    @property
    def ratio(self) -> float:
        """``‖Δθ‖ / ‖θ‖``; infinite where something was added to zeros."""
        if self.norm:
            return self.update / self.norm
        return np.inf if self.update else 0.0


def changes(program: Program, before: Array) -> dict[tuple[str, str], Change]:
    """Return how each parameter has moved since ``before``, a copy of ``program.theta``."""
    found = {}
    for key, placed in program.layout.entries.items():
        part = slice(placed.start, placed.stop)
        found[key] = Change(math.sqrt(_square(program.theta[part], before[part])), math.sqrt(_square(before[part])))
    return found

"""What optimisers share: the declarations of their hyper-parameters, and running means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.engine.elementary import emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.operands import spanning
from nnstudio.engine.optimizer import NamedTerms, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg

BETA1: Final = Parameter(
    "beta1",
    msg("Memory of the mean"),
    Kind.REAL,
    0.9,
    msg("Share of the running mean m that each step keeps."),
    minimum=0.0,
    maximum=0.9999,
    symbol="β₁",
)
MU: Final = Parameter(
    "mu",
    msg("Momentum"),
    Kind.REAL,
    0.9,
    msg("Share of its velocity that a weight keeps at each step."),
    minimum=0.0,
    maximum=0.9999,
    symbol="μ",
)


def epsilon(default: float = 1e-8) -> Parameter:
    """Return the declaration of the floor ε."""
    return Parameter(
        "epsilon",
        msg("Floor"),
        Kind.REAL,
        default,
        msg("Added to the divisor, so that a weight without gradient is not divided by zero."),
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        symbol="ε",
        logarithmic=True,
    )


def _memory_of_size(id: str, default: float, symbol: str) -> Parameter:
    return Parameter(
        id,
        msg("Memory of the size"),
        Kind.REAL,
        default,
        msg("Share of the running mean square v that each step keeps."),
        minimum=0.0,
        maximum=0.999999,
        symbol=symbol,
    )


BETA2: Final = _memory_of_size("beta2", 0.999, "β₂")


def rho(default: float) -> Parameter:
    """Return the declaration of the share ρ that a running mean square keeps."""
    return _memory_of_size("rho", default, "ρ")


def weight_decay(default: float) -> Parameter:
    """Return the declaration of the decoupled decay λ, which the update applies before the optimiser's own step."""
    return Parameter(
        "weight_decay",
        msg("Weight decay"),
        Kind.REAL,
        default,
        msg("Every step shrinks each weight (not biases) by this share times the learning rate, past the gradient."),
        minimum=0.0,
        maximum=10.0,
        symbol="λ",
        logarithmic=True,
    )


MEAN: Final = StateArray("m", "m", msg("Running mean of the gradient"))
MEAN_SQUARE: Final = StateArray("v", "v", msg("Running mean of the squared gradient"))
VELOCITY: Final = StateArray("v", "v", msg("Velocity"))


def emit_mean(emit: Emitter, mean: Array, value: Array, kept: float, part: Array) -> None:
    """Emit ``m ← kept m + (1 − kept) value``, three calls."""
    emit.call(np.multiply, value, emit.constant(1.0 - kept), part)
    emit.call(np.multiply, mean, emit.constant(kept), mean)
    emit.call(np.add, mean, part, mean)


def emit_mean_square(emit: Emitter, mean: Array, value: Array, kept: float, part: Array) -> None:
    """Emit ``v ← kept v + (1 − kept) value²``, four calls."""
    emit_square(emit, value, part)
    emit.call(np.multiply, part, emit.constant(1.0 - kept), part)
    emit.call(np.multiply, mean, emit.constant(kept), mean)
    emit.call(np.add, mean, part, mean)


def emit_mean_and_square(
    emit: Emitter, means: tuple[Array, Array], value: Array, kept: tuple[float, float], part: Array
) -> None:
    """Emit :func:`emit_mean` and :func:`emit_mean_square`: seven calls, or five where the means are one piece.

    Each number goes through the same operations either way, so that the results are the same to the last bit.
    """
    both = spanning(*means)
    if both is None:
        emit_mean(emit, means[0], value, kept[0], part)
        emit_mean_square(emit, means[1], value, kept[1], part)
        return
    new, shares = emit.scratch(both.shape), emit.scratch(both.shape)
    first, second = new[: value.size], new[value.size :]
    shares[: value.size], shares[value.size :] = kept
    emit.call(np.multiply, value, emit.constant(1.0 - kept[0]), first)
    emit_square(emit, value, second)
    emit.call(np.multiply, second, emit.constant(1.0 - kept[1]), second)
    emit.call(np.multiply, both, shares, both)
    emit.call(np.add, both, new, both)


def mean_terms(symbol: str, kept: float, name: str, old: float, *new: Factor) -> tuple[Term, Term]:
    """Return ``β m`` and ``(1 − β) · new``; of a mean square, ``new`` has its factor twice."""
    share = Factor(f"(1 - {symbol})", 1.0 - kept)
    return product(Factor(symbol, kept), Factor(name, old)), product(share, *new)


def velocity_terms(mu: float, velocity: float, grad: float) -> tuple[Term, Term]:
    """Return ``μ v`` and ``g``, whose sum is the new velocity."""
    return product(Factor(r"\mu", mu), Factor("v", velocity)), product(Factor("g", grad))


def running(kept: float, old: float, value: float) -> float:
    """Return the new running mean."""
    return kept * old + (1.0 - kept) * value


def step_of(rate: float, symbol: str = r"\alpha") -> Factor:
    """Return the factor ``−α``."""
    return Factor(rf"(-{symbol})", -rate)


def unbiased(symbol: str, kept: float, step: int) -> Factor:
    """Return ``1 / (1 − βᵗ)``: a running mean that began at 0 is too small by what is left of it."""
    return Factor(rf"\frac{{1}}{{1 - {symbol}^{{t}}}}", 1.0 / (1.0 - kept**step))


def root(symbol: str, kept: float, step: int) -> Factor:
    """Return ``√(1 − βᵗ)``."""
    return Factor(f"√(1 - {symbol}^{{t}})", math.sqrt(1.0 - kept**step))


def rate(scalars: Mapping[str, float]) -> Factor:
    """Return the learning rate in force."""
    return Factor(r"\alpha", scalars["learning_rate"])


def step_size(*factors: Factor) -> NamedTerms:
    """Return ``α_t`` as a product."""
    return NamedTerms("step_size", r"\alpha_t", msg("learning rate with Adam's corrections"), (product(*factors),))


def floor_terms(floor: float, correction: Factor) -> NamedTerms:
    """Return ``ε_t = ε √(1 − β₂ᵗ)``."""
    whole = product(Factor(r"\varepsilon", floor), correction)
    return NamedTerms("floor", r"\varepsilon_t", msg("floor with Adam's correction"), (whole,))


def mean_corrected(kept: float, step: int, after: Mapping[str, float]) -> NamedTerms:
    """Return ``m̂ = m / (1 − β₁ᵗ)``."""
    whole = product(Factor("m", after["m"]), unbiased(r"\beta_1", kept, step))
    return NamedTerms("m", "m\u0302", msg("Running mean, corrected for its start at 0"), (whole,))


def size_corrected(name: str, kept: float, step: int, after: Mapping[str, float]) -> NamedTerms:
    """Return ``v̂ = v / (1 − β₂ᵗ)``."""
    whole = product(Factor(name, after[name]), unbiased(r"\beta_2", kept, step))
    return NamedTerms(name, f"{name}\u0302", msg("Running mean square, corrected for its start at 0"), (whole,))

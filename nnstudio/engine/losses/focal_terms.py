r"""What the focal losses share: the cost :math:`f(p) = -(1-p)^\gamma \ln p` and its slope. It declares no loss."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.engine.elementary import emit_logistic, emit_maximum, emit_minimum, emit_softplus, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.losses.cross_entropies import SMALLEST_PROBABILITY, emit_clamped_log
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_LEAST = 1e-12
"""No slope is taken nearer to a probability of 0 or 1, as in the cross-entropies."""
_SMALLEST = 1e-300
"""A share that is smaller has no logarithm to write; p ln p is 0 there."""


def focusing_parameter() -> Parameter:
    """Return the parameter γ."""
    return Parameter(
        "gamma",
        msg("Focusing"),
        Kind.REAL,
        2.0,
        msg("How much less easy samples count: 0 is plain cross-entropy."),
        minimum=0.0,
        maximum=10.0,
        symbol="γ",
    )


def clamped_log(p: Array) -> Array:
    """Return ``ln p`` as the calls take it."""
    return np.asarray(np.log(np.maximum(p, SMALLEST_PROBABILITY)))


def emit_focal_of_probability(emit: Emitter, p: Array, gamma: float, cost: Array) -> None:
    """Emit ``cost = f(p)``: seven calls."""
    rest = emit.scratch(p.shape)
    emit.call(np.subtract, emit.constant(1.0), p, rest)
    emit.call(np.power, rest, emit.constant(gamma), rest)
    emit_clamped_log(emit, p, cost)
    emit.call(np.multiply, cost, rest, cost)
    emit.call(np.negative, cost, cost)


def emit_focal_slope_of_probability(emit: Emitter, p: Array, gamma: float, slope: Array) -> None:
    r"""Emit :math:`f'(p) = (1-p)^\gamma \big(\gamma \frac{\ln p}{1 - p} - \frac1p\big)`: eleven calls."""
    held, rest, power = (emit.scratch(p.shape) for _ in range(3))
    emit.call(np.subtract, emit.constant(1.0), p, rest)
    emit_maximum(emit, rest, full(emit, p.shape, _LEAST), rest)
    emit_maximum(emit, p, full(emit, p.shape, _LEAST), held)
    emit.call(np.power, rest, emit.constant(gamma), power)
    emit.call(np.log, held, slope)
    emit.call(np.divide, slope, rest, slope)
    emit.call(np.multiply, slope, emit.constant(gamma), slope)
    emit.call(np.reciprocal, held, held)
    emit.call(np.subtract, slope, held, slope)
    emit.call(np.multiply, slope, power, slope)


def emit_focal_of_logit(emit: Emitter, z: Array, gamma: float, cost: Array, slope: Array) -> None:
    r"""Emit ``cost = f(σ(z))`` and its slope by z, :math:`(1-p)^\gamma (\gamma p \ln p - (1 - p))`: 24 calls.

    ``1 − p`` is σ(−z) and ``ln p`` is −softplus(−z), so both tails are right.
    """
    minus, p, rest, power = (emit.scratch(z.shape) for _ in range(4))
    emit.call(np.negative, z, minus)
    emit_logistic(emit, z, p)
    emit_logistic(emit, minus, rest)
    emit.call(np.power, rest, emit.constant(gamma), power)
    emit_softplus(emit, minus, cost)
    emit.call(np.multiply, cost, p, slope)
    emit.call(np.multiply, slope, emit.constant(-gamma), slope)
    emit.call(np.subtract, slope, rest, slope)
    emit.call(np.multiply, slope, power, slope)
    emit.call(np.multiply, cost, power, cost)


def emit_focal_of_log_probability(emit: Emitter, log_p: Array, gamma: float, cost: Array, slope: Array) -> None:
    r"""Emit ``f(p)`` and :math:`p f'(p) = (1-p)^\gamma (\gamma \frac{p \ln p}{1 - p} - 1)` from ``ln p``: eleven calls.

    ``1 − p`` is −expm1(ln p); it is held above 10⁻¹², where the quotient is 1.
    """
    p, rest, power = (emit.scratch(log_p.shape) for _ in range(3))
    emit.call(np.exp, log_p, p)
    emit.call(np.expm1, log_p, rest)
    emit_minimum(emit, rest, full(emit, log_p.shape, -_LEAST), rest)
    emit.call(np.negative, rest, power)
    emit.call(np.power, power, emit.constant(gamma), power)
    emit.call(np.multiply, log_p, p, slope)
    emit.call(np.divide, slope, rest, slope)
    emit.call(np.multiply, slope, emit.constant(-gamma), slope)
    emit.call(np.subtract, slope, emit.constant(1.0), slope)
    emit.call(np.multiply, slope, power, slope)
    emit.call(np.multiply, log_p, power, cost)
    emit.call(np.negative, cost, cost)


def focal_factors(p: str, gamma: float, rest: Array, log: Array) -> tuple[tuple[Factor, ...], ...]:
    """Return ``(1 − p)^γ`` and ``−ln p`` of each output, ``rest`` being 1 − p; ``p`` is how p is written."""
    other = p.removeprefix("(1 - ").removesuffix(")") if p.startswith("(") else f"(1 - {p})"
    logs = indexed(rf"(-\ln {p})" if not p.startswith("(") else rf"(-\ln{p})", -log)
    return tuple(zip(indexed(rf"{other}^{{\gamma}}", rest**gamma), logs, strict=True)) if gamma else tuple(zip(logs))


def binary_focal_terms(
    before: tuple[tuple[Factor, ...], tuple[Factor, ...]],
    target: Array,
    ones: tuple[tuple[Factor, ...], ...],
    zeros: tuple[tuple[Factor, ...], ...],
) -> tuple[Term, ...]:
    """Return for each output the cost of y, ``y f(p)``, and that of 1 − y, ``(1 − y) f(1 − p)``, times what stands
    ``before`` either: the share and the class weights.
    """
    yes = zip(indexed("y{}", target), ones, strict=True)
    no = zip(indexed("(1 - y{})", 1.0 - target), zeros, strict=True)
    pairs = zip(yes, no, strict=True)
    return tuple(product(*first, y, *cost) for pair in pairs for first, (y, cost) in zip(before, pair, strict=True))


def written_of_probability(p: str, gamma: float) -> str:
    """Return ``f'(p)`` as a formula's text."""
    return f"(1 - {p})^{gamma!r} * ({gamma!r} * log({p}) / (1 - {p}) - 1 / {p})"


def written_of_logit(z: str, gamma: float) -> str:
    """Return the slope of ``f(σ(z))`` by z likewise: ``(1 − p)^γ (γ p ln p − (1 − p))``."""
    p, rest = f"sigmoid({z})", f"sigmoid(-{z})"
    return f"{rest}^{gamma!r} * ({gamma!r} * {p} * log({p}) - {rest})"


def written_of_share(t: str, gamma: float) -> str:
    """Return ``t p f'(p)`` of a share p, held as in the calls: ``t (1 − p)^γ (γ p ln p/(1 − p) − 1)``."""
    rest, log = f"max(1 - p, {_LEAST!r})", f"log(max(p, {_SMALLEST!r}))"
    return f"{t} * {rest}^{gamma!r} * ({gamma!r} * p * {log} / {rest} - 1)"


def written_of_two(y: float, yes: str, no: str, *, weighted: bool) -> str:
    """Return ``t f' − (W − t) f'`` of the other class; of a target that is sure, only the part that counts."""
    t, other = ("t", "(W - t)") if weighted else ("y", "(1 - y)")
    if y == 1.0:
        return f"{t} * {yes}"
    return f"-{other} * {no}" if y == 0.0 else f"({t} * {yes} - {other} * {no})"


def is_within(p: float) -> bool:
    """Whether a probability lies where the slope is taken at itself."""
    return _LEAST < p < 1.0 - _LEAST

"""Pieces that several functions share, as calls of a plan: clamps, masks, the logistic and softplus in safe form.

Safe means: for any finite input no overflow, and results right in the tails to the last few bits. Every function
emits a fixed number of calls, writes only ``out`` and its own scratch, and may be given ``out`` that is not its input.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

_SIGN_PAYS_BELOW = 1024
"""``np.sign`` is one call but is not vectorised: above this size, compare and copy are faster (measured, NumPy 2.4)."""


def full(emit: Emitter, shape: tuple[int, ...], value: float) -> Array:
    """Return a buffer filled once with ``value``: in ``maximum`` a whole array is three times as fast as a 0-d one."""
    buffer = emit.scratch(shape)
    buffer.fill(value)
    return buffer


def largest_exponent(emit: Emitter) -> float:
    """Return an x just below the one at which ``exp(x)`` overflows in the run's dtype (88 or 709, less one)."""
    return float(np.log(np.finfo(emit.dtype).max)) - 1.0


def emit_maximum(emit: Emitter, x: Array, y: Array, out: Array) -> None:
    """Emit ``out = max(x, y)``; NumPy 2.4 deprecates a positional output for this one, so it is bound by name."""
    emit.call(partial(np.maximum, out=out), x, y)


def emit_minimum(emit: Emitter, x: Array, y: Array, out: Array) -> None:
    """Emit ``out = min(x, y)``; see :func:`emit_maximum`."""
    emit.call(partial(np.minimum, out=out), x, y)


def emit_is_positive(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = 1 where x > 0, else 0`` as numbers of the run's dtype."""
    mask = np.zeros(x.shape, bool)
    emit.call(np.greater, x, emit.scratch(x.shape), mask)
    emit.call(np.copyto, out, mask)


def emit_sign_of_ramp(emit: Emitter, ramp: Array, out: Array) -> None:
    """Emit ``out = 1 where ramp > 0, else 0`` for a ``ramp`` that is nowhere negative: one call where that is faster."""
    if ramp.size < _SIGN_PAYS_BELOW:
        emit.call(np.sign, ramp, out)
    else:
        emit_is_positive(emit, ramp, out)


def emit_logistic(emit: Emitter, x: Array, out: Array) -> None:
    r"""Emit ``out = σ(x)`` as :math:`e^x / (1 + e^x)`, x clipped where that is 1 to the last bit; ``out`` may be ``x``.

    Unlike ``(1 + tanh(x/2))/2`` and ``1/(1 + e^{-x})`` it neither loses the left tail nor overflows. Four calls.
    """
    denominator = emit.scratch(x.shape)
    emit_minimum(emit, x, full(emit, x.shape, largest_exponent(emit)), out)
    emit.call(np.exp, out, out)
    emit.call(np.add, out, emit.constant(1.0), denominator)
    emit.call(np.divide, out, denominator, out)


def emit_gate_slope(emit: Emitter, x: Array, factor: Array | None, out: Array) -> None:
    r"""Emit the derivative by x of ``x σ(x)``: :math:`\sigma(x)\,(1 + x\,(1 - \sigma(x)))`; ``out`` must not be ``x``.

    With ``e = exp(x)`` and ``d = 1 + e`` it is ``(e/d)(1 + x/d)``, so ``1 − σ`` never cancels. ``factor`` (an array like x)
    replaces the x inside the bracket where a chain rule asks for another one. Seven calls.
    """
    denominator = emit.scratch(x.shape)
    emit_minimum(emit, x, full(emit, x.shape, largest_exponent(emit)), out)
    emit.call(np.exp, out, out)
    emit.call(np.add, out, emit.constant(1.0), denominator)
    emit.call(np.divide, out, denominator, out)
    emit.call(np.divide, x if factor is None else factor, denominator, denominator)
    emit.call(np.add, denominator, emit.constant(1.0), denominator)
    emit.call(np.multiply, out, denominator, out)


def emit_log_one_plus_exp_of_minus_abs(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = ln(1 + exp(−|x|))``, the part of softplus that no ramp has; ``out`` may be ``x``. Four calls."""
    emit.call(np.abs, x, out)
    emit.call(np.negative, out, out)
    emit.call(np.exp, out, out)
    emit.call(np.log1p, out, out)


def emit_softplus(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = ln(1 + eˣ) = max(x, 0) + ln(1 + exp(−|x|))``; ``out`` may be ``x``. Six calls.

    ``np.logaddexp`` would be one call but is not vectorised: 40 times slower on a layer of 256 by 128.
    """
    ramp = emit.scratch(x.shape)
    emit_maximum(emit, x, emit.scratch(x.shape), ramp)
    emit_log_one_plus_exp_of_minus_abs(emit, x, out)
    emit.call(np.add, out, ramp, out)


def emit_weighted_column_sums(emit: Emitter, x: Array, weight: float, out: Array) -> None:
    """Emit ``out[n] = weight Σ_k x[k, n]`` for ``x`` of (K, N): a product with a constant row costs a third of a sum."""
    row = full(emit, (x.shape[0],), weight)
    emit.call(row.dot, x, out)

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


_ROW_PAYS_FROM = 4096
"""Numbers in a row from which going from row to row costs nothing beside the row itself."""


def full(emit: Emitter, shape: tuple[int, ...], value: float) -> Array:
    """Return an array of equal numbers, not to be written: in ``maximum`` it is three times as fast as a 0-d one."""
    return emit.even(shape, value)


def beside_rows(emit: Emitter, like: Array, value: float) -> Array:
    """Return equal numbers to compare an array with; of a large one as many as a row has, which stay in the cache."""
    shape = like.shape[1:] if like.ndim > 1 and like[0].size >= _ROW_PAYS_FROM else like.shape
    return emit.even(shape, value)


def largest_exponent(emit: Emitter) -> float:
    """Return an x just below the one at which ``exp(x)`` overflows in the run's dtype (88 or 709, less one)."""
    return float(np.log(np.finfo(emit.dtype).max)) - 1.0


def emit_maximum(emit: Emitter, x: Array, y: Array, out: Array) -> None:
    """Emit ``out = max(x, y)``; NumPy 2.4 deprecates a positional output for this one, so it is bound by name."""
    emit.call(partial(np.maximum, out=out), x, y)


def emit_minimum(emit: Emitter, x: Array, y: Array, out: Array) -> None:
    """Emit ``out = min(x, y)``; see :func:`emit_maximum`."""
    emit.call(partial(np.minimum, out=out), x, y)


def emit_square(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = x²``: of whole pieces by a call with an operand less, a quarter cheaper where there is little to do.

    Of parts of larger arrays that call may go through a buffer of its own. What belongs to
    :class:`~nnstudio.engine.emitter.Squares` is made with the others, once.
    """
    together = emit.squares
    if together is not None and together.hold(x):
        if not together.emitted:
            together.emitted = True
            emit.call(np.square, together.x, together.out)
    elif x.flags.c_contiguous and out.flags.c_contiguous:
        emit.call(np.square, x, out)
    else:
        emit.call(np.multiply, x, x, out)


def emit_is_positive(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out = 1 where x > 0, else 0`` as numbers of the run's dtype."""
    mask = emit.passing(x.shape, bool)
    emit.call(np.greater, x, emit.constant(0), mask)
    emit.call(np.copyto, out, mask)


def emit_sign_of_ramp(emit: Emitter, ramp: Array, out: Array) -> None:
    """Emit ``out = 1 where ramp > 0, else 0`` for a ``ramp`` nowhere negative: one call where that is faster."""
    if ramp.size < _SIGN_PAYS_BELOW:
        emit.call(np.sign, ramp, out)
    else:
        emit_is_positive(emit, ramp, out)


def emit_is_inside(emit: Emitter, x: Array, limit: float, out: Array) -> None:
    """Emit ``out = 1 where |x| < limit, else 0``: three calls."""
    mask = emit.passing(x.shape, bool)
    emit.call(np.abs, x, out)
    emit.call(np.less, out, full(emit, x.shape, limit), mask)
    emit.call(np.copyto, out, mask)


def emit_hard_gate(emit: Emitter, x: Array, reach: float, out: Array) -> None:
    """Emit the ramp from 0 at −reach to 1 at +reach, ``out = min(max(x + r, 0), 2r) / 2r``: four calls."""
    emit.call(np.add, x, emit.constant(reach), out)
    emit_maximum(emit, out, emit.scratch(x.shape), out)
    emit_minimum(emit, out, full(emit, x.shape, 2.0 * reach), out)
    emit.call(np.divide, out, emit.constant(2.0 * reach), out)


def emit_logistic(emit: Emitter, x: Array, out: Array, denominator: Array | None = None) -> None:
    r"""Emit ``out = σ(x)`` as :math:`e^x / (1 + e^x)`, x clipped where that is 1 to the last bit; ``out`` may be ``x``.

    Unlike ``(1 + tanh(x/2))/2`` and ``1/(1 + e^{-x})`` it neither loses the left tail nor overflows. Four calls.
    ``denominator``, where given, receives ``1 + eˣ = 1/(1 − σ)``, which does not cancel in the right tail.
    """
    below = emit.scratch(x.shape) if denominator is None else denominator
    emit_minimum(emit, x, full(emit, x.shape, largest_exponent(emit)), out)
    emit.call(np.exp, out, out)
    emit.call(np.add, out, emit.constant(1.0), below)
    emit.call(np.divide, out, below, out)


def beside(emit: Emitter, a: Array, name: str) -> Array:
    """Return the buffer that belongs to the output buffer ``a``: what the forward pass leaves there the slope may read.

    Kept by address, so that a layer that applies its activation many times (a recurrent one) mixes nothing up.
    """
    return emit.keep(f"{name} at {a.ctypes.data}", a.shape)


def emit_gate(emit: Emitter, z: Array, x: Array, a: Array) -> None:
    """Emit ``a = z σ(x)``, x a function of z: five calls. The gate σ(x) is kept for :func:`emit_gate_slope`."""
    gate = beside(emit, a, "gate")
    emit_logistic(emit, x, gate, beside(emit, a, "denominator"))
    emit.call(np.multiply, z, gate, a)


def emit_gate_slope(emit: Emitter, a: Array, inner: Array, slope: Array) -> None:
    r"""Emit the derivative of ``z σ(x)``: :math:`\sigma(x)\,(1 + z\,x'\,(1 - \sigma(x)))`, ``inner`` being ``z x'``.

    The forward pass, emitted before, left σ and 1/(1 − σ), so nothing cancels in the tails. Three calls.
    """
    emit.call(np.divide, inner, beside(emit, a, "denominator"), slope)
    emit.call(np.add, slope, emit.constant(1.0), slope)
    emit.call(np.multiply, slope, beside(emit, a, "gate"), slope)


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
    """Emit ``out[n] = weight Σ_k x[k, n]`` for ``x`` of (K, N): a product with a row costs a third of a sum."""
    row = full(emit, (x.shape[0],), weight)
    emit.call(row.dot, x, out)


def output_terms(emit: Emitter, shape: tuple[int, ...], losses: Array) -> Array:
    """Return where the loss of each output goes: with one output, ``losses`` itself, so that no mean is needed."""
    return losses.reshape(shape) if shape[0] == 1 else emit.scratch(shape)


def emit_over_outputs(emit: Emitter, terms: Array, share: float, losses: Array) -> None:
    """Emit ``losses = s Σ_k terms[k]``, s = 1/K or 1, for ``terms`` from :func:`output_terms`: no call where K is 1."""
    if terms.shape[0] > 1:
        emit_weighted_column_sums(emit, terms, share, losses)


def emit_column_maximum(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out[0, n] = max_k x[k, n]``: pair by pair where there are few rows, which is faster than a reduction."""
    if 2 <= x.shape[0] <= 4:
        emit_maximum(emit, x[0], x[1], out[0])
        for row in x[2:]:
            emit_maximum(emit, out[0], row, out[0])
    else:
        emit.call(np.maximum.reduce, x, 0, None, out, True)


def emit_spread(emit: Emitter, x: Array, shape: tuple[int, ...]) -> Array:
    """Emit one call that repeats ``x`` to ``shape``, and return the buffer.

    The next call then needs no broadcasting, for which NumPy allocates 8,192 elements and takes longer than both.
    """
    spread = emit.scratch(shape)
    emit.call(np.copyto, spread, x)
    return spread


def emit_column_sums(emit: Emitter, x: Array, out: Array) -> None:
    """Emit the sums over k of ``x`` (K, N) into ``out`` (rows, N), each row the same: a product with ones.

    With ``rows = K`` what follows needs no broadcasting, which in small arrays costs more than the sum.
    """
    emit.call(full(emit, (out.shape[0], x.shape[0]), 1.0).dot, x, out)


def emit_shared_sum(emit: Emitter, x: Array, out: Array) -> None:
    """Emit ``out`` = the sums of ``x`` over every axis of which ``out`` has one: what shares a learned number."""
    emit.call(np.add.reduce, x, tuple(axis for axis in range(x.ndim) if out.shape[axis] == 1), None, out, True)

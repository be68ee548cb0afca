"""Calls that the cross-entropies share, on probabilities and on net inputs. It declares no loss of its own."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.elementary import (
    emit_column_maximum,
    emit_column_sums,
    emit_log_one_plus_exp_of_minus_abs,
    emit_maximum,
    emit_over_outputs,
    emit_spread,
    emit_weighted_column_sums,
    full,
    output_terms,
)
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

SMALLEST_PROBABILITY = math.exp(-100.0)
"""PyTorch's limit: no logarithm is taken of less."""


def emit_scaled_difference(
    emit: Emitter, a: Array, target: Array, scale: float, out: Array, weight: Array | None = None
) -> None:
    """Emit ``out = scale (W a − t)``, the δ of every matching pair of activation and cross-entropy.

    Two calls, three with a weight W; without, W is 1.
    """
    if weight is not None:
        emit.call(np.multiply, a, weight, out)
        a = out
    emit.call(np.subtract, a, target, out)
    emit.call(np.multiply, out, emit.constant(scale), out)


def emit_clamped_log(emit: Emitter, p: Array, out: Array) -> None:
    """Emit ``out = max(ln p, −100)`` without ever taking the logarithm of 0; ``out`` may be ``p``. Three calls."""
    smallest = float(np.finfo(emit.dtype).smallest_subnormal)
    emit_maximum(emit, p, full(emit, p.shape, smallest), out)
    emit.call(np.log, out, out)
    emit_maximum(emit, out, full(emit, p.shape, -100.0), out)


def emit_binary_cross_entropy_of_logits(
    emit: Emitter, z: Array, target: Array, losses: Array, share: float, weight: Array | None = None
) -> None:
    r"""Emit s times the sum over k of :math:`W (\max(z, 0) + \ln(1 + e^{-|z|})) - z t`: eight calls, nine where K > 1.

    With a weight W two more. s is 1/K or 1.
    For y of 0 or 1 the first two terms cancel exactly where they should, so even a tiny loss is right to its last bits.
    """
    ramp, product = output_terms(emit, z.shape, losses), emit.scratch(z.shape)
    emit_maximum(emit, z, emit.scratch(z.shape), ramp)
    if weight is not None:
        emit.call(np.multiply, ramp, weight, ramp)
    emit.call(np.multiply, z, target, product)
    emit.call(np.subtract, ramp, product, ramp)
    emit_log_one_plus_exp_of_minus_abs(emit, z, product)
    if weight is not None:
        emit.call(np.multiply, product, weight, product)
    emit.call(np.add, ramp, product, ramp)
    emit_over_outputs(emit, ramp, share, losses)


def emit_cross_entropy_of_logits(
    emit: Emitter, z: Array, target: Array, losses: Array, weight: Array | None = None
) -> None:
    r"""Emit :math:`W \ln \sum_k e^{z_k - m} - \sum_k t_k (z_k - m)` with m the largest z: nine to eleven calls.

    The plan keeps the exponentials and their sum under ``exponentials`` and ``total``.
    """
    largest, shifted = emit.scratch((1, z.shape[1])), emit.scratch(z.shape)
    exponentials, total = emit.keep("exponentials", z.shape), emit.keep("total", (1, z.shape[1]))
    emit_column_maximum(emit, z, largest)
    emit.call(np.subtract, z, emit_spread(emit, largest, z.shape), shifted)
    emit.call(np.exp, shifted, exponentials)
    emit_column_sums(emit, exponentials, total)
    emit_cross_entropy_of_shifted(emit, shifted, total, target, losses, weight)


def emit_cross_entropy_of_shifted(
    emit: Emitter, shifted: Array, total: Array, target: Array, losses: Array, weight: Array | None = None
) -> None:
    r"""Emit ``W ln total − Σ_k t_k shifted_k``, shifted = z − m and total = :math:`\sum_k e^{z_k - m}`: four
    calls, five with W.

    As one of the exponentials is 1, the first part is at least 0, and so is the loss.
    ``total`` is (rows, N), the rows alike.
    """
    product, score = emit.scratch(shifted.shape), emit.scratch((shifted.shape[1],))
    emit.call(np.multiply, shifted, target, product)
    emit_weighted_column_sums(emit, product, 1.0, score)
    emit.call(np.log, total[0], losses)
    if weight is not None:
        emit.call(np.multiply, losses, weight[0], losses)
    emit.call(np.subtract, losses, score, losses)

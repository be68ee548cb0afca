"""What several losses may be asked for: mean or sum over the outputs, class weights, smoothed labels.

Weights and smoothing only change the target: a cross-entropy with them is ``−Σ t ln a``, and its gradient behind
softmax or logistic is ``W a − t`` instead of ``a − y``. So each loss that has them asks here for t and W.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from nnstudio.engine.declaration import Choice, Kind, Parameter
from nnstudio.engine.elementary import emit_column_sums, emit_maximum, emit_weighted_column_sums, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.product import emit_product
from nnstudio.engine.terms import Factor
from nnstudio.engine.typing import Array
from nnstudio.text import msg

MEAN: Final = "mean"
SUM: Final = "sum"


def reduction_parameter(default: str = MEAN) -> Parameter:
    """Return the parameter that chooses between mean and sum over the outputs; over the batch it is always the mean."""
    return Parameter(
        "reduction",
        msg("Over the outputs"),
        Kind.CHOICE,
        default,
        msg("Whether a sample's loss is the mean or the sum of its outputs'. Over the batch it is always the mean."),
        choices=(Choice(MEAN, msg("Mean")), Choice(SUM, msg("Sum"))),
    )


def share_of(reduction: str, outputs: int) -> float:
    """Return what the loss of one output counts for in its sample's: 1/K or 1."""
    return 1.0 / outputs if reduction == MEAN else 1.0


def share_factors(reduction: str, outputs: int) -> tuple[Factor, ...]:
    """Return the factor 1/K of a term, or none."""
    return (Factor(r"\frac{1}{K}", 1.0 / outputs),) if reduction == MEAN else ()


def written_share(reduction: str, above: float = 1.0) -> str:
    """Return what stands before a written slope: ``2/K * ``, or ``2 * ``, or nothing."""
    if reduction == MEAN:
        return f"{above:g}/K * "
    return f"{above:g} * " if above != 1.0 else ""


def read_weights(text: str, place: str = "class_weights") -> tuple[float, ...]:
    """Return the weights that a text such as ``1, 2, 0.5`` lists; none for an empty one.

    Raises
    ------
    ParameterError : something that is not a number, a weight below 0, or none above it.
    """
    parts = text.translate(str.maketrans("，、；;", ",,,,")).replace(",", " ").split()
    found = []
    for number, part in enumerate(parts, start=1):
        try:
            found.append(float(part))
        except ValueError:
            found.append(math.nan)
        if not 0.0 <= found[-1] <= 1e6:
            expected = msg("a weight from 0 to 1e6 as number {number}", number=number)
            advice = msg("Write one number for each class, such as 1, 2, 0.5.")
            raise ParameterError(place, expected, msg("{value}", value=part), advice)
    if found and not any(found):
        raise ParameterError(place, msg("a weight above 0"), msg("zeros only"), msg("Raise at least one."))
    return tuple(found)


def class_weights_parameter(binary: bool = False) -> Parameter:
    """Return the parameter that lists class weights: of 0 and 1 for a yes-or-no loss, else one for each output."""
    if binary:
        about = msg("Two numbers: how much targets of 0 and of 1 count. Empty: both 1.")
    else:
        about = msg("One number for each class: how much its samples count. Empty: all 1.")
    return Parameter("class_weights", msg("Class weights"), Kind.TEXT, "", about, maximum=400, symbol="w", reads=_read)


def _read(text: str, place: str) -> object:
    return read_weights(text, place)


def smoothing_parameter() -> Parameter:
    """Return the parameter that takes a little from the true class and shares it out."""
    return Parameter(
        "smoothing",
        msg("Label smoothing"),
        Kind.REAL,
        0.0,
        msg("The share of the target that is spread evenly over all classes, so that none is asked to be certain."),
        minimum=0.0,
        maximum=0.9,
        symbol="ε",
    )


BY_SAMPLES: Final = "samples"
BY_WEIGHTS: Final = "weights"


def normalise_parameter() -> Parameter:
    """Return the parameter that says by what the weighted losses of a batch are divided."""
    return Parameter(
        "normalise",
        msg("Divided by"),
        Kind.CHOICE,
        BY_SAMPLES,
        msg("What the sum of a batch's weighted losses is divided by: its samples, or what they weigh together."),
        choices=(Choice(BY_SAMPLES, msg("The number of samples")), Choice(BY_WEIGHTS, msg("The samples' weights"))),
    )


def check_count(weights: Sequence[float], wanted: int, place: str) -> None:
    """Raise ParameterError where weights are given, but not as many as wanted."""
    if weights and len(weights) != wanted:
        raise ParameterError(
            f"{place}.class_weights",
            msg("{count} class weights", count=wanted),
            msg("{count}", count=len(weights)),
            msg("Write one number for each class, such as 1, 2, 0.5."),
        )


def smoothed(target: Array, smoothing: float) -> Array:
    """Return ``(1 − ε) y + ε/K``."""
    return (1.0 - smoothing) * target + smoothing / len(target) if smoothing else target


def class_weighting(target: Array, weights: Sequence[float], smoothing: float) -> tuple[Array, Array]:
    """Return ``(W, t)`` of one sample ``(K,)``: ``t = w ((1 − ε) y + ε/K)``, ``W = Σ t``, repeated to (K,)."""
    t = smoothed(target, smoothing) * (np.array(weights) if weights else 1.0)
    return np.full(len(t), t.sum() if weights else 1.0), t


def softened(target: Array, smoothing: float) -> Array:
    """Return ``(1 − ε) y + ε/2``: of a yes-or-no target there are two classes, however many outputs."""
    return (1.0 - smoothing) * target + smoothing / 2.0 if smoothing else target


def binary_weighting(target: Array, weights: Sequence[float], smoothing: float = 0.0) -> tuple[Array, Array]:
    """Return ``(W, t)`` of one sample ``(K,)``: ``t = w₁ y``, ``W = w₁ y + w₀ (1 − y)``, y smoothed."""
    target = softened(target, smoothing)
    if not weights:
        return np.ones(len(target)), target
    below, above = weights
    return above * target + below * (1.0 - target), above * target


def emit_class_weighting(
    emit: Emitter, target: Array, weights: Sequence[float], smoothing: float, *, by_weights: bool = False
) -> tuple[Array | None, Array]:
    """Emit :func:`class_weighting` for ``(K, N)``; W is None where it is 1, and t is the target where that is all.

    ``by_weights``: times ``N / Σ w y``, six calls more.
    """
    t = _emit_smoothing(emit, target, smoothing, len(target))
    if not weights:
        return None, t
    weighted, total = emit.keep("weighted target", target.shape), emit.keep("target weight", target.shape)
    table = emit.scratch(target.shape)
    table[...] = np.array(weights)[:, None]
    emit.call(np.multiply, t, table, weighted)
    if by_weights:
        emit.call(np.multiply, weighted, _emit_share(emit, target, table), weighted)
    emit_column_sums(emit, weighted, total)
    return total, weighted


def _emit_share(emit: Emitter, target: Array, table: Array) -> Array:
    """Emit ``N / Σ_n Σ_k w_k y_kn``; a batch of no weight has a loss of 0."""
    count = target.shape[1]
    product, each = emit.scratch(target.shape), emit.scratch((count,))
    total, share = emit.scratch(()), emit.scratch(())
    emit.call(np.multiply, target, table, product)
    emit_weighted_column_sums(emit, product, 1.0, each)
    emit_product(emit, each, full(emit, (count,), 1.0), total)
    emit_maximum(emit, total, full(emit, (), float(np.finfo(emit.dtype).tiny) * count), total)
    emit.call(np.divide, emit.constant(float(count)), total, share)
    return share


def _emit_smoothing(emit: Emitter, target: Array, smoothing: float, classes: int) -> Array:
    if not smoothing:
        return target
    t = emit.keep("smoothed target", target.shape)
    emit.call(np.multiply, target, emit.constant(1.0 - smoothing), t)
    emit.call(np.add, t, emit.constant(smoothing / classes), t)
    return t


def emit_binary_weighting(
    emit: Emitter, target: Array, weights: Sequence[float], smoothing: float = 0.0
) -> tuple[Array | None, Array]:
    """Emit :func:`binary_weighting` for ``(K, N)``: four calls, two more to smooth; W is None where it is 1."""
    target = _emit_smoothing(emit, target, smoothing, 2)
    if not weights:
        return None, target
    below, above = weights
    weighted, total = emit.keep("weighted target", target.shape), emit.keep("target weight", target.shape)
    emit.call(np.subtract, full(emit, target.shape, 1.0), target, total)
    emit.call(np.multiply, total, emit.constant(below), total)
    emit.call(np.multiply, target, emit.constant(above), weighted)
    emit.call(np.add, total, weighted, total)
    return total, weighted


def emit_other_weight(emit: Emitter, weight: Array | None, t: Array, out: Array) -> None:
    """Emit ``out = W − t``, what the answer no weighs; W None is 1."""
    emit.call(np.subtract, emit.constant(1.0) if weight is None else weight, t, out)


def weighting_left(emit: Emitter, target: Array) -> tuple[Array | None, Array]:
    """Return what the forward pass left of either: W or None, and t."""
    total, weighted, smooth = (emit.left(name) for name in ("target weight", "weighted target", "smoothed target"))
    if weighted is not None:
        return total, weighted
    return None, target if smooth is None else smooth

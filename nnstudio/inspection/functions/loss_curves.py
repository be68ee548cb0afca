"""A loss over one prediction, and the gradient that it sends back through the output's activation (F3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.inspection.functions.sampled import Numbers

PAIRS: Final = ("half_mse", "mse", "mae", "binary_cross_entropy", "binary_focal")
"""Losses that take what a logistic output gives."""
CLASSES: Final = 3
_VALUES: Final = ("half_mse", "mse", "mae")
"""Losses that may stand behind a softmax though they are not made for it."""


@dataclass(frozen=True, eq=False)
class LossCurve:
    """``loss`` ℓ and ``slope`` ∂ℓ/∂x over ``x``: a prediction a, or the score z of a loss that reads net inputs."""

    x: Numbers
    loss: Numbers
    slope: Numbers


@dataclass(frozen=True, eq=False)
class Landing:
    """A loss behind a logistic output, over its net input z: what arrives at the neuron is ``delta`` = ∂ℓ/∂z.

    It is ``loss_slope`` ∂ℓ/∂a times ``slope`` f′(z): where f is saturated that factor is nearly 0, and only a loss
    whose own slope grows as fast can make up for it.
    """

    z: Numbers
    a: Numbers
    slope: Numbers
    loss: Numbers
    loss_slope: Numbers
    delta: Numbers


def curve_keys() -> tuple[str, ...]:
    """Return the losses that make sense of a single output, in the registry's order."""
    found = (key for key, member in engine.losses.items() if member.targets & {Target.VALUES, Target.PROBABILITY})
    return tuple(found)


def class_keys() -> tuple[str, ...]:
    """Return the losses of one class among several, in the registry's order."""
    return tuple(key for key, member in engine.losses.items() if member.targets == {Target.DISTRIBUTION})


def behind_softmax() -> tuple[str, ...]:
    """Return the losses that :func:`class_landing` takes: those of classes, and errors to be compared with them."""
    return (*class_keys(), *_VALUES)


def reads_values(key: str) -> bool:
    """Whether the loss takes any number as a target; else it is 0 or 1."""
    return Target.VALUES in engine.losses.resolve(key).targets


def loss_curve(loss: Loss, target: float, x: Numbers) -> LossCurve:
    """Return the loss of one output at each x, by the engine's own calls. NaN where a prediction is not for it."""
    output = x.reshape(1, -1).astype(np.float64)
    given = np.full(output.shape, target)
    emit = Emitter(output.dtype)
    losses, grad = emit.scratch((output.shape[1],)), emit.scratch(output.shape)
    loss.emit_forward(emit, output, given, losses)
    loss.emit_backward(emit, output, given, grad)
    with np.errstate(all="ignore"):
        emit.run()
    # The engine's gradient is that of the mean over the batch.
    return LossCurve(x, losses, grad[0] * output.shape[1])


def class_landing(loss: Loss, z: Numbers) -> LossCurve:
    """Return the loss of :data:`CLASSES` scores of which the right class's is z, ``(N,)``, and all others are 0.

    ``slope`` is δ = ∂ℓ/∂z of the right class, through the softmax (or its logarithm) where the loss has none in itself.
    """
    scores = np.zeros((CLASSES, len(z)))
    scores[0] = z
    target = np.zeros_like(scores)
    target[0] = 1.0
    function = engine.activations.make("identity" if loss.reads_logits else loss.partner() or "softmax")
    emit = Emitter(scores.dtype)
    output, slope, grad, delta = (emit.scratch(scores.shape) for _ in range(4))
    losses = emit.scratch((len(z),))
    function.emit_forward(emit, scores, output, {})
    loss.emit_forward(emit, output, target, losses)
    loss.emit_backward(emit, output, target, grad)
    function.emit_backward(emit, scores, output, slope, grad, delta, {})
    with np.errstate(all="ignore"):
        emit.run()
    return LossCurve(z, losses, delta[0] * len(z))


def times_the_error(loss: Loss) -> float | None:
    """Return by what number the error ``a − y`` is multiplied in the loss's slope, the same for all a; else None.

    Another learning rate undoes such a number, and nothing else that one loss's slope has before another's. The loss
    is one that takes any number, see :func:`reads_values`.
    """
    error = np.linspace(-4.5, 4.5, 10)
    ratio = loss_curve(loss, 0.0, error).slope / error
    return float(ratio[0]) if np.allclose(ratio, ratio[0], rtol=1e-6) else None


def landing(loss: Loss, target: float, z: Numbers) -> Landing:
    """Return what a logistic output and a loss of its prediction send back at each net input, ``(N,)``."""
    logistic: Activation = engine.activations.make("logistic")
    a, slope = engine.plot(logistic, z)
    curve = loss_curve(loss, target, a)
    return Landing(z, a, slope, curve.loss, curve.slope, curve.slope * slope)

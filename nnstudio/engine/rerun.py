"""One sample: the plan's own calls once more, on copies, in the run's dtype."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.activation import Activation
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss
from nnstudio.engine.typing import Array


def rerun_activation(function: Activation, z: Array, learned: Mapping[str, Array]) -> Array:
    """Return ``f(z)`` of a plan's array of one sample, ``(*plan_shape, 1)``."""
    emit = Emitter(z.dtype)
    a = emit.scratch(z.shape)
    function.emit_forward(emit, z.copy(), a, learned)
    emit.run()
    return a


def rerun_slope(function: Activation, z: Array, learned: Mapping[str, Array]) -> Array:
    """Return ``f'(z)`` of one sample likewise."""
    emit = Emitter(z.dtype)
    z, a, slope = z.copy(), emit.scratch(z.shape), emit.scratch(z.shape)
    function.emit_forward(emit, z, a, learned)
    function.emit_slope(emit, z, a, slope, learned)
    emit.run()
    return slope


def rerun_loss(loss: Loss, output: Array, target: Array) -> tuple[float, Array]:
    """Return one sample's ``ℓ`` and ``∂ℓ/∂output``; both arguments are ``(K, 1)``."""
    emit = Emitter(output.dtype)
    losses, grad = emit.scratch((1,)), emit.scratch(output.shape)
    output, target = output.copy(), target.copy()
    loss.emit_forward(emit, output, target, losses)
    loss.emit_backward(emit, output, target, grad)
    emit.run()
    return float(losses[0]), grad

"""An activation function on its own: its curve, its slope, its Jacobian, by the same calls that a plan runs."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.demands import instance, numbers
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg

AN_ACTIVATION = msg("an activation function, as activations.make gives it")


def plot(activation: Activation, x: Array) -> tuple[Array, Array]:
    """Return ``(f(x), f'(x))`` in float64, both of the shape of ``x``; learned parameters have their first values.

    What is drawn at random in training has its mean. Where a formula has no value, it is NaN.

    Raises
    ------
    TypeError : the function mixes features (softmax) and has a Jacobian instead of a slope.
    """
    instance("activation", activation, Activation, AN_ACTIVATION)
    given = numbers("x", x)
    z = given.reshape(1, -1)
    emit = Emitter(z.dtype)
    a, slope = emit.scratch(z.shape), emit.scratch(z.shape)
    learned = first_values(activation, z.shape, emit)
    activation.emit_forward(emit, z, a, learned)
    activation.emit_slope(emit, z, a, slope, learned)
    # A formula typed in may have no value somewhere: NaN there is the answer.
    with np.errstate(all="ignore"):
        emit.run()
    return a.reshape(given.shape), slope.reshape(given.shape)


def jacobian(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return ``(a, J)`` of one sample ``z`` of ``(K,)``: ``J[i, j] = ∂a_i/∂z_j``, ``(K, K)``, in float64.

    Row i is what the backward pass makes of a gradient that is 1 at ``a_i`` and 0 elsewhere.
    """
    instance("activation", activation, Activation, AN_ACTIVATION)
    column = numbers("z", z, axes=1).reshape(-1, 1)
    count = len(column)
    columns = np.repeat(column, count, axis=1)
    emit = Emitter(columns.dtype)
    a, slope, grad_z = (emit.scratch(columns.shape) for _ in range(3))
    learned = first_values(activation, columns.shape, emit)
    activation.emit_forward(emit, columns, a, learned)
    activation.emit_backward(emit, columns, a, slope, np.eye(count), grad_z, learned)
    emit.run()
    return a[:, 0].copy(), grad_z.T.copy()


def first_values(activation: Activation, shape: tuple[int, ...], emit: Emitter) -> dict[str, Array]:
    """Return what the function learns at its first values, shaped to broadcast against ``shape``."""
    found = {}
    for scalar in activation.learned():
        rows = shape[0] if scalar.per_neuron else 1
        found[scalar.name] = emit.scratch((rows, *(1 for _ in shape[1:])))
        found[scalar.name].fill(scalar.initial)
    return found

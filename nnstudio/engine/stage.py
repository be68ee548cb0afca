"""The activation as a stage inside a layer: ``z`` becomes ``a``, and ``∂L/∂a`` becomes ``∂L/∂z``."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import Slot
from nnstudio.engine.columns import columns_of, gathered, scatter
from nnstudio.engine.layer import Weight, shape_error
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

IDENTITY = "identity"


def is_identity(function: Activation) -> bool:
    """Whether ``a`` is ``z`` itself, so that no call is needed."""
    return function.declaration.id == IDENTITY


def check_activation(function: Activation, shape: Shape) -> None:
    """Raise ShapeError where the function mixes features but the tensor is neither a list of them nor a sequence."""
    if not function.elementwise and len(shape) > 2:
        raise shape_error(
            msg("features or a sequence of them, since {activation} mixes them", activation=function.declaration.name),
            shape,
            msg("Put a flatten layer before it."),
        )


def activation_weights(function: Activation, shape: Shape) -> tuple[Weight, ...]:
    """Return what the function itself learns when it acts on tensors of ``shape``."""
    return tuple(
        Weight(scalar.name, (shape[-1],) if scalar.per_neuron else (1,), scalar.initial)
        for scalar in function.learned()
    )


def emit_activation(site: Site, function: Activation, z: Slot) -> Slot:
    """Emit ``a = f(z)`` and return the slot of ``a``; the identity gives ``z`` itself."""
    if is_identity(function):
        site.show("a", z)
        return z
    formula = function.formula or "a = f(z)"
    a = site.quantity("a", z.shape, formula)
    site.emit.about("a", formula)
    values, _ = site.learned(_names(function), z.shape)
    if function.elementwise:
        function.emit_forward(site.emit, z.array, a.array, values)
    else:
        columns = columns_of(site.emit, a, "a")
        function.emit_forward(site.emit, gathered(site.emit, z, "z"), columns, values)
        scatter(site.emit, columns, a.array)
    return a


def emit_activation_backward(site: Site, function: Activation, z: Slot, a: Slot) -> Array:
    r"""Emit ``∂L/∂z = f'(z) ∂L/∂a`` and the gradient of what the function learns; return the array of ``∂L/∂z``.

    Where the loss is fused with the function, ``∂L/∂z`` stands there already.
    """
    if site.fused:
        return site.quantities["grad_z"].array
    grad_a = site.grad_output
    site.show("grad_a", Slot(a.shape, grad_a))
    if is_identity(function):
        site.show("grad_z", Slot(z.shape, grad_a))
        return grad_a
    grad_z = site.gradient_slot("grad_z", z.shape, r"\delta = f'(z)\,\frac{\partial L}{\partial a}")
    if "slope" in site.quantities:
        site.emit.call(np.multiply, grad_a, site.quantities["slope"].array, grad_z.array)
        return grad_z.array
    slope = site.buffer(z.shape)
    values, gradients = site.learned(_names(function), z.shape)
    if function.elementwise:
        site.show("slope", slope)
        site.emit.about("slope", function.derivative or "f'(z)")
        function.emit_backward(site.emit, z.array, a.array, slope.array, grad_a, grad_z.array, values)
    else:
        site.emit.about("grad_z", function.derivative)
        before, after = (columns_of(site.emit, slot, name) for slot, name in ((z, "z"), (a, "a")))
        upstream = gathered(site.emit, Slot(a.shape, grad_a), "grad_a")
        columns = columns_of(site.emit, grad_z, "grad_z")
        room = slope.array.reshape(columns.shape)
        function.emit_backward(site.emit, before, after, room, upstream, columns, values)
        scatter(site.emit, columns, grad_z.array)
    if gradients:
        name = next(iter(gradients))
        letter = rf"\partial\{name}"
        about = (
            rf"\frac{{\partial L}}{{{letter}}}=\sum_n\frac{{\partial f}}{{{letter}}}\frac{{\partial L}}{{\partial a}}"
        )
        site.emit.about(f"{name}_grad", about)
        function.emit_learned_gradient(site.emit, z.array, a.array, grad_a, values, gradients)
    return grad_z.array


def _names(function: Activation) -> dict[str, bool]:
    return {scalar.name: scalar.per_neuron for scalar in function.learned()}

"""The fully connected layer: every neuron sees every input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import Slot
from nnstudio.engine.columns import features_first, gathered
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, Weight, shape_error
from nnstudio.engine.layer_options import activation, initial_weights, neurons
from nnstudio.engine.product import emit_product
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.stage import activation_weights, check_activation, emit_activation, emit_activation_backward
from nnstudio.engine.terms import Products, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

Z_FORMULA = r"z_j = \sum_i x_i\,w_{ij} + b_j"
GRAD_FORMULA = (
    r"\frac{\partial L}{\partial w_{ij}} = \sum_n x_i\,\delta_j,\quad \frac{\partial L}{\partial b_j} = \sum_n \delta_j"
)
BACK_FORMULA = r"\frac{\partial L}{\partial x_i} = \sum_j w_{ij}\,\delta_j"

_STEPS = "operand of all time steps"
_LONG = 48
"""Terms beyond which a sum is written out only where somebody looks."""


class Dense(Layer):
    r"""``z = x W + b``, ``a = f(z)``: W is ``(D_in, D_out)``, b is ``(D_out,)``.

    In the arena b is the last row of W, and every slot has a row of ones behind it, so that ``z = [W; b]ᵀ [x; 1]`` is
    one product and ``[∂W; ∂b] = [x; 1] δᵀ`` is another.

    A sequence ``(T, D_in)`` becomes ``(T, D_out)``: the same W and b at each time step, their gradients sums over
    all of them.

    Source: Goodfellow et al. 2016, §6.5.
    """

    declaration = Declaration(
        id="dense",
        name=msg("Dense"),
        help=msg(
            "Fully connected: every neuron adds up all inputs, weighted, and a bias; then its activation function."
        ),
        group="neurons",
        formula=r"a = f\!\left(x W + b\right)",
        derivative=r"\frac{\partial L}{\partial W} = x^\top \delta,\quad \frac{\partial L}{\partial x} = \delta W^\top",
        parameters=(
            neurons(),
            activation(msg("What bends each neuron's net input z into its activation a.")),
            initial_weights(),
            Parameter("bias", msg("Bias"), Kind.BOOLEAN, True, msg("Whether each neuron adds a learned bias b.")),
        ),
        source="Rosenblatt 1958; Rumelhart, Hinton, Williams 1986",
        glyph="dense",
        aliases=("fully connected", "linear", "affine", "perceptron"),
    )

    owns_net_input = True

    @property
    def joins_gradients(self) -> bool:
        """Whether there is a bias: without it the row of ones behind the input is of no use."""
        return bool(self.bias)

    @property
    def activation_function(self) -> Activation:
        """The activation composed into this layer."""
        function = self.chosen("activation")
        assert isinstance(function, Activation)
        return function

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(units,)``, of a sequence ``(T, units)``; ShapeError where the input is an image."""
        if len(inputs[0]) > 2:
            raise shape_error(msg("a list of features"), inputs[0], msg("Put a flatten layer before it."))
        shape = (*inputs[0][:-1], self.units)
        check_activation(self.activation_function, shape)
        return shape

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all features of the same time steps."""
        return same_place(mask, inputs[0] if back else self.infer_shape(inputs))

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return weight, bias and what the activation learns."""
        fan_in, units = inputs[0][-1], self.units
        weight = Weight("weight", (fan_in, units), self.chosen("initializer"), fan_in, units, regularised=True)
        bias = (Weight("bias", (units,), 0.0),) if self.bias else ()
        return (weight, *bias, *activation_weights(self.activation_function, (units,)))

    def emit_forward(self, site: Site) -> None:
        """Emit ``z = [W; b]ᵀ [x; 1]`` and ``a = f(z)``."""
        x = site.inputs[0]
        matrix, _ = site.rows(*self._names)
        z = site.quantity("z", (*x.shape[:-1], self.units), Z_FORMULA)
        site.show("x", x)
        if len(x.shape) == 1:
            emit_product(site.emit, matrix.T, self._operand(x), z.array)
        else:
            site.emit.about("z", Z_FORMULA)
            site.emit.call(np.matmul, matrix.T, self._columns_of_steps(site).transpose(1, 0, 2), z.array)
        site.output = emit_activation(site, self.activation_function, z)

    def emit_backward(self, site: Site) -> None:
        r"""Emit ``[∂W; ∂b] = [x; 1] δᵀ`` and ``∂x = W δ``, where δ = ∂L/∂z with L the batch mean."""
        x, z = site.inputs[0], site.quantities["z"]
        delta = emit_activation_backward(site, self.activation_function, z, site.output)
        matrix, gradient = site.rows(*self._names)
        if site.joint is not None:
            self._emit_joint_gradient(site)
        else:
            self._emit_own_gradient(site, delta, gradient)

        def write(out: Array) -> None:
            site.emit.about("grad_x", BACK_FORMULA)
            if len(x.shape) == 1:
                emit_product(site.emit, matrix[: x.shape[0]], delta, out)
            else:
                site.emit.call(np.matmul, matrix[: x.shape[-1]], delta, out)

        site.send(0, write)

    def _emit_own_gradient(self, site: Site, delta: Array, gradient: Array) -> None:
        x, z = site.inputs[0], site.quantities["z"]
        site.emit.about("weight_grad", GRAD_FORMULA)
        if len(x.shape) == 1:
            emit_product(site.emit, self._operand(x), delta.T, gradient)
        else:
            operand = site.emit.keep(_STEPS, self._steps_shape(x)).reshape(len(gradient), -1)
            emit_product(site.emit, operand, gathered(site.emit, Slot(z.shape, delta), "grad_z").T, gradient)

    def _emit_joint_gradient(self, site: Site) -> None:
        """Emit the gradients of all layers that join theirs, once the last δ of them is there."""
        assert site.joint is not None
        site.formulas["weight_grad"] = GRAD_FORMULA
        if site.name == site.joint.names[0]:
            site.emit.begin("backward", site.name, site.joint.names)
            site.emit.about("weight_grad", GRAD_FORMULA)
            site.joint.emit(site.emit, site.arenas.layout, site.arenas.grad)
            site.emit.begin("backward", site.name)

    def _steps_shape(self, x: Slot) -> tuple[int, ...]:
        return (x.shape[-1] + self.bias, x.shape[0], x.array.shape[-1])

    def _columns_of_steps(self, site: Site) -> Array:
        """Emit ``[x; 1]`` of all time steps as ``(F+1, T, N)``, which the backward pass reads as one matrix."""
        x = site.inputs[0]
        columns = site.emit.keep(_STEPS, self._steps_shape(x))
        columns[x.shape[-1] :] = 1
        site.emit.call(np.copyto, columns[: x.shape[-1]], features_first(x.array))
        return columns

    @property
    def _names(self) -> tuple[str, ...]:
        return ("weight", "bias") if self.bias else ("weight",)

    def _operand(self, x: Slot) -> Array:
        if not self.bias:
            return x.flat
        assert x.augmented is not None
        return x.augmented

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Sequence[Term]:
        """Return ``x_i w_ij`` and ``b_j`` for z; ``x_i δ_j`` (or δ_j) of every sample for the gradients."""
        if quantity == "z":
            return self._net_input_terms(site, index, sample)
        if quantity == "weight_grad":
            return tuple(
                product(
                    site.factor("x", f"x_{{{index[0]}}}^{{({n})}}", (*step, index[0]), n),
                    site.factor("grad_z", rf"\delta_{{{index[1]}}}^{{({n})}}", (*step, index[1]), n),
                )
                for n, step in _everywhere(site)
            )
        if quantity == "bias_grad" and self.bias:
            symbol = rf"\delta_{{{index[0]}}}"
            deltas = (site.factor("grad_z", f"{symbol}^{{({n})}}", (*step, *index), n) for n, step in _everywhere(site))
            return tuple(product(delta) for delta in deltas)
        raise KeyError(quantity)

    def _net_input_terms(self, site: Site, index: tuple[int, ...], sample: int) -> Sequence[Term]:
        count, (*step, neuron) = site.parameter("weight").shape[0], index
        if count > _LONG and not step:
            return self._long_net_input(site, neuron, sample)
        terms = tuple(
            product(
                site.factor("x", f"x_{{{i}}}", (*step, i), sample),
                site.weight_factor("weight", f"w_{{{i}{neuron}}}", (i, neuron)),
            )
            for i in range(count)
        )
        bias = (product(site.weight_factor("bias", f"b_{{{neuron}}}", (neuron,))),) if self.bias else ()
        return (*terms, *bias)

    def _long_net_input(self, site: Site, neuron: int, sample: int) -> Products:
        x = site.row("x", lambda i: f"x_{{{i}}}", sample)
        bias = (product(site.weight_factor("bias", f"b_{{{neuron}}}", (neuron,))),) if self.bias else ()
        weights = site.weight_row(
            "weight", lambda i: f"w_{{{i}{neuron}}}", lambda i: (i, neuron), (slice(None), neuron)
        )
        return Products((x, weights), bias)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> Sequence[Term]:
        """Return ``w_ij δ_j`` for every neuron j of this layer."""
        *step, i = index
        if self.units > _LONG and not step:
            weights = site.weight_row("weight", lambda j: f"w_{{{i}{j}}}", lambda j: (i, j), (i,))
            return Products((weights, site.row("grad_z", lambda j: rf"\delta_{{{j}}}", sample)))
        return tuple(
            product(
                site.weight_factor("weight", f"w_{{{i}{j}}}", (i, j)),
                site.factor("grad_z", rf"\delta_{{{j}}}", (*step, j), sample),
            )
            for j in range(self.units)
        )


def _everywhere(site: Site) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each sample with each of its time steps: the places where the same weights are at work."""
    for n in range(site.batch):
        for step in np.ndindex(site.inputs[0].shape[:-1]):
            yield n, step

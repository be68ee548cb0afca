"""The residual projection: a skip brought to the branch's shape, and added to it."""

from __future__ import annotations

import itertools

import numpy as np

from nnstudio.engine.axes import channel_view, plan_shape, size
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, Weight, shape_error, shape_text
from nnstudio.engine.layer_options import initial_weights
from nnstudio.engine.product import emit_products
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.sums import emit_sums
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

_PROJECTED = r"p_j = \sum_i x_i\,w_{ij}"
_GRAD_SKIP = r"\frac{\partial L}{\partial x_i} = \sum_j w_{ij}\,\frac{\partial L}{\partial a_j}"
_GRAD_WEIGHT = r"\frac{\partial L}{\partial w_{ij}} = \sum x_i\,\frac{\partial L}{\partial a_j}"


class Projection(Layer):
    r"""``a = f + x W``: the branch f plus the skip x, whose features one matrix brings to the branch's width.

    On images and sequences it is a 1×1 convolution: the same W ``(C_in, C_out)`` at each place. A skip that has more
    places than the branch is read with a stride, every second one, say; stride and width follow from the two shapes, so
    that nothing is to be set. ``projected`` is x W alone. Where the shapes agree, a plain Add does it without weights.

    Source: He et al. 2016, equation 2.
    """

    declaration = Declaration(
        id="projection",
        name=msg("Residual projection"),
        help=msg(
            "Adds a skip to a branch of another shape: one matrix brings the skip's features (an image's channels, by "
            "a 1×1 convolution with a stride) to the branch's shape."
        ),
        group="joins",
        formula=r"a = f + x\,W",
        derivative=_GRAD_SKIP,
        parameters=(
            Parameter("bias", msg("Bias"), Kind.BOOLEAN, False, msg("Whether each output adds a learned bias b.")),
            initial_weights(),
        ),
        source="He et al. 2016",
        glyph="projection",
        aliases=("shortcut", "skip connection", "residual", "1x1 convolution"),
    )
    ports = ("skip", "branch")

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the branch's shape; ShapeError where no stride leads from the skip's places to the branch's."""
        skip, branch = inputs
        if len(skip) != len(branch) or _stride(skip, branch) == 0:
            raise shape_error(
                msg("a skip from which a stride makes the places of the branch, {shape}", shape=shape_text(branch)),
                skip,
                msg("Give the branch a stride, or padding that keeps its size."),
            )
        return branch

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places of the branch; of the skip all features of the places that are read."""
        skip, branch = inputs
        if port == 1:
            return mask.copy()
        steps = (slice(None, None, _stride(skip, branch)),) * (len(skip) - 1)
        if not back:
            return same_place(mask[steps], branch)
        found = np.zeros(skip, bool)
        found[steps] = same_place(mask, (*branch[:-1], skip[-1]))
        return found

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return the matrix and, where wanted, a bias."""
        fan_in, fan_out = inputs[0][-1], inputs[1][-1]
        weight = Weight("weight", (fan_in, fan_out), self.chosen("initializer"), fan_in, fan_out, regularised=True)
        return (weight, Weight("bias", (fan_out,), 0.0)) if self.bias else (weight,)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the skip as read and its gradient, the projected skip, and the weights of each row."""
        return 3 * size(inputs[0]) + 2 * size(inputs[1])

    def emit_forward(self, site: Site) -> None:
        """Emit the reading of the skip, the product at each place, the sum."""
        skip, branch = site.inputs
        emit, view = site.emit, channel_view(branch.shape, site.batch)
        site.show("x", skip)
        site.show("branch", branch)
        projected = site.quantity("projected", branch.shape, _PROJECTED)
        site.output = site.quantity("a", branch.shape, self.declaration.formula)
        emit.about("projected", _PROJECTED)
        emit_products(emit, site.parameter("weight").T, self._read(site), projected.array.reshape(view))
        emit.about("a", self.declaration.formula)
        emit.call(np.add, projected.array, branch.array, site.output.array)
        if self.bias:
            spread, out = emit.scratch(view), site.output.array.reshape(view)
            emit.call(np.copyto, spread, site.parameter("bias").reshape(1, -1, 1))
            emit.call(np.add, out, spread, out)

    def _read(self, site: Site) -> Array:
        """Return the places of the skip that are read, ``(H', C, W'·N)``: put together once where there is a stride."""
        skip, branch = site.inputs
        shape = (*branch.shape[:-1], skip.shape[-1])
        stride = _stride(skip.shape, branch.shape)
        if stride == 1:
            return skip.array.reshape(channel_view(shape, site.batch))
        if "read" not in site.own:
            site.own["read"] = site.emit.scratch((*plan_shape(shape), site.batch))
            site.emit.call(np.copyto, site.own["read"], _strided(skip.array, stride))
        read: Array = site.own["read"].reshape(channel_view(shape, site.batch))
        return read

    def emit_backward(self, site: Site) -> None:
        """Share the gradient with the branch; send the skip's back through W, to the places that were read."""
        emit, grad, weight = site.emit, site.whole_gradient(), site.gradient("weight")
        view = grad.reshape(channel_view(site.output.shape, site.batch))
        emit.about("weight_grad", _GRAD_WEIGHT)
        parts = weight[None] if len(view) == 1 else emit.scratch((len(view), *weight.shape))
        emit_products(emit, self._read(site), view.transpose(0, 2, 1), parts)
        if len(view) > 1:
            emit_sums(emit, parts.reshape(1, 1, len(view), weight.size), weight)
        if self.bias:
            emit.about("bias_grad", r"\frac{\partial L}{\partial b_j} = \sum\frac{\partial L}{\partial a_j}")
            emit_sums(emit, view[..., None], site.gradient("bias"))
        site.send(0, lambda out: self._emit_skip(site, view, out))
        site.share(1, grad)

    def _emit_skip(self, site: Site, view: Array, out: Array) -> None:
        emit, matrix = site.emit, site.parameter("weight")
        site.emit.about("grad_x", _GRAD_SKIP)
        stride = _stride(site.inputs[0].shape, site.output.shape)
        if stride == 1:
            emit_products(emit, matrix, view, out.reshape(len(view), len(matrix), -1))
            return
        part = emit.scratch(_strided(out, stride).shape)
        emit_products(emit, matrix, view, part.reshape(len(view), len(matrix), -1))
        emit.call(np.copyto, out, emit.constant(0.0))
        emit.call(np.copyto, _strided(out, stride), part)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return branch and projected skip for a; ``x w`` for the latter; ``x ∂L/∂a`` of every place for ∂W."""
        factor, symbol = site.factor, r"\frac{\partial L}{\partial a}"
        stride = _stride(site.inputs[0].shape, site.output.shape)
        places = itertools.product(range(site.batch), *map(range, site.output.shape[:-1]))
        if quantity == "a":
            bias = (product(site.weight_factor("bias", "b", index[-1:])),) if self.bias else ()
            return (
                product(factor("branch", "f", index, sample)),
                product(factor("projected", "p", index, sample)),
                *bias,
            )
        if quantity == "projected":
            origin = tuple(place * stride for place in index[:-1])
            return tuple(
                product(
                    factor("x", f"x_{{{i}}}", (*origin, i), sample),
                    site.weight_factor("weight", f"w_{{{i}{index[-1]}}}", (i, index[-1])),
                )
                for i in range(site.inputs[0].shape[-1])
            )
        if quantity == "weight_grad":
            return tuple(
                product(
                    factor("x", "x", (*(p * stride for p in place), index[0]), n),
                    factor("grad_a", symbol, (*place, index[1]), n),
                )
                for n, *place in places
            )
        if quantity == "bias_grad" and self.bias:
            return tuple(product(factor("grad_a", symbol, (*place, index[0]), n)) for n, *place in places)
        raise KeyError(quantity)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` for the branch; for the skip ``w ∂L/∂a`` of all outputs, nothing where it was not read."""
        symbol = r"\frac{\partial L}{\partial a}"
        if port == 1:
            return (product(site.factor("grad_a", symbol, index, sample)),)
        stride = _stride(site.inputs[0].shape, site.output.shape)
        if any(place % stride for place in index[:-1]):
            return ()
        place = tuple(place // stride for place in index[:-1])
        return tuple(
            product(
                site.weight_factor("weight", f"w_{{{index[-1]}{j}}}", (index[-1], j)),
                site.factor("grad_a", symbol, (*place, j), sample),
            )
            for j in range(site.output.shape[-1])
        )


def _stride(skip: Shape, branch: Shape) -> int:
    """Return the smallest stride that reads as many places of the skip as the branch has; 0 if there is none."""
    for stride in range(1, max(skip[:-1], default=1) + 1):
        if all(-(-length // stride) == wanted for length, wanted in zip(skip[:-1], branch[:-1], strict=True)):
            return stride
    return 0


def _strided(array: Array, stride: int) -> Array:
    """Return every so manieth place of a plan array, a view."""
    return array[::stride] if array.ndim == 3 else array[::stride, :, ::stride]

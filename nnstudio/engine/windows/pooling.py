"""The bases of the pooling layers: windows that learn nothing."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.layer import Layer, shape_error
from nnstudio.engine.per_axis import each_axis
from nnstudio.engine.reach import Mask, through_windows
from nnstudio.engine.site import Site
from nnstudio.engine.stage import emit_activation, emit_activation_backward
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import quads
from nnstudio.engine.windows.axis import Axis, check_axis, padded_axis
from nnstudio.engine.windows.geometry import Geometry, as_image, as_index, as_pixel, as_plane
from nnstudio.engine.windows.maxima import emit_maxima, emit_maxima_backward
from nnstudio.engine.windows.means import emit_means, emit_means_backward, shares
from nnstudio.engine.windows.reading import Reader
from nnstudio.text import msg

MAX_FORMULA = r"a_{hwc} = \;\;\max_{i<K_h,\,j<K_w}\;\; x_{hS+i-P,\;wS+j-P,\;c}"
MEAN_FORMULA = r"a_{hwc} = \frac{1}{K_h K_w}\sum_{i<K_h,\,j<K_w} x_{hS+i-P,\;wS+j-P,\;c}"
SEQUENCE_MAX = r"a_{tc} = \max_{i<K}\; x_{tS+i-P,\;c}"
SEQUENCE_MEAN = r"a_{tc} = \frac{1}{K}\sum_{i<K} x_{tS+i-P,\;c}"
MAX_BACK = r"\frac{\partial L}{\partial x} = \sum [x\ \mathrm{wins}]\,\frac{\partial L}{\partial a}"
MEAN_BACK = r"\frac{\partial L}{\partial x} = \sum \frac{1}{K_h K_w}\,\frac{\partial L}{\partial a}"
SEQUENCE_MAX_BACK = (
    r"\frac{\partial L}{\partial x_{tc}} = \sum_s [x_{tc}\ \mathrm{wins}\ a_{sc}]\,\frac{\partial L}{\partial a_{sc}}"
)
SEQUENCE_MEAN_BACK = (
    r"\frac{\partial L}{\partial x_{tc}} = \sum_{s\ni t} \frac{1}{K}\,\frac{\partial L}{\partial a_{sc}}"
)
"""Along time a window is named by the step s of what it gives; it holds t where it sees that step."""


class Pooling(Layer):
    """A window that moves over every channel by itself: an image's, or a sequence's where ``rank`` is 2."""

    rank = 3

    def geometry(self, shape: Shape) -> Geometry:
        """Return the axes of the window; ShapeError where none fits, or one would see nothing but padding."""
        if len(shape) != self.rank:
            wanted = (
                msg("images: height × width × channels") if self.rank == 3 else msg("sequences: time steps × features")
            )
            raise shape_error(wanted, shape, msg("Feed it data of that kind, or remove what flattens them."))
        height, width, channels = as_image(shape)
        if self.rank == 3:
            rows, columns = self._axis(height, self.kernel_height, 0), self._axis(width, self.kernel_width, 1)
        else:
            rows, columns = self._axis(height, self.kernel_size, 0), Axis(1, 1)
        for axis in (rows, columns):
            check_axis(axis, shape)
            if axis.before >= axis.kernel:
                expected = msg("less padding than the kernel's size, {count}", count=axis.kernel)
                raise shape_error(expected, shape, msg("A window of nothing but padding has no value: pad less."))
        return Geometry(rows, columns, channels, channels)

    def _axis(self, size: int, kernel: int, number: int) -> Axis:
        stride, amount = (each_axis(value)[number] for value in (self.stride, self.amount))
        return padded_axis(size, kernel, stride, 1, self.padding, amount)

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(H', W', C)`` or ``(T', F)``."""
        geometry = self.geometry(inputs[0])
        return as_index((geometry.rows.length, geometry.columns.length, geometry.channels), self.rank)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the windows' places, in the same channel."""
        geometry = self.geometry(inputs[0])
        return through_windows(geometry, mask, to_wide=back, groups=geometry.channels)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the size of the padded image and of what the columns leave to the rows, both ways."""
        geometry = self.geometry(inputs[0])
        rows, columns = geometry.rows, geometry.columns
        between = rows.padded * columns.length * geometry.channels
        image = rows.padded * columns.padded * geometry.channels
        return between * (2 + columns.kernel) + image * (2 if rows.is_padded or columns.is_padded else 0)


class Reading:
    """Reads the windows of a pooling layer for the terms of its numbers."""

    def __init__(self, site: Site, geometry: Geometry) -> None:
        self.site, self.geometry = site, geometry
        self.read = Reader(site, "x")
        self.rank = len(site.inputs[0].shape)

    def window(self, row: int, column: int) -> list[tuple[int, int]]:
        """Return the places that a window sees, in reading order, without the padding."""
        rows, columns = self.geometry.rows.inputs_of(row), self.geometry.columns.inputs_of(column)
        return [(y, x) for _, y in rows for _, x in columns]

    def windows_of(self, row: int, column: int) -> list[tuple[int, int]]:
        """Return the windows that see a place."""
        rows, columns = self.geometry.rows.outputs_of(row), self.geometry.columns.outputs_of(column)
        return [(y, x) for _, y in rows for _, x in columns]

    def rivals(self, row: int, column: int, channel: int, sample: int) -> list[tuple[tuple[int, int], Factor]]:
        """Return the places of a window with what stands there."""
        return [(place, self.read((*place, channel), sample)) for place in self.window(row, column)]

    def winner(self, row: int, column: int, channel: int, sample: int) -> tuple[tuple[int, int], Factor]:
        """Return the first largest place of a window, and what stands there."""
        found = self.rivals(row, column, channel, sample)
        return found[int(np.argmax([factor.value for _, factor in found]))]

    def grad(self, quantity: str, row: int, column: int, channel: int, sample: int) -> Factor:
        """Return ``∂L/∂a`` or ``∂L/∂z`` of a window."""
        return Reader(self.site, quantity)((row, column, channel), sample)


class MaxPooling(Pooling):
    """The largest of each window; of equal ones the first in reading order gets the gradient. Padding is −∞.

    In a plan it may have taken over the activation of the layer before it (see :mod:`nnstudio.engine.rearrange`); then
    the maximum is z.

    Source: Yamaguchi et al. 1990; Weng et al. 1992.
    """

    def activated_by(self, function: Activation) -> MaxPooling:
        """Return the same layer with an activation behind its maximum."""
        copy = type(self)(**self.values)
        vars(copy).update(_function=function, owns_net_input=True)
        return copy

    @property
    def activation_function(self) -> Activation | None:
        """The activation taken over, if any."""
        found: Activation | None = vars(self).get("_function")
        return found

    def emit_forward(self, site: Site) -> None:
        """Emit the maxima, and the activation taken over."""
        x, function = site.inputs[0], self.activation_function
        formula = self.declaration.formula
        name, formula = ("a", formula) if function is None else ("z", formula.replace("a_", "z_", 1))
        site.show("x", x)
        largest = site.quantity(name, self.infer_shape((x.shape,)), formula)
        site.emit.about(name, formula)
        self._emit_maxima(site, as_plane(x.array), as_plane(largest.array))
        site.output = largest if function is None else emit_activation(site, function, largest)

    def _emit_maxima(self, site: Site, image: Array, out: Array) -> None:
        geometry = self.geometry(site.inputs[0].shape)
        if not quads.are_quads(geometry, image):
            emit_maxima(site.emit, geometry, image, out)
            return
        winners = quads.emit_maxima(site.emit, image, out, asks=site.training and site.wanted(0))
        if winners is not None:
            site.own["winners"] = winners

    def emit_backward(self, site: Site) -> None:
        """Emit the gradient to each winner."""
        x, function = site.inputs[0], self.activation_function
        largest, grad = site.output, site.grad_output
        if function is not None:
            largest = site.quantities["z"]
            grad = emit_activation_backward(site, function, largest, site.output)
        arrays = as_plane(x.array), as_plane(largest.array)

        def write(out: Array) -> None:
            formula = self.declaration.derivative
            site.emit.about("grad_x", formula if function is None else formula.replace(r"\partial a", r"\partial z"))
            if "winners" in site.own:
                quads.emit_maxima_backward(site.emit, site.own["winners"], as_plane(grad), as_plane(out))
                return
            emit_maxima_backward(site.emit, self.geometry(x.shape), arrays, as_plane(grad), as_plane(out))

        site.send(0, write)
        # Each window's gradient goes to one place.
        site.condense(0, as_plane(grad))

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the winner."""
        if quantity != ("a" if self.activation_function is None else "z"):
            raise KeyError(quantity)
        look = Reading(site, self.geometry(site.inputs[0].shape))
        return (product(look.winner(*as_pixel(index), sample)[1]),)

    def rivals(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Factor, ...]:
        """Return the numbers of the window."""
        if quantity != ("a" if self.activation_function is None else "z"):
            return ()
        look = Reading(site, self.geometry(site.inputs[0].shape))
        return tuple(factor for _, factor in look.rivals(*as_pixel(index), sample))

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the gradient of every window that the place has won."""
        look = Reading(site, self.geometry(site.inputs[0].shape))
        row, column, channel = as_pixel(index)
        quantity = "grad_a" if self.activation_function is None else "grad_z"
        return tuple(
            product(look.grad(quantity, *window, channel, sample))
            for window in look.windows_of(row, column)
            if look.winner(*window, channel, sample)[0] == (row, column)
        )


class AveragePooling(Pooling):
    """The mean of each window; padding counts as zeros, or not at all.

    Source: LeCun et al. 1989 (sub-sampling).
    """

    def emit_forward(self, site: Site) -> None:
        """Emit the means."""
        x, formula = site.inputs[0], self._written(self.declaration.formula, "_t" if self.rank == 2 else "_{hw}")
        site.show("x", x)
        site.output = site.quantity("a", self.infer_shape((x.shape,)), formula)
        site.emit.about("a", formula)
        geometry = self.geometry(x.shape)
        emit_means(site.emit, geometry, as_plane(x.array), self._share(site, geometry), as_plane(site.output.array))

    def emit_backward(self, site: Site) -> None:
        """Emit each window's share."""
        x, grad = site.inputs[0], as_plane(site.grad_output)

        def write(out: Array) -> None:
            site.emit.about("grad_x", self._written(self.declaration.derivative, "_s" if self.rank == 2 else ""))
            geometry = self.geometry(x.shape)
            emit_means_backward(site.emit, geometry, self._share(site, geometry), grad, as_plane(out))

        site.send(0, write)

    def _written(self, latex: str, window: str) -> str:
        """Return a formula with n, the places of a window that are not padding, where only these are counted."""
        if self.padding == "narrow" or self.count_padding:
            return latex
        return latex.replace("{K_h K_w}", f"{{n{window}}}").replace("{K}", f"{{n{window}}}")

    def _share(self, site: Site, geometry: Geometry) -> Array:
        found = shares(geometry, self.count_padding)
        return _as_constant(site.emit, found, site.batch)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the share of every place of the window."""
        if quantity != "a":
            raise KeyError(quantity)
        geometry = self.geometry(site.inputs[0].shape)
        look, (row, column, channel) = Reading(site, geometry), as_pixel(index)
        share = self._part(geometry, row, column)
        return tuple(product(share, look.read((*place, channel), sample)) for place in look.window(row, column))

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the share of ``∂L/∂a`` of every window that sees the place."""
        geometry = self.geometry(site.inputs[0].shape)
        look, (row, column, channel) = Reading(site, geometry), as_pixel(index)
        return tuple(
            product(self._part(geometry, *window), look.grad("grad_a", *window, channel, sample))
            for window in look.windows_of(row, column)
        )

    def _part(self, geometry: Geometry, row: int, column: int) -> Factor:
        value = float(shares(geometry, self.count_padding)[row, 0, column, 0])
        return Factor(rf"\frac{{1}}{{{round(1 / value)}}}", value)


def _as_constant(emit: Emitter, share: Array, batch: int) -> Array:
    """Return equal shares as one number, others repeated for each sample, so that a call's inner loop is long."""
    if float(np.ptp(share)) == 0:
        return emit.constant(float(share.flat[0]))
    return np.repeat(share, batch, axis=-1).astype(emit.dtype)

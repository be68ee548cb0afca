"""The base of the convolutional layers."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.per_axis import each_axis
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import reading
from nnstudio.engine.windows.axis import Axis, check_axis, padded_axis
from nnstudio.engine.windows.biased import bias_row, biased_depth, biased_gradient, emit_biased_matrix
from nnstudio.engine.windows.correlation import by_group, emit_correlation, emit_kernel_gradient, in_rows
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.engine.windows.geometry import Geometry, as_image, as_plane
from nnstudio.engine.windows.spread import emit_spread
from nnstudio.engine.windows.unfold import Windows


class Convolution(Filtering):
    """``z = x ⋆ w + b``: by default the cross-correlation, as everywhere in the field; ``flip`` turns the kernel round.

    Source: LeCun et al. 1989; Dumoulin & Visin 2016 for sizes.
    """

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(H', W', filters)`` or ``(T', filters)``; ShapeError where no window fits."""
        geometry = self.geometry(inputs[0])
        return self.output_shape(geometry.rows.length, geometry.columns.length)

    def geometry(self, shape: Shape) -> Geometry:
        """Return the axes of the window."""
        self.check(shape)
        height, width, channels = as_image(shape)
        tall, wide = self.sizes
        rows = self._axis(height, tall, 0)
        columns = self._axis(width, wide, 1) if self.rank == 3 else Axis(1, 1)
        for axis in (rows, columns):
            check_axis(axis, shape)
        return Geometry(rows, columns, channels, self.filters, self.groups)

    def _axis(self, size: int, kernel: int, number: int) -> Axis:
        stride, dilation, amount = (each_axis(value)[number] for value in (self.stride, self.dilation, self.amount))
        return padded_axis(size, kernel, stride, dilation, self.padding, amount)

    def emit_net_input(self, site: Site, z: Array) -> None:
        """Emit the windows' products with the kernels."""
        windows, row, kernel = self._windows(site), self._bias_row(site), self.emit_kernel(site)
        if row is None:
            matrix = by_group(kernel, self.groups).transpose(1, 2, 0)
        else:
            matrix = emit_biased_matrix(site.emit, windows.geometry, row, kernel, site.parameter("bias"))
        emit_correlation(site.emit, matrix, windows, z)

    def adds_bias(self, site: Site) -> bool:
        """Whether there is a bias that is no row of the product."""
        return bool(self.bias) and self._bias_row(site) is None

    def _bias_row(self, site: Site) -> int | None:
        return bias_row(self.geometry(site.inputs[0].shape)) if self.bias else None

    def emit_gradients(self, site: Site, delta: Array) -> None:
        """Emit ``∂L/∂w``, windows times δ, and ``∂L/∂x``, δ spread back over the windows."""
        emit, windows, kernel = site.emit, self._windows(site), self.moved_kernel(site)
        self._emit_parameters(site, windows, in_rows(emit, delta, self.groups))

        def write(out: Array) -> None:
            emit.about("grad_x", reading.BACK)
            emit_spread(emit, windows.geometry, kernel, delta, as_plane(out), "delta windows")

        site.send(0, write)

    def _emit_parameters(self, site: Site, windows: Windows, delta: Array) -> None:
        """Emit ``∂L/∂w``, and ``∂L/∂b`` where the bias is a row of the product."""
        emit, row = site.emit, self._bias_row(site)
        emit.about("weight_grad", reading.SEQUENCE_WEIGHT if self.rank == 2 else reading.IMAGE_WEIGHT)
        gradient = emit.passing(self.moved_kernel(site).shape) if self.moves_copy else self.kernel_gradient(site)
        taps = by_group(gradient, self.groups)
        both = None if row is None else biased_gradient(emit, windows.geometry)
        if both is None:
            emit_kernel_gradient(emit, windows, delta, taps)
        else:
            emit_kernel_gradient(emit, windows, delta, both.reshape(-1, *taps.shape[1:])[: windows.depth])
            emit.call(np.copyto, taps.reshape(len(both), -1, *taps.shape[1:]), both[:, :-1])
        if self.moves_copy:
            self.emit_read_out(site, gradient)
        if both is not None:
            emit.about("bias_grad", self.bias_formula)
            emit.call(np.copyto, site.gradient("bias").reshape(taps.shape[1:]), both[row, -1])

    @property
    def moves_copy(self) -> bool:
        """Whether what is moved over the input is a copy of the weight, in another order."""
        return bool(self.flip)

    def moved_kernel(self, site: Site) -> Array:
        """Return the kernel that is moved over the input: the weight, or a copy that the forward pass makes."""
        kernel = self.kernel(site)
        return site.emit.keep("turned kernel", kernel.shape) if self.moves_copy else kernel

    def emit_kernel(self, site: Site) -> Array:
        """Emit what makes the moved kernel of the weight, and return it."""
        moved = self.moved_kernel(site)
        if self.flip:
            site.emit.call(np.copyto, moved, self.kernel(site)[::-1, ::-1])
        return moved

    def emit_read_out(self, site: Site, moved: Array) -> None:
        """Emit the weight's gradient out of that of the moved copy."""
        site.emit.call(np.copyto, self.kernel_gradient(site), moved[::-1, ::-1])

    def _windows(self, site: Site) -> Windows:
        x, row = site.inputs[0], self._bias_row(site)
        geometry = self.geometry(x.shape)
        depth = None if row is None else biased_depth(geometry, row)
        return Windows(site.emit, geometry, as_plane(x.array), depth=depth)

    def _look(self, site: Site) -> reading.Look:
        geometry = self.geometry(site.inputs[0].shape)
        return reading.Look(site, geometry, self.links(geometry), self.flip)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return a window times the kernel, and the bias, for z; windows times δ, or δ, for the gradients."""
        look = self._look(site)
        if quantity == "z":
            return (*look.window("x", index, sample), *self.bias_terms(site, index[-1]))
        if quantity == "weight_grad":
            return look.kernel_gradient("x", "grad_z", index)
        if quantity == "bias_grad" and self.bias:
            return reading.every_place(site, "grad_z", index[0])
        raise KeyError(quantity)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``w δ`` for every window that saw the place, and every filter of its group."""
        look = self._look(site)
        return look.spread("grad_z", index, sample)

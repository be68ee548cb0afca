"""The base of the transposed convolutional layers."""

from __future__ import annotations

from nnstudio.engine.axes import size
from nnstudio.engine.layer import shape_error
from nnstudio.engine.per_axis import each_axis
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import reading
from nnstudio.engine.windows.axis import SAME, Axis, padded_axis
from nnstudio.engine.windows.correlation import by_group, emit_correlation, emit_kernel_gradient, in_rows
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.engine.windows.geometry import Geometry, as_image, as_plane
from nnstudio.engine.windows.spread import emit_spread
from nnstudio.engine.windows.unfold import Windows
from nnstudio.text import msg


class TransposedConvolution(Filtering):
    r"""The transpose of a convolution as a linear map: what is its backward pass, used forward.

    With the matrix C of a convolution from the output's size to the input's, :math:`z = C^\top x + b`. Its size is
    :math:`(M-1)S + K' - 2P` plus ``extra``; with ``same`` padding M·S. The weight is that convolution's,
    ``(K_h, K_w, C_out/groups, C_in)``.

    Source: Zeiler et al. 2010; Dumoulin & Visin 2016.
    """

    reads_windows = False

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the larger size; ShapeError where padding leaves nothing or groups do not divide."""
        geometry = self.geometry(inputs[0])
        return self.output_shape(geometry.rows.size, geometry.columns.size)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return each kernel's size for each place of the input, over which it is spread."""
        geometry = self.geometry(inputs[0])
        return geometry.places * size(self.kernel_weights(geometry)[0].shape)

    def geometry(self, shape: Shape) -> Geometry:
        """Return the convolution that is transposed: from the output's size to the input's."""
        self.check(shape)
        height, width, channels = as_image(shape)
        tall, wide = self.sizes
        rows = self._axis(height, tall, 0, shape)
        columns = self._axis(width, wide, 1, shape) if self.rank == 3 else Axis(1, 1)
        return Geometry(rows, columns, self.filters, channels, self.groups)

    def _axis(self, length: int, kernel: int, number: int, shape: Shape) -> Axis:
        values = (self.stride, self.dilation, self.amount, self.extra)
        stride, dilation, amount, extra = (each_axis(value)[number] for value in values)
        if extra >= stride:
            raise shape_error(
                msg("less extra output than the stride, {stride}", stride=stride),
                shape,
                msg("Make it 0, or the stride larger."),
            )
        empty = padded_axis(1, kernel, stride, dilation, self.padding, amount)
        size = (length - 1) * stride + empty.effective - empty.before - empty.after + extra
        if self.padding == SAME:
            size = length * stride
        if size < 1:
            raise shape_error(
                msg("an output of at least one place along each axis"), shape, msg("Pad less, or use a larger kernel.")
            )
        return padded_axis(size, kernel, stride, dilation, self.padding, amount)

    def emit_net_input(self, site: Site, z: Array) -> None:
        """Emit every input's share, spread over the window that it opens."""
        x = site.inputs[0]
        emit_spread(site.emit, self.geometry(x.shape), self.kernel(site), as_plane(x.array), z, "windows of x")

    def emit_gradients(self, site: Site, delta: Array) -> None:
        """Emit the convolution of δ, which is ``∂L/∂x``, and windows of δ times x, which is ``∂L/∂w``."""
        emit, x = site.emit, site.inputs[0]
        windows = Windows(emit, self.geometry(x.shape), delta, "windows of delta")
        matrix = by_group(self.kernel(site), self.groups)

        def write(out: Array) -> None:
            emit.about("grad_x", reading.TRANSPOSED_BACK)
            emit_correlation(emit, matrix.transpose(1, 2, 0), windows, as_plane(out))

        if site.wanted(0):
            site.send(0, write)
        else:
            windows.emit(emit)
        one_axis = self.rank == 2
        emit.about("weight_grad", reading.TRANSPOSED_SEQUENCE_WEIGHT if one_axis else reading.TRANSPOSED_WEIGHT)
        image = in_rows(emit, as_plane(x.array), self.groups)
        emit_kernel_gradient(emit, windows, image, by_group(self.kernel_gradient(site), self.groups))

    @property
    def net_input_formula(self) -> str:
        """How z comes about, in LaTeX."""
        return reading.TRANSPOSED_Z

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return what each input gives to the place, and the bias, for z; windows of δ times x, or δ, for gradients."""
        look = self._look(site)
        if quantity == "z":
            return (*look.spread("x", index, sample), *self.bias_terms(site, index[-1]))
        if quantity == "weight_grad":
            return look.kernel_gradient("grad_z", "x", index)
        if quantity == "bias_grad" and self.bias:
            return reading.every_place(site, "grad_z", index[0])
        raise KeyError(quantity)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the window of δ that the input opened, times the kernel."""
        return self._look(site).window("grad_z", index, sample)

    def _look(self, site: Site) -> reading.Look:
        geometry = self.geometry(site.inputs[0].shape)
        return reading.Look(site, geometry, self.links(geometry))

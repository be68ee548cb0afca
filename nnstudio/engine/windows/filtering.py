"""What convolution and transposed convolution have in common: kernels, groups, bias, an activation composed in."""

from __future__ import annotations

from abc import abstractmethod

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import Slot
from nnstudio.engine.layer import Layer, Weight, shape_error
from nnstudio.engine.reach import Mask, same_place, through_windows
from nnstudio.engine.site import Site
from nnstudio.engine.stage import (
    IDENTITY,
    activation_weights,
    check_activation,
    emit_activation,
    emit_activation_backward,
)
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import reading
from nnstudio.engine.windows.correlation import emit_bias, emit_bias_gradient, in_rows, workspace
from nnstudio.engine.windows.geometry import Geometry, as_plane
from nnstudio.engine.windows.links import Grouped, Links
from nnstudio.text import msg

_LARGE = 1 << 17
"""Numbers in δ from which the bias's gradient is summed over an image with fewer places, where there is one."""


class Filtering(Layer):
    """A layer whose kernels slide over an image ``(H, W, C)`` or, where ``rank`` is 2, over a sequence ``(T, F)``.

    The weight is ``(K_h, K_w, C_in/groups, C_out)``, of a sequence ``(K, C_in/groups, C_out)``; a transposed layer's is
    that of the convolution that it transposes. The bias is ``(C_out,)``.
    """

    owns_net_input = True
    rank = 3
    reads_windows = True

    @property
    def activation_function(self) -> Activation:
        """The activation composed into this layer."""
        function = self.chosen("activation")
        assert isinstance(function, Activation)
        return function

    def without_activation(self) -> Layer:
        """Return the same layer, its activation left to what follows."""
        return type(self)(**{**self.values, "activation": IDENTITY})

    @property
    def sizes(self) -> tuple[int, int]:
        """The kernel's height and width; along a sequence it is one wide."""
        return (self.kernel_height, self.kernel_width) if self.rank == 3 else (self.kernel_size, 1)

    @abstractmethod
    def geometry(self, shape: Shape) -> Geometry:
        """Return the convolution that this layer computes, or transposes, for an input of ``shape``; ShapeError."""

    @abstractmethod
    def emit_net_input(self, site: Site, z: Array) -> None:
        """Emit ``z``, without the bias where that is added, into ``(H', C', W', N)``."""

    @abstractmethod
    def emit_gradients(self, site: Site, delta: Array) -> None:
        """Emit the kernel's gradient, the bias's likewise, and ``∂L/∂x``."""

    def adds_bias(self, site: Site) -> bool:
        """Whether there is a bias that is added to the products, and not one of their rows."""
        return bool(self.bias)

    def output_shape(self, height: int, width: int) -> Shape:
        """Return the outside shape of so many places; ShapeError where the activation cannot take it."""
        shape = (height, width, self.filters) if self.rank == 3 else (height, self.filters)
        check_activation(self.activation_function, shape)
        return shape

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the windows' places, in the same group of channels."""
        geometry = self.geometry(inputs[0])
        mixing = not self.activation_function.elementwise
        mask = same_place(mask, mask.shape) if back and mixing else mask
        found = through_windows(geometry, mask, to_wide=back == self.reads_windows, groups=self.groups)
        return same_place(found, found.shape) if mixing and not back else found

    def check(self, shape: Shape) -> None:
        """Raise ShapeError where the input has another rank or channels that the groups do not divide."""
        if len(shape) != self.rank:
            wanted = (
                msg("images: height × width × channels") if self.rank == 3 else msg("sequences: time steps × features")
            )
            raise shape_error(wanted, shape, msg("Feed it data of that kind, or remove what flattens them."))
        if shape[-1] % self.groups or self.filters % self.groups:
            raise shape_error(
                msg("channels and filters ({filters}) that {groups} groups divide", **self._counts()),
                shape,
                msg("Choose a number of groups that divides both; as many groups as channels is depthwise."),
            )

    def _counts(self) -> dict[str, int]:
        return {"filters": self.filters, "groups": self.groups}

    def links(self, geometry: Geometry) -> Links:
        """Return which channels kernels join, and where their weights stand."""
        return Grouped(geometry)

    def kernel_weights(self, geometry: Geometry) -> tuple[Weight, ...]:
        """Return the weight of a convolution of that geometry."""
        taps = self.sizes[0] * self.sizes[1]
        sizes = self.sizes if self.rank == 3 else self.sizes[:1]
        shape = (*sizes, geometry.channels // geometry.groups, geometry.filters)
        fans = (geometry.depth, taps * geometry.filters)
        return (Weight("weight", shape, self.chosen("initializer"), *fans, regularised=True),)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return weight, bias and what the activation learns."""
        bias = (Weight("bias", (self.filters,), 0.0),) if self.bias else ()
        own = activation_weights(self.activation_function, self.infer_shape(inputs))
        return (*self.kernel_weights(self.geometry(inputs[0])), *bias, *own)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the size of the windows' buffers."""
        return workspace(self.geometry(inputs[0]))

    def kernel(self, site: Site) -> Array:
        """Return the weight as ``(K_h, K_w, C/groups, F)``, a view of the arena."""
        return self._tall(site.parameter("weight"))

    def kernel_gradient(self, site: Site) -> Array:
        """Return its gradient likewise."""
        return self._tall(site.gradient("weight"))

    def _tall(self, weight: Array) -> Array:
        return weight if self.rank == 3 else weight[:, None]

    def emit_forward(self, site: Site) -> None:
        """Emit ``z`` and ``a = f(z)``."""
        x = site.inputs[0]
        site.show("x", x)
        z = site.quantity("z", self.infer_shape((x.shape,)), self.net_input_formula)
        site.emit.about("z", self.net_input_formula)
        self.emit_net_input(site, as_plane(z.array))
        if self.adds_bias(site):
            emit_bias(site.emit, as_plane(z.array), site.parameter("bias"))
        site.output = emit_activation(site, self.activation_function, z)

    def emit_backward(self, site: Site) -> None:
        """Emit ``∂L/∂z``, the gradients of bias and kernel, and ``∂L/∂x``."""
        z: Slot = site.quantities["z"]
        delta = as_plane(emit_activation_backward(site, self.activation_function, z, site.output))
        if self.adds_bias(site):
            site.emit.about("bias_grad", self.bias_formula)
            summed = self._with_its_sums(site, delta)
            emit_bias_gradient(site.emit, in_rows(site.emit, summed, 1), site.gradient("bias"))
        self.emit_gradients(site, delta)

    def _with_its_sums(self, site: Site, delta: Array) -> Array:
        """Return δ; of a large one, that is ∂L/∂a itself, the condensed image with the same sums, if there is one."""
        condensed = site.condensed_gradient
        is_upstream = delta.size >= _LARGE and site.quantities["grad_z"].array is site.grad_output
        return condensed if is_upstream and condensed is not None else delta

    @property
    def net_input_formula(self) -> str:
        """How z comes about, in LaTeX."""
        return reading.SEQUENCE_Z if self.rank == 2 else reading.IMAGE_Z

    @property
    def bias_formula(self) -> str:
        """How the bias's gradient comes about, in LaTeX."""
        return reading.SEQUENCE_BIAS if self.rank == 2 else reading.IMAGE_BIAS

    def bias_terms(self, site: Site, channel: int) -> tuple[Term, ...]:
        """Return the bias as the last term of z, if there is one."""
        return reading.bias_term(site, channel) if self.bias else ()

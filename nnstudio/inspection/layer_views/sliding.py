"""A layer whose kernels slide: which taps meet which places, and the kernel turned as it is used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.site import Site
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.links import Links
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.inspection.layer_views.cells import Floats, parameter
from nnstudio.inspection.trace import Trace


@dataclass(frozen=True)
class Meeting:
    """A tap of the kernel and the place (row, column) that it meets; outside of the image it meets padding."""

    tap: tuple[int, int]
    place: tuple[int, int]
    inside: bool = True


@dataclass(frozen=True, eq=False)
class Sliding:
    """A convolution, or a transposed one, at a moment.

    A window lies on the *wide* side and makes one place of the *narrow* one: x and z of a convolution, δ and ∂ℓ/∂x of a
    transposed one. Inward from narrow to wide, a place gathers from all windows that hold it.
    """

    trace: Trace
    layer: str

    @property
    def site(self) -> Site:
        """The layer's place in the plan."""
        return self.trace.plan.sites[self.layer]

    @cached_property
    def kind(self) -> Filtering:
        """The layer itself."""
        layer = self.site.layer
        assert isinstance(layer, Filtering)
        return layer

    @cached_property
    def geometry(self) -> Geometry:
        """The axes of the window."""
        return self.kind.geometry(self.site.inputs[0].shape)

    @property
    def transposed(self) -> bool:
        """Whether the input is the narrow side."""
        return isinstance(self.kind, TransposedConvolution)

    @property
    def flip(self) -> bool:
        """Whether the kernel is turned round before it is used."""
        return not self.transposed and bool(self.kind.values.get("flip", False))

    @cached_property
    def links(self) -> Links:
        """Which channels kernels join."""
        return self.kind.links(self.geometry)

    def summed(self, made: int, wide_read: bool) -> tuple[int, ...]:
        """Return the channels that a sum runs over: those that kernels join to the channel that is made."""
        return tuple(self.links.wide(made) if wide_read else self.links.narrow(made))

    def meetings(self, place: tuple[int, int], wide_read: bool) -> tuple[Meeting, ...]:
        """Return what each tap meets for a place that is made; with ``wide_read`` all taps, some of them in padding."""
        rows, columns = self.geometry.rows, self.geometry.columns
        if wide_read:
            down = [(i, place[0] * rows.stride + i * rows.dilation - rows.before) for i in range(rows.kernel)]
            across = [(j, place[1] * columns.stride + j * columns.dilation - columns.before) for j in _taps(columns)]
        else:
            down, across = rows.outputs_of(place[0]), columns.outputs_of(place[1])
        return tuple(
            Meeting((i, j), (y, x), not wide_read or (0 <= y < rows.size and 0 <= x < columns.size))
            for i, y in down
            for j, x in across
        )

    # -- the kernel

    @cached_property
    def _weight(self) -> Floats:
        weight = parameter(self.trace, self.layer, "weight")
        weight = weight if self.kind.rank == 3 else weight[:, None]
        return weight[::-1, ::-1] if self.flip else weight

    def kernel(self, wide: int, narrow: int) -> Floats:
        """Return the kernel between two channels, ``(K_h, K_w)``, as it is used: turned where the layer turns it."""
        return kernel_at(self._weight, self.links.index(wide, narrow))

    def weight(self, tap: tuple[int, int], wide: int, narrow: int) -> Place:
        """Return where the weight of a used tap stands, between two channels."""
        taps = self._turned(tap)[: self.kind.rank - 1]
        return Place(self.layer, "weight", (*taps, *self.links.index(wide, narrow)))

    def _turned(self, tap: tuple[int, int]) -> tuple[int, int]:
        rows, columns = self.geometry.rows.kernel, self.geometry.columns.kernel
        return (rows - 1 - tap[0], columns - 1 - tap[1]) if self.flip else tap

    def tap_of(self, index: tuple[int, ...]) -> tuple[tuple[int, int], int, int]:
        """Return the used tap of a weight, its wide and its narrow channel."""
        (i, j), ends = (index[:2], index[2:]) if self.kind.rank == 3 else ((index[0], 0), index[1:])
        return self._turned((i, j)), *self.links.ends(ends)

    def sizes(self) -> tuple[int, int]:
        """Return the kernel's height and width."""
        return self.geometry.rows.kernel, self.geometry.columns.kernel


def _taps(axis: Axis) -> range:
    return range(axis.kernel)


def kernel_at(weight: Floats, link: tuple[int, ...]) -> Floats:
    """Return one kernel of ``weight``: what stands behind the last axes' index, for all taps."""
    for number in reversed(link):
        weight = weight[..., number]
    return weight


def empty(*shape: int) -> Floats:
    """Return an array of nothing: NaN everywhere."""
    return np.full(shape, np.nan)

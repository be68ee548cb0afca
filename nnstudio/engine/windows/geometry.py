"""A window over an image: two axes, channels in, filters out, groups; and sequences seen as images."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows.axis import Axis


@dataclass(frozen=True)
class Geometry:
    """What a convolution does to an image of ``channels``: ``filters`` come out, in ``groups`` that do not mix."""

    rows: Axis
    columns: Axis
    channels: int
    filters: int
    groups: int = 1

    @property
    def depth(self) -> int:
        """How many numbers of its group one output sees: the length of a sum."""
        return self.rows.kernel * self.columns.kernel * self.channels // self.groups

    @property
    def places(self) -> int:
        """The number of windows."""
        return self.rows.length * self.columns.length

    @property
    def adjoint(self) -> Geometry | None:
        """The convolution, with the kernel turned round, that leads from ∂L/∂z to ∂L/∂x.

        None where there is none of that kind: a stride, or more padding than a kernel reaches.
        """
        rows, columns = self.rows.adjoint, self.columns.adjoint
        if self.rows.stride > 1 or self.columns.stride > 1:
            return None
        if min(rows.before, rows.after, columns.before, columns.after) < 0:
            return None
        return replace(self, rows=rows, columns=columns, channels=self.filters, filters=self.channels)


def as_image(shape: Shape) -> tuple[int, int, int]:
    """Return ``(H, W, C)`` of an image, or of a sequence ``(T, F)`` seen as an image one pixel wide."""
    return (shape[0], shape[1], shape[2]) if len(shape) == 3 else (shape[0], 1, shape[-1])


def as_plane(array: Array) -> Array:
    """Return a plan array as ``(H, C, W, N)``, a view."""
    return array if array.ndim == 4 else array[:, :, None, :]


def as_pixel(index: tuple[int, ...]) -> tuple[int, int, int]:
    """Return an outside index as ``(row, column, channel)``."""
    return (index[0], index[1], index[2]) if len(index) == 3 else (index[0], 0, index[1])


def as_index(pixel: tuple[int, int, int], rank: int) -> tuple[int, ...]:
    """Return ``(row, column, channel)`` as the outside index of a tensor of that rank."""
    return pixel if rank == 3 else (pixel[0], pixel[2])

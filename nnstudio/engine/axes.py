"""The two orders of axes: batch first outside, batch last inside the plan."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnstudio.engine.typing import Array, Shape


def plan_axes(rank: int) -> tuple[int, ...]:
    """Return which outside axis of a sample each plan axis holds: images ``(H, W, C)`` lie as ``(H, C, W)``."""
    return (0, 2, 1) if rank == 3 else tuple(range(rank))


def plan_shape(shape: Shape) -> Shape:
    """Return the plan's shape of one sample of the outside ``shape``."""
    return tuple(shape[axis] for axis in plan_axes(len(shape)))


def size(shape: Shape) -> int:
    """Return the number of features of one sample."""
    return math.prod(shape)


def channel_view(shape: Shape, batch: int) -> tuple[int, int, int]:
    """Return ``(outer, channels, inner)``: as which the plan array of any rank can be read, channels in the middle.

    Features ``(1, F, N)``, sequences ``(T, F, N)``, images ``(H, C, W·N)``.
    """
    outer = 1 if len(shape) == 1 else shape[0]
    return outer, shape[-1], size(shape) // (outer * shape[-1]) * batch


def to_outside(array: Array) -> Array:
    """Return a plan array ``(*plan_shape, N)`` as a read-only view ``(N, *shape)``."""
    rank = array.ndim - 1
    # Exchanging two axes is its own inverse.
    view = array.transpose(rank, *plan_axes(rank))
    view.flags.writeable = False
    return view


def from_outside(array: Array) -> Array:
    """Return an array ``(N, *shape)`` as a view in the plan's order; the inverse of :func:`to_outside`."""
    return array.transpose((*(axis + 1 for axis in plan_axes(array.ndim - 1)), 0))


@dataclass(frozen=True, eq=False)
class Slot:
    """A buffer of the plan that holds a batch of tensors.

    ``shape`` is one sample's outside shape, ``array`` is ``(*plan_shape, N)``. ``augmented`` is the same memory as
    ``(F+1, N)`` with a row of ones behind the features, where the slot has one: a dense layer's bias is then a row of
    its matrix.
    """

    shape: Shape
    array: Array
    augmented: Array | None = None

    @property
    def flat(self) -> Array:
        """The features as rows: ``(F, N)``, a view."""
        return self.array.reshape(size(self.shape), self.array.shape[-1])

    @property
    def outside(self) -> Array:
        """A read-only view in the outside order, ``(N, *shape)``."""
        return to_outside(self.array)

"""Stacks of matrix products in tiles of the size at which BLAS is fastest.

Above about 10⁶ multiply-adds a BLAS packs its operands (see :mod:`nnstudio.engine.product`): with so few rows as a
kernel has filters it is then half as fast. So the columns of a product are cut into equal tiles below that. Measured
likewise: with a transposed right operand more than about fifty rows at a time cost a tenth, more than a hundred a
third, and a transposed left operand costs a tenth. Such a product reads its operands again and again along the columns
that it sums over: above a thousand of them these are no longer close at hand, and it takes a tenth to a third longer.
Many rows (filters) leave room for few columns only: then they are cut too, which saves up to a fifth.
The rules look at sizes alone: the same network has the same tiles, hence the same rounding, on every run and machine.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.product import LARGEST
from nnstudio.engine.typing import Array

_LONGEST = 1 << 10
"""Columns that a product with a transposed right operand sums over at once."""

_NARROWEST = 64
"""Columns below which a tile no longer pays."""

_NARROW = 128
"""Columns of a tile below which a product's rows are cut as well."""

_FEW = range(16, 7, -1)
"""Rows at a time then."""

_TALLEST = 48
"""Rows above which a product with a transposed right operand is cut."""

_WORTH_A_COPY = 1 << 21
"""Multiply-adds of a whole product above which its left operand is brought into order first."""


def tile(columns: int, multiplications: int) -> int:
    """Return into how many equal tiles to cut ``columns``, each column costing so many multiplications."""
    for count in range(1, columns // _NARROWEST + 1):
        if columns % count == 0 and columns // count * multiplications <= LARGEST:
            return count
    return 1


def tile_summed(columns: int, multiplications: int) -> int:
    """Return into how many equal tiles to cut columns that a product with a transposed right operand sums over."""
    return tile(columns, max(multiplications, LARGEST // _LONGEST))


def tiled(array: Array, count: int) -> Array:
    """Return ``(…, K, M)`` as tiles ``(…, count, K, M/count)``, a view."""
    cut = array.reshape(*array.shape[:-1], count, array.shape[-1] // count)
    return np.moveaxis(cut, -2, -3)


def row_groups(rows: int, depth: int, columns: int) -> int:
    """Return into how many equal groups to cut the rows of a product of ``(rows, depth)`` and ``(depth, columns)``."""
    width = columns // tile(columns, rows * depth)
    if rows * depth * width <= LARGEST and width >= min(_NARROW, columns):
        return 1
    for height in _FEW:
        width = columns // tile(columns, height * depth)
        if rows % height == 0 and height * depth * width <= LARGEST:
            return rows // height
    return 1


def strips(rows: int) -> int:
    """Return into how many equal strips to cut the rows of a product with a transposed right operand."""
    return next(count for count in range(-(-rows // _TALLEST), rows + 1) if rows % count == 0)


def in_strips(array: Array) -> Array:
    """Return ``(…, K, M)`` as ``(…, strips, K/strips, M)``, strips of at most so many rows as are fast; a view."""
    depth = array.shape[-2]
    count = strips(depth)
    return array.reshape(*array.shape[:-2], count, depth // count, array.shape[-1])


def in_order(emit: Emitter, left: Array, multiplications: int) -> Array:
    """Return the left operand of a product of so many multiply-adds: where it pays, a copy with its rows in order."""
    if multiplications < _WORTH_A_COPY or left.strides[-1] == left.itemsize:
        return left
    copy = emit.passing(left.shape)
    emit.call(np.copyto, copy, left)
    return copy


def emit_products(emit: Emitter, left: Array, right: Array, out: Array) -> None:
    """Emit ``out = left @ right``: ``(…, F, K) (…, K, M)``, cut along M, and F where it is long; stacks broadcast."""
    groups = row_groups(left.shape[-2], left.shape[-1], right.shape[-1])
    if groups > 1:
        left, right, out = _grouped(left, groups), right[..., None, :, :], _grouped(out, groups)
    count = tile(right.shape[-1], left.shape[-2] * left.shape[-1])
    if count > 1:
        left, right, out = left[..., None, :, :], tiled(right, count), tiled(out, count)
    emit_matmul(emit, left, right, out)


def _grouped(array: Array, groups: int) -> Array:
    return array.reshape(*array.shape[:-2], groups, -1, array.shape[-1])


def emit_matmul(emit: Emitter, left: Array, right: Array, out: Array) -> None:
    """Emit ``out = left @ right``, axes of length 1 dropped: NumPy's loop over the stack is then the shortest."""
    for axis in range(out.ndim - 3, -1, -1):
        if out.shape[axis] == 1:
            place = axis - out.ndim
            left, right, out = (_without(array, place) for array in (left, right, out))
    emit.call(np.matmul, left, right, out)


def _without(array: Array, axis: int) -> Array:
    return np.squeeze(array, axis) if array.ndim >= -axis else array

"""The matrix product of the plan: one place decides which NumPy call makes it.

A BLAS for small matrices multiplies in place up to about 10⁶ multiply-adds and packs its operands above: the larger
product is then a tenth to a third slower than its parts (measured with OpenBLAS 0.3). So a large product is cut into
tiles of so many rows as stay below that. In place, a transposed right operand costs a fifth, of a few columns twice
the time: it is copied into order first, unless it is long, when the copy takes as long as the product.
The rules look at sizes alone: the same network has the same products, hence the same rounding, on every machine.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

LARGEST = 1_000_000
"""Multiply-adds up to which a BLAS for small matrices multiplies in place."""

_WORTH_A_CALL = 1 << 16
"""Multiply-adds from which a copy or a second call pays."""

_DEEPEST = 256
"""Terms of each sum up to which it pays."""

_SHORTEST = 16
"""Rows below which a tile no longer pays."""

_COPIED_FOR = 64
"""Rows of the left operand from which a copy of the right one pays."""

_BAND = 64
"""Rows of a matrix that are turned into columns at a time: of more, those that lie 4096 bytes apart would drive each
other out of the cache, and the copy takes three times as long."""


def emit_product(emit: Emitter, left: Array, right: Array, out: Array) -> None:
    """Emit ``out = left @ right``; the operands are contiguous or transposed views of such, so BLAS copies nothing.

    The bound method ``left.dot`` costs 0.3 µs on a small product where ``np.matmul`` costs 0.9 µs.
    """
    if left.ndim == right.ndim == 2 and _is_better_in_place(left, right, out):
        _emit_in_place(emit, left, right, out)
    else:
        emit.call(left.dot, right, out)


def _is_better_in_place(left: Array, right: Array, out: Array) -> bool:
    """Whether tiles, or a copy of the right operand, save more than they take."""
    in_rows = left.flags.c_contiguous and out.flags.c_contiguous and len(right) <= _DEEPEST
    if not in_rows or left.size * right.shape[1] < _WORTH_A_CALL:
        return False
    high_enough = _height(right) >= min(_SHORTEST, len(left))
    return high_enough and (right.flags.c_contiguous or len(left) >= _COPIED_FOR)


def _height(right: Array) -> int:
    """Return how many rows of the left operand are multiplied in place: a multiple of four, as BLAS takes them."""
    return LARGEST // right.size // 4 * 4


def _emit_in_place(emit: Emitter, left: Array, right: Array, out: Array) -> None:
    """Emit the product in tiles of so many rows, all in one call, and the rest."""
    if not right.flags.c_contiguous:
        transposed, right = right, emit.passing(right.shape)
        emit_turned(emit, transposed, right)
    height = _height(right)
    if height >= len(left):
        emit.call(left.dot, right, out)
        return
    whole = len(left) // height * height
    tiles = [array[:whole].reshape(-1, height, array.shape[1]) for array in (left, out)]
    emit.call(np.matmul, tiles[0], right, tiles[1])
    if whole < len(left):
        emit.call(left[whole:].dot, right, out[whole:])


def emit_turned(emit: Emitter, transposed: Array, out: Array) -> None:
    """Emit ``out = transposed``, a view of a matrix in the other order: a band of the matrix's rows at a time."""
    columns = out.shape[1]
    for start in range(0, columns, _BAND):
        band = slice(start, min(start + _BAND, columns))
        emit.call(np.copyto, out[:, band], transposed[:, band])


def emit_products(emit: Emitter, left: Array, right: Array, out: Array) -> None:
    """Emit ``out = left @ right`` for stacks of matrices; a stack of one is a plain product."""
    if out.size == out.shape[-1] * out.shape[-2]:
        emit_product(emit, *(array.reshape(array.shape[-2:]) for array in (left, right, out)))
    else:
        emit.call(np.matmul, left, right, out)

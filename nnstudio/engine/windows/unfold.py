r"""All windows of an image as the operands of a few matrix products, with only the kernel's columns copied.

The buffer holds each row of the padded image once for every column of the kernel, shifted: ``(H+2P, KW, C, W', N)``.
One row of it is one block of memory, and the KH rows that an output row sees lie one behind the other. So the matrix of
its windows, ``(KH·KW·C, W'·N)``, is a stretch of the buffer, and the matrices of neighbouring output rows overlap: nine
copies of the image (im2col of 3×3) become three.

With a dilation D of the rows, those that a window sees are D apart. They are sorted by their remainder mod D; then they
are neighbours too. Groups of channels come first: ``(G, D, ⌈(H+2P)/D⌉, KW, C/G, W', N)``. Behind each row there may be
a line of ones (see :mod:`biased <nnstudio.engine.windows.biased>`).
"""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.geometry import Geometry

Operand = tuple[slice, Array]
"""Some of the output rows, and their windows ``(G, rows, KH·KW·C/G, W'·N)``."""


class Windows:
    """The windows of an image ``(H, C, W, N)``; where nothing has to be shifted, the image itself serves.

    ``depth`` is the length of the sums, ones and all, where there is a line of ones behind each row.
    """

    def __init__(
        self, emit: Emitter, geometry: Geometry, image: Array, name: str = "windows", depth: int | None = None
    ) -> None:
        self.geometry, self.image = geometry, image
        self.depth = depth or geometry.depth
        self._apart = geometry.rows.dilation if geometry.rows.kernel > 1 else 1
        shape = buffer_shape(geometry, image.shape[-1])
        groups = geometry.groups
        if depth is None and serves(geometry) and image.flags.c_contiguous:
            split = image.reshape(len(image), groups, -1, *image.shape[2:])
            self.memory = split.transpose(1, 0, 2, 3, 4)[:, None, :, None]
            self.is_copied = False
        else:
            self.memory = emit.keep(name, shape) if depth is None else _before_ones(emit, name, shape)
            self.is_copied = True

    def emit(self, emit: Emitter) -> None:
        """Emit the copies: one for each column of the kernel (and each remainder)."""
        if not self.is_copied:
            return
        rows, groups = self.geometry.rows, self.geometry.groups
        image = self.image.reshape(len(self.image), groups, -1, *self.image.shape[2:]).transpose(1, 0, 2, 3, 4)
        for remainder in range(self._apart):
            first = rows.before + (remainder - rows.before) % self._apart
            source = image[:, first - rows.before :: self._apart]
            start = first // self._apart
            target = self.memory[:, remainder, start : start + source.shape[1]]
            self._shift(emit, source, target)

    def _shift(self, emit: Emitter, source: Array, target: Array) -> None:
        columns = self.geometry.columns
        for tap in range(columns.kernel):
            span = columns.span(tap)
            part = source[:, :, :, span.inputs]
            if part.size:
                emit.call(np.copyto, target[:, :, tap, :, span.outputs], part)

    def operands(self) -> list[Operand]:
        """Return the matrices: all output rows at once, or one set for each remainder that they begin with."""
        rows = self.geometry.rows
        period = self._apart // gcd(self._apart, rows.stride)
        return [self._operand(first, period) for first in range(min(period, rows.length))]

    def _operand(self, first: int, period: int) -> Operand:
        geometry, memory = self.geometry, self.memory
        rows = geometry.rows
        part = slice(first, None, period)
        count = len(range(rows.length)[part])
        start, remainder = divmod(first * rows.stride, self._apart)
        group, _, row, _, _, _, one = memory.strides
        width = memory.shape[-2] * memory.shape[-1]
        # Where the image itself serves and has several groups, a window is one row of one group.
        step = row * (period * rows.stride // self._apart)
        view = as_strided(
            memory[:, remainder, start],
            (geometry.groups, count, self.depth, width),
            (group, step, width * one, one),
            writeable=False,
        )
        return part, view


def buffer_shape(geometry: Geometry, batch: int) -> tuple[int, ...]:
    """Return ``(G, D, rows, KW, C/G, W', N)``."""
    apart = geometry.rows.dilation if geometry.rows.kernel > 1 else 1
    inner = (geometry.columns.kernel, geometry.channels // geometry.groups, geometry.columns.length, batch)
    return (geometry.groups, apart, -(-geometry.rows.padded // apart), *inner)


def _before_ones(emit: Emitter, name: str, shape: tuple[int, ...]) -> Array:
    """Return the buffer, a view of one with a line of ones behind each row."""
    lines = shape[3] * shape[4]
    whole = emit.keep(name, (*shape[:3], lines + 1, *shape[5:]))
    whole[:, :, :, lines] = 1
    return whole[:, :, :, :lines].reshape(shape)


def serves(geometry: Geometry) -> bool:
    """Whether the image's own memory holds the windows: 1×1, or a kernel of one column, nothing padded or skipped."""
    rows, columns = geometry.rows, geometry.columns
    plain = columns.kernel == 1 and columns.stride == 1 and not (rows.is_padded or columns.is_padded)
    return plain and (rows.kernel == 1 or (rows.dilation == 1 and geometry.groups == 1))

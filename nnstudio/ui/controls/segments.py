"""Many straight lines drawn from an array: making an object of each would cost as much as drawing them."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken


class Segments:
    """A buffer that Qt reads in place as its own lines: four 64-bit floats each."""

    def __init__(self) -> None:
        self._reserve(64)

    def draw(self, painter: QPainter, rows: npt.NDArray[np.float64]) -> None:
        """Draw segments ``(S, 4)``, each from (x, y) to (x, y), with the painter's pen."""
        count = len(rows)
        if count > len(self._buffer):
            self._reserve(2 * count)
        if count:
            self._buffer[:count] = rows
            painter.drawLines(self._first, count)

    def _reserve(self, count: int) -> None:
        self._buffer = np.zeros((count, 4))
        # The first of the array, as Qt's signature (const QLineF *, int) wants it; the buffer stays NumPy's.
        self._first = cast(QLineF, Shiboken.wrapInstance(self._buffer.ctypes.data, QLineF))

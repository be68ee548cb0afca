"""The bank of filters, and how a kernel is written in one line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from nnstudio.text import Message, msg

Floats = npt.NDArray[np.float64]
LARGEST = 7
"""Rows and columns of a kernel at most."""
_LONG, _DIVISORS = 6, 256
"""Numbers of more characters are written as fractions up to this divisor, where they are such."""


@dataclass(frozen=True)
class Filter:
    """``rows`` of its kernel, each number of them over ``divisor``; ``help`` says what it shows of a picture."""

    id: str
    name: Message
    rows: tuple[tuple[int, ...], ...]
    help: Message
    divisor: int = 1

    @property
    def kernel(self) -> Floats:
        """The kernel ``(K_h, K_w)``."""
        return np.array(self.rows, np.float64) / self.divisor


_EDGES = msg("Across an edge the sum is large, within an even surface it is 0: blue where the numbers grow.")
BANK: tuple[Filter, ...] = (
    Filter("same", msg("Unchanged"), ((0, 0, 0), (0, 1, 0), (0, 0, 0)), msg("Each pixel is itself.")),
    Filter("mean", msg("Blur (mean)"), ((1, 1, 1),) * 3, msg("Each pixel becomes the mean of its window."), 9),
    Filter(
        "gaussian",
        msg("Blur (Gauss)"),
        ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4), (1, 4, 6, 4, 1)),
        msg("A mean in which what is near counts more."),
        256,
    ),
    Filter(
        "sharpen",
        msg("Sharpen"),
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        msg("The pixel, and by how much it differs from its neighbours, once more."),
    ),
    Filter("sobel_x", msg("Sobel, upright edges"), ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), _EDGES),
    Filter("sobel_y", msg("Sobel, level edges"), ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), _EDGES),
    Filter(
        "laplace",
        msg("Laplace, all edges"),
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        msg("The neighbours less the pixel itself: edges in every direction, and single points."),
    ),
    Filter(
        "emboss",
        msg("Emboss"),
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        msg("As if light fell on the picture from below right: one side of each edge bright, the other dark."),
    ),
)
"""What one may begin with; a further filter is one line more."""


def filter_of(kernel: Floats) -> Filter | None:
    """Return the filter of the bank with this kernel; None where the numbers are one's own."""
    return next((each for each in BANK if np.array_equal(each.kernel, kernel)), None)


def kernel_in(text: str) -> Floats:
    """Return the kernel ``(K_h, K_w)`` of a text such as ``1 0 -1; 2 0 -2; 1 0 -1`` or ``1/9 1/9; 1/9 1/9``.

    Raises
    ------
    ValueError : no table of numbers, or one of more than :data:`LARGEST` rows or columns.
    """
    plain = text.replace("−", "-").replace(",", " ").strip().removesuffix(";")
    rows = [[_number(part) for part in row.split()] for row in plain.split(";")]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not 1 <= len(rows[0]) <= LARGEST or len(rows) > LARGEST:
        raise ValueError("kernel")
    return np.array(rows, np.float64)


def _number(text: str) -> float:
    above, _, below = text.partition("/")
    try:
        found = float(above) / float(below or 1)
    except ZeroDivisionError:
        raise ValueError("kernel") from None
    if not math.isfinite(found):
        raise ValueError("kernel")
    return found


def written(kernel: Floats) -> str:
    """Return a kernel as a text that :func:`kernel_in` reads as the same numbers."""
    return "; ".join(" ".join(_text(float(value)) for value in row) for row in _listed(kernel))


def _listed(kernel: Floats) -> Sequence[Sequence[float]]:
    rows: list[list[float]] = kernel.tolist()
    return rows


def _text(value: float) -> str:
    near, text = Fraction(value).limit_denominator(_DIVISORS), repr(value).removesuffix(".0")
    if len(text) > _LONG and near.numerator / near.denominator == value:
        text = f"{near.numerator}/{near.denominator}"
    return text.replace("-", "−")

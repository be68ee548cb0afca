"""Pictures of layers with several inputs."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from nnstudio.ui.canvas.previews.pencil import CELL, MIDDLE, Pencil
from nnstudio.ui.canvas.previews.trying import example

_SIGN = 16.0


def added(pencil: Pencil, kind: str) -> None:
    """Two vectors, number by number."""
    first, second = example(4), example(8)[4:]
    _by_number(pencil, "+", ((first + second) / 2).tolist())


def multiplied(pencil: Pencil, kind: str) -> None:
    """Two vectors, number by number."""
    first, second = example(4), example(8)[4:]
    _by_number(pencil, "×", (first * second).tolist())


def _by_number(pencil: Pencil, sign: str, result: list[float]) -> None:
    pencil.column(16, example(4).tolist(), side=12)
    pencil.box(QRectF(36, MIDDLE - _SIGN / 2, _SIGN, _SIGN), sign)
    pencil.column(60, example(8)[4:].tolist(), side=12)
    pencil.arrow((80, MIDDLE), (104, MIDDLE))
    pencil.column(112, result, pencil.color, 12)


def concatenated(pencil: Pencil, kind: str) -> None:
    """Two vectors, one after the other."""
    first, second = example(3), example(8)[4:7]
    pencil.cells(34, 6, first[:, None])
    box = pencil.cells(34, 39, second[:, None], pencil.color)
    pencil.arrow((box.right() + 8, 19), (88, 26))
    pencil.arrow((box.right() + 8, 53), (88, 46))
    out = pencil.cells(98, 9, first[:, None])
    pencil.cells(98, out.bottom(), second[:, None], pencil.color)


def projected(pencil: Pencil, kind: str) -> None:
    """The shortcut goes through a matrix until it has the branch's shape; then both are added."""
    skip = pencil.column(10, example(2).tolist())
    pencil.arrow((skip.right() + 3, MIDDLE), (38, MIDDLE))
    pencil.box(QRectF(40, MIDDLE - 1.5 * CELL, 3 * CELL, 3 * CELL), "W")
    pencil.arrow((69, MIDDLE), (84, MIDDLE))
    pencil.column(30, [], pencil.color)
    branch = pencil.cells(88, 2, example(4)[:, None].T, side=CELL)
    pencil.arrow((branch.center().x(), branch.bottom() + 1), (branch.center().x(), MIDDLE - _SIGN / 2 - 1))
    pencil.box(QRectF(branch.center().x() - _SIGN / 2, MIDDLE - _SIGN / 2, _SIGN, _SIGN), "+")
    pencil.arrow((branch.center().x() + _SIGN / 2 + 1, MIDDLE), (134, MIDDLE))

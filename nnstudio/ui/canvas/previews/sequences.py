"""Pictures of layers on sequences: cells unrolled over time, attention, embeddings, positions."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from nnstudio import engine
from nnstudio.ui.canvas.previews.pencil import CELL, HEIGHT, MIDDLE, Pencil
from nnstudio.ui.canvas.previews.trying import example, shares, tried

_CELLS = (32.0, 72.0, 112.0)
"""The middles of three steps in time."""
_SIDE, _LEVEL = 20.0, 36.0


def recurrent(pencil: Pencil, kind: str) -> None:
    """A cell unrolled over three steps: each hands its state on to the next."""
    _unrolled(pencil, "h")


def gated(pencil: Pencil, kind: str) -> None:
    """The same with a gate on the way of the state: how much of it goes on unchanged."""
    _unrolled(pencil, "h")
    for x in _CELLS:
        pencil.curve(
            [(x - _SIDE / 2 - 6, _LEVEL), (x - 9, _LEVEL - 16), (x + 9, _LEVEL - 16), (x + 16, _LEVEL)], width=1
        )


def with_memory(pencil: Pencil, kind: str) -> None:
    """The same with a memory that runs above, past the cells."""
    _unrolled(pencil, "h")
    pencil.arrow((6, 17), (140, 17), pencil.color)
    for x in _CELLS:
        pencil.links([(x, 17)], [(x, _LEVEL - _SIDE / 2)])
        pencil.neurons([(x, 17)], pencil.color, 3)


def _unrolled(pencil: Pencil, sign: str) -> None:
    for number, x in enumerate(_CELLS):
        pencil.arrow((x, HEIGHT - 4), (x, _LEVEL + _SIDE / 2 + 2))
        pencil.cells(x - CELL / 2, HEIGHT - 10, example(3)[number : number + 1, None], side=CELL)
        pencil.arrow((x - 40 + _SIDE / 2 if number else 4, _LEVEL), (x - _SIDE / 2 - 2, _LEVEL), pencil.color)
        pencil.box(QRectF(x - _SIDE / 2, _LEVEL - _SIDE / 2, _SIDE, _SIDE), sign)
    pencil.arrow((_CELLS[-1] + _SIDE / 2, _LEVEL), (140, _LEVEL), pencil.color)


def attention(pencil: Pencil, kind: str) -> None:
    """How much each place of a sequence takes from each: every row adds up to 1."""
    scores = np.exp(3.2 * example(5, 5))
    weights = scores / scores.sum(1, keepdims=True)
    side = 11.0
    box = pencil.cells(58, MIDDLE - 2.5 * side, shares(weights), pencil.color, side)
    pencil.cells(box.left() - side - 6, box.top(), example(5, 1), side=side)
    pencil.cells(box.right() + 18, box.top(), weights @ example(5, 1), pencil.color, side)
    pencil.arrow((box.right() + 4, MIDDLE), (box.right() + 15, MIDDLE))
    pencil.frame(QRectF(box.left(), box.top() + side, 5 * side, side), 1.5)


def embedding(pencil: Pencil, kind: str) -> None:
    """A number names a row of a table; the row is what comes out."""
    table = example(6, 4)
    box = pencil.cells(52, MIDDLE - 3 * CELL, table)
    row = QRectF(box.left(), box.top() + 2 * CELL, box.width(), CELL)
    level = row.center().y()
    pencil.word(QRectF(8, level - 8, 24, 16), "2")
    pencil.arrow((32, level), (box.left() - 3, level))
    pencil.frame(row)
    pencil.arrow((box.right() + 3, level), (box.right() + 13, level))
    pencil.cells(box.right() + 16, row.top(), table[2:3], pencil.color)


def positions(pencil: Pencil, kind: str) -> None:
    """What the engine adds to the numbers at each of some places."""
    shape = (8, 14)
    result = tried(kind, *shape)
    added = example(*shape) if result is None else result - example(*shape)
    pencil.cells(18, 4, shares(added), pencil.color, 8.0)


def repeated(pencil: Pencil, kind: str) -> None:
    """One vector, as often as is declared."""
    times = int(engine.layers[kind].declaration.parameter("steps").default)
    vector = example(4).tolist()
    box = pencil.column(20, vector)
    pencil.arrow((box.right() + 8, MIDDLE), (box.right() + 28, MIDDLE))
    for number in range(times):
        pencil.column(66 + number * (CELL + 6), vector, pencil.color)

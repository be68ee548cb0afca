"""A typeset formula whose letters can be found: each is set in a colour of its own, and told by it in the drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtSvg import QSvgRenderer

from nnstudio.ui.controls.formula import formula_drawing

Span = tuple[int, int]
"""Where a letter stands in the LaTeX: from, up to."""
_FIRST = 0x010A00
"""The first letter's colour: none that a theme would have."""
MEANING = r", \quad "
"""What comes between a formula and what its letters stand for."""
_SHAPE = re.compile(r'<(path|rect)\s([^>]*?)fill="(#[0-9a-fA-F]{6})"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, eq=False)
class Lettered:
    """``renderer`` draws the formula in one colour; ``boxes`` are those of the spans, in the drawing's coordinates."""

    renderer: QSvgRenderer
    boxes: tuple[QRectF, ...]


@lru_cache(maxsize=512)
def lettered(latex: str, size: int, color: str, spans: tuple[Span, ...], *, rows: int = 1) -> Lettered:
    """Return a formula with the boxes of some parts of it; ``spans`` must not overlap.

    ``rows`` : what its letters stand for is set below it, in so many rows all together.
    """
    source = marked(latex, spans)
    drawing = formula_drawing(_in_rows(source, rows), size, color)
    boxes = [QRectF() for _ in spans]
    for shape, attributes, fill in _SHAPE.findall(drawing):
        number = int(fill[1:], 16) - _FIRST
        if 0 <= number < len(boxes):
            boxes[number] = boxes[number].united(_extent(shape, attributes))
    for number in range(len(spans)):
        drawing = drawing.replace(_color(number), color)
    return Lettered(QSvgRenderer(QByteArray(drawing.encode())), tuple(boxes))


def _in_rows(latex: str, rows: int) -> str:
    if rows == 1:
        return latex
    lines = latex.split(MEANING, rows - 1)
    return r"\begin{array}{l} " + r" \\ ".join(lines) + r" \end{array}"


def marked(latex: str, spans: tuple[Span, ...]) -> str:
    """Return the LaTeX with each span in its own colour."""
    for number, (start, stop) in sorted(enumerate(spans), key=lambda each: -each[1][0]):
        latex = f"{latex[:start]}{{\\textcolor{{{_color(number)}}}{{{latex[start:stop]}}}}}{latex[stop:]}"
    return latex


def _color(number: int) -> str:
    return f"#{_FIRST + number:06x}"


def _extent(shape: str, attributes: str) -> QRectF:
    if shape == "rect":
        sides = {name: float(value) for name, value in re.findall(r'(x|y|width|height)="([^"]*)"', attributes)}
        return QRectF(sides["x"], sides["y"], sides["width"], sides["height"])
    numbers = [float(text) for text in _NUMBER.findall(attributes)]
    xs, ys = numbers[::2], numbers[1::2]
    return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

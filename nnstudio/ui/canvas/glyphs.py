"""The glyph of each family of layers: drawn, not typed, so that no font can lack it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from nnstudio.ui import theme
from nnstudio.ui.controls.drawn_file import is_of_lines

UNIT = 16.0
"""Glyphs are drawn in a box of 16 × 16 and scaled."""
Draw = Callable[[QPainter, QColor], None]


def paint_glyph(painter: QPainter, family: str, rect: QRectF) -> None:
    """Paint the glyph of ``family`` in ``rect``, in its colour."""
    color = family_color(family)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / UNIT, rect.height() / UNIT)
    pen = QPen(color, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _GLYPHS.get(family, _other)(painter, color)
    painter.restore()


def family_color(family: str) -> QColor:
    """Return the colour of a family; joins and changes of shape are both structure."""
    return theme.tokens().family(_COLORS.get(family, family))


@lru_cache(maxsize=128)
def _picture(family: str, side: int, color: str) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        paint_glyph(painter, family, QRectF(0, 0, side, side))
    return pixmap


def paint_glyph_fast(painter: QPainter, family: str, rect: QRectF, zoom: float) -> None:
    """Paint the glyph from a picture kept for each size: on a canvas it is painted hundreds of times a frame.

    In a drawing of lines, such as an SVG, it is lines too.
    """
    if is_of_lines(painter):
        paint_glyph(painter, family, rect)
        return
    side = max(1, round(rect.width() * zoom))
    painter.drawPixmap(rect, _picture(family, side, family_color(family).name()), QRectF(0, 0, side, side))


def glyph_icon(family: str, size: int) -> QIcon:
    """Return the glyph as an icon, sharp on screens of double density too."""
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_glyph(painter, family, QRectF(0, 0, size, size))
        icon.addPixmap(pixmap)
    return icon


def _lines(painter: QPainter, *chains: tuple[tuple[float, float], ...]) -> None:
    for chain in chains:
        painter.drawPolyline([QPointF(x, y) for x, y in chain])


def _dots(painter: QPainter, color: QColor, places: list[tuple[float, float]], radius: float = 1.6) -> None:
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y in places:
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _input(painter: QPainter, _color: QColor) -> None:
    _lines(painter, ((2.5, 3), (2.5, 13)), ((6, 8), (14, 8)), ((10.5, 4.5), (14, 8), (10.5, 11.5)))


def _output(painter: QPainter, _color: QColor) -> None:
    _lines(painter, ((13.5, 3), (13.5, 13)), ((2, 8), (10, 8)), ((6.5, 4.5), (10, 8), (6.5, 11.5)))


def _dense(painter: QPainter, color: QColor) -> None:
    left, right = [(3, 3), (3, 8), (3, 13)], [(13, 5.5), (13, 10.5)]
    pen = painter.pen()
    pen.setWidthF(0.8)
    painter.setPen(pen)
    _lines(painter, *((a, b) for a in left for b in right))
    _dots(painter, color, [(float(x), float(y)) for x, y in (*left, *right)], 1.9)


def _activation(painter: QPainter, _color: QColor) -> None:
    path = QPainterPath(QPointF(1.5, 13))
    path.cubicTo(QPointF(9, 13), QPointF(7, 3), QPointF(14.5, 3))
    painter.drawPath(path)


def _convolution(painter: QPainter, color: QColor) -> None:
    """A window on a grid."""
    pen = painter.pen()
    pen.setWidthF(0.8)
    painter.setPen(pen)
    ends = (2.0, 6.0, 10.0, 14.0)
    _lines(painter, *(((2.0, at), (14.0, at)) for at in ends), *(((at, 2.0), (at, 14.0)) for at in ends))
    painter.setPen(QPen(color, 2.0))
    painter.drawRect(QRectF(2, 2, 8, 8))


def _recurrent(painter: QPainter, color: QColor) -> None:
    """What comes out goes in again."""
    path = QPainterPath(QPointF(11, 9.5))
    path.cubicTo(QPointF(16.5, 1), QPointF(-0.5, 1), QPointF(4.2, 8.6))
    painter.drawPath(path)
    _lines(painter, ((1.2, 6.8), (4.4, 9.0), (5.2, 5.2)))
    _dots(painter, color, [(8, 11.5)], 2.6)


def _normalisation(painter: QPainter, _color: QColor) -> None:
    """A bell over its mean."""
    path = QPainterPath(QPointF(1.5, 12.5))
    path.cubicTo(QPointF(6, 12.5), QPointF(5.5, 3), QPointF(8, 3))
    path.cubicTo(QPointF(10.5, 3), QPointF(10, 12.5), QPointF(14.5, 12.5))
    painter.drawPath(path)
    _lines(painter, ((8, 6.5), (8, 14.5)))


def _attention(painter: QPainter, color: QColor) -> None:
    """One place looks at all, at one of them most."""
    pen = painter.pen()
    for x, width in ((2.5, 0.7), (8.0, 0.7), (13.5, 2.2)):
        pen.setWidthF(width)
        painter.setPen(pen)
        _lines(painter, ((8, 12.5), (x, 3.5)))
    _dots(painter, color, [(8, 13), (2.5, 3), (8, 3), (13.5, 3)], 1.7)


def _regularisation(painter: QPainter, color: QColor) -> None:
    painter.setPen(QPen(color, 1.0))
    for x, y in ((3.0, 8.0), (8.0, 3.0), (13.0, 8.0), (8.0, 13.0)):
        painter.drawEllipse(QPointF(x, y), 1.4, 1.4)
    _dots(painter, color, [(3, 3), (13, 3), (8, 8), (3, 13), (13, 13)], 1.9)


def _join(painter: QPainter, _color: QColor) -> None:
    _lines(painter, ((9, 8), (14.5, 8)))
    for end in (3.0, 13.0):
        path = QPainterPath(QPointF(1.5, end))
        path.cubicTo(QPointF(6, end), QPointF(5, 8), QPointF(9, 8))
        painter.drawPath(path)


def _shape(painter: QPainter, _color: QColor) -> None:
    painter.drawRect(QRectF(2, 4.5, 7, 7))
    _lines(painter, ((2, 8), (9, 8)), ((5.5, 4.5), (5.5, 11.5)), ((13, 2.5), (13, 13.5)))


def _other(painter: QPainter, _color: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2, 2)


_GLYPHS: dict[str, Draw] = {
    "input": _input,
    "output": _output,
    "neurons": _dense,
    "functions": _activation,
    "convolution": _convolution,
    "recurrent": _recurrent,
    "normalisation": _normalisation,
    "attention": _attention,
    "regularisation": _regularisation,
    "joins": _join,
    "shape": _shape,
}

_COLORS = {"neurons": "dense", "functions": "activation", "joins": "structure", "shape": "structure"}

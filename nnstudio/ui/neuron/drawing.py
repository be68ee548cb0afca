"""The outlines of a nerve cell and of an artificial neuron, part by part, on a sheet of 100 by 50."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

SHEET = QRectF(0, 0, 100, 50)
Outlines = dict[str, QPainterPath]
_Points = tuple[tuple[float, float], ...]

_DENDRITES: tuple[_Points, ...] = (
    ((31, 20), (26, 14), (17, 12), (10, 8)),
    ((21, 12.8), (17, 8), (14, 5), (11, 3)),
    ((28, 24), (21, 22), (15, 24), (9, 22)),
    ((18, 23), (15, 19), (13, 17), (10, 15)),
    ((30, 30), (24, 35), (18, 35), (10, 40)),
    ((20, 35), (17, 31), (13, 31), (9, 30)),
)
"""Curves from the body outwards, each by four control points."""
_TIPS = ((10, 8), (11, 3), (9, 22), (10, 15), (10, 40), (9, 30))
_AXON: _Points = ((50, 25), (60, 29), (68, 21), (80, 25))
_ENDS: tuple[_Points, ...] = (
    ((80, 25), (85, 24), (88, 16), (93, 13)),
    ((80, 25), (86, 26), (90, 25), (95, 25)),
    ((80, 25), (85, 27), (88, 34), (93, 38)),
)
_INPUTS = ((9, 9), (9, 25), (9, 41))
_INPUT = 4.5
"""An input's radius."""
_SUM, _BEND = (44.0, 25.0), QRectF(58, 18, 14, 14)


def cell() -> Outlines:
    """Return the nerve cell."""
    return {
        "dendrites": _curves(_DENDRITES),
        "synapses": _dots(_TIPS, 1.1, -2.4),
        "body": _body(),
        "threshold": _circle((35, 25), 10.5),
        "hillock": _polygon(((42.5, 21), (50, 24.3), (50, 25.7), (42.5, 29))),
        "axon": _joined(_curves((_AXON, *_ENDS)), _dots(((93, 13), (95, 25), (93, 38)), 1.3)),
    }


def unit() -> Outlines:
    """Return the artificial neuron."""
    return {
        "dendrites": _joined(*(_circle(place, _INPUT) for place in _INPUTS)),
        "synapses": _joined(*(_link(place) for place in _INPUTS)),
        "body": _circle(_SUM, 7),
        "threshold": _lines((((44, 4), (44, 18)), ((42.6, 15.6), (44, 18)), ((45.4, 15.6), (44, 18)))),
        "hillock": _joined(_lines((((51, 25), (58, 25)),)), _box(_BEND)),
        "axon": _lines(
            (
                ((72, 25), (84, 25)),
                ((84, 25), (94, 13)),
                ((84, 25), (95, 25)),
                ((84, 25), (94, 37)),
            )
        ),
    }


CELL_TAGS = {
    "dendrites": (21, 7),
    "synapses": (4, 35.5),
    "body": (35, 25),
    "threshold": (35, 11),
    "hillock": (47, 17),
    "axon": (65, 31),
}
"""Where the numbers of the parts stand."""
UNIT_TAGS = {
    "dendrites": (3.8, 17),
    "synapses": (20, 9),
    "body": (44, 37),
    "threshold": (50, 6),
    "hillock": (65, 37),
    "axon": (78, 31),
}
UNIT_LETTERS = (
    ((9, 9), "x₁"),
    ((9, 25), "x₂"),
    ((9, 41), "x₃"),
    ((28, 13), "w₁"),
    ((23, 20.5), "w₂"),
    ((28, 38), "w₃"),
    (_SUM, "Σ"),
    ((41, 7), "b"),
    ((65, 25), "f"),
    ((84, 20), "a"),
)
"""What is written on the artificial neuron, and where."""


def _curves(given: tuple[_Points, ...]) -> QPainterPath:
    path = QPainterPath()
    for start, first, second, end in given:
        path.moveTo(*start)
        path.cubicTo(QPointF(*first), QPointF(*second), QPointF(*end))
    return path


def _body() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(31, 20)
    path.cubicTo(34, 16, 39, 17, 42.5, 21)
    path.cubicTo(44, 24, 44, 26, 42.5, 29)
    path.cubicTo(39, 33, 33, 34, 30, 30)
    path.cubicTo(27, 27, 28, 23, 31, 20)
    path.addEllipse(QPointF(36, 25), 2.4, 2.4)
    return path


def _dots(places: tuple[tuple[float, float], ...], radius: float, shift: float = 0.0) -> QPainterPath:
    path = QPainterPath()
    for x, y in places:
        path.addEllipse(QPointF(x + shift, y), radius, radius)
    return path


def _circle(center: tuple[float, float], radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(*center), radius, radius)
    return path


def _box(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(rect, 1.5, 1.5)
    return path


def _polygon(points: _Points) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path


def _lines(given: tuple[_Points, ...]) -> QPainterPath:
    path = QPainterPath()
    for start, end in given:
        path.moveTo(*start)
        path.lineTo(*end)
    return path


def _link(place: tuple[float, float]) -> QPainterPath:
    """Return the link from an input's edge to the sum's."""
    start, end = QPointF(*place), QPointF(*_SUM)
    way = end - start
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5
    path = QPainterPath(start + way * (_INPUT / length))
    path.lineTo(end - way * (7 / length))
    return path


def _joined(*paths: QPainterPath) -> QPainterPath:
    whole = QPainterPath()
    for path in paths:
        whole.addPath(path)
    return whole

"""Pictures of layers that work number by number: dense, activations, dropout, normalisation; and the two ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from nnstudio import engine
from nnstudio.ui import theme
from nnstudio.ui.canvas.previews.pencil import HEIGHT, MIDDLE, WIDTH, Numbers, Pencil, Place, spread
from nnstudio.ui.canvas.previews.trying import example, tried
from nnstudio.ui.canvas.wording import parted

_WEIGHTS = (0.9, -0.5, 0.3, -0.9, 0.7, -0.2, 0.5)
_REACH = 4.0
"""A curve is shown over ± this."""
_PLOT = QRectF(38, 6, 68, 60)


def source(pencil: Pencil, kind: str) -> None:
    """Data on the left, and the way into the network."""
    box = pencil.cells(34, 18, example(4, 4))
    pencil.arrow((box.right() + 6, MIDDLE), (box.right() + 38, MIDDLE), pencil.color)


def target(pencil: Pencil, kind: str) -> None:
    """The way out, and a prediction, one class the largest."""
    pencil.arrow((30, MIDDLE), (66, MIDDLE), pencil.color)
    for share, (x, y) in zip((0.25, 1.0, 0.45, 0.1), spread(4, 76, 13), strict=True):
        pencil.painter.fillRect(QRectF(x, y - 4, 4 + 40 * share, 8), pencil.color if share == 1.0 else pencil.quiet)


def dense(pencil: Pencil, kind: str) -> None:
    """Every number with every neuron, by a weight of either sign."""
    inputs, units = spread(4, 40), spread(3, 104)
    pencil.links(inputs, units, _WEIGHTS)
    pencil.neurons(inputs)
    pencil.neurons(units, pencil.color, 6)


def maxout(pencil: Pencil, kind: str) -> None:
    """As many straight lines as the layer declares pieces, and the largest of them."""
    count = int(engine.layers[kind].declaration.parameter("pieces").default) + 1
    slopes = np.linspace(-1.1, 1.3, count)
    z = np.linspace(-_REACH, _REACH, 81)
    lines = slopes[:, None] * z - slopes[:, None] ** 2
    low, high = float(lines.max(0).min()) - 1.5, float(lines.max())
    _axes(pencil, low, high)
    for line in lines:
        pencil.curve([p for p in _points(z, line, low, high) if p[1] <= _PLOT.bottom()], theme.tokens().line, 1.0)
    pencil.curve(_points(z, lines.max(0), low, high))


def activation(pencil: Pencil, kind: str) -> None:
    """The curve of the function that is chosen, else of the one that the layer declares, as the engine computes it."""
    layer, chosen = parted(kind)
    name = str(dict(chosen).get("function", engine.layers[layer].declaration.parameter("function").default))
    if not engine.activations[name].elementwise:
        _mixing(pencil, kind)
        return
    z = np.linspace(-_REACH, _REACH, 121)
    a, _slope = engine.plot(engine.activations[name](), z)
    low, high = min(float(a.min()), -0.6), max(float(a.max()), 0.6)
    _axes(pencil, low, high)
    pencil.curve(_points(z, a, low, high), width=2.5)


def _mixing(pencil: Pencil, kind: str) -> None:
    """Draw the same few numbers before and after a function that makes each from all of them."""
    before = example(6)
    after = tried(kind, *before.shape)
    for left, numbers, color in ((14.0, before, pencil.quiet), (90.0, after, pencil.color)):
        if numbers is None:
            continue
        scale = 0.7 * HEIGHT / float(np.abs(numbers).max())
        level = MIDDLE + np.sign(numbers.sum()) * 0.35 * HEIGHT
        for number, value in enumerate(numbers.tolist()):
            tall = value * scale
            pencil.painter.fillRect(QRectF(left + number * 6.5, level - max(tall, 0), 4.5, abs(tall)), color)
        pencil.pen(theme.tokens().line, 0.75)
        pencil.painter.drawLine(QLineF(left - 3, level, left + 41, level))
    pencil.arrow((62, MIDDLE), (78, MIDDLE))


def _axes(pencil: Pencil, low: float, high: float) -> None:
    pencil.pen(theme.tokens().line, 0.75)
    level = _PLOT.bottom() - (0 - low) / (high - low) * _PLOT.height()
    pencil.painter.drawLine(QLineF(_PLOT.left(), level, _PLOT.right(), level))
    pencil.painter.drawLine(QLineF(_PLOT.center().x(), _PLOT.top(), _PLOT.center().x(), _PLOT.bottom()))


def _points(z: Numbers, a: Numbers, low: float, high: float) -> list[Place]:
    xs = _PLOT.left() + (z + _REACH) / (2 * _REACH) * _PLOT.width()
    ys = _PLOT.bottom() - (a - low) / (high - low) * _PLOT.height()
    return list(zip(xs.tolist(), ys.tolist(), strict=True))


def dropout(pencil: Pencil, kind: str) -> None:
    """The declared share of the neurons is struck out."""
    rate = float(engine.layers[kind].declaration.parameter("rate").default)
    places = [(x, y) for x in (44.0, 72.0, 100.0) for _x, y in spread(5, x, 13)]
    out = set(np.argsort(example(len(places)))[: max(1, round(rate * len(places)))].tolist())
    pencil.neurons([place for number, place in enumerate(places) if number not in out], pencil.color, 4.5)
    for x, y in (places[number] for number in sorted(out)):
        pencil.pen(theme.tokens().line, 1)
        pencil.painter.drawEllipse(QRectF(x - 4.5, y - 4.5, 9, 9))
        pencil.pen(pencil.quiet, 1.5)
        for sign in (-1, 1):
            pencil.painter.drawLine(QLineF(x - 4, y - 4 * sign, x + 4, y + 4 * sign))


def normalisation(pencil: Pencil, kind: str) -> None:
    """Numbers far from zero, and the same ones as wide as 1, around zero where the layer takes their mean away."""
    before = example(7)
    after = tried(kind, *before.shape)
    if after is None or np.allclose(after, before, atol=1e-3):
        # Its mean and width are those of other numbers, such as a batch.
        after = (before - before.mean()) / before.std()
    for left, numbers, color in ((14.0, 3 * before, pencil.quiet), (86.0, after, pencil.color)):
        pencil.pen(theme.tokens().line, 0.75)
        pencil.painter.drawLine(QLineF(left, MIDDLE, left + 46, MIDDLE))
        for number, value in enumerate(numbers.tolist()):
            x, tall = left + 2 + number * 6.2, value * 9
            pencil.painter.fillRect(QRectF(x, MIDDLE - max(tall, 0), 4, abs(tall)), color)
    pencil.arrow((66, MIDDLE), (80, MIDDLE))
    _one(pencil, WIDTH - 10)


def _one(pencil: Pencil, x: float) -> None:
    """Mark from −1 to 1 on the scale of the bars."""
    pencil.pen(pencil.quiet, 1)
    pencil.painter.drawLine(QLineF(x, MIDDLE - 9, x, MIDDLE + 9))
    for end in (MIDDLE - 9, MIDDLE + 9):
        pencil.painter.drawLine(QLineF(x - 2, end, x + 2, end))
    pencil.word(QRectF(x - 8, MIDDLE + 10, 16, HEIGHT - MIDDLE - 12), "±1")

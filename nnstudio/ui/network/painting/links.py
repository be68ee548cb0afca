"""All links in one go: sorted into pens by size and sign, one call for each pen."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Arrangement, Floats, Links
from nnstudio.ui.network.structure import Indices

LEVELS = 8
"""Pens for each sign; a link's level is its share of the scale's end, rounded."""
_THINNEST, _THIN, _WIDEST = 0.6, 1.0, 4.2
_THIN_LEVELS = 2
"""Levels drawn at most 1 px wide, which Qt smooths three times as fast as wider lines."""
_COARSE = 1.01
"""The least width of a line that is not smoothed: a hair above 1 px Qt fills it, twice as fast as it would step it."""
_DASH, _PAUSE = 6.0, 4.0
_FINE_UP_TO = 200
"""Segments up to which all are smoothed even while a run goes on."""


def buckets(values: Floats, limit: float) -> Indices:
    """Return the pen of each link: −LEVELS … LEVELS, its sign the value's; 0 for no value or nearly nothing."""
    levels = values * (LEVELS / limit)
    np.fmin(np.fmax(levels, -LEVELS, out=levels), LEVELS, out=levels)
    levels[np.isnan(values)] = 0.0
    return np.rint(levels, out=levels).astype(np.int64)


def width(bucket: int) -> float:
    """Return a pen's width in pixels."""
    level = abs(bucket)
    if level <= _THIN_LEVELS:
        return _THINNEST + (_THIN - _THINNEST) * level / _THIN_LEVELS
    return _THIN + (_WIDEST - _THIN) * (level - _THIN_LEVELS) / (LEVELS - _THIN_LEVELS)


def link_pen(bucket: int, *, quiet: bool = False) -> QPen:
    """Return a pen: colour and width by level; negative ones are dashed, so that colour is not alone."""
    return QPen(_link_pen(bucket, quiet, True, theme.tokens().name))


@cache
def _link_pen(bucket: int, quiet: bool, fine: bool, name: str) -> QPen:
    """Return the pen in the theme of that ``name``, the one in force."""
    tokens = theme.tokens()
    if bucket == 0:
        color = tokens.zero
    elif quiet:
        color = theme.mixed(tokens.zero, tokens.line, abs(bucket) / LEVELS)
    else:
        color = theme.diverging(bucket / LEVELS, 1.0)
    dashed = bucket < 0
    thickness = width(bucket) if fine or dashed else max(width(bucket), _COARSE)
    return _pen(color, thickness, dashed)


def _pen(color: QColor, thickness: float, dashed: bool) -> QPen:
    pen = QPen(color, thickness)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        # Qt counts dashes in pen widths.
        pen.setDashPattern([_DASH / thickness, _PAUSE / thickness])
    return pen


def paint_links(
    painter: QPainter, arrangement: Arrangement, pens: Indices, *, quiet: bool = False, live: bool = False
) -> None:
    """Draw the fans of tiles and every link, the weak ones first.

    ``live``: a run goes on, so a frame must be cheap; many links are then drawn unsmoothed.
    """
    links = arrangement.links
    name = theme.tokens().name
    fine = not live or len(links.segments) <= _FINE_UP_TO
    if arrangement.fans:
        painter.setPen(_pen(theme.tokens().hairline, _THINNEST, False))
        painter.drawLines(list(arrangement.fans))
    for bucket, lines in _sorted(links, pens):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
        painter.setPen(_link_pen(bucket, quiet, fine, name))
        links.buffer.draw(painter, lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _sorted(links: Links, pens: Indices) -> list[tuple[int, Floats]]:
    """Return (pen, its segments), ascending by magnitude."""
    own = pens[links.owner]
    # 0, −1, 1, −2, 2 … as 0, 1, 2, 3, 4 …
    rank = 2 * np.abs(own) - (own < 0)
    order = np.argsort(rank, kind="stable")
    ends = np.cumsum(np.bincount(rank, minlength=2 * LEVELS + 1)).tolist()
    segments, start, found = links.segments[order], 0, []
    for key, end in enumerate(ends):
        if end > start:
            found.append((((key + 1) // 2) * (-1 if key % 2 else 1), segments[start:end]))
        start = end
    return found


def paint_marked(painter: QPainter, links: Links, marked: Indices, pens: Indices) -> None:
    """Draw a few links once more, on top and a little wider: those of the neuron pointed at."""
    wanted = np.isin(links.owner, marked)
    for number in np.flatnonzero(wanted).tolist():
        pen = link_pen(int(pens[links.owner[number]]))
        pen.setWidthF(pen.widthF() + 1.2)
        pen.setStyle(Qt.PenStyle.SolidLine if pens[links.owner[number]] >= 0 else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(links.lines[number])

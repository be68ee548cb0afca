"""The lines of a chart: how each is told from the others without its colour, and the button that shows or hides it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton

from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.charts.lines import paint_sign
from nnstudio.ui.controls.translation import bind

_SWATCH_UNITS = 3
_SIGNS = {
    ("o", False): "●",
    ("o", True): "○",
    ("s", False): "■",
    ("s", True): "□",
    ("t", False): "▲",
    ("t", True): "△",
    ("d", False): "◆",
    ("d", True): "◇",
}


@dataclass(frozen=True)
class Series:
    """One line: ``color`` is a role of the tokens, ``marker`` a pyqtgraph symbol (none: faint, with its range)."""

    key: str
    name: Message | str
    color: str
    marker: str = ""
    hollow: bool = False

    @property
    def sign(self) -> str:
        """The line's marker as a letter, where its name would be too long; a line without one has its name."""
        return _SIGNS.get((self.marker, self.hollow), str(self.name))

    def strong(self) -> QColor:
        """Return the series' colour in the theme in force."""
        made: QColor = getattr(theme.tokens(), self.color)
        return made

    def tint(self) -> QColor:
        """Return the line's colour: fainter where there is no marker."""
        return self.strong() if self.marker else theme.with_alpha(self.strong(), 0.4)


@dataclass(frozen=True)
class NumberedSeries(Series):
    """One of several lines of a kind (layers, classes): colour and marker by its ``number``."""

    number: int = 0

    def strong(self) -> QColor:
        """Return the colour of that number."""
        return theme.class_color(self.number)


def numbered(key: str, name: Message | str, number: int) -> NumberedSeries:
    """Return a line with colour and marker of its number; after eight the two fall out of step."""
    marks = list(_SIGNS)
    marker, hollow = marks[(number + number // len(marks)) % len(marks)]
    return NumberedSeries(key, name, "", marker, hollow, number)


class SeriesToggle(QToolButton):
    """A legend entry that can be pressed: line, marker, name.

    Signals: ``toggled(bool)`` of the button.
    """

    def __init__(self, series: Series) -> None:
        super().__init__()
        self._series = series
        self.setProperty("role", "legend")
        self.setCheckable(True)
        self.setChecked(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMinimumHeight(theme.tokens().target)
        # Never narrower than its name.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bind(self.setText, lambda: str(series.name), self)
        bind(self.setAccessibleName, lambda: str(series.name), self)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        tokens, series = theme.tokens(), self._series
        size = (tokens.space(_SWATCH_UNITS), tokens.space(2))
        self.setIconSize(QSize(*size))
        inside = tokens.plot.rgba() if series.hollow else None
        drawing = series.marker, inside, size, tokens.focus_width, tokens.unit / 2
        self.setIcon(_icon(*drawing, series.tint().rgba(), tokens.hairline.rgba()))


@lru_cache(maxsize=512)
def _icon(
    marker: str, inside: int | None, size: tuple[int, int], width: float, reach: float, on: int, off: int
) -> QIcon:
    """Return line and marker, shown (``on``) and hidden (``off``); colours are numbers with their opacity.

    All legends that are alike share one: Qt keeps what it has scaled of each icon, and those of legends that are made
    anew whenever a view is shown would fill its ten megabytes.
    """
    icon = QIcon()
    for color, state in ((on, QIcon.State.On), (off, QIcon.State.Off)):
        icon.addPixmap(_swatch(marker, inside, size, width, reach, QColor.fromRgba(color)), QIcon.Mode.Normal, state)
    return icon


def _swatch(
    marker: str, inside: int | None, size: tuple[int, int], width: float, reach: float, color: QColor
) -> QPixmap:
    ratio = 2
    pixmap = QPixmap(QSize(*size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, across = size[1] / 2, size[0]
        painter.setPen(QPen(color, width))
        painter.drawLine(QPointF(0, middle), QPointF(across, middle))
        if marker:
            painter.setBrush(color if inside is None else QColor.fromRgba(inside))
            paint_sign(painter, marker, QPointF(across / 2, middle), reach)
    return pixmap

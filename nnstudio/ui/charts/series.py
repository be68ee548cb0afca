"""The lines of a chart: how each is told from the others without its colour, and the button that shows or hides it."""

from __future__ import annotations

from dataclasses import dataclass

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
        tokens = theme.tokens()
        size = QSize(tokens.space(_SWATCH_UNITS), tokens.space(2))
        self.setIconSize(size)
        icon = QIcon()
        icon.addPixmap(_swatch(self._series, size, self._series.tint()), QIcon.Mode.Normal, QIcon.State.On)
        icon.addPixmap(_swatch(self._series, size, tokens.hairline), QIcon.Mode.Normal, QIcon.State.Off)
        self.setIcon(icon)


def _swatch(series: Series, size: QSize, color: QColor) -> QPixmap:
    ratio = 2
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, width = size.height() / 2, size.width()
    painter.setPen(QPen(color, theme.tokens().focus_width))
    painter.drawLine(QPointF(0, middle), QPointF(width, middle))
    if series.marker:
        painter.setBrush(theme.tokens().plot if series.hollow else color)
        paint_sign(painter, series.marker, QPointF(width / 2, middle), theme.tokens().unit / 2)
    painter.end()
    return pixmap

"""Labels and rules: text in a role of the type scale, bound to a message."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls.translation import Text, bind

LabelRole = Literal[
    "body", "caption", "soft", "strong", "section", "subtitle", "title", "display", "error", "warning", "number"
]


def label(text: Text | str, role: LabelRole = "body", *, wrap: bool = False, buddy: QWidget | None = None) -> QLabel:
    """Return a label; a message stays bound to the language, a plain string is shown as it is."""
    made = QLabel()
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if isinstance(text, str):
        made.setText(text)
    else:
        bind(made.setText, text)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def rule(*, vertical: bool = False) -> QFrame:
    """Return a hairline."""
    line = QFrame()
    line.setProperty("role", "rule")
    width = theme.tokens().hairline_width
    if vertical:
        line.setFixedWidth(width)
    else:
        line.setFixedHeight(width)
    return line


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another role of the style sheet and show it so."""
    widget.setProperty("role", role)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Apply the style sheet again after a property that it reads has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that gives way to a shorter one or ends in … where there is no room; the tool-tip has the whole."""

    def __init__(self, role: LabelRole = "body", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._mode = mode
        self._text = ""
        self._shorter: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str, *shorter: str) -> None:
        """Show another text. Its size never depends on it, so nothing around it is laid out anew."""
        if (text, shorter) != (self._text, self._shorter):
            self._text, self._shorter = text, shorter
            self.update()

    def sizeHint(self) -> QSize:
        """One line, as wide as there is room."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        return QSize(metrics.averageCharWidth() * 4, metrics.height() + margins.top() + margins.bottom())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shortened text with the style's colours."""
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        fits = (text for text in (self.text(), *self._shorter) if metrics.horizontalAdvance(text) <= room)
        shown = next(fits, None) or metrics.elidedText((self.text(), *self._shorter)[-1], self._mode, room)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )

    def event(self, event: QEvent) -> bool:
        """Offer the whole text as a tool-tip where it does not fit."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.text() if self.is_elided() else "")
        return super().event(event)

    def is_elided(self) -> bool:
        """Whether the text does not fit."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()


class NumberLabel(QLabel):
    """A number that changes while one looks: right-aligned, with room for ``widest``, so that nothing jumps."""

    def __init__(self, widest: str = "", role: LabelRole = "number") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._widest = widest
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _measure(self) -> None:
        if getattr(self, "_widest", ""):
            self.setMinimumWidth(QFontMetrics(self.font()).horizontalAdvance(self._widest) + 2)

"""A formula within a text document: outlines that are filled, sharp on the screen and in print."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from nnstudio.ui.controls.formula import formula_drawing

KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_LATEX, _SIZE, _COLOR = (QTextFormat.Property.UserProperty.value + place for place in range(1, 4))
_VIEW = re.compile(r'viewBox="([^"]*)"')
_SHAPE = re.compile(r"<(path|rect) ([^>]*)>")
_SIDE = re.compile(r'\b(x|y|width|height)="([^"]*)"')
_DRAWN = re.compile(r' ?d="([^"]*)"')


class FormulaObject(QPyTextObject):
    """Draws the document's formulas; one too wide for the page is made smaller."""

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        """Return how large a formula is on the page."""
        extent = _outlined(format)[0].size()
        room = document.pageSize().width() - 2 * document.documentMargin()
        return extent * min(1.0, room / extent.width()) if room > 0 else extent

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, position: int, format: QTextFormat
    ) -> None:
        """Draw a formula as a vector."""
        view, outline = _outlined(format)
        place = QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(place.topLeft())
        painter.scale(place.width() / view.width(), place.height() / view.height())
        painter.translate(-view.topLeft())
        painter.fillPath(outline, QColor(format.property(_COLOR)))
        painter.restore()


def install(document: QTextDocument) -> None:
    """Let a document show formulas."""
    document.documentLayout().registerHandler(KIND, FormulaObject(document))


def insert_formula(cursor: QTextCursor, latex: str, size: int, color: str) -> None:
    """Insert a formula at the cursor."""
    format = QTextCharFormat()
    format.setObjectType(KIND)
    for key, value in ((_LATEX, latex), (_SIZE, size), (_COLOR, color)):
        format.setProperty(key, value)
    format.setToolTip(latex)
    cursor.insertText("\ufffc", format)


def _outlined(format: QTextFormat) -> tuple[QRectF, QPainterPath]:
    return outline_of(format.property(_LATEX), format.property(_SIZE))


@lru_cache(maxsize=1024)
def outline_of(latex: str, size: int) -> tuple[QRectF, QPainterPath]:
    """Return a formula's box and its shapes in it.

    Qt's own renderer of drawings cannot be used for a PDF: it sets a pen without colour, along which the PDF's painter
    still draws, so that all letters come out fat.
    """
    drawing = formula_drawing(latex, size, "black")
    view = _VIEW.search(drawing)
    assert view is not None
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)
    for shape, attributes in _SHAPE.findall(drawing):
        if shape == "rect":
            sides = {name: float(value) for name, value in _SIDE.findall(attributes)}
            outline.addRect(sides["x"], sides["y"], sides["width"], sides["height"])
        else:
            for drawn in _DRAWN.findall(attributes):
                _trace(outline, drawn.split())
    return QRectF(*(float(part) for part in view[1].split())), outline


def _trace(outline: QPainterPath, words: list[str]) -> None:
    """Add the outline of a letter: M, L and Z, and Q for its curves."""
    place = 0
    while place < len(words):
        command, place = words[place], place + 1
        count = {"M": 2, "L": 2, "Q": 4, "Z": 0}[command]
        numbers = [float(word) for word in words[place : place + count]]
        place += count
        match command:
            case "M":
                outline.moveTo(*numbers)
            case "L":
                outline.lineTo(*numbers)
            case "Q":
                outline.quadTo(*numbers)
            case _:
                outline.closeSubpath()

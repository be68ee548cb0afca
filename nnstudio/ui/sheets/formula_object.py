"""A formula within a text document: a drawing, sharp on the screen and in print."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPyTextObject, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtSvg import QSvgRenderer

from nnstudio.ui.controls import formula_renderer

KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_LATEX, _SIZE, _COLOR = (QTextFormat.Property.UserProperty.value + place for place in range(1, 4))


class FormulaObject(QPyTextObject):
    """Draws the document's formulas; one too wide for the page is made smaller."""

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        """Return how large a formula is on the page."""
        extent = QSizeF(_renderer(format).viewBoxF().size())
        room = document.pageSize().width() - 2 * document.documentMargin()
        return extent * min(1.0, room / extent.width()) if room > 0 else extent

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, position: int, format: QTextFormat
    ) -> None:
        """Draw a formula as a vector."""
        _renderer(format).render(painter, QRectF(rect))


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


def _renderer(format: QTextFormat) -> QSvgRenderer:
    return formula_renderer(format.property(_LATEX), format.property(_SIZE), format.property(_COLOR))

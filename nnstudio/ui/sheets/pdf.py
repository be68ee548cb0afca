"""A sheet as PDF: text that can be searched and copied, formulas as vectors, pages with their numbers."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from nnstudio import __version__
from nnstudio.exchange.sheet import Sheet
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.sheets.page import PAPER, page_of
from nnstudio.ui.sheets.pages import Span, page_spans

_RESOLUTION = 1200
_PIXELS = 96
"""Of a screen, per inch: a pixel on the page is as large as in the window."""
_MARGINS = QMarginsF(18, 20, 18, 20)
"""In millimetres."""
_HAIR = 0.5
_FOOT = 4
"""Units of the grid below the text, for the page's number."""


def to_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF on A4, in the language in force."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(str(sheet.title))
    writer.setCreator(f"nnstudio {__version__}")
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, _MARGINS, QPageLayout.Unit.Millimeter))
    _print(sheet, writer)
    buffer.close()
    return bytes(data.data())


def _print(sheet: Sheet, writer: QPdfWriter) -> None:
    scale = _RESOLUTION / _PIXELS
    area = QRectF(0, 0, writer.width() / scale, writer.height() / scale)
    document = page_of(sheet, area.width())
    spans = page_spans(document, area.height() - PAPER.space(_FOOT))
    with QPainter(writer) as painter:
        painter.scale(scale, scale)
        for number, span in enumerate(spans):
            if number:
                writer.newPage()
            _print_page(painter, document, span, area)
            _print_foot(painter, area, number + 1, len(spans))


def _print_page(painter: QPainter, document: QTextDocument, span: Span, area: QRectF) -> None:
    top, bottom = span
    painter.save()
    painter.translate(0, -top)
    # A hair less: what only touches the edge belongs to another page.
    document.drawContents(painter, QRectF(0, top, area.width(), bottom - top).adjusted(0, _HAIR, 0, -_HAIR))
    painter.restore()


def _print_foot(painter: QPainter, area: QRectF, number: int, count: int) -> None:
    painter.setFont(theme.font("caption"))
    painter.setPen(PAPER.text_soft)
    align = Qt.AlignmentFlag
    program = f"nnstudio {__version__}"
    said = tr("Page {number} of {count}", number=number, count=count)
    painter.drawText(area, align.AlignRight | align.AlignBottom, said)
    painter.drawText(area, align.AlignLeft | align.AlignBottom, program)

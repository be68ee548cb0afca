"""Where a document is cut into pages: between what belongs together, never within a calculation that fits on one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFormat

KEEP = QTextFormat.Property.UserProperty.value + 10
"""Set in a paragraph's format: it stays with what follows."""
_BELOW = 4.0
"""How far a table's lines reach below the text of its last row, in pixels."""
_MOST_LINES = 16
"""A paragraph of more lines than these may be cut between them."""

Span = tuple[float, float]


def page_spans(document: QTextDocument, height: float) -> list[Span]:
    """Return top and bottom of each page, for a document laid out on one endless page."""
    spans: list[Span] = []
    start, end = 0.0, 0.0
    for top, bottom in _units(document, height):
        if bottom - start > height and end > start:
            spans.append((start, end))
            start = top
        end = bottom
    return [*spans, (start, end)]


def _units(document: QTextDocument, height: float) -> Iterator[Span]:
    """Yield what is not to be cut, from top to bottom; what stands side by side in a table is one."""
    kept: list[tuple[float, float, bool]] = []
    for top, bottom, stays in _pieces(document):
        if kept and top < kept[-1][1] - 0.5:
            kept[-1] = kept[-1][0], max(kept[-1][1], bottom), kept[-1][2] and stays
        elif kept and kept[-1][2] and bottom - kept[-1][0] <= height:
            kept[-1] = kept[-1][0], bottom, stays
        else:
            kept.append((top, bottom, stays))
    # The room between two pieces belongs to the upper one.
    for (top, _, _), (below, _, _) in pairwise(kept):
        yield top, below
    if kept:
        yield kept[-1][0], kept[-1][1] + _BELOW


def _pieces(document: QTextDocument) -> Iterator[tuple[float, float, bool]]:
    """Yield top and bottom of every paragraph, and whether it stays with the next.

    A document that ends with a table has an empty one behind it, which makes no page.
    """
    layout = document.documentLayout()
    block = document.begin()
    while block.isValid() and (block.text() or block.next().isValid()):
        box = layout.blockBoundingRect(block)
        stays = bool(block.blockFormat().property(KEEP))
        if block.layout().lineCount() <= _MOST_LINES:
            yield box.top(), box.bottom(), stays
        else:
            yield from _lines(block, box.top())
        block = block.next()


def _lines(block: QTextBlock, top: float) -> Iterator[tuple[float, float, bool]]:
    lines = block.layout()
    for number in range(lines.lineCount()):
        rect = lines.lineAt(number).rect()
        yield top + rect.top(), top + rect.bottom(), number == 0

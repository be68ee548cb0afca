"""The button that saves what a view shows: its picture as PNG or SVG, its numbers as CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSizeF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.exchange.table import Table, to_csv
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls.drawn_file import image_of, png_of, svg_of
from nnstudio.ui.controls.icons import IconButton
from nnstudio.ui.controls.saving import may_replace, save

_SHARP = 2
"""Pixels of a PNG for each of the window's."""
_SUFFIXES = (".png", ".svg", ".csv")


class ExportButton(IconButton):
    """Asks where to, and writes the file in the format that its ending names.

    ``picture`` is the widget to be drawn; ``table`` returns the numbers behind it, None where there are none; ``name``
    proposes a file's name without an ending, ``folder`` where.
    Signals: ``said(str)``, that the file was written or why not.
    """

    said = Signal(str)

    def __init__(
        self,
        picture: Callable[[], QWidget],
        table: Callable[[], Table | None],
        name: Callable[[], str],
        folder: Callable[[], Path] = Path.home,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("save", msg("Save as picture or table …"), parent)
        self._picture, self._table, self._proposed, self._folder = picture, table, name, folder
        self.clicked.connect(self.ask)

    def ask(self) -> None:
        """Ask for a file and write it."""
        formats = [tr("Picture (*.png)"), tr("Drawing (*.svg)")]
        if self._table() is not None:
            formats.append(tr("Table (*.csv)"))
        proposed = str(self._folder() / f"{file_name(self._proposed())}{_SUFFIXES[0]}")
        path, chosen = QFileDialog.getSaveFileName(
            self.window(), tr("Save what is shown"), proposed, ";;".join(formats)
        )
        if not path:
            return
        file = Path(path)
        wanted = _SUFFIXES[formats.index(chosen)] if chosen in formats else _SUFFIXES[0]
        if wanted != _SUFFIXES[0] and file.suffix == _SUFFIXES[0] and file.stem == file_name(self._proposed()):
            # The proposal's own ending, left as it was while another format was chosen.
            file = file.with_suffix(wanted)
        named = file if file.suffix.lower() in _SUFFIXES else file.with_name(file.name + wanted)
        if may_replace(Path(path), named, self.window()):
            self.write(named)

    def write(self, path: Path) -> bool:
        """Write the file; False (and it is said why) where that failed."""
        return save(path, lambda: self._bytes(path.suffix.lower()), self.said.emit)

    def _bytes(self, suffix: str) -> bytes:
        table = self._table()
        if suffix == ".csv" and table is not None:
            # With the mark by which spreadsheets tell UTF-8.
            return to_csv(table).encode("utf-8-sig")
        return to_svg(self._picture(), self._proposed()) if suffix == ".svg" else to_png(self._picture())


def to_png(widget: QWidget) -> bytes:
    """Return a widget as it is shown, at twice the window's resolution."""
    return png_of(image_of(QSizeF(widget.size()), _SHARP, lambda painter: _paint(painter, widget)))


def to_svg(widget: QWidget, title: str = "") -> bytes:
    """Return a widget as lines and text."""
    return svg_of(QSizeF(widget.size()), title, lambda painter: _paint(painter, widget))


def _paint(painter: QPainter, widget: QWidget) -> None:
    painter.fillRect(widget.rect(), theme.tokens().panel)
    widget.render(painter, QPoint())


def file_name(text: str) -> str:
    """Return a name that every system takes."""
    return " ".join("".join(sign if sign.isalnum() or sign in "-_." else " " for sign in text).split())

"""The search at the cursor: type two letters, press Enter, and the layer is there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding.layer_list import KIND, LayerList
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.adding.preview import LayerPreview
from nnstudio.ui.controls import bind, label
from nnstudio.ui.controls.search_card import LeadingField, SearchCard

_TALLEST = 60
"""In grid units: the canvas around the place stays in sight."""


class QuickAdd(SearchCard):
    """A small card over the canvas, with the layers and the student's own blocks. ``point`` is where it will stand.

    Signals: ``chosen(kind)``.
    """

    chosen = Signal(str)

    def __init__(self, canvas: QWidget, blocks: MyBlocks) -> None:
        listed = LayerList(draggable=False, blocks=blocks)
        super().__init__(canvas, LeadingField(msg("Search layers")), listed)
        bind(self.setAccessibleName, msg("Add a layer"))
        self._canvas, self._layers = canvas, listed
        self.point = QPointF()
        self._only: frozenset[str] | None = None
        self._room = 0
        self.preview = LayerPreview(blocks)
        self.nothing = label(msg("No layer that fits here has this name."), "soft", wrap=True)
        self._arrange()
        self.field.textChanged.connect(self._on_typed)
        listed.described.connect(self.preview.describe)
        self.taken.connect(self._on_taken)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        column = self.stack(self.field)
        row = QHBoxLayout()
        row.setSpacing(tokens.unit)
        row.addWidget(self.list, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.nothing)
        column.addLayout(row)
        self.preview.setFixedWidth(tokens.space(18))
        self.setFixedWidth(tokens.space(46))

    def open_at(self, place: QPoint, point: QPointF, only: frozenset[str] | None = None, preferred: str = "") -> None:
        """Open near ``place`` (pixels of the parent), inside the parent, with ``preferred`` as the current row."""
        self.point, self._only = point, only
        self.field.clear()
        self._layers.show_matches("", only)
        self._show_found()
        self._layers.go_to_kind(preferred)
        self.go_to(self.list.currentRow())
        parent, margin = self._canvas, theme.tokens().unit
        self._room = min(parent.height() - 2 * margin, theme.tokens().space(_TALLEST))
        self.fit(self._room)
        self.open_card(parent)
        x = max(margin, min(place.x(), parent.width() - self.width() - margin))
        y = max(margin, min(place.y(), parent.height() - self.height() - margin))
        self.move(x, y)

    def _on_typed(self, text: str) -> None:
        self._layers.show_matches(text, self._only)
        self._show_found()
        self.go_to(self.list.currentRow())
        self.fit(self._room)

    def _show_found(self) -> None:
        found = bool(self._layers.kinds())
        self.nothing.setVisible(not found)
        self.preview.setVisible(found)

    def _on_taken(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(KIND))

"""The palette: search, the layers by family, a picture and one line of help."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding.layer_list import LayerList
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.adding.preview import LayerPreview
from nnstudio.ui.controls import bind, label, rule
from nnstudio.ui.controls.search_card import LeadingField


class Palette(QWidget):
    """Signals: ``chosen(kind)`` when a layer is to be added after the selection."""

    chosen = Signal(str)

    def __init__(self, blocks: MyBlocks | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks = blocks
        bind(self.setAccessibleName, msg("Layer palette"))
        self.search = LeadingField(msg("Search layers"))
        self.list = LayerList(blocks=blocks)
        self.preview = LayerPreview(blocks)
        self.nothing = label(msg("No layer has this name. Try “dense”, “全连接” or “dropout”."), "soft", wrap=True)
        self._arrange()
        self.search.textChanged.connect(self._on_typed)
        self.search.entered.connect(self._on_entered)
        self.search.moved.connect(self._on_moved)
        self.search.left.connect(self.search.clear)
        self.list.chosen.connect(self.chosen)
        self.list.described.connect(self.preview.describe)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.space(1), tokens.space(1), tokens.space(1), tokens.space(1))
        column.setSpacing(tokens.space(0.5))
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(rule())
        column.addWidget(self.preview)
        self.nothing.hide()

    def _on_typed(self, text: str) -> None:
        self.list.show_matches(text)
        self.nothing.setVisible(not self.list.kinds())

    def _on_entered(self) -> None:
        if self.list.kinds():
            self.chosen.emit(self.list.current_kind())

    def _on_moved(self, _rows: int) -> None:
        self.list.setFocus()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(1)

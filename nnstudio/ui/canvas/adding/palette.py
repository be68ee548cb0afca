"""The palette: search, the layers by family, one line of help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding.layer_list import LayerList
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.controls import SearchField, bind, label, rule


class Palette(QWidget):
    """Signals: ``chosen(kind)`` when a layer is to be added after the selection."""

    chosen = Signal(str)

    def __init__(self, blocks: MyBlocks | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks = blocks
        bind(self.setAccessibleName, msg("Layer palette"))
        self.search = PaletteSearch()
        self.list = LayerList(blocks=blocks)
        self.help = label("", "caption", wrap=True)
        self.nothing = label(msg("No layer has this name. Try “dense”, “全连接” or “dropout”."), "soft", wrap=True)
        self._kind = ""
        self._arrange()
        self.search.textChanged.connect(self._on_typed)
        self.search.entered.connect(self._on_entered)
        self.search.went_down.connect(self._on_went_down)
        self.list.chosen.connect(self.chosen)
        self.list.described.connect(self._describe)
        bind(self.help.setText, self._help_text)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.space(1), tokens.space(1), tokens.space(1), tokens.space(1))
        column.setSpacing(tokens.space(0.5))
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(rule())
        # Fixed: a row must not slip away from under the mouse because the help of another is longer.
        self.help.setFixedHeight(tokens.space(13))
        self.help.setContentsMargins(tokens.unit, tokens.unit, tokens.unit, 0)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.help)
        self.nothing.hide()

    def _on_typed(self, text: str) -> None:
        self.list.show_matches(text)
        self.nothing.setVisible(not self.list.kinds())

    def _on_entered(self) -> None:
        if self.list.kinds():
            self.chosen.emit(self.list.current_kind())

    def _on_went_down(self) -> None:
        self.list.setFocus()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(1)

    def _describe(self, kind: str) -> None:
        self._kind = kind
        self.help.setText(self._help_text())

    def _help_text(self) -> str:
        if self._kind in engine.layers:
            return tr(engine.layers[self._kind].declaration.help)
        block = self.blocks.blocks.get(self._kind) if self.blocks is not None else None
        if block is not None:
            return tr("{name}: your own block of {count} layers.", name=block.name, count=len(block.fragment.nodes))
        return tr("Drag a layer onto the canvas, or click it to add it after the selection.")


class PaletteSearch(SearchField):
    """Signals: ``entered()`` for Enter, ``went_down()`` for the arrow down."""

    entered = Signal()
    went_down = Signal()

    def __init__(self) -> None:
        super().__init__(msg("Search layers"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the arrow down lead on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

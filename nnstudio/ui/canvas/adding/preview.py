"""What a layer of the palette does: its picture, and its one line of help."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.previews.pencil import HEIGHT, WIDTH
from nnstudio.ui.canvas.previews.pictures import paint_block_preview, paint_preview
from nnstudio.ui.canvas.wording import declared, family_of, parted
from nnstudio.ui.controls import bind, label


class LayerPreview(QWidget):
    """Shows what was described last; before that, how a layer is added."""

    def __init__(self, blocks: MyBlocks | None = None) -> None:
        super().__init__()
        self._blocks, self.kind = blocks, ""
        self.picture = _Picture(self)
        self.help = label("", "caption", wrap=True)
        tokens = theme.tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.unit, 0, 0)
        column.setSpacing(tokens.unit)
        column.addWidget(self.picture)
        self.help.setContentsMargins(tokens.unit, 0, tokens.unit, 0)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.help, 1)
        # Fixed: a row must not slip away from under the mouse because the help of another is longer.
        self.setFixedHeight(2 * tokens.unit + self.picture.sizeHint().height() + tokens.space(17))
        self.picture.hide()
        bind(self.help.setText, self._help_text)

    def describe(self, kind: str) -> None:
        """Show a kind of layer, or a block."""
        self.kind = kind
        self.help.setText(self._help_text())
        self.picture.setVisible(bool(parted(self.kind)[0] in engine.layers or self.families()))
        self.picture.update()

    def families(self) -> tuple[str, ...]:
        """Return the families of the layers in the block that is shown, in order; none for a layer."""
        block = self._blocks.blocks.get(self.kind) if self._blocks is not None else None
        return () if block is None else tuple(family_of(node.kind) for node in block.fragment.nodes)

    def _help_text(self) -> str:
        if parted(self.kind)[0] in engine.layers:
            return tr(declared(self.kind).help)
        block = self._blocks.blocks.get(self.kind) if self._blocks is not None else None
        if block is not None:
            return tr("{name}: your own block of {count} layers.", name=block.name, count=len(block.fragment.nodes))
        return tr("Drag a layer onto the canvas, or click it to add it after the selection.")


class _Picture(QWidget):
    """The picture: the words beside it say the same, so a screen reader passes it over."""

    def __init__(self, preview: LayerPreview) -> None:
        super().__init__(preview)
        self._preview = preview
        bind(self.setAccessibleName, msg("Picture of what the layer does"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size at which the pictures are drawn one to one."""
        return QSize(round(WIDTH), round(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, kind = QPainter(self), self._preview.kind
        if parted(kind)[0] in engine.layers:
            paint_preview(painter, kind, self.rect().toRectF())
        elif families := self._preview.families():
            paint_block_preview(painter, families, self.rect().toRectF())
        painter.end()

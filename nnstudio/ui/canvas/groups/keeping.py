"""Keep a group as a block of one's own, and put kept blocks on the canvas; rename and delete them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from nnstudio.document import Connect, Fragment, PlaceBlock, Several, copy_layers
from nnstudio.document.edits.block import extent, way_through
from nnstudio.document.size import DROP
from nnstudio.text import tr
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.geometry import STEP_X, on_grid
from nnstudio.ui.canvas.groups.commands import GroupCommands
from nnstudio.ui.canvas.snapshot import Snapshot

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Keeping:
    """``blocks`` are the kept ones; dialogs stand over ``owner``."""

    def __init__(self, owner: QWidget, view: CanvasView, groups: GroupCommands, blocks: MyBlocks) -> None:
        self.owner, self.view, self.groups, self.blocks = owner, view, groups, blocks

    def save_block(self) -> None:
        """Ask for a name, and keep the selected group under it."""
        chosen = self.groups.groups()
        if not chosen:
            return
        group = chosen[0]
        layers = self.view.stage.groups.faces[group.id].layers
        fragment = copy_layers(self.view.session.document, layers)
        self._ask(tr("Save as block"), group.name, lambda name: self._keep(name, fragment))

    def _keep(self, name: str, fragment: Fragment) -> None:
        block = self.blocks.keep(name, fragment)
        if block is not None:
            self.view.announced.emit(tr("“{name}” is in the palette under My blocks.", name=block.name))

    def place(self, kind: str) -> None:
        """Put a block after the selected layer or at the end of the chain; in the middle of the view if there is
        neither.
        """
        view, block = self.view, self.blocks.blocks[kind]
        snapshot, selected = view.snapshot, view.session.selection
        source = selected[-1] if selected else edits.open_end(snapshot)
        if source and snapshot.has_output(source):
            x, y = after(snapshot, block.fragment, source)
        else:
            source, x, y = "", on_grid(view.centre().x()), on_grid(view.centre().y())
        put(view, PlaceBlock(block.fragment, block.name, x, y, source))

    def place_at(self, kind: str, point: QPointF) -> None:
        """Put a block with its middle at a point."""
        block = self.blocks.blocks[kind]
        put(self.view, PlaceBlock(block.fragment, block.name, on_grid(point.x()), on_grid(point.y())))

    def place_wired(self, kind: str, point: QPointF, source: str) -> None:
        """Put a block with its left end at a point and a wire of its own from ``source``, whatever goes on there."""
        view, block = self.view, self.blocks.blocks[kind]
        left, _top, right, _bottom = extent(block.fragment)
        edit = PlaceBlock(block.fragment, block.name, on_grid(point.x() + (right - left) / 2), on_grid(point.y()))
        ends = way_through(block.fragment)
        if ends is None:
            put(view, edit)
            return
        new = dict(zip(block.fragment.by_id, edit.paste().new_ids(view.session.document), strict=True))
        if view.edit(Several((edit, Connect(source, new[ends[0]])), edit.name)):
            view.select(tuple(new.values()))
            view.show_node(new[ends[0]])

    def rename(self, kind: str) -> None:
        """Ask for another name."""
        old = self.blocks.blocks[kind].name
        self._ask(tr("Rename block"), old, lambda name: self.blocks.rename(kind, name))

    def drop(self, kind: str) -> None:
        """Ask, and delete a block: this is no edit of the network, and can't be undone."""
        question = QMessageBox(self.owner)
        question.setWindowTitle(tr("Delete block"))
        question.setText(tr("Delete the block “{name}”?", name=self.blocks.blocks[kind].name))
        question.setInformativeText(tr("Its file is deleted. Networks that use it keep their layers."))
        yes = question.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        question.addButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(lambda: self.blocks.drop(kind))
        question.finished.connect(question.deleteLater)
        question.open()

    def _ask(self, title: str, name: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self.owner)
        dialog.setWindowTitle(title)
        dialog.setLabelText(tr("Name:"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def after(snapshot: Snapshot, fragment: Fragment, source: str) -> tuple[float, float]:
    """Return where the middle of a block comes to lie that follows a layer."""
    node = snapshot.nodes[source]
    left, top, right, bottom = extent(fragment)
    if snapshot.network.down:
        return node.x, on_grid(node.y + DROP + (bottom - top) / 2)
    return on_grid(node.x + STEP_X + (right - left) / 2), node.y


def put(view: CanvasView, edit: PlaceBlock) -> None:
    """Make an edit that places a block, and select its layers."""
    new = edit.paste().new_ids(view.session.document)
    if view.edit(edit):
        view.select(new)
        view.show_node(new[0])

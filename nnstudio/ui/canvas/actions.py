"""What the Edit and View menus ask of the canvas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from nnstudio.document import Edit, MoveLayers, PasteLayers, RemoveLayers, SetDirection, Several, copy_layers
from nnstudio.document.edits import Fragment
from nnstudio.document.size import HEADROOM, NODE_HEIGHT, NODE_WIDTH, PITCH, WIDE
from nnstudio.text import Message, msg, tr
from nnstudio.ui.bridge.arranging import ARRANGING
from nnstudio.ui.bridge.seeing import DOWN, INSIDE
from nnstudio.ui.canvas import clipboard
from nnstudio.ui.canvas.aligning import Boxes, Line, Shifts, aligned, distributed
from nnstudio.ui.canvas.arrange import arrange
from nnstudio.ui.canvas.geometry import GRID, on_grid
from nnstudio.ui.canvas.items.node import DETAIL_FROM
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.canvas.wrapping import READABLE
from nnstudio.ui.canvas.zooming import STEP

PASTE_GAP = 3 * GRID


class CanvasActions:
    """Copy, cut, paste, duplicate, delete, select all, zoom, fit, lay out: each is one step of undo at most."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def copy(self) -> None:
        """Put the selected layers, with the wires among them, on the clipboard as text."""
        fragment = self._selected()
        if fragment.nodes:
            QGuiApplication.clipboard().setMimeData(clipboard.copied(fragment, self.view.session.document))

    def cut(self) -> None:
        """Copy, then delete."""
        if self.view.session.selection:
            self.copy()
            self.view.edit(RemoveLayers(self.view.session.selection))

    def paste(self) -> None:
        """Paste from the clipboard: beside the originals where they are in sight, else in the middle of the view."""
        self._paste_copied(with_inputs=False)

    def paste_with_inputs(self) -> None:
        """Paste, and wire the layers from the same sources as the originals, where these are in this network."""
        self._paste_copied(with_inputs=True)

    def _paste_copied(self, *, with_inputs: bool) -> None:
        data = QGuiApplication.clipboard().mimeData()
        fragment = clipboard.layers_in(data)
        if fragment is None:
            self.view.announced.emit(str(msg("There are no layers on the clipboard.")))
            return
        shift = self._free_shift(fragment)
        inputs = clipboard.inputs_in(data, self.view.session.document) if with_inputs else ()
        self._paste(PasteLayers(fragment, shift.x(), shift.y(), inputs))

    def duplicate(self) -> None:
        """Double the selected layers, with the wires among them; the clipboard stays as it is."""
        fragment = self._selected()
        if fragment.nodes:
            shift = self._free_shift(fragment)
            self._paste(PasteLayers(fragment, shift.x(), shift.y()))

    def _selected(self) -> Fragment:
        return copy_layers(self.view.session.document, self.view.session.selection)

    def _paste(self, edit: PasteLayers) -> None:
        ids = edit.new_ids(self.view.session.document)
        if self.view.edit(edit):
            self.view.select(ids)
            self.view.show_node(ids[-1])

    def _free_shift(self, fragment: Fragment) -> QPointF:
        """Return by how much to move pasted layers so that they cover no others: below these, or to the right."""
        xs, ys = [node.x for node in fragment.nodes], [node.y for node in fragment.nodes]
        middle = QPointF((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        view = self.view
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        shift = QPointF() if seen.contains(middle) else view.centre() - middle
        shift = QPointF(on_grid(shift.x()), on_grid(shift.y()))
        step = QPointF(PASTE_GAP, 0) if view.snapshot.network.down else QPointF(0, PASTE_GAP)
        # A group has a frame around its layers, and its name above them.
        gap = PASTE_GAP + (HEADROOM if fragment.groups else 0)
        taken = np.array([(node.x, node.y) for node in view.snapshot.network.nodes]).reshape(-1, 2)
        apart = np.array([(node.x, node.y) for node in fragment.nodes])[:, None] - taken
        room = np.array([NODE_WIDTH + gap, NODE_HEIGHT + gap] if step.x() else [NODE_WIDTH, NODE_HEIGHT + gap])
        while (np.abs(apart + np.array(shift.toTuple())) < room).all(-1).any():
            shift += step
        return shift

    def delete(self) -> None:
        """Delete the selected layers, or the selected wire."""
        self.view.keys.delete()

    def align(self, line: Line) -> None:
        """Bring the selected layers into line."""
        self._arrange(2, lambda boxes: aligned(boxes, line), line.title)

    def distribute(self, axis: int) -> None:
        """Make the gaps between the selected layers equal, across (0) or down (1)."""
        title, _keys = ARRANGING["distribute_down" if axis else "distribute_across"]
        self._arrange(3, lambda boxes: distributed(boxes, axis), title)

    def _arrange(self, least: int, arranged: Callable[[Boxes], Shifts], title: Message) -> None:
        view = self.view
        # A folded group is one box: its layers keep their places in it.
        block = {key: view.stage.groups.hidden.get(key, key) for key in view.session.selection}
        boxes = {block[key]: view.stage.nodes[key].scene_box() for key in block}
        if len(boxes) < least:
            view.announced.emit(tr("Select {count} layers or more.", count=least))
            return
        shifts, nodes = arranged(boxes), view.snapshot.nodes
        moved = [(nodes[key], *shifts[block[key]]) for key in block if shifts[block[key]] != (0, 0)]
        if moved:
            places = tuple((node.id, node.x + dx, node.y + dy) for node, dx, dy in moved)
            view.edit(Several((MoveLayers(places),), title))

    def select_all(self) -> None:
        """Select every layer."""
        self.view.select(tuple(node.id for node in self.view.snapshot.network.nodes))

    def zoom_in(self) -> None:
        """Zoom in at the middle."""
        self.view.zooming.zoom_by(STEP)

    def zoom_out(self) -> None:
        """Zoom out at the middle."""
        self.view.zooming.zoom_by(1 / STEP)

    def fit(self) -> None:
        """Show the whole network."""
        self.view.zooming.fit()

    def actual_size(self) -> None:
        """Zoom to 100 %."""
        self.view.zooming.zoom_to(1.0)

    def auto_layout(self) -> None:
        """Put the layers in order from left to right or top to bottom, and show them all."""
        view = self.view
        shapes = view.session.analysis.shapes.values()
        pitch = WIDE if any(len(shape) > 1 for shape in shapes) else PITCH
        seen = view.viewport().size()
        network, down = view.snapshot.network, view.seeing[DOWN]
        # What is drawn in the layers is smaller than their names.
        readable = DETAIL_FROM if view.seeing[INSIDE] else READABLE
        places = arrange(network, down=down, pitch=pitch, room=(seen.width(), seen.height()), readable=readable)
        nodes = view.snapshot.nodes
        turn = (SetDirection(down),) if down != network.down else ()
        moves = tuple((k, x, y) for k, (x, y) in places.items() if (nodes[k].x, nodes[k].y) != (x, y))
        if moves or turn:
            edit: Edit = Several((*turn, MoveLayers(moves)), msg("Lay out layers"))
            view.glides = True
            try:
                view.edit(edit)
            finally:
                view.glides = False
        goal = QRectF()
        for node, (x, y) in places.items():
            goal = goal.united(view.stage.nodes[node].rect.translated(x, y))
        view.zooming.fit_box(goal)

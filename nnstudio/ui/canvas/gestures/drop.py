"""A layer dragged from the palette over the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.document import Edit
from nnstudio.document.model import Wire
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.geometry import GRID, node_rect, on_grid
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.glyphs import family_color
from nnstudio.ui.canvas.trial import try_edit
from nnstudio.ui.canvas.wording import family_of

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Drop(Gesture):
    """Shows where the layer would stand; a wire under it lights up, and dropping inserts the layer there."""

    def __init__(self, view: CanvasView, start: QPointF, kind: str) -> None:
        super().__init__(view, start)
        self.kind = kind
        self.wire: Wire | None = None
        self.ghost = QGraphicsPathItem()
        self.ghost.setZValue(8)
        self.ghost.setPen(QPen(theme.tokens().accent, 1.5, Qt.PenStyle.DashLine))
        self.ghost.setBrush(theme.with_alpha(family_color(family_of(kind)), 0.12))
        path, radius = QPainterPath(), theme.tokens().radius
        path.addRoundedRect(node_rect(family_of(kind) in ("input", "output")), radius, radius)
        self.ghost.setPath(path)
        view.stage.addItem(self.ghost)
        self.move(start)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Follow the mouse, light the wire under the layer, say what would come of it."""
        stage = self.view.stage
        place = QPointF(on_grid(point.x()), on_grid(point.y()))
        self.ghost.setPos(place)
        wire = stage.wire_at(point, 1.5 * GRID) if edits.fits_on_wire(self.kind) else None
        if wire != self.wire:
            self._light(False)
            self.wire = wire
            self._light(True)
        below = place + QPointF(0, node_rect(False).bottom())
        if wire is None:
            stage.hint.say("", below)
            return
        snapshot = self.view.snapshot
        verdict = try_edit(snapshot.document, self._edit(point), snapshot.network.next_node)
        text = tr("insert here: {result}", result=verdict.text)
        stage.hint.say(verdict.text if not verdict.sound else text, below, refused=not verdict.sound)

    def _edit(self, point: QPointF) -> Edit:
        if self.wire is not None:
            return edits.insert_on_wire(self.view.snapshot, self.wire, self.kind)
        return edits.add_at(self.kind, point.x(), point.y())

    def _light(self, lit: bool) -> None:
        if self.wire in self.view.stage.wires:
            self.view.stage.wires[self.wire].show_state(lit=lit)

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Add the layer and select it."""
        self.move(point)
        self.view.add(self._edit(point))
        return True

    def clear(self) -> None:
        """Take the ghost and the words away."""
        self._light(False)
        self.view.stage.hint.say("", QPointF())
        self.view.stage.removeItem(self.ghost)

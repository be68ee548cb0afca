"""Move a group with all its layers; move a note, or make it another size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from nnstudio.document import PlaceNote
from nnstudio.document.edits.notes import LARGEST_NOTE, SMALLEST_NOTE
from nnstudio.ui.canvas.geometry import on_grid
from nnstudio.ui.canvas.gestures.gesture import ADDING, NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.gestures.move import Move
from nnstudio.ui.canvas.groups.carrying import Carrying

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class MoveGroup(Move):
    """Selects all layers of a group by a click, and moves them by a drag."""

    def __init__(self, view: CanvasView, start: QPointF, group: str, modifiers: Modifiers) -> None:
        self.group = group
        self.layers = view.stage.groups.faces[group].layers
        selected = view.session.selection
        self.whole = set(selected).issuperset(self.layers)
        if not self.whole:
            kept = tuple(node for node in selected if node not in self.layers) if modifiers & ADDING else ()
            view.select((*kept, *self.layers))
        super().__init__(view, start, self.layers[0], modifiers)
        view.current = group
        view.show_selection()

    def _click(self) -> None:
        selected = self.view.session.selection
        if self.adding and self.whole:
            self.view.select(tuple(node for node in selected if node not in self.layers))
        elif not self.adding and len(selected) > len(self.layers):
            self.view.select_group(self.group)


class MoveNote(Gesture):
    """Selects a note by a click, and moves it along the grid by a drag."""

    def __init__(self, view: CanvasView, start: QPointF, note: str) -> None:
        super().__init__(view, start)
        self.item = view.stage.groups.notes[note]
        self.note = self.item.note
        self.moving = False
        self.carrying = Carrying(view, (note,), (note,), note)
        view.select_note(note)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Move the paper."""
        if self.moving or self.dragged(point):
            self.moving = True
            self.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.item.lie(self._place(point), self.note.width, self.note.height)
            self.carrying.seek(point, self.item.scene_box())

    def _place(self, point: QPointF) -> QPointF:
        goal = QPointF(self.note.x, self.note.y) + point - self.start
        return QPointF(on_grid(goal.x()), on_grid(goal.y()))

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the one edit."""
        if self.moving:
            place = self._place(point)
            self.view.edit(self.carrying.edit(PlaceNote(self.note.id, place.x(), place.y())))
        return True

    def clear(self) -> None:
        """Put the paper where the document has it."""
        self.carrying.clear()
        self.view.reconcile()


class ResizeNote(MoveNote):
    """Makes a note larger or smaller by its corner, along the grid."""

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Show the new size."""
        if self.moving or self.dragged(point):
            self.moving = True
            self.view.viewport().setCursor(Qt.CursorShape.SizeFDiagCursor)
            self.item.lie(self.item.pos(), *self._size(point))

    def _size(self, point: QPointF) -> tuple[float, float]:
        shift = point - self.start
        return clamped(self.note.width + shift.x(), self.note.height + shift.y())

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the one edit."""
        if self.moving:
            self.view.edit(PlaceNote(self.note.id, self.note.x, self.note.y, *self._size(point)))
        return True


def clamped(width: float, height: float) -> tuple[float, float]:
    """Return the nearest size on the grid that a note may have."""
    wide, high = SMALLEST_NOTE
    return min(LARGEST_NOTE, max(wide, on_grid(width))), min(LARGEST_NOTE, max(high, on_grid(height)))

"""Rename a layer or a group in place, and write in a note: one way in, F2 or a double-click, for all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect

from nnstudio.document import EditNote, RenameGroup, RenameLayer
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.groups.in_place import InPlace, name_field, note_field
from nnstudio.ui.canvas.items.frame import HEADER

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

NAME_UNITS = 20
NOTE_UNITS = NAME_UNITS, 10
"""What a field is wide and, of a note, high at least, in grid units: zoomed out, the thing under it may be smaller."""


class Naming(QObject):
    """``field`` is the editor of a name, ``note_field`` that of a note."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.view = view
        self.field, self.note_field = name_field(), note_field()
        self._name, self._note = InPlace(view, self.field), InPlace(view, self.note_field)
        view.rename_wanted.connect(self.open)
        self._name.written.connect(self._on_renamed)
        self._note.written.connect(lambda note, text: view.edit(EditNote(note, text)))

    def open(self, thing: str) -> None:
        """Open the editor over a layer, a group or a note, which is brought into sight."""
        view, groups, space = self.view, self.view.stage.groups, theme.tokens().space
        if thing in groups.notes:
            view.show_point(groups.box_of(thing).topLeft())
            box = view.mapFromScene(groups.box_of(thing)).boundingRect()
            width, height = (space(units) for units in NOTE_UNITS)
            box.setSize(box.size().expandedTo(QRect(0, 0, width, height).size()))
            self._note.open_over(self._seen(box), thing, groups.notes[thing].note.text)
            return
        place = self._place_of_name(thing)
        view.show_point(place)
        box = QRect(0, 0, space(NAME_UNITS), theme.tokens().control_height)
        box.moveCenter(view.mapFromScene(place))
        name = groups.faces[thing].name if thing in groups.faces else view.stage.nodes[thing].face.name
        self._name.open_over(self._seen(box), thing, name)

    def _place_of_name(self, thing: str) -> QPointF:
        """Return about where in the scene a name is written."""
        groups = self.view.stage.groups
        if thing in groups.frames:
            header = groups.frames[thing].header
            return QPointF(header.left() + 10 * GRID, header.top() + HEADER / 2)
        return groups.boxes[thing].pos() if thing in groups.boxes else self.view.stage.nodes[thing].pos()

    def _seen(self, box: QRect) -> QRect:
        """Return a box moved into sight where the canvas's edge would cut it."""
        room = self.view.viewport().geometry()
        x = max(room.left(), min(box.left(), room.right() - box.width()))
        y = max(room.top(), min(box.top(), room.bottom() - box.height()))
        return QRect(QPoint(x, y), box.size())

    def _on_renamed(self, thing: str, text: str) -> None:
        is_group = thing in self.view.stage.groups.faces
        self.view.edit(RenameGroup(thing, text) if is_group else RenameLayer(thing, text))

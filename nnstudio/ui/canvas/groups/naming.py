"""Rename a layer or a group in place, and write in a note: one way in, F2 or a double-click, for all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF

from nnstudio.document import EditNote, RenameGroup, RenameLayer
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.groups.writing import NoteField
from nnstudio.ui.canvas.items.frame import HEADER
from nnstudio.ui.canvas.rename import RenameField

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Naming(QObject):
    """``field`` is the editor of a name, ``note_field`` that of a note."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.view = view
        self.field = RenameField(view)
        self.note_field = NoteField(view)
        view.rename_wanted.connect(self.open)
        self.field.renamed.connect(self._on_renamed)
        self.note_field.written.connect(lambda note, text: view.edit(EditNote(note, text)))

    def open(self, thing: str) -> None:
        """Open the editor over a layer, a group or a note."""
        view, groups = self.view, self.view.stage.groups
        if thing in groups.notes:
            box = view.mapFromScene(groups.box_of(thing)).boundingRect()
            self.note_field.open_at(box, groups.notes[thing].note)
        elif thing in groups.frames:
            header = groups.frames[thing].header
            middle = QPointF(header.left() + 10 * GRID, header.top() + HEADER / 2)
            self.field.open_at(view.mapFromScene(middle), thing, groups.faces[thing].name)
        elif thing in groups.boxes:
            self.field.open_at(view.mapFromScene(groups.boxes[thing].pos()), thing, groups.faces[thing].name)
        else:
            item = view.stage.nodes[thing]
            self.field.open_at(view.mapFromScene(item.pos()), thing, item.face.name)

    def _on_renamed(self, thing: str, text: str) -> None:
        is_group = thing in self.view.stage.groups.faces
        self.view.edit(RenameGroup(thing, text) if is_group else RenameLayer(thing, text))

"""Which group something belongs to while it is dragged: into the frame under the mouse, out of its own once it is far
away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from nnstudio.document import Edit, Regroup, Several
from nnstudio.text import tr
from nnstudio.ui.canvas.geometry import STEP_Y

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

LET_GO: Final = STEP_Y
"""A frame stretches as far as this after what leaves it, and then lets it go: a layer can have more room in its
group."""


class Carrying:
    """Carries ``ids`` (layers, or a note) that are, for groups, ``things``; ``held`` is the one under the mouse."""

    def __init__(self, view: CanvasView, ids: tuple[str, ...], things: tuple[str, ...], held: str) -> None:
        self.view, self.ids = view, ids
        self.things = frozenset(things)
        self._stage = view.stage.groups
        around = [group for group in self._stage.chain(held) if group not in self.things]
        self._at_home = frozenset(around)
        self._home = around[0] if around else ""
        self._goal = self._home
        moving = {thing for thing in self._stage.faces if self.things.intersection((thing, *self._stage.chain(thing)))}
        self._places = [(depth, group) for depth, group in self._stage.inward() if group not in moving]

    def seek(self, point: QPointF, box: QRectF, *, silent: bool = False) -> None:
        """Light the group that what is dragged would go into, and say so, unless ``silent``, where it is another."""
        if not self._places:
            return
        self._goal = self.group_at(point, box)
        self._stage.carry(self.things, self._goal)
        self._stage.follow()
        if not silent:
            self.view.stage.hint.say(self._words(), box.bottomLeft())

    def _words(self) -> str:
        if self._goal == self._home:
            return ""
        faces = self._stage.faces
        if self._goal:
            return tr("into {group}", group=faces[self._goal].name)
        return tr("out of {group}", group=faces[self._home].name)

    def group_at(self, point: QPointF, box: QRectF) -> str:
        """Return the innermost group that has it: by holding the mouse, or else by still being stretched to it."""
        found = [(-depth, 0, group) for depth, group in self._places if self._holds(group, point)]
        found += [(-depth, 1, group) for depth, group in self._places if self._reaches(group, box)]
        return min(found)[2] if found else ""

    def _holds(self, group: str, point: QPointF) -> bool:
        if group in self._stage.boxes:
            return self._stage.boxes[group].scene_box().contains(point)
        return self._stage.left_of(group, self.things).contains(point)

    def _reaches(self, group: str, box: QRectF) -> bool:
        if group not in self._at_home:
            return False
        return self._stage.left_of(group, self.things).adjusted(-LET_GO, -LET_GO, LET_GO, LET_GO).intersects(box)

    def edit(self, moved: Edit) -> Edit:
        """Return an edit with the change of group, if there is one, as one step."""
        if self._goal == self._home:
            return moved
        regroup = Regroup(self.ids, self._goal)
        return Several((moved, regroup), regroup.name)

    def clear(self) -> None:
        """Put it down: the frames lie as the document has it."""
        if self._places:
            self._stage.put_down()
            self._stage.follow()
            self.view.stage.hint.say("", QPointF())


def at_point(view: CanvasView, added: Edit, new: str, point: QPointF) -> Edit:
    """Return an edit that adds a layer or a note at a point, and puts it into the group there, if there is one."""
    group = Carrying(view, (new,), (new,), new).group_at(point, QRectF(point, point))
    return Several((added, Regroup((new,), group)), added.name) if group else added

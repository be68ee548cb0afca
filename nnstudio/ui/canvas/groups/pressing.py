"""What a press or a double-click on a group or a note does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QMouseEvent

from nnstudio.document import FoldGroups
from nnstudio.ui.canvas.groups.moving import MoveGroup, MoveNote, ResizeNote
from nnstudio.ui.canvas.groups.stage import Hit

if TYPE_CHECKING:
    from nnstudio.ui.canvas.gestures.gesture import Gesture
    from nnstudio.ui.canvas.view import CanvasView


def press(view: CanvasView, hit: Hit, point: QPointF, event: QMouseEvent) -> Gesture | None:
    """Return the gesture that a press on a group or note begins; None where the press itself was all."""
    if hit.part in ("note", "grip"):
        return (ResizeNote if hit.part == "grip" else MoveNote)(view, point, hit.id)
    if hit.part == "badge":
        open_at_problem(view, hit.id)
        return None
    if hit.part == "toggle":
        fold(view, hit.id)
        return None
    return MoveGroup(view, point, hit.id, event.modifiers())


def double_click(view: CanvasView, point: QPointF) -> bool:
    """Fold or open the group at a point, or write in the note there; False where there is neither."""
    hit = view.stage.groups.over(point) or view.stage.groups.under(point)
    if hit is None or (hit.id not in view.stage.groups.boxes and view.stage.wire_at(point) is not None):
        return False
    view.cancel_gesture()
    if hit.id in view.stage.groups.notes:
        view.select_note(hit.id)
        view.rename_wanted.emit(hit.id)
    else:
        fold(view, hit.id)
    return True


def fold(view: CanvasView, group: str) -> None:
    """Fold a group, or open it; the group stays selected."""
    face = view.stage.groups.faces[group]
    view.edit(FoldGroups((group,), not face.folded))
    view.select_group(group)
    view.announced.emit(view.stage.groups.spoken(group))


def open_at_problem(view: CanvasView, group: str) -> None:
    """Open a folded group, and those inside it, down to the layer that has the problem, and tell of it."""
    faulty = view.stage.groups.faces[group].faulty
    reveal(view, faulty)
    view.bubble_wanted.emit(faulty)


def reveal(view: CanvasView, node: str) -> None:
    """Open the folded groups that hide a layer, if any do."""
    faces = view.stage.groups.faces
    hiding = tuple(group for group, face in faces.items() if face.folded and node in face.layers)
    if hiding:
        view.edit(FoldGroups(hiding, False))


def select_for_menu(view: CanvasView, point: QPointF) -> None:
    """Select what a context menu at a point is to be about, unless it is selected already."""
    groups = view.stage.groups
    node = view.stage.node_at(point)
    hit = None if node else groups.over(point) or groups.under(point)
    if node and node not in view.session.selection:
        view.select((node,))
    elif hit is not None and hit.id in groups.notes:
        view.select_note(hit.id)
    elif hit is not None and not groups.is_whole(hit.id, view.session.selection):
        view.select_group(hit.id)

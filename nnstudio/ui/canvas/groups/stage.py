"""Frames, folded boxes and notes of the scene, reconciled from the document like the layers themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QPointF, QRectF

from nnstudio.document import Analysis
from nnstudio.document.grouping import around
from nnstudio.ui.canvas.groups.face import GroupFace, group_faces
from nnstudio.ui.canvas.items.folded import FoldedItem
from nnstudio.ui.canvas.items.frame import FrameItem
from nnstudio.ui.canvas.items.note import NoteItem
from nnstudio.ui.canvas.snapshot import Snapshot

if TYPE_CHECKING:
    from nnstudio.ui.canvas.scene import CanvasScene

Item = TypeVar("Item", FrameItem, FoldedItem)
Part = Literal["box", "badge", "header", "toggle", "note", "grip"]


@dataclass(frozen=True)
class Hit:
    """What of a group or note is at a point."""

    id: str
    part: Part


class GroupStage:
    """``frames``, ``boxes`` and ``notes`` map ids to items; ``hidden`` a layer to the folded group that shows for it.

    With neither groups nor notes in the document, nothing here costs anything.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self.faces: dict[str, GroupFace] = {}
        self.frames: dict[str, FrameItem] = {}
        self.boxes: dict[str, FoldedItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.hidden: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._depth: dict[str, int] = {}
        self._inward: list[str] = []

    def reconcile(self, snapshot: Snapshot, analysis: Analysis) -> None:
        """Make the items equal to the document; layers and wires are there already."""
        self._reconcile_notes(snapshot)
        network = snapshot.network
        if not network.groups and not self.faces:
            return
        self.faces = group_faces(snapshot, analysis)
        self._members = {group.id: group.members for group in network.groups}
        self._depth = {group: len(around(network, group)) for group in self.faces}
        self._inward = sorted(self.faces, key=lambda group: -self._depth[group])
        before, self.hidden = self.hidden, self._folded_away(snapshot)
        shown = {group for group in self.faces if not any(self.faces[up].folded for up in around(network, group))}
        self._reconcile_items(self.frames, FrameItem, {g for g in shown if not self.faces[g].folded})
        self._reconcile_items(self.boxes, FoldedItem, {g for g in shown if self.faces[g].folded})
        self._hide()
        if self.hidden != before or self.boxes:
            self._scene.lay_wires()
        self.follow()

    def _reconcile_notes(self, snapshot: Snapshot) -> None:
        wanted = snapshot.network.notes_by_id
        for gone in self.notes.keys() - wanted.keys():
            self._scene.removeItem(self.notes.pop(gone))
        for note_id, note in wanted.items():
            if note_id not in self.notes:
                self.notes[note_id] = NoteItem(note)
                self._scene.addItem(self.notes[note_id])
            self.notes[note_id].show_note(note)

    def _folded_away(self, snapshot: Snapshot) -> dict[str, str]:
        found: dict[str, str] = {}
        for group in self._inward:
            if self.faces[group].folded:
                # Outer ones come last, and show for what is in inner ones.
                found.update(dict.fromkeys(self.faces[group].layers, group))
        return found

    def _reconcile_items(self, items: dict[str, Item], made: type[Item], wanted: set[str]) -> None:
        for gone in items.keys() - wanted:
            self._scene.removeItem(items.pop(gone))
        for group in wanted:
            if group not in items:
                items[group] = made(self.faces[group])
                self._scene.addItem(items[group])
            items[group].show_face(self.faces[group])

    def _hide(self) -> None:
        """Let folded boxes show for their layers, and no wire be seen within one."""
        for node_id, item in self._scene.nodes.items():
            item.show_for(self.boxes.get(self.hidden.get(node_id, "")))
        for wire, drawn in self._scene.wires.items():
            group = self.hidden.get(wire.source, "")
            drawn.setVisible(not group or self.hidden.get(wire.target) != group)

    def follow(self) -> None:
        """Lie around the layers where these are now, the innermost groups first."""
        for group in self._inward:
            if group in self.boxes:
                self.boxes[group].setPos(self._around(self.faces[group].layers).center())
            elif group in self.frames:
                self.frames[group].surround(self._around(self._members[group]), self._depth[group])

    def _around(self, members: tuple[str, ...]) -> QRectF:
        box = QRectF()
        for member in members:
            box = box.united(self._box_of(member))
        return box

    def _box_of(self, member: str) -> QRectF:
        if member in self.boxes:
            return self.boxes[member].scene_box()
        if member in self.frames:
            return self.frames[member].rect
        item = self._scene.nodes[member]
        return item.rect.translated(item.pos())

    def content(self) -> QRectF:
        """Return the box around frames, folded boxes and notes; empty without any."""
        box = self._around((*self.frames, *self.boxes))
        for note in self.notes.values():
            box = box.united(note.scene_box())
        return box

    def is_whole(self, group: str, selection: Iterable[str]) -> bool:
        """Whether all layers of a group are among those selected; False for what is no group."""
        return group in self.faces and set(selection).issuperset(self.faces[group].layers)

    def box_of(self, thing: str) -> QRectF:
        """Return the box of a group or note that is shown."""
        return self.notes[thing].scene_box() if thing in self.notes else self._box_of(thing)

    def spoken(self, thing: str) -> str:
        """Return what a screen reader says of a group or note."""
        return self.notes[thing].spoken if thing in self.notes else self.faces[thing].spoken

    def tip_at(self, point: QPointF) -> str:
        """Return what the tooltip at a point says."""
        hit = self.over(point) or self.under(point)
        if hit is None or hit.id in self.notes:
            return ""
        face = self.faces[hit.id]
        return face.problem if hit.part == "badge" else face.tip

    def over(self, point: QPointF) -> Hit | None:
        """Return the folded box at a point: it lies as high as layers do."""
        for group, box in self.boxes.items():
            if box.badge_at(point):
                return Hit(group, "badge")
            if box.scene_box().contains(point):
                return Hit(group, "box")
        return None

    def under(self, point: QPointF) -> Hit | None:
        """Return the note or the header of a frame at a point: they lie below layers and wires."""
        for note_id, note in reversed(self.notes.items()):
            if note.scene_box().contains(point):
                return Hit(note_id, "grip" if note.grip_at(point) else "note")
        for group in self._inward:
            frame = self.frames.get(group)
            if frame is not None and frame.header.contains(point):
                return Hit(group, "toggle" if frame.toggle.contains(point) else "header")
        return None

    def show_selection(self, ids: frozenset[str], focused: str, note: str) -> None:
        """Mark the groups all of whose layers are selected, the note that is, and who has the keyboard."""
        for items in (self.frames, self.boxes):
            for group, item in items.items():
                item.show_state(chosen=ids.issuperset(self.faces[group].layers), focused=group == focused)
        for note_id, paper in self.notes.items():
            paper.show_state(chosen=note_id == note, focused=note_id == focused)

"""Frames, folded boxes and notes of the scene, reconciled from the document like the layers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QPointF, QRectF

from nnstudio.document import Analysis, Group, Network
from nnstudio.document.grouping import around
from nnstudio.ui.canvas.groups.face import GroupFace, group_faces
from nnstudio.ui.canvas.items.folded import FoldedItem
from nnstudio.ui.canvas.items.frame import Framed, FrameItem, framed
from nnstudio.ui.canvas.items.note import NoteItem
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.touched import Touched

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
        self._groups: tuple[Group, ...] = ()
        self._chains: dict[str, tuple[str, ...]] = {}
        self._inward: list[str] = []
        self._carried: tuple[frozenset[str], str] | None = None

    def reconcile(self, change: Touched, snapshot: Snapshot, analysis: Analysis) -> None:
        """Make the items equal to the document; layers and wires are there, and ``change`` says which differ."""
        moved = self._reconcile_notes(snapshot)
        network = snapshot.network
        if not network.groups and not self.faces:
            return
        ends = (node for wire in change.wires | change.wires_gone for node in (wire.source, wire.target))
        dirty = change.nodes | change.gone | set(ends)
        before, ports = self.hidden, {group: self.faces[group].ports for group in self.boxes}
        whole = network.groups is not self._groups
        if whole:
            self._regroup(network)
        self._face(dirty, snapshot, analysis, whole=whole)
        self._show(whole=whole)
        self._hide(None if self.hidden != before else change)
        if self.hidden != before or any(ports.get(group) != self.faces[group].ports for group in self.boxes):
            self._scene.lay_wires()
        elif whole:
            self.follow()
        elif moved:
            self.follow(moved)

    def _regroup(self, network: Network) -> None:
        """Take in which layer is in which group."""
        self._groups = network.groups
        self._members = {group.id: group.members for group in network.groups}
        self._chains = {member: around(network, member) for group in network.groups for member in group.members}
        self._inward = sorted(self._members, key=lambda group: -len(self._chains.get(group, ())))
        folded = {group.id for group in network.groups if group.folded}
        chains = ((node, self._chains.get(node, ())) for node in (*network.by_id, *network.notes_by_id))
        # The outermost of the folded ones shows for what is in it.
        outer = ((node, [group for group in chain if group in folded]) for node, chain in chains)
        self.hidden = {node: found[-1] for node, found in outer if found}

    def _face(self, dirty: Set[str], snapshot: Snapshot, analysis: Analysis, *, whole: bool) -> None:
        """Make the faces of all groups anew, or of those that have to do with some layers."""
        wanted = {group for node in dirty for group in self._chains.get(node, ())}
        made = group_faces(snapshot, analysis, None if whole else wanted & self._members.keys())
        self.faces = made if whole else {**self.faces, **made}

    def _show(self, *, whole: bool) -> None:
        """Have an item for each group that no folded one hides."""
        if whole:
            folded = {group for group, face in self.faces.items() if face.folded}
            shown = {group for group in self.faces if folded.isdisjoint(self._chains.get(group, ()))}
            self._exchange(self.frames, FrameItem, shown - folded)
            self._exchange(self.boxes, FoldedItem, shown & folded)
        for items in (self.frames, self.boxes):
            for group, item in items.items():
                item.show_face(self.faces[group])

    def _reconcile_notes(self, snapshot: Snapshot) -> set[str]:
        """Return the notes that are other ones, or elsewhere."""
        wanted = snapshot.network.notes_by_id
        moved = {note_id for note_id in wanted if self.notes.get(note_id, None) is None}
        for gone in self.notes.keys() - wanted.keys():
            self._scene.removeItem(self.notes.pop(gone))
        for note_id, note in wanted.items():
            if note_id not in self.notes:
                self.notes[note_id] = NoteItem(note)
                self._scene.addItem(self.notes[note_id])
            box = self.notes[note_id].scene_box()
            self.notes[note_id].show_note(note)
            if self.notes[note_id].scene_box() != box:
                moved.add(note_id)
        return moved

    def _exchange(self, items: dict[str, Item], made: type[Item], wanted: set[str]) -> None:
        for gone in items.keys() - wanted:
            self._scene.removeItem(items.pop(gone))
        for group in wanted - items.keys():
            items[group] = made(self.faces[group])
            self._scene.addItem(items[group])

    def _hide(self, change: Touched | None) -> None:
        """Let folded boxes show for their layers, and no wire be seen within one; for all, or for what has changed."""
        nodes, wires = self._scene.nodes, self._scene.wires
        for node_id in nodes if change is None else change.nodes:
            nodes[node_id].show_for(self.boxes.get(self.hidden.get(node_id, "")))
        for note_id, note in self.notes.items():
            note.setVisible(note_id not in self.hidden)
        for wire in wires if change is None else change.wires:
            group = self.hidden.get(wire.source, "")
            wires[wire].show_seen(not group or self.hidden.get(wire.target) != group)

    def follow(self, moved: Iterable[str] | None = None) -> None:
        """Lie around the layers where these are now, the innermost groups first; only around those that moved."""
        if not self._inward:
            return
        whole = moved is None or self._carried is not None
        wanted = None if whole else {group for node in moved or () for group in self._chains.get(node, ())}
        self._surround(wanted)

    def keep_clear(self, moved: Iterable[str] | None = None) -> None:
        """Let the headers of frames make way for boxes above them, of which some have moved; or all may have."""
        if not self.frames:
            return
        nodes = self._scene.nodes
        boxes = None if moved is None else [nodes[node].scene_box() for node in moved]
        met = {group for group, frame in self.frames.items() if boxes is None or frame.is_near(boxes)}
        self._surround(met.union(*(self._chains.get(group, ()) for group in met)))

    def _surround(self, wanted: Set[str] | None) -> None:
        for group in self._inward if wanted is None else (each for each in self._inward if each in wanted):
            if group in self.boxes:
                self.boxes[group].setPos(self._around(self.faces[group].layers).center())
            elif group in self.frames:
                depth = len(self._chains.get(group, ()))
                self.frames[group].surround(self._framed(group, self._shown_in(group)), depth)

    def carry(self, things: frozenset[str], group: str) -> None:
        """Lie as if some members were in a group, or in none (empty), and light that group: they are being dragged."""
        self._carried = things, group
        for items in (self.frames, self.boxes):
            for group_id, item in items.items():
                item.show_lit(group_id == group)

    def put_down(self) -> None:
        """Lie as the document has it again; the scene follows at the next reconciliation or by :meth:`follow`."""
        self.carry(frozenset(), "")
        self._carried = None

    def _shown_in(self, group: str) -> tuple[str, ...]:
        members = self._members[group]
        if self._carried is None:
            return members
        things, goal = self._carried
        left = tuple(member for member in members if member not in things)
        return (*left, *things) if group == goal else left

    def left_of(self, group: str, things: frozenset[str]) -> QRectF:
        """Return the frame of an open group as it would be without some of its members; empty where none are left."""
        left = tuple(member for member in self._members[group] if member not in things)
        return self._framed(group, left).rect if left and group in self.frames else QRectF()

    def inward(self) -> tuple[tuple[int, str], ...]:
        """Return the groups with how many are around each, the innermost first."""
        return tuple((len(self._chains.get(group, ())), group) for group in self._inward)

    def chain(self, thing: str) -> tuple[str, ...]:
        """Return the groups that a layer, a note or a group is in, the innermost first."""
        return self._chains.get(thing, ())

    def _framed(self, group: str, members: tuple[str, ...]) -> Framed:
        inner = tuple(member for member in members if member in self.frames)
        layers = self._around(tuple(each for each in members if each not in self.frames))
        found = framed(layers, self._around(inner), down=self._scene.down)
        return found.below(self._scene.boxes_in(found.headroom, self.faces[group].layers))

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
        if member in self.notes:
            return self.notes[member].scene_box()
        item = self._scene.nodes[member]
        return item.rect.translated(item.pos())

    def content(self) -> QRectF:
        """Return the box around frames, folded boxes and notes; empty without any."""
        box = self._around((*self.frames, *self.boxes))
        for note in self.notes.values():
            box = box.united(note.scene_box()) if note.isVisible() else box
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
            if note.isVisible() and note.scene_box().contains(point):
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

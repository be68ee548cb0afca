"""The canvas: shows the scene, turns mouse and keys into gestures and edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QGraphicsView, QWidget

from nnstudio.document import Edit
from nnstudio.document.model import Wire
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import INSIDE, SeeingOptions
from nnstudio.ui.canvas.dropping import Dropping
from nnstudio.ui.canvas.gestures.gesture import Gesture
from nnstudio.ui.canvas.groups import pressing
from nnstudio.ui.canvas.hover import Hover
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.keys import Keys
from nnstudio.ui.canvas.painting import Painting
from nnstudio.ui.canvas.pressing import Pressing
from nnstudio.ui.canvas.scene import CanvasScene, Port
from nnstudio.ui.canvas.seeing.heat import Heat
from nnstudio.ui.canvas.seeing.minimap import Minimap
from nnstudio.ui.canvas.setting_up import set_up
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.trial import Verdict
from nnstudio.ui.canvas.zooming import Zooming

if TYPE_CHECKING:
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.bridge.session import Session

NOWHERE = QRect(-1_000_000, -1_000_000, 1, 1)


class CanvasView(QGraphicsView):
    """The view of the network.

    Attributes: ``stage`` (the scene), ``snapshot`` (the document as shown), ``gesture`` (the one under way, or None),
    ``current`` (the node, group or note that has the keyboard), ``wire``, ``note`` (the selected one).

    Signals: ``quick_add_wanted(scene point, port to wire it to, or None)``, ``bubble_wanted(node id)``,
    ``rename_wanted(id)`` of a node, a group or a note, ``properties_wanted()``, ``fold_wanted()``, ``note_wanted()``,
    ``announced(text)`` for the status line and screen readers, ``moved()`` after scrolling or zooming.
    """

    quick_add_wanted = Signal(QPointF, object)
    bubble_wanted = Signal(str)
    rename_wanted = Signal(str)
    properties_wanted = Signal()
    fold_wanted = Signal()
    note_wanted = Signal()
    announced = Signal(str)
    moved = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.snapshot = Snapshot(session.document)
        self.stage = CanvasScene(self)
        self.gesture: Gesture | None = None
        self.current = ""
        self.wire: Wire | None = None
        self.note = ""
        self._marked: tuple[str, ...] = ()
        self.space_used = False
        self.glides = False
        self.space_held = False
        self.drag_distance = QApplication.startDragDistance()
        self.painting = Painting(self)
        self.zooming = Zooming(self)
        self.keys = Keys(self)
        self.hover = Hover(self)
        self.seeing = SeeingOptions(session.settings, self)
        self.dropping = Dropping(self)
        self.pressing = Pressing(self)
        self.setScene(self.stage)
        # Qt would ask only for what it has painted itself to be painted anew where something moves or goes: nothing.
        # With somebody listening it tells where each thing was.
        self.stage.changed.connect(self.updateScene)
        set_up(self)
        session.document_changed.connect(self._on_document_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.language_changed.connect(self._on_language_changed)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.reconcile()
        self.minimap = Minimap(self, self.seeing)
        self.heat = Heat(self, self.seeing)
        self.stage.show_inside(self.seeing[INSIDE])
        self.seeing.changed.connect(self._on_seeing_changed)

    # -- what is shown

    @property
    def zoom(self) -> float:
        """Pixels of the screen for one of the scene."""
        return self.transform().m11()

    def reconcile(self, *, glide: bool = False) -> None:
        """Make the scene equal to the document."""
        self.snapshot = Snapshot(self.session.document)
        if not self.snapshot.has(self.current):
            self.current = ""
        if self.note not in self.snapshot.network.notes_by_id:
            self.note = ""
        if self.wire is not None and self.wire not in self.snapshot.network.wires:
            self.wire = None
        self.stage.reconcile(self.snapshot, self.session.analysis, glide=glide)
        self.show_selection()

    def show_selection(self) -> None:
        """Mark the session's selection."""
        selection = self.session.selection
        if selection and self.current not in selection and not self.stage.groups.is_whole(self.current, selection):
            self.current, self.note = selection[-1], ""
        self._marked = selection
        focused = self.current if self.hasFocus() and self.keys.used else ""
        self.stage.show_selection(selection, focused, self.wire, self.note)

    def _on_selection_changed(self) -> None:
        # The signal also tells of the sample that a run has come to, many times a second.
        if self.session.selection != self._marked:
            self.show_selection()

    def _on_document_changed(self, change: Change) -> None:
        # An undo, or anything else from outside, ends a gesture: what it was about may be gone.
        if self.gesture is not None and not self.gesture.survives_changes:
            self.cancel_gesture()
        if change.replaced:
            # Layers of another network have the same ids.
            self.current = ""
        self.reconcile(glide=self.glides)
        if change.replaced:
            self.zooming.fit_later()

    def _on_language_changed(self) -> None:
        look.forget()
        self.stage.forget_faces()
        self.reconcile()
        self._restyle()

    def _on_seeing_changed(self, name: str) -> None:
        if name == INSIDE:
            self.stage.show_inside(self.seeing[INSIDE])
            self.painting.renew()

    def _restyle(self) -> None:
        look.forget()
        self.painting.forget()

    # -- what gestures and keys do

    def edit(self, edit: Edit, *, merge: bool = False) -> bool:
        """Hand an edit to the session; a gesture that makes it is over by then."""
        return self.session.edit(edit, merge=merge)

    def select(self, ids: tuple[str, ...]) -> None:
        """Select nodes, and no wire and no note."""
        self.wire, self.note = None, ""
        self.current = ids[-1] if ids else self.current
        self.session.select(ids)
        self.show_selection()

    def select_wire(self, wire: Wire | None) -> None:
        """Select a wire, and no node."""
        self.session.select(())
        self.wire, self.note = wire, ""
        self.show_selection()

    def select_note(self, note: str) -> None:
        """Select a note, and no node."""
        self.session.select(())
        self.wire, self.note, self.current = None, note, note
        self.show_selection()

    def select_group(self, group: str, kept: tuple[str, ...] = ()) -> None:
        """Select all layers of a group beside those that are kept; the keyboard goes to the group."""
        layers = self.stage.groups.faces[group].layers
        self.select((*(node for node in kept if node not in layers), *layers))
        self.current = group
        self.show_selection()

    def add(self, edit: Edit) -> str:
        """Make an edit that adds one layer, and select it; return its id, empty where it was refused."""
        new = self.snapshot.network.next_node
        if not self.edit(edit) or new not in self.snapshot.nodes:
            return ""
        self.select((new,))
        self.show_node(new)
        return new

    def centre(self) -> QPointF:
        """Return the scene point in the middle of the view."""
        return self.mapToScene(self.viewport().rect().center())

    def show_node(self, node_id: str) -> None:
        """Scroll no farther than needed to bring a node into sight."""
        box = self.stage.nodes[node_id].sceneBoundingRect()
        self.ensureVisible(box, theme.tokens().space(2), theme.tokens().space(2))
        self.moved.emit()

    def show_point(self, point: QPointF) -> None:
        """Scroll no farther than needed to bring a point into sight."""
        margin = theme.tokens().space(6)
        self.ensureVisible(point.x(), point.y(), 1, 1, margin, margin)

    def scroll_by(self, dx: float, dy: float) -> None:
        """Scroll by pixels of the screen."""
        self.painting.stir()
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + dx))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + dy))
        self.moved.emit()

    def announce_port(self, port: Port, verdict: Verdict | None) -> None:
        """Say where a wire would go."""
        name = self.snapshot.nodes[port.node].name
        self.announced.emit(f"{name} · {port.number + 1}: {verdict.text if verdict else ''}")

    # -- gestures

    def begin(self, gesture: Gesture) -> None:
        """Begin a gesture; one under way is given up."""
        self.cancel_gesture()
        self.gesture = gesture
        if gesture.cursor is not None:
            self.viewport().setCursor(gesture.cursor)

    def finish_gesture(self, point: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Let the gesture make its edit, and forget it if it is over."""
        gesture = self.gesture
        if gesture is None:
            return
        # Put aside while it edits, so that the change it makes is not taken for one from outside.
        self.gesture = None
        over = gesture.release(point, modifiers)
        if over:
            self._clear(gesture)
        else:
            self.gesture = gesture

    def cancel_gesture(self) -> None:
        """Give the gesture up: nothing is edited."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            self._clear(gesture)

    def _clear(self, gesture: Gesture) -> None:
        self.viewport().unsetCursor()
        gesture.clear()

    # -- Qt's events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture that belongs to what is under the mouse."""
        self.pressing.press(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lead the gesture, or show what is under the mouse."""
        self.pressing.move(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self.pressing.release(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a node: rename; on a group: fold; on a note: write; on empty canvas: search a layer to add."""
        self.pressing.double_click(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for."""
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go without a drag opens the search."""
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the nodes first, then leaves the canvas."""
        return self.keys.go_to_next(forward) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which node has the keyboard, if one came by key."""
        super().focusInEvent(event)
        self.keys.focus_in(event.reason())
        self.show_selection()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.space_held = False
        if self.gesture is not None and self.gesture.needs_focus:
            self.cancel_gesture()
        self.show_selection()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the panel, with what is under the mouse selected."""
        if event.reason() is QContextMenuEvent.Reason.Mouse and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()  # It belongs to the stroke that cuts.
            return
        pressing.select_for_menu(self, self.mapToScene(event.pos()))
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; fit once when shown for the first time."""
        super().resizeEvent(event)
        self.zooming.resized()
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Tell of scrolling by whatever means: the keys' is Qt's own."""
        super().scrollContentsBy(dx, dy)
        self.moved.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all at once, see :mod:`nnstudio.ui.canvas.painting`."""
        # Qt's own painting also keeps its books of what is still to be painted: it is given a spot far out of sight.
        super().paintEvent(QPaintEvent(NOWHERE))
        self.painting.paint(event.region())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan, or zoom with Ctrl."""
        self.zooming.wheel(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Let pinches zoom."""
        if isinstance(event, QNativeGestureEvent) and self.zooming.native(event):
            return True
        if isinstance(event, QGestureEvent) and self.zooming.touch(event):
            return True
        return super().viewportEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A layer comes in from the palette."""
        self.dropping.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """It is carried over the canvas."""
        self.dropping.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It is carried out again."""
        self.dropping.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """It is dropped."""
        self.dropping.drop(event)

    def pointer(self) -> QPointF:
        """Return the scene point under the mouse; the middle of the view where the mouse is elsewhere."""
        place = self.viewport().mapFromGlobal(QCursor.pos())
        return self.mapToScene(place) if self.viewport().rect().contains(place) else self.centre()

    def global_point(self, point: QPointF) -> QPoint:
        """Return a scene point on the screen."""
        return self.viewport().mapToGlobal(self.mapFromScene(point))

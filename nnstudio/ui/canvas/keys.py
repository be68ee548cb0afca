"""What the keys of the canvas do; everything that the mouse can do, they can."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from nnstudio.document import Disconnect, MoveLayers, PlaceNote, RemoveLayers, RemoveNote
from nnstudio.text import tr
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.gestures.connect import KeyConnect
from nnstudio.ui.canvas.gestures.cut import KeyCut
from nnstudio.ui.canvas.groups.moving import clamped
from nnstudio.ui.canvas.groups.walking import go_to, stops
from nnstudio.ui.canvas.speaking.tree import tell_focus
from nnstudio.ui.canvas.zooming import STEP

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

Key = Qt.Key
_ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}
_LONG = 10
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Keys:
    """``used`` is whether the keyboard, not the mouse, was used last: only then the focus ring shows.

    ``pointed`` : the mouse was moved before that key, so it stands where somebody wants it.
    """

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.used = self.pointed = False
        self._pointing = False
        self._pinned: tuple[str, ...] = ()
        self._plain: dict[int, Callable[[], object]] = {
            Key.Key_Delete: self.delete,
            Key.Key_Backspace: self.delete,
            Key.Key_Escape: self._escape,
            Key.Key_F2: self._rename,
            Key.Key_C: self._connect,
            Key.Key_X: self._cut,
            Key.Key_S: self._keep,
            Key.Key_Return: self._open,
            Key.Key_Enter: self._open,
            Key.Key_F: view.fold_wanted.emit,
            Key.Key_N: view.note_wanted.emit,
            Key.Key_Home: view.zooming.fit,
            Key.Key_Plus: lambda: view.zooming.zoom_by(STEP),
            Key.Key_Equal: lambda: view.zooming.zoom_by(STEP),
            Key.Key_Minus: lambda: view.zooming.zoom_by(1 / STEP),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; return whether it stands for anything."""
        self.used, self.pointed, self._pointing = True, self._pointing, False
        view = self.view
        if event.key() == Key.Key_Escape and view.gesture is not None:
            view.cancel_gesture()
            return True
        if view.gesture is not None and view.gesture.key(event):
            return True
        if event.key() == Key.Key_Space:
            return self._press_space(event)
        if event.key() in _ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            # Handed on: the panel has commands on these, where the view would scroll.
            event.ignore()
            return True
        if event.key() in _ARROWS:
            return self._nudge(event)
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        action = self._plain.get(event.key())
        if action is None or (modifiers and event.key() not in (Key.Key_Plus, Key.Key_Equal, Key.Key_Minus)):
            return False
        action()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Open the search when Space is let go without having panned."""
        view = self.view
        if event.key() != Key.Key_Space or event.isAutoRepeat() or not view.space_held:
            return False
        view.space_held = False
        view.viewport().unsetCursor()
        if not view.space_used and view.gesture is None:
            view.quick_add_wanted.emit(view.pointer(), None)
        return True

    def _press_space(self, event: QKeyEvent) -> bool:
        if not event.isAutoRepeat() and self.view.gesture is None:
            self.view.space_held, self.view.space_used = True, False
            self.view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        return True

    def _nudge(self, event: QKeyEvent) -> bool:
        view = self.view
        dx, dy = _ARROWS[Key(event.key())]
        step = GRID * (_LONG if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        if view.note and view.gesture is None:
            return self._nudge_note(dx * step, dy * step, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        if not view.session.selection or view.gesture is not None:
            return False
        nodes = view.snapshot.nodes
        places = tuple((k, nodes[k].x + dx * step, nodes[k].y + dy * step) for k in view.session.selection)
        view.edit(MoveLayers(places), merge=True)
        view.show_node(view.session.selection[-1])
        return True

    def _nudge_note(self, dx: float, dy: float, resize: bool) -> bool:
        note = self.view.snapshot.network.notes_by_id[self.view.note]
        size = clamped(note.width + dx, note.height + dy)
        edit = PlaceNote(note.id, note.x, note.y, *size) if resize else PlaceNote(note.id, note.x + dx, note.y + dy)
        return self.view.edit(edit, merge=True)

    def go_to_next(self, forward: bool) -> bool:
        """Go to the next or previous node, group or note; False past the last one, where Tab leaves the canvas."""
        view = self.view
        if view.gesture is not None:
            return True
        if forward and self._points_at_nothing():
            self._pointing = False
            view.quick_add_wanted.emit(view.pointer(), None)
            return True
        self.used, self._pointing = True, False
        order = stops(view)
        if view.current not in order:
            view.current = ""
        place = order.index(view.current) + (1 if forward else -1) if view.current else 0 if forward else len(order) - 1
        if not 0 <= place < len(order):
            view.current = ""
            view.show_selection()
            return False
        go_to(view, order[place], self._kept())
        tell_focus(view)
        return True

    def mouse_moved(self) -> None:
        """The hand is at the mouse, until the next key."""
        self._pointing = True

    def _points_at_nothing(self) -> bool:
        """Whether the mouse, used last, is over empty canvas with nothing selected: Tab then means "add here"."""
        view = self.view
        point = view.pointer()
        if not self._pointing or view.session.selection or not view.viewport().underMouse():
            return False
        return not view.stage.node_at(point) and view.stage.wire_at(point) is None

    def focus_in(self, reason: Qt.FocusReason) -> None:
        """Show the ring when the focus came by key."""
        self.used = self.used or reason in _BY_TAB
        tell_focus(self.view)

    def delete(self) -> None:
        """Delete the selected layers, or the selected wire."""
        view = self.view
        view.cancel_gesture()
        if view.wire is not None:
            view.edit(Disconnect(view.wire))
        elif view.note:
            view.edit(RemoveNote(view.note))
        elif view.session.selection:
            order = view.snapshot.reading_order()
            first = min(order.index(k) for k in view.session.selection)
            if view.edit(RemoveLayers(view.session.selection)):
                # The keyboard stays near: on what came before.
                left = [k for k in order[:first] if k in view.snapshot.nodes]
                view.current = left[-1] if left else ""

    def _keep(self) -> None:
        """Keep the selected layers selected while Tab goes on."""
        view = self.view
        self._pinned = view.session.selection
        if self._pinned:
            view.announced.emit(tr("{count} kept: Tab selects more", count=len(self._pinned)))

    def _kept(self) -> tuple[str, ...]:
        """Return what is to stay selected: nothing any more once something else was selected instead."""
        if not set(self._pinned).issubset(self.view.session.selection):
            self._pinned = ()
        return self._pinned

    def _escape(self) -> None:
        self.view.select(())

    def _rename(self) -> None:
        view = self.view
        if view.note or view.stage.groups.is_whole(view.current, view.session.selection):
            view.rename_wanted.emit(view.note or view.current)
        elif view.session.selection:
            view.rename_wanted.emit(view.session.selection[-1])

    def _connect(self) -> None:
        view = self.view
        selection = view.session.selection
        if len(selection) == 1 and view.snapshot.has_output(selection[0]):
            view.begin(KeyConnect(view, selection[0]))

    def _cut(self) -> None:
        view = self.view
        chosen = set(view.session.selection)
        touching = tuple(
            wire
            for wire in view.snapshot.network.wires
            if view.stage.wires[wire].isVisible() and (not chosen or chosen & {wire.source, wire.target})
        )
        if touching:
            view.begin(KeyCut(view, touching))

    def _open(self) -> None:
        self.view.properties_wanted.emit()

"""Cut wires: by a stroke across them, or one by one with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.document.model import Wire
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Cut(Gesture):
    """A stroke with the mouse: every wire that it crosses fades, and is gone when the button is let go."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, start: QPointF) -> None:
        super().__init__(view, start)
        self.wires: list[Wire] = []
        self.stroke = QPainterPath(start)
        self.drawn = QGraphicsPathItem()
        pen = QPen(theme.tokens().error, 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self.drawn.setPen(pen)
        self.drawn.setZValue(9)
        view.stage.addItem(self.drawn)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Draw on, and fade what is crossed."""
        piece = QPainterPath(self.stroke.currentPosition())
        piece.lineTo(point)
        self.stroke.lineTo(point)
        self.drawn.setPath(self.stroke)
        for wire, item in self.view.stage.wires.items():
            # A wire is a line, not the area under its curve: its shape is the band along it.
            near = item.boundingRect().intersects(piece.boundingRect().adjusted(-1, -1, 1, 1))
            if wire not in self.wires and near and item.isVisible() and item.shape().intersects(piece):
                self.mark(wire)
        self.view.stage.hint.say(tr(edits.cut_text(len(self.wires))) if self.wires else "", point)

    def mark(self, wire: Wire, marked: bool = True) -> None:
        """Take a wire among those that will be cut, or out of them."""
        self.wires = [*self.wires, wire] if marked else [kept for kept in self.wires if kept != wire]
        self.view.stage.wires[wire].show_state(faded=marked)

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the one edit."""
        if self.wires:
            self.view.edit(edits.cut(self.wires))
        return True

    def clear(self) -> None:
        """Take the stroke and the words away."""
        for wire in self.wires:
            if wire in self.view.stage.wires:
                self.view.stage.wires[wire].show_state(faded=False)
        self.view.stage.hint.say("", QPointF())
        self.view.stage.removeItem(self.drawn)


class KeyCut(Cut):
    """Cutting by keyboard: arrows go through the wires, Space marks one, Enter cuts the marked or else this one."""

    def __init__(self, view: CanvasView, wires: tuple[Wire, ...]) -> None:
        super().__init__(view, QPointF())
        self.offered = wires
        self.place = 0
        self._go_to(0)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """The mouse has no part in it."""

    def press(self, point: QPointF) -> None:
        """A click leaves off."""
        self.view.cancel_gesture()

    def _go_to(self, place: int) -> None:
        view, here = self.view, self.offered[self.place]
        if here in view.stage.wires:
            view.stage.wires[here].show_state(lit=False)
        self.place = place % len(self.offered)
        wire = self.offered[self.place]
        item = view.stage.wires[wire]
        item.show_state(lit=True)
        middle = item.path.pointAtPercent(0.5)
        view.show_point(middle)
        text = tr("cut {wire}: Enter; mark it: Space", wire=item.face.spoken)
        view.stage.hint.say(text, middle)
        view.announced.emit(text)

    def key(self, event: QKeyEvent) -> bool:
        """Go to the next or previous wire, mark it, cut."""
        key, wire = Qt.Key(event.key()), self.offered[self.place]
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab):
            self._go_to(self.place + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backtab):
            self._go_to(self.place - 1)
        elif key == Qt.Key.Key_Space:
            self.mark(wire, wire not in self.wires)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.wires = self.wires or [wire]
            self.view.finish_gesture(QPointF())
        else:
            return False
        return True

    def clear(self) -> None:
        """Take the light away too."""
        here = self.offered[self.place]
        if here in self.view.stage.wires:
            self.view.stage.wires[here].show_state(lit=False)
        super().clear()

"""The picture of a graph: pan and zoom, choose boxes, go from one to another by keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, OwnDelete, bind
from nnstudio.ui.scalars.drawing import Drawing
from nnstudio.ui.scalars.faces import Face
from nnstudio.ui.scalars.painting import LEAST_READABLE, Marks, limit_of, paint_graph, reach_of
from nnstudio.ui.scalars.viewport import STEP, Viewport

_NOTCH = 120
_FAINT = 0.4
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class GraphCanvas(QWidget):
    """Boxes and wires. The wheel pans, with Ctrl it zooms; a drag pans; arrows go from box to box.

    Signals: ``chosen()`` after another choice; ``opened(int)`` on a double click or Enter; ``pointed(int)`` under the
    mouse, −1 for none; ``deleted()`` on Delete.
    """

    chosen = Signal()
    opened = Signal(int)
    pointed = Signal(int)
    deleted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing, self.faces, self.marks = Drawing(), list[Face](), Marks()
        self.several = False
        self._limit = 1.0
        self.viewport = Viewport()
        self._pressed: QPointF | None = None
        self._about = -1
        self._faded = False
        self._moved, self._fresh = False, True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bind(self.setAccessibleName, msg("Graph of scalars"))
        FocusRing(self)
        OwnDelete(self)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a good size."""
        return QSize(theme.tokens().space(54), theme.tokens().space(40))

    def minimumSizeHint(self) -> QSize:
        """Return the least that reads."""
        return QSize(theme.tokens().space(24), theme.tokens().space(14))

    # -- what is shown

    def show_graph(self, drawing: Drawing, faces: Sequence[Face], keep: bool = False, about: int = -1) -> None:
        """Show another graph; ``about`` : a box to mark.

        ``keep`` : where one looks stays, as after a small change, and the choice if there are as many boxes.
        """
        kept = self.marks.chosen if keep and len(faces) == len(self.faces) else ()
        self.drawing, self.faces = drawing, list(faces)
        self._limit = limit_of(faces)
        self.viewport.content = drawing.size
        self.marks = Marks(chosen=kept, lit=frozenset((about,)))
        self._about = about
        self._fresh = self._fresh or not keep
        self._settle()

    def show_faces(
        self, faces: Sequence[Face], marks: Marks, follow: bool = True, renewed: Collection[int] | None = None
    ) -> None:
        """Show other numbers in the same boxes; the choice stays. ``follow`` : have what changed in sight.

        ``renewed`` : the boxes that say something else than before, if that is known: then only they are painted.
        """
        before, limit, view = self.marks, self._limit, self.viewport.transform()
        self.faces, self._limit = list(faces), limit_of(faces)
        self.marks = replace(marks, chosen=before.chosen, pointed=before.pointed, lit=before.lit)
        if follow and marks.changed >= 0:
            self.viewport.reveal(self.drawing.whole(marks.changed), theme.tokens().space(2))
        if renewed is None or limit != self._limit or view != self.viewport.transform():
            self.update()
            return
        places = [self.drawing.whole(place) for place in renewed]
        for place in (*places, *(reach_of(self.drawing, self.faces, marks) for marks in (before, self.marks))):
            self._repaint(place)

    def _repaint(self, place: QRectF) -> None:
        """Paint a part of the picture anew, with the borders around it."""
        room = theme.tokens().space(1.5)
        shown = self.viewport.transform().mapRect(place.adjusted(-room, -room, room, room)).adjusted(-2, -2, 2, 2)
        if not place.isEmpty():
            self.update(shown.toAlignedRect())

    def show_about(self, place: int) -> None:
        """Mark another box of the same graph, and have it in sight; −1: none."""
        self._about = place
        self.marks = replace(self.marks, lit=frozenset((place,)))
        if place >= 0:
            self.viewport.reveal(self.drawing.whole(place), theme.tokens().space(2))
        self.update()

    def choose(self, places: Sequence[int]) -> None:
        """Choose boxes, in this order, and tell."""
        if tuple(places) != self.marks.chosen:
            self.marks = replace(self.marks, chosen=tuple(places))
            self._speak()
            self.chosen.emit()
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Draw faintly what is no longer true."""
        self._faded = faded
        self.update()

    def light(self, places: Sequence[int]) -> None:
        """Mark what is pointed at elsewhere."""
        self.marks = replace(self.marks, lit=frozenset((*places, self._about)))
        self.update()

    def box_of(self, label: str) -> int:
        """Return the last box with a label; −1 if there is none."""
        return next((place for place in range(len(self.faces) - 1, -1, -1) if self.faces[place].label == label), -1)

    def point_of(self, place: int) -> QPointF:
        """Return where the middle of a box is in the view."""
        return self.viewport.transform().map(self.drawing.boxes[place].center())

    def _settle(self) -> None:
        self.viewport.room = QSizeF(self.size())
        if self._fresh and self.drawing.boxes and self.isVisible():
            whole = self.drawing.whole(self._about)
            self.viewport.begin(theme.tokens().space(2), whole, centred=self._about >= 0)
        self.update()

    def _speak(self) -> None:
        chosen = [self.faces[place].spoken for place in self.marks.chosen if place < len(self.faces)]
        self.setAccessibleDescription("; ".join(chosen))

    # -- zooming, for the menus too

    def zoom_in(self) -> None:
        """Zoom in at the middle."""
        self._zoom(STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """Zoom out at the middle."""
        self._zoom(1 / STEP, QPointF(self.rect().center()))

    def zoom_fit(self) -> None:
        """Show the whole graph."""
        self._fresh = False
        self.viewport.fit(theme.tokens().space(2))
        self.update()

    def _zoom(self, factor: float, point: QPointF) -> None:
        self._fresh = False
        self.viewport.zoom_at(factor, point)
        self.update()

    # -- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.tokens().window)
        painter.setOpacity(_FAINT if self._faded else 1.0)
        painter.setTransform(self.viewport.transform())
        asked = self.viewport.transform().inverted()[0].mapRect(QRectF(event.rect()))
        visible = self.viewport.visible().intersected(asked)
        paint_graph(painter, self.drawing, self.faces, self.marks, visible, self.viewport.scale, self._limit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight what was, or show it anew where nobody has moved it yet."""
        super().resizeEvent(event)
        self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with a size."""
        super().showEvent(event)
        self._settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan; zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        else:
            by = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x()
            self._pan(QPointF(by.y(), 0) if sideways else QPointF(by))
        event.accept()

    def _pan(self, by: QPointF) -> None:
        self._fresh = False
        self.viewport.pan(by)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Pinch zooms; a tool-tip says what is too small to be read."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan with a button down; else tell what is under the mouse."""
        if self._pressed is not None and event.buttons():
            by = event.position() - self._pressed
            if self._moved or by.manhattanLength() >= QApplication.startDragDistance():
                self._moved, self._pressed = True, event.position()
                self._pan(by)
            return
        self._point(self.drawing.at(self.viewport.to_picture(event.position())))

    def _point(self, place: int) -> None:
        if place == self.marks.pointed:
            return
        self.marks = replace(self.marks, pointed=place)
        self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
        far = place >= 0 and self.viewport.scale < LEAST_READABLE
        self.setToolTip(self.faces[place].spoken if far else "")
        if not far:
            QToolTip.hideText()
        self.pointed.emit(place)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked; with Ctrl or Shift, or where several may be chosen, besides the rest."""
        if self._pressed is not None and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            more = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            self._click(self.drawing.at(self.viewport.to_picture(event.position())), bool(more))
        self._pressed = None

    def _click(self, place: int, more: bool) -> None:
        if place < 0:
            self.choose(())
        elif self.several and more:
            chosen = self.marks.chosen
            self.choose([each for each in chosen if each != place] if place in chosen else [*chosen, place])
        else:
            self.choose((place,))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked twice."""
        place = self.drawing.at(self.viewport.to_picture(event.position()))
        if place >= 0:
            self.opened.emit(place)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the next box that way, with Shift besides; Enter opens, Delete deletes, Esc lets go."""
        chosen = self.marks.chosen
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self._open,
            Qt.Key.Key_Enter: self._open,
            Qt.Key.Key_Delete: self.deleted.emit,
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.zoom_fit,
        }
        if event.key() in _ARROWS and self.faces:
            self._step(_ARROWS[Qt.Key(event.key())], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape and chosen:
            self.choose(())
        elif event.key() in keys:
            keys[event.key()]()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.marks.chosen:
            self.opened.emit(self.marks.chosen[-1])

    def _step(self, way: tuple[float, float], more: bool) -> None:
        shown = [place for place, face in enumerate(self.faces) if face.shown]
        if not shown:
            return
        goal = shown[-1] if not self.marks.chosen else self._next(self.marks.chosen[-1], way, shown)
        kept = [each for each in self.marks.chosen if each != goal] if self.several and more else []
        self.choose([*kept, goal])
        self.viewport.reveal(self.drawing.whole(goal), theme.tokens().space(2))

    def _next(self, here: int, way: tuple[float, float], shown: Sequence[int]) -> int:
        """Return the nearest box in a direction: what lies aside counts three times."""
        middle = self.drawing.boxes[here].center()
        best, nearest = here, float("inf")
        for place in shown:
            away = self.drawing.boxes[place].center() - middle
            along = away.x() * way[0] + away.y() * way[1]
            aside = abs(away.x() * way[1]) + abs(away.y() * way[0])
            if along > 1 and along + 3 * aside < nearest:
                best, nearest = place, along + 3 * aside
        return best

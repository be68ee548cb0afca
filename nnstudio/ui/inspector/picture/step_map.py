"""The network beside the card: the sample's numbers in the neurons, and what the step is about in colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Scene
from nnstudio.inspection.picture.inset import Inset
from nnstudio.inspection.trace import Neuron
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, arrange, index_of
from nnstudio.ui.inspector.picture.hit import beside, found_at, next_link
from nnstudio.ui.inspector.picture.inset_painting import paint_inset
from nnstudio.ui.inspector.picture.painting import paint_focus, paint_scene
from nnstudio.ui.inspector.picture.wave import Wave, paint_wave

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StepMap(QWidget):
    """Layers as columns. Tab enters it: then arrows walk from neuron to neuron, Shift and ↑ ↓ along the links into one.

    Signals: ``neuron_chosen(Neuron)``, ``link_chosen(Link)``, ``loss_chosen()`` on a click or Enter; ``pointed(Neuron,
    Link or None)`` under the mouse or at the keys.
    """

    neuron_chosen = Signal(object)
    link_chosen = Signal(object)
    loss_chosen = Signal()
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        # Only Tab: after a click the stage's own keys go on stepping.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.places = Places()
        self.standing: Neuron | Link | None = None
        self._lit: Lights = frozenset()
        self.inset: Inset | None = None
        self.wave = Wave(self)
        self.wave.moved.connect(self.update)
        self._hovered: Neuron | Link | None = None
        bind(self.setAccessibleName, msg("Network at this step; arrows walk from neuron to neuron"))
        theme.changed.connect(self._rearrange)

    def sizeHint(self) -> QSize:
        """Return a good size."""
        return QSize(theme.tokens().space(56), theme.tokens().space(56))

    def minimumSizeHint(self) -> QSize:
        """Return the least that reads."""
        return QSize(theme.tokens().space(36), theme.tokens().space(24))

    def show_scene(self, scene: Scene | None) -> None:
        """Show another step."""
        before, self.places = self.places, Places(scene=scene)
        self.places.take_over(before)
        self._lit = frozenset()
        if scene is None or not self._is_there(scene, self.standing):
            self.standing = None
        if scene is None or not self._is_there(scene, self._hovered):
            self._hovered = None
        if scene is not None:
            self.wave.follow(scene)
        self._rearrange()

    @staticmethod
    def _is_there(scene: Scene, found: Neuron | Link | None) -> bool:
        """Whether what was pointed at is still part of the network."""
        neurons = () if found is None else (found,) if isinstance(found[0], str) else found
        columns = [scene.by_layer.get(layer) for layer, _ in neurons]
        return all(
            column is not None and column.holds(index) for column, (_, index) in zip(columns, neurons, strict=True)
        )

    def light(self, lit: Lights) -> None:
        """Light up what is pointed at elsewhere."""
        self._lit = lit
        self.update()

    def words(self, found: Neuron | Link) -> str:
        """Return what is pointed at in words, with its number."""
        return ""

    def _rearrange(self) -> None:
        if self.places.scene is not None:
            before = self.places
            self.places = arrange(self.places.scene, self.width(), self.height())
            self.places.take_over(before)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._rearrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scene."""
        if self.places.scene is not None:
            painter = QPainter(self)
            own: Lights = frozenset(each for each in (self._hovered, self.standing) if each is not None)
            paint_scene(painter, self.places, self._lit or own)
            scene, progress = self.places.scene, self.wave.progress
            if progress is not None:
                paint_wave(painter, self.places, scene, progress)
            if self.inset is not None:
                paint_inset(painter, self.places, self.inset, self.width())
            if self.hasFocus():
                paint_focus(painter, self.places, self.standing, self.rect())

    # -- the mouse

    def at(self, point: QPointF) -> Neuron | Link | None:
        """Return the neuron, pixel or link at a point."""
        return found_at(self.places, point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        found = self.at(event.position())
        over_loss = self.places.scene is not None and self.places.loss.contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if found or over_loss else Qt.CursorShape.ArrowCursor)
        if found != self._hovered:
            self._hovered = found
            self.setToolTip(self.words(found) if found is not None else "")
            self.pointed.emit(found)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._hovered = None
        self.pointed.emit(self.standing)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the step of what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self.places.scene is None:
            return
        found = self.at(event.position())
        if self.places.loss.contains(event.position()):
            self.loss_chosen.emit()
        elif found is not None:
            self._choose(found)

    def _choose(self, found: Neuron | Link) -> None:
        if isinstance(found[0], str):
            self.neuron_chosen.emit(found)
        else:
            self.link_chosen.emit(found)

    # -- the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Enter goes there; Escape gives the keys back to the stage."""
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if self.standing is None or others:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            across, down = _ARROWS[key]
            self._stand(self._next(across, down, along=shift and bool(down)))
        elif key in _ENTER:
            self._choose(self.standing)
        elif key == Qt.Key.Key_Escape:
            self._stand(None)
        else:
            super().keyPressEvent(event)

    def _next(self, across: int, down: int, *, along: bool) -> Neuron | Link | None:
        standing = self.standing
        assert standing is not None
        if along:
            return next_link(self.places, standing, down) or standing
        if isinstance(standing[0], str):
            return beside(self.places, (standing[0], standing[1]), across, down)
        # From a link back to its end that lies that way.
        return standing[0] if across < 0 else standing[1]

    def _stand(self, found: Neuron | Link | None) -> None:
        self.standing = found
        self.setAccessibleDescription(self.words(found) if found is not None else "")
        self.pointed.emit(found)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the step's own neuron."""
        super().focusInEvent(event)
        scene = self.places.scene
        if scene is not None and self.standing is None:
            first = scene.columns[0]
            self._stand(scene.highlight.target or (first.layer, index_of(first, 0)))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at by the keys any more."""
        super().focusOutEvent(event)
        self._stand(None)

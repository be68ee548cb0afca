"""The network beside the card: the sample's numbers in the neurons, and what the step is about in colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, arrange, index_of, tiling_of
from nnstudio.ui.inspector.picture.painting import paint_scene

_NEAR = 6.0


class StepMap(QWidget):
    """Layers as columns.

    Signals: ``neuron_chosen(Neuron)``, ``link_chosen(Link)``, ``loss_chosen()`` on a click; ``pointed(Neuron, Link or
    None)`` under the mouse.
    """

    neuron_chosen = Signal(object)
    link_chosen = Signal(object)
    loss_chosen = Signal()
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.places = Places()
        self._lit: Lights = frozenset()
        self._hovered: Neuron | Link | None = None
        bind(self.setAccessibleName, msg("Network at this step"))
        theme.changed.connect(self._rearrange)

    def sizeHint(self) -> QSize:
        """Return a good size."""
        return QSize(theme.tokens().space(56), theme.tokens().space(56))

    def minimumSizeHint(self) -> QSize:
        """Return the least that reads."""
        return QSize(theme.tokens().space(36), theme.tokens().space(24))

    def show_scene(self, scene: Scene | None) -> None:
        """Show another step."""
        self.places = Places(scene=scene)
        self._lit = frozenset()
        self._rearrange()

    def light(self, lit: Lights) -> None:
        """Light up what is pointed at elsewhere."""
        self._lit = lit
        self.update()

    def _rearrange(self) -> None:
        if self.places.scene is not None:
            self.places = arrange(self.places.scene, self.width(), self.height())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._rearrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scene."""
        if self.places.scene is not None:
            here: Lights = frozenset((self._hovered,)) if self._hovered is not None else frozenset()
            paint_scene(QPainter(self), self.places, self._lit or here)

    # -- the mouse

    def at(self, point: QPointF) -> Neuron | Link | None:
        """Return the neuron, pixel or highlighted link at a point."""
        scene = self.places.scene
        if scene is None:
            return None
        for (layer, flat), centre in self.places.points.items():
            if QLineF(point, centre).length() <= max(self.places.radius, _NEAR):
                return layer, index_of(scene.by_layer[layer], flat)
        for layer, boxes in self.places.tiles.items():
            index = tiling_of(scene.by_layer[layer]).at(boxes, point.x(), point.y())
            if index is not None:
                return layer, index
        return self._link_at(point)

    def _link_at(self, point: QPointF) -> Link | None:
        scene = self.places.scene
        assert scene is not None
        best, nearest = _NEAR, None
        for layer, sources in scene.inputs.items():
            if scene.weights[layer].size > 1500:
                continue
            for source in sources:
                for target in range(scene.weights[layer].shape[1]):
                    away = self._distance(point, (source, (layer, (target,))))
                    if away < best:
                        best, nearest = away, (source, (layer, (target,)))
        return nearest

    def _distance(self, point: QPointF, link: Link) -> float:
        first, last = self.places.point(link[0]), self.places.point(link[1])
        if first is None or last is None or not first.x() < point.x() < last.x():
            return 1e9
        line = QLineF(first, last)
        return abs(line.dy() * (point.x() - first.x()) - line.dx() * (point.y() - first.y())) / max(1.0, line.length())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        found = self.at(event.position())
        over_loss = self.places.scene is not None and self.places.loss.contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if found or over_loss else Qt.CursorShape.ArrowCursor)
        if found != self._hovered:
            self._hovered = found
            self.pointed.emit(found)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._hovered = None
        self.pointed.emit(None)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the step of what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self.places.scene is None:
            return
        found = self.at(event.position())
        if self.places.loss.contains(event.position()):
            self.loss_chosen.emit()
        elif found is not None and isinstance(found[0], str):
            self.neuron_chosen.emit(found)
        elif found is not None:
            self.link_chosen.emit(found)

"""The small map in the corner: where one is in a network that is larger than the view, and the way elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import MINIMAP, SeeingOptions
from nnstudio.ui.canvas.glyphs import family_color
from nnstudio.ui.controls import bind

if TYPE_CHECKING:
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.canvas.view import CanvasView

WIDTH_UNITS, HEIGHT_UNITS, MARGIN_UNITS = 22, 14, 1.5
LEAST_VIEW: Final = 6.0
"""Pixels below which the frame of the visible part could not be seen."""


class Minimap(QWidget):
    """Shows all layers, wires and the part in sight; a click or drag moves that part.

    It shows itself only where not all is in sight. By keys Home shows all and the arrows scroll: it never takes the
    keyboard.
    """

    def __init__(self, view: CanvasView, options: SeeingOptions) -> None:
        # Beside the viewport, not in it: what is in it would be scrolled along.
        super().__init__(view)
        self._view, self._options = view, options
        self._picture: QPixmap | None = None
        self._content = QRectF()
        # After an edit the scene may still change, and several edits may come at once.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.redraw)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(theme.tokens().space(WIDTH_UNITS), theme.tokens().space(HEIGHT_UNITS))
        bind(self.setAccessibleName, msg("Map of the network"))
        bind(self.setAccessibleDescription, msg("Home shows the whole network, the arrow keys scroll."))
        bind(self.setToolTip, msg("Click or drag to look elsewhere"))
        view.moved.connect(self.follow)
        view.stage.arrived.connect(self.redraw)
        view.session.document_changed.connect(self._on_document_changed)
        options.changed.connect(self.follow)
        theme.changed.connect(self.redraw)
        self.redraw()

    def redraw(self) -> None:
        """Draw the network anew."""
        self._picture, self._content = None, self._view.stage.content()
        self.follow()

    def follow(self) -> None:
        """Show where the view is now."""
        space = theme.tokens().space(MARGIN_UNITS)
        corner = self._view.viewport().geometry().bottomRight()
        self.move(round(corner.x() - self.width() - space), round(corner.y() - self.height() - space))
        content = self._content
        small = self._view.width() < 3 * self.width() or self._view.height() < 3 * self.height()
        hidden = not self._options[MINIMAP] or content.isEmpty() or small
        self.setVisible(not hidden and not self._seen().contains(content))
        self.update()

    def _on_document_changed(self, change: Change) -> None:
        if change.network:
            self._later.start()

    def _seen(self) -> QRectF:
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def to_map(self) -> QTransform:
        """Return the way from the scene to the map: the whole network fits, in its middle."""
        margin = theme.tokens().unit
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        content = self._content
        scale = min(room.width() / max(content.width(), 1.0), room.height() / max(content.height(), 1.0))
        shift = room.center() - content.center() * scale
        return QTransform(scale, 0, 0, scale, shift.x(), shift.y())

    def visible_part(self) -> QRectF:
        """Return the frame of what is in sight, in pixels of the map, never too small to be seen."""
        part = self.to_map().mapRect(self._seen())
        grow = max(0.0, LEAST_VIEW - part.width()) / 2, max(0.0, LEAST_VIEW - part.height()) / 2
        return part.adjusted(-grow[0], -grow[1], *grow).intersected(QRectF(self.rect()).adjusted(1, 1, -2, -2))

    def sizeHint(self) -> QSize:
        """The map's one size."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network, from a picture kept until it changes, and the frame of the part in sight."""
        tokens = theme.tokens()
        if self._picture is None:
            self._picture = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        part, veil = self.visible_part(), theme.with_alpha(tokens.panel, 0.6)
        for area in _around(QRectF(self.rect()).adjusted(1, 1, -1, -1), part):
            painter.fillRect(area, veil)
        painter.setPen(QPen(tokens.accent, tokens.focus_width))
        painter.drawRect(part)

    def _draw(self) -> QPixmap:
        tokens, ratio = theme.tokens(), self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setPen(QPen(tokens.line, tokens.hairline_width))
            painter.setBrush(theme.with_alpha(tokens.panel, 0.94))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), tokens.radius, tokens.radius)
            self._draw_network(painter)
        return picture

    def _draw_network(self, painter: QPainter) -> None:
        stage, way = self._view.stage, self.to_map()
        painter.setPen(QPen(theme.tokens().wire, 1))
        wires = [key for key, item in stage.wires.items() if item.isVisible()]
        lines = [QLineF(stage.nodes[key.source].output_point(), stage.nodes[key.target].pos()) for key in wires]
        painter.drawLines([way.map(line) for line in lines])
        least = QPointF(1.0, 1.0)
        for item in stage.nodes.values():
            box = way.mapRect(item.scene_box())
            box = box.united(QRectF(box.center() - least, box.center() + least))
            problem = item.face.problem and item.face.severe
            painter.fillRect(box, theme.tokens().error if problem else family_color(item.face.family))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look where the mouse is."""
        self._look_at(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position())
        event.accept()

    def _look_at(self, place: QPointF) -> None:
        point = self.to_map().inverted()[0].map(place)
        content = self._content
        x = min(max(point.x(), content.left()), content.right())
        y = min(max(point.y(), content.top()), content.bottom())
        self._view.zooming.look_at(QPointF(x, y))


def _around(whole: QRectF, part: QRectF) -> tuple[QRectF, ...]:
    """Return what is left of a rectangle: above, below, and on both sides of a part of it."""
    return (
        QRectF(whole.topLeft(), QPointF(whole.right(), part.top())),
        QRectF(QPointF(whole.left(), part.bottom()), whole.bottomRight()),
        QRectF(QPointF(whole.left(), part.top()), part.bottomLeft()),
        QRectF(part.topRight(), QPointF(whole.right(), part.bottom())),
    )

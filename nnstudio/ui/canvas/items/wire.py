"""A wire on the canvas, and the loose one that a gesture draws."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID, NODE_HEIGHT, TURNED, sides, wire_path
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.along import LinedScene, Track, wide
from nnstudio.ui.canvas.items.face import WireFace
from nnstudio.ui.canvas.items.label import LABEL_FROM, label_box, paint_text

ROUGH_BELOW = LABEL_FROM / 2
"""Below this zoom the steps of a slanting line are too small to be seen."""
STEEP = 0.35
SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Of the way along a wire: where its shape may stand, the best place first."""
WIDTH, ACTIVE_WIDTH, LIT_WIDTH = 1.5, 2.0, 3.0
CASING = 2.0
"""By how much a wire with a gradient is edged, both sides together."""


class WireItem(QGraphicsItem):
    """Paints a wire with the shape that runs along it.

    ``active`` marks the path of the selection, ``chosen`` the wire that Delete would take, ``lit`` the one that a
    dragged layer would be put into; ``heat`` is the pen that tells of the gradient, where that is shown. ``box`` is all
    that it needs of the scene.

    Qt is told that it paints nothing: it would have all within the bounds of a long wire painted anew with it.
    """

    def __init__(self, face: WireFace) -> None:
        super().__init__()
        self.face = face
        self._track = Track(QPainterPath())
        self.path = self._track.path
        self._label: tuple[QPointF, bool] | None = None
        self.active = self.chosen = self.lit = self.hovered = self.faded = False
        self.heat: QPen | None = None
        self._bounds = QRectF()
        self.box = (0.0, 0.0, 0.0, 0.0)
        self._room = 0.0
        self._shape: QPainterPath | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setZValue(1)

    def show_face(self, face: WireFace) -> None:
        """Show another shape on the same wire."""
        if face != self.face:
            self.renew()
            self.face = face
            self.renew()

    def show_state(self, **state: bool) -> None:
        """Set some of ``active chosen lit hovered faded``."""
        changed = {name: value for name, value in state.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        if changed:
            self.setZValue(1.5 if self.active or self.chosen or self.lit else 1)
            self.renew()

    def show_seen(self, seen: bool) -> None:
        """Hide, or come out again."""
        if seen != self.isVisible():
            self.setVisible(seen)
            self.renew()

    def renew(self) -> None:
        """Have painted anew what lies along the wire."""
        scene = self.scene()
        if isinstance(scene, LinedScene) and self._track.boxes and not scene.is_all:
            # Where no shape is read, none is painted; where it lies takes long to find.
            words = [wide(self.words)] if scene.is_read else []
            scene.renew([*self._track.boxes, *words])

    def lay(self, track: Track) -> None:
        """Run along another path."""
        if track is self._track:
            return
        # Qt is not told: it would have the whole of the box around it painted anew, and is never asked where wires are.
        self.renew()
        self._track, self.path = track, track.path
        self._shape = None
        self._label = None
        box = track.bounds
        # Far up or down from both its ends a wire has no boxes beside it, nor has one from a box to that below.
        self._room = math.inf if track.down or box.height() > NODE_HEIGHT else box.width()
        self._bounds = box.adjusted(-3 * GRID, -3 * GRID, 3 * GRID, GRID)
        self.box = sides(self._bounds)
        self.renew()

    @property
    def middle(self) -> QPointF:
        """The point at which the shape is written."""
        return self._at_label()[0]

    @property
    def steep(self) -> bool:
        """Whether the wire is steep there."""
        return self._at_label()[1]

    def _at_label(self) -> tuple[QPointF, bool]:
        # Found when it is wanted: of a thousand wires few are near enough for a shape to be read.
        if self._label is None:
            steep = self._is_steep(0.5)
            if self._room == math.inf:
                self._label = self._uncovered()
            elif steep:
                # Over a short slanting wire: on it, the shape would hide most of it, and its colour.
                box = self._track.bounds
                self._label = QPointF(box.center().x(), box.top()), False
            else:
                self._label = self.path.pointAtPercent(0.5), steep
        return self._label

    def _is_steep(self, share: float) -> bool:
        return bool(self.path.length()) and abs(self.path.slopeAtPercent(share)) > STEEP

    def _uncovered(self) -> tuple[QPointF, bool]:
        """Return where the shape is not hidden behind a layer: near the middle, if possible."""
        scene = self.scene()
        for share in SHARES:
            place = self.path.pointAtPercent(share), self._is_steep(share)
            if not isinstance(scene, LinedScene) or not scene.covers(label_box(self.face.shape, *place)):
                return place
        return self.path.pointAtPercent(0.5), self._is_steep(0.5)

    def boundingRect(self) -> QRectF:
        """Return the box of the curve and its label."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Return a band of 12 pixels along the curve, so that it can be hit."""
        if self._shape is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(1.5 * GRID)
            self._shape = stroker.createStroke(self.path)
        return self._shape

    @property
    def quiet(self) -> bool:
        """Whether nothing sets this wire off from the others."""
        return not (self.active or self.chosen or self.lit or self.hovered or self.faded or self.heat)

    @property
    def loud(self) -> bool:
        """Whether its label is in the accent's colour."""
        return self.active or self.chosen or self.lit

    @property
    def labelled(self) -> bool:
        """Whether its shape stands on it: half behind a box, 10×10×16 would be read as 10×10×1."""
        return not self.faded and look.advance(self.face.shape, "caption") <= self._room and not self._is_said()

    def _is_said(self) -> bool:
        """Whether another wire from the same layer has written its shape, which is this one's, over the same place."""
        scene = self.scene()
        elders = scene.elders(self) if isinstance(scene, LinedScene) else ()
        return any(isinstance(wire, WireItem) and wire.words.intersects(self.words) for wire in elders)

    @property
    def words(self) -> QRectF:
        """The paper under its shape."""
        return label_box(self.face.shape, *self._at_label())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the curve; shapes are painted when all curves are."""
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= ROUGH_BELOW)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self.paint_curve(painter)

    def paint_curve(self, painter: QPainter) -> None:
        """Paint the curve alone."""
        painter.setOpacity(0.25 if self.faded else 1.0)
        pen = quiet_pen() if self.quiet else self._pen()
        if pen is self.heat:
            # The brightest colours are as light as the paper, the darkest as dark as the board: an edge shows both.
            painter.setPen(QPen(theme.tokens().line, pen.widthF() + CASING))
            painter.drawPath(self.path)
        painter.setPen(pen)
        painter.drawPath(self.path)
        painter.setOpacity(1.0)

    def _pen(self) -> QPen:
        tokens = theme.tokens()
        if self.lit:
            return QPen(tokens.accent, LIT_WIDTH)
        if self.heat is not None and not self.chosen:
            return self.heat
        strong = self.active or self.chosen or self.hovered
        pen = quiet_pen()
        if strong:
            pen.setColor(tokens.wire_active)
            pen.setWidthF(LIT_WIDTH if self.chosen else ACTIVE_WIDTH)
        return pen


def quiet_pen() -> QPen:
    """Return the pen of a wire that nothing sets off."""
    pen = QPen(theme.tokens().wire, WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


class ShapesItem(QGraphicsItem):
    """The shapes of some wires, for a scene that Qt paints: over all wires, since one that passes would strike a number
    out, and below the boxes.
    """

    def __init__(self, wires: Iterable[WireItem]) -> None:
        super().__init__()
        self._labelled = [wire for wire in wires if wire.isVisible() and wire.labelled]
        self.setZValue(1.75)

    def boundingRect(self) -> QRectF:
        """Return the box around all of them."""
        box = QRectF()
        for wire in self._labelled:
            box = box.united(wire.words)
        return box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint them where they can be read."""
        if QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform()) >= LABEL_FROM:
            for wire in self._labelled:
                paint_text(painter, wire.face.shape, wire.words, wire.loud)


class LooseWire(QGraphicsPathItem):
    """The wire that follows the mouse: dashed while it is loose, solid where it would hold, red where it cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(4)

    def run(self, start: QPointF, end: QPointF, verdict: bool | None, *, down: bool = False) -> None:
        """Draw from an output to an input, that is above it where it leads ``down``; ``verdict`` is None while there
        is no port under the mouse."""
        tokens = theme.tokens()
        color = tokens.accent if verdict is not False else tokens.error
        style = Qt.PenStyle.SolidLine if verdict else Qt.PenStyle.DashLine
        self.setPen(QPen(color, ACTIVE_WIDTH, style))
        self.setPath(TURNED.map(wire_path(TURNED.map(start), TURNED.map(end))) if down else wire_path(start, end))

"""How a frame is painted: the nodes as pictures that are kept, all by one painter; Qt would ask each item apart.

While the view is moved, a picture that was made for another zoom is stretched; when it rests, all are made anew at
its own zoom, some each frame, so that a thousand layers move as smoothly as ten.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QPainter, QPen, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from nnstudio.ui import theme
from nnstudio.ui.canvas.backdrop import paint_backdrop
from nnstudio.ui.canvas.geometry import GRID, STEP_X, STEP_Y
from nnstudio.ui.canvas.items.inside import links
from nnstudio.ui.canvas.items.label import LABEL_FROM, paint_label
from nnstudio.ui.canvas.items.node import NodeItem
from nnstudio.ui.canvas.items.wire import ROUGH_BELOW, quiet_pen

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

BUDGET: Final = 0.003
"""Seconds of a frame in which pictures are made while the view moves, …"""
PATIENCE: Final = 0.010
"""… and when it has come to rest."""
STRETCH: Final = 1.6
"""While the view moves a picture serves until it is this much too large or too small."""
SETTLED: Final = 120
"""Milliseconds after a movement at which the view counts as at rest."""
MANY: Final = 300
"""Where more than these are in sight, they are painted roughly while the view moves."""
REACH: Final = 2 * GRID
"""How far ports, badge and ring stand out of a node's box."""
SPARE: Final = 400
"""So many pictures of nodes out of sight are kept."""


@dataclass(frozen=True)
class _Picture:
    """What it shows is of ``size`` and ``corner``, seen from the node's centre; ``whole`` is its own box, in pixels."""

    revision: int
    scale: float
    pixmap: QPixmap
    corner: QPointF
    size: QSizeF
    whole: QRectF


class Painting:
    """Paints the viewport. A view that is zoomed or panned says so by :meth:`stir`."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self._pictures: dict[str, _Picture] = {}
        self._rest = QTimer(view, singleShot=True, interval=SETTLED)
        self._rest.timeout.connect(view.viewport().update)

    def stir(self) -> None:
        """The view is being moved: for a moment, speed goes before sharpness."""
        self._rest.start()

    def forget(self) -> None:
        """Drop all pictures: another theme or language is in force."""
        self._pictures.clear()

    def paint(self, region: QRegion) -> None:
        """Paint a part of the viewport, from back to front."""
        view, painter = self.view, QPainter(self.view.viewport())
        transform = view.viewportTransform()
        inverse = transform.inverted()[0]
        # Apart: around the two strips that a slanting scroll lays bare is the whole viewport.
        exposed = [inverse.mapRect(QRectF(area)) for area in cast(Iterable[QRect], region)]
        painter.setClipRegion(region)
        painter.setTransform(transform)
        for area in exposed:
            paint_backdrop(painter, area, view.zoom)
        others = sorted((item for item in view.stage.others if item.isVisible()), key=QGraphicsItem.zValue)
        behind = [item for item in others if item.zValue() < 1]
        for item in behind:
            _paint_item(painter, item, transform)
        self._paint_wires(painter, exposed, transform)
        self._paint_nodes(painter, exposed, transform)
        if view.stage.inside and view.zoom >= LABEL_FROM:
            self._paint_links(painter)
        for item in others[len(behind) :]:
            _paint_item(painter, item, transform)
        painter.end()

    def _paint_wires(self, painter: QPainter, exposed: list[QRectF], transform: QTransform) -> None:
        zoom = self.view.zoom
        seen = [
            item for item in self.view.stage.wires.values() if item.isVisible() and _meets(item.boundingRect(), exposed)
        ]
        rough = zoom < ROUGH_BELOW or (len(seen) > MANY and self._rest.isActive())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not rough)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(quiet_pen())
        loud = []
        for item in seen:
            if item.quiet:
                painter.drawPath(item.path)
            else:
                loud.append(item)
        for item in loud:
            item.paint_curve(painter)
        if zoom >= LABEL_FROM:
            painter.resetTransform()
            ratio = self.view.devicePixelRatioF()
            for item in seen:
                if not item.faded:
                    paint_label(
                        painter, item.face.shape, item.loud, transform.map(item.middle), item.steep, zoom, ratio
                    )
            painter.setTransform(transform)

    def _paint_links(self, painter: QPainter) -> None:
        """Paint the links between the neurons of neighbours: farther ones would run across other boxes."""
        nodes = self.view.stage.nodes
        if self._rest.isActive() and len(nodes) > MANY:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.with_alpha(theme.tokens().wire, 0.55), 0.5))
        for wire, item in self.view.stage.wires.items():
            source, target = nodes[wire.source], nodes[wire.target]
            near = target.pos() - source.pos()
            if item.isVisible() and 0 < near.x() <= 2 * STEP_X and abs(near.y()) < STEP_Y:
                painter.drawLines(links(source.neurons(), target.neurons(), source.face, target.face))

    def _paint_nodes(self, painter: QPainter, exposed: list[QRectF], transform: QTransform) -> None:
        nodes = _in_order(self.view.stage.nodes, exposed)
        self._renew(nodes)
        # With soft edges a stretched picture would cost eight times as much; among many nobody sees a rough one.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, len(nodes) < MANY)
        ratio = self.view.devicePixelRatioF()
        scale = self.view.zoom * ratio
        for node_id, item in nodes:
            picture = self._pictures.get(node_id)
            if picture is None:
                painter.translate(item.pos())
                item.paint_box(painter)
                painter.setTransform(transform)
            elif picture.scale == scale:
                painter.resetTransform()
                # On whole pixels, else what was made for this very zoom would be blurred.
                corner = transform.map(item.pos() + picture.corner) * ratio
                painter.drawPixmap(QPointF(round(corner.x()) / ratio, round(corner.y()) / ratio), picture.pixmap)
                painter.setTransform(transform)
            else:
                painter.drawPixmap(QRectF(item.pos() + picture.corner, picture.size), picture.pixmap, picture.whole)

    def _renew(self, nodes: list[tuple[str, NodeItem]]) -> None:
        """Make pictures that are missing or no longer right, as many as there is time for."""
        moving, waiting, pictures = self._rest.isActive(), False, self._pictures
        ratio = self.view.devicePixelRatioF()
        scale = self.view.zoom * ratio
        until = time.perf_counter() + (BUDGET if moving else PATIENCE)
        for node_id, item in nodes:
            picture = pictures.get(node_id)
            fits = picture is not None and picture.revision == item.revision
            if picture is not None and fits and _is_sharp(scale / picture.scale, moving):
                continue
            # What was never seen may be late only while all moves: a view at rest is whole at once.
            if not (fits or moving) or time.perf_counter() < until:
                pictures[node_id] = _picture(item, scale, ratio)
            else:
                waiting = True
        if waiting and not moving:
            # Not from within the paint: Qt forgets what is asked for then.
            QTimer.singleShot(0, self.view.viewport(), self.view.viewport().update)
        if len(pictures) > len(nodes) + SPARE:
            self._pictures = {key: pictures[key] for key, _item in nodes if key in pictures}


def _is_sharp(ratio: float, moving: bool) -> bool:
    return ratio == 1.0 or (moving and 1 / STRETCH < ratio < STRETCH)


def _picture(item: NodeItem, scale: float, ratio: float) -> _Picture:
    box = item.boundingRect()
    pixmap = QPixmap(math.ceil(box.width() * scale), math.ceil(box.height() * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(scale, scale)
    painter.translate(-box.topLeft())
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return _Picture(item.revision, scale, pixmap, box.topLeft(), pixmap.size().toSizeF() / scale, QRectF(pixmap.rect()))


def _meets(box: QRectF, areas: list[QRectF]) -> bool:
    return box.intersects(areas[0]) or any(box.intersects(area) for area in areas[1:])


def _in_order(nodes: Mapping[str, NodeItem], exposed: list[QRectF]) -> list[tuple[str, NodeItem]]:
    """Return the nodes in a part of the scene, those that are selected last."""
    # Asking an item for its bounding box leads through Qt and back.
    areas = [area.adjusted(-REACH, -REACH, REACH, REACH) for area in exposed]
    seen = [
        (key, item)
        for key, item in nodes.items()
        if item.stand_in is None and _meets(item.rect.translated(item.pos()), areas)
    ]
    return [pair for pair in seen if not pair[1].chosen] + [pair for pair in seen if pair[1].chosen]


def _paint_item(painter: QPainter, item: QGraphicsItem, transform: QTransform) -> None:
    """Paint an item and its children as Qt would."""
    painter.save()
    painter.setTransform(item.deviceTransform(transform))
    painter.setOpacity(item.effectiveOpacity())
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.restore()
    for child in item.childItems():
        if child.isVisible():
            _paint_item(painter, child, transform)

"""How a frame is painted: the nodes as pictures that are kept, all by one painter; Qt would ask each item apart.

While the view is moved, a picture that was made for another zoom is stretched; when it rests, all are made anew at
its own zoom, some each frame, so that a thousand layers move as smoothly as ten.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem

from nnstudio.ui.canvas.areas import MOST, few
from nnstudio.ui.canvas.backdrop import paint_backdrop
from nnstudio.ui.canvas.geometry import sides
from nnstudio.ui.canvas.items.label import LABEL_FROM, paint_label
from nnstudio.ui.canvas.items.links import paint_links
from nnstudio.ui.canvas.items.node import NodeItem
from nnstudio.ui.canvas.items.wire import ROUGH_BELOW, WireItem, quiet_pen
from nnstudio.ui.canvas.maze import Box
from nnstudio.ui.canvas.moved_picture import MovedPicture

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
EDGE: Final = 2
"""Pixels by which a soft edge, or a line that is as thin at any zoom, may reach out of its box."""
SPARE: Final = 16_000_000
"""Pictures of nodes out of sight are kept up to so many pixels."""


@dataclass(frozen=True)
class _Picture:
    """What it shows is of ``size`` and ``corner``, seen from the node's centre; ``whole`` is its own box, in pixels."""

    revision: int
    scale: float
    pixmap: QPixmap
    corner: QPointF
    size: QSizeF
    whole: QRectF

    @property
    def pixels(self) -> int:
        """How large it is."""
        return self.pixmap.width() * self.pixmap.height()


class Painting:
    """Paints the viewport. A view that is zoomed or panned says so by :meth:`stir`."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self._pictures: dict[str, _Picture] = {}
        self._pixels = 0
        self._moved = MovedPicture(self._paint)
        self._sheet = QPixmap()
        self._owed: list[NodeItem] = []
        self._rest = QTimer(view, singleShot=True, interval=SETTLED)
        self._rest.timeout.connect(self._settle)
        view.stage.lines_changed.connect(self._renew_parts)

    def stir(self) -> None:
        """The view is being moved: for a moment, speed goes before sharpness."""
        if not self._rest.isActive():
            # Only for as long: Qt need not shift what is shifted here.
            self.view.stage.changed.connect(self._forget_moved)
            self.view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._rest.start()

    def _settle(self) -> None:
        self.view.stage.changed.disconnect(self._forget_moved)
        self.view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self._owed.clear()
        self.renew()

    def forget(self) -> None:
        """Drop all pictures: another theme or language is in force."""
        self._pictures.clear()
        self._pixels = 0
        self.renew()

    def renew(self) -> None:
        """Paint all anew: what is shown has changed in a way of which the scene does not know."""
        self._forget_moved()
        self.view.viewport().update()

    def _renew_parts(self, boxes: list[Box] | None) -> None:
        """Paint what lies in some boxes of the scene anew, and little of what lies between them; None is all."""
        if boxes is None:
            self.renew()
            return
        if self._rest.isActive():
            self._forget_moved()
        transform = self.view.viewportTransform()
        zoom, dx, dy = transform.m11(), transform.dx(), transform.dy()
        for box in few((a * zoom + dx, b * zoom + dy, c * zoom + dx, d * zoom + dy) for a, b, c, d in boxes):
            area = QRectF(QPointF(*box[:2]), QPointF(*box[2:])).toAlignedRect()
            self.view.viewport().update(area.adjusted(-EDGE, -EDGE, EDGE, EDGE))

    def _forget_moved(self) -> None:
        self._moved.forget()
        self.view.stage.sight.forget()

    def paint(self, region: QRegion) -> None:
        """Paint a part of the viewport, from back to front."""
        view, painter = self.view, QPainter(self.view.viewport())
        ratio, transform = view.devicePixelRatioF(), view.viewportTransform()
        if self._rest.isActive():
            self._mend()
            painter.setClipRegion(region)
            many = len(view.stage.nodes) > MANY
            self._moved.show(painter, view.viewport().size(), ratio, transform, stretch=many)
        elif region.rectCount() == 1:
            view.stage.sight.follow()
            self._paint(painter, region, transform)
        else:
            view.stage.sight.follow()
            painter.drawPixmap(0, 0, self._on_sheet(region, transform))
        painter.end()

    def _on_sheet(self, region: QRegion, transform: QTransform) -> QPixmap:
        """Return a picture of the viewport that is right in a part of it.

        A painter that begins on the viewport itself stays within the shape of all that is to be painted there, and
        draws each line many times slower than within a rectangle.
        """
        size, ratio = self.view.viewport().size(), self.view.devicePixelRatioF()
        if self._sheet.size() != size * ratio:
            self._sheet = QPixmap(size * ratio)
        self._sheet.setDevicePixelRatio(ratio)
        with QPainter(self._sheet) as painter:
            self._paint(painter, region, transform)
        return self._sheet

    def _mend(self) -> None:
        """Make some of the pictures that there was no time for, and put them into what is shown meanwhile."""
        owed = self._owed
        if owed:
            self._owed = self._renew(owed, self.view.zoom * self.view.devicePixelRatioF())
            late = set(self._owed)
            self._moved.mend(item.boundingRect().translated(item.pos()) for item in owed if item not in late)

    def _paint(self, painter: QPainter, region: QRegion, transform: QTransform) -> None:
        """Paint a part of what a transform shows: within one rectangle after the other, each from back to front."""
        linked = self.view.stage.inside and transform.m11() >= LABEL_FROM
        whole = [sides(QRectF(area)) for area in cast(Iterable[QRect], region)]
        # The links of neurons lie anywhere between their layers: they are painted once.
        areas = [QRectF(QPointF(*box[:2]), QPointF(*box[2:])) for box in few(whole, 1 if linked else MOST)]
        inverse = transform.inverted()[0]
        exposed = [inverse.mapRect(area) for area in areas]
        found = self.view.stage.sight.each(exposed)
        self._ready(list(dict.fromkeys(node for _wires, nodes in found for node in nodes)), transform)
        others = sorted((item for item in self.view.stage.others if item.isVisible()), key=QGraphicsItem.zValue)
        behind = [item for item in others if item.zValue() < 1]
        for area, seen, (wires, nodes) in zip(areas, exposed, found, strict=True):
            painter.resetTransform()
            painter.setClipRect(area)
            painter.setTransform(transform)
            paint_backdrop(painter, seen, transform.m11())
            for item in behind:
                _paint_item(painter, item, transform)
            self._paint_wires(painter, wires, transform)
            self._paint_nodes(painter, nodes, transform)
            if linked:
                self._paint_links(painter)
            for item in others[len(behind) :]:
                _paint_item(painter, item, transform)

    def _paint_wires(self, painter: QPainter, seen: list[WireItem], transform: QTransform) -> None:
        zoom = transform.m11()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= ROUGH_BELOW)
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
                if item.labelled:
                    paint_label(
                        painter, item.face.shape, item.loud, transform.map(item.middle), item.steep, zoom, ratio
                    )
            painter.setTransform(transform)

    def _paint_links(self, painter: QPainter) -> None:
        nodes = self.view.stage.nodes
        if not self._rest.isActive() or len(nodes) <= MANY:
            paint_links(painter, nodes, self.view.stage.wires)

    def _ready(self, nodes: list[NodeItem], transform: QTransform) -> None:
        """Have the pictures of nodes that are about to be painted, as far as there is time."""
        late = self._renew(nodes, transform.m11() * self.view.devicePixelRatioF())
        if self._rest.isActive():
            self._owed += late
        elif late:
            # Not from within the paint: Qt forgets what is asked for then.
            QTimer.singleShot(0, self.view.viewport(), self.view.viewport().update)

    def _paint_nodes(self, painter: QPainter, nodes: list[NodeItem], transform: QTransform) -> None:
        ratio, zoom, dx, dy = self.view.devicePixelRatioF(), transform.m11(), transform.dx(), transform.dy()
        scale = zoom * ratio
        # With soft edges a stretched picture would cost eight times as much; among many nobody sees a rough one.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, len(nodes) < MANY)
        painter.resetTransform()
        rough = []
        for item in nodes:
            picture = self._pictures.get(item.face.id)
            if picture is None or picture.scale != scale:
                rough.append((item, picture))
                continue
            # On whole pixels, else what was made for this very zoom would be blurred; a shift moves all alike.
            left, top, _right, _bottom = item.box()
            x, y = math.floor((left * zoom + dx) * ratio + 0.5), math.floor((top * zoom + dy) * ratio + 0.5)
            painter.drawPixmap(QPointF(x / ratio, y / ratio), picture.pixmap)
        painter.setTransform(transform)
        for item, picture in rough:
            if picture is None:
                painter.translate(item.pos())
                item.paint_box(painter)
                painter.setTransform(transform)
            else:
                painter.drawPixmap(QRectF(item.pos() + picture.corner, picture.size), picture.pixmap, picture.whole)

    def _renew(self, nodes: list[NodeItem], scale: float) -> list[NodeItem]:
        """Make pictures that are missing or no longer right; return the nodes for which there was no time."""
        moving, late, pictures = self._rest.isActive(), [], self._pictures
        ratio = self.view.devicePixelRatioF()
        until = time.perf_counter() + (BUDGET if moving else PATIENCE)
        for item in nodes:
            node_id = item.face.id
            picture = pictures.get(node_id)
            fits = picture is not None and picture.revision == item.revision
            if picture is not None and fits and _is_sharp(scale / picture.scale, moving):
                continue
            # What was never seen may be late only while all moves: a view at rest is whole at once.
            if not (fits or moving) or time.perf_counter() < until:
                pictures[node_id] = _picture(item, scale, ratio)
                self._pixels += pictures[node_id].pixels - (picture.pixels if picture is not None else 0)
            else:
                late.append(item)
        if self._pixels > SPARE:
            self._trim()
        return late

    def _trim(self) -> None:
        """Drop the pictures of nodes out of sight."""
        view = self.view
        _wires, nodes = self.view.stage.sight.find([view.mapToScene(view.viewport().rect()).boundingRect()])
        ids = {item.face.id for item in nodes}
        self._pictures = {key: picture for key, picture in self._pictures.items() if key in ids}
        self._pixels = sum(picture.pixels for picture in self._pictures.values())


def _is_sharp(ratio: float, moving: bool) -> bool:
    return ratio == 1.0 or (moving and 1 / STRETCH < ratio < STRETCH)


def _picture(item: NodeItem, scale: float, ratio: float) -> _Picture:
    box = item.boundingRect()
    pixmap = QPixmap(math.ceil(box.width() * scale), math.ceil(box.height() * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.scale(scale, scale)
        painter.translate(-box.topLeft())
        item.paint(painter, QStyleOptionGraphicsItem())
    pixmap.setDevicePixelRatio(ratio)
    return _Picture(item.revision, scale, pixmap, box.topLeft(), pixmap.size().toSizeF() / scale, QRectF(pixmap.rect()))


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

"""The picture: kernels and maps of all layers below one another, and what is under the mouse or the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.feature_maps import Floats, Stage
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.charts.feature_maps.arrangement import Band, Spot, arrange, beside, spot_at
from nnstudio.ui.controls.heat_map import heat_map, ink_table

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True, eq=False)
class Pictures:
    """``(k, rows, columns)`` of one layer, coloured up to ``limit``."""

    values: Floats
    limit: float


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is painted: the layers with their titles, and by layer the maps and the kernels."""

    stages: tuple[Stage, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, Pictures] = field(default_factory=dict)
    kernels: Mapping[str, Pictures] = field(default_factory=dict)

    @property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """Height and width of each layer's kernels."""
        return {node: (each.values.shape[1], each.values.shape[2]) for node, each in self.kernels.items()}


class MapBoard(QWidget):
    """``scene`` in ``bands``; ``pointed`` under the mouse, ``current`` under the keys.

    Signals: ``spot_changed()``; ``picked(Spot)`` by a click or Enter; ``moved(QRectF)``: the keys went there.
    """

    spot_changed = Signal()
    picked = Signal(object)
    moved = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self.bands: tuple[Band, ...] = ()
        self.pointed: Spot | None = None
        self.current: Spot | None = None
        self._images: dict[tuple[str, bool], QImage] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self._on_theme)

    def show_scene(self, scene: Scene) -> None:
        """Show other numbers, or other layers."""
        same = scene.stages == self.scene.stages and scene.sizes == self.scene.sizes
        self.scene, self._images = scene, {}
        if not same:
            self.pointed = self.current = None
            self._lay_out()
        self.update()

    def spot(self) -> Spot | None:
        """Return what is read: under the mouse, else under the keys."""
        return self.pointed if self.pointed is not None else self.current

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bands that are in sight."""
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setFont(theme.font("caption"))
        for band in self.bands:
            if band.bottom < event.rect().top() or band.title.top() > event.rect().bottom():
                continue
            painter.setPen(tokens.text_soft)
            room = int(band.title.width())
            title = painter.fontMetrics().elidedText(self._title(band), Qt.TextElideMode.ElideRight, room)
            painter.drawText(band.title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
            self._paint_row(painter, band, [cell.map for cell in band.cells], kernels=False)
            if band.stage.node in self.scene.kernels:
                kernels = [cell.kernel for cell in band.cells if cell.kernel is not None]
                self._paint_row(painter, band, kernels, kernels=True)
        self._paint_spot(painter)

    def _paint_row(self, painter: QPainter, band: Band, boxes: list[QRectF], *, kernels: bool) -> None:
        image = self._image(band.stage, kernels)
        if image is None:
            return
        count = len((self.scene.kernels if kernels else self.scene.maps)[band.stage.node].values)
        rows = image.height() / count
        for number, box in enumerate(boxes[:count]):
            painter.drawImage(box, image, QRectF(0, number * rows, image.width(), rows))
        painter.setPen(QPen(theme.tokens().line, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(boxes[:count])

    def _image(self, stage: Stage, kernels: bool) -> QImage | None:
        """Return all of a layer's pictures as one, made when they come in sight."""
        pictures = (self.scene.kernels if kernels else self.scene.maps).get(stage.node)
        if pictures is None:
            return None
        key = stage.node, kernels
        if key not in self._images:
            count, rows, columns = pictures.values.shape
            table = ink_table() if stage.kind == "input" else None
            stacked = np.ascontiguousarray(pictures.values).reshape(count * rows, columns)
            self._images[key] = heat_map(stacked, pictures.limit, table)
        return self._images[key]

    def _paint_spot(self, painter: QPainter) -> None:
        for spot in (self.pointed, self.current if self.hasFocus() else None):
            box = self.box_of(spot)
            if box is not None:
                painter.setPen(QPen(theme.tokens().focus, float(theme.tokens().focus_width)))
                painter.drawRect(box.adjusted(-1, -1, 1, 1))

    def box_of(self, spot: Spot | None) -> QRectF | None:
        """Return the box of the map or kernel that a spot lies in; None where it is not drawn."""
        band = next((band for band in self.bands if spot is not None and band.stage == spot.stage), None)
        if band is None or spot is None or spot.channel >= len(band.cells):
            return None
        cell = band.cells[spot.channel]
        return cell.kernel if spot.kernel else cell.map

    def _title(self, band: Band) -> str:
        title = self.scene.titles.get(band.stage.node, "")
        return f"{title} · {tr('… {count} more', count=theme.count(band.hidden))}" if band.hidden else title

    # -- places

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def _lay_out(self) -> None:
        line = theme.tokens().caption * 1.8
        # A line around the first and the last column takes a pixel at each side.
        self.bands = arrange(self.scene.stages, self.scene.sizes, self.width() - 2, line)
        self.setMinimumHeight(round(self.bands[-1].bottom) + 2 if self.bands else 0)
        self.update()

    # -- what the user does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._point(spot_at(self.bands, self.scene.sizes, event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse."""
        spot = spot_at(self.bands, self.scene.sizes, QPointF(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self.current = spot
            self.picked.emit(spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first map, where the keys have been nowhere yet: one sees where they are."""
        super().focusInEvent(event)
        if self.current is None and event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        ):
            self._walk(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from map to map, up and down from layer to layer; Enter picks."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._walk(*_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.picked.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        self.current = beside(self.bands, self.current, across, down)
        box = self.box_of(self.current)
        if box is not None:
            self.moved.emit(box)
        self._point(None)
        self.spot_changed.emit()
        self.update()

    def _point(self, spot: Spot | None) -> None:
        if spot != self.pointed:
            self.pointed = spot
            self.setCursor(Qt.CursorShape.PointingHandCursor if spot is not None else Qt.CursorShape.ArrowCursor)
            self.spot_changed.emit()
            self.update()

    def _on_theme(self) -> None:
        self._images = {}
        self._lay_out()

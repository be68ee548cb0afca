"""The whole network as SVG, PDF or PNG, as a canvas shows it: its layers as boxes or as their neurons, the gradients on
its wires. In SVG and PDF text is text and a glyph is lines; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from nnstudio import __version__
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import INSIDE, SeeingOptions
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.items.label import LABEL_FROM
from nnstudio.ui.canvas.items.links import paint_links
from nnstudio.ui.canvas.items.wire import ShapesItem
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.seeing.heat import Heat
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.controls.drawn_file import PIXELS, image_of, png_of, svg_of
from nnstudio.ui.theme.tokens import load

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.canvas.view import CanvasView

Background = Literal["white", "theme"]

_MARGIN: Final = 3 * GRID
_SHARP: Final = 2.0
"""Pixels of a PNG, and dots of a PDF, for each of the canvas: more would be a zoom at which layers show more."""
_MOST_PIXELS: Final = 12_000
"""Longest side of a PNG; a larger network gets fewer pixels for each of the canvas."""
_POINTS = 72


def to_svg(session: Session, background: Background = "white", canvas: CanvasView | None = None) -> bytes:
    """Return the network as SVG."""
    with _drawn(session, background, canvas) as sheet:
        return svg_of(sheet.box.size(), session.document.title, lambda painter: _paint(painter, sheet, 1.0))


def to_pdf(session: Session, background: Background = "white", canvas: CanvasView | None = None) -> bytes:
    """Return the network as PDF on one page of its own size, its fonts within."""
    with _drawn(session, background, canvas) as sheet:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(round(PIXELS * _SHARP))
        writer.setTitle(session.document.title)
        writer.setCreator(f"nnstudio {__version__}")
        points = sheet.box.size() * _POINTS / PIXELS
        size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
        margins = QMarginsF(0, 0, 0, 0)
        writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins))
        with QPainter(writer) as painter:
            _paint(painter, sheet, _SHARP)
        buffer.close()
    return bytes(data.data())


def to_image(session: Session, background: Background = "white", canvas: CanvasView | None = None) -> QImage:
    """Return the network as a picture of pixels."""
    with _drawn(session, background, canvas) as sheet:
        scale = min(_SHARP, _MOST_PIXELS / max(sheet.box.width(), sheet.box.height()))
        return image_of(sheet.box.size(), scale, lambda painter: _paint(painter, sheet, 1.0))


def to_png(session: Session, background: Background = "white", canvas: CanvasView | None = None) -> bytes:
    """Return the network as PNG, two pixels for each of the canvas."""
    return png_of(to_image(session, background, canvas))


@dataclass(frozen=True)
class _Sheet:
    """A scene with the part of it that is drawn, on which paper; ``legend`` is what tells of the gradients on it."""

    scene: CanvasScene
    box: QRectF
    paper: QColor
    legend: Heat | None


@contextmanager
def _drawn(session: Session, background: Background, canvas: CanvasView | None) -> Iterator[_Sheet]:
    """Make a scene of the document as it is, nothing selected and without badges, and colours that suit the paper.

    Without a canvas layers are drawn as the student has chosen to see them there; gradients, which are those of this
    moment, only while they are in sight.
    """
    paper = QColor(Qt.GlobalColor.white) if background == "white" else theme.tokens().window
    colors = replace(load("light"), window=paper) if background == "white" else theme.tokens()
    heat = canvas.heat if canvas is not None and canvas.heat.isVisible() and canvas.heat.peak else None
    seeing = canvas.seeing if canvas is not None else SeeingOptions(session.settings)
    with theme.drawn_with(colors):
        scene = CanvasScene()
        # Wires do not tell Qt's index where they are.
        scene.setItemIndexMethod(CanvasScene.ItemIndexMethod.NoIndex)
        scene.show_inside(seeing[INSIDE])
        scene.reconcile(Snapshot(session.document), replace(session.analysis, problems=()))
        if heat is not None:
            heat.mark(scene)
        scene.addItem(ShapesItem(scene.wires.values()))
        yield _Sheet(scene, _bounds(scene, heat), paper, heat)


def _bounds(scene: CanvasScene, legend: Heat | None) -> QRectF:
    """Return the box around all that is seen, with a margin and, below, room for the legend."""
    box = scene.content()
    for item in scene.items():
        # Here it is Qt that paints them.
        item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, False)
        if item.isVisible():
            box = box.united(item.sceneBoundingRect())
    if legend is not None:
        box = QRectF(box.left(), box.top(), max(box.width(), legend.width()), box.height() + legend.height() + _MARGIN)
    return QRectF(box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN).toAlignedRect())


def _paint(painter: QPainter, sheet: _Sheet, scale: float) -> None:
    scene, box = sheet.scene, sheet.box
    goal = QRectF(0, 0, box.width() * scale, box.height() * scale)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(goal, sheet.paper)
    scene.render(painter, goal, box)
    painter.scale(scale, scale)
    painter.translate(-box.topLeft())
    if scene.inside and QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform()) >= LABEL_FROM:
        paint_links(painter, scene.nodes, scene.wires)
    if sheet.legend is not None:
        painter.translate(box.left() + _MARGIN, box.bottom() - _MARGIN - sheet.legend.height())
        sheet.legend.paint_legend(painter)

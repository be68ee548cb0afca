"""The whole network as SVG, PDF or PNG. In SVG and PDF text is text and a glyph is lines; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QGraphicsItem

from nnstudio import __version__
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.controls.drawn_file import PIXELS, image_of, png_of, svg_of
from nnstudio.ui.theme.tokens import load

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

Background = Literal["white", "theme"]

_MARGIN: Final = 3 * GRID
_SHARP: Final = 2.0
"""Pixels of a PNG, and dots of a PDF, for each of the canvas: more would be a zoom at which layers show more."""
_MOST_PIXELS: Final = 12_000
"""Longest side of a PNG; a larger network gets fewer pixels for each of the canvas."""
_POINTS = 72


def to_svg(session: Session, background: Background = "white") -> bytes:
    """Return the network as SVG."""
    with _drawn(session, background) as (scene, box, paper):
        return svg_of(box.size(), session.document.title, lambda painter: _paint(painter, scene, box, paper, 1.0))


def to_pdf(session: Session, background: Background = "white") -> bytes:
    """Return the network as PDF on one page of its own size, its fonts within."""
    with _drawn(session, background) as (scene, box, paper):
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(round(PIXELS * _SHARP))
        writer.setTitle(session.document.title)
        writer.setCreator(f"nnstudio {__version__}")
        size = QPageSize(box.size() * _POINTS / PIXELS, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
        margins = QMarginsF(0, 0, 0, 0)
        writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins))
        painter = QPainter(writer)
        _paint(painter, scene, box, paper, _SHARP)
        painter.end()
        buffer.close()
    return bytes(data.data())


def to_image(session: Session, background: Background = "white") -> QImage:
    """Return the network as a picture of pixels."""
    with _drawn(session, background) as (scene, box, paper):
        scale = min(_SHARP, _MOST_PIXELS / max(box.width(), box.height()))
        return image_of(box.size(), scale, lambda painter: _paint(painter, scene, box, paper, 1.0))


def to_png(session: Session, background: Background = "white") -> bytes:
    """Return the network as PNG, two pixels for each of the canvas."""
    return png_of(to_image(session, background))


@contextmanager
def _drawn(session: Session, background: Background) -> Iterator[tuple[CanvasScene, QRectF, QColor]]:
    """Make a scene of the document as it is, nothing selected and without badges, and colours that suit the paper."""
    paper = QColor(Qt.GlobalColor.white) if background == "white" else theme.tokens().window
    colors = replace(load("light"), window=paper) if background == "white" else theme.tokens()
    with theme.drawn_with(colors):
        scene = CanvasScene()
        # Wires do not tell Qt's index where they are.
        scene.setItemIndexMethod(CanvasScene.ItemIndexMethod.NoIndex)
        scene.reconcile(Snapshot(session.document), replace(session.analysis, problems=()))
        box = scene.content()
        for item in scene.items():
            # Here it is Qt that paints them.
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, False)
            if item.isVisible():
                box = box.united(item.sceneBoundingRect())
        margin = _MARGIN
        yield scene, QRectF(box.adjusted(-margin, -margin, margin, margin).toAlignedRect()), paper


def _paint(painter: QPainter, scene: CanvasScene, box: QRectF, paper: QColor, scale: float) -> None:
    goal = QRectF(0, 0, box.width() * scale, box.height() * scale)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(goal, paper)
    scene.render(painter, goal, box)

"""The whole network as SVG, PDF or PNG. In SVG and PDF text is text and a glyph is lines; nothing is fetched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem

from nnstudio import __version__
from nnstudio.text import language
from nnstudio.text.places import resource
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.scene import CanvasScene
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.theme.fonts import families
from nnstudio.ui.theme.tokens import load

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

Background = Literal["white", "theme"]

_MARGIN: Final = 3 * GRID
_SHARP: Final = 2.0
"""Pixels of a PNG, and dots of a PDF, for each of the canvas: more would be a zoom at which layers show more."""
_MOST_PIXELS: Final = 12_000
"""Longest side of a PNG; a larger network gets fewer pixels for each of the canvas."""
_PIXELS, _POINTS = 96, 72
_EMBEDDED: Final = (
    ("nnstudio Sans", 400, "nnstudioSans-Regular.otf"),
    ("nnstudio Sans", 600, "nnstudioSans-SemiBold.otf"),
    ("nnstudio Symbols", 400, "nnstudioSymbols-Regular.ttf"),
)
"""The fonts that an SVG carries with it. The Chinese ones are megabytes: they are named, before the system's own."""


def to_svg(session: Session, background: Background = "white") -> bytes:
    """Return the network as SVG."""
    with _drawn(session, background) as (scene, box, paper):
        data = QByteArray()
        buffer = QBuffer(data)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(_PIXELS)
        generator.setSize(box.size().toSize())
        generator.setViewBox(QRectF(0, 0, box.width(), box.height()))
        generator.setTitle(session.document.title)
        generator.setDescription(f"nnstudio {__version__}")
        painter = QPainter(generator)
        _paint(painter, scene, box, paper, 1.0)
        painter.end()
    return _with_fonts(bytes(data.data()).decode("utf-8")).encode("utf-8")


def to_pdf(session: Session, background: Background = "white") -> bytes:
    """Return the network as PDF on one page of its own size, its fonts within."""
    with _drawn(session, background) as (scene, box, paper):
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(round(_PIXELS * _SHARP))
        writer.setTitle(session.document.title)
        writer.setCreator(f"nnstudio {__version__}")
        size = QPageSize(box.size() * _POINTS / _PIXELS, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
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
        image = QImage((box.size() * scale).toSize(), QImage.Format.Format_RGB32)
        image.setDotsPerMeterX(round(_PIXELS * scale / 0.0254))
        image.setDotsPerMeterY(round(_PIXELS * scale / 0.0254))
        painter = QPainter(image)
        _paint(painter, scene, box, paper, scale)
        painter.end()
    return image


def to_png(session: Session, background: Background = "white") -> bytes:
    """Return the network as PNG, two pixels for each of the canvas."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(to_image(session, background))
    return bytes(data.data())


@contextmanager
def _drawn(session: Session, background: Background) -> Iterator[tuple[CanvasScene, QRectF, QColor]]:
    """Make a scene of the document as it is, nothing selected and without badges, and colours that suit the paper."""
    paper = QColor(Qt.GlobalColor.white) if background == "white" else theme.tokens().window
    colors = replace(load("light"), window=paper) if background == "white" else theme.tokens()
    with theme.drawn_with(colors):
        scene = CanvasScene()
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


def _with_fonts(svg: str) -> str:
    """Return the drawing with its fonts within, and with the names of others for what these do not have."""
    names = ", ".join(f"'{name}'" for name in dict.fromkeys(families(language()))) + ", sans-serif"
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{names}"', svg)
    faces = "".join(_face(*font) for font in _EMBEDDED)
    return svg.replace("<defs>", f"<defs><style>{faces}</style>", 1)


def _face(family: str, weight: int, name: str) -> str:
    data = b64encode(resource("fonts", name).read_bytes()).decode("ascii")
    kind = "opentype" if name.endswith("otf") else "truetype"
    return (
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; "
        f"src: url(data:font/{name[-3:]};base64,{data}) format('{kind}'); }} "
    )

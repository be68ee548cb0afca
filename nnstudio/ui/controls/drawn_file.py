"""What is painted as a file: SVG, in which text is text and carries its fonts along, or PNG; nothing is fetched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPaintEngine, QPainter
from PySide6.QtSvg import QSvgGenerator

from nnstudio import __version__
from nnstudio.text import language
from nnstudio.text.places import resource
from nnstudio.ui.theme.fonts import families

Paint = Callable[[QPainter], object]
"""What it raises is raised on: the painter has left what it paints on by then, or Qt would take the program along."""

PIXELS: Final = 96
"""Dots an inch of what is painted."""
_INCH = 0.0254
_EMBEDDED: Final = (
    ("nnstudio Sans", 400, "nnstudioSans-Regular.otf"),
    ("nnstudio Sans", 600, "nnstudioSans-SemiBold.otf"),
    ("nnstudio Symbols", 400, "nnstudioSymbols-Regular.ttf"),
)
"""The fonts that an SVG carries with it. The Chinese ones are megabytes: they are named, before the system's own."""


def is_of_lines(painter: QPainter) -> bool:
    """Whether the painter draws lines and not pixels: then a picture of pixels must not stand in for what it shows."""
    return painter.paintEngine().type() in (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def svg_of(size: QSizeF, title: str, paint: Paint) -> bytes:
    """Return what ``paint`` draws within a size as SVG."""
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(PIXELS)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setDescription(f"nnstudio {__version__}")
    with QPainter(generator) as painter:
        paint(painter)
    return _with_fonts(bytes(data.data()).decode("utf-8")).encode("utf-8")


def image_of(size: QSizeF, scale: float, paint: Paint) -> QImage:
    """Return what ``paint`` draws within a size as pixels, ``scale`` of them for each of the size."""
    image = QImage((size * scale).toSize(), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(PIXELS * scale / _INCH))
    image.setDotsPerMeterY(round(PIXELS * scale / _INCH))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        paint(painter)
    return image


def png_of(image: QImage) -> bytes:
    """Return a picture of pixels as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


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

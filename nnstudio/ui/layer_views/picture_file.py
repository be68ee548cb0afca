"""A picture from a file, as a few grey pixels: by Qt's reader alone, of raster formats alone, a huge one not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from nnstudio.engine.errors import DataError
from nnstudio.store.errors import not_read
from nnstudio.text import Message, msg

SIDE = 64
"""Pixels of the longer side that are kept at most: each of them is to be seen."""
FORMATS = frozenset({"png", "jpeg", "jpg", "bmp", "gif", "webp", "pgm", "ppm", "pbm", "tif", "tiff"})
"""What is read, told by the content and not by the name."""
_LARGEST = 64 << 20
"""Bytes of a file."""
_MOST_PIXELS = 100_000_000
_LIGHT = 299, 587, 114
"""How bright red, green and blue are to the eye, of 1000 (ITU-R BT.601)."""


def read_picture(path: Path) -> npt.NDArray[np.float64]:
    """Return the picture's brightness ``(H, W)`` from 0 to 1, its longer side ``SIDE`` pixels at most.

    Raises
    ------
    DataError : no picture, of no format that is read, or too large.
    """
    try:
        length = path.stat().st_size
    except OSError as error:
        raise _refused(path, not_read(path, error).received) from None
    if length > _LARGEST:
        raise _refused(path, msg("{count} MB", count=length >> 20))
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    kind = bytes(reader.format().data()).decode("ascii", "replace").lower()
    if kind not in FORMATS or not reader.canRead():
        raise _refused(path, msg("another kind of file"))
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        raise _refused(path, msg("{width}×{height} pixels", width=size.width(), height=size.height()))
    if size.isValid() and max(size.width(), size.height()) > SIDE:
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    if image.isNull():
        raise _refused(path, msg("a file that ends too early, or is damaged"))
    if max(image.width(), image.height()) > SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_fitted(image.size()), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return _brightness(image)


def _fitted(size: QSize) -> QSize:
    found = size.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return QSize(max(1, found.width()), max(1, found.height()))


def _brightness(image: QImage) -> npt.NDArray[np.float64]:
    """Return how bright each pixel is, on white paper where it is see-through."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width = image.height(), image.width()
    bytes_ = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())[:, : 4 * width]
    pixels = bytes_.reshape(height, width, 4).astype(np.float64)
    light: npt.NDArray[np.float64] = pixels[..., :3] @ np.array(_LIGHT) / (255 * sum(_LIGHT))
    share = pixels[..., 3] / 255
    return light * share + (1 - share)


def _refused(path: Path, received: Message) -> DataError:
    expected = msg("a picture (PNG, JPEG, BMP, GIF, WebP, TIFF, PNM)")
    return DataError(path.name, expected, received, msg("Save it as a PNG of ordinary size, then open that."))

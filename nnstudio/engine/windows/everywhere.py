"""One window that covers the whole image or sequence: global pooling."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.layer import shape_error
from nnstudio.engine.typing import Shape
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry, as_image
from nnstudio.text import msg


def check_places(shape: Shape) -> None:
    """Raise ShapeError where there is one place only: a list of features."""
    if len(shape) < 2:
        expected = msg("an image or a sequence")
        raise shape_error(expected, shape, msg("A list of features has one place only: remove the layer."))


def everywhere(shape: Shape) -> Geometry:
    """Return the geometry of one window over all places."""
    height, width, channels = as_image(shape)
    return Geometry(Axis(height, height), Axis(width, width), channels, channels)


def places(shape: Shape) -> list[tuple[int, int]]:
    """Return all places as (row, column), in reading order."""
    height, width, _ = as_image(shape)
    return [(int(y), int(x)) for y, x in np.ndindex(height, width)]


def over_places(latex: str, shape: Shape) -> str:
    """Return a formula over the rows and columns of an image; of a sequence over its time steps."""
    if len(shape) == 3:
        return latex
    return latex.replace("{h,w}", "t").replace("hwc", "tc").replace("H W", "T")

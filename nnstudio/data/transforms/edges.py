"""Edges of a picture: how steeply the ink changes at each pixel."""

from __future__ import annotations

import numpy as np

from nnstudio.data.transform import PICTURE, Columns, Fitted, Floats, Transform
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Edges(Transform):
    """Replaces a picture by its edges."""

    of_pictures = True
    declaration = Declaration(
        id="edges",
        name=msg("Edge filter (Sobel)"),
        help=msg("Replaces each picture by its edges: how steeply it changes at each pixel, in any direction."),
        group=PICTURE,
        formula=r"\sqrt{G_x^2 + G_y^2}",
        source="Sobel & Feldman 1968",
        aliases=("Sobel", "edge", "边缘", "邊緣"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """A picture of the same size."""
        return before

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, H, W, C)``; beyond its border a picture goes on as it ends there."""
        wide = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
        up, middle, down = wide[:, :-2], wide[:, 1:-1], wide[:, 2:]
        columns = up + 2 * middle + down
        rows = down - up
        across = columns[:, :, 2:] - columns[:, :, :-2]
        along = rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:]
        # A step from 0 to 1 has the size 1, so that the ink keeps its range.
        found: Floats = np.hypot(across, along) / 4
        return found

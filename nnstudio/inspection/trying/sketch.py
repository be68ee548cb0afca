"""A drawing by hand, brought into the data's few pixels as a pen would have left it there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.data.samples import Numbers

PEN = 0.07
"""Half the pen's width, as a share of the picture's side: the strokes of 8×8 digits are about one pixel wide."""
SOFT = 0.06
"""Half the width of a stroke's soft edge: a pixel that is half covered is half dark."""
MARGIN = 0.02
"""What a fitted drawing leaves free at each edge."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """``points`` ``(P, 2)``: across and down, from 0 to 1. ``ink`` : False where it rubs out."""

    points: Numbers
    ink: bool = True


@dataclass(frozen=True, eq=False)
class Sketch:
    """Strokes in their order, over a picture ``base`` ``(H, W, C)``; the paper is ``low``, full ink is ``high``."""

    base: Numbers
    low: float
    high: float
    strokes: tuple[Stroke, ...] = ()

    def with_stroke(self, stroke: Stroke) -> Sketch:
        """Return the drawing with one stroke more."""
        return replace(self, strokes=(*self.strokes, stroke))

    def longer(self, across: float, down: float) -> Sketch:
        """Return the drawing with its last stroke drawn on to a point."""
        *before, last = self.strokes
        return replace(self, strokes=(*before, replace(last, points=np.vstack([last.points, [across, down]]))))

    def fitted(self) -> Sketch:
        """Return the drawing enlarged or moved until its strokes fill the picture, as scanned digits are."""
        inked = [stroke.points for stroke in self.strokes if stroke.ink]
        if not inked:
            return self
        points = np.concatenate(inked)
        low, high = points.min(axis=0), points.max(axis=0)
        extent = float((high - low).max())
        # The pen is as wide as ever: only what it follows grows.
        scale = (1 - 2 * (MARGIN + PEN)) / extent if extent > 0 else 1.0
        centre = (low + high) / 2
        moved = tuple(replace(each, points=(each.points - centre) * scale + 0.5) for each in self.strokes)
        return replace(self, strokes=moved)


def drawn(sketch: Sketch) -> Numbers:
    """Return the picture ``(H, W, C)``: of overlapping strokes the darker counts, and a later one that rubs out."""
    height, width, channels = sketch.base.shape
    share: Numbers = (sketch.base - sketch.low) / max(sketch.high - sketch.low, 1e-12)
    for stroke in sketch.strokes:
        cover = _cover(stroke.points, height, width)[..., None].repeat(channels, axis=-1)
        share = np.maximum(share, cover) if stroke.ink else np.minimum(share, 1 - cover)
    return sketch.low + share * (sketch.high - sketch.low)


def _cover(points: Numbers, height: int, width: int) -> Numbers:
    """Return how much of each pixel lies under a stroke, from 0 to 1, ``(H, W)``: by its centre's distance from it."""
    down, across = np.indices((height, width))
    centres = np.stack([(across + 0.5) / width, (down + 0.5) / height], axis=-1)[:, :, None]
    starts, ends = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    along = ends - starts
    length = np.maximum((along**2).sum(axis=-1), 1e-12)
    place = np.clip(((centres - starts) * along).sum(axis=-1) / length, 0.0, 1.0)
    nearest = np.hypot(*np.moveaxis(centres - (starts + place[..., None] * along), -1, 0)).min(axis=-1)
    found: Numbers = np.clip((PEN + SOFT - nearest) / (2 * SOFT), 0.0, 1.0)
    return found

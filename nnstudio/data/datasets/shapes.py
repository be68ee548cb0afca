"""Pictures of a square, a circle, a triangle or a cross."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnstudio.data.dataset import PICTURE, DataSet, class_shape, side_parameter, size_parameter
from nnstudio.data.samples import DataShape, Numbers, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg

_NAMES = (msg("square"), msg("circle"), msg("triangle"), msg("cross"))
_FINE = 4
"""So many points along each side of a pixel are asked whether they lie inside: edges come out grey."""

Mask = npt.NDArray[np.bool_]
Inside = Callable[[Numbers, Numbers], Mask]


class Shapes(DataSet):
    """A filled shape of any size at any place, ink 1 on paper 0."""

    declaration = Declaration(
        id="shapes",
        name=msg("Shapes"),
        help=msg(
            "A square, circle, triangle or cross, larger or smaller, anywhere in the picture: "
            "what counts is the edges, not the place."
        ),
        group=PICTURE,
        parameters=(
            size_parameter(800),
            side_parameter(12, 8),
            Parameter(
                "smallest",
                msg("Smallest size"),
                Kind.REAL,
                0.5,
                msg("The smallest width of a shape, as a share of the picture's; the largest is 0.9."),
                minimum=0.3,
                maximum=0.9,
            ),
        ),
        aliases=("convolution", "square", "circle", "triangle", "cross", "图形", "圖形"),
    )
    words = (*_NAMES, msg("shape"))

    @property
    def shape(self) -> DataShape:
        """A grey picture, four classes."""
        return class_shape((self.side, self.side, 1), tuple(name.id for name in _NAMES))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw pictures ``(N, S, S, 1)`` from 0 to 1; ``y`` is ``(N,)``."""
        y = np.arange(self.size) % len(_NAMES)
        reach = self.side * random.uniform(self.smallest, 0.9, self.size) / 2
        margin = np.maximum(self.side / 2 - reach, 0.0)
        centre = self.side / 2 + margin[:, None] * random.uniform(-1.0, 1.0, (self.size, 2))
        x = np.stack([_picture(self.side, INSIDE[k], c, r) for k, c, r in zip(y, centre, reach, strict=True)])
        return Samples(x[..., None], y.astype(np.int64), Task.CLASSIFICATION, (), self.shape.class_names, ("shape",))


def _picture(side: int, inside: Inside, centre: Numbers, reach: float) -> Numbers:
    """Return the share of each pixel ``(S, S)`` that is covered."""
    points = (np.arange(side * _FINE) + 0.5) / _FINE
    across, down = (points - centre[0]) / reach, (points - centre[1]) / reach
    covered = inside(across[None, :], down[:, None]).astype(np.float64)
    pixels: Numbers = covered.reshape(side, _FINE, side, _FINE).mean(axis=(1, 3))
    return pixels


def _square(u: Numbers, v: Numbers) -> Mask:
    return np.maximum(np.abs(u), np.abs(v)) <= 0.82


def _circle(u: Numbers, v: Numbers) -> Mask:
    return u**2 + v**2 <= 0.92**2


def _triangle(u: Numbers, v: Numbers) -> Mask:
    return (np.abs(v) <= 1.0) & (np.abs(u) <= (v + 1.0) / 2)


def _cross(u: Numbers, v: Numbers) -> Mask:
    arms: Mask = np.minimum(np.abs(u), np.abs(v)) <= 0.4
    return arms & (np.maximum(np.abs(u), np.abs(v)) <= 1.0)


INSIDE: tuple[Inside, ...] = (_square, _circle, _triangle, _cross)
"""For each class: which points lie inside; the shape fills the square from −1 to 1."""

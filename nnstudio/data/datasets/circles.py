"""A disc inside a ring."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import (
    GENERATED,
    TURN,
    DataSet,
    class_numbers,
    class_shape,
    class_sizes,
    planar,
    polar,
    size_parameter,
)
from nnstudio.data.samples import DataShape, Samples
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg

OUTER = 2.0
"""The ring's outer radius: both features then have a standard deviation near 1."""


class Circles(DataSet):
    """Class 1 is a disc around the origin, class 0 a ring around it."""

    declaration = Declaration(
        id="circles",
        name=msg("Circles"),
        help=msg("A disc inside a ring. A few hidden neurons bend their lines into a closed boundary."),
        group=GENERATED,
        parameters=(
            size_parameter(400),
            Parameter(
                "gap",
                msg("Gap"),
                Kind.REAL,
                0.2,
                msg("Width of the empty ring between the classes, as a share of the outer radius."),
                minimum=0.0,
                maximum=0.45,
            ),
        ),
        aliases=("ring", "disc", "圆", "圓"),
    )

    @property
    def shape(self) -> DataShape:
        """Two inputs, two classes."""
        return class_shape((2,), class_numbers(2))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw both classes with even density over the radius."""
        outside, inside = class_sizes(self.size, 2)
        radius = OUTER * np.concatenate(
            (random.uniform(0.5 + self.gap, 1.0, outside), 0.5 * np.sqrt(random.uniform(0.0, 1.0, inside)))
        )
        x = polar(radius, random.uniform(0.0, TURN, self.size))
        return planar(x, np.repeat((0, 1), (outside, inside)), 2)

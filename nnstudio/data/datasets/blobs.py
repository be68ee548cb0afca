"""Gaussian clouds on a circle."""

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


class Blobs(DataSet):
    """One Gaussian cloud for each class, their centres evenly on a circle of radius 1.5."""

    declaration = Declaration(
        id="blobs",
        name=msg("Blobs"),
        help=msg("One round cloud for each class. Without a hidden layer the boundaries are straight."),
        group=GENERATED,
        parameters=(
            size_parameter(300),
            Parameter("classes", msg("Classes"), Kind.INTEGER, 3, msg("How many clouds."), minimum=2, maximum=8),
            Parameter(
                "spread",
                msg("Spread"),
                Kind.REAL,
                0.35,
                msg("Standard deviation of each cloud; the centres lie 1.5 from the origin."),
                minimum=0.0,
                maximum=2.0,
                symbol="σ",
            ),
        ),
        aliases=("clusters", "gaussian", "团", "團"),
    )

    @property
    def shape(self) -> DataShape:
        """Two inputs, as many classes as clouds."""
        return class_shape((2,), class_numbers(self.classes))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw every cloud."""
        y = np.repeat(np.arange(self.classes), class_sizes(self.size, self.classes))
        centres = polar(np.full(self.size, 1.5), TURN * (y / self.classes + 0.125))
        return planar(centres + random.normal(0.0, self.spread, (self.size, 2)), y, self.classes)

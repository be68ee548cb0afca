"""Spiral arms around one centre."""

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


class Spirals(DataSet):
    r"""Arm ``k`` of ``K``: radius ``2u``, angle ``2π (turns · u + k / K)``, ``u`` from 0.05 to 1."""

    declaration = Declaration(
        id="spirals",
        name=msg("Spirals"),
        help=msg("Arms wound around each other: hard for a small network, and a test of depth and patience."),
        group=GENERATED,
        parameters=(
            size_parameter(400),
            Parameter("arms", msg("Arms"), Kind.INTEGER, 2, msg("Each arm is a class."), minimum=2, maximum=5),
            Parameter(
                "turns",
                msg("Turns"),
                Kind.REAL,
                1.25,
                msg("How often each arm winds around the centre."),
                minimum=0.25,
                maximum=3.0,
            ),
        ),
        source="Lang & Witbrock 1988",
        aliases=("spiral", "螺旋"),
    )

    @property
    def shape(self) -> DataShape:
        """Two inputs, as many classes as arms."""
        return class_shape((2,), class_numbers(self.arms))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw each arm with even density over the radius."""
        y = np.repeat(np.arange(self.arms), class_sizes(self.size, self.arms))
        u = random.uniform(0.05, 1.0, self.size)
        return planar(polar(2 * u, TURN * (self.turns * u + y / self.arms)), y, self.arms)

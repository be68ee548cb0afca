"""Two interleaved half-moons."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.data.dataset import (
    GENERATED,
    DataSet,
    class_numbers,
    class_shape,
    class_sizes,
    planar,
    size_parameter,
)
from nnstudio.data.samples import DataShape, Samples
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Moons(DataSet):
    r"""Half-circles of radius 1: ``(cos t, sin t)`` and ``(1 − cos t, ½ − sin t)``, ``t`` in ``[0, π]``, centred."""

    declaration = Declaration(
        id="moons",
        name=msg("Moons"),
        help=msg("Two half-moons that reach into each other. The boundary is one curve with two bends."),
        group=GENERATED,
        parameters=(size_parameter(400),),
        aliases=("crescent", "月"),
    )

    @property
    def shape(self) -> DataShape:
        """Two inputs, two classes."""
        return class_shape((2,), class_numbers(2))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw both moons with even density along the arc, around the origin."""
        upper, lower = class_sizes(self.size, 2)
        t, s = random.uniform(0.0, math.pi, upper), random.uniform(0.0, math.pi, lower)
        first = np.column_stack((np.cos(t), np.sin(t)))
        second = np.column_stack((1 - np.cos(s), 0.5 - np.sin(s)))
        x = np.concatenate((first, second)) - (0.5, 0.25)
        return planar(x, np.repeat((0, 1), (upper, lower)), 2)

"""Pictures of a bar, lying or standing."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import PICTURE, DataSet, class_shape, side_parameter, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_LYING, _STANDING = msg("lying"), msg("standing")


class Bars(DataSet):
    """A line of one pixel's width, at least half as long as the side, anywhere: class 0 lies, class 1 stands.

    Every pixel belongs to as many lying as standing bars, so that no single neuron can tell them apart; one small
    kernel and a pooling layer can.
    """

    declaration = Declaration(
        id="bars",
        name=msg("Bars"),
        help=msg(
            "A bar that lies or stands, anywhere in the picture. No single pixel tells which: "
            "one small kernel, used at every place, does."
        ),
        group=PICTURE,
        parameters=(size_parameter(400), side_parameter(8, 5)),
        aliases=("lines", "convolution", "kernel", "线条", "線條"),
    )
    words = (_LYING, _STANDING, msg("bar"))

    @property
    def shape(self) -> DataShape:
        """A grey picture, two classes."""
        return class_shape((self.side, self.side, 1), (_LYING.id, _STANDING.id))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw pictures ``(N, S, S, 1)`` of 0 and 1; ``y`` is ``(N,)``."""
        side, count = self.side, self.size
        y = np.arange(count) % 2
        length = random.integers(-(-side // 2), side + 1, count)
        start = random.integers(0, side - length + 1)
        line = random.integers(0, side, count)
        steps = np.arange(side)
        along = (steps >= start[:, None]) & (steps < (start + length)[:, None])
        across = steps == line[:, None]
        lying = across[:, :, None] & along[:, None, :]
        x = np.where(y[:, None, None] == 0, lying, lying.transpose(0, 2, 1)).astype(np.float64)
        return Samples(x[..., None], y.astype(np.int64), Task.CLASSIFICATION, (), self.shape.class_names, ("bar",))

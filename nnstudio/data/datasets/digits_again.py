"""Handwritten digits that are to come out as they went in."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import PICTURE, DataSet
from nnstudio.data.datasets.digits import Digits
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_SIDE = 8
_INK = 16.0
"""The value of a black pixel in the file."""


class DigitsAgain(DataSet):
    """``y = x``: the target of each of the 1797 pictures is the picture itself. No label is used.

    Pixels are 0 (paper) to 1 (ink): the same for input and target, so that no scaling parts them.
    """

    declaration = Declaration(
        id="digits_again",
        name=msg("Digits, to be rebuilt"),
        help=msg(
            "Handwritten digits of 8×8 pixels whose target is the picture itself: an auto-encoder has to send it "
            "through a narrow layer. No labels are used."
        ),
        group=PICTURE,
        formula=r"y = x",
        source=Digits.declaration.source,
        aliases=("auto-encoder", "autoencoder", "reconstruction", "unsupervised", "自编码器", "自編碼器"),
    )
    licence = Digits.licence

    @property
    def shape(self) -> DataShape:
        """A grey picture in, its pixels row by row out."""
        return DataShape((_SIDE, _SIDE, 1), (_SIDE * _SIDE,), Task.REGRESSION)

    def samples(self, random: np.random.Generator) -> Samples:
        """Return the pictures ``(N, 8, 8, 1)`` and their pixels ``(N, 64)``. Nothing is drawn."""
        x = Digits().samples(random).x / _INK
        names = tuple(f"{row + 1}, {column + 1}" for row in range(_SIDE) for column in range(_SIDE))
        return Samples(x, x.reshape(len(x), -1).copy(), Task.REGRESSION, (), (), names)

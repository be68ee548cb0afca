"""Handwritten digits of 8×8 pixels, or enlarged."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import MEASURED, class_numbers, class_shape, side_parameter
from nnstudio.data.samples import DataShape, Numbers, Samples
from nnstudio.data.stored import StoredDataSet
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Digits(StoredDataSet):
    """1797 handwritten digits, 8×8 pixels of 0 to 16; a sample is (height, width, channels) = (side, side, 1).

    Larger sides are drawn smoothly from the 64 pixels: they show no more, but networks that were made for 28 or 32
    pixels can read them.
    """

    declaration = Declaration(
        id="digits",
        name=msg("Digits 8×8"),
        help=msg("Ten digits written by hand: 1797 pictures of 8×8 pixels, each from 0 (paper) to 16 (ink)."),
        group=MEASURED,
        parameters=(side_parameter(8, 8),),
        source="Alpaydin & Kaynak 1998, doi:10.24432/C50P49",
        aliases=("handwriting", "mnist", "手写数字", "手寫數字"),
    )
    licence = "E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0"
    file = "digits.csv.gz"
    target_name = "digit"
    inputs = (8, 8, 1)
    class_names = class_numbers(10)
    feature_names = ()
    words = (msg("digit"),)

    @property
    def shape(self) -> DataShape:
        """A grey picture, ten classes."""
        return class_shape((self.side, self.side, 1), self.class_names)

    def samples(self, random: np.random.Generator) -> Samples:
        """Return the pictures ``(N, S, S, 1)``; ``y`` is ``(N,)``. Nothing is drawn."""
        found = super().samples(random)
        if self.side == self.inputs[0]:
            return found
        x = enlarged(found.x[..., 0], int(self.side))[..., None]
        return Samples(x, found.y, found.task, (), found.class_names, found.target_names)


def enlarged(pictures: Numbers, side: int) -> Numbers:
    """Return square pictures ``(N, S, S)`` as ``(N, side, side)``: each new pixel is the mean of its four neighbours,
    weighted by nearness (bilinear interpolation)."""
    blend = _blend(pictures.shape[1], side)
    return np.asarray(np.einsum("ai,nij,bj->nab", blend, pictures, blend, optimize=True), np.float64)


def _blend(old: int, new: int) -> Array:
    """Return the weights ``(new, old)`` of the old pixels of a line in each new one; centres meet centres."""
    place = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(place[:, None] - np.arange(old))))

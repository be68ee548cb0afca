"""The identity matrix."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class IdentityMatrix(Initializer):
    r"""Ones where input and output number agree, zeros elsewhere, times a gain: the layer first passes on what it gets.

    A convolution's kernel has its ones in the middle of the window. Where inputs and outputs differ in number, the rest
    is 0.
    """

    declaration = Declaration(
        id="identity",
        name=msg("Identity matrix"),
        help=msg("Every output starts as the input of its own number: a recurrent layer begins by remembering."),
        group="constant",
        formula=r"W = g \, I",
        parameters=(
            Parameter(
                "gain",
                msg("Gain"),
                Kind.REAL,
                1.0,
                msg("What stands on the diagonal."),
                minimum=-10.0,
                maximum=10.0,
                symbol="g",
            ),
        ),
        source="Le, Jaitly & Hinton, arXiv:1504.00941 (2015)",
        glyph="I",
        aliases=("eye", "IRNN", "Dirac", "单位矩阵", "單位矩陣"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return ``g I``; the generator is not advanced."""
        values = np.zeros(shape)
        if len(shape) < 2:
            values[...] = self.gain
            return values
        middle = tuple(length // 2 for length in shape[:-2])
        values[middle] = self.gain * np.eye(shape[-2], shape[-1])
        return values

"""An orthogonal matrix."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Orthogonal(Initializer):
    r"""A random matrix whose columns (or rows, whichever are fewer) are orthonormal, times a gain.

    .. math:: W = g\,Q, \qquad Q^\top Q = I \;\text{or}\; Q Q^\top = I

    A weight of more axes is taken as a matrix with all but its last axis (the outputs) flattened, as PyTorch flattens
    all but its first. Evenly distributed over the orthogonal matrices: the signs of QR's diagonal are taken out.
    Lengths, and so gradients, are kept however deep the network is, as long as the activation is linear.
    """

    declaration = Declaration(
        id="orthogonal",
        name=msg("Orthogonal"),
        help=msg("Columns at right angles and of equal length: signals and gradients keep their size through depth."),
        group="scaled",
        formula=r"W = g \, Q, \quad Q^{T} Q = I",
        parameters=(
            Parameter(
                "gain",
                msg("Gain"),
                Kind.REAL,
                1.0,
                msg("The length of each column; √2 makes up for a ReLU."),
                minimum=0.0,
                maximum=10.0,
                symbol="g",
                open_minimum=True,
            ),
        ),
        source="Saxe, McClelland & Ganguli, ICLR (2014)",
        glyph="⊥",
        aliases=("orthonormal", "正交", "正交初始化"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return ``g Q``."""
        columns = shape[-1] if shape else 1
        rows = math.prod(shape[:-1])
        drawn = random.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        q *= np.where(np.diag(r) < 0, -1.0, 1.0)
        return np.ascontiguousarray(self.gain * (q if rows >= columns else q.T)).reshape(shape)

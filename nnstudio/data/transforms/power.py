"""Powers: x², which lets a straight boundary of the new columns be a curve of the old ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from nnstudio.data.transform import UP, Columns, Fitted, Floats, Transform, appended, bracketed
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg

_RAISED: Final = "⁰¹²³⁴⁵⁶"


class Power(Transform):
    """Adds a power of each chosen column."""

    declaration = Declaration(
        id="power",
        name=msg("Power"),
        help=msg("Adds a power of each chosen column, such as x²: a circle is a straight line in squares."),
        group=UP,
        formula=r"x \mapsto (x,\; x^{n})",
        parameters=(
            Parameter("exponent", msg("Exponent"), Kind.INTEGER, 2, msg("The power that is added."), 2, 6, symbol="n"),
        ),
        aliases=("square", "polynomial", "平方", "多项式", "多項式"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Add a column for each chosen one."""
        return appended(before, tuple(bracketed(before.names[k]) + _RAISED[self.exponent] for k in chosen))

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F + chosen)``."""
        return np.concatenate([x, x[:, chosen] ** self.exponent], axis=1)

"""The sine of a column, for what comes round again."""

from __future__ import annotations

import numpy as np

from nnstudio.data.transform import UP, Columns, Fitted, Floats, Transform, appended
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class Sine(Transform):
    """Adds the sine of each chosen column."""

    declaration = Declaration(
        id="sine",
        name=msg("Sine"),
        help=msg("Adds the sine of each chosen column: for targets that come round again."),
        group=UP,
        formula=r"x \mapsto (x,\; \sin(\omega x))",
        parameters=(
            Parameter(
                "frequency",
                msg("Frequency"),
                Kind.REAL,
                1.0,
                msg("By what the column is multiplied before its sine is taken."),
                0.0,
                100.0,
                open_minimum=True,
                symbol="ω",
                logarithmic=True,
            ),
        ),
        aliases=("sin", "正弦"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Add a column for each chosen one."""
        factor = "" if self.frequency == 1 else f"{self.frequency:.4g} "
        return appended(before, tuple(f"sin({factor}{before.names[k]})" for k in chosen))

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F + chosen)``."""
        return np.concatenate([x, np.sin(self.frequency * x[:, chosen])], axis=1)

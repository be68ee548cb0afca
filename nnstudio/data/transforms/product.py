"""Products of two columns: x₁x₂, whose sign alone solves XOR."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from nnstudio.data.transform import UP, Columns, Fitted, Floats, Transform, appended, bracketed
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Product(Transform):
    """Adds the product of each pair of chosen columns."""

    declaration = Declaration(
        id="product",
        name=msg("Products of pairs"),
        help=msg("Adds the product of each pair of chosen columns, x₁·x₂: with it one neuron can learn XOR."),
        group=UP,
        formula=r"(x_1, x_2) \mapsto (x_1,\; x_2,\; x_1 x_2)",
        aliases=("interaction", "cross term", "交叉项", "交叉項"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Add a column for each pair."""
        pairs = combinations([bracketed(before.names[k]) for k in chosen], 2)
        return appended(before, tuple(f"{one}·{other}" for one, other in pairs))

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F + pairs)``."""
        made = [x[:, one] * x[:, other] for one, other in combinations(chosen, 2)]
        return np.column_stack([x, *made])

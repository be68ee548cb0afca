"""Columns left out: what says nothing about the target is only noise to the network."""

from __future__ import annotations

from nnstudio.data.transform import DOWN, Columns, Fitted, Floats, Transform, others, replaced
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Drop(Transform):
    """Leaves the chosen columns out."""

    declaration = Declaration(
        id="drop",
        name=msg("Leave out columns"),
        help=msg("Leaves the chosen columns out: try what the network can do without them."),
        group=DOWN,
        aliases=("drop", "feature selection", "特征选择", "特徵選擇"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Leave them out."""
        return replaced(before, chosen, ())

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F − chosen)``."""
        return others(x, chosen)

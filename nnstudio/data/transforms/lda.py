"""Linear discriminants: the directions along which the classes lie apart the most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.data.transform import DOWN, Columns, Fitted, Floats, Transform, others, replaced, shares_of, signed
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class LinearDiscriminants(Transform):
    """Replaces the chosen columns by their linear discriminants."""

    parts_classes = True
    declaration = Declaration(
        id="lda",
        name=msg("Linear discriminants (LDA)"),
        help=msg(
            "Replaces the chosen columns by the directions along which the classes of the training rows lie apart the "
            "most: at most one fewer than there are classes."
        ),
        group=DOWN,
        formula=r"S_B v = \lambda S_W v",
        parameters=(
            Parameter("components", msg("Components"), Kind.INTEGER, 2, msg("How many directions are kept."), 1, 1000),
        ),
        source="Fisher 1936",
        aliases=("LDA", "Fisher", "线性判别", "線性判別"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Replace them by LD1, LD2 …."""
        return replaced(before, chosen, tuple(f"LD{k + 1}" for k in range(self._count(before, chosen))))

    def _count(self, before: Columns, chosen: tuple[int, ...]) -> int:
        return max(1, min(int(self.components), before.classes - 1, len(chosen)))

    def fit(self, x: Floats, y: npt.NDArray[np.generic], chosen: tuple[int, ...], before: Columns) -> Fitted:
        """Measure mean ``(C,)`` and directions ``(C, K)``, scaled to variance 1 within the classes."""
        # Of a sample whose label is hidden there is no class (−1) to go by.
        known = y.astype(np.int64) >= 0
        x, y = x[known], y[known]
        mean, spread = x[:, chosen].mean(axis=0), x[:, chosen].std(axis=0)
        unit = np.where(spread > 0, spread, 1.0)
        own = (x[:, chosen] - mean) / unit
        within, between = np.zeros((len(chosen),) * 2), np.zeros((len(chosen),) * 2)
        for number in np.unique(y):
            part = own[y == number]
            middle = part.mean(axis=0)
            within += (part - middle).T @ (part - middle) / len(own)
            between += len(part) / len(own) * np.outer(middle, middle)
        # Columns that do not vary within the classes would make the problem singular.
        inverse = np.linalg.inv(np.linalg.cholesky(within + 1e-9 * np.eye(len(chosen))))
        ratio, directions = np.linalg.eigh(inverse @ between @ inverse.T)
        count = self._count(before, chosen)
        kept = signed(inverse.T @ directions[:, ::-1][:, :count]) / unit[:, None]
        return Fitted((mean, kept), shares_of(ratio[::-1], count))

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F − chosen + components)``."""
        mean, directions = fitted.state
        return np.concatenate([others(x, chosen), (x[:, chosen] - mean) @ directions], axis=1)

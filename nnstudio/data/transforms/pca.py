"""Principal components: the directions along which the training rows are spread the most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.data.transform import DOWN, Columns, Fitted, Floats, Transform, others, replaced, shares_of, signed
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class PrincipalComponents(Transform):
    """Replaces the chosen columns by their first principal components."""

    declaration = Declaration(
        id="pca",
        name=msg("Principal components (PCA)"),
        help=msg(
            "Replaces the chosen columns by the directions along which the training rows are spread the most. It "
            "knows nothing of the target."
        ),
        group=DOWN,
        formula=r"t = V^\top \frac{x - \mu}{s}",
        parameters=(
            Parameter("components", msg("Components"), Kind.INTEGER, 2, msg("How many directions are kept."), 1, 1000),
            Parameter(
                "standardise",
                msg("Same unit"),
                Kind.BOOLEAN,
                True,
                msg("Divide each column by its standard deviation first: else the largest unit decides."),
            ),
        ),
        source="Pearson 1901",
        aliases=("PCA", "主成分分析"),
    )

    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Replace them by PC1, PC2 …, no more than there were."""
        return replaced(before, chosen, tuple(f"PC{k + 1}" for k in range(min(self.components, len(chosen)))))

    def fit(self, x: Floats, y: npt.NDArray[np.generic], chosen: tuple[int, ...], before: Columns) -> Fitted:
        """Measure mean ``(C,)``, unit ``(C,)`` and directions ``(C, K)``."""
        own = x[:, chosen]
        mean, spread = own.mean(axis=0), own.std(axis=0)
        unit = np.where(spread > 0, spread, 1.0) if self.standardise else np.ones(len(chosen))
        centred = (own - mean) / unit
        variance, directions = np.linalg.eigh(centred.T @ centred / len(own))
        count = min(self.components, len(chosen))
        kept = signed(directions[:, ::-1][:, :count])
        return Fitted((mean, unit, kept), shares_of(variance[::-1], count))

    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return ``(N, F − chosen + components)``."""
        mean, unit, directions = fitted.state
        return np.concatenate([others(x, chosen), (x[:, chosen] - mean) / unit @ directions], axis=1)

"""A rate that falls where the validation loss falls no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import Schedule, factor, portion
from nnstudio.text import msg


class OnPlateau(Schedule):
    r"""A factor γ whenever more than P measurements in a row brought no better validation loss.

    Better means below :math:`(1 - \epsilon)` times the best, ε the smallest change. After a fall C measurements are not
    counted. What it keeps: ``share`` in force, ``best`` loss, measurements ``waited``, those still ``cooling``, and
    ``count`` of all.
    """

    declaration = Declaration(
        id="on_plateau",
        name=msg("On a plateau"),
        help=msg("Falls by a factor whenever the validation loss has not become better for a while."),
        group="measured",
        formula=r"\alpha_{t+1} = \gamma\,\alpha_t",
        parameters=(
            factor(0.5, msg("What the rate is multiplied by each time.")),
            Parameter(
                "patience",
                msg("Patience"),
                Kind.INTEGER,
                10,
                msg("How many measurements without a better validation loss are put up with."),
                0,
                1_000_000,
                symbol="P",
            ),
            Parameter(
                "minimum_change",
                msg("Smallest change"),
                Kind.REAL,
                1e-4,
                msg("By what share of the best loss a loss must lie below it to be better."),
                0.0,
                1.0,
                symbol="ε",
                logarithmic=True,
            ),
            Parameter(
                "cooldown",
                msg("Rest after a fall"),
                Kind.INTEGER,
                0,
                msg("How many measurements are not counted after the rate has fallen."),
                0,
                1_000_000,
                symbol="C",
            ),
            portion(
                "final",
                msg("Lowest share"),
                0.0,
                msg("The share of the learning rate below which it never falls."),
                "s",
            ),
        ),
        source="PyTorch, ReduceLROnPlateau",
        glyph="⌊",
        aliases=("ReduceLROnPlateau", "plateau", "平台", "停滞", "高原", "停滯"),
    )
    steady: ClassVar[bool] = True
    observes: ClassVar[bool] = True

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return the share in force."""
        return seen["share"]

    def initial(self) -> dict[str, float]:
        """Return the full share, and nothing measured."""
        return {"share": 1.0, "best": 0.0, "waited": 0.0, "cooling": 0.0, "count": 0.0}

    def observed(self, seen: Mapping[str, float], loss: float) -> dict[str, float]:
        """Return what is kept after one more measurement."""
        now = {**seen, "count": seen["count"] + 1.0}
        if not seen["count"] or loss < seen["best"] * (1.0 - self.minimum_change):
            now["best"], now["waited"] = loss, 0.0
        else:
            now["waited"] += 1.0
        if now["cooling"] > 0:
            now["cooling"], now["waited"] = now["cooling"] - 1.0, 0.0
        if now["waited"] > self.patience:
            now["share"] = max(seen["share"] * self.gamma, min(self.final, seen["share"]))
            now["cooling"], now["waited"] = float(self.cooldown), 0.0
        return now

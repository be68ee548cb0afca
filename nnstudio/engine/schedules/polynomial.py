"""Linear and polynomial decay."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule, last_share, length
from nnstudio.text import msg


class PolynomialDecay(Schedule):
    r"""A fall to the share s within T, in a straight line for p = 1.

    .. math:: \alpha_t = \alpha\,\bigl(s + (1 - s)\,(1 - \min(t/T, 1))^p\bigr)
    """

    declaration = Declaration(
        id="polynomial",
        name=msg("Linear or polynomial"),
        help=msg("Falls to its last share within a given time, in a straight line or a curve."),
        group="falling",
        formula=r"\alpha_t = \alpha \left(s + (1 - s)\left(1 - \frac{t}{T}\right)^{p}\right)",
        parameters=(
            length(200, msg("When the last share is reached.")),
            Parameter(
                "power",
                msg("Power"),
                Kind.REAL,
                1.0,
                msg("1 is a straight line; more falls faster at first."),
                0.0,
                10.0,
                symbol="p",
                open_minimum=True,
            ),
            last_share(),
            UNIT,
            WARMUP,
        ),
        source="Chen et al., arXiv:1606.00915 (2016), §4.3.1",
        glyph="⧹",
        aliases=(
            "linear decay",
            "poly",
            "PolynomialLR",
            "LinearLR",
            "线性衰减",
            "多项式衰减",
            "線性衰減",
            "多項式衰減",
        ),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``s + (1 − s)(1 − t/T)^p``."""
        left = 1.0 - min(time / self.length, 1.0)
        return float(self.final + (1.0 - self.final) * left**self.power)

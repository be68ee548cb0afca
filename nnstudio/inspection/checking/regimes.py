"""Why the error of a numerical gradient falls with h and rises again: the curve's bend, and rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from nnstudio.engine.checking import Check

_ABOVE = 10.0
"""The bend is read where the error is so many times larger than all that rounding can make of it."""


@dataclass(frozen=True)
class Regimes:
    r"""The two straight lines that the error follows on logarithmic axes, and the floor between them.

    Attributes
    ----------
    bend : c of ``c h²``, what the central difference leaves out (the third derivative); None where it is not seen.
    rounding : c of ``c / h``: ``ε |L| / |g|``, what rounding of the two losses leaves of their difference.
    floor : the rounding of the run's own number, where it has fewer digits than float64; else 0.
    best : the check with the smallest error.
    """

    bend: float | None
    rounding: float
    floor: float
    best: Check


def regimes(found: Sequence[Check], level: float, eps: float) -> Regimes | None:
    """Read the regimes from checks over h; None where the gradient is 0 or there is nothing yet.

    Parameters
    ----------
    level : the loss. eps : the spacing of the run's numbers at 1.
    """
    size = max((abs(check.analytic) for check in found), default=0.0)
    if not size:
        return None
    fine = float(np.finfo(np.float64).eps)
    rounding, floor = fine * level / size, eps if eps > fine else 0.0
    bent = [
        check.error / check.h**2
        for check in found
        if check.h < 1 and check.error > _ABOVE * (rounding / check.h + floor)
    ]
    return Regimes(median(bent) if bent else None, rounding, floor, min(found, key=lambda check: check.error))

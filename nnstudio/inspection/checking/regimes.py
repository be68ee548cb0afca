"""Why the error of a numerical gradient falls with h and rises again: the curve's bend, and rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    best = min(found, key=lambda check: check.error)
    above = [check for check in found if check.error > _ABOVE * max(rounding / check.h + floor, best.error)]
    # The smaller h, the purer: a large one meets the higher derivatives too.
    bent = min((check for check in above if check.h > best.h), key=lambda check: check.h, default=None)
    return Regimes(bent.error / bent.h**2 if bent is not None else None, rounding, floor, best)

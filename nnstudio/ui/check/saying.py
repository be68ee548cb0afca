"""What a check comes to, in words."""

from __future__ import annotations

import math

from nnstudio.engine import Check
from nnstudio.text import tr

_DOUBLE = 1e-12
FAR = 1e-2
"""From this relative difference on the two numbers do not agree."""


def verdict(check: Check, eps: float) -> str:
    """Return whether the two numbers agree, and why they might not; ``eps`` : the run's numbers' spacing at 1."""
    if not check.analytic and not check.numeric:
        return tr("Both are 0: the loss does not depend on this number here.")
    if check.error >= FAR and abs(check.analytic - check.numeric) <= eps and eps > _DOUBLE:
        return tr("The difference is no more than what float32 rounds off next to 1; a run in float64 has more digits.")
    if check.error >= FAR:
        return tr(
            "They do not agree. Try another h: too large a one reaches past a bend or a corner (ReLU), too small a one "
            "drowns in rounding. Where no h helps, the gradient is wrong."
        )
    if check.error <= eps:
        return tr("They agree in every digit that the run has.")
    return tr("They agree in {count} digits.", count=max(1, math.floor(-math.log10(check.error))))

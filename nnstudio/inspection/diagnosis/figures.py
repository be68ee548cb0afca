"""Numbers as a finding's sentences have them: few digits, and powers of ten where they are very large or small."""

from __future__ import annotations

import math

from nnstudio.inspection.rounding import told_share

_POWER = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 2) -> str:
    """Return a value to so many significant digits: ``0.012``, ``1.5×10⁻⁷``, ``NaN``."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value and not 1e-4 <= abs(value) < 1e5:
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}×10{str(int(power)).translate(_POWER)}".replace("-", "−")
    places = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:.{places}f}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share of 1 in per cent, whole from 10 % on; what is not all of it is not 100 %."""
    places = 0 if share >= 0.0995 or share == 0 else 1
    mark, shown = told_share(share, 100.0, places)
    return f"{mark}{shown:.{places}f} %"

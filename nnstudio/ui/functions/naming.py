"""Where along its curve each function's name is written: where it is farthest from the other curves and names."""

from __future__ import annotations

import numpy as np

from nnstudio.inspection.functions.sampled import Sampled

_FIRST, _LAST, _CANDIDATES = 0.1, 0.92, 42
_ENOUGH = 0.18
"""A clearance (share of the height) beyond which more is no better."""
_NAME_WIDTH, _NAME_HEIGHT = 0.24, 0.07
"""About how much of the plot a name takes."""


def name_places(curves: list[Sampled], heights: tuple[float, float]) -> list[tuple[float, float]]:
    """Return a place ``(x, value)`` on each curve for its name; to the right where several are as good."""
    taken: list[tuple[float, float]] = []
    for curve in curves:
        others = [other for other in curves if other is not curve]
        taken.append(max(_candidates(curve), key=lambda place: _score(place, others, taken, heights)))
    return taken


def _candidates(curve: Sampled) -> list[tuple[float, float]]:
    indices = np.linspace(_FIRST, _LAST, _CANDIDATES) * (len(curve.x) - 1)
    return [(float(curve.x[place]), float(curve.value[place])) for place in indices.astype(int)]


def _score(
    place: tuple[float, float], others: list[Sampled], taken: list[tuple[float, float]], heights: tuple[float, float]
) -> float:
    x, y = place
    low, high = heights
    height, width = high - low, 2 * abs(others[0].x[0] if others else x or 1.0)
    if not np.isfinite(y) or not low <= y <= high - _NAME_HEIGHT * height:
        return -1.0
    clearance = min((_distance(other, x, y) / height for other in others), default=_ENOUGH)
    crowded = any(abs(x - u) < _NAME_WIDTH * width and abs(y - v) < _NAME_HEIGHT * height for u, v in taken)
    return min(clearance, _ENOUGH) + 0.02 * x / width - (0.5 if crowded else 0.0)


def _distance(curve: Sampled, x: float, y: float) -> float:
    distance = abs(float(np.interp(x, curve.x, curve.value)) - y)
    return distance if np.isfinite(distance) else np.inf

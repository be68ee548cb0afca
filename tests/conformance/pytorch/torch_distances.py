"""How far the engine's numbers are from torch's. What is no number is infinitely far, so that no ``max`` loses it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.typing import Array


def difference(found: Array, wanted: object) -> float:
    """Return the relative difference by norm; ``wanted`` is a torch tensor or an array."""
    other = np.asarray(wanted.detach().numpy() if hasattr(wanted, "detach") else wanted)
    assert found.shape == other.shape
    distance = float(np.linalg.norm(found - other) / max(float(np.linalg.norm(other)), 1e-30))
    return distance if np.isfinite(distance) else float("inf")


def worst(*found: Mapping[str, float]) -> float:
    """Return the largest of all differences, and print each with its name; nothing compared is an error."""
    for each in found:
        print({name: f"{value:.1e}" for name, value in each.items()})
    return max(value for each in found for value in each.values())

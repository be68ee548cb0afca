"""Softmax of three net inputs with a temperature, as a point of a triangle."""

from __future__ import annotations

from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.inspection.functions.sampled import Numbers

CORNERS: Final = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])
"""Where all of the probability is with the first, the second, the third class."""


def softmax(z: Numbers, temperature: float) -> Numbers:
    """Return ``softmax(z/T)``, ``(K,)``, by the engine's function."""
    return engine.jacobian(engine.activations.make("softmax"), np.asarray(z, np.float64) / temperature)[0]


def place(probabilities: Numbers) -> Numbers:
    """Return where in the triangle ``(…, 3)`` probabilities lie: their mean of its corners, ``(…, 2)``."""
    return np.asarray(probabilities @ CORNERS, np.float64)


def probabilities_at(point: Numbers) -> Numbers:
    """Return the probabilities of a point ``(2,)``; outside the triangle those of a point near its edge."""
    system = np.vstack([CORNERS.T, np.ones(3)])
    found = np.clip(np.linalg.solve(system, np.array([*point, 1.0])), 1e-4, None)
    return np.asarray(found / found.sum(), np.float64)


def net_inputs(probabilities: Numbers, temperature: float) -> Numbers:
    """Return the z with mean 0 whose softmax at this temperature they are."""
    logs = np.log(probabilities) * temperature
    return np.asarray(logs - logs.mean(), np.float64)


def temperature_path(z: Numbers, temperatures: Numbers) -> Numbers:
    """Return the places ``(T, 2)`` that these net inputs have at each temperature: from a corner to the centre."""
    return place(np.array([softmax(z, float(each)) for each in temperatures]))


def entropy(probabilities: Numbers) -> float:
    """Return ``−Σ p ln p`` in nats; ln K where all are equal."""
    held = probabilities[probabilities > 0]
    return float(-(held * np.log(held)).sum())

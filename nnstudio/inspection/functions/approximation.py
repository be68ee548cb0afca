"""How near a network with one hidden layer comes to a curve (F10): trained from given weights, and over its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.inspection.functions.bumps import Sum, Weights, X, distance, even_bumps, weights_of
from nnstudio.inspection.functions.sampled import Numbers
from nnstudio.text import Message, msg

UPDATES: Final = 1000
COUNTS: Final = (1, 2, 3, 4, 6, 8, 12, 16)
"""So many bumps the networks have whose errors are compared."""
SEEDS: Final = 3
"""So many first weights are drawn for each size; the one in the middle stands for them."""
_RANDOM_RATE: Final = 0.03
GOALS: Final[dict[str, tuple[Message, Numbers]]] = {
    "sine": (msg("Sine"), np.sin(1.5 * np.pi * X)),
    "hills": (
        msg("Hill and valley"),
        0.9 * np.exp(-(((X + 0.45) / 0.2) ** 2)) - 0.6 * np.exp(-(((X - 0.4) / 0.3) ** 2)),
    ),
    "teeth": (msg("Saw teeth"), 1.6 * np.abs((1.5 * X + 0.5) % 1 * 2 - 1) - 0.8),
    "step": (msg("Step"), np.where(X < 0, -0.6, 0.6)),
}
"""Curves to begin with, by id: a name and ``(POINTS,)`` heights. The theorem leaves the step out: it is a jump."""


@dataclass(frozen=True, eq=False)
class Learned:
    """A training. ``answers`` : (T+1, POINTS) after each update; ``distances`` : (T+1,), root mean squared."""

    answers: Numbers
    distances: Numbers


@dataclass(frozen=True)
class Reached:
    """The distances of networks with ``units`` hidden neurons, root mean squared.

    ``built`` : of bumps side by side; ``trained`` : begun with these; ``random`` : begun with random weights.
    """

    units: int
    built: float
    trained: float
    random: float


def learn(kind: str, weights: Weights, curve: Numbers, rate: float) -> Learned:
    """Train from these weights, :data:`UPDATES` times with all samples, by Adam with α = ``rate``."""
    network = Sum(kind, weights.units, rate)
    network.put(weights)
    network.aim(curve)
    answers = []
    for _ in range(UPDATES):
        answers.append(network.answer())
        network.plan.backward()
        network.plan.update()
    answers.append(network.answer())
    found = np.array(answers)
    return Learned(found, np.sqrt(((found - curve) ** 2).mean(axis=1)))


def reached(kind: str, curve: Numbers, count: int, steepness: float, rate: float) -> Reached:
    """Return how near networks with as many neurons as ``count`` bumps take come to a curve."""
    weights = weights_of(kind, even_bumps(kind, curve, count), steepness)
    network = Sum(kind, weights.units, rate)
    network.put(weights)
    network.aim(curve)
    built, _ = distance(network.answer(), curve)
    trained = _descend(network, curve)
    drawn = []
    for seed in range(SEEDS):
        other = Sum(kind, weights.units, _RANDOM_RATE, seed)
        other.aim(curve)
        drawn.append(_descend(other, curve))
    return Reached(weights.units, built, trained, float(np.median(drawn)))


def _descend(network: Sum, curve: Numbers) -> float:
    for _ in range(UPDATES):
        network.plan.forward()
        network.plan.backward()
        network.plan.update()
    return distance(network.answer(), curve)[0]

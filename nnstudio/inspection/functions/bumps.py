"""A curve built of bumps (F10): each bump is two or three hidden neurons of a network with one hidden layer.

Two logistic neurons, one up and one down, make a bump with soft edges; three ReLUs make a tent. The network's answer is
the sum of them, so that bumps, thin enough and enough of them, come as near to any continuous curve as one likes.

Source: Cybenko 1989; Hornik et al. 1989; Leshno et al. 1993 (for ReLU).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.engine import Plan, Program
from nnstudio.inspection.functions.sampled import Numbers

KINDS: Final = {"logistic": 2, "relu": 3}
"""The functions that bumps are made of, and how many hidden neurons one bump takes."""
REACH: Final = 1.0
"""Curves run from −REACH to REACH."""
POINTS: Final = 121
X: Final = np.linspace(-REACH, REACH, POINTS)
HIDDEN, OUT = "hidden", "out"


@dataclass(frozen=True)
class Bump:
    """``width`` at half of the ``height``, on both sides of ``centre`` together; in units of x and of y."""

    centre: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Weights:
    """Of a 1-H-1 network: ``into`` (H,), ``bias`` (H,), ``out`` (H,), ``last`` the output's bias."""

    into: Numbers
    bias: Numbers
    out: Numbers
    last: float = 0.0

    @property
    def units(self) -> int:
        """How many hidden neurons there are."""
        return len(self.into)


def weights_of(kind: str, bumps: tuple[Bump, ...], steepness: float) -> Weights:
    r"""Return the weights that add these bumps up.

    .. math:: h\,[\sigma(k(x - c + w/2)) - \sigma(k(x - c - w/2))],\; k = s / w

    .. math:: \tfrac hw [\max(0, x - c + w) - 2\max(0, x - c) + \max(0, x - c - w)]

    ``steepness`` : s, of logistic bumps only: their edges are 1/s of the width, about.
    """
    centre, width, height = (
        np.array([getattr(bump, name) for bump in bumps], np.float64) for name in ("centre", "width", "height")
    )
    edges: Numbers
    into: Numbers
    if kind == "relu":
        edges = centre[:, None] + width[:, None] * np.array([-1.0, 0.0, 1.0])
        into, out = np.ones_like(edges), (height / width)[:, None] * np.array([1.0, -2.0, 1.0])
    else:
        edges = centre[:, None] + width[:, None] * np.array([-0.5, 0.5])
        into = (steepness / width)[:, None] * np.ones_like(edges)
        out = height[:, None] * np.array([1.0, -1.0])
    return Weights(into.ravel(), (-into * edges).ravel(), out.ravel())


def even_bumps(kind: str, curve: Numbers, count: int) -> tuple[Bump, ...]:
    """Return ``count`` bumps side by side that follow a curve ``(POINTS,)``: tents meet on it, others take its mean."""
    if kind == "relu":
        width = 2 * REACH / max(1, count - 1)
        places: Numbers = np.linspace(-REACH, REACH, count) if count > 1 else np.zeros(1)
        heights = np.interp(places, X, curve)
    else:
        width = 2 * REACH / count
        places = np.asarray(-REACH + width * (np.arange(count) + 0.5), np.float64)
        # A fine grid: cells need not begin and end at a sample.
        within = places[:, None] + width * np.linspace(-0.5, 0.5, 33)
        heights = np.asarray(np.interp(within, X, curve).mean(axis=1), np.float64)
    return tuple(Bump(float(c), width, float(h)) for c, h in zip(places, heights, strict=True))


class Sum:
    """The network itself: one number in, ``units`` hidden neurons of one ``kind``, one number out.

    Its loss is the squared error over the curve's ``POINTS`` samples, all in each update.
    """

    def __init__(self, kind: str, units: int, rate: float = 0.01, seed: int = 0) -> None:
        dense = engine.layers["dense"]
        graph = engine.Graph(
            (
                engine.GraphNode("x", engine.layers.make("input", shape=(1,))),
                engine.GraphNode(HIDDEN, dense(units=units, activation=kind), ("x",)),
                engine.GraphNode(OUT, dense(units=1, activation="identity"), (HIDDEN,)),
                engine.GraphNode("y", engine.layers.make("output"), (OUT,)),
            )
        )
        self.kind = kind
        self.program: Program = engine.compile(graph, "mse", "adam", learning_rate=rate, dtype="float64", seed=seed)
        self.plan: Plan = self.program.plan(POINTS, "train")
        self.aim(np.zeros(POINTS))

    def put(self, weights: Weights) -> None:
        """Set all weights."""
        for node, name, values in (
            (HIDDEN, "weight", weights.into[None, :]),
            (HIDDEN, "bias", weights.bias),
            (OUT, "weight", weights.out[:, None]),
            (OUT, "bias", np.array([weights.last])),
        ):
            self.program.set_parameter(node, name, values)

    def weights(self) -> Weights:
        """Return a copy of all weights as they are."""
        into, bias, out, last = (
            np.array(self.program.parameter(node, name), np.float64).ravel()
            for node in (HIDDEN, OUT)
            for name in ("weight", "bias")
        )
        return Weights(into, bias, out, float(last[0]))

    def aim(self, curve: Numbers) -> None:
        """Make this curve ``(POINTS,)`` the target."""
        self.plan.load(*self.program.arrange(X[:, None], curve[:, None]))

    def answer(self) -> Numbers:
        """Return what the network answers for each x, ``(POINTS,)``."""
        self.plan.forward()
        return np.array(self.plan.quantity(OUT, "a"), np.float64).ravel()

    def parts(self) -> Numbers:
        """Return what each hidden neuron added to the last answer, ``(H, POINTS)``."""
        a = np.asarray(self.plan.quantity(HIDDEN, "a"), np.float64).reshape(POINTS, -1)
        return np.asarray(a.T * self.weights().out[:, None], np.float64)


def bump_parts(kind: str, parts: Numbers) -> Numbers:
    """Return what each bump's neurons add together, ``(bumps, POINTS)``."""
    return np.asarray(parts.reshape(-1, KINDS[kind], POINTS).sum(axis=1))


def distance(answer: Numbers, curve: Numbers) -> tuple[float, float]:
    """Return the root of the mean squared distance, and the greatest distance."""
    away = np.abs(answer - curve)
    return float(np.sqrt((away * away).mean())), float(away.max())

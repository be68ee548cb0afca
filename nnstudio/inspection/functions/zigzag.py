"""Outputs that are not centred on 0 make the next layer's descent zig-zag (A4): one neuron behind two others.

The two outputs ``a = f(z)`` of a layer before it are the inputs of a neuron with two weights and no bias. Where both
are always positive, every sample's gradient ``(a − y) aᵢ`` has one sign for both weights: they can only rise together
or fall together, and a place that needs one up and the other down is reached by turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.engine import Program
from nnstudio.inspection.functions.sampled import Chosen, Numbers

CENTRED: Final = Chosen("formula", (("expression", "sigmoid(z) - 0.5"),))
"""The logistic function moved to 0: what it differs by is its centre alone."""
RIVALS: Final = (Chosen("logistic"), CENTRED, Chosen("tanh"))
TEACHER: Final = np.array([1.0, -1.0])
"""The weights that the targets were made with: one up, the other down."""
SAMPLES: Final = 64
_NEURON = "neuron"
_LEARNED = 1e-6


@dataclass(frozen=True, eq=False)
class Descent:
    """What one run did. ``path`` : (T+1, 2) the weights. ``losses`` : (T+1,) over all samples.

    ``gradients`` : (T, 2), of the sample that was learned. ``curvature`` : the largest and the smallest eigenvalue of
    the loss. ``rate`` : α, the same share of what either function bears. ``hessian`` : (2, 2).
    """

    path: Numbers
    losses: Numbers
    gradients: Numbers
    curvature: tuple[float, float]
    rate: float
    hessian: Numbers

    @property
    def condition(self) -> float:
        """How many times steeper the loss is one way than the other: 1 is a round bowl."""
        return self.curvature[0] / max(self.curvature[1], 1e-300)

    @property
    def together(self) -> float:
        """The share of updates that move both weights the same way, as long as there is still something to learn."""
        learning = self.losses[:-1] > _LEARNED * self.losses[0]
        return float((self.gradients[learning].prod(axis=1) > 0).mean())

    def steps_to(self, share: float) -> int | None:
        """Return after how many updates the loss stays below a share of what it was at first; None: not yet."""
        above = np.flatnonzero(self.losses > share * self.losses[0])
        last = int(above[-1]) + 1 if above.size else 0
        return last if last < len(self.losses) else None


def surface(hessian: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """Return the loss at weights: quadratic, since targets come from the teacher, ``½ (w − w*)ᵀ H (w − w*)``."""
    away = np.stack([one - TEACHER[0], other - TEACHER[1]], axis=-1)
    return np.asarray(0.5 * np.einsum("...i,ij,...j->...", away, hessian, away), np.float64)


def descend(chosen: Chosen, steps: int, share: float, seed: int = 0) -> Descent:
    """Learn one sample after the other from w = 0. ``share`` : α in shares of 1 over the largest ‖a‖²."""
    random = np.random.default_rng(seed)
    z = random.normal(size=(SAMPLES, 2))
    program = _program(chosen)
    a = np.array(_activations(program, z))
    y = a @ TEACHER[:, None]
    rate = share / float((a * a).sum(axis=1).max())
    program.learning_rate = rate
    program.set_parameter(_NEURON, "weight", np.zeros((2, 1)))
    hessian = a.T @ a / SAMPLES
    eigenvalues = np.linalg.eigvalsh(hessian)
    order = np.concatenate([random.permutation(SAMPLES) for _ in range(steps // SAMPLES + 1)])[:steps]
    path, gradients = _learn(program, z, y, order)
    curvature = float(eigenvalues[1]), float(eigenvalues[0])
    return Descent(path, surface(hessian, path[:, 0], path[:, 1]), gradients, curvature, rate, hessian)


def _program(chosen: Chosen) -> Program:
    own = {f"function.{name}": value for name, value in chosen.values}
    bend = engine.layers["activation"](function=chosen.key, **own)
    neuron = engine.layers.make("dense", units=1, activation="identity", bias=False)
    graph = engine.Graph(
        (
            engine.GraphNode("z", engine.layers.make("input", shape=(2,))),
            engine.GraphNode("before", bend, ("z",)),
            engine.GraphNode(_NEURON, neuron, ("before",)),
            engine.GraphNode("y", engine.layers.make("output"), (_NEURON,)),
        )
    )
    return engine.compile(graph, "half_mse", "sgd", learning_rate=1.0, dtype="float64", seed=0)


def _activations(program: Program, z: Numbers) -> Numbers:
    plan = program.plan(len(z), "train")
    plan.load(*program.arrange(z, np.zeros((len(z), 1))))
    plan.forward()
    return np.asarray(plan.quantity("before", "a"), np.float64)


def _learn(program: Program, z: Numbers, y: Numbers, order: Numbers) -> tuple[Numbers, Numbers]:
    plan = program.plan(1, "train")
    path, gradients = [np.zeros(2)], []
    for row in order:
        plan.load(*program.arrange(z[row : row + 1], y[row : row + 1]))
        plan.forward()
        plan.backward()
        gradients.append(np.array(program.gradient(_NEURON, "weight"))[:, 0])
        plan.update()
        path.append(np.array(program.parameter(_NEURON, "weight"))[:, 0])
    return np.array(path), np.array(gradients).reshape(-1, 2)

"""The dying ReLU (A5): one bad step on a real small network, and which neurons ever fire again.

A neuron of the first hidden layer sees the same inputs for ever. Where its net input is negative for all of them its
slope is 0, no gradient reaches its weights, and nothing can wake it. Deeper, what it sees changes as the layers before
it learn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio import engine
from nnstudio.data.datasets import datasets
from nnstudio.engine import Plan, Program
from nnstudio.engine.measures.units import units
from nnstudio.inspection.functions.sampled import Numbers

RIVALS: Final = ("relu", "leaky_relu", "prelu", "elu")
LAYERS: Final = ("h1", "h2")
WIDTH: Final = 8
SAMPLES: Final = 120
BEFORE, AFTER = 3, 397
"""Updates before and after the bad one."""
RATE: Final = 0.5
FIRST_SEED: Final = 6
"""A start from which the bad step shows both: neurons that stay dead, and others that come back."""
_OUT = "out"


@dataclass(frozen=True, eq=False)
class Dying:
    """One run. ``firing`` : of each layer, ``(T+1, H)``, the share of samples for which a neuron's slope is not 0.

    ``losses`` : (T+1,). ``dead`` : of each layer ``(T+1, H)``, whether output and slope are 0 for every sample.
    ``shock`` : the number of the bad update. ``reached`` : of each layer ``(H,)``, whether the last gradient of the
    neuron's weights is anything but 0.
    """

    activation: str
    losses: Numbers
    firing: dict[str, Numbers]
    dead: dict[str, Numbers]
    reached: dict[str, Numbers]
    shock: int

    def revived(self, layer: str) -> int:
        """How many neurons that were dead after the bad step, or later, fire at the end."""
        after = self.dead[layer][self.shock :]
        return int((after.any(axis=0) & ~after[-1].astype(bool)).sum())

    def dead_at(self, layer: str, step: int) -> int:
        """How many neurons are dead after so many updates."""
        return int(self.dead[layer][step].sum())


def bad_step(activation: str, factor: float, seed: int = FIRST_SEED) -> Dying:
    """Train with whole batches, make one update with α times ``factor``, and go on as before."""
    x, y = _data(seed)
    program = _program(activation, seed)
    plan = program.plan(len(x), "train")
    plan.load(*program.arrange(x, y))
    losses, firing, dead = [], [], []
    with np.errstate(all="ignore"):
        for step in range(BEFORE + AFTER + 1):
            plan.forward()
            plan.backward()
            losses.append(float(plan.loss))
            firing.append([_firing(plan, layer) for layer in LAYERS])
            found = units(plan)
            dead.append([found[layer].dead for layer in LAYERS])
            if step == BEFORE + AFTER:
                break
            program.learning_rate = RATE * (factor if step == BEFORE else 1.0)
            plan.update()
    reached = {layer: np.abs(np.array(program.gradient(layer, "weight"))).max(axis=0) > 0 for layer in LAYERS}
    return Dying(activation, np.array(losses), _by_layer(firing), _by_layer(dead), reached, BEFORE + 1)


def _by_layer(rows: list[list[Numbers]]) -> dict[str, Numbers]:
    return {layer: np.array([row[place] for row in rows]) for place, layer in enumerate(LAYERS)}


def _firing(plan: Plan, layer: str) -> Numbers:
    return np.asarray((plan.quantity(layer, "slope") != 0).mean(axis=0), np.float64)


def _data(seed: int) -> tuple[Numbers, Numbers]:
    samples = datasets.make("circles", size=SAMPLES).samples(np.random.default_rng(seed))
    # Moved so that all inputs are positive, as pixels are: then one step can push a neuron off all of them.
    return samples.x - samples.x.min(axis=0), np.asarray(samples.y, np.float64).reshape(-1, 1)


def _program(activation: str, seed: int) -> Program:
    dense = engine.layers["dense"]
    graph = engine.Graph(
        (
            engine.GraphNode("x", engine.layers.make("input", shape=(2,))),
            engine.GraphNode("h1", dense(units=WIDTH, activation=activation), ("x",)),
            engine.GraphNode("h2", dense(units=WIDTH, activation=activation), ("h1",)),
            engine.GraphNode(_OUT, dense(units=1, activation="logistic"), ("h2",)),
            engine.GraphNode("y", engine.layers.make("output"), (_OUT,)),
        )
    )
    return engine.compile(graph, "binary_cross_entropy", "sgd", learning_rate=RATE, dtype="float64", seed=seed)

"""Truth tables of two inputs: marked row by row, what each row demands of a neuron, and why XOR demands too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio import engine
from nnstudio.engine.typing import Array
from nnstudio.inspection.neuron.one_neuron import OneNeuron
from nnstudio.text import Message, msg

Bits = tuple[int, int]
ROWS: tuple[Bits, ...] = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True)
class TruthFunction:
    """A function of two bits; ``outputs`` for 00, 01, 10, 11."""

    id: str
    name: Message
    outputs: tuple[int, int, int, int]


FUNCTIONS = (
    TruthFunction("and", msg("AND"), (0, 0, 0, 1)),
    TruthFunction("or", msg("OR"), (0, 1, 1, 1)),
    TruthFunction("nand", msg("NAND"), (1, 1, 1, 0)),
    TruthFunction("xor", msg("XOR"), (0, 1, 1, 0)),
)


@dataclass(frozen=True)
class Marked:
    """One row: what goes in, z, what comes out and what should; ``right`` : both lie on the same side of a half."""

    x: Bits
    z: float
    output: float
    target: int

    @property
    def right(self) -> bool:
        """Whether the neuron answers this row as the table does."""
        return (self.output >= 0.5) == bool(self.target)


def marked(neuron: OneNeuron, function: TruthFunction) -> tuple[Marked, ...]:
    """Return the neuron's answers to the four rows."""
    x = np.array(ROWS, np.float64)
    zipped = zip(ROWS, neuron.nets(x), neuron.outputs(x), function.outputs, strict=True)
    return tuple(Marked(row, float(z), float(a), target) for row, z, a, target in zipped)


@dataclass(frozen=True)
class Condition:
    """What one row demands of w₁, w₂ and b: that ``first·w₁ + second·w₂ + b`` is ≥ 0 (``fires``), or < 0."""

    x: Bits
    fires: bool

    @property
    def text(self) -> str:
        """The inequality: ``w₁ + b ≥ 0``."""
        left = [name for name, bit in zip(("w₁", "w₂"), self.x, strict=True) if bit]
        return f"{' + '.join([*left, 'b'])} {'≥' if self.fires else '<'} 0"


def conditions(function: TruthFunction) -> tuple[Condition, ...]:
    """Return what each row demands."""
    return tuple(Condition(x, bool(target)) for x, target in zip(ROWS, function.outputs, strict=True))


@dataclass(frozen=True)
class Contradiction:
    """Two pairs of conditions whose sums have the same left side, the one ≥ 0, the other < 0: nothing can do both."""

    firing: tuple[Condition, Condition]
    silent: tuple[Condition, Condition]

    @property
    def sums(self) -> tuple[str, str]:
        """The two sums, as inequalities."""
        counts = [sum(one.x[place] for one in self.firing) for place in (0, 1)]
        left = " + ".join([_times(counts[0], "w₁"), _times(counts[1], "w₂"), "2b"])
        return f"{left} ≥ 0", f"{left} < 0"


def contradiction(function: TruthFunction) -> Contradiction | None:
    """Return why no single neuron can do it; None where one can.

    Of two bits the two diagonals have the same sum, x + x′ = (1, 1): where one diagonal fires and the other does not,
    the demands contradict each other. All other functions of two bits are separable.
    """
    by_row = {condition.x: condition for condition in conditions(function)}
    straight, across = (by_row[0, 0], by_row[1, 1]), (by_row[0, 1], by_row[1, 0])
    for firing, silent in ((straight, across), (across, straight)):
        if all(one.fires for one in firing) and not any(one.fires for one in silent):
            return Contradiction(firing, silent)
    return None


def _times(count: int, name: str) -> str:
    return name if count == 1 else f"{count}{name}"


class TwoLayers:
    """XOR by three neurons set by hand: OR and NAND in a hidden layer, AND of both behind it; run by the engine."""

    hidden = ((1.0, 1.0, -0.5), (-1.0, -1.0, 1.5))
    """w₁, w₂, b of the neurons for OR and NAND."""
    output = (1.0, 1.0, -1.5)
    """Of the one for AND."""

    def __init__(self) -> None:
        nodes = (
            engine.GraphNode("x", engine.layers.make("input", shape=(2,))),
            engine.GraphNode("hidden", engine.layers.make("dense", units=2, activation="step"), ("x",)),
            engine.GraphNode("and", engine.layers.make("dense", units=1, activation="step"), ("hidden",)),
            engine.GraphNode("y", engine.layers.make("output"), ("and",)),
        )
        program = engine.compile(engine.Graph(nodes), "half_mse", "sgd", learning_rate=1.0, dtype="float64", seed=0)
        for layer, rows in (("hidden", self.hidden), ("and", (self.output,))):
            program.set_parameter(layer, "weight", np.array([row[:2] for row in rows]).T)
            program.set_parameter(layer, "bias", np.array([row[2] for row in rows]))
        self._program = program

    def table(self) -> tuple[tuple[Bits, tuple[int, int], int], ...]:
        """Return for each row what goes in, what the two hidden neurons make of it, and what comes out."""
        x: Array = np.array(ROWS, np.float64)
        plan = self._program.plan(len(x))
        plan.load(*self._program.arrange(x, np.zeros((len(x), 1))))
        plan.forward()
        hidden, out = plan.quantity("hidden", "a"), plan.quantity("and", "a")
        return tuple((row, (int(hidden[n, 0]), int(hidden[n, 1])), int(out[n, 0])) for n, row in enumerate(ROWS))

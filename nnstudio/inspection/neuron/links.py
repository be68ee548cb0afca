"""Knowledge lies in the links: a copy of a run's network in which links are cut or mixed, and what it still knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Prepared, Subset
from nnstudio.engine import Graph, Program, compile
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training.measure import Measure
from nnstudio.training.problem import arranged

Neuron = tuple[str, tuple[int, ...]]
PASSING = frozenset({"activation", "dropout", "batch_normalization", "layer_normalization", "rms_normalization"})
"""Layers that give each neuron on at its own place."""


@dataclass(frozen=True)
class Score:
    """The metric (accuracy, or R² of values) on both sets; NaN where a set is empty."""

    training: float
    validation: float


@dataclass(frozen=True)
class Deed:
    """What was done to the copy, and what it then scored."""

    what: Message
    score: Score


class Links:
    """A copy of ``program`` with its weights as they are now; the run itself is never touched.

    ``deeds`` begins with the untouched copy; :meth:`undo` takes the last one back.
    """

    def __init__(self, program: Program, prepared: Prepared) -> None:
        dtype = np.dtype(program.dtype).name
        self.copy = compile(program.graph, program.judges, "sgd", learning_rate=1.0, dtype=dtype)
        self.copy.theta[:], self.copy.carried[:] = program.theta, program.carried
        self.regression = prepared.shape.task.name == "REGRESSION"
        self._training = _measure(self.copy, prepared, prepared.training)
        self._validation = _measure(self.copy, prepared, prepared.validation)
        self._before: list[Array] = []
        self.deeds: list[Deed] = []
        self._note(msg("As in the run"))

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that have weights."""
        return tuple(dict.fromkeys(key.layer for key in self.copy.parameters() if "weight" in key.name))

    def silence(self, neuron: Neuron, name: Message) -> bool:
        """Cut every link out of a neuron; False where not all that reads it is a dense layer."""
        graph = self.copy.graph
        if len(neuron[1]) != 1 or not only_dense(graph, neuron[0]):
            return False
        rows = readers(graph, neuron[0])
        self._keep()
        for layer in rows:
            weight = np.array(self.copy.parameter(layer, "weight"))
            weight[neuron[1][0]] = 0.0
            self.copy.set_parameter(layer, "weight", weight)
        self._note(msg("{neuron} silenced", neuron=name))
        return True

    def shuffle(self, layer: str, name: str, seed: int = 0) -> None:
        """Mix a layer's weights: the same numbers on other links."""
        random = np.random.default_rng(seed)
        self._change(layer, lambda values: _mixed(values, random))
        self._note(msg("Weights of {layer} shuffled", layer=name))

    def zero(self, layer: str, name: str) -> None:
        """Set a layer's weights to 0; its biases stay."""
        self._change(layer, np.zeros_like)
        self._note(msg("Weights of {layer} set to 0", layer=name))

    def undo(self) -> None:
        """Take the last deed back."""
        if self._before:
            self.copy.theta[:] = self._before.pop()
            self.deeds.pop()

    def _change(self, layer: str, made: Callable[[Array], Array]) -> None:
        self._keep()
        for key in self.copy.parameters():
            if key.layer == layer and "weight" in key.name:
                self.copy.set_parameter(layer, key.name, made(np.array(self.copy.parameter(layer, key.name))))

    def _keep(self) -> None:
        self._before.append(self.copy.theta.copy())

    def _note(self, what: Message) -> None:
        score = Score(self._training.run()[1], self._validation.run()[1])
        self.deeds.append(Deed(what, score))


def readers(graph: Graph, layer: str) -> tuple[str, ...]:
    """Return the dense layers that read a layer's neurons, also through layers that pass each on at its place."""
    found: list[str] = []
    for name in graph.order:
        node = graph[name]
        if layer in node.inputs:
            kind = node.layer.declaration.id
            found += [name] if kind == "dense" else readers(graph, name) if kind in PASSING else []
    return tuple(found)


def only_dense(graph: Graph, layer: str) -> bool:
    """Return whether a layer's neurons are read, and by dense layers alone: past an addition no link could be cut."""
    reading = [graph[name] for name in graph.order if layer in graph[name].inputs]
    kinds = [(node.name, node.layer.declaration.id) for node in reading]
    return bool(kinds) and all(kind == "dense" or (kind in PASSING and only_dense(graph, name)) for name, kind in kinds)


def _mixed(values: Array, random: np.random.Generator) -> Array:
    """Return the same numbers at other places; of few, chance alone would often leave each where it was."""
    mixed = random.permutation(values.ravel())
    if np.array_equal(mixed, values.ravel()):
        mixed = np.roll(mixed, 1)
    return mixed.reshape(values.shape)


def _measure(program: Program, prepared: Prepared, subset: Subset) -> Measure:
    if not len(subset.x):
        return Measure(program, None, None, prepared.shape.task)
    x, y = arranged(program, prepared, subset)
    return Measure(program, x, y, prepared.shape.task)

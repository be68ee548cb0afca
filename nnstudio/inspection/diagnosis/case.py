"""A case: all that is known of a run, and the readings that several culprits need."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnstudio.data.samples import Task
from nnstudio.document.facts import Facts, facts_of
from nnstudio.document.kinds import INPUT, OUTPUT
from nnstudio.document.model import Document, Node
from nnstudio.inspection.diagnosis.data_facts import DataFacts, Numbers
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.look import Look
from nnstudio.text import Message, msg
from nnstudio.training.curves import RunCurves
from nnstudio.training.failure import Failure


@dataclass(frozen=True)
class Trend:
    """A curve in three numbers: at the ``first`` look, the ``best``, and ``last`` (over the last tenth).

    ``still`` : by what share it has fallen since its middle.
    """

    first: float
    best: float
    last: float
    still: float
    count: int


@dataclass(frozen=True, eq=False)
class Case:
    """What is to be judged. ``looks`` are in the order of steps; ``failure`` is where a number was not finite."""

    document: Document
    facts_of_data: DataFacts
    looks: tuple[Look, ...]
    curves: RunCurves
    failure: Failure | None = None
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", facts_of(self.document))

    # -- names

    def node(self, layer: str) -> Node | None:
        """Return a layer's node on the canvas."""
        return self.document.network.by_id.get(layer)

    def name_of(self, layer: str) -> str:
        """Return what the student calls a layer."""
        node = self.node(layer)
        return node.name if node is not None else layer

    @property
    def input_layer(self) -> str:
        """The id of the (first) input layer; empty if there is none."""
        return next((node.id for node in self.document.network.of_kind(INPUT)), "")

    @property
    def output_layer(self) -> str:
        """The id of the output layer; empty if there is none."""
        return next((node.id for node in self.document.network.of_kind(OUTPUT)), "")

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(self.facts.counts.values())

    # -- moments

    @property
    def first(self) -> Look | None:
        """The earliest look, if it shows the first weights, before any update."""
        return self.looks[0] if self.looks and self.looks[0].step == 0 else None

    @property
    def last(self) -> Look | None:
        """The latest look."""
        return self.looks[-1] if self.looks else None

    @property
    def first_loss(self) -> float:
        """The loss at the first look."""
        return self.looks[0].loss if self.looks else math.nan

    @property
    def step(self) -> int:
        """How far the run has come."""
        return max(self.looks[-1].step if self.looks else 0, self.curves.batch_loss.last_step)

    @property
    def epoch(self) -> int:
        """Whole epochs done at the last look."""
        return self.looks[-1].epoch if self.looks else 0

    # -- curves

    @cached_property
    def _trends(self) -> dict[str, Trend | None]:
        return {name: _trend(curve.points()) for name, curve in self.curves.all().items()}

    def trend(self, name: str) -> Trend | None:
        """Return a curve in short; None before it has three points."""
        return self._trends[name]

    @property
    def skill(self) -> float:
        """What the network makes of the training set now: 1 all, 0 no better than always the same; NaN unknown."""
        return self._skill("train_metric")

    @property
    def validation_skill(self) -> float:
        """Likewise of the validation set."""
        return self._skill("validation_metric")

    def _skill(self, name: str) -> float:
        # Not smoothed: early stopping may just have brought better weights back.
        metric = self.curves.measured[name].last_value
        if self.facts_of_data.prepared.shape.task is Task.REGRESSION:
            return metric
        base = self.facts_of_data.majority
        return (metric - base) / (1 - base) if base < 1 else math.nan

    def score(self, skill: float) -> Message:
        """Return a skill as one knows it: the accuracy, or R²."""
        if self.facts_of_data.prepared.shape.task is Task.REGRESSION:
            return msg("R² {value}", value=number(skill))
        base = self.facts_of_data.majority
        return msg("accuracy {value}", value=percent(max(0.0, base + skill * (1 - base))))

    # -- readings

    @cached_property
    def moved(self) -> float:
        """About how far the weights have gone, in their own length: the steps times ‖Δθ‖ / ‖θ‖ of each."""
        total = 0.0
        for one, other in zip(self.looks, self.looks[1:], strict=False):
            ratios = [each.ratio for each in (one, other) if math.isfinite(each.ratio)]
            total += (other.step - one.step) * (max(ratios) if ratios else 0.0)
        return total

    @property
    def settled(self) -> bool:
        """Whether the training loss falls no more, after enough of a run to judge by."""
        trend = self.trend("train_loss")
        return trend is not None and trend.count >= 8 and self.epoch >= 15 and trend.still < 0.03


def _trend(points: tuple[Numbers, Numbers, Numbers, Numbers]) -> Trend | None:
    values = points[2]
    count = len(values)
    if count < 3:
        return None
    last = float(np.mean(values[-max(1, count // 10) :]))
    middle = float(np.mean(values[count // 2 : count // 2 + max(1, count // 10)]))
    still = (middle - last) / abs(middle) if middle else 0.0
    return Trend(float(values[0]), float(values.min()), last, still, count)

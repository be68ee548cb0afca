"""What a survey is made of: the weights of a moment, the plane, the samples that the loss is taken over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.engine import ParameterKey, Program
from nnstudio.engine.measures.objective import Objective
from nnstudio.inspection.landscape import (
    Inquiry,
    Survey,
    WeightPlane,
    path_plane,
    random_plane,
    seconds_of,
    side_for,
    span_of,
    weights_plane,
)
from nnstudio.inspection.quantities import parameter
from nnstudio.inspection.symbols import to_text
from nnstudio.training.problem import targets_of
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.surface import cost_of

SAMPLES, FEWEST = 512, 64
"""Samples that the loss is the mean of, evenly spread over the training set; fewer for a large network."""
_COST = 2e7
MOST_WEIGHTS = 400
"""Single weights that are offered: of more, those with the largest gradient just now."""
PATH = 60
"""Kept steps that are drawn."""


@dataclass(frozen=True)
class WeightChoice:
    """A single weight: its place in the flat vector, its parameter and index, from 0."""

    place: int
    key: ParameterKey
    index: tuple[int, ...]

    def name(self, document: Document) -> str:
        """Return ``Hidden 1 · w(2, 3)``, counted from 1."""
        node = document.network.by_id.get(self.key.layer)
        numbers = ", ".join(str(number + 1) for number in self.index)
        symbol = to_text(parameter(self.key.name).letter)
        return f"{node.name if node is not None else self.key.layer} · {symbol}({numbers})"


def weights_of(program: Program) -> tuple[WeightChoice, ...]:
    """Return the single weights that may be chosen, in the order of the layers."""
    places = np.arange(program.count)
    kept = set(np.argsort(-np.abs(program.grad), kind="stable")[:MOST_WEIGHTS].tolist())
    found = []
    for key in program.parameters():
        own = program.layout.view(places, key.layer, key.name)
        found += [WeightChoice(int(place), key, index) for index, place in np.ndenumerate(own) if int(place) in kept]
    return tuple(found)


def rows_of(program: Program, prepared: Prepared) -> npt.NDArray[np.int64]:
    """Return which samples of the training set the loss is taken over."""
    most = int(max(FEWEST, min(SAMPLES, _COST / cost_of(program))))
    count = len(prepared.training)
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(np.int64))


def plane_of(kind: str, program: Program, points: Floats, weights: tuple[int, int], seed: int) -> WeightPlane:
    """Return the plane of that kind through the present weights; DataError where the points ``(T, P)`` have none."""
    if kind in ("path", "together"):
        return path_plane(points)
    return weights_plane(program, *weights) if kind == "weights" else random_plane(program, seed)


@dataclass(frozen=True, eq=False)
class Asked:
    """A survey with what it was asked for: the loss of so many ``samples``, at ``step`` of the run.

    ``inquiry`` : what kind of point it goes through, to be worked off after it, on the same copy of the network.
    ``path`` ``(T, 2)`` are the kept ``steps`` ``(T,)``, seen at right angles to its plane, and ``away`` from it.
    """

    survey: Survey
    inquiry: Inquiry
    samples: int
    step: int
    steps: npt.NDArray[np.int64]
    path: Floats
    away: Floats


Path = tuple[npt.NDArray[np.int64], Floats]
"""Kept steps ``(T,)`` and the parameters ``(T, P)`` at each."""


def ask(program: Program, prepared: Prepared, plane: WeightPlane, path: Path, points: Floats) -> Asked:
    """Return a survey that has not been worked off; call it while the trainer is held, since weights are copied.

    ``path`` ends at the present weights; ``points`` ``(T, P)`` are all that the survey is to reach.
    """
    training, rows = prepared.training, rows_of(program, prepared)
    with np.errstate(all="ignore"):
        targets = targets_of(program, prepared, training.y[rows])
        objective = Objective(program, training.x[rows], targets, mode="evaluate")
        seconds = seconds_of(lambda: objective.loss(plane.centre))
    survey = Survey(objective, plane, *span_of(plane, plane.coordinates(points)), side_for(seconds))
    inquiry = Inquiry(objective.program, plane.centre, training.x[rows], targets)
    steps, theta = path
    return Asked(survey, inquiry, len(rows), int(steps[-1]), steps, plane.coordinates(theta), plane.distances(theta))

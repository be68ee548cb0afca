"""The ways of several runs on one landscape: which of the kept ones are its own, where they went, what is hovered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from nnstudio.engine import Program
from nnstudio.inspection.landscape import WeightPlane, has_same_landscape
from nnstudio.training.kept_run import KeptRun
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.axes import Axes
from nnstudio.ui.charts.plane import Floats

_NEAR = 12.0
"""Pixels from the mouse within which a step is meant."""


@dataclass(frozen=True, eq=False)
class Way:
    """``places`` ``(T, 2)`` in the plane at ``steps`` ``(T,)``, and how far the run was from it ``(T,)``.

    ``number`` is the run's on the shelf and stands at its end; 0 is the run in hand.
    """

    name: str
    number: int
    steps: npt.NDArray[np.int64]
    places: Floats
    away: Floats

    @property
    def color(self) -> QColor:
        """The run's colour, as where runs are compared."""
        return theme.class_color(self.number)


Hovered = tuple[Way, int]
"""A way and which of its steps."""


def traceable(session: Session, program: Program | None) -> dict[int, KeptRun]:
    """Return those kept runs whose ways lie on the landscape of the network in hand, by their numbers."""
    return {
        number: run
        for number, run in enumerate(session.shelf.runs, start=1)
        if program is not None
        and run.snapshots.theta.shape[1] == program.count
        and has_same_landscape(run.document, session.document)
    }


def way_of(number: int, run: KeptRun, plane: WeightPlane) -> Way:
    """Return a kept run's way, seen at right angles to a plane; weights that are not finite are left out."""
    finite = np.isfinite(run.snapshots.theta).all(axis=1)
    theta = run.snapshots.theta[finite].astype(np.float64)
    places, away = plane.coordinates(theta), plane.distances(theta)
    return Way(str(run.short or run.name), number, run.snapshots.steps[finite], places, away)


def nearest(ways: tuple[Way, ...], axes: Axes, at: tuple[float, float]) -> Hovered | None:
    """Return the step of a way that the mouse is at; None where there is none near by."""
    here = axes.pixels(np.array([at]))[0]
    best, found = _NEAR, None
    for way in ways:
        away = np.hypot(*(axes.pixels(way.places) - here).T) if len(way.places) else np.array([math.inf])
        if float(away.min()) < best:
            best, found = float(away.min()), (way, int(away.argmin()))
    return found


def point_of(hovered: Hovered, axes: Axes) -> QPointF:
    """Return where a step of a way is on the map."""
    way, place = hovered
    return QPointF(*axes.pixels(way.places[place : place + 1])[0].tolist())

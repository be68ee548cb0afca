"""The network's answers over the data of a problem: the pictures for one, two and more inputs, and their words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Prepared, Subset, Task
from nnstudio.inspection.judging import are_shares
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.contour import contour
from nnstudio.ui.charts.naming import class_name
from nnstudio.ui.charts.plane import Floats, make_plane, spread, telling_features
from nnstudio.ui.charts.plane_picture import Backdrop, Drawn
from nnstudio.ui.charts.points import Points, sets_of
from nnstudio.ui.charts.surface import (
    FINEST,
    Surface,
    boundary,
    class_picture,
    value_picture,
    winners,
)

_CURVE_POINTS = 240


@dataclass(frozen=True)
class Options:
    """What the user wants to see, and on how many points a side at most: more than the picture can show are wasted."""

    discrete: bool = False
    side: int = FINEST


class Answers:
    """``backdrop`` stands still; :meth:`draw` makes what changes. ``across``, ``up`` : the features that vary.

    ``neuron`` : the one whose activation is wanted; ``shown_neuron`` : the one whose it was, None for the answer.
    """

    def __init__(self, prepared: Prepared, names: tuple[str, ...], target: str) -> None:
        self.prepared, self.names, self.target = prepared, names, target
        self.neuron: tuple[str, tuple[int, ...]] | None = None
        self.shown_neuron: tuple[str, tuple[int, ...]] | None = None
        self.is_curve = prepared.measured_shape == (1,)
        self._regression = prepared.shape.task is Task.REGRESSION
        self._surface = Surface()
        self._shown: Floats | None = None
        self.choose(*telling_features(prepared))

    def choose(self, across: int, up: int) -> None:
        """Vary these two features."""
        self.across, self.up = across, up
        self.plane = make_plane(self.prepared, across, up)
        self.limit = self._target_limit()
        self.backdrop = self._curve_backdrop() if self.is_curve else self._plane_backdrop()
        self._shown = None

    # -- drawing

    def draw(self, frame: Frame, options: Options) -> Drawn:
        """Return the picture of the moment; the frame is not kept."""
        marked, self.shown_neuron = self._marked(frame), None
        if self.is_curve:
            return Drawn(curve=self._curve(frame, options), marked=marked, limit=self.limit)
        if self.neuron is not None:
            try:
                values = self._surface.read(frame, self.plane, self.neuron, options.side)[..., 0]
            except (LookupError, ValueError):
                # The neuron belongs to a layer that is not in the running network (any more).
                return self._answer(frame, options, marked)
            self.shown_neuron = self.neuron
            limit = max(1.0, float(np.abs(values).max()))
            self._shown = values[..., None]
            colors, scale = value_picture(values, limit), ("a", limit)
            return Drawn(colors, contour(values), marked=marked, limit=self.limit, scale=scale)
        return self._answer(frame, options, marked)

    def _answer(self, frame: Frame, options: Options, marked: Floats | None) -> Drawn:
        prediction = self._surface.read(frame, self.plane, finest=options.side)
        self._shown = prediction
        if self._regression:
            values = self.prepared.unscaled_target(prediction.reshape(-1, prediction.shape[2]))[:, 0]
            picture = value_picture(values.reshape(prediction.shape[:2]), self.limit)
            return Drawn(picture, marked=marked, limit=self.limit, scale=(self.target, self.limit))
        return Drawn(class_picture(prediction, discrete=options.discrete), boundary(prediction), marked=marked)

    def _curve(self, frame: Frame, options: Options) -> Floats:
        x = np.linspace(self.backdrop.low[0], self.backdrop.high[0], _CURVE_POINTS)
        with np.errstate(all="ignore"):
            prediction = frame.predict(self.prepared.scaled(x[:, None]))
        values = self.prepared.unscaled_target(prediction) if self._regression else prediction
        return np.stack([x, np.nan_to_num(np.asarray(values, np.float64)[:, -1])], axis=1)

    def _marked(self, frame: Frame) -> Floats | None:
        row = int(frame.rows[min(frame.sample, len(frame.rows) - 1)])
        training = next((points for points in self.backdrop.points if points.name == "training"), None)
        return training.places[row] if training is not None and row < len(training.places) else None

    # -- what stands still

    def _target_limit(self) -> float:
        if not self._regression:
            return 1.0
        return max(1e-9, max(float(np.abs(self._labels(part)).max()) for part in sets_of(self.prepared).values()))

    def _labels(self, subset: Subset) -> Floats:
        if not self._regression:
            return subset.y.astype(np.float64)
        values: Floats = self.prepared.unscaled_target(subset.y.reshape(len(subset), -1))[:, 0]
        return values

    def _heights(self, subset: Subset) -> Floats:
        """Return how high samples lie beside a curve: half way where the class is not known."""
        labels = self._labels(subset)
        return labels if self._regression else np.where(labels < 0, 0.5, labels)

    def _plane_backdrop(self) -> Backdrop:
        plane = self.plane
        points = tuple(
            Points(name, plane.place(part), self._labels(part), part.rows)
            for name, part in sets_of(self.prepared).items()
        )
        names = self.names[plane.across], self.names[plane.up]
        return Backdrop(plane.low, plane.high, names, points, self.prepared.shape.task)

    def _curve_backdrop(self) -> Backdrop:
        points = tuple(
            Points(
                name,
                np.stack([self.prepared.measured(part)[:, 0], self._heights(part)], axis=1),
                self._labels(part),
                part.rows,
            )
            for name, part in sets_of(self.prepared).items()
        )
        low, high = spread(np.concatenate([part.places for part in points]))
        vertical = self.target if self._regression else tr("Probability")
        return Backdrop(low, high, (self.names[0], vertical), points, self.prepared.shape.task)

    # -- words

    def text(self, at: tuple[float, float], picked: tuple[Points, int] | None, classes: tuple[str, ...]) -> str:
        """Return what there is to read: under the mouse, else of the sample that was picked."""
        if not math.isnan(at[0]):
            return self._at_text(at, classes)
        if picked is None:
            return ""
        points, number = picked
        label = float(points.y[number])
        answer = class_name(classes, label) if classes else f"{self.target} {theme.number(label)}"
        return tr(
            "Row {row}: {place} · {answer}",
            row=theme.count(int(points.rows[number]) + 1),
            place=self._place_text(tuple(points.places[number].tolist())),
            answer=answer,
        )

    def _place_text(self, at: tuple[float, float]) -> str:
        return "  ".join(f"{name} {theme.number(value)}" for name, value in zip(self.backdrop.names, at, strict=True))

    def _at_text(self, at: tuple[float, float], classes: tuple[str, ...]) -> str:
        place = self._place_text(at)
        if self._shown is None:
            return place
        side = len(self._shown)
        share = (np.array(at) - self.plane.low) / (self.plane.high - self.plane.low)
        column, row = np.clip((share * [side, -side] + [0, side]).astype(int), 0, side - 1)
        values = self._shown[row, column]
        if self._regression or not classes:
            return f"{place} → {theme.number(float(values[0]))}"
        winner = int(winners(values))
        own = float((values if len(values) > 1 else np.concatenate([1 - values, values]))[winner])
        # Scores, such as a hinge loss asks for, are no shares.
        return f"{place} → {classes[winner]} {theme.percent(own) if are_shares(values) else theme.number(own)}"

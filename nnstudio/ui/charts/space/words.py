"""The view's words: names of the places and of their axes, what a place does, what a sample is there."""

from __future__ import annotations

import numpy as np

from nnstudio.data import shown
from nnstudio.data.samples import Task
from nnstudio.engine import activations
from nnstudio.inspection.space import Stop
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.naming import class_name, class_names
from nnstudio.ui.charts.space.scene import Place
from nnstudio.ui.charts.space.subject import Subject

_FEW = 4
"""Numbers of a sample that are read out."""
_SIGNS = "₀₁₂₃₄₅₆₇₈₉"


class Words:
    """Says things in the language in force, with the names that the document gives."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def short(self, stop: Stop) -> str:
        """Return a place's name: the layer's, and which of its numbers."""
        if self._is_input(stop):
            return self._layer(stop)
        return f"{self._layer(stop)} · {stop.quantity}"

    def axes(self, place: Place) -> tuple[str, str]:
        """Return the names of the axes."""
        stop = place.stop
        if place.share:
            return self._direction(1, place.share[0]), self._direction(2, place.share[1])
        if stop.width == 1:
            return self._number(stop, 0), tr("classes in rows") if self._has_classes() else ""
        return self._number(stop, 0), self._number(stop, 1)

    def title(self, begin: Place, end: Place, share: float) -> str:
        """Return where the picture is, and what happens there."""
        if 0.0 < share < 1.0:
            return tr("{place} → {next}", place=self.short(begin.stop), next=self.short(end.stop))
        place = end if share else begin
        return tr("{name}: {said}", name=self.short(place.stop), said=self._deed(place.stop))

    def all_places(self, count: int) -> str:
        """Return the title of all the places side by side."""
        return tr(
            "{count} places: each line follows one sample; drag or use the arrow keys to turn them",
            count=theme.count(count),
        )

    def hint(self, subject: Subject | None) -> str:
        """Return what to read where nothing is pointed at."""
        if subject is None:
            return ""
        lines = tr("the grid lies over the inputs") if len(subject.lines) else tr("no grid: too many inputs")
        return tr("{count} samples; {lines}", count=theme.count(subject.count), lines=lines)

    def sample(self, subject: Subject, number: int, place: Place) -> str:
        """Return what a sample is at a place."""
        values = place.values[number]
        numbers = ", ".join(theme.number(float(each)) for each in values[:_FEW])
        more = ", …" if len(values) > _FEW else ""
        return tr(
            "Row {row}: {label} · {quantity} = ({numbers})",
            row=theme.count(int(subject.rows[number]) + 1),
            label=self._label(subject, number),
            quantity="x" if self._is_input(place.stop) else place.stop.quantity,
            numbers=numbers + more,
        )

    def _deed(self, stop: Stop) -> str:
        node = self._session.document.network.by_id.get(stop.layer)
        if self._is_input(stop):
            return tr("the inputs, scaled as the network sees them")
        if stop.quantity == "z":
            return tr("z = xW + b turns, stretches, shifts")
        activation = str(node.value("activation")) if node is not None else ""
        if activation in ("", "identity"):
            return tr("what the layer puts out")
        return tr("{function} bends", function=str(activations[activation].declaration.name))

    def _number(self, stop: Stop, place: int) -> str:
        dataset, prepared = self._session.document.data.dataset, self._session.prepared
        if self._is_input(stop) and prepared is not None and place < len(prepared.input_names):
            names = prepared.features.named(tuple(shown(dataset, name) for name in prepared.raw.feature_names))
            return tr("{name}, scaled", name=names[place])
        return stop.quantity + _SIGNS[place + 1]

    def _direction(self, number: int, share: float) -> str:
        return tr("Direction {number} · {share} of the variance", number=number, share=theme.percent(share))

    def _label(self, subject: Subject, number: int) -> str:
        y, prepared = subject.y[number], self._session.prepared
        if np.isnan(y) or prepared is None:
            return "…"
        if subject.task is Task.REGRESSION:
            return theme.number(float(y))
        return class_name(class_names(self._session), float(y))

    def _has_classes(self) -> bool:
        prepared = self._session.prepared
        return prepared is not None and prepared.shape.task is Task.CLASSIFICATION

    def _is_input(self, stop: Stop) -> bool:
        node = self._session.document.network.by_id.get(stop.layer)
        return node is not None and node.kind == "input"

    def _layer(self, stop: Stop) -> str:
        node = self._session.document.network.by_id.get(stop.layer)
        return node.name if node is not None else stop.layer

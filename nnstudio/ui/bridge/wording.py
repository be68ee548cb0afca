"""What the sample is called: its row in the data, its class or target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnstudio.data import shown as named
from nnstudio.data.samples import Task
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


def about_sample(session: Session, frame: Frame, sample: int) -> str:
    """Return ``row 57 · setosa`` of a sample of the batch under way; of one brought into it, that one's row."""
    prepared, own = session.prepared, int(frame.rows[sample])
    if prepared is None or own >= len(prepared.training):
        return ""
    brought = session.what_if.brought
    known = [(prepared.training, own), *([brought] if brought is not None else [])]
    if frame.altered:
        shown = frame.plan.quantity(frame.program.graph.sources[0], "a")[sample]
        known = [(subset, row) for subset, row in known if np.array_equal(subset.x[row].astype(shown.dtype), shown)]
        if not known:
            return tr("changed by hand")
    subset, place = known[0]
    row, target = int(subset.rows[place]) + 1, subset.y[place]
    if prepared.shape.places:
        return tr("row {row} · a target at every step", row=row)
    if prepared.shape.task is Task.CLASSIFICATION:
        name = prepared.shape.class_names[int(target)] if prepared.shape.class_names else str(int(target))
        return tr("row {row} · class {name}", row=row, name=named(session.document.data.dataset, name))
    values = ", ".join(theme.number(float(value), 4) for value in target.reshape(-1))
    return tr("row {row} · target {values}", row=row, values=values)


def feature_names(session: Session) -> tuple[str, ...]:
    """Return what the network's inputs are called, after all feature transformations."""
    prepared = session.prepared
    if prepared is None:
        return ()
    measured = tuple(named(session.document.data.dataset, name) for name in prepared.raw.feature_names)
    return prepared.features.named(measured)


def class_names(session: Session) -> tuple[str, ...]:
    """Return what the outputs are called, where there is one for each class."""
    prepared = session.prepared
    if prepared is None:
        return ()
    return tuple(named(session.document.data.dataset, name) for name in prepared.shape.class_names)

"""What the sample is called: its row in the data, its class or target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.data import shown
from nnstudio.data.samples import Task
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


def about_sample(session: Session, frame: Frame, sample: int) -> str:
    """Return ``row 57 · setosa`` of a sample of the batch under way."""
    prepared = session.prepared
    place = int(frame.rows[sample])
    if prepared is None or place >= len(prepared.training):
        return ""
    row = int(prepared.training.rows[place]) + 1
    target = prepared.training.y[place]
    if prepared.shape.places:
        return tr("row {row} · a target at every step", row=row)
    if prepared.shape.task is Task.CLASSIFICATION:
        name = prepared.shape.class_names[int(target)] if prepared.shape.class_names else str(int(target))
        return tr("row {row} · class {name}", row=row, name=shown(session.document.data.dataset, name))
    values = ", ".join(theme.number(float(value), 4) for value in target.reshape(-1))
    return tr("row {row} · target {values}", row=row, values=values)


def feature_names(session: Session) -> tuple[str, ...]:
    """Return what the network's inputs are called, after all feature transformations."""
    prepared = session.prepared
    if prepared is None:
        return ()
    measured = tuple(shown(session.document.data.dataset, name) for name in prepared.raw.feature_names)
    return prepared.features.named(measured)


def class_names(session: Session) -> tuple[str, ...]:
    """Return what the outputs are called, where there is one for each class."""
    prepared = session.prepared
    if prepared is None:
        return ()
    return tuple(shown(session.document.data.dataset, name) for name in prepared.shape.class_names)

"""The document that goes on with another run: its settings become the document's, as one edit that undo takes back."""

from __future__ import annotations

from dataclasses import fields

from nnstudio.document.edits import Edit, SetData, SetTraining, Several
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.text import msg

_OWN = ("seed", "stop_epoch", "validate_every")
"""Settings that no step depends on: they stay the document's."""
_BY_HAND = ("points", "left_out")
"""What the data of two runs of one network may differ in."""


def take_over(document: Document, theirs: Document) -> Edit | None:
    """Return the edit that gives a document the settings that a run was made with; None where it has them."""
    names = [field.name for field in fields(TrainingSettings) if field.name not in _OWN]
    values = tuple((name, getattr(theirs.training, name)) for name in names)
    edits: list[Edit] = []
    if any(getattr(document.training, name) != value for name, value in values):
        edits.append(SetTraining(values))
    points = tuple((name, getattr(theirs.data, name)) for name in _BY_HAND)
    if any(getattr(document.data, name) != value for name, value in points):
        edits.append(SetData(points))
    return Several(tuple(edits), msg("Take the run's settings")) if edits else None
